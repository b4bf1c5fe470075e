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
