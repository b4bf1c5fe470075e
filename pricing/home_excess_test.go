package pricing_test

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestHomeTaxToExcess: a coat of 300.00 EUR with 20 % of British tax is 250.00
// EUR without, at 1.15 USD 287.50. Massachusetts taxes only what exceeds 175 USD
// of it: 6.25 % of 112.50, so that the price is no multiple of the net.
func TestHomeTaxToExcess(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Seller.Country = "GB"
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "US", Region: "MA", Scheme: "sales_tax"})
		c.Markets = []pricing.Market{{ID: "US", Countries: []locale.Country{"US"}, Currency: currency.USD, Duty: pricing.Absorbed, Tax: pricing.InPrice}}
	})
	coat := tee
	coat.Category, coat.Price, coat.Includes = tax.ClothingFootwear, currency.MustAmount("300.00", currency.EUR), pricing.IncludesTax
	p, err := e.Price(coat, pricing.Offer{At: noon, ShipFrom: locale.Place{Country: "US", Region: "MA"}, ShipTo: locale.Place{Country: "US", Region: "MA"}})
	if err != nil {
		t.Fatal(err)
	}
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	equal(t, "net", p.Net, usd("287.50"))
	equal(t, "tax", p.Tax, usd("7.03"))
	equal(t, "shown", p.Shown, usd("294.53"))
	equal(t, "rounding", p.Rounding, usd("0.00"))
}
