package currency

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
)

func TestProvidersAgreeWithData(t *testing.T) {
	rows := tableRows(t, "provider_digits.csv")
	if len(rows) != len(providerDigits) {
		t.Fatalf("%d rows, %d figures", len(rows), len(providerDigits))
	}
	byName := map[string]Provider{}
	for p := Adyen; p <= SumUp; p++ {
		byName[p.String()] = p
	}
	if len(byName) != len(providerNames) {
		t.Errorf("%d providers, %d names", len(byName), len(providerNames))
	}
	for _, row := range rows {
		p, ok := byName[row["provider"]]
		if !ok {
			t.Fatalf("no provider %s", row["provider"])
		}
		c := mustCode(t, row["code"])
		exponent, err := p.Exponent(c)
		if err != nil || strconv.Itoa(exponent) != row["exponent"] {
			t.Errorf("%v %s: %d, %v, want %s", p, c, exponent, err, row["exponent"])
		}
		grid, err := p.Grid(c)
		if err != nil || strconv.FormatInt(grid.Increment, 10) != row["step"] || grid.Digits.In(c) != exponent {
			t.Errorf("%v %s: %v, %v, want steps of %s", p, c, grid, err, row["step"])
		}
	}
}

func TestProviderMinorUnits(t *testing.T) {
	tests := []struct {
		p      Provider
		amount string
		want   int64
		err    error
		reason string
	}{
		{Stripe, "12.34 EUR", 1234, nil, "as ISO"},
		{Stripe, "500 JPY", 500, nil, "no minor unit"},
		{Stripe, "5 UGX", 500, nil, "two digits that are always zero"},
		{Stripe, "5 ISK", 500, nil, "the same"},
		{Stripe, "100.00 MGA", 100, nil, "ISO has two digits, Stripe none"},
		{Stripe, "100.50 MGA", 0, ErrInexact, "so half an ariary cannot be charged"},
		{Stripe, "5.120 KWD", 5120, nil, "three digits, the last always zero"},
		{Stripe, "5.124 KWD", 0, ErrInexact, "this one is not"},
		{Stripe, "10.45 HUF", 1045, nil, "charged with two digits"},
		{StripePayouts, "10.00 HUF", 1000, nil, "paid out in whole forints"},
		{StripePayouts, "10.45 HUF", 0, ErrInexact, "not in parts of them"},
		{StripePayouts, "800.45 TWD", 0, ErrInexact, "nor of the Taiwan dollar"},
		{Stripe, "-12.34 EUR", -1234, nil, "a refund"},
		{Stripe, "-5.5 UGX", 0, ErrInexact, "half a shilling"},
		{Adyen, "1000 CLP", 100000, nil, "two digits where ISO has none"},
		{Adyen, "2790 ISK", 279000, nil, "the same"},
		{Adyen, "100.00 CVE", 100, nil, "none where ISO has two"},
		{Adyen, "15000.00 IDR", 15000, nil, "the same"},
		{Adyen, "5.124 KWD", 5124, nil, "no step"},
		{PayPal, "1000.00 HUF", 1000, nil, "no decimals"},
		{PayPal, "1000.50 HUF", 0, ErrInexact, "decimal amounts cause an error there"},
		{Checkout, "1.310 BHD", 1310, nil, "the last digit must be 0"},
		{Checkout, "1.312 BHD", 0, ErrInexact, "this one is not"},
		{SumUp, "4251.00 COP", 4251, nil, "none where ISO has two"},
		{Datatrans, "1.0000 CLF", 1, nil, "none where ISO has four"},
		{Currencycloud, "1.230 KWD", 123, nil, "two where ISO has three"},
		{Square, "400 JPY", 400, nil, "no minor unit"},
		{Stripe, "0.005 EUR", 0, ErrInexact, "finer than a cent"},
		{Stripe, "92233720368547758.08 EUR", 0, ErrRange, "one more than an int64 holds"},
		{Stripe, "92233720368547758.07 EUR", math.MaxInt64, nil, "all that it holds"},
		{Adyen, "92233720368547759 CLP", 0, ErrRange, "two more digits do not fit"},
		{Stripe, "1.000 IQD", 0, ErrProvider, "three digits in ISO, and Stripe does not name it"},
		{PayPal, "1 KRW", 0, ErrProvider, "no digits in ISO, and PayPal does not name it"},
		{Stripe, "100 PTS:0", 0, ErrProvider, "no provider knows our points"},
		{Stripe, "100.00 PTS:2", 0, ErrProvider, "not even with two digits"},
		{0, "12.34 EUR", 0, ErrProvider, "no provider"},
		{SumUp + 1, "12.34 EUR", 0, ErrProvider, "nor this"},
	}
	for _, tt := range tests {
		var a Amount
		if err := a.UnmarshalText([]byte(tt.amount)); err != nil {
			t.Fatal(err)
		}
		got, err := tt.p.MinorUnits(a)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%v %v: %d, %v, want %d, %v (%s)", tt.p, a, got, err, tt.want, tt.err, tt.reason)
		}
		if err != nil {
			var pe *ProviderError
			if errors.Is(err, ErrProvider) != (errors.As(err, &pe) && pe.Provider == tt.p && pe.Code == a.Currency()) {
				t.Errorf("%v %v: %#v", tt.p, a, err)
			}
			if !strings.Contains(err.Error(), tt.p.String()) || !strings.Contains(err.Error(), a.Currency().String()) {
				t.Errorf("%q names neither provider nor currency", err)
			}
			continue
		}
		if back, err := tt.p.FromMinorUnits(got, a.Currency()); err != nil || back != a {
			t.Errorf("%v: %d gives %v, %v, want %v", tt.p, got, back, err, a)
		}
	}
}

