package ltv

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/excerpt"
)

// monthDays is the length of a month to a model, which knows no calendar: a
// twelfth of 365.25 days.
const monthDays = 365.25 / 12

// countPlaces are the places to which expected numbers of orders are stated: far
// more than a model knows, and few enough to be the same on every machine.
const countPlaces = 9

// Value returns what a new customer is expected to be worth: the contribution of
// the first purchase, and of the repeat purchases that a model expects.
//
//	E(k)  repeat purchases that m expects of a new customer within k months of
//	      365.25/12 days, stated to nine places
//	F(k)  the discount at the end of month k
//	C(k)  first + repeat·(E(1)-E(0))·F(1) + … + repeat·(E(k)-E(k-1))·F(k)
//
// The model computes in floating point; what is multiplied is the stated number,
// exactly, and every amount is rounded once, half up to the minor unit. Unlike
// that of [Cohort.Value] the curve is a forecast: [Curve.Basis].
//
// Value returns an error if:
//   - there is no model, it is not usable or expects no number ([ErrModel]);
//   - a margin or the rate is missing or out of range ([ErrTerms]);
//   - the margins are in two currencies ([currency.ErrMismatch]);
//   - the horizon is missing: without one, expected purchases may add up without
//     limit ([ErrHorizon]; see [Discount]);
//   - an amount becomes too large ([currency.ErrRange]).
func Value(m Model, mg Margin, d Discount) (Curve, error) {
	expected := func(days float64) float64 { return m.New(days) }
	return forecast(m, expected, mg, d, mg.First.rat)
}

// Residual returns what a customer is expected to be worth from the day of their
// summary on: Value for a customer who is known. What they bought before is not in
// it, so mg.First does not count and month 0 is zero.
//
// Residual returns an error for the reasons for which Value does, or if the
// history is impossible ([ErrHistory]).
func Residual(m Model, s Summary, mg Margin, d Discount) (Curve, error) {
	if err := s.Check(); err != nil {
		return Curve{}, fmt.Errorf("ltv: market %s: residual value: %w", excerpt.Quote(mg.Market), err)
	}
	expected := func(days float64) float64 { return m.Expected(s, days) }
	return residual(m, expected, mg, d)
}

// Residual returns what the customers of the cohort are expected to be worth on
// average from its last day on, as the function [Residual] does for one: that times
// [Cohort.Size] is the value of the customers a market has. The Market of mg
// does not count.
//
// It fails as Residual does, or if there are no customers ([ErrSparse]).
func (c Cohort) Residual(m Model, mg Margin, d Discount) (Curve, error) {
	mg.Market = c.market
	if len(c.customers) == 0 {
		return Curve{}, fmt.Errorf("ltv: market %s: residual value: %w: there are none", excerpt.Quote(c.market), ErrSparse)
	}
	groups, err := Groups(slices.Values(c.Summaries()))
	if err != nil {
		return Curve{}, err
	}
	expected := func(days float64) float64 { return expectedOf(groups, m, days) / float64(len(c.customers)) }
	return residual(m, expected, mg, d)
}

// residual is a forecast without a first purchase.
func residual(m Model, expected func(days float64) float64, mg Margin, d Discount) (Curve, error) {
	mg.First = mg.Repeat // so that a margin without it will do
	return forecast(m, expected, mg, d, func() *big.Rat { return new(big.Rat) })
}

// forecast returns the curve of a customer of whom a model expects repeat purchases
// within days, and a contribution on the first day.
func forecast(m Model, expected func(days float64) float64, mg Margin, d Discount, first func() *big.Rat) (Curve, error) {
	if err := usable(m); err != nil {
		return Curve{}, err
	}
	if err := d.check(); err != nil {
		return Curve{}, err
	}
	if err := mg.check(); err != nil {
		return Curve{}, err
	}
	curve := Curve{market: mg.Market, currency: mg.currency(), basis: Forecast, discount: d}
	sofar := int64(0)
	for k := range d.Horizon + 1 {
		p := Point{Month: k}
		var err error
		if p.Factor, err = d.Factor(k); err != nil {
			return Curve{}, err
		}
		flow := first()
		if k > 0 {
			until, err := statedCount(expected(monthDays*float64(k)), sofar)
			if err != nil {
				return Curve{}, fmt.Errorf("ltv: market %s: month %d: %w", excerpt.Quote(mg.Market), int(k), err)
			}
			p.Expected, sofar = statedOrders(until-sofar), until
			flow = mg.Repeat.rat()
			flow.Mul(flow, p.Expected.Rat())
		}
		curve.points, curve.flows = append(curve.points, p), append(curve.flows, flow)
	}
	if err := curve.accumulate(); err != nil {
		return Curve{}, err
	}
	return curve, nil
}

// statedCount returns an expected number of orders in units of its last stated
// place. It is not less than the one before, which a model may give by the error of
// its last digits.
func statedCount(x float64, before int64) (int64, error) {
	const most, slack = 1e6, 1e-6
	if !(x >= 0 && x <= most) {
		return 0, fmt.Errorf("%w: it expects %v orders", ErrModel, x)
	}
	count := int64(math.Round(x * 1e9))
	if count < before {
		if short := float64(before-count) / 1e9; short > slack*(1+x) {
			return 0, fmt.Errorf("%w: it expects %v orders, and %v in less time", ErrModel, statedOrders(count), statedOrders(before))
		}
		return before, nil
	}
	return count, nil
}

// statedOrders returns a number of orders of so many units of the last stated place.
func statedOrders(units int64) decimal.Decimal { return decimal.New(units, -countPlaces) }
