package pricing_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// A shop keeps the record of a quote beside the order. Years later an auditor
// asks how the figures came about: the record answers without the engine, the
// tables or the exchange rates of that day. It is found out if anybody has
// changed a figure, or a rate that it rests on.
func ExampleRecord() {
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	rate, _ := currency.NewRate(currency.USD, currency.EUR, decimal.RequireFromString("0.9"), noon, "bank")
	rates, _ := currency.NewRates(currency.USD, noon, "bank", []currency.Rate{rate})
	engine, err := pricing.New(pricing.Config{
		Seller:  pricing.Seller{Country: "US"},
		Markets: []pricing.Market{{ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR}},
		Rates:   rates,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	quote, err := engine.Quote(pricing.Cart{
		At: noon, ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{{Quantity: 1, Product: pricing.Product{
			SKU: "TEE", Category: tax.General, HSCode: "6109.10", Origin: "BD", Price: currency.MustAmount("200.00", currency.USD),
		}}},
	})
	fmt.Println(quote.Totals.CustomerPays, err)

	// The order is placed: what it was computed from is kept with it.
	record, err := engine.Record(&quote)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(record)
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "order-1.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		fmt.Println(err)
		return
	}

	// Years later.
	if text, err = os.ReadFile(file); err != nil {
		fmt.Println(err)
		return
	}
	var kept pricing.Record
	if err := json.Unmarshal(text, &kept); err != nil {
		fmt.Println(err)
		return
	}
	again, err := kept.Replay()
	fmt.Println(again.Totals.CustomerPays, err)

	// The rows that decided are in it, with their sources and dates.
	header, row, _ := strings.Cut(kept.Tax.Rates, "\n")
	fmt.Println(header)
	fmt.Println(strings.SplitAfter(row, ",")[:6])
	levy := kept.Duty.Levies[0]
	fmt.Println(levy.Code.Dotted(), levy.Rate, "by a source with a date:", !levy.SourceDate.IsZero())

	// A rate was changed since.
	kept.Tax.Rates = strings.Replace(kept.Tax.Rates, ",19,", ",19.01,", 1)
	_, err = kept.Replay()
	fmt.Println(err)
	// Output:
	// 239.90 EUR <nil>
	// 239.90 EUR <nil>
	// country,category,name,percent,treatment,from,source,source_date,checked_on,confidence
	// [DE, general, MwSt, 19, standard, 2021-01-01,]
	// 6109.10.00 12% by a source with a date: true
	// pricing: quote: not what the cart gives: lines[0].tax.amount is stored as "38.30", replayed it is "38.32"
}

// What would the customer have paid for two? The engine of a record answers for
// its goods, its route and its day, and for nothing else.
func ExampleRecord_Engine() {
	noon := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	rates, _ := currency.NewRates(currency.EUR, noon, "none needed", nil)
	engine, err := pricing.New(pricing.Config{
		Seller:  pricing.Seller{Country: "DE"},
		Markets: []pricing.Market{{ID: "DE", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Tax: pricing.InPrice}},
		Rates:   rates,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	tee := pricing.Product{SKU: "TEE", Category: tax.General, Price: currency.MustAmount("20.00", currency.EUR)}
	cart := pricing.Cart{At: noon, ShipTo: locale.Place{Country: "DE"}, Lines: []pricing.Line{{Product: tee, Quantity: 1}}}
	quote, err := engine.Quote(cart)
	if err != nil {
		fmt.Println(err)
		return
	}
	record, err := engine.Record(&quote)
	if err != nil {
		fmt.Println(err)
		return
	}

	kept, err := record.Engine()
	if err != nil {
		fmt.Println(err)
		return
	}
	cart.Lines[0].Quantity = 2
	two, err := kept.Quote(cart)
	fmt.Println(quote.Totals.DueNow, two.Totals.DueNow, err)

	cart.Lines[0].Product.Category = tax.BooksPrinted
	_, err = kept.Quote(cart)
	fmt.Println(err)
	// Output:
	// 23.80 EUR 47.60 EUR <nil>
	// pricing: line 1 (sku TEE): product.category: tax: no rate for books_printed in DE on 2026-11-21: known there: general; load a table with the row, or use one of these
}
