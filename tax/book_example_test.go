package tax_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

var today, _ = currency.ParseDate("2026-11-21")

func ExampleBook_Lookup() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	italy := locale.Place{Country: "IT"}
	_, err = book.Lookup(tax.Query{Place: italy, Category: tax.FoodBasic, On: today})
	var several *tax.ConditionError
	if errors.As(err, &several) {
		for _, r := range several.Rates {
			fmt.Printf("%s: %v, %s\n", r.Variant, r, r.Condition)
		}
	}
	rates, err := book.Lookup(tax.Query{Place: italy, Code: "02071210", On: today}) // a frozen chicken
	fmt.Println(rates, err)
	// Output:
	// other: IVA 10 % (IT), meat, fish, eggs, sugar and other food
	// staples: IVA 4 % (IT), milk, butter, cheese, vegetables, fruit, cereals, flour, bread, pasta
	// [IVA 10 % (IT)] <nil>
}

func ExampleBook_WithEstimates() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	germany := locale.Place{Country: "DE"}
	_, err = book.Rates(germany, tax.ClothingFootwear, today)
	fmt.Println(errors.Is(err, tax.ErrNoRate))
	rates, err := book.WithEstimates().Rates(germany, tax.ClothingFootwear, today)
	fmt.Println(rates, rates[0].Estimate, err)
	// Output:
	// true
	// [MwSt 19 % (DE)] true <nil>
}

func ExampleBook_With() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	own := "country,region,postal,category,name,percent,treatment,beside,from,source,source_date\n" +
		"US,CA,900,general,district tax,2.25,standard,true,2026-01-01,our accountant,2026-11\n" +
		"DK,,,general,moms,24,standard,,2027-01-01,a bill,2026-11\n"
	book, conflicts, err := book.With(strings.NewReader(own))
	if err != nil {
		panic(err)
	}
	for _, c := range conflicts {
		fmt.Printf("our line %d: %v instead of %v from %v\n", c.Line, c.Own, c.Book, c.From)
	}
	rates, err := book.Rates(locale.Place{Country: "US", Region: "CA", PostalCode: "90001"}, tax.General, today)
	fmt.Println(rates, err)
	// Output:
	// our line 3: moms 24 % (DK) instead of moms 25 % (DK) from 2027-01-01
	// [sales tax 7.25 % (US-CA) district tax 2.25 % (US-CA 900)] <nil>
}

func ExampleRate_At() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	for _, state := range []string{"NY", "MA"} {
		rates, err := book.Rates(locale.Place{Country: "US", Region: state}, tax.ClothingFootwear, today)
		if err != nil {
			panic(err)
		}
		for _, price := range []int64{10000, 20000} {
			rate, taxed, err := rates[0].At(currency.FromMinor(price, currency.USD), false)
			fmt.Println(rate, "on", taxed, err)
		}
	}
	// Output:
	// sales tax 0 % exempt (US-NY) on 0.00 USD <nil>
	// sales tax 4 % (US-NY) on 200.00 USD <nil>
	// sales tax 0 % exempt (US-MA) on 0.00 USD <nil>
	// sales tax 6.25 % (US-MA) on 25.00 USD <nil>
}

// Clothes of less than 100 dollars are exempt on some days of August. The rate
// has a threshold then, which Calculate holds against the price of each item.
func ExampleBook_Rates_holiday() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	connecticut := locale.Place{Country: "US", Region: "CT"}
	for _, text := range []string{"2026-08-15", "2026-08-16", "2026-08-23"} {
		on, err := currency.ParseDate(text)
		if err != nil {
			panic(err)
		}
		rates, err := book.Rates(connecticut, tax.ClothingFootwear, on)
		if err != nil {
			panic(err)
		}
		fmt.Println(on, rates[0], "holiday:", rates[0].Passing, rates[0].Threshold.Amount)
	}
	// Output:
	// 2026-08-15 sales tax 6.35 % (US-CT) holiday: false 0
	// 2026-08-16 sales tax 6.35 % (US-CT) holiday: true 100.00 USD
	// 2026-08-23 sales tax 6.35 % (US-CT) holiday: false 0
}

