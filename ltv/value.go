package ltv

import (
	"fmt"
	"math/big"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Enough is the number of customers that [Cohort.Value] needs to have observed
// to the end of each month. It is the customary minimum size of a sample for
// stating its mean, a floor and not a promise: the points of a curve tell how
// many there were.
const Enough = 30

// Value returns what a customer of the cohort is worth: the discounted cumulative
// contribution per customer won, by month since the first purchase, as the package
// comment defines it. Nothing is extrapolated.
//
// Value returns an error if:
//   - the horizon is zero, or longer than anybody was observed ([ErrHorizon]);
//   - the rate is missing or out of range ([ErrTerms]);
//   - fewer than [Enough] customers were observed to the end of some month of the
//     horizon ([ErrSparse]);
//   - a sum is too large ([currency.ErrRange]).
func (c Cohort) Value(d Discount) (Curve, error) {
	return c.curve(d, Enough)
}

// Estimate does what Value does, but accepts fewer customers than [Enough],
// down to one. If there were fewer at some month, the curve says so:
// [Curve.Estimated].
func (c Cohort) Estimate(d Discount) (Curve, error) {
	return c.curve(d, 1)
}

func (c Cohort) curve(d Discount, need int) (Curve, error) {
	if err := d.check(); err != nil {
		return Curve{}, err
	}
	if err := c.observed(d.Horizon); err != nil {
		return Curve{}, err
	}
	points, err := c.points(d)
	if err != nil {
		return Curve{}, err
	}
	curve := Curve{market: c.market, currency: c.currency, basis: Observed, discount: d, points: points}
	for _, p := range points {
		if p.Customers < need {
			return Curve{}, &SparseError{Market: c.market, Month: p.Month, Customers: p.Customers, Need: need}
		}
		flow := p.Total.Decimal().Rat()
		curve.flows = append(curve.flows, flow.Quo(flow, big.NewRat(int64(p.Customers), 1)))
	}
	if err := curve.accumulate(); err != nil {
		return Curve{}, err
	}
	return curve, nil
}

// observed returns an error if no customer was observed for the horizon.
func (c Cohort) observed(horizon Period) error {
	if len(c.customers) == 0 {
		return &SparseError{Market: c.market, Need: 1}
	}
	var known Period
	for _, customer := range c.customers {
		known = max(known, monthsCompleted(customer.Acquired(), c.asOf))
	}
	if known < horizon {
		return &HorizonError{Market: c.market, Asked: horizon, Known: known}
	}
	return nil
}

// points returns what was observed in each month up to the horizon, without the
// cumulative amount.
func (c Cohort) points(d Discount) ([]Point, error) {
	points := make([]Point, d.Horizon+1)
	totals := make([]currency.Total, d.Horizon+1)
	for i := range totals {
		totals[i].Add(currency.FromMinor(0, c.currency))
	}
	for _, customer := range c.customers {
		acquired := customer.Acquired()
		age := min(monthsCompleted(acquired, c.asOf), d.Horizon)
		points[age].Customers++
		for _, purchase := range customer.purchases {
			month := monthReaching(acquired, purchase.date)
			if month > age {
				break // in a month that is not over, or beyond the horizon
			}
			points[month].Purchases++
			totals[month].Add(customer.vault.unpack(purchase).Contribution)
		}
	}
	// So far each customer counts at their age only; they count before, too.
	for k := d.Horizon - 1; k >= 0; k-- {
		points[k].Customers += points[k+1].Customers
	}
	var err error
	for i := range points {
		p := &points[i]
		p.Month = Period(i)
		if p.Factor, err = d.Factor(p.Month); err != nil {
			return nil, err
		}
		if p.Total, err = totals[i].Amount(); err != nil {
			return nil, fmt.Errorf("ltv: market %s: month %d: %w", excerpt.Quote(c.market), i, err)
		}
	}
	return points, nil
}
