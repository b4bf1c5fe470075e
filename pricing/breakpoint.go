package pricing

import (
	"cmp"
	"errors"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// breakpoint is the last number of steps on the low side of a threshold.
type breakpoint struct {
	last  int64
	cause Cause
}

// threshold is a line that the law draws through the value of goods.
type threshold struct {
	amount currency.Amount
	strict bool
	of     measure
	cause  Cause
}

// measure is what of a consignment a threshold looks at.
type measure uint8

const (
	ofConsignment measure = iota
	ofCustomsValue
	ofItem
	ofItemCustomsValue
)

var measureNames = [...]string{
	"intrinsic value of the consignment", "value of the consignment with freight and insurance",
	"value of one item", "value of one item with freight and insurance",
}

// breakpoints are the thresholds of customs and of the tax in steps, ascending.
// All that the tables have for the destination are among them, also those that
// do not hold for these goods. What depends on the levies themselves is not: a
// least amount that is collected, and rates by the price with duty.
func (s *solver) breakpoints() ([]breakpoint, error) {
	if !s.c.abroad {
		return nil, nil
	}
	var out []breakpoint
	for _, t := range s.thresholds() {
		last, err := s.lastBelow(t)
		if errors.Is(err, currency.ErrNoRate) {
			continue // what asks for it will say so
		}
		if err != nil {
			return nil, err
		}
		if last >= 0 && last < s.scale.last {
			out = append(out, breakpoint{last, t.cause})
		}
	}
	slices.SortStableFunc(out, func(a, b breakpoint) int { return cmp.Compare(a.last, b.last) })
	return out, nil
}

// thresholds reads the tables.
func (s *solver) thresholds() []threshold {
	c := s.c
	var out []threshold
	for _, dest := range c.customs() {
		for _, r := range c.e.regimes.All(dest) {
			if !c.on.Within(r.From, r.Until) {
				continue
			}
			of := ofConsignment
			switch {
			case r.Scope == duty.PerItem && r.Basis == duty.CIFValue:
				of = ofItemCustomsValue
			case r.Scope == duty.PerItem:
				of = ofItem
			case r.Basis == duty.CIFValue:
				of = ofCustomsValue
			}
			for _, limit := range [...]currency.Amount{r.Threshold, r.PeriodValue, r.Allowance} {
				if limit.Currency() == 0 {
					continue
				}
				out = append(out, threshold{limit, r.Strict, of,
					Cause{RegimeThreshold, r.ID, limit, measureNames[of], r.Source}})
			}
		}
	}
	return append(out, s.taxThresholds()...)
}

// customs are whose tables of regimes hold at the destination.
func (c *consignment) customs() []string {
	country := c.to.Country
	if t, ok := c.to.TerritoryOn(c.on); ok {
		country = t.Country
	}
	out := []string{string(country)}
	if country.EU(c.on) {
		out = append(out, "EU")
	}
	return out
}

// taxThresholds reads those of the tax.
func (s *solver) taxThresholds() []threshold {
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		return nil // Decide says so
	}
	var out []threshold
	for _, l := range schemes.Limits(s.c.from, s.c.to, s.c.on) {
		of := ofConsignment
		switch l.Of {
		case "item":
			of = ofItem
		case "cif":
			of = ofCustomsValue
		}
		out = append(out, threshold{l.Amount, l.Strict, of, Cause{SchemeThreshold, l.Rule, l.Amount, measureNames[of], l.Source}})
	}
	return out
}

// lastBelow is the highest number of steps on the low side of a threshold; -1
// where all are above it.
func (s *solver) lastBelow(t threshold) (int64, error) {
	rate, err := s.c.e.rates.Rate(s.c.m.Currency, t.amount.Currency())
	if err != nil {
		return 0, err
	}
	num, den := rate.Ratio()
	switch t.of {
	case ofItem, ofItemCustomsValue:
		return s.lastItemsBelow(t, num, den)
	case ofCustomsValue:
		carriage, err := s.c.shipping.Add(s.c.insurance)
		if err != nil {
			return 0, err
		}
		return s.scale.lastWithin(s.mostWithin(t, num, den, 1, carriage), s.scale.total), nil
	}
	return s.scale.lastWithin(s.mostWithin(t, num, den, 1, currency.Amount{}), s.scale.total), nil
}

// lastItemsBelow is lastBelow for one item of each line: the lowest of them, as
// far as they are one. Items of other lines pass it later, where the law is
// found to change by itself.
func (s *solver) lastItemsBelow(t threshold, num, den decimal.Decimal) (int64, error) {
	lowest := s.scale.last
	for i := range s.scale.lines {
		bound := s.mostWithin(t, num, den, s.scale.lines[i].quantity, currency.Amount{})
		value := func(steps int64) int64 { return s.scale.net(i, steps) }
		if t.of == ofItemCustomsValue {
			carriage, err := s.c.shipping.Add(s.c.insurance)
			if err != nil {
				return 0, err
			}
			minor, err := carriage.Minor()
			if err != nil {
				return 0, err
			}
			value = func(steps int64) int64 { return s.scale.net(i, steps) + share(minor, s.scale, i, steps) }
		}
		lowest = min(lowest, s.scale.lastWithin(bound, value))
	}
	return lowest, nil
}

// share is what of a carriage falls on line i by value, rounded down.
func share(carriage int64, s *scale, i int, steps int64) int64 {
	total := s.total(steps)
	if total == 0 || len(s.lines) == 1 {
		return carriage
	}
	var x big.Int
	x.Mul(big.NewInt(carriage), big.NewInt(s.net(i, steps)))
	return x.Quo(&x, big.NewInt(total)).Int64()
}

// mostWithin is the highest value in minor units that, with what comes on top
// of it, is within so many times a threshold: exactly, at the rate num over den.
func (s *solver) mostWithin(t threshold, num, den decimal.Decimal, times int64, onTop currency.Amount) int64 {
	limit := t.amount.Decimal().Mul(decimal.NewFromInt(times)).Mul(den)
	limit = limit.Sub(onTop.Decimal().Mul(num)).Shift(int32(s.c.m.Currency.Digits()))
	if limit.Sign() < 0 {
		return -1
	}
	q, r := limit.QuoRem(num, 0)
	if !q.LessThan(decimal.NewFromInt(2 * mostMinor)) {
		return 2 * mostMinor
	}
	n := q.IntPart()
	if t.strict && r.IsZero() {
		n--
	}
	return n
}
