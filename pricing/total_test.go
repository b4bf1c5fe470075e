package pricing

import (
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// TestByTotalLeavesNothing: a flat amount above the price of the only line
// leaves a net of nothing, not none at all.
func TestByTotalLeavesNothing(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	c := &consignment{
		m: &Market{Currency: currency.EUR}, duty: InPrice,
		goods: []goods{{product: &Product{}, quantity: 1, price: eur("0.05")}},
	}
	nets, err := c.byTotal(levies{
		nets: []currency.Amount{eur("0.00")}, carriage: eur("10.00"),
		assessment: duty.Assessment{Lines: []duty.Line{{
			Duty: eur("3.00"), Charges: []duty.Charge{{Levy: &duty.Levy{Code: "610910"}, Amount: eur("3.00"), Regime: "eu-flat-ioss"}},
		}}},
	})
	if err != nil || len(nets) != 1 || nets[0] != eur("0.00") {
		t.Errorf("got %v, %v, want one net of nothing", nets, err)
	}
}
