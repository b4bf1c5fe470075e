package currency_test

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Three shirts less 10 per cent, with the 19 per cent tax on top, paid in pounds
// by two friends; and what the shop keeps of it on record.
func Example() {
	half := currency.Rounding{} // half up to the minor unit
	ten, nineteen := decimal.New(10, 0), decimal.New(19, 0)

	shirts, err := currency.MustAmount("24.90", currency.EUR).MulInt(3)
	check(err)
	net, err := shirts.MinusPercent(ten, half)
	check(err)
	gross, err := net.PlusPercent(nineteen, half)
	check(err)
	fmt.Println(shirts, "less 10 per cent is", net, "and with tax", gross)

	day := currency.NewDate(2026, 3, 18)
	rate, err := currency.NewRate(currency.EUR, currency.GBP, decimal.New(86393, -5), day.Time(), "ECB")
	check(err)
	pounds, err := rate.Convert(gross, half)
	check(err)
	each, err := pounds.Split(2, half)
	check(err)
	fmt.Println(pounds, "at", rate)
	fmt.Println("each pays", each)

	record, err := json.Marshal(pounds)
	check(err)
	var loaded currency.Amount
	check(json.Unmarshal(record, &loaded))
	fmt.Println(string(record), loaded == pounds)
	// Output:
	// 74.70 EUR less 10 per cent is 67.23 EUR and with tax 80.00 EUR
	// 69.11 GBP at 1 EUR = 0.86393 GBP (ECB 2026-03-18)
	// each pays [34.56 GBP 34.55 GBP]
	// {"amount":"69.11","currency":"GBP"} true
}

// check ends an example in which nothing should fail.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// An amount is made from minor units, from text or from a decimal, and may be
// finer than the minor unit.
func ExampleAmount() {
	fmt.Println(currency.FromMinor(1999, currency.EUR))
	fmt.Println(currency.FromMinor(1999, currency.JPY))
	fmt.Println(currency.ParseAmount("0.0125", currency.USD))
	fmt.Println(currency.FromDecimal(decimal.New(5, -1), currency.KWD))
	fmt.Println(currency.MustAmount("5", currency.EUR) == currency.FromMinor(500, currency.EUR))
	// Output:
	// 19.99 EUR
	// 1999 JPY
	// 0.0125 USD <nil>
	// 0.500 KWD <nil>
	// true
}

func ExampleParseAmount_refused() {
	for _, s := range []string{"12.3.4", "1e1000000000", "1,234.56", "NaN"} {
		_, err := currency.ParseAmount(s, currency.EUR)
		fmt.Println(err)
	}
	// Output:
	// currency: amount "12.3.4": a second decimal point: invalid syntax
	// currency: amount "1e1000000000": exponents are not accepted: invalid syntax
	// currency: amount "1,234.56": group separators and decimal commas are not accepted: invalid syntax
	// currency: amount "NaN": not a decimal number: unexpected "N": invalid syntax
}

func ExampleAmount_Add() {
	goods := currency.MustAmount("19.99", currency.EUR)
	sum, err := goods.Add(currency.MustAmount("4.90", currency.EUR))
	fmt.Println(sum, err)
	_, err = goods.Add(currency.MustAmount("5.00", currency.USD))
	fmt.Println(err)
	// Output:
	// 24.89 EUR <nil>
	// currency: add 19.99 EUR and 5.00 USD: currencies differ: EUR and USD
}

// A total is checked once, at its end, and says which step failed.
func ExampleTotal() {
	price := currency.MustAmount("19.99", currency.EUR)

	var total currency.Total
	total.AddResult(price.MulInt(3))
	total.Add(currency.MustAmount("4.90", currency.EUR))
	total.Sub(currency.MustAmount("10.00", currency.EUR))
	fmt.Println(total.Amount())

	total.Add(currency.MustAmount("5.00", currency.USD))
	total.Add(price)
	fmt.Println(total.Err())
	// Output:
	// 54.87 EUR <nil>
	// currency: step 4 of a total: add 5.00 USD to 54.87 EUR: currencies differ: EUR and USD
}

func ExampleAmount_Cmp() {
	order := currency.MustAmount("49.90", currency.EUR)
	c, err := order.Cmp(currency.MustAmount("50.00", currency.EUR))
	fmt.Println(c, err)
	fmt.Println(currency.Min(order, currency.MustAmount("50.00", currency.EUR)))
	// Output:
	// -1 <nil>
	// 49.90 EUR <nil>
}

func ExampleAmount_Round() {
	a := currency.MustAmount("12.325", currency.CHF)
	fmt.Println(a.Round(currency.Rounding{}))
	fmt.Println(a.Round(currency.Rounding{Mode: currency.HalfEven}))
	fmt.Println(a.Round(currency.Rounding{Digits: currency.To(0)}))
	fmt.Println(a.Round(currency.CHF.Cash())) // to 0.05
	// Output:
	// 12.33 CHF <nil>
	// 12.32 CHF <nil>
	// 12.00 CHF <nil>
	// 12.35 CHF <nil>
}

