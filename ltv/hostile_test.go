package ltv

import (
	"errors"
	"fmt"
	"testing"

	"github.com/landedhq/landed/currency"
)

// TestManyMarkets: orders have as many cohorts as Allocate takes markets, and one
// more is refused by its line.
func TestManyMarkets(t *testing.T) {
	asOf := day(t, "2026-01-31")
	orders := func(markets int) func(yield func(Order) bool) {
		return func(yield func(Order) bool) {
			zero := currency.FromMinor(0, currency.EUR)
			for i := range markets {
				o := Order{ID: fmt.Sprint(i), Customer: "c", Market: fmt.Sprint(i), Date: day(t, "2026-01-15"), Revenue: currency.FromMinor(100, currency.EUR),
					Costs: Costs{Goods: zero, AbsorbedDuty: zero, AbsorbedTax: zero, Freight: zero, Fees: zero, Exchange: zero, Returns: zero}}
				if !yield(o) {
					return
				}
			}
		}
	}
	if cohorts, err := Summarize(orders(maxCohorts), asOf); err != nil || len(cohorts) != maxCohorts {
		t.Errorf("%d cohorts, %v", len(cohorts), err)
	}
	var fault *OrderError
	if _, err := Summarize(orders(maxCohorts+1), asOf); !errors.Is(err, ErrTooLarge) || !errors.As(err, &fault) || fault.Column != "market" {
		t.Errorf("one cohort more: %v", err)
	}
}
