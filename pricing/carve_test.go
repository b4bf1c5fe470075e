package pricing_test

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// TestFlatInPrices: shirts share one duty of 3.00, which their prices contain.
// The goods are what these exceed it by, however little that is.
func TestFlatInPrices(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	e := shopIn(t, inAmerica, marketOf(t, `{"id":"fr","countries":["FR"],"currency":"EUR","duty":"in_price","tax":"at_checkout","rebase":"keep_shown"}`))
	for _, tt := range []struct{ first, second, net string }{
		{"1.36", "1.68", "0.04"}, {"1.50", "1.58", "0.08"}, {"2.00", "2.00", "1.00"}, {"1.00", "9.00", "7.00"},
	} {
		cart := only(locale.Place{Country: "FR"}, tee, tt.first, currency.EUR)
		second := listed(tt.second, currency.EUR)
		second.SKU = "TOP"
		cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
		q := mustQuote(t, e, cart)
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
	for _, tt := range []struct {
		tax    string
		prices [3]string
		want   string
		reason string
	}{
		{"at_checkout", [3]string{"27.92", "28.05", "28.18"}, "24.68 3.23", "12 % of 26.94, and a net of 24.69 with 3.24 is a cent too much"},
		{"in_price", [3]string{"99.90", "100.12", "100.05"}, "74.12 9.12", "12 % of 76.04; of 83.25 without VAT 74.13 with 9.13 is a cent too much"},
	} {
		e := shopIn(t, forBritain, marketOf(t, `{"id":"gb","countries":["GB"],"currency":"GBP","duty":"in_price","tax":"`+tt.tax+`","rebase":"keep_shown"}`))
		cart := pricing.Cart{Market: "gb", At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "GB"}, Shipping: currency.MustAmount("14.26", currency.GBP)}
		for i, price := range tt.prices {
			p := listed(price, currency.GBP)
			p.SKU, p.TariffCodes = string(rune('A'+i)), nil
			if i == 1 {
				p.HSCode, p.Category = "490199", "books_printed"
			}
			cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: int64(i + 1)})
		}
		q := mustQuote(t, e, cart)
		if got := q.Lines[0].Net.Text() + " " + q.Lines[0].Duty.Text(); got != tt.want {
			t.Errorf("%s: got %s, want %s: %s", tt.prices[0], got, tt.want, tt.reason)
		}
	}
}

// TestPricesAtTheGap: what is 5 or 12 % above the relief lies a cent below what
// duty on a cent more leads to. No net fits it: the merchant declares it whole and
// bears the duty.
func TestPricesAtTheGap(t *testing.T) {
	for _, tt := range []struct {
		to    locale.Country
		code  currency.Code
		price string
		want  string
	}{
		{"AU", currency.AUD, "1050.00", "1050.00 bears 52.50, subsidy 52.50"},
		{"AU", currency.AUD, "1050.01", "1000.01 bears 50.00, subsidy 0.00"},
		{"GB", currency.GBP, "151.20", "151.20 bears 18.14, subsidy 18.14"},
		{"GB", currency.GBP, "151.21", "135.01 bears 16.20, subsidy 0.00"},
	} {
		m := pricing.Market{ID: "m", Countries: []locale.Country{tt.to}, Currency: tt.code, Duty: pricing.InPrice, Tax: pricing.AtCheckout, Rebase: pricing.KeepShown}
		q := mustQuote(t, shopIn(t, forBritain, m), only(locale.Place{Country: tt.to}, tee, tt.price, tt.code))
		got := q.Consignments[0].Customs.Intrinsic.Text() + " bears " + q.Totals.Duty.Text() + ", subsidy " + q.Totals.Subsidy.Text()
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.price, got, tt.want)
		}
	}
}
