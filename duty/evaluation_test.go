package duty_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// Duties that shops pay take no memory, unless an amount is converted.
func TestDutyAllocatesNothing(t *testing.T) {
	qs := []duty.Quantity{
		{Unit: duty.Share("case"), Value: dec("40")}, {Unit: duty.Gram, Value: dec("412.5")}, {Unit: duty.Piece, Value: dec("17")},
		{Unit: duty.Pair, Value: dec("3")},
	}
	for _, text := range []string{
		"12%", "Free", "1.6 EUR / item", "35.1 EUR / 100 kg", "0.2 EUR / dozen", "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item",
		"0.064 EUR / kg + 7.8%", "60% - 20 EUR / item", "0.9 EUR / pair + 37.5%", "0.4 EUR / item + 6% of case",
	} {
		rate, value := mustRate(t, text), money("123.45", currency.EUR)
		if n := testing.AllocsPerRun(100, func() {
			if _, err := rate.Duty(value, qs, nil, currency.Rounding{}); err != nil {
				t.Fatal(text, err)
			}
		}); n > 0 {
			t.Errorf("%s allocates %v times", text, n)
		}
	}
}

// The roundings and the sizes that are beyond the words of the quick way must
// not show: each duty is that of math/big.Rat, in every mode, on every grid.
func TestDutyRoundingAgainstRat(t *testing.T) {
	r := random(t)
	euros := fx(t, map[currency.Code]string{currency.GBP: "0.8571", currency.USD: "1.15"})
	for range 6000 {
		value := currency.FromMinor(r.Int64N(1<<uint(10+r.IntN(50))), currency.EUR)
		s := randomRate(r, value.Decimal().Rat(), r.IntN(3))
		digits, increment := r.IntN(5), int64(r.IntN(30)+1)
		rd := currency.Rounding{Mode: currency.Mode(r.IntN(7)), Digits: currency.To(digits), Increment: increment}
		got, err := mustRate(t, s.text).Duty(value, stated, euros, rd)
		if err != nil {
			t.Fatalf("%s on %s by %v: %v", s.text, value, rd, err)
		}
		if want := rounded(s.exact, rd.Mode, digits, increment); got.Decimal().Rat().Cmp(want) != 0 {
			t.Fatalf("%s on %s by %v: got %s, want %s", s.text, value, rd, got, want.FloatString(digits))
		}
	}
}

