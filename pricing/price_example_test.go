package pricing_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// blackFriday is the moment of the examples of prices.
var blackFriday = time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)

// germanShop sells from Germany.
func germanShop(markets string, book *pricing.PriceBook) (*pricing.Engine, error) {
	return exampleShop(`{"seller": {"country": "DE"}, "markets": [`+markets+`]}`, book)
}

// exampleShop reads seller and markets; a euro is 1.10 dollars.
func exampleShop(file string, book *pricing.PriceBook) (*pricing.Engine, error) {
	seller, markets, err := pricing.ReadMarkets(strings.NewReader(file))
	if err != nil {
		return nil, err
	}
	dollars, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.10"), blackFriday, "bank")
	if err != nil {
		return nil, err
	}
	rates, err := currency.NewRates(currency.EUR, blackFriday, "bank", []currency.Rate{dollars})
	if err != nil {
		return nil, err
	}
	return pricing.New(pricing.Config{Seller: seller, Markets: markets, Rates: rates, PriceBook: book})
}

// What a market does with a list price is written down step by step: base,
// margin on the exchange rate, adjustment, tax, and what the charm rounds.
func ExamplePrice() {
	engine, err := germanShop(`{"id": "de", "countries": ["DE"], "currency": "EUR", "tax": "in_price", "fx_margin": "2", "adjust": "5",
		"adjust_fixed": {"amount": "0.50", "currency": "EUR"}, "charm": {"bands": [{"endings": ["0.99"]}]}}`, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := engine.Price(pricing.Product{SKU: "TEE", Category: "general", Price: currency.MustAmount("22.00", currency.USD)},
		pricing.Offer{Market: "de", At: blackFriday})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("base", p.Base, "+ margin", p.FXMargin, "+ adjustment", p.Adjustment, "= net", p.Net)
	fmt.Println("net", p.Net, "+ tax", p.Tax, "+ rounding", p.Rounding, "= shown", p.Shown)
	// Output:
	// base 20.00 EUR + margin 0.40 EUR + adjustment 1.52 EUR = net 21.92 EUR
	// net 21.92 EUR + tax 4.15 EUR + rounding -0.08 EUR = shown 25.99 EUR
}

// A price of the book beats the exchange rate for as long as it holds. Here it
// includes the tax, which is taken out for a market that shows it apart.
func ExamplePriceBook() {
	book, err := pricing.NewPriceBook([]pricing.BookEntry{{
		SKU: "TEE", Market: "de", Price: currency.MustAmount("17.85", currency.EUR), Was: currency.MustAmount("23.80", currency.EUR),
		Includes: pricing.IncludesTax, From: blackFriday, Until: blackFriday.AddDate(0, 0, 3),
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := germanShop(`{"id": "de", "countries": ["DE"], "currency": "EUR", "tax": "at_checkout"}`, book)
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: "general", Price: currency.MustAmount("22.00", currency.USD)}
	for _, days := range []int{0, 3} {
		p, err := engine.Price(tee, pricing.Offer{Market: "de", At: blackFriday.AddDate(0, 0, days)})
		if err != nil {
			fmt.Println(err)
			return
		}
		if fmt.Print(p.Shown); p.Was != nil {
			fmt.Print(", was ", p.Was.Shown)
		}
		fmt.Println()
	}
	// Output:
	// 15.00 EUR, was 20.00 EUR
	// 20.00 EUR
}

// A list price may include the tax of the seller's own country: it comes out
// before that of the destination goes in.
func ExampleIncludes() {
	engine, err := germanShop(`{"id": "abroad", "countries": ["US"], "currency": "USD"}, {"id": "home", "countries": ["DE"], "currency": "EUR", "tax": "in_price"}`, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: "general", Price: currency.MustAmount("23.80", currency.EUR), Includes: pricing.IncludesTax}
	for _, market := range []string{"home", "abroad"} {
		p, err := engine.Price(tee, pricing.Offer{Market: market, At: blackFriday})
		fmt.Println(market, p.Shown, err)
	}
	// Output:
	// home 23.80 EUR <nil>
	// abroad 22.00 USD <nil>
}

// A charm with a least margin never sells below it: 12.99 would leave 10.92 of
// a cost of 11.00.
func ExampleCharm() {
	engine, err := germanShop(`{"id": "de", "countries": ["DE"], "currency": "EUR", "tax": "in_price",
		"charm": {"bands": [{"endings": ["0.99"], "mode": "down"}], "min_margin": "0"}}`, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: "general", Price: currency.MustAmount("11.50", currency.EUR)}
	for _, cost := range []string{"10.00", "11.00"} {
		tee.Cost = currency.MustAmount(cost, currency.EUR)
		p, err := engine.Price(tee, pricing.Offer{Market: "de", At: blackFriday})
		fmt.Println("cost", tee.Cost, "shown", p.Shown, "left", p.Declared, err)
	}
	// Output:
	// cost 10.00 EUR shown 12.99 EUR left 10.92 EUR <nil>
	// cost 11.00 EUR shown 13.99 EUR left 11.76 EUR <nil>
}

// A market that keeps its net adds the levies to it; one that keeps the shown
// figure has them in it.
func ExampleRebasing() {
	engine, err := germanShop(`{"id": "net", "countries": ["DE"], "currency": "EUR", "tax": "in_price"},
		{"id": "shown", "countries": ["DE"], "currency": "EUR", "tax": "in_price", "rebase": "keep_shown"}`, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: "general", Price: currency.MustAmount("20.00", currency.EUR)}
	for _, market := range []string{"net", "shown"} {
		p, err := engine.Price(tee, pricing.Offer{Market: market, At: blackFriday})
		fmt.Println("keep", market, "net", p.Net, "tax", p.Tax, "shown", p.Shown, err)
	}
	// Output:
	// keep net net 20.00 EUR tax 3.80 EUR shown 23.80 EUR <nil>
	// keep shown net 16.81 EUR tax 3.19 EUR shown 20.00 EUR <nil>
}

// Customs look at the whole consignment. A shop whose customers order for more
// than 150 EUR shows prices with the duty of such orders: 12 % in place of the
// 3 EUR that a T-shirt by itself would bear.
func ExampleMarket_typicalOrder() {
	engine, err := exampleShop(`{"seller": {"country": "US", "registrations": [{"country": "IE", "scheme": "ioss"}]}, "markets": [
		{"id": "alone", "countries": ["DE"], "currency": "EUR", "duty": "in_price", "tax": "in_price"},
		{"id": "typical", "countries": ["DE"], "currency": "EUR", "duty": "in_price", "tax": "in_price",
		 "typical_order": {"amount": "200", "currency": "EUR"}}]}`, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: "general", HSCode: "6109.10", Origin: "BD", Price: currency.MustAmount("22.00", currency.USD)}
	for _, market := range []string{"alone", "typical"} {
		p, err := engine.Price(tee, pricing.Offer{Market: market, At: blackFriday})
		fmt.Println(market, p.Net, "+", p.Duty, "duty +", p.Tax, "tax =", p.Shown, err)
	}
	// Output:
	// alone 20.00 EUR + 3.00 EUR duty + 4.37 EUR tax = 27.37 EUR <nil>
	// typical 20.00 EUR + 2.40 EUR duty + 4.26 EUR tax = 26.66 EUR <nil>
}
