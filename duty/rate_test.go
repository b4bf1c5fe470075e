package duty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func TestRateDuty(t *testing.T) {
	euros := fx(t, map[currency.Code]string{currency.GBP: "0.8571", currency.USD: "1.15"})
	items := func(n string) []duty.Quantity { return []duty.Quantity{{Unit: duty.Piece, Value: dec(n)}} }
	tests := []struct {
		rate, value string
		currency    currency.Code
		quantities  []duty.Quantity
		want        string
		reason      string
	}{
		{"12%", "58.36", currency.EUR, nil, "7.00", "7.0032 rounds down"},
		{"12%", "0.04", currency.EUR, nil, "0.00", "0.0048 rounds to nothing"},
		{"Free", "58.36", currency.EUR, nil, "0.00", "free"},
		{"4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item", "5", currency.EUR, items("1"), "0.30", "0.225 is below the floor"},
		{"4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item", "10", currency.EUR, items("1"), "0.45", "between"},
		{"4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item", "100", currency.EUR, items("1"), "0.80", "4.50 is above the cap"},
		{"4.5% MIN 0.30 EUR / item MAX 0.80 EUR / item", "100", currency.EUR, items("10"), "4.50", "bounds are per item, the value is of the line"},
		{"10% MAX 1 EUR / item MIN 2 EUR / item", "100", currency.EUR, items("1"), "2.00", "the last bound splits first, and wins"},
		{"9% + 1 EUR / item MAX 5% + 3 EUR / item", "100", currency.EUR, items("1"), "8.00", "a cap that is a sum"},
		{"9% + 1 EUR / item MAX 5% + 3 EUR / item", "10", currency.EUR, items("1"), "1.90", "not reached"},
		{"60% - 20 USD / consignment", "10", currency.USD, []duty.Quantity{{Unit: "consignment", Value: dec("1")}}, "0.00", "a deduction never pays out"},
		{"5% + 1 EUR / item", "100", currency.GBP, items("1"), "5.86", "5 + 0.8571, rounded once"},
		{"5% + 1 EUR / item", "100", currency.USD, items("1"), "6.15", "5 + 1.15"},
		{"1 GBP / item", "0", currency.USD, items("1"), "1.34", "through the pivot: 1.15/0.8571 = 1.34173…"},
		{"0.005 GBP / item + 0.5%", "1", currency.GBP, items("1"), "0.01", "two halves of a penny are one"},
		{"6% of case + 14% of strap", "200", currency.USD,
			[]duty.Quantity{{Unit: duty.Share("case"), Value: dec("40")}, {Unit: duty.Share("strap"), Value: dec("12.5")}}, "8.30", "4.80 + 3.50"},
		{"0.45 EUR / kg", "10", currency.EUR, []duty.Quantity{{Unit: duty.Kilogram, Value: dec("0.1")}}, "0.05", "half a cent is rounded up"},
		{"0.4499 EUR / kg", "10", currency.EUR, []duty.Quantity{{Unit: duty.Kilogram, Value: dec("0.1")}}, "0.04", "less than half a cent is not"},
		{"0.45 EUR / 100 kg", "10", currency.EUR, []duty.Quantity{{Unit: duty.Kilogram, Value: dec("10")}}, "0.05", "half a cent, of a tenth of the unit"},
		{"12.5%", "0.20", currency.EUR, nil, "0.03", "half a cent of a percentage is rounded up"},
		{"10% MIN 1 EUR / item MAX 1 EUR / item", "9.99", currency.EUR, items("1"), "1.00", "a floor and a cap alike leave one duty"},
		{"30% MIN 4300 JPY / pair", "12000", currency.JPY, []duty.Quantity{{Unit: duty.Pair, Value: dec("1")}}, "4300", "3600 is below the floor"},
	}
	for _, test := range tests {
		got, err := mustRate(t, test.rate).Duty(money(test.value, test.currency), test.quantities, euros, currency.Rounding{})
		if err != nil {
			t.Errorf("%s on %s: %v", test.rate, test.value, err)
			continue
		}
		if want := money(test.want, test.currency); got != want {
			t.Errorf("%s on %s: got %s, want %s (%s)", test.rate, test.value, got, want, test.reason)
		}
	}
}

func TestRateDutyErrors(t *testing.T) {
	piece := []duty.Quantity{{Unit: duty.Piece, Value: dec("1")}}
	tests := []struct {
		rate   duty.Rate
		value  currency.Amount
		class  error
		reason string
	}{
		{duty.Rate{}, money("1", currency.EUR), duty.ErrNoRate, "the zero rate is not free"},
		{mustRate(t, "5%"), money("-1", currency.EUR), duty.ErrNegative, "negative value"},
		{mustRate(t, "1 EUR / item"), money("1", currency.USD), currency.ErrNoRate, "no exchange rates"},
		{mustRate(t, "1 EUR / item"), currency.Amount{}, currency.ErrMismatch, "no currency to charge in"},
	}
	for _, test := range tests {
		if got, err := test.rate.Duty(test.value, piece, nil, currency.Rounding{}); !errors.Is(err, test.class) {
			t.Errorf("%s on %s: %s, %v; want %v (%s)", test.rate, test.value, got, err, test.class, test.reason)
		}
	}
}

