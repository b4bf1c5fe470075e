package tax_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// The rows that decide of a sale are kept beside it, as CSV that LoadBook and
// LoadSchemes read. Tables of them know nothing of other sales.
func ExampleExtract() {
	book, err := tax.DefaultBook()
	if err != nil {
		fmt.Println(err)
		return
	}
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		fmt.Println(err)
		return
	}
	sale := tax.Supply{
		Seller: "DE", ShipFrom: locale.Place{Country: "DE"}, ShipTo: locale.Place{Country: "CH"},
		On: currency.NewDate(2026, 11, 21),
	}
	rules, decisions, err := schemes.Extract(sale)
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := book.Extract(sale.On, []locale.Place{decisions[0].Jurisdiction}, tax.BooksPrinted)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(tax.NewExtract(rates, rules))
	if err != nil {
		fmt.Println(err)
		return
	}

	var kept tax.Extract
	if err := json.Unmarshal(text, &kept); err != nil {
		fmt.Println(err)
		return
	}
	small, again, err := kept.Tables()
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := again.Decide(sale)
	fmt.Println(decision.Scheme, decision.MinCollect, err)
	of, err := small.Rates(decision.Jurisdiction, tax.BooksPrinted, sale.On)
	fmt.Println(of, err)
	_, err = small.Rates(decision.Jurisdiction, tax.General, sale.On)
	fmt.Println(err)
	// Output:
	// import 5.00 CHF <nil>
	// [MWST 2.6 % (CH)] <nil>
	// tax: no rate for general in CH on 2026-11-21: known there: books_printed; load a table with the row, or use one of these
}

// What is left of a book for a place and a day is written as a table of the form
// that LoadBook reads, without the columns that no row needs.
func ExampleBook_WriteCSV() {
	book, err := tax.LoadBook(strings.NewReader(`country,category,name,percent,treatment,threshold,threshold_currency,threshold_rule,from,until,source,source_date
NO,general,MVA,24.0,standard,,,,2004-01-01,2004-12-31,law,2004
NO,general,MVA,25.0,standard,,,,2005-01-01,,law,2005
NO,food_basic,MVA,15,reduced,,,,2012-01-01,,law,2012
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	today, err := book.Extract(currency.NewDate(2026, 11, 21), []locale.Place{{Country: "NO"}}, tax.General)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := today.WriteCSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// country,category,name,percent,treatment,from,source,source_date
	// NO,general,MVA,25,standard,2005-01-01,law,2005
}
