package e2e

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
)

// The merchant comes in with the password, looks at where duty and tax could
// stand, refreshes the rates, which moves no price that visitors see, and
// publishes new prices after a look at what changes.
func TestOffice(t *testing.T) {
	p := openPlace(t, noon, feed.Fixed(strongDollar(t)))
	buyer := p.visit(t, person{lang: "de-DE", zone: "Europe/Berlin"})
	buyer.checkout("de", "TEE")
	for _, f := range customers[0].typed {
		buyer.fill(f[0], f[1])
	}
	buyer.fresh()
	buyer.buyTwice()
	buyer.open("/de/p/TEE")
	buyer.see("28,90 €")

	v := p.visit(t, person{lang: "en-US", zone: "America/New_York"})
	v.signIn()
	v.open("/office/")
	v.look("office", "Exchange rates", "2026-03-18", "came with the program")
	v.follow(`a[href="/office/placements"]`)
	v.choose("market", "gb")
	v.choose("sku", "SHOE")
	v.follow("form.filter button")
	v.look("office-placements", "At checkout", "In the price", "On delivery", "Absorbed", "leaves most", "Left for us")
	v.choose("sku", "TEE")
	v.follow("form.filter button")
	v.see("Not allowed by law.") // VAT at the door, up to 135 GBP
	v.open("/office/prices?market=de")
	v.look("office-prices", "Cotton T-shirt")
	v.open("/office/customers")
	v.look("office-customers", "Made-up figures.", "LTV")
	v.open("/office/orders")
	v.look("office-orders", "Germany")

	v.open("/office/")
	v.follow(`form[action="/office/rates"] button`)
	v.see("The exchange rates are refreshed. No displayed price has moved")
	buyer.open("/de/p/TEE")
	buyer.see("28,90 €")

	v.open("/office/repricing")
	v.follow(`form[action="/office/repricing/run"] button`)
	v.see("prices would change")
	v.look("office-repricing", "prices would change", "The largest moves", "exchange rate")
	v.follow(`form[action="/office/repricing/publish"] button`)
	v.see("The new prices are published.")
	buyer.open("/de/p/TEE")
	buyer.see("30,90 €")
	buyer.quiet()
}

// strongDollar are newer rates, at which a euro buys fewer dollars.
func strongDollar(t *testing.T) *currency.Rates {
	t.Helper()
	files, err := example.Config(example.Files{})
	if err != nil {
		t.Fatal(err)
	}
	asOf := noon.Add(-20 * time.Hour)
	var rates []currency.Rate
	for _, r := range files.Rates.All() {
		if r.Base() != currency.EUR {
			continue
		}
		num, den := r.Ratio()
		newer, err := currency.NewRatio(r.Base(), r.Quote(), num, den, asOf, "ECB")
		if err != nil {
			t.Fatal(err)
		}
		if r.Quote() == currency.USD {
			if newer, err = currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.05"), asOf, "ECB"); err != nil {
				t.Fatal(err)
			}
		}
		rates = append(rates, newer)
	}
	all, err := currency.NewRates(currency.EUR, asOf, "ECB", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