func TestRateQueries(t *testing.T) {
	if p, ok := mustRate(t, "12.5%").AdValorem(); !ok || !p.Equal(dec("12.5")) {
		t.Error(p, ok)
	}
	for _, s := range []string{"6% of case", "1 EUR / kg", "5% + 1 EUR / kg", "5% MIN 3%"} {
		if p, ok := mustRate(t, s).AdValorem(); ok {
			t.Error(s, p)
		}
	}
	if got := fmt.Sprint(mustRate(t, "1 EUR / 100 kg + 6% of case MIN 2 EUR / 100 kg").Needs()); got != "[100 kg % of value: case]" {
		t.Error(got)
	}
	if !mustRate(t, "0% MIN 0 EUR / kg").IsFree() || mustRate(t, "0% MIN 1 EUR / kg").IsFree() || (duty.Rate{}).IsFree() {
		t.Error("IsFree")
	}
}

func TestRateJSON(t *testing.T) {
	for _, s := range []string{"Free", "12%", "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item", ""} {
		var r, again duty.Rate
		if s != "" {
			r = mustRate(t, s)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &again); err != nil || !again.Equal(r) || string(text) != fmt.Sprintf("%q", s) {
			t.Errorf("%s: %s, %v", text, again, err)
		}
	}
	var r duty.Rate
	if err := json.Unmarshal([]byte(`"prose"`), &r); err == nil || !r.IsZero() {
		t.Error("prose in JSON")
	}
}

// sample is a random expression that knows its own value by another road:
// big.Rat, straight from the definition of the bounds.
type sample struct {
	text  string
	exact *big.Rat
}

// quantitiesOf the samples, and how much of the base unit they are.
var stated = []duty.Quantity{
	{Unit: duty.Gram, Value: decimal.New(123457, -1)},
	{Unit: duty.Piece, Value: decimal.New(17, 0)},
	{Unit: duty.Litre, Value: decimal.New(2555, -3)},
	{Unit: duty.PercentVol, Value: decimal.New(385, -1)},
	{Unit: duty.Share("case"), Value: decimal.New(33, 0)},
}

var perUnit = map[string]*big.Rat{
	"kg":         big.NewRat(123457, 10000),
	"100 kg":     big.NewRat(123457, 1000000),
	"item":       big.NewRat(17, 1),
	"dozen":      big.NewRat(17, 12),
	"hl":         big.NewRat(2555, 100000),
	"% vol / hl": new(big.Rat).Mul(big.NewRat(385, 10), big.NewRat(2555, 100000)),
}

// factors are what a unit of each currency is worth in euros.
var factors = map[string]*big.Rat{"EUR": big.NewRat(1, 1), "GBP": big.NewRat(10000, 8571), "USD": big.NewRat(100, 115)}

func randomNumber(r *rand.Rand) (string, *big.Rat) {
	places := r.IntN(4)
	n := int64(r.IntN(40000))
	d := decimal.New(n, -int32(places))
	return d.StringFixed(int32(places)), d.Rat()
}

func randomTerm(r *rand.Rand, value *big.Rat) sample {
	text, n := randomNumber(r)
	switch r.IntN(5) {
	case 0, 1:
		exact := new(big.Rat).Mul(value, n)
		return sample{text + "%", exact.Mul(exact, big.NewRat(1, 100))}
	case 2:
		exact := new(big.Rat).Mul(value, n)
		return sample{text + "% of case", exact.Mul(exact, big.NewRat(33, 10000))}
	}
	units := []string{"kg", "100 kg", "item", "dozen", "hl", "% vol / hl"}
	codes := []string{"EUR", "GBP", "USD"}
	u, c := units[r.IntN(len(units))], codes[r.IntN(len(codes))]
	exact := new(big.Rat).Mul(n, perUnit[u])
	return sample{text + " " + c + " / " + u, exact.Mul(exact, factors[c])}
}

func randomSum(r *rand.Rand, value *big.Rat) sample {
	s := randomTerm(r, value)
	for range r.IntN(3) {
		next := randomTerm(r, value)
		if r.IntN(3) == 0 {
			s = sample{s.text + " - " + next.text, new(big.Rat).Sub(s.exact, next.exact)}
		} else {
			s = sample{s.text + " + " + next.text, new(big.Rat).Add(s.exact, next.exact)}
		}
	}
	if s.exact.Sign() < 0 {
		s.exact = new(big.Rat)
	}
	return s
}

