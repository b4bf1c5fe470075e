package ltv

import (
	"errors"
	"fmt"
	"math"
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

// TestEndsOfInt: histories and tenures at the end of int have a figure that is one,
// or an error.
func TestEndsOfInt(t *testing.T) {
	renewing := SBG{Alpha: 0.7, Beta: 1.2}
	for _, n := range []int{0, 1, 1000, math.MaxInt32 - 1, math.MaxInt - 1, math.MaxInt} {
		if v, err := renewing.Residual(n, 0.1); err != nil || v < 2 || v > 11 {
			t.Errorf("%d renewals: %v payments, %v", n, v, err)
		}
		if v := renewing.LogLikelihood(Tenure{Renewals: n, Lost: true}); !(v < 0) || math.IsInf(v, 0) {
			t.Errorf("lost after %d renewals: %v", n, v)
		}
	}
	bg, mbg := BGNBD{R: 0.24, Alpha: 4.4, A: 0.79, B: 2.4}, MBGNBD{R: 0.24, Alpha: 4.4, A: 0.79, B: 2.4}
	pareto := ParetoNBD{R: 0.55, Alpha: 10.6, S: 0.6, Beta: 11.7}
	for _, s := range []Summary{
		{math.MaxInt, math.MaxInt, math.MaxInt}, {math.MaxInt, 30, 70}, {1, 1, math.MaxInt},
		{math.MaxInt32, math.MaxInt32, math.MaxInt32}, {math.MaxInt32, 30, 70},
	} {
		for name, v := range map[string]float64{
			"BG/NBD": bg.Probability(s, 1, 365), "MBG/NBD": mbg.Probability(s, 1, 365), "Pareto/NBD": pareto.Probability(s, s.Repeat, 365),
		} {
			if !(v >= 0 && v <= 1) {
				t.Errorf("%s of %v: a probability of %v", name, s, v)
			}
		}
		for name, residual := range map[string]func(Summary, float64) (float64, error){"BG/NBD": bg.Residual, "MBG/NBD": mbg.Residual, "Pareto/NBD": pareto.Residual} {
			v, err := residual(s, 0.0004)
			if err == nil && (!(v >= 0) || math.IsInf(v, 0)) || err != nil && !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s of %v: %v orders to come, %v", name, s, v, err)
			}
		}
	}
}
