package pricing_test

import (
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// pair is the quantity that Japan's duty on shoes asks for.
var pair = []duty.Quantity{{Unit: duty.Pair, Value: decimal.NewFromInt(1)}}

// seller is established in the United States and registered where the tests
// need it.
func seller() pricing.Seller {
	return pricing.Seller{Country: "US", Registrations: []tax.Registration{
		{Country: "IE", Scheme: "ioss"},
		{Country: "GB", Scheme: "vat"},
		{Country: "NO", Scheme: "voec"},
		{Country: "AU", Scheme: "gst"},
		{Country: "US", Region: "CA", Scheme: "sales_tax"},
	}}
}

// markets are one for each destination, with duty and tax at checkout and a
// margin of 1.5 % on the exchange rate.
func markets() []pricing.Market {
	var out []pricing.Market
	for _, m := range []struct {
		country locale.Country
		code    currency.Code
	}{
		{"DE", currency.EUR}, {"FR", currency.EUR}, {"GB", currency.GBP}, {"CH", currency.CHF}, {"NO", currency.NOK},
		{"JP", currency.JPY}, {"AU", currency.AUD}, {"CA", currency.CAD}, {"US", currency.USD},
	} {
		out = append(out, pricing.Market{
			ID: string(m.country), Countries: []locale.Country{m.country}, Currency: m.code,
			FXMargin: decimal.RequireFromString("1.5"),
		})
	}
	return out
}

// rates are the reference rates of the ECB of 18 March 2026.
func rates(t testing.TB) *currency.Rates {
	t.Helper()
	f, err := os.Open("../examples/internal/shop/eurofxref-daily.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := feed.ECB(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// engine compiles the markets of the tests, changed by the given functions.
func engine(t testing.TB, change ...func(*pricing.Config)) *pricing.Engine {
	t.Helper()
	c := pricing.Config{Seller: seller(), Markets: markets(), Rates: rates(t)}
	for _, f := range change {
		f(&c)
	}
	e, err := pricing.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
