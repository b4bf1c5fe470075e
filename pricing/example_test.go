package pricing_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// exampleEngine has one market whose prices contain duty and tax, and the
// exchange rate of one day.
func exampleEngine() (*pricing.Engine, error) {
	day := time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC)
	dollars, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"), day, "ECB")
	if err != nil {
		return nil, err
	}
	rates, err := currency.NewRates(currency.EUR, day, "ECB", []currency.Rate{dollars})
	if err != nil {
		return nil, err
	}
	return pricing.New(pricing.Config{
		Seller: pricing.Seller{Country: "US", Registrations: []tax.Registration{{Country: "IE", Scheme: "ioss"}}},
		Markets: []pricing.Market{{
			ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Language: "de-DE",
			Duty: pricing.InPrice, Tax: pricing.InPrice,
		}},
		Rates: rates,
	})
}

var shirt = pricing.Product{
	SKU: "TEE", HSCode: "6109.10", Origin: "BD", Category: tax.General,
	Price: currency.MustAmount("24.00", currency.USD),
}

// A cart and its quote: what the customer pays, what is left for the merchant,
// and the levies with the reasons for them.
func Example() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	quote, err := engine.Quote(pricing.Cart{
		Market:   "de",
		At:       time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC),
		ShipTo:   locale.Place{Country: "DE", PostalCode: "10115"},
		Lines:    []pricing.Line{{Product: shirt, Quantity: 10}},
		Shipping: currency.MustAmount("12.00", currency.USD),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	german := locale.For(language.German)
	fmt.Println("pays", german.Format(quote.Totals.DueNow), "and the merchant keeps", quote.Totals.Merchant)
	for _, c := range quote.Charges {
		of := "on"
		if c.Inclusive { // the base contains the charge
			of = "in"
		}
		fmt.Println(c.Name, c.Rate, of, c.Base, "is", c.Amount)
	}
	// Output:
	// pays 296,51 € and the merchant keeps 255.84 USD
	// import duty 12% on 222.47 EUR is 26.70 EUR
	// MwSt 19% in 284.10 EUR is 45.36 EUR
	// MwSt 19% on 10.43 EUR is 1.98 EUR
}

// A product page shows the price with everything in it.
func ExampleEngine_Price() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	price, err := engine.Price(shirt, pricing.Offer{Market: "de", At: time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		fmt.Println(err)
		return
	}
	german := locale.For(language.German)
	percent, _ := price.TaxPercent()
	fmt.Println(german.Format(price.Shown), locale.LabelOf("DE", language.German).TaxIncluded(percent))
	fmt.Println(price.Net, "+", price.Duty, "duty +", price.Tax, "tax")
	// Output:
	// 28,41 € inkl. 19 % MwSt.
	// 20.87 EUR + 3.00 EUR duty + 4.54 EUR tax
}

// The same cart under each placement: who pays what, and when.
func ExamplePlacement() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range pricing.Placements() {
		quote, err := engine.Quote(pricing.Cart{
			At:     time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC),
			ShipTo: locale.Place{Country: "DE"},
			Lines:  []pricing.Line{{Product: shirt, Quantity: 10}},
			Duty:   &p, Tax: &p,
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		t := quote.Totals
		fmt.Printf("%-12v now %v, at the door %v, kept %v\n", p, t.DueNow, t.DueOnDelivery, t.Margin)
	}
	// Output:
	// at_checkout  now 278.15 EUR, at the door 0.00 EUR, kept 208.70 EUR
	// in_price     now 284.10 EUR, at the door 0.00 EUR, kept 213.16 EUR
	// on_delivery  now 208.70 EUR, at the door 69.45 EUR, kept 208.70 EUR
	// absorbed     now 208.70 EUR, at the door 0.00 EUR, kept 139.25 EUR
}

