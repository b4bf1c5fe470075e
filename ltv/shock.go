package ltv

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Shock is a change of what a curve takes for granted.
type Shock struct {
	// Rate is the change, in percent, of the value of the market's currency in
	// that of the curve, once the first purchase has been paid for; it needs a
	// curve that was converted. -10: the currency loses a tenth.
	Rate decimal.Decimal

	// Retention is the change, in percent, of the number of repeat purchases in
	// every month. -10: one in ten does not come.
	Retention decimal.Decimal

	// Home is what a purchase costs in the curve's currency and not in the
	// market's: goods that are bought at home. A change of rates does not move
	// it. A zero Average is nothing.
	Home Average
}

// Effect is what a shock makes of a lifetime value.
type Effect struct {
	LTV     currency.Amount `json:"ltv"`     // after the shock
	Change  currency.Amount `json:"change"`  // by how much that is more than before
	Percent decimal.Decimal `json:"percent"` // by how many percent, to two places; zero if it was zero before
}

// MarshalJSON writes the percentage as a string.
func (e Effect) MarshalJSON() ([]byte, error) {
	type plain Effect // without this method
	return json.Marshal(struct {
		plain
		Percent exact.Wire `json:"percent"`
	}{plain(e), exact.Wire{Value: e.Percent}})
}

// Under returns what a shock makes of the lifetime value. The flow f(k) of
// month k, with n(k) repeat purchases, becomes
//
//	(f(k)·(1 + rate) + n(k)·home·rate) · (1 + retention)
//
// in every month after the first purchase, which is paid for: what is earned in
// the market's currency, f(k) and the home cost that was deducted from it, moves
// with the rate, the home cost does not. Where nothing is bought at home, all of a
// value beyond the first purchase moves as the rate does. Amounts are rounded
// once, half up to the minor unit.
//
// Under returns an error if:
//   - a change is below -100 or above 1000 percent, or a Rate is given for a
//     curve that was not converted ([ErrTerms]);
//   - Home is negative ([ErrTerms]) or not in the currency of the curve
//     ([currency.ErrMismatch]);
//   - the curve is the zero Curve ([ErrHorizon]);
//   - an amount becomes too large ([currency.ErrRange]).
func (c Curve) Under(s Shock) (Effect, error) {
	if err := c.reaches(0); err != nil {
		return Effect{}, err
	}
	home, err := c.home(s)
	if err != nil {
		return Effect{}, err
	}
	rate, retention := fraction(s.Rate), fraction(s.Retention)
	keep := new(big.Rat).Add(retention, big.NewRat(1, 1))
	shocked := Curve{market: c.market, currency: c.currency, points: c.Points()}
	for k, flow := range c.flows {
		f := new(big.Rat).Set(flow)
		if k > 0 {
			moved := new(big.Rat).Mul(home, c.points[k].orders())
			moved.Add(moved, flow)
			f.Add(f, moved.Mul(moved, rate))
			f.Mul(f, keep)
		}
		shocked.flows = append(shocked.flows, f)
	}
	if err := shocked.accumulate(); err != nil {
		return Effect{}, err
	}
	last := len(c.exact) - 1
	return effect(c.exact[last], shocked.exact[last], c.currency)
}

// home returns the home cost of a purchase, or an error if the shock cannot be.
func (c Curve) home(s Shock) (*big.Rat, error) {
	for _, change := range [...]decimal.Decimal{s.Rate, s.Retention} {
		if !bounded(change) || change.LessThan(hundred.Neg()) || change.GreaterThan(decimal.New(1000, 0)) {
			return nil, fmt.Errorf("ltv: shock: %w: a change must lie between -100 and 1000 percent", ErrTerms)
		}
	}
	if !s.Rate.IsZero() && !c.spot {
		return nil, fmt.Errorf("ltv: market %s: shock: %w: a curve in the market's own currency does not move with a rate; convert it first", excerpt.Quote(c.market), ErrTerms)
	}
	if s.Home.Total.Sign() < 0 || s.Home.Count < 0 || s.Home.Count == 0 && !s.Home.Total.IsZero() {
		return nil, fmt.Errorf("ltv: shock: %w: the home cost of a purchase is %v by %d", ErrTerms, s.Home.Total, s.Home.Count)
	}
	if s.Home.Count == 0 {
		return new(big.Rat), nil
	}
	if _, err := s.Home.Total.Cmp(c.LTV()); err != nil {
		return nil, fmt.Errorf("ltv: market %s: shock: %w", excerpt.Quote(c.market), err)
	}
	return s.Home.rat(), nil
}

// effect compares a value before and after.
func effect(before, after *big.Rat, code currency.Code) (Effect, error) {
	var e Effect
	var err error
	if e.LTV, err = roundRat(after, code); err != nil {
		return Effect{}, err
	}
	change := new(big.Rat).Sub(after, before)
	if e.Change, err = roundRat(change, code); err != nil {
		return Effect{}, err
	}
	if before.Sign() != 0 {
		e.Percent = roundPlaces(change.Mul(change.Quo(change, new(big.Rat).Abs(before)), big.NewRat(100, 1)), 2)
	}
	return e, nil
}

// fraction returns a percentage as a part of one.
func fraction(percent decimal.Decimal) *big.Rat {
	r := percent.Rat()
	return r.Quo(r, big.NewRat(100, 1))
}
