package tax_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

func euros(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

func rates(percent int64) []tax.Rate {
	return []tax.Rate{{Jurisdiction: "DE", Name: "MwSt", Percent: decimal.NewFromInt(percent)}}
}

// basket is a book and a mug with shipping, at prices that contain their tax.
func basket() tax.Order {
	return tax.Order{
		Lines: []tax.Line{
			{ID: "book", Price: euros("32.10"), Quantity: decimal.NewFromInt(2), Inclusive: true, Rates: rates(7)},
			{ID: "mug", Price: euros("11.90"), Quantity: decimal.NewFromInt(3), Inclusive: true, Rates: rates(19)},
			{ID: "post", Kind: tax.Shipping, Price: euros("4.90"), Quantity: decimal.NewFromInt(1), Inclusive: true},
		},
		Discounts: []tax.Discount{{Name: "WELCOME", Percent: decimal.NewFromInt(10)}},
	}
}

// Shipping is divided over the rates of the goods, and the customer pays a part
// with a gift card.
func ExampleOrder_Calculate() {
	o := basket()
	o.Vouchers = []tax.Voucher{{Code: "GIFT-1", Amount: euros("20")}}
	r, err := o.Calculate(tax.Policy{Shipping: tax.SplitByGoods})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, l := range r.Lines {
		fmt.Println(r.Given.Lines[i].ID, l.Gross, "of which tax", l.Tax)
	}
	payable, err := r.Payable()
	fmt.Println(r.Gross, "to pay", payable, err)
	// Output:
	// book 57.78 EUR of which tax 3.78 EUR
	// mug 32.13 EUR of which tax 5.13 EUR
	// post 4.90 EUR of which tax 0.47 EUR
	// 94.81 EUR to pay 74.81 EUR <nil>
}

// Three mugs come back one by one: each gives back its share of what is left,
// so that the last one brings the sum to what was charged.
func ExampleResult_Credit() {
	r, err := basket().Calculate(tax.Policy{Shipping: tax.SplitByGoods})
	if err != nil {
		fmt.Println(err)
		return
	}
	var done tax.Credited // kept with the order
	for range 3 {
		var note tax.Credit
		if note, done, err = r.Credit(done, tax.Return{Line: 1, Quantity: decimal.NewFromInt(1)}); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(note.Net, "+", note.Tax, "=", note.Gross)
	}
	_, _, err = r.Credit(done, tax.Return{Line: 1, Quantity: decimal.NewFromInt(1)})
	fmt.Println(err)
	// Output:
	// 9.00 EUR + 1.71 EUR = 10.71 EUR
	// 9.00 EUR + 1.71 EUR = 10.71 EUR
	// 9.00 EUR + 1.71 EUR = 10.71 EUR
	// tax: line 2 (mug): credit of a quantity of 1 where 0 is left: credit exceeds the charge
}

func ExampleResult_Explain() {
	r, err := tax.Calculate([]tax.Line{{ID: "mug", Price: euros("11.90"), Quantity: decimal.NewFromInt(3), Inclusive: true, Rates: rates(19)}}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	steps, err := r.Explain()
	for _, s := range steps[:4] {
		fmt.Println(s)
	}
	fmt.Println(err)
	// Output:
	// line 1 (mug): price of the quantity: price * quantity, price = 11.90, quantity = 3: cost = 35.70 EUR
	// line 1 (mug): MwSt 19 % (DE): amount * factor / within, amount = 35.70, factor = 0.19, within = 1.19: tax_1 = 5.70 EUR
	// line 1 (mug): tax of the line: tax_1, tax_1 = 5.70: tax = 5.70 EUR
	// line 1 (mug): price without tax: gross - tax, gross = 35.70, tax = 5.70: net = 30.00 EUR
	// <nil>
}

// A shop that shows prices with tax charges 12.65; the standard asks for 66.55
// × 19 % = 12.64, and for a word on the cent.
func ExampleResult_EN16931() {
	r, err := tax.Calculate([]tax.Line{{Price: euros("79.20"), Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: rates(19)}}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e, err := r.EN16931()
	fmt.Println(r.Net, r.Tax, r.Gross)
	fmt.Println(e.Net, e.Tax, e.Gross, "rounding", e.Rounding, "due", e.Due, err)
	// Output:
	// 66.55 EUR 12.65 EUR 79.20 EUR
	// 66.55 EUR 12.64 EUR 79.19 EUR rounding 0.01 EUR due 79.20 EUR <nil>
}

// A voucher of a single purpose was taxed when it was sold: what it covers is
// not taxed again. The deposit of a bottle stays due.
func ExampleVoucher() {
	water := tax.Line{ID: "water", Price: euros("1.25"), Quantity: decimal.NewFromInt(6), Inclusive: true,
		Rates: append([]tax.Rate{{Name: "deposit", PerUnit: euros("0.25")}}, rates(19)...)}
	r, err := tax.Order{
		Lines:    []tax.Line{water},
		Vouchers: []tax.Voucher{{Code: "BOX-7", Purpose: tax.SinglePurpose, Amount: euros("10")}},
	}.Calculate(tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("used", r.Vouchers[0].Used, "left", r.Vouchers[0].Left, "to pay", r.Gross)
	// Output: used 6.00 EUR left 4.00 EUR to pay 1.50 EUR
}

// A freelancer's client withholds income tax and pays it to the state.
func ExampleRate_retained() {
	r, err := tax.Calculate([]tax.Line{{Price: euros("1000"), Quantity: decimal.NewFromInt(1), Rates: []tax.Rate{
		{Jurisdiction: "ES", Name: "IVA", Percent: decimal.NewFromInt(21)},
		{Jurisdiction: "ES", Name: "IRPF", Percent: decimal.NewFromInt(15), Retained: true},
	}}}, tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	payable, err := r.Payable()
	fmt.Println(r.Gross, "less", r.Retained, "is", payable, err)
	// Output: 1210.00 EUR less 150.00 EUR is 1060.00 EUR <nil>
}

// In Switzerland cash is paid in steps of five centimes, and the tax is what it
// was.
func ExamplePolicy_cash() {
	price := currency.MustAmount("12.98", currency.CHF)
	r, err := tax.Calculate([]tax.Line{{Price: price, Quantity: decimal.NewFromInt(1), Inclusive: true, Rates: []tax.Rate{
		{Jurisdiction: "CH", Name: "MWST", Percent: decimal.New(81, -1)},
	}}}, tax.Policy{Cash: currency.Rounding{Increment: 5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	payable, err := r.Payable()
	fmt.Println(r.Tax, "in", r.Gross, "paid with", payable, err)
	// Output: 0.97 CHF in 12.98 CHF paid with 13.00 CHF <nil>
}

// An order that is cancelled gives back all that is left, and what the buyer
// withheld of it is not paid out.
func ExampleResult_Rest() {
	order := basket()
	order.Lines[0].Rates = append(rates(7), tax.Rate{Name: "withheld", Percent: decimal.NewFromInt(2), Retained: true})
	r, err := order.Calculate(tax.Policy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, done, err := r.Credit(tax.Credited{}, tax.Return{Line: 0, Quantity: decimal.NewFromInt(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	rest, err := r.Rest(done)
	if err != nil {
		fmt.Println(err)
		return
	}
	note, done, err := r.Credit(done, rest...)
	if err != nil {
		fmt.Println(err)
		return
	}
	withheld, err := note.Lines[0].Retained()
	fmt.Println(note.Lines[0].Gross, "of which", withheld, "was withheld", err)
	back, err := note.Refund()
	fmt.Println(back, "of", note.Gross, done.Closed, err)
	// Output:
	// 28.89 EUR of which 0.54 EUR was withheld <nil>
	// 65.38 EUR of 65.92 EUR true <nil>
}
