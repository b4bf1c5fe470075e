package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is how the oracle judges declared values that were found from
// prices with levies inside: whether they add up under the law that they fall
// under, whether higher ones would, and where they do not, that none do.

// standing is the law that a parcel is under.
type standing struct {
	decision    tax.Decision
	uncollected bool
	regimes     []*duty.Regime
}

func (c *parcel) standing() *standing {
	s := &standing{decision: c.decision, uncollected: c.uncollected}
	for _, l := range c.lines {
		s.regimes = append(s.regimes, l.regime)
	}
	return s
}

func (s *standing) same(o *standing) bool {
	return s.decision.Scheme == o.decision.Scheme && s.decision.Treatment == o.decision.Treatment &&
		s.uncollected == o.uncollected && slices.Equal(s.regimes, o.regimes)
}

// slack is by how many minor units a line may miss its price, where the grid
// has no better: shares of freight and of flat amounts, and tax that is rounded
// in a sum, move by more than the value that they are of.
const slack = 5

// fits tells whether prices and levies agree, up to the slack.
func (c *parcel) fits() bool {
	most := ratMul(c.o.minor.size, ratInt(slack))
	for _, l := range c.lines {
		if new(big.Rat).Abs(l.left).Cmp(most) > 0 {
			return false
		}
	}
	return true
}

// under puts the parcel under a law, whatever its values.
func (c *parcel) under(law *standing) error {
	c.held = law
	defer func() { c.held = nil }()
	if err := c.levy(c.taxInside); err != nil {
		return err
	}
	c.settle()
	return nil
}

// solve looks for the values that fit the prices under a law: each line goes to
// where the price would be met if its duty went on growing as it did in the last
// step.
func (c *parcel) solve(law *standing) (bool, error) {
	c.freight, c.insurance = c.shipping, c.insured
	type step struct{ net, duty *big.Rat }
	before := make([]step, len(c.lines))
	for i, l := range c.lines {
		l.net, before[i] = l.price, step{new(big.Rat), new(big.Rat)}
	}
	const rounds = 60
	for range rounds {
		if err := c.under(law); err != nil {
			return false, err
		}
		freight, insurance := c.way()
		settled := freight.Cmp(c.freight) == 0 && insurance.Cmp(c.insurance) == 0
		c.freight, c.insurance = freight, insurance
		for i, l := range c.lines {
			slope := ratInt(1)
			if moved := ratSub(l.net, before[i].net); moved.Sign() != 0 {
				if grows := ratQuo(ratSub(l.dutyIn, before[i].duty), moved); grows.Sign() >= 0 {
					slope.Add(slope, grows)
				}
			}
			next := c.o.minor.round(ratAdd(l.net, ratQuo(l.left, slope)))
			if next.Sign() < 0 {
				next = new(big.Rat)
			}
			if next.Cmp(l.net) != 0 {
				before[i], l.net, settled = step{l.net, l.dutyIn}, next, false
			}
		}
		if settled {
			break
		}
	}
	err := c.under(law)
	return c.fits(), err
}

// laws are those that a parcel may come under as its values are lowered from
// its prices.
func (c *parcel) laws() []*standing {
	var out []*standing
	c.freight, c.insurance = c.shipping, c.insured
	for _, hundredths := range []int64{100, 95, 90, 85, 80, 75, 70, 60, 50, 35, 20, 5, 0} {
		for _, l := range c.lines {
			l.net = c.o.minor.round(ratMul(l.price, big.NewRat(hundredths, 100)))
		}
		if c.levy(c.taxInside) != nil {
			continue // what is refused is no answer
		}
		law := c.standing()
		if !slices.ContainsFunc(out, law.same) {
			out = append(out, law)
		}
	}
	return out
}

// solutions are the totals of values that fit the prices under the law that
// they fall under.
func (c *parcel) solutions() []*big.Rat {
	var out []*big.Rat
	for _, law := range c.laws() {
		if found, err := c.solve(law); !found || err != nil {
			continue
		}
		if c.levy(c.taxInside) == nil && c.standing().same(law) {
			out = append(out, ratAdd(netsOf(c.lines)...))
		}
	}
	return out
}

// judge tells whether the values that a quote declares are right: no solution
// has higher ones, and if they are none, then there is none.
func (c *parcel) judge(quoted told) error {
	if err := c.declare(quoted); err != nil || !c.inside && !c.dutyInside() {
		return err
	}
	c.settle()
	solved, declared := c.fits(), ratAdd(netsOf(c.lines)...)
	if ratAdd(c.shipping, c.insured).Cmp(declared) > 0 {
		return nil // a minor unit of value then moves duties by more
	}
	others := c.solutions()
	near := ratMul(c.o.minor.size, ratInt(slack*int64(len(c.lines))))
	for _, other := range others {
		switch {
		case !solved:
			return fmt.Errorf("values of %s do not fit, but those of %s do", declared.FloatString(2), other.FloatString(2))
		case other.Cmp(ratAdd(declared, near)) > 0:
			return fmt.Errorf("values of %s fit, but higher ones of %s do too", declared.FloatString(2), other.FloatString(2))
		}
	}
	if solved && len(others) == 0 {
		return fmt.Errorf("values of %s fit, but the oracle finds none", declared.FloatString(2))
	}
	return nil
}

// judge tells whether the declared values and the bases of a quote are right.
func (o *oracle) judge(s situation, quoted told) error {
	o.enter(s, quoted)
	b, err := o.basketOf(s)
	if err != nil {
		return err
	}
	if err := b.declare(quoted); err != nil {
		return err
	}
	for _, c := range b.parcels {
		if err := c.judge(quoted); err != nil {
			return fmt.Errorf("consignment %d: %w", c.at+1, err)
		}
		if err := c.judgeBases(quoted); err != nil {
			return fmt.Errorf("consignment %d: %w", c.at+1, err)
		}
	}
	return nil
}

// confirm holds a quote to the oracle: each figure. Where they agree only if
// prices lie in a gap, that has to be one.
func (o *oracle) confirm(s situation, q pricing.Quote) (inGap bool, err error) {
	said, got := toldBy(q), figuresOf(q)
	var first error
	for gaps := range 1 << min(len(said.gap), 4) {
		for k := range said.gap {
			said.gap[k] = gaps>>k&1 == 1
		}
		want, err := o.redo(s, said)
		if err == nil {
			err = got.against(want)
		}
		switch {
		case err == nil && gaps == 0:
			return false, nil
		case err == nil:
			return true, o.judge(s, said)
		case first == nil:
			first = fmt.Errorf("the oracle: %w", err)
		}
	}
	return false, first
}
