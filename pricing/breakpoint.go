package pricing

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// breakpoint is the last number of steps on the low side of a threshold.
type breakpoint struct {
	last int64
	at   Threshold
	fee  bool // of customs, beside the duty
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

// limit is a threshold of the law.
type limit struct {
	amount currency.Amount // in the currency of the law
	strict bool            // it is on the high side itself
	of     measure
}

// breakpoints are the thresholds of customs and of the tax in steps, ascending.
// All that the tables have for the destination are among them, also those that
// do not hold for these goods. What depends on the levies themselves is not: a
// least amount that is collected, and rates by the price.
func (s *solver) breakpoints() ([]breakpoint, error) {
	if !s.c.abroad {
		return nil, nil
	}
	all, err := s.dutyBreakpoints()
	if err != nil {
		return nil, err
	}
	if all, err = s.taxBreakpoints(all); err != nil {
		return nil, err
	}
	out := all[:0]
	for _, p := range all {
		if p.last >= 0 && p.last < s.scale.last {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b breakpoint) int { return cmp.Compare(a.last, b.last) })
	return out, nil
}

// dutyBreakpoints are the thresholds of the regimes.
func (s *solver) dutyBreakpoints() ([]breakpoint, error) {
	c := s.c
	var out []breakpoint
	for _, dest := range c.customs() {
		for _, r := range c.e.regimes.All(dest) {
			if !c.on.Within(r.From, r.Until) {
				continue
			}
			for _, amount := range [...]currency.Amount{r.Threshold, r.PeriodValue} {
				if amount.Currency() == 0 {
					continue
				}
				l := limit{amount, r.Strict, measureOf(&r)}
				last, err := s.lastBelow(l)
				if errors.Is(err, currency.ErrNoRate) {
					continue // what asks for it will say so
				}
				if err != nil {
					return nil, err
				}
				out = append(out, breakpoint{last, Threshold{RegimeThreshold, r.ID, amount, measureNames[l.of], r.Source}, r.Kind == duty.FeeRegime})
			}
		}
	}
	return out, nil
}

// measureOf is what the threshold of a regime looks at.
func measureOf(r *duty.Regime) measure {
	switch cif := r.Basis == duty.CIFValue; {
	case r.Scope == duty.PerItem && cif:
		return ofItemCustomsValue
	case r.Scope == duty.PerItem:
		return ofItem
	case cif:
		return ofCustomsValue
	}
	return ofConsignment
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

// taxBreakpoints adds the thresholds of the decision who taxes.
func (s *solver) taxBreakpoints(out []breakpoint) ([]breakpoint, error) {
	c := s.c
	d, err := c.e.schemes.Compile(c.supply())
	if err != nil {
		return nil, err
	}
	limits, err := d.Limits(c.m.Currency)
	if err != nil {
		return out, nil // what asks for the rate of exchange will say so
	}
	for i := range limits {
		t := &limits[i]
		l := limit{t.Threshold, t.Strict, ofConsignment}
		switch {
		case t.Item:
			l.of = ofItem
		case t.Of != tax.BaseGoods:
			l.of = ofCustomsValue
		}
		last, err := s.lastBelow(l)
		if err != nil {
			return nil, err
		}
		out = append(out, breakpoint{last: last, at: Threshold{Kind: SchemeThreshold, Amount: t.Threshold, Of: measureNames[l.of], Source: t.Source}})
	}
	return out, nil
}

// lastBelow is the highest number of steps on the low side of a limit; -1 where
// all are above it. Of items it is that of the line which passes it first; the
// others pass it where the law is found to change by itself.
func (s *solver) lastBelow(l limit) (int64, error) {
	rate, err := s.c.e.rates.Rate(s.c.m.Currency, l.amount.Currency())
	if err != nil {
		return 0, err
	}
	num, den := rate.Ratio()
	carriage, err := s.carriage()
	if err != nil {
		return 0, err
	}
	switch l.of {
	case ofConsignment:
		return s.scale.lastWithin(s.most(l, num, den, 1), s.scale.intrinsic), nil
	case ofCustomsValue:
		return s.scale.lastWithin(s.most(l, num, den, 1)-carriage, s.scale.intrinsic), nil
	}
	lowest := s.scale.last
	for i, line := range s.scale.lines {
		if line.service {
			continue
		}
		value := func(steps int64) int64 { return s.scale.net(i, steps) }
		if l.of == ofItemCustomsValue {
			value = func(steps int64) int64 { return s.scale.net(i, steps) + s.scale.share(carriage, i, steps) }
		}
		lowest = min(lowest, s.scale.lastWithin(s.most(l, num, den, line.quantity), value))
	}
	return lowest, nil
}

// carriage is shipping and insurance in minor units.
func (s *solver) carriage() (int64, error) {
	sum, err := s.c.shipping.Add(s.c.insurance)
	if err != nil {
		return 0, err
	}
	return sum.Minor()
}

// most is the highest value in minor units on the low side of so many times a
// limit: exactly, at the rate num over den.
func (s *solver) most(l limit, num, den decimal.Decimal, times int64) int64 {
	scaled := l.amount.Decimal().Mul(decimal.NewFromInt(times)).Mul(den).Shift(int32(s.c.m.Currency.Digits()))
	q, r := scaled.QuoRem(num, 0)
	if q.Cmp(decimal.NewFromInt(math.MaxInt64)) > 0 {
		return math.MaxInt64
	}
	n := q.IntPart()
	if l.strict && r.IsZero() {
		n--
	}
	return n
}
