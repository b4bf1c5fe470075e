package tax

import (
	"testing"

	"github.com/landedhq/landed/currency"
)

// Whatever taxes the shipping, a discount of all of it leaves nothing, and one
// in the other basis is converted once, by the rates that it is taxed at.
func TestShippingDiscountsInTheOtherBasis(t *testing.T) {
	vat := func(p string) []Rate { return []Rate{{Name: "VAT", Percent: percent(p)}} }
	order := func(inclusive bool, d Discount) []Line {
		return []Line{
			{ID: "book", Price: eur("20"), Quantity: one, Inclusive: inclusive, Rates: vat("7")},
			{ID: "shirt", Price: eur("20"), Quantity: one, Inclusive: inclusive, Rates: vat("19")},
			{ID: "post", Kind: Shipping, Price: eur("104.37"), Quantity: one, Inclusive: inclusive, Rates: vat("7.75"), Discounts: []Discount{d}},
		}
	}
	for _, test := range []struct {
		rule      ShippingRule
		inclusive bool
		want      string // the price of the shipping after 10.43 in the other basis
		reason    string
	}{
		{OwnRates, false, "94.69", "10.43 / 1.0775"},
		{Untaxed, false, "93.94", "10.43, for there is no tax in it"},
		{HighestRate, false, "95.61", "10.43 / 1.19"},
		{WeightedRate, false, "95.14", "10.43 / 1.13"},
		{SplitByGoods, false, "95.14", "10.43 / 1.13"},
		{OwnRates, true, "93.13", "10.43 * 1.0775"},
		{Untaxed, true, "93.94", "10.43"},
		{HighestRate, true, "91.96", "10.43 * 1.19"},
	} {
		d := Discount{Amount: eur("10.43"), Basis: WithTax}
		if test.inclusive {
			d.Basis = WithoutTax
		}
		o := Order{Lines: order(test.inclusive, d)}
		p := Policy{Shipping: test.rule}
		r, err := o.Calculate(p)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Lines[2].Net
		if test.inclusive {
			got = r.Lines[2].Gross
		}
		if got != eur(test.want) {
			t.Errorf("%v, inclusive %t: %v, want %s (%s)", test.rule, test.inclusive, got, test.want, test.reason)
		}
		checkTrace(t, test.reason, r)
		for _, basis := range []Basis{AsPriced, WithTax, WithoutTax} {
			o.Discounts = []Discount{{Percent: percent("100"), Basis: basis, Shipping: true}}
			r, err := o.Calculate(p)
			if err != nil || !r.Gross.IsZero() {
				t.Errorf("%v, inclusive %t: all off in basis %v leaves %v, %v", test.rule, test.inclusive, basis, r.Gross, err)
				continue
			}
			checkTrace(t, test.reason, r)
		}
	}
}

// A discount of all of an order with shipping that is not taxed, which came
// with rates and a discount of its own in the basis with tax.
func TestAllOffUntaxedShipping(t *testing.T) {
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	o := Order{
		Lines: []Line{
			{ID: "fee", Kind: Fee, Price: usd("679"), Quantity: percent("8"), Rates: []Rate{{Name: "VAT", Percent: percent("5.5")}}},
			{ID: "post", Kind: Shipping, Price: usd("104.37"), Quantity: one,
				Discounts: []Discount{{Percent: percent("24.9")}, {Amount: usd("10.43"), Basis: WithTax}},
				Rates:     []Rate{{Name: "state", Percent: percent("0.25")}, {Name: "county", Percent: percent("6")}, {Name: "city", Percent: percent("1.5")}}},
		},
		Discounts: []Discount{{Percent: percent("100"), Basis: WithTax, Shipping: true}},
	}
	r, err := o.Calculate(Policy{Level: PerUnit, Target: TargetPrice, Rounding: currency.Rounding{Mode: currency.Down}, Shipping: Untaxed})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Lines[1].Gross.IsZero() {
		t.Errorf("shipping: %v is left", r.Lines[1].Gross)
	}
	checkTrace(t, "order", r)
}

// Shipping that was rated by the goods while discounts were spread has the
// rates that it came with where the discounts leave nothing of the goods.
func TestShippingOfFreeGoods(t *testing.T) {
	o := Order{
		Lines: []Line{
			{ID: "book", Price: eur("100"), Quantity: one, Rates: vat("7")},
			{ID: "post", Kind: Shipping, Price: eur("10"), Quantity: one, Rates: vat("19"), Discounts: []Discount{{Amount: eur("1.07"), Basis: WithTax}}},
		},
		Discounts: off(eur("100")),
	}
	r, err := o.Calculate(Policy{Shipping: HighestRate})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := charges(r.Lines[1]), "VAT 19 % on 9.00: 1.71"; got != want {
		t.Errorf("got %s, want %s: 1.07 with the 7 %% of the goods are 1.00 off", got, want)
	}
	checkTrace(t, "free goods", r)
}
