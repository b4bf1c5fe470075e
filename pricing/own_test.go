package pricing_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// An engine has no memory in common with what it was made of: who changes a
// market or the seller for the next engine changes no quote of the last, nor of
// those made from it.
func TestConfigChangedLater(t *testing.T) {
	clearance, err := duty.ParseRate("15 EUR / consignment", currency.EUR)
	if err != nil {
		t.Fatal(err)
	}
	fees, least := pricing.AtCheckout, decimal.NewFromInt(10)
	c := pricing.Config{Rates: rates(t), Seller: seller(), Markets: []pricing.Market{{
		ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Tax: pricing.InPrice, Fees: &fees,
		Choices:   []pricing.Placement{pricing.AtCheckout, pricing.OnDelivery},
		Clearance: []pricing.Fee{{Name: "clearance", Rate: clearance}},
		Charm:     &pricing.Charm{Bands: []pricing.CharmBand{{Endings: []decimal.Decimal{decimal.New(99, -2)}}}, MinMargin: &least},
	}}}
	c.Seller.Establishments = []locale.Place{{Country: "GB"}}
	c.Seller.Sales = []tax.Sales{{Country: "EU", Current: tax.Volume{Value: currency.MustAmount("5.00", currency.EUR)}}}
	e, err := pricing.New(c)
	if err != nil {
		t.Fatal(err)
	}
	shirt, duties := tee, pricing.OnDelivery
	shirt.Cost = currency.MustAmount("5.00", shirt.Price.Currency())
	quoted := func(e *pricing.Engine) (digests []string) {
		for _, units := range []int64{1, 40} {
			cart := pricing.Cart{At: noon, ShipTo: destinations[0], Lines: []pricing.Line{{Product: shirt, Quantity: units}}, Duty: &duties}
			q, err := e.Quote(cart)
			if err != nil {
				t.Fatal(err)
			}
			digests = append(digests, q.Digest())
		}
		return digests
	}
	want := quoted(e)
	fees, least = pricing.Absorbed, decimal.NewFromInt(100_000)
	m, s := &c.Markets[0], &c.Seller
	m.Countries[0], m.Choices[1], m.Clearance[0] = "FR", pricing.Absorbed, pricing.Fee{}
	m.Charm.Bands[0].Endings[0] = decimal.New(11, -2)
	s.Registrations[0], s.Establishments[0], s.Sales[0] = tax.Registration{}, locale.Place{}, tax.Sales{Country: "??"}
	later, err := e.WithRates(c.Rates)
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]*pricing.Engine{"the same": e, "with rates": later} {
		if got := quoted(e); got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s: quotes %v, before the change %v", name, got, want)
		}
	}
}