func ExampleAmount_MulRound() {
	price := currency.MustAmount("1234.56", currency.EUR)
	fmt.Println(price.MulRound(decimal.New(10837, -4), currency.Rounding{}))
	// Output: 1337.89 EUR <nil>
}

// A quotient is exact or an error; with a rounding it always exists.
func ExampleAmount_Div() {
	price := currency.MustAmount("10.00", currency.EUR)
	fmt.Println(price.Div(decimal.New(8, 0)))
	_, err := price.Div(decimal.New(3, 0))
	fmt.Println(err)
	fmt.Println(price.DivRound(decimal.New(3, 0), currency.Rounding{}))
	// Output:
	// 1.25 EUR <nil>
	// currency: divide 10.00 EUR by 3: not exact without a rounding
	// 3.33 EUR <nil>
}

// A factor that is no decimal is exact too.
func ExampleAmount_MulRat() {
	year := currency.MustAmount("999.00", currency.EUR)
	fmt.Println(year.MulRat(big.NewRat(31, 365), currency.Rounding{}))
	// Output: 84.85 EUR <nil>
}

// Tax, discount and margin, each rounded once.
func ExampleAmount_Percent() {
	half, nineteen := currency.Rounding{}, decimal.New(19, 0)
	price := currency.MustAmount("49.99", currency.EUR)
	fmt.Println(price.Percent(nineteen, half))                        // the tax on a net price
	fmt.Println(price.PlusPercent(nineteen, half))                    // the price with it
	fmt.Println(price.WithoutPercent(nineteen, half))                 // the net of a gross price
	fmt.Println(price.MinusPercent(decimal.New(125, -1), half))       // less 12.5 per cent
	fmt.Println(price.Percent(decimal.New(35, -2), currency.Rounding{ // a fee of 0.35 per cent,
		Mode: currency.Up, Digits: currency.To(4), // always up, to hundredths of a cent
	}))
	// Output:
	// 9.50 EUR <nil>
	// 59.49 EUR <nil>
	// 42.01 EUR <nil>
	// 43.74 EUR <nil>
	// 0.175 EUR <nil>
}

func ExampleAmount_PercentOf() {
	profit, sales := currency.MustAmount("12.34", currency.EUR), currency.MustAmount("49.99", currency.EUR)
	fmt.Println(profit.PercentOf(sales, currency.Rounding{Digits: currency.To(1)}))
	_, err := profit.PercentOf(sales, currency.Rounding{})
	fmt.Println(err)
	// Output:
	// 24.7 <nil>
	// currency: 12.34 EUR in per cent of 49.99 EUR: invalid rounding: a percentage has no minor unit, so its digits must be named
}

// The net of a price that includes 19 per cent tax, rounded once.
func ExampleAmount_MulDiv() {
	gross := currency.MustAmount("1234.56", currency.EUR)
	fmt.Println(gross.MulDiv(decimal.New(100, 0), decimal.New(119, 0), currency.Rounding{}))
	// Output: 1037.45 EUR <nil>
}

func ExampleAmount_Split() {
	fmt.Println(currency.MustAmount("10.00", currency.EUR).Split(3, currency.Rounding{}))
	// Output: [3.34 EUR 3.33 EUR 3.33 EUR] <nil>
}

// A discount is divided over the lines of an order by their totals.
func ExampleAmount_AllocateBy() {
	lines := []currency.Amount{
		currency.MustAmount("19.99", currency.EUR),
		currency.MustAmount("0.00", currency.EUR),
		currency.MustAmount("40.01", currency.EUR),
	}
	discount := currency.MustAmount("5.00", currency.EUR)
	fmt.Println(discount.AllocateBy(lines, currency.Rounding{}))
	// Output: [1.67 EUR 0.00 EUR 3.33 EUR] <nil>
}

