package ltv_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// TestErrorClasses: each class is what errors.Is finds of some call, and where a
// type holds more of it, what errors.As finds.
func TestErrorClasses(t *testing.T) {
	asOf := currency.NewDate(2026, time.January, 31)
	const header = "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees\n"
	read := func(text string) func() error {
		return func() error { _, err := ltv.ReadOrders(strings.NewReader(text), asOf); return err }
	}
	model, margin := germany()
	year := ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year}
	for _, c := range []struct {
		name  string
		class error
		as    any
		call  func() error
	}{
		{"no header", ltv.ErrSyntax, new(*ltv.OrderError), read("a,b\n")},
		{"a long line", ltv.ErrTooLarge, new(*ltv.OrderError), read(header + strings.Repeat("x", 5000) + "\n")},
		{"a negative amount", ltv.ErrOrder, new(*ltv.OrderError), read(header + "1,c,DE,2026-01-15,EUR,-58.00,0,0,0,0,0\n")},
		{"an order of tomorrow", ltv.ErrFuture, new(*ltv.OrderError), read(header + "1,c,DE,2026-02-01,EUR,58.00,0,0,0,0,0\n")},
		{"no rate", ltv.ErrTerms, nil, func() error { _, err := ltv.Value(model, margin, ltv.Discount{Horizon: ltv.Year}); return err }},
		{"no horizon", ltv.ErrHorizon, nil, func() error { _, err := ltv.Value(model, margin, ltv.Discount{Annual: decimal.New(10, 0)}); return err }},
		{"a month not observed", ltv.ErrHorizon, new(*ltv.HorizonError), func() error {
			_, err := germans(asOf).Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: 2 * ltv.Year})
			return err
		}},
		{"few customers", ltv.ErrSparse, new(*ltv.SparseError), func() error { _, err := few(t, asOf).Value(year); return err }},
		{"a model without parameters", ltv.ErrModel, nil, func() error { _, err := ltv.Value(ltv.BGNBD{}, margin, year); return err }},
		{"more purchases than days", ltv.ErrHistory, new(*ltv.RowError), func() error { _, err := ltv.Groups(slices.Values([]ltv.Summary{{Last: 3, Age: 2}})); return err }},
		{"orders for ever", ltv.ErrEndless, nil, func() error { _, err := model.Residual(ltv.Summary{}, 0); return err }},
		{"one outlay", ltv.ErrSpend, nil, func() error {
			_, _, err := ltv.FitResponse(ltv.Power, []ltv.Outlay{{Spend: eur("10"), Customers: 1}})
			return err
		}},
	} {
		if err := c.call(); !errors.Is(err, c.class) || c.as != nil && !errors.As(err, c.as) {
			t.Errorf("%s: %v, want an error that is %q and fits %T", c.name, err, c.class, c.as)
		}
	}
}

// few are the first ten customers of orders.
func few(t *testing.T, asOf currency.Date) ltv.Cohort {
	t.Helper()
	cohorts, err := ltv.Summarize(slices.Values(orders()[:10]), asOf)
	if err != nil {
		t.Fatal(err)
	}
	return cohorts[0]
}