// New exchange rates give a new engine; quotes under way keep the old one. A
// shop holds its engine in an atomic.Pointer and swaps it.
func ExampleEngine_WithRates() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	day := time.Date(2026, time.March, 19, 0, 0, 0, 0, time.UTC)
	parity, err := currency.NewRate(currency.EUR, currency.USD, decimal.NewFromInt(1), day, "an example")
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := currency.NewRates(currency.EUR, day, "an example", []currency.Rate{parity})
	if err != nil {
		fmt.Println(err)
		return
	}
	newer, err := engine.WithRates(rates)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range []*pricing.Engine{engine, newer} {
		price, err := e.Price(shirt, pricing.Offer{Market: "de", At: time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)})
		fmt.Println(price.Net, price.Shown, err)
	}
	// Output:
	// 20.87 EUR 28.41 EUR <nil>
	// 24.00 EUR 32.13 EUR <nil>
}

// Carts travel as JSON; what cannot be read is refused with line and field.
func ExampleCart_UnmarshalJSON() {
	var cart pricing.Cart
	err := json.Unmarshal([]byte(`{
		"at": "2026-11-21T12:00:00Z", "ship_to": {"country": "DE"},
		"lines": [{"product": {"sku": "TEE", "category": "general", "price": {"amount": "12.3.4", "currency": "USD"}}, "quantity": 1}]
	}`), &cart)
	fmt.Println(err)
	// Output: pricing: line 1 (sku TEE): product.price: currency: amount "12.3.4": a second decimal point: invalid syntax
}

// Markets and seller come from a file of JSON.
func ExampleReadMarkets() {
	seller, markets, err := pricing.ReadMarkets(strings.NewReader(`{
		"seller": {"country": "US", "registrations": [{"country": "GB", "scheme": "vat"}]},
		"markets": [{"id": "gb", "countries": ["GB"], "currency": "GBP", "tax": "in_price", "fx_margin": "1.5", "max_age": "72h"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(seller.Country, markets[0].Currency, markets[0].Duty, markets[0].Tax)
	// Output: US GBP at_checkout in_price
}

// Why a quote differs from what it was an hour ago.
func ExampleDiff() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	cart := pricing.Cart{
		At:     time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC),
		ShipTo: locale.Place{Country: "DE", PostalCode: "10115"},
		Lines:  []pricing.Line{{Product: shirt, Quantity: 1}},
	}
	before, err := engine.Quote(cart)
	if err != nil {
		fmt.Println(err)
		return
	}
	cart.Lines[0].Quantity = 2
	after, err := engine.Quote(cart)
	if err != nil {
		fmt.Println(err)
		return
	}
	difference := pricing.Diff(before, after)
	for _, f := range difference.Facts {
		fmt.Println(f)
	}
	for _, m := range difference.Moves {
		if m.What == pricing.FigureDueNow || m.What == pricing.FigureMargin {
			fmt.Println(m)
		}
	}
	// Output:
	// cart: line 1: quantity: 1 → 2
	// due now: 28.41 EUR → 56.82 EUR (cart)
	// margin: 20.87 EUR → 44.75 EUR (cart)
}

// What the dollar does to a month of quotes in euro.
func ExampleExposures() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	quote, err := engine.Quote(pricing.Cart{
		At:     time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC),
		ShipTo: locale.Place{Country: "DE", PostalCode: "10115"},
		Lines:  []pricing.Line{{Product: shirt, Quantity: 10}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	day := time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
	dollars, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.20"), day, "the bank")
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := currency.NewRates(currency.EUR, day, "the bank", []currency.Rate{dollars})
	if err != nil {
		fmt.Println(err)
		return
	}
	open, err := pricing.Exposures(slices.Values([]pricing.Quote{quote}), currency.USD, rates)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range open {
		gain, err := e.Move(decimal.NewFromInt(5))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.In, "come in,", e.Net, "stay:", e.Home, "today; the euro at 5 % more is", gain)
	}
	// Output:
	// 284.10 EUR come in, 213.16 EUR stay: 255.79 USD today; the euro at 5 % more is 12.79 USD
}
