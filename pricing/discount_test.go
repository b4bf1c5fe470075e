package pricing_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

func euros(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

// TestDiscounts works out by hand what comes off three T-shirts at 20.00 EUR
// (19 %), a book at 30.00 EUR (7 %) and shipping of 5.00 EUR, tax in all.
func TestDiscounts(t *testing.T) {
	percent := decimal.NewFromInt
	for _, tt := range []struct {
		reason          string
		discounts       []pricing.Discount
		tee, book, ship string // off
		capped          bool   // the last
	}{
		{"by what the lines cost, 60 to 30", []pricing.Discount{{Amount: euros("10.00")}}, "6.67", "3.33", "0.00", false},
		{"of one line", []pricing.Discount{{Lines: []string{"book"}, Amount: euros("10.00")}}, "0.00", "10.00", "0.00", false},
		{"no more than the line costs", []pricing.Discount{{Lines: []string{"book"}, Amount: euros("30.01")}}, "0.00", "30.00", "0.00", true},
		{"all that the line costs is not too much", []pricing.Discount{{Lines: []string{"book"}, Amount: euros("30.00")}}, "0.00", "30.00", "0.00", false},
		{"two units of each line, 40 and 30", []pricing.Discount{{Units: 2, Percent: percent(10)}}, "4.00", "3.00", "0.00", false},
		{"a unit after 10 % off is 18.00", []pricing.Discount{{Percent: percent(10)}, {Lines: []string{"tee"}, Units: 1, Percent: percent(100)}}, "24.00", "3.00", "0.00", false},
		{"a unit of 59.99 in three is 20.00, half up",
			[]pricing.Discount{{Lines: []string{"tee"}, Amount: euros("0.01")}, {Lines: []string{"tee"}, Units: 1, Percent: percent(100)}}, "20.01", "0.00", "0.00", false},
		{"of the shipping", []pricing.Discount{{On: pricing.OnShipping, Percent: percent(50)}}, "0.00", "0.00", "2.50", false},
		{"no more than the shipping costs", []pricing.Discount{{On: pricing.OnShipping, Amount: euros("6.00")}}, "0.00", "0.00", "5.00", true},
		{"of the order, 60 to 30 to 5", []pricing.Discount{{On: pricing.OnOrder, Percent: percent(10)}}, "6.00", "3.00", "0.50", false},
		{"of the order, all of it", []pricing.Discount{{On: pricing.OnOrder, Amount: euros("1000.00")}}, "60.00", "30.00", "5.00", true},
		{"of one line and the shipping", []pricing.Discount{{On: pricing.OnOrder, Lines: []string{"book"}, Amount: euros("7.00")}}, "0.00", "6.00", "1.00", false},
		{"nothing of nothing", []pricing.Discount{{Percent: percent(100)}, {Amount: euros("1.00")}}, "60.00", "30.00", "0.00", true},
		{"with tax is as priced", []pricing.Discount{{Amount: euros("10.00"), Basis: tax.WithTax}}, "6.67", "3.33", "0.00", false},
		{"10.00 without tax off 19 % is 11.90", []pricing.Discount{{Lines: []string{"tee"}, Amount: euros("10.00"), Basis: tax.WithoutTax}}, "11.90", "0.00", "0.00", false},
		{"more than 50.42 + 28.04 without tax is all", []pricing.Discount{{Amount: euros("78.47"), Basis: tax.WithoutTax}}, "60.00", "30.00", "0.00", true},
	} {
		q, err := atHome(tt.discounts)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		equal(t, tt.reason+": T-shirts", q.Lines[0].Discount, euros(tt.tee))
		equal(t, tt.reason+": book", q.Lines[1].Discount, euros(tt.book))
		equal(t, tt.reason+": shipping", q.Totals.Shipping, sum(euros("5.00"), euros(tt.ship).Neg()))
		if last := q.Discounts[len(q.Discounts)-1]; last.Capped != tt.capped {
			t.Errorf("%s: capped %v", tt.reason, last.Capped)
		}
	}
}

// TestDiscountsInWords: a quote explains what came off, and a difference tells
// discounts and vouchers apart.
func TestDiscountsInWords(t *testing.T) {
	discounts := []pricing.Discount{
		{Name: "GET1", Lines: []string{"tee"}, Units: 1, Percent: decimal.NewFromInt(100)},
		{On: pricing.OnShipping, Percent: decimal.NewFromInt(100)},
		{On: pricing.OnOrder, Amount: euros("500.00"), Basis: tax.WithTax},
	}
	a, err := atHome(discounts, pricing.Voucher{Code: "S-1", Purpose: tax.SinglePurpose, Amount: euros("9.00")}, pricing.Voucher{Code: "M-1", Amount: euros("8.00")})
	if err != nil {
		t.Fatal(err)
	}
	text := a.Explain()
	for _, want := range []string{
		"discount GET1 100 % off units (at most 1) of line tee: takes off goods 20.00 EUR\n",
		"discount 100 % off shipping: takes off shipping 5.00 EUR\n",
		"discount 500.00 EUR with tax off all lines and shipping: takes off goods 70.00 EUR, which is all there was\n",
		"voucher S-1, for a single purpose: takes off nothing, which is all there was\n",
		"voucher M-1, multi purpose: 0.00 EUR used, 8.00 EUR left\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	b, err := atHome(discounts[:1])
	if err != nil {
		t.Fatal(err)
	}
	diff := pricing.Diff(a, b).String()
	for _, want := range []string{"off shipping", "M-1 of 8.00 EUR, multi purpose"} {
		if !strings.Contains(diff, want) {
			t.Errorf("%q is not in\n%s", want, diff)
		}
	}
}

// TestShippingDiscountByRule: 5.95 off shipping, with tax in it, is 5.95 less to pay,
// at whatever rates the policy taxes the shipping of a shirt and a book of 100.00 each.
func TestShippingDiscountByRule(t *testing.T) {
	for _, tt := range []struct {
		rule        tax.ShippingRule
		off, reason string
		less, all   string // to pay, and what shipping of 10.00 costs with tax
	}{
		{tax.OwnRates, "5.27", "2.50 at 19 % and 2.77 at 7 %", "5.95", "11.30"},
		{tax.SplitByGoods, "5.27", "as it is divided over the goods", "5.95", "11.30"},
		{tax.HighestRate, "5.00", "5.95 ÷ 1.19", "5.95", "11.90"},
		{tax.MajorityRate, "5.00", "of two that cost as much the first", "5.95", "11.90"},
		{tax.WeightedRate, "5.27", "5.95 ÷ 1.13, and 0.61 of tax on 4.73", "5.96", "11.30"},
		{tax.Untaxed, "5.95", "no tax", "5.95", "10.00"},
	} {
		e := shopIn(t, inGermany, pricing.Market{ID: "de", Countries: []locale.Country{"DE"}, Currency: currency.EUR, Policy: tax.Policy{Shipping: tt.rule}})
		cart := only(destinations[0], tee, "100.00", currency.EUR)
		cart.ShipFrom, cart.Shipping = destinations[0], euros("10.00")
		second := listed("100.00", currency.EUR)
		second.SKU, second.Category = "BOOK", tax.BooksPrinted
		cart.Lines = append(cart.Lines, pricing.Line{Product: second, Quantity: 1})
		before := mustQuote(t, e, cart)
		cart.Discounts = []pricing.Discount{{On: pricing.OnShipping, Amount: euros("5.95"), Basis: tax.WithTax}}
		q := mustQuote(t, e, cart)
		equal(t, tt.rule.String()+": off: "+tt.reason, q.Discounts[0].Shipping, euros(tt.off))
		equal(t, tt.rule.String()+": less to pay", sum(before.Totals.DueNow, q.Totals.DueNow.Neg()), euros(tt.less))
		cart.Discounts[0].Amount = euros(tt.all)
		q = mustQuote(t, e, cart)
		equal(t, tt.rule.String()+": all of it", q.Discounts[0].Shipping, euros("10.00"))
		if q.Discounts[0].Capped {
			t.Errorf("%v: %s is no more than there is", tt.rule, tt.all)
		}
	}
}
