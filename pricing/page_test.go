package pricing_test

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestPageOfTwoNets: books up to 150 EUR bear the 3 EUR of small consignments,
// dearer ones no duty. 160.00 with 5.5 % VAT contains either 148.66 and 3.00 of
// duty or 151.66 and none: the page has what the list price leads to.
func TestPageOfTwoNets(t *testing.T) {
	e := shopIn(t, inAmerica, marketOf(t, `{"id":"fr","countries":["FR"],"currency":"EUR","tax":"in_price","duty":"in_price","charm":{"bands":[{"step":"1"}]}}`))
	for _, tt := range []struct{ list, want, reason string }{
		{"149.00", "149.00 0.00 0.00 0.00 149.00 3.00 8.34 -0.34 0.00 160.00 148.66", "149.00 and 3.00 of duty, 160.36 with VAT"},
		{"152.00", "152.00 0.00 0.00 0.00 152.00 0.00 8.34 -0.34 0.00 160.00 151.66", "152.00 and no duty, 160.36 with VAT"},
	} {
		p := listed(tt.list, currency.EUR)
		p.HSCode, p.TariffCodes, p.Category = "490199", nil, "books_printed"
		if got := partsOf(priceOf(t, e, p, pricing.Offer{At: noon, Market: "fr", ShipFrom: locale.Place{Country: "CN"}})); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.reason, got, tt.want)
		}
	}
}

// TestPageOfAbsorbedDuty: duty that the merchant bears is not charged on to the
// customer, so that nothing is taxed but the goods, and the tax in the price of a
// unit is rounded as that of the goods alone.
func TestPageOfAbsorbedDuty(t *testing.T) {
	e := shopIn(t, inAmerica, marketOf(t, `{"id":"se","countries":["SE"],"currency":"SEK","tax":"in_price","duty":"absorbed","absorption":"on_top","policy":{"level":"rate_total"}}`))
	for minor := int64(10_000); minor < 10_200; minor++ {
		p := listed("1.00", currency.SEK)
		p.Price, p.HSCode, p.TariffCodes, p.Category = currency.FromMinor(minor, currency.SEK), "490199", nil, "books_printed"
		price := priceOf(t, e, p, pricing.Offer{At: noon, Market: "se", ShipFrom: locale.Place{Country: "CN"}})
		equal(t, "6 % of "+price.Net.Text(), price.Tax, currency.FromMinor((6*minor+50)/100, currency.SEK))
	}
}

// TestPageKnowsNoCart: a tax that is rounded in a sum gives a unit a cent of that on
// the fees which the customer is charged. A cart that has them elsewhere shows the
// unit as its page did.
func TestPageKnowsNoCart(t *testing.T) {
	kiwi := pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "NZ", Scheme: "gst"}}}
	e := shopIn(t, kiwi, marketOf(t, `{"id":"nz","countries":["NZ"],"currency":"NZD","duty":"on_delivery","tax":"in_price","fees":"at_checkout","policy":{"level":"rate_total"}}`))
	cart, absorbed := only(locale.Place{Country: "NZ"}, tee, "0.09", currency.NZD), pricing.Absorbed
	price := priceOf(t, e, cart.Lines[0].Product, pricing.Offer{At: noon, ShipFrom: cart.ShipFrom, ShipTo: cart.ShipTo})
	equal(t, "15 % of 0.09 and of the levy of 2.21 are 0.35, of which the goods bear 0.02", price.Shown, currency.MustAmount("0.11", currency.NZD))
	for _, fees := range []*pricing.Placement{nil, &absorbed} {
		cart.Fees = fees
		equal(t, "in the cart", mustQuote(t, e, cart).Lines[0].Unit, price.Shown)
	}
}
