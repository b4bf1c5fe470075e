package tax

import (
	"testing"

	"github.com/landedhq/landed/currency"
)

// Of a price whose taxes per unit fill it but for less than a step of the grid,
// no voucher takes anything, whatever its basis and that of the weights.
func TestVoucherOnTaxesPerUnitAlone(t *testing.T) {
	usd := func(s string) currency.Amount { return currency.MustAmount(s, currency.USD) }
	o := Order{
		Lines: []Line{{ID: "bottle", Price: usd("98.45"), Quantity: percent("2"), Inclusive: true,
			Rates: []Rate{{Name: "deposit", PerUnit: usd("0.37")}, {Name: "VAT", Percent: percent("19"), Compound: true}}}},
		Vouchers: []Voucher{
			{Purpose: SinglePurpose, Amount: usd("188.91"), Basis: WithoutTax},
			{Purpose: SinglePurpose, Amount: usd("25.68"), Basis: WithoutTax},
		},
	}
	for _, weights := range []Basis{AsPriced, WithTax, WithoutTax} {
		r, err := o.Calculate(Policy{DiscountWeights: weights})
		if err != nil {
			t.Errorf("weights %v: %v", weights, err)
			continue
		}
		if want := usd("0.89"); r.Gross != want { // 2 × 0.37 × 1.19 = 0.8806, on the grid
			t.Errorf("weights %v: %v is left, want %v", weights, r.Gross, want)
		}
	}
}

// TestVoucherOffTheGrid: what goods come to in the basis of a voucher is
// rounded once to the grid, and so is what is left on it.
func TestVoucherOffTheGrid(t *testing.T) {
	for _, c := range []struct {
		price      string
		used, left string
		reason     string
	}{
		{"3.33", "3.66", "1.34", "3.33 with 10 % are 3.663"},
		{"3.35", "3.69", "1.31", "3.35 with 10 % are 3.685, and half a cent goes up"},
	} {
		o := Order{Lines: []Line{{Price: eur(c.price), Quantity: one, Rates: vat("10")}},
			Vouchers: []Voucher{{Purpose: SinglePurpose, Amount: eur("5"), Basis: WithTax}}}
		r, err := o.Calculate(Policy{})
		if err != nil {
			t.Fatalf("%s: %v", c.price, err)
		}
		if use := r.Vouchers[0]; use.Used.Text() != c.used || use.Left.Text() != c.left || !r.Gross.IsZero() {
			t.Errorf("%s: used %v, left %v, gross %v, want %s and %s of nothing to pay: %s", c.price, use.Used, use.Left, r.Gross, c.used, c.left, c.reason)
		}
	}
}
