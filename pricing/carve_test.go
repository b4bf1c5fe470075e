package pricing_test

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// TestFlatInPrices: shirts share one duty of 3.00, which their prices contain.
// The goods are what these exceed it by, however little that is.
func TestFlatInPrices(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	e := shopIn(t, inAmerica, marketOf(t, `{"id":"fr","countries":["FR"],"currency":"EUR","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`))
	for _, tt := range []struct{ first, second, net string }{
		{"1.36", "1.68", "0.04"}, {"1.50", "1.58", "0.08"}, {"2.00", "2.00", "1.00"}, {"1.00", "9.00", "7.00"},
	} {
		a, b := listed(tt.first, currency.EUR), listed(tt.second, currency.EUR)
		a.SKU, b.SKU = "A", "B"
		q, err := e.Quote(pricing.Cart{
			Market: "fr", At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "FR"},
			Lines: []pricing.Line{{Product: a, Quantity: 1}, {Product: b, Quantity: 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		prices := tt.first + " and " + tt.second
		equal(t, prices+": duty", q.Totals.Duty, eur("3.00"))
		equal(t, prices+": subsidy", q.Totals.Subsidy, eur("0.00"))
		equal(t, prices+": goods", q.Consignments[0].Customs.Intrinsic, eur(tt.net))
	}
}

// TestNetsBelowPrices: where the grid has no net that fits a price, that a cent below
// stands, and the cent stays with the merchant. Freight is shared by value, so that
// each line's duty hangs on the nets of all.
func TestNetsBelowPrices(t *testing.T) {
	uk := pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "GB", Scheme: "vat"}}}
	for _, tt := range []struct {
		tax    string
		prices [3]string
		want   string
		reason string
	}{
		{"at_checkout", [3]string{"27.92", "28.05", "28.18"}, "24.68 3.23", "12 % of 26.94, and a net of 24.69 with 3.24 is a cent too much"},
		{"in_price", [3]string{"99.90", "100.12", "100.05"}, "74.12 9.12", "12 % of 76.04; of 83.25 without VAT 74.13 with 9.13 is a cent too much"},
	} {
		e := shopIn(t, uk, marketOf(t, `{"id":"gb","countries":["GB"],"currency":"GBP","duty":"in_price","tax":"`+tt.tax+`","rebase":"keep_shown"}`))
		cart := pricing.Cart{Market: "gb", At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "GB"}, Shipping: currency.MustAmount("14.26", currency.GBP)}
		for i, price := range tt.prices {
			p := listed(price, currency.GBP)
			p.SKU, p.TariffCodes = string(rune('A'+i)), nil
			if i == 1 {
				p.HSCode, p.Category = "490199", "books_printed"
			}
			cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: int64(i + 1)})
		}
		q, err := e.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Lines[0].Net.Text() + " " + q.Lines[0].Duty.Text(); got != tt.want {
			t.Errorf("%s: got %s, want %s: %s", tt.prices[0], got, tt.want, tt.reason)
		}
	}
}

// TestPricesAtTheGap: what is 5 or 12 % above the relief lies a cent below what
// duty on a cent more leads to. No net fits it: the merchant declares it whole and
// bears the duty.
func TestPricesAtTheGap(t *testing.T) {
	uk := pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "GB", Scheme: "vat"}}}
	for _, tt := range []struct {
		market string
		code   currency.Code
		to     locale.Country
		price  string
		want   string
	}{
		{`{"id":"m","countries":["AU"],"currency":"AUD","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`, currency.AUD, "AU", "1050.00", "1050.00 bears 52.50, subsidy 52.50"},
		{`{"id":"m","countries":["AU"],"currency":"AUD","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`, currency.AUD, "AU", "1050.01", "1000.01 bears 50.00, subsidy 0.00"},
		{`{"id":"m","countries":["GB"],"currency":"GBP","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`, currency.GBP, "GB", "151.20", "151.20 bears 18.14, subsidy 18.14"},
		{`{"id":"m","countries":["GB"],"currency":"GBP","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`, currency.GBP, "GB", "151.21", "135.01 bears 16.20, subsidy 0.00"},
	} {
		q, err := shopIn(t, uk, marketOf(t, tt.market)).Quote(pricing.Cart{
			Market: "m", At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: tt.to},
			Lines: []pricing.Line{{Product: listed(tt.price, tt.code), Quantity: 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := q.Consignments[0].Customs.Intrinsic.Text() + " bears " + q.Totals.Duty.Text() + ", subsidy " + q.Totals.Subsidy.Text()
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.price, got, tt.want)
		}
	}
}
