package pricing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestRefusedPrices: what cannot be priced is refused by its field.
func TestRefusedPrices(t *testing.T) {
	const de = `{"id":"de","countries":["DE"],"currency":"EUR","tax":"in_price"`
	with := func(change func(*pricing.Product)) pricing.Product {
		p := listed("20.00", currency.EUR)
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name, market string
		seller       pricing.Seller
		product      pricing.Product
		field        string
		class        error
	}{
		{"a former price below", de + `}`, inGermany, with(func(p *pricing.Product) { p.Was = currency.MustAmount("19", currency.EUR) }), "was", pricing.ErrInvalid},
		{"a former price in dollars", de + `}`, inGermany, with(func(p *pricing.Product) { p.Was = currency.MustAmount("190", currency.USD) }), "was", currency.ErrMismatch},
		{"negative cost", de + `}`, inGermany, with(func(p *pricing.Product) { p.Cost = currency.MustAmount("-1", currency.EUR) }), "cost", pricing.ErrInvalid},
		{"duty in the list price", de + `}`, inGermany, with(func(p *pricing.Product) { p.Includes = pricing.IncludesBoth }), "includes", pricing.ErrInvalid},
		{"no such includes", de + `}`, inGermany, with(func(p *pricing.Product) { p.Includes = 9 }), "includes", pricing.ErrInvalid},
		{"home tax where there is none", de + `}`, inAmerica, homeTaxed("20.00"), "includes", tax.ErrNoRate},
		{"cost in an unknown currency", de + `,"charm":{"min_margin":"0"}}`, inGermany, with(func(p *pricing.Product) { p.Cost = currency.MustAmount("1", currency.XAU) }), "cost", currency.ErrNoRate},
		{"adjusted away", de + `,"adjust_fixed":{"amount":"-20","currency":"EUR"}}`, inGermany, listed("20.00", currency.EUR), "price", pricing.ErrInvalid},
		{"too small for the grid", de + `,"rounding":{"digits":0}}`, inGermany, listed("0.10", currency.EUR), "price", pricing.ErrTooSmall},
		{"adjusted to nothing", de + `,"adjust":"-99"}`, inGermany, listed("0.40", currency.EUR), "price", pricing.ErrTooSmall},
		{"too large for a charm by a cent", `{"id":"de","countries":["DE"],"currency":"EUR","charm":{"bands":[{"step":"1"}]}}`, inGermany,
			listed("100000000000000.01", currency.EUR), "price", pricing.ErrLimit},
		{"too large for a charm", de + `,"charm":{"bands":[{"step":"1"}]}}`, inGermany, listed("999999999999999.00", currency.EUR), "price", pricing.ErrLimit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := shopIn(t, tt.seller, marketOf(t, tt.market))
			plain := tt.product // without codes of its own, by which few are told apart
			plain.TariffCodes = nil
			for _, p := range []pricing.Product{tt.product, plain} {
				_, err := e.Price(p, pricing.Offer{At: noon, Market: "de"})
				var ce *pricing.CartError
				if !errors.As(err, &ce) || ce.Field != tt.field || !errors.Is(err, tt.class) {
					t.Errorf("got %v, want %q refused as %v", err, tt.field, tt.class)
				}
			}
		})
	}
}

// TestRefusedOffers: an address that is none is refused by its field, whether the
// other is given or not.
func TestRefusedOffers(t *testing.T) {
	e := engine(t)
	good, bad := locale.Place{Country: "DE"}, locale.Place{Country: "QQ"}
	for _, tt := range []struct {
		from, to locale.Place
		field    string
	}{{good, good, ""}, {locale.Place{}, good, ""}, {bad, good, "ship_from"}, {good, bad, "ship_to"}, {locale.Place{}, bad, "ship_to"}} {
		_, err := e.Price(book, pricing.Offer{Market: "DE", At: noon, ShipFrom: tt.from, ShipTo: tt.to})
		var ce *pricing.CartError
		if field := ""; errors.As(err, &ce) {
			if field = ce.Field; field != tt.field && field != tt.field+".country" {
				t.Errorf("from %v to %v: %v", tt.from, tt.to, err)
			}
		} else if err != nil || tt.field != "" {
			t.Errorf("from %v to %v: %v, want it refused by %q", tt.from, tt.to, err, tt.field)
		}
	}
}

// TestEachFaultIsNamed: an engine is told all that is wrong with its markets.
func TestEachFaultIsNamed(t *testing.T) {
	book, err := pricing.NewPriceBook([]pricing.BookEntry{
		{SKU: "A", Market: "xx", Price: currency.FromMinor(1, currency.EUR)},
		{SKU: "A", Market: "de", Price: currency.FromMinor(1, currency.USD)},
	})
	if err != nil {
		t.Fatal(err)
	}
	de := marketOf(t, `{"id":"de","countries":["DE"],"currency":"EUR","adjust":"-100","adjust_fixed":{"amount":"1","currency":"USD"},"typical_order":{"amount":"-1","currency":"EUR"},`+
		`"rounding":{"digits":0},"charm":{"bands":[{"step":"1"}],"floor":{"amount":"1","currency":"USD"}}}`)
	gb := marketOf(t, `{"id":"gb","countries":["ZZ"],"currency":"GBP","charm":{"bands":[{"endings":["0.99"]},{"endings":["0.99"]}]}}`)
	_, err = pricing.New(pricing.Config{Markets: []pricing.Market{de, gb, gb, {}}, PriceBook: book})
	if err == nil {
		t.Fatal("an engine was built")
	}
	for _, want := range []string{
		"seller:", "no exchange rates", `market "de": adjust:`, `market "de": adjust_fixed:`, `market "de": typical_order:`,
		`market "de": rounding: invalid: beside the bands`, `market "de": charm.floor:`, `market "gb": countries[0]:`,
		`market "gb": charm.bands[0].upto:`, "two markets have this id", "market 4: id: missing", "market 4: currency: missing",
		"price book: 0.01 EUR for A in market xx", "price book: 0.01 USD for A in market de",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in:\n%v", want, err)
		}
	}
}
