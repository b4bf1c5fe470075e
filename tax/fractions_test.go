package tax

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func yen(n int64) currency.Amount { return currency.FromMinor(n, currency.JPY) }

func japan(t testing.TB) Fractions {
	t.Helper()
	d, err := Decide(Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("JP"), On: day("2026-11-21"), Intrinsic: yen(20000)})
	if err != nil {
		t.Fatal(err)
	}
	if d.Fractions.String() != "1000/100 JPY 78+22" || d.Accountant != Importer {
		t.Fatalf("%v by %v", d.Fractions, d.Accountant)
	}
	return d.Fractions
}

// The example of Japan Customs (Customs Answer 1111): two columns, of the
// standard and the reduced rate.
func TestFractionsOfJapan(t *testing.T) {
	f := japan(t)
	var columns []Column
	for _, c := range []struct{ value, duty, percent int64 }{{534795, 74760, 10}, {126258, 17640, 8}} {
		duty, err := f.OfDuty(yen(c.duty))
		if err != nil {
			t.Fatal(err)
		}
		base, err := yen(c.value).Add(duty)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, Column{base, decimal.NewFromInt(c.percent)})
	}
	got, err := f.Declare(columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want currency.Amount
	}{
		{"base of A, 534,795 + 74,700", got.Columns[0].Base, yen(609000)},
		{"national tax of A", got.Columns[0].National, yen(47502)},
		{"local tax of A, 22/78 of 47,500", got.Columns[0].Local, yen(13397)},
		{"base of B, 126,258 + 17,600", got.Columns[1].Base, yen(143000)},
		{"national tax of B", got.Columns[1].National, yen(8923)},
		{"local tax of B, 22/78 of 8,900", got.Columns[1].Local, yen(2510)},
		{"national tax, of 56,425", got.National, yen(56400)},
		{"local tax, of 15,907", got.Local, yen(15900)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestFractionsOfOneTax(t *testing.T) {
	var f Fractions
	if err := f.UnmarshalText([]byte("10/5 JPY")); err != nil {
		t.Fatal(err)
	}
	got, err := f.Declare([]Column{{yen(129), decimal.NewFromInt(10)}, {yen(38), decimal.NewFromInt(10)}, {yen(9), decimal.NewFromInt(100)}})
	if err != nil || got.National != yen(15) || !got.Local.IsZero() {
		t.Errorf("120 and 30 at 10 %%: %v and %v, %v", got.National, got.Local, err)
	}
	if _, err := f.Declare([]Column{{usd("1"), decimal.NewFromInt(10)}}); !errors.Is(err, currency.ErrMismatch) {
		t.Errorf("dollars in yen: %v", err)
	}
}

func TestFractionsText(t *testing.T) {
	for _, text := range []string{"", "1000/100 JPY", "1000/100 JPY 78+22", "1.00/0.05 CHF"} {
		var f Fractions
		err := f.UnmarshalText([]byte(text))
		if got, _ := f.MarshalText(); err != nil || string(got) != text || f.IsZero() != (text == "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"1000", "1000/100", "1000 JPY", "0/100 JPY", "-1/100 JPY", "1000/100 JPX", "1000/100 JPY ", "1000/100 JPY 78", "1000/100 JPY 78+0", "1000/100 JPY 78+-1",
		"1000/100 JPY 78+22 1", "1e400/1 JPY", "1000/0.5 JPY", "0.001/0.05 CHF", "1000/100 JPY 99999999999+1"} {
		var f Fractions
		if err := f.UnmarshalText([]byte(text)); !errors.Is(err, ErrSyntax) || !f.IsZero() {
			t.Errorf("%q: %v, %v", text, f, err)
		}
	}
}

// The tax on any columns is that in fractions, each cut down; it is never more
// than the rate on the base, and less by no more than what was cut.
func TestLawFractions(t *testing.T) {
	f := japan(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	down := func(x *big.Rat, step int64) int64 {
		return new(big.Int).Quo(x.Num(), new(big.Int).Mul(x.Denom(), big.NewInt(step))).Int64() * step
	}
	for range 2000 {
		var columns []Column
		var national, local int64
		whole := new(big.Rat)
		for n := 1 + r.IntN(5); n > 0; n-- {
			base, percent := r.Int64N(1<<(10+r.IntN(20))), []int64{8, 10}[r.IntN(2)]
			columns = append(columns, Column{yen(base), decimal.NewFromInt(percent)})
			tax := down(new(big.Rat).Mul(big.NewRat(base/1000*1000, 1), big.NewRat(percent*78, 10000)), 1)
			national += tax
			local += down(big.NewRat(tax/100*100*22, 78), 1)
			whole.Add(whole, big.NewRat(base*percent, 100))
		}
		got, err := f.Declare(columns)
		if err != nil {
			t.Fatal(err)
		}
		if got.National != yen(national/100*100) || got.Local != yen(local/100*100) {
			t.Fatalf("seed %d: %v and %v of %v, want %d and %d", seed, got.National, got.Local, columns, national/100*100, local/100*100)
		}
		due := big.NewRat(national/100*100+local/100*100, 1)
		least := new(big.Rat).Sub(whole, big.NewRat(200+int64(len(columns))*(100+1+29+1), 1))
		if due.Cmp(whole) > 0 || due.Cmp(least) < 0 {
			t.Fatalf("seed %d: %v of %v", seed, due, whole)
		}
	}
}

// TestNoFractions: the zero Fractions drops nothing, cents neither, and says nothing
// of how a tax is charged.
func TestNoFractions(t *testing.T) {
	if got, err := (Fractions{}).OfDuty(eur("12.34")); err != nil || got != eur("12.34") {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := (Fractions{}).Declare([]Column{{Base: eur("12.34"), Percent: percent("10")}}); !errors.Is(err, ErrPolicy) {
		t.Errorf("a declaration: %v", err)
	}
}