// Where a provider names no unit for a currency in which ISO 4217 has cents, it
// counts cents, and takes each of them.
func TestProvidersCountCents(t *testing.T) {
	named := map[[2]string]bool{}
	for _, row := range tableRows(t, "provider_digits.csv") {
		named[[2]string{row["provider"], row["code"]}] = true
	}
	for p := Adyen; p <= SumUp; p++ {
		for _, c := range []Code{EUR, USD, GBP, PLN, ZAR} {
			grid, err := p.Grid(c)
			if !named[[2]string{p.String(), c.String()}] && (err != nil || grid != (Rounding{Digits: To(2), Increment: 1})) {
				t.Errorf("%v %v: %v, %v, want cents", p, c, grid, err)
			}
		}
	}
}

// What the grid of a provider leaves is what the provider takes.
func TestLawProviderGrid(t *testing.T) {
	g := generator{random(t)}
	codes := Codes()
	for range rounds() {
		p, c := Provider(g.IntN(len(providerNames)+2)), codes[g.IntN(len(codes))]
		a := g.amount(c)
		grid, err := p.Grid(c)
		if err != nil {
			if !errors.Is(err, ErrProvider) {
				t.Fatalf("%v %s: %v", p, c, err)
			}
			continue
		}
		rounded, err := a.Round(grid)
		if err != nil {
			t.Fatalf("%v by %v: %v", a, grid, err)
		}
		n, err := p.MinorUnits(rounded)
		if err != nil {
			if !errors.Is(err, ErrRange) {
				t.Fatalf("%v takes no %v, which is on its grid %v: %v", p, rounded, grid, err)
			}
			continue
		}
		if back, err := p.FromMinorUnits(n, c); err != nil || !back.Equal(rounded) {
			t.Fatalf("%v %v: %d gives %v, %v", p, rounded, n, back, err)
		}
	}
}

// MinorUnits is the amount times a power of ten, exactly, or an error.
func TestLawMinorUnits(t *testing.T) {
	g := generator{random(t)}
	for range rounds() {
		a, exponent := g.amount(g.code()), g.IntN(22)-1
		n, err := a.MinorUnits(exponent)
		exact := new(big.Rat).Mul(a.rat(), new(big.Rat).SetInt(ten(max(exponent, 0))))
		switch {
		case exponent < 0 || exponent > maxMinorDigits:
			if !errors.Is(err, ErrRange) || n != 0 {
				t.Fatalf("%v, %d digits: %d, %v", a, exponent, n, err)
			}
			continue
		case !exact.IsInt():
			if !errors.Is(err, ErrInexact) || n != 0 {
				t.Fatalf("%v, %d digits: %d, %v, want %v", a, exponent, n, err, ErrInexact)
			}
			continue
		case !exact.Num().IsInt64():
			if !errors.Is(err, ErrRange) || n != 0 {
				t.Fatalf("%v, %d digits: %d, %v, want %v", a, exponent, n, err, ErrRange)
			}
			continue
		}
		if err != nil || exact.Num().Int64() != n {
			t.Fatalf("%v, %d digits: %d, %v, want %v", a, exponent, n, err, exact)
		}
		if back, err := FromMinorUnits(n, exponent, a.Currency()); err != nil || !back.Equal(a) {
			t.Fatalf("%v, %d digits: %d gives %v, %v", a, exponent, n, back, err)
		}
	}
}

func TestFromMinorUnitsRefuses(t *testing.T) {
	for _, exponent := range []int{-1, 19, math.MaxInt, math.MinInt} {
		if a, err := FromMinorUnits(1, exponent, EUR); !errors.Is(err, ErrRange) || a != (Amount{}) {
			t.Errorf("%d digits: %v, %v", exponent, a, err)
		}
	}
	if a, err := FromMinorUnits(1, 2, 0); !errors.Is(err, ErrUnknownCode) || a != (Amount{}) {
		t.Errorf("no currency: %v, %v", a, err)
	}
	if a, err := FromMinorUnits(0, 2, 0); err != nil || a != (Amount{}) {
		t.Errorf("nothing: %v, %v", a, err)
	}
}

func TestMinorUnitsAllocateNothing(t *testing.T) {
	a := FromMinor(500, UGX)
	if n := testing.AllocsPerRun(100, func() {
		n, err := Stripe.MinorUnits(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Stripe.FromMinorUnits(n, UGX); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
