package currency_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// TestErrorClasses: each class is what errors.Is finds of some call, and where a
// type holds more of it, what errors.As finds.
func TestErrorClasses(t *testing.T) {
	price := currency.MustAmount("10.00", currency.EUR)
	rates := ecb(currency.NewDate(2026, 3, 18), "1.15 USD")
	history, err := currency.NewHistory([]*currency.Rates{rates})
	if err != nil {
		t.Fatal(err)
	}
	zero, three := decimal.Decimal{}, decimal.New(3, 0)
	for _, c := range []struct {
		name  string
		class error
		as    any
		call  func() error
	}{
		{"two currencies", currency.ErrMismatch, new(*currency.MismatchError), func() error { _, err := price.Add(currency.MustAmount("1", currency.USD)); return err }},
		{"too many digits", currency.ErrRange, new(*currency.ParseError), func() error { _, err := currency.ParseAmount(strings.Repeat("9", 35), currency.EUR); return err }},
		{"no number", currency.ErrSyntax, new(*currency.ParseError), func() error { _, err := currency.ParseAmount("ten", currency.EUR); return err }},
		{"no date", currency.ErrSyntax, new(*currency.ParseError), func() error { _, err := currency.ParseDate("18.3.2026"); return err }},
		{"no currency", currency.ErrUnknownCode, new(*currency.CodeError), func() error { _, err := currency.ParseCode("EURO"); return err }},
		{"divisor zero", currency.ErrDivision, nil, func() error { _, err := price.Div(zero); return err }},
		{"endless quotient", currency.ErrInexact, nil, func() error { _, err := price.Div(three); return err }},
		{"no weights", currency.ErrAllocation, nil, func() error { _, err := price.Allocate(nil, currency.Rounding{}); return err }},
		{"a float in a column", currency.ErrColumn, new(*currency.ColumnError), func() error { return new(currency.Amount).Scan(12.34) }},
		{"a rounding to nothing", currency.ErrRounding, nil, func() error { _, err := price.Round(currency.Rounding{Increment: -1}); return err }},
		{"a rate of zero", currency.ErrInvalidRate, nil, func() error {
			_, err := currency.NewRatio(currency.EUR, currency.USD, zero, three, rates.AsOf(), "bank")
			return err
		}},
		{"a pair that is not there", currency.ErrNoRate, new(*currency.NoRateError), func() error { _, err := rates.Rate(currency.USD, currency.SEK); return err }},
		{"a day too late", currency.ErrStale, new(*currency.DayError), func() error { _, err := history.At(currency.NewDate(2027, 1, 1)); return err }},
		{"a day too early", currency.ErrNoRate, new(*currency.DayError), func() error { _, err := history.At(currency.NewDate(2025, 1, 1)); return err }},
		{"a provider that does not say", currency.ErrProvider, new(*currency.ProviderError), func() error { _, err := currency.Provider(0).Exponent(currency.EUR); return err }},
	} {
		if err := c.call(); !errors.Is(err, c.class) || c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %v, want an error that is %q and fits %T", c.name, err, c.class, c.as)
		}
	}
}
