package pricing_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// exampleQuote sold shirts at 28.41 EUR, duty and tax inside, with shipping.
func exampleQuote(units int64) (pricing.Quote, error) {
	engine, err := exampleEngine()
	if err != nil {
		return pricing.Quote{}, err
	}
	return engine.Quote(pricing.Cart{
		ID: "order 1", At: time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC), ShipTo: locale.Place{Country: "DE"},
		Lines:    []pricing.Line{{ID: "shirts", Product: shirt, Quantity: units}},
		Shipping: currency.MustAmount("12.00", currency.USD),
	})
}

// One shirt comes back.
func ExampleQuote_Refund() {
	quote, err := exampleQuote(10)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := quote.Refund(pricing.Return{Line: 1, Quantity: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the customer gets", back.Totals.Due)
	for _, c := range back.Charges {
		fmt.Println(quote.Charges[c.Charge].Name, c.Placement, c.Amount)
	}
	// Output:
	// the customer gets 28.41 EUR
	// import duty in_price 2.67 EUR
	// MwSt in_price 4.54 EUR
}

// The refunds so far are given to the next. What they leave comes back
// exactly, down to the last cent of each charge.
func ExampleQuote_RefundAfter() {
	quote, err := exampleQuote(10)
	if err != nil {
		fmt.Println(err)
		return
	}
	var done []pricing.Refund
	for _, x := range []pricing.Return{
		{Line: 1, Quantity: 3},
		{Line: 1, Amount: currency.MustAmount("35.00", currency.EUR)}, // 5.00 off each of the others
		{Line: 1, Quantity: 1},
		{Of: pricing.PartShipping},
		{Of: pricing.PartOrder}, // all that is left
	} {
		back, err := quote.RefundAfter(done, x)
		if err != nil {
			fmt.Println(err)
			return
		}
		done = append(done, back)
		fmt.Println(back.Number, back.Totals.Due)
	}
	fmt.Println("of", quote.Totals.DueNow)
	_, err = quote.RefundAfter(done, pricing.Return{Line: 1, Quantity: 1})
	fmt.Println(err)
	// Output:
	// 1 85.23 EUR
	// 2 35.00 EUR
	// 3 23.41 EUR
	// 4 12.41 EUR
	// 5 140.46 EUR
	// of 296.51 EUR
	// pricing: refund: return 1: line 1 (shirts): quantity: 1 unit asked, 0 units left: more than is left
}

// What can still be given back.
func ExampleQuote_Left() {
	quote, err := exampleQuote(10)
	if err != nil {
		fmt.Println(err)
		return
	}
	first, err := quote.Refund(pricing.Return{Line: 1, Quantity: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	left, err := quote.Left(first)
	fmt.Println(left.Lines[0].Quantity, left.Lines[0].Price, left.Shipping, err)
	_, err = quote.RefundAfter([]pricing.Refund{first}, pricing.Return{Line: 1, Quantity: 7})
	var too *pricing.RefundError
	if errors.As(err, &too) {
		fmt.Println("line", too.ID, "has", too.Left)
	}
	// Output:
	// 6 170.46 EUR 12.41 EUR <nil>
	// line shirts has 6 units
}

// A restocking fee is a part of the price that is not given back, with the tax
// in it, or a payment for damage without tax.
func ExampleRestocking() {
	quote, err := exampleQuote(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, treatment := range []pricing.FeeTreatment{pricing.Consideration, pricing.Compensation} {
		back, err := quote.Refund(pricing.Return{Line: 1, Quantity: 1,
			Restocking: pricing.Restocking{Percent: decimal.NewFromInt(10), Treatment: treatment}})
		if err != nil {
			fmt.Println(err)
			return
		}
		note := back.CreditNote
		fmt.Printf("%v: pays back %v; credit note %v + %v = %v\n", treatment, back.Totals.Due, note.Net, note.Tax, note.Gross)
	}
	// Output:
	// consideration: pays back 25.57 EUR; credit note 21.49 EUR + 4.08 EUR = 25.57 EUR
	// compensation: pays back 25.57 EUR; credit note 23.87 EUR + 4.54 EUR = 28.41 EUR
}

// Whether customs repay what they levied, and whether the customer gets it
// back, are two questions. The order is above 150 EUR, so that customs have the
// tax, too.
func ExampleRecovery() {
	quote, err := exampleQuote(10)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range []pricing.Return{
		{Line: 1, Quantity: 1}, // nothing is repaid, the customer gets all
		{Line: 1, Quantity: 1, Recovered: pricing.Recovery{Duty: decimal.NewFromInt(99)}},
		{Line: 1, Quantity: 1, Levies: pricing.LeviesKept},
		{Of: pricing.PartOrder, Recovered: pricing.NotImported()}, // cancelled before it was sent
	} {
		back, err := quote.Refund(x)
		if err != nil {
			fmt.Println(err)
			return
		}
		m := back.Merchant
		fmt.Printf("pays back %v, recovers %v, loses %v: it costs %v\n", m.PaidBack, m.Recovered, m.Lost, m.Cost)
	}
	// Output:
	// pays back 28.41 EUR, recovers 0.00 EUR, loses 7.21 EUR: it costs 28.41 EUR
	// pays back 28.41 EUR, recovers 2.64 EUR, loses 4.57 EUR: it costs 25.77 EUR
	// pays back 21.20 EUR, recovers 0.00 EUR, loses 7.21 EUR: it costs 21.20 EUR
	// pays back 296.51 EUR, recovers 74.04 EUR, loses 0.00 EUR: it costs 222.47 EUR
}
