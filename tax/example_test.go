package tax_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

func eur(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

var (
	on    = currency.NewDate(2026, time.November, 21)
	two   = decimal.NewFromInt(2)
	three = decimal.NewFromInt(3)
)

// The whole way: who taxes the sale, at which rates, and how much it is.
func Example() {
	berlin := locale.Place{Country: "DE", PostalCode: "10115"}
	decision, err := tax.Decide(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: berlin, On: on,
		Registrations: []tax.Registration{{Country: "IE", Scheme: tax.SchemeIOSS}},
		Intrinsic:     eur("61.50"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Scheme, decision.Accountant, decision.Base)

	book, err := tax.DefaultBook()
	if err != nil {
		fmt.Println(err)
		return
	}
	shirts, err := book.Rates(decision.Jurisdiction, tax.General, on)
	if err != nil {
		fmt.Println(err)
		return
	}
	books, err := book.Rates(decision.Jurisdiction, tax.BooksPrinted, on)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := tax.Calculate([]tax.Line{
		{ID: "shirt", Price: eur("24.99"), Quantity: two, Inclusive: true, Rates: shirts},
		{ID: "book", Price: eur("18.90"), Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: books},
	}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range result.Totals {
		fmt.Println(t.Rate, "on", t.Base, "is", t.Amount)
	}
	fmt.Println(result.Net, "+", result.Tax, "=", result.Gross)
	// Output:
	// ioss seller goods+freight+insurance
	// MwSt 19 % (DE) on 42.00 EUR is 7.98 EUR
	// MwSt 7 % (DE) on 17.66 EUR is 1.24 EUR
	// 59.66 EUR + 9.22 EUR = 68.88 EUR
}

// One order, four levels, four totals; a shop keeps to one and stores it.
func ExampleCalculate_levels() {
	vat := func(percent int64) []tax.Rate {
		return []tax.Rate{{Name: "VAT", Percent: decimal.NewFromInt(percent)}}
	}
	lines := []tax.Line{
		{ID: "pens", Price: eur("0.99"), Quantity: three, Inclusive: true, Rates: vat(20)},
		{ID: "pads", Price: eur("0.99"), Quantity: decimal.NewFromInt(5), Inclusive: true, Rates: vat(20)},
		{ID: "bag", Price: eur("0.06"), Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: vat(10)},
		{ID: "label", Price: eur("0.09"), Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: vat(7)},
	}
	for _, level := range []tax.Level{tax.PerUnit, tax.PerLine, tax.PerRate, tax.PerInvoice} {
		r, err := tax.Calculate(lines, tax.Policy{Level: level})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%-10v tax %v of %v\n", level, r.Tax, r.Gross)
	}
	// Output:
	// unit       tax 1.38 EUR of 8.07 EUR
	// line       tax 1.35 EUR of 8.07 EUR
	// rate_total tax 1.34 EUR of 8.07 EUR
	// invoice    tax 1.33 EUR of 8.07 EUR
}

// Goods priced with tax, freight priced without: the one is split, the other
// is added to.
func ExampleCalculate_mixed() {
	vat := []tax.Rate{{Name: "MwSt", Percent: decimal.NewFromInt(19)}}
	r, err := tax.Calculate([]tax.Line{
		{ID: "lamp", Price: eur("149.14"), Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: vat},
		{ID: "freight", Kind: tax.Shipping, Price: eur("4.12"), Quantity: decimal.NewFromInt(1), Rates: vat},
	}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, l := range r.Lines {
		fmt.Println(r.Given.Lines[i].ID, l.Net, "+", l.Tax, "=", l.Gross)
	}
	// Output:
	// lamp 125.33 EUR + 23.81 EUR = 149.14 EUR
	// freight 4.12 EUR + 0.78 EUR = 4.90 EUR
}

// Two taxes on one price, the second also on the first.
func ExampleCalculate_compound() {
	rates := []tax.Rate{
		{Name: "GST", Percent: decimal.NewFromInt(5)},
		{Name: "PST", Percent: decimal.NewFromInt(8), Compound: true},
	}
	r, err := tax.Calculate([]tax.Line{{ID: "chair", Price: eur("100.00"), Quantity: decimal.NewFromInt(1), Rates: rates}}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range r.Lines[0].Taxes {
		fmt.Println(t.Rate, "on", t.Base, "is", t.Amount)
	}
	// Output:
	// GST 5 % on 100.00 EUR is 5.00 EUR
	// PST 8 % on 105.00 EUR is 8.40 EUR
}

// An order discount of 10.00 falls on the lines by what they cost.
func ExampleSpreadDiscount() {
	one := decimal.NewFromInt(1)
	lines, err := tax.SpreadDiscount([]tax.Line{
		{ID: "a", Price: eur("10.00"), Quantity: one},
		{ID: "b", Price: eur("10.00"), Quantity: one},
		{ID: "c", Price: eur("10.00"), Quantity: one},
	}, eur("10.00"), currency.Rounding{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range lines {
		fmt.Println(l.ID, l.Discounts[0].Amount)
	}
	// Output:
	// a 3.34 EUR
	// b 3.33 EUR
	// c 3.33 EUR
}

// A German shop price, with 19 % in it, for a customer in France at 20 %.
func ExampleRebase() {
	home := []tax.Rate{{Name: "MwSt", Percent: decimal.NewFromInt(19)}}
	france := []tax.Rate{{Name: "TVA", Percent: decimal.NewFromInt(20)}}
	for _, how := range []tax.Rebasing{tax.KeepNet, tax.KeepGross} {
		p, err := tax.Rebase(eur("29.90"), home, france, how, currency.Rounding{})
		fmt.Println(how, p, err)
	}
	// Output:
	// keep_net 30.15 EUR <nil>
	// keep_gross 29.90 EUR <nil>
}

// A decision argues in plain words.
func ExampleDecide() {
	d, err := tax.Decide(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "AU"}, On: on,
		Intrinsic: currency.MustAmount("250", currency.AUD),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Treatment, d.Accountant)
	for _, r := range d.Reasons[:3] {
		fmt.Println("-", r)
	}
	// Output:
	// not_collected nobody
	// - the goods leave the United States, whose states tax sales at the place of delivery only
	// - the value of the consignment is at most 1000.00 AUD
	// - goods up to the line are taxed by the seller at the sale; the border collects nothing at this value; the seller names no registration in AU and has not stated its turnover, so it is taken to have sales below 75000.00 AUD a year and need none
}

// What the law asks for and the seller lacks is an error that says so.
func ExampleDecide_registration() {
	_, err := tax.Decide(tax.Supply{
		Seller: "US", ShipFrom: locale.Place{Country: "US"}, ShipTo: locale.Place{Country: "GB"}, On: on,
		Intrinsic: currency.MustAmount("80", currency.GBP),
	})
	fmt.Println(err)
	// Output:
	// tax: no registration for GB (vat): consignments of at most 135.00 GBP are taxed by the seller at the sale, not at the border; the seller registers for UK VAT from the first one
}

// Rates change on a day.
func ExampleBook_Rates() {
	book, err := tax.DefaultBook()
	if err != nil {
		fmt.Println(err)
		return
	}
	zurich := locale.Place{Country: "CH", PostalCode: "8001"}
	for _, day := range []currency.Date{
		currency.NewDate(2023, time.December, 31), currency.NewDate(2024, time.January, 1), currency.NewDate(2000, time.May, 1),
	} {
		rates, err := book.Rates(zurich, tax.General, day)
		fmt.Println(rates, err)
	}
	// Output:
	// [MWST 7.7 % (CH)] <nil>
	// [MWST 8.1 % (CH)] <nil>
	// [] tax: no rate for general in CH on 2000-05-01: the book begins there on 2001-01-01; load a table with earlier rows
}

// Freight has rates of its own in California.
func ExampleBook_Shipping() {
	book, err := tax.DefaultBook()
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, own, err := book.Shipping(locale.Place{Country: "US", Region: "CA"}, on)
	fmt.Println(rates, own, err)
	_, own, err = book.Shipping(locale.Place{Country: "DE"}, on)
	fmt.Println(own, err)
	// Output:
	// [sales tax 0 % exempt (US-CA)] true <nil>
	// false <nil>
}

// A shop's own table has the shape of the embedded one.
func ExampleLoadBook() {
	book, err := tax.LoadBook(strings.NewReader(`country,region,category,name,percent,treatment,from,source,source_date
CA,QC,general,GST,5,standard,2008-01-01,my accountant,2026-10
CA,QC,general,QST,9.975,standard,2013-01-01,my accountant,2026-10
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(book.Rates(locale.Place{Country: "CA", Region: "QC"}, tax.General, on))
	_, err = tax.LoadBook(strings.NewReader("country,category,name,percent,treatment,from,source,source_date\nCA,general,GST,500,standard,2008-01-01,me,2026\n"))
	fmt.Println(err)
	// Output:
	// [GST 5 % (CA-QC) QST 9.975 % (CA-QC)] <nil>
	// tax: line 2: percent: 500 percent is more than 100: invalid table
}
