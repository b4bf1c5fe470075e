package tax_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Massachusetts taxes of a piece of clothing what it costs above 175 USD, and
// New York all of one that costs 110 USD or more. What it costs is what is left
// after discounts.
func ExampleThreshold() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	for _, state := range []string{"MA", "NY"} {
		rates, err := book.Rates(locale.Place{Country: "US", Region: state}, tax.ClothingFootwear, today)
		if err != nil {
			panic(err)
		}
		r, err := tax.Order{Lines: []tax.Line{
			{ID: "coats", Price: usd("200"), Quantity: decimal.NewFromInt(2), Rates: rates},
			{ID: "shirt", Price: usd("115"), Quantity: decimal.NewFromInt(1), Rates: rates, Discounts: []tax.Discount{{Amount: usd("10")}}},
		}}.Calculate(tax.Policy{})
		if err != nil {
			panic(err)
		}
		for i, l := range r.Lines {
			for _, t := range l.Taxes {
				fmt.Printf("%s: %v on %v: %v\n", r.Given.Lines[i].ID, t.Rate, t.Base, t.Amount)
			}
		}
	}
	// Output:
	// coats: sales tax 6.25 % (US-MA) on 50.00 USD: 3.13 USD
	// coats: sales tax 0 % exempt (US-MA) on 350.00 USD: 0.00 USD
	// shirt: sales tax 0 % exempt (US-MA) on 105.00 USD: 0.00 USD
	// coats: sales tax 4 % (US-NY) on 400.00 USD: 16.00 USD
	// shirt: sales tax 0 % exempt (US-NY) on 105.00 USD: 0.00 USD
}
