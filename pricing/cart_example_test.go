package pricing_test

import (
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// exampleCart is ten shirts to Germany.
func exampleCart() pricing.Cart {
	return pricing.Cart{
		At:     time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC),
		ShipTo: locale.Place{Country: "DE"},
		Lines:  []pricing.Line{{Product: shirt, Quantity: 10}},
	}
}

// Goods from several places are consignments of their own, each with its
// thresholds; so are digital services.
func ExampleConsignment() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	cart := exampleCart()
	cart.Lines = []pricing.Line{
		{Product: shirt, Quantity: 6},
		{Product: shirt, Quantity: 6, ShipFrom: locale.Place{Country: "CN"}},
	}
	quote, err := engine.Quote(cart)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range quote.Consignments {
		fmt.Println(c.ShipFrom, "lines", c.Lines, c.Customs.Intrinsic, c.Customs.Regime, c.Supply.Scheme)
	}
	// Output:
	// CN lines [1] 140.24 EUR eu-flat-ioss ioss
	// US lines [0] 140.24 EUR eu-flat-ioss ioss
}

// A business that accounts for the tax itself sees and pays net prices.
func ExampleCart_buyer() {
	rates, err := currency.NewRates(currency.EUR, time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC), "none", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := pricing.New(pricing.Config{
		Seller:  pricing.Seller{Country: "FR", Registrations: []tax.Registration{{Country: "FR", Scheme: tax.SchemeOSS}}},
		Markets: []pricing.Market{{ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Tax: pricing.InPrice}},
		Rates:   rates,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mug := pricing.Product{SKU: "MUG", Category: tax.General, Price: currency.MustAmount("10.00", currency.EUR)}
	cart := exampleCart()
	cart.Lines = []pricing.Line{{Product: mug, Quantity: 10}}
	number, err := tax.ParseID("DE", "DE811569869")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, buyer := range []tax.Buyer{{}, {Business: true, Number: number, Unchecked: true}} {
		cart.Buyer = buyer
		quote, err := engine.Quote(cart)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(quote.Lines[0].Unit, quote.Totals.DueNow, quote.Consignments[0].Supply.Treatment)
	}
	// Output:
	// 11.90 EUR 119.00 EUR standard
	// 10.00 EUR 100.00 EUR reverse_charge
}

// Freight is in customs values and tax bases: each option has its quote.
func ExampleEngine_Options() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	options, err := engine.Options(exampleCart(), []pricing.ShippingOption{
		{ID: "standard", Shipping: currency.MustAmount("12.00", currency.USD)},
		{ID: "express", Shipping: currency.MustAmount("45.00", currency.USD)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range options {
		fmt.Println(o.ID, o.Quote.Totals.Shipping, o.Quote.Totals.DueNow, o.Err)
	}
	// Output:
	// standard 12.41 EUR 296.51 EUR <nil>
	// express 46.56 EUR 330.66 EUR <nil>
}

// One quote after the other, each in the memory of the last.
func ExampleEngine_QuoteInto() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	cart := exampleCart()
	var quote pricing.Quote
	for _, quantity := range []int64{1, 5, 10} {
		cart.Lines[0].Quantity = quantity
		if err := engine.QuoteInto(&cart, &quote); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(quantity, quote.Totals.DueNow)
	}
	// Output:
	// 1 28.41 EUR
	// 5 142.05 EUR
	// 10 284.10 EUR
}

// The four placements side by side, with what is left of each.
func ExampleEngine_Compare() {
	engine, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range engine.Compare(exampleCart()) {
		if a.Err != nil {
			fmt.Println(a.ID, a.Err)
			continue
		}
		m, err := a.Quote.Merchant()
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%-12s pays %v, revenue %v, absorbed %v, subsidy %v, left %v\n",
			a.ID, a.Quote.Totals.CustomerPays, m.Revenue, m.Absorbed, m.Subsidy, m.Contribution)
	}
	// Output:
	// at_checkout  pays 278.15 EUR, revenue 208.70 EUR, absorbed 0.00 EUR, subsidy 0.00 EUR, left 208.70 EUR
	// in_price     pays 284.10 EUR, revenue 235.74 EUR, absorbed 0.00 EUR, subsidy 22.58 EUR, left 213.16 EUR
	// on_delivery  pays 278.15 EUR, revenue 208.70 EUR, absorbed 0.00 EUR, subsidy 0.00 EUR, left 208.70 EUR
	// absorbed     pays 208.70 EUR, revenue 208.70 EUR, absorbed 69.45 EUR, subsidy 0.00 EUR, left 139.25 EUR
}

// What one country taxes as children's clothing is plain clothing to another: a
// product names the category of each that draws the line elsewhere.
func ExampleProduct_categories() {
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	rates, _ := currency.NewRates(currency.EUR, noon, "none needed", nil)
	engine, err := pricing.New(pricing.Config{
		Seller: pricing.Seller{Country: "IE", Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeOSS}}},
		Markets: []pricing.Market{
			{ID: "ie", Countries: []locale.Country{"IE"}, Currency: currency.EUR, Tax: pricing.InPrice},
			{ID: "es", Countries: []locale.Country{"ES"}, Currency: currency.EUR, Tax: pricing.InPrice},
		},
		Rates: rates,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	bodysuit := pricing.Product{SKU: "BABY", Category: tax.ChildrenClothing, Price: currency.MustAmount("20.00", currency.EUR)}
	bodysuit.Categories = map[locale.Country]tax.Category{"ES": tax.General}
	for _, market := range []string{"ie", "es"} {
		price, err := engine.Price(bodysuit, pricing.Offer{Market: market, At: noon})
		fmt.Println(price.Shown, price.Tax, err)
	}
	// Output:
	// 20.00 EUR 0.00 EUR <nil>
	// 24.20 EUR 4.20 EUR <nil>
}