// A day before the book begins is an error of its own, and an old book says
// that it is.
func ExampleBook_Stale() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	_, err = book.Rates(locale.Place{Country: "SG"}, tax.General, today.AddDays(-366*40))
	fmt.Println(errors.Is(err, tax.ErrBeforeBook))
	fmt.Println(book.Stale(today), errors.Is(book.Stale(today.AddDays(366)), tax.ErrStale))
	// Output:
	// true
	// <nil> true
}

// All that a table holds for a place: for a page on which a shop looks at it.
func ExampleBook_All() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	all, err := book.All(locale.Place{Country: "CH"}, today)
	for _, r := range all {
		if r.Category == tax.General {
			fmt.Println(r, "since", r.From, "officially:", r.Confidence == tax.Official)
		}
	}
	fmt.Println(len(all) > len(tax.Categories())/2, book.Len() > len(all), err)
	// Output:
	// MWST 8.1 % (CH) since 2024-01-01 officially: false
	// true true <nil>
}

// A catalogue is priced in memory that is used again for each product.
func ExampleCalculator() {
	book, err := tax.DefaultBook()
	if err != nil {
		panic(err)
	}
	var calculator tax.Calculator
	var rates []tax.Rate
	norway := locale.Place{Country: "NO"}
	for _, price := range []string{"100.00", "249.00"} {
		if rates, err = book.AppendRates(rates[:0], norway, tax.General, today); err != nil {
			panic(err)
		}
		lines := []tax.Line{{Price: currency.MustAmount(price, currency.NOK), Quantity: decimal.NewFromInt(1), Rates: rates}}
		r, err := calculator.Calculate(lines, tax.Policy{})
		fmt.Println(r.Gross, err)
	}
	rates, err = book.AppendLookup(rates[:0], tax.Query{Place: norway, Category: tax.FoodBasic, Customer: tax.Business, On: today})
	fmt.Println(rates, err)
	// Output:
	// 125.00 NOK <nil>
	// 311.25 NOK <nil>
	// [MVA 15 % (NO)] <nil>
}

// The customs code of goods often tells their category, and says where not.
func ExampleCategoryOf() {
	for _, code := range []string{"490199", "847130", "961900"} {
		c, err := tax.CategoryOf(code)
		fmt.Printf("%q %v\n", c, err)
	}
	// Output:
	// "books_printed" <nil>
	// "general" <nil>
	// "" tax: customs code without a tax category: "961900": name the category
}

// A shop whose accountant knows better than the table of nexus replaces it.
func ExampleSchemes_WithNexus() {
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		panic(err)
	}
	nexus, err := tax.DefaultNexus()
	if err != nil {
		panic(err)
	}
	var table strings.Builder
	if err := nexus.WriteCSV(&table); err != nil {
		panic(err)
	}
	own, err := tax.LoadNexus(strings.NewReader(strings.Replace(table.String(), "CA,sales,500000,", "CA,sales,600000,", 1)))
	if err != nil {
		panic(err)
	}
	sale := tax.Supply{
		Seller: "US", Establishments: []locale.Place{{Country: "US", Region: "NV"}},
		ShipFrom: locale.Place{Country: "US", Region: "NV"}, ShipTo: locale.Place{Country: "US", Region: "CA"}, On: today,
		Intrinsic: currency.MustAmount("80.00", currency.USD),
		Sales: []tax.Sales{{Country: "US", Region: "CA", Previous: tax.Volume{Value: currency.MustAmount("550000", currency.USD)},
			Current: tax.Volume{Value: currency.MustAmount("550000", currency.USD)}}},
	}
	_, err = schemes.Decide(sale)
	fmt.Println(errors.Is(err, tax.ErrRegistration), schemes.Nexus() == nexus)
	d, err := schemes.WithNexus(own).Decide(sale)
	fmt.Println(d.Treatment, err)
	// Output:
	// true true
	// not_collected <nil>
}

// The rules are a table too, which a shop writes, edits and reads.
func ExampleLoadSchemes() {
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		panic(err)
	}
	var table strings.Builder
	if err := schemes.WriteCSV(&table); err != nil {
		panic(err)
	}
	again, err := tax.LoadSchemes(strings.NewReader(table.String()))
	fmt.Println(err, again.AsOf() == schemes.AsOf())
	// Output: <nil> true
}
