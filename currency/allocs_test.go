package currency

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
)

func TestAllocations(t *testing.T) {
	a, b := FromMinor(123456, EUR), FromMinor(98765, EUR)
	factor, one, divisor := dec("1.0837"), dec("1"), dec("1.19")
	rate, err := NewRatio(USD, GBP, dec("0.86393"), dec("1.15"), NewDate(2026, 3, 18).Time(), "ECB")
	if err != nil {
		t.Fatal(err)
	}
	rates := ecbRates(t)
	usd, buf := FromMinor(123456, USD), make([]byte, 0, 64)
	text, third, eight := []byte("1234.56 EUR"), big.NewRat(1, 3), dec("8")
	var read Amount
	weights := []decimal.Decimal{dec("10"), dec("20.5"), dec("0.25")}
	tests := []struct {
		name string
		want float64
		f    func() error
	}{
		{"Add", 0, func() error { _, err := a.Add(b); return err }},
		{"Sub", 0, func() error { _, err := a.Sub(b); return err }},
		{"Cmp", 0, func() error { _, err := a.Cmp(b); return err }},
		{"MulInt", 0, func() error { _, err := a.MulInt(3); return err }},
		{"Mul", 0, func() error { _, err := a.Mul(factor); return err }},
		{"MulRound", 0, func() error { _, err := a.MulRound(factor, Rounding{}); return err }},
		{"MulDiv", 0, func() error { _, err := a.MulDiv(one, divisor, Rounding{}); return err }},
		{"MulDiv to 0.05", 0, func() error { _, err := a.MulDiv(one, divisor, Rounding{Increment: 5}); return err }},
		{"MulDiv to 4 digits", 0, func() error { _, err := a.MulDiv(one, divisor, Rounding{Digits: To(4)}); return err }},
		{"MulRound half even", 0, func() error { _, err := a.MulRound(factor, Rounding{Mode: HalfEven}); return err }},
		{"MulRat", 0, func() error { _, err := a.MulRat(third, Rounding{}); return err }},
		{"Div", 0, func() error { _, err := a.Div(eight); return err }},
		{"DivRound", 0, func() error { _, err := a.DivRound(divisor, Rounding{}); return err }},
		{"PlusPercent", 0, func() error { _, err := a.PlusPercent(divisor, Rounding{}); return err }},
		{"MinusPercent", 0, func() error { _, err := a.MinusPercent(divisor, Rounding{}); return err }},
		{"WithoutPercent", 0, func() error { _, err := a.WithoutPercent(divisor, Rounding{}); return err }},
		{"Neg and Abs", 0, func() error { _ = a.Neg().Abs(); return nil }},
		{"Min and Max", 0, func() error { _, _ = Min(a, b); _, err := Max(a, b); return err }},
		{"Sum", 0, func() error { _, err := Sum(a, b); return err }},
		{"Total", 0, func() error {
			var total Total
			total.Add(a)
			total.AddResult(b.MulInt(3))
			return total.Err()
		}},
		{"Percent", 0, func() error { _, err := a.Percent(divisor, Rounding{}); return err }},
		{"Round", 0, func() error { _, err := a.Round(Rounding{Increment: 5}); return err }},
		{"Convert", 0, func() error { _, err := rate.Convert(usd, Rounding{}); return err }},
		{"Rates.Convert by a cross", 0, func() error { _, _, err := rates.Convert(usd, GBP, Rounding{}); return err }},
		{"FromDecimal", 0, func() error { _, err := FromDecimal(divisor, EUR); return err }},
		{"ParseAmount", 0, func() error { _, err := ParseAmount("1234.56", EUR); return err }},
		{"ParseCode", 0, func() error { _, err := ParseCode("EUR"); return err }},
		{"AppendText", 0, func() error { _, err := a.AppendText(buf); return err }},
		{"AppendJSON", 0, func() error { _ = a.AppendJSON(buf); return nil }},
		{"UnmarshalText", 1, func() error { return read.UnmarshalText(text) }},
		{"String", 1, func() error { _ = a.String(); return nil }},
		{"Decimal", 2, func() error { _ = a.Decimal(); return nil }},
		{"Allocate", 1, func() error { _, err := a.Allocate(weights, Rounding{}); return err }},
		{"Split", 1, func() error { _, err := a.Split(3, Rounding{}); return err }},
		{"hostile parse", 1, func() error { _, _ = ParseAmount("1e1000000000", EUR); return nil }},
	}
	for _, tt := range tests {
		var err error
		got := testing.AllocsPerRun(100, func() { err = tt.f() })
		if err != nil || got > tt.want {
			t.Errorf("%s: %v allocations, want %v at most (%v)", tt.name, got, tt.want, err)
		}
	}
}