// rounded rounds a number, which is not negative, to a multiple of
// increment·10^-digits.
func rounded(x *big.Rat, mode currency.Mode, digits int, increment int64) *big.Rat {
	grid := new(big.Rat).SetFrac(big.NewInt(increment), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	steps := new(big.Rat).Quo(x, grid)
	n, rest := new(big.Int).QuoRem(steps.Num(), steps.Denom(), new(big.Int))
	half := new(big.Int).Lsh(rest, 1).Cmp(steps.Denom())
	up := map[currency.Mode]bool{
		currency.HalfUp: half >= 0, currency.HalfDown: half > 0, currency.HalfEven: half > 0 || half == 0 && n.Bit(0) == 1,
		currency.Up: rest.Sign() > 0, currency.Ceiling: rest.Sign() > 0,
	}[mode]
	if up && rest.Sign() > 0 {
		n.Add(n, big.NewInt(1))
	}
	return new(big.Rat).Mul(new(big.Rat).SetInt(n), grid)
}

// Figures at the ends of their domains go the long way and give the same.
func TestDutyOfLongFigures(t *testing.T) {
	tests := []struct{ rate, value, unit, n, want string }{
		{"999999999999999.999999999999 EUR / kg", "0", "kg", "1", "1000000000000000.00"},
		{"0.000000000001 EUR / kg", "0", "kg", "9999999999999999999999", "10000000000.00"},
		{"1 EUR / kg", "0", "kg", "0.00000000000000000000000000001", "0.00"},
		{"7% + 1 EUR / kg", "99999999999999999999999999.99", "kg", "1", "7000000000000000000000001.00"},
		{"1 EUR / lb", "0", "kg", "0.45359237", "1.00"},
		{"100 EUR / oz MIN 100 EUR / troy oz", "0", "kg", "3.11034768", "10971.43"},
		{"33 1/3%", "100", "kg", "1", "33.33"},
		{"66 2/3% + 33 1/3%", "0.01", "kg", "1", "0.01"},
	}
	for _, test := range tests {
		n := decimal.RequireFromString(test.n)
		got, err := mustRate(t, test.rate).Duty(money(test.value, currency.EUR), []duty.Quantity{{Unit: duty.Unit(test.unit), Value: n}}, nil, currency.Rounding{})
		if err != nil || !got.Equal(money(test.want, currency.EUR)) {
			t.Errorf("%s on %s of %s %s: %s, %v; want %s", test.rate, test.value, test.n, test.unit, got, err, test.want)
		}
	}
}

func TestRetailPrice(t *testing.T) {
	euros := fx(t, map[currency.Code]string{currency.GBP: "0.8", currency.USD: "1.2"})
	tobacco := mustRate(t, "16.5% RET + 262.90 GBP / 1000 items")
	cigarettes := []duty.Quantity{{Unit: duty.Piece, Value: dec("200")}, {Unit: duty.RetailPrice(currency.GBP), Value: dec("120.50")}}
	got, err := tobacco.Duty(money("40", currency.GBP), cigarettes, nil, currency.Rounding{})
	if err != nil || got != money("72.46", currency.GBP) { // 19.8825 + 52.58
		t.Errorf("%s, %v", got, err)
	}
	if got, err = tobacco.Duty(money("40", currency.EUR), cigarettes, euros, currency.Rounding{}); err != nil || got != money("90.58", currency.EUR) {
		t.Errorf("in euros: %s, %v", got, err)
	}
	own := []duty.Quantity{{Unit: "retail price", Value: dec("100")}}
	if got, err = mustRate(t, "3 percent of the fair retail value").Duty(money("1", currency.USD),
		[]duty.Quantity{{Unit: "fair retail value", Value: dec("100")}}, nil, currency.Rounding{}); err != nil || got != money("3", currency.USD) {
		t.Errorf("in the currency of the value: %s, %v", got, err)
	}
	_, err = mustRate(t, "3% of fair retail value").Duty(money("1", currency.USD), own, nil, currency.Rounding{})
	wantNeed(t, err, "fair retail value")
	_, err = tobacco.Duty(money("40", currency.GBP), cigarettes[:1], nil, currency.Rounding{})
	wantNeed(t, err, "retail price")
	if got := fmt.Sprint(tobacco.Needs()); got != "[retail price 1000 item]" {
		t.Error(got)
	}
}

// TestDutyAtFineGrids: a duty that does not end is rounded once on whatever grid,
// and nothing is taken for pieces that are not stated.
func TestDutyAtFineGrids(t *testing.T) {
	rate := mustRate(t, "1 EUR / dozen")
	five := []duty.Quantity{{Unit: "item", Value: dec("5")}}
	for digits, want := range map[int]string{
		2: "0.42", 4: "0.4167", 14: "0.41666666666667", 15: "0.416666666666667", 16: "0.4166666666666667", 17: "0.41666666666666667", 18: "0.416666666666666667", 20: "0.41666666666666666667",
	} {
		got, err := rate.Duty(money("0", currency.EUR), five, nil, currency.Rounding{Digits: currency.To(digits)})
		if err != nil || !got.Equal(money(want, currency.EUR)) {
			t.Errorf("%d digits: %v (%v), want %s", digits, got, err, want)
		}
	}
	_, err := mustRate(t, "1 EUR / item").Duty(money("5", currency.EUR), nil, nil, currency.Rounding{})
	wantNeed(t, err, duty.Piece)
	for _, value := range []decimal.Decimal{decimal.New(1, -34), decimal.New(5, 0), dec("1234567890123456789012345678901.234")} {
		if _, err := mustRate(t, "1 EUR / kg").Duty(money("5", currency.EUR), []duty.Quantity{{Unit: "kg", Value: value}}, nil, currency.Rounding{}); err != nil {
			t.Errorf("%s kg: %v", value, err)
		}
	}
	for _, value := range []decimal.Decimal{decimal.New(1, -35), decimal.New(1, 35), dec("1234567890123456789012345678901.2345")} {
		if _, err := mustRate(t, "1 EUR / kg").Duty(money("5", currency.EUR), []duty.Quantity{{Unit: "kg", Value: value}}, nil, currency.Rounding{}); !errors.Is(err, duty.ErrQuantity) {
			t.Errorf("%s kg: %v", value, err)
		}
	}
	_, err = mustRate(t, "1 EUR / kg").Duty(money("5", currency.EUR), []duty.Quantity{{Unit: "kg", Value: decimal.New(1, 34)}}, nil, currency.Rounding{})
	if err == nil || errors.Is(err, duty.ErrQuantity) {
		t.Errorf("10^34 kg are a quantity, though no amount: %v", err)
	}
	codes := mustRate(t, "1 EUR / kg + 2 EUR / item MAX 3 USD / item + 5%").Currencies()
	if !slices.Equal(codes, []currency.Code{currency.EUR, currency.USD}) {
		t.Errorf("currencies %v", codes)
	}
}
