package locale_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// TestErrorClasses: each class is what errors.Is finds of some call, and where a
// type holds more of it, what errors.As finds.
func TestErrorClasses(t *testing.T) {
	de, day := locale.For(language.German), currency.NewDate(2026, 11, 21)
	typed := func(s string) func() error {
		return func() error { _, err := de.Parse(s, currency.EUR); return err }
	}
	for _, c := range []struct {
		name  string
		class error
		as    any
		call  func() error
	}{
		{"no number", locale.ErrSyntax, new(*locale.ParseError), typed("zehn")},
		{"a point for a comma", locale.ErrAmbiguous, new(*locale.ParseError), typed("1.5")},
		{"dollars for euros", locale.ErrMismatch, new(*locale.ParseError), typed("5 USD")},
		{"more digits than an amount has", currency.ErrRange, new(*locale.ParseError), typed("1234567890123456789012345678901234567")},
		{"no country", locale.ErrUnknownCountry, new(*locale.CountryError), func() error { _, err := locale.ParseCountry("UK"); return err }},
		{"no currency", locale.ErrNoCurrency, new(*locale.MarketError), func() error { _, err := locale.MarketOf("AQ", day); return err }},
		{"no state", locale.ErrPlace, new(*locale.PlaceError), func() error { return locale.Place{Country: "US", Region: "ON"}.Validate() }},
		{"nothing on offer", locale.ErrOffer, new(*locale.OfferError), func() error { _, err := locale.NewResolver(locale.Offer{}); return err }},
		{"a word for nothing", locale.ErrTable, new(*locale.TableError), func() error {
			_, err := locale.LoadLabels(strings.NewReader("country,language,key,text\n,en,sum,Sum\n"))
			return err
		}},
		{"no digits", locale.ErrUnknownNumberingSystem, nil, func() error { _, err := locale.ParseNumberingSystem("roman"); return err }},
	} {
		if err := c.call(); !errors.Is(err, c.class) || c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %v, want an error that is %q and fits %T", c.name, err, c.class, c.as)
		}
	}
}