func ExampleRate() {
	day := currency.NewDate(2026, 3, 18).Time()
	usd, err := currency.NewRate(currency.EUR, currency.USD, decimal.New(115, -2), day, "ECB")
	if err != nil {
		fmt.Println(err)
		return
	}
	withMargin, err := usd.WithMargin(decimal.New(2, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(usd)
	fmt.Println(usd.Inverse())
	fmt.Println(withMargin)
	fmt.Println(withMargin.Convert(currency.MustAmount("100.00", currency.EUR), currency.Rounding{}))
	// Output:
	// 1 EUR = 1.15 USD (ECB 2026-03-18)
	// 1 USD = 0.869565… EUR (ECB 2026-03-18)
	// 1 EUR = 1.173 USD (ECB 2026-03-18, margin 2 %)
	// 117.30 USD <nil>
}

// A currency of one's own needs no registration.
func ExampleNewCode() {
	points, err := currency.NewCode("PTS", 0)
	fmt.Println(points, points.Digits(), err)
	fmt.Println(currency.FromMinor(120, points))
	_, err = currency.NewCode("EUR", 3)
	fmt.Println(err)
	// Output:
	// PTS:0 0 <nil>
	// 120 PTS:0
	// currency: unknown currency "EUR": ISO 4217 gives it 2 digits, not 3
}

func ExampleAmount_json() {
	data, err := json.Marshal(currency.MustAmount("12.34", currency.EUR))
	fmt.Println(string(data), err)

	var a currency.Amount
	err = json.Unmarshal([]byte(`{"amount": 12.34, "currency": "EUR"}`), &a)
	fmt.Println(a, err)
	err = json.Unmarshal([]byte(`{"amount": "12.34", "curency": "EUR"}`), &a)
	fmt.Println(err)
	// Output:
	// {"amount":"12.34","currency":"EUR"} <nil>
	// 12.34 EUR <nil>
	// currency: amount `{"amount": "12.34", "curency": "EUR"}`: JSON: unknown field "curency": invalid syntax
}

func ExampleDate_Within() {
	from, until := currency.NewDate(2026, 7, 1), currency.Date(0) // no end
	fmt.Println(currency.NewDate(2026, 6, 30).Within(from, until))
	fmt.Println(currency.NewDate(2026, 7, 1).Within(from, until))
	// Output:
	// false
	// true
}

// A kuna that was charged in 2022 is refunded in euros, at the rate that law
// fixed.
func ExampleCode_Successor() {
	paid := currency.MustAmount("753.45", currency.HRK)
	s, ok := paid.Currency().Successor()
	if !ok {
		fmt.Println(paid.Currency(), "is still in use")
		return
	}
	refund, err := s.Rate().Convert(paid, currency.Rounding{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(paid, "is", refund, "since", s.On)
	fmt.Println(s.Source)
	// Output:
	// 753.45 HRK is 100.00 EUR since 2023-01-01
	// Council Regulation (EC) No 2866/98 as amended
}

// The currencies that a shop may offer on a day are those in use, less the
// funds and metals of ISO, which no country has as tender.
func ExampleCode_ActiveOn() {
	for _, day := range []currency.Date{currency.NewDate(2025, 12, 31), currency.NewDate(2026, 11, 21)} {
		fmt.Println(day, currency.BGN.ActiveOn(day), currency.EUR.ActiveOn(day))
	}
	from, until := currency.BGN.Active()
	fmt.Println(from, until)
	// Output:
	// 2025-12-31 true true
	// 2026-11-21 false true
	// 1999-07-05 2026-01-31
}

// A payment provider counts in minor units of its own.
func ExampleAmount_MinorUnits() {
	price := currency.MustAmount("1000", currency.CLP)
	iso, err := price.Minor()
	if err != nil {
		fmt.Println(err)
		return
	}
	two, err := price.MinorUnits(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(iso, two)
	_, err = currency.MustAmount("0.125", currency.EUR).MinorUnits(2)
	fmt.Println(err)
	// Output:
	// 1000 100000
	// currency: 0.125 EUR in minor units of 2 digits: not exact without a rounding
}

// What a provider expects is in its documentation, and from there in a table.
func ExampleProvider_MinorUnits() {
	price := currency.MustAmount("15999.50", currency.UGX)
	grid, err := currency.Stripe.Grid(price.Currency())
	if err != nil {
		fmt.Println(err)
		return
	}
	price, err = price.Round(grid) // Stripe takes whole shillings
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := currency.Stripe.MinorUnits(price)
	fmt.Println(price, n, err)
	// Output:
	// 16000 UGX 1600000 <nil>
}

// A peg is an exact rate without a bank.
func ExamplePegOf() {
	rate, ok := currency.PegOf(currency.XPF, currency.NewDate(2026, 11, 21))
	if !ok {
		fmt.Println("not pegged")
		return
	}
	euros, err := rate.Inverse().Convert(currency.MustAmount("1000", currency.XPF), currency.Rounding{})
	fmt.Println(euros, err, rate.Source())
	// Output:
	// 8.38 EUR <nil> French law, 1000 XPF = 8.38 EUR
}

func ExampleMax() {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	fmt.Println(currency.Max(eur("4.90"), eur("12.00"), eur("0")))
	fmt.Println(currency.Min(eur("4.90"), eur("12.00"), currency.MustAmount("1", currency.USD)))
	// Output:
	// 12.00 EUR <nil>
	// 0 currency: compare 4.90 EUR with 1.00 USD: currencies differ: EUR and USD
}

// Payment files in the format of ISO 8583 name a currency by its number.
func ExampleCode_Numeric() {
	fmt.Printf("%v %03d, %v %03d\n", currency.EUR, currency.EUR.Numeric(), currency.AUD, currency.AUD.Numeric())
	// Output: EUR 978, AUD 036
}