// randomRate builds an expression and evaluates it as the sources say: the
// last bound splits first, MAX takes the smaller side and MIN the larger.
func randomRate(r *rand.Rand, value *big.Rat, bounds int) sample {
	right := randomSum(r, value)
	if bounds == 0 {
		return right
	}
	left := randomRate(r, value, bounds-1)
	word, want := " MIN ", 1
	if r.IntN(2) == 0 {
		word, want = " MAX ", -1
	}
	s := sample{left.text + word + right.text, right.exact}
	if left.exact.Cmp(right.exact) == want {
		s.exact = left.exact
	}
	return s
}

// halfUp rounds a positive ratio to cents.
func halfUp(x *big.Rat) *big.Rat {
	n := new(big.Int).Mul(x.Num(), big.NewInt(200))
	n.Add(n, x.Denom()).Quo(n, new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	return new(big.Rat).SetFrac(n, big.NewInt(100))
}

func TestDutyAgainstRatOracle(t *testing.T) {
	r := random(t)
	euros := fx(t, map[currency.Code]string{currency.GBP: "0.8571", currency.USD: "1.15"})
	for range 8000 {
		value := currency.FromMinor(r.Int64N(10_000_000), currency.EUR)
		s := randomRate(r, value.Decimal().Rat(), r.IntN(4))
		rate, err := duty.ParseRate(s.text, 0)
		if err != nil {
			t.Fatal(err)
		}
		again, err := duty.ParseRate(rate.String(), 0)
		if err != nil || !again.Equal(rate) {
			t.Fatalf("%q prints as %q, which reads as %q, %v", s.text, rate, again, err)
		}
		got, err := rate.Duty(value, stated, euros, currency.Rounding{})
		if err != nil {
			t.Fatalf("%s on %s: %v", s.text, value, err)
		}
		if want := halfUp(s.exact); got.Decimal().Rat().Cmp(want) != 0 {
			t.Fatalf("%s on %s: got %s, want %s", s.text, value, got, want.FloatString(2))
		}
	}
}

// Conversions by ratios of 30 digits leave the domain of Amount on the way,
// but not in the end.
func TestDutyOfLongRatios(t *testing.T) {
	r := random(t)
	for range 2000 {
		num, den := decimal.NewFromBigInt(randomBig(r, 30), 0), decimal.NewFromBigInt(randomBig(r, 30), 0)
		rate, err := currency.NewRatio(currency.EUR, currency.USD, num, den, day("2026-01-01").Time(), "test")
		if err != nil {
			t.Fatal(err)
		}
		rates, err := currency.NewRates(currency.EUR, day("2026-01-01").Time(), "test", []currency.Rate{rate})
		if err != nil {
			t.Fatal(err)
		}
		n := decimal.New(r.Int64N(1_000_000)+1, -2)
		got, err := mustRate(t, n.String()+" EUR / dozen + 7%").Duty(money("12.34", currency.USD), stated, rates, currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Rat).Mul(n.Rat(), big.NewRat(17, 12))
		want.Mul(want, new(big.Rat).Quo(num.Rat(), den.Rat())).Add(want, big.NewRat(8638, 10000))
		if got.Decimal().Rat().Cmp(halfUp(want)) != 0 {
			t.Fatalf("%s EUR / dozen at %s/%s: got %s, want %s", n, num, den, got, want.FloatString(10))
		}
	}
}

func randomBig(r *rand.Rand, digits int) *big.Int {
	var b strings.Builder
	b.WriteByte(byte('1' + r.IntN(9)))
	for range digits - 1 {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	n, _ := new(big.Int).SetString(b.String(), 10)
	return n
}

// TestShopspringGlobals demands that no setting of the decimal package, which
// a host program may change, changes what is written, read or found equal.
func TestShopspringGlobals(t *testing.T) {
	quotes, trim, scientific, exponent := decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = true, false, true, 1
	defer func() {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MaxDecodeExponent = quotes, trim, scientific, exponent
	}()
	data, err := json.Marshal(duty.Quantity{Unit: duty.Kilogram, Value: decimal.New(12500, -2)})
	if err != nil || string(data) != `{"unit":"kg","value":"125"}` {
		t.Errorf("a quantity is %s, %v", data, err)
	}
	rate, err := duty.ParseRate("1,200.50 EUR / 100 kg + 10.250% MAX 1234567890.1234567890 EUR / item", 0)
	if err != nil {
		t.Fatal(err)
	}
	const want = "1200.5 EUR / 100 kg + 10.25% MAX 1234567890.123456789 EUR / item"
	if rate.String() != want {
		t.Errorf("a rate is %s, want %s", rate, want)
	}
	if again, err := duty.ParseRate(want, 0); err != nil || !again.Equal(rate) {
		t.Errorf("%s reads back as %s, %v", want, again, err)
	}
}
