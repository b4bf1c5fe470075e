package pricing

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// maxRounds bounds the search for net values. Each round leaves at most the
// levies' share of the error of the round before, so that a price of any
// size settles long before.
const maxRounds = 64

// settle finds the declared values of the goods and their levies. Where no
// levy is inside the prices, the prices are the declared values. Else each
// value is the one with
//
//	net + duty inside + tax inside = price
//
// up to the grid; what the grid leaves over is the line's Rounding. Levies
// have thresholds, so that there may be two solutions, of which the higher
// is taken, or none. In such a gap the goods are declared at the value which
// the lower levies would leave, bear the higher levies that this value
// entails, and the merchant pays the difference: the customer's price stands.
// So it does where a duty by quantity or by consignment exceeds the price, of
// which then nothing is left to declare.
func (c *consignment) settle() (levies, error) {
	nets := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		nets[i] = g.price
	}
	freight, insurance := c.shipping, c.insurance
	var seen []state
	for range maxRounds {
		l, err := c.levy(nets, freight, insurance, c.taxInside)
		if err != nil {
			return levies{}, err
		}
		next, err := c.carve(l, seen)
		if err != nil {
			return levies{}, err
		}
		nextFreight, nextInsurance, err := c.carriageNet(l)
		if err != nil {
			return levies{}, err
		}
		if slices.Equal(next, nets) && nextFreight == freight && nextInsurance == insurance {
			return l, nil
		}
		seen = append(seen, state{regime: l.regime(), nets: nets})
		if high := gap(seen); high != nil {
			return c.levy(high, nextFreight, nextInsurance, func(tax.Decision) bool { return false })
		}
		nets, freight, insurance = next, nextFreight, nextInsurance
	}
	return c.levy(nets, freight, insurance, c.taxInside)
}

// state is one round of the search.
type state struct {
	regime string
	nets   []currency.Amount
}

// regime names the law that a calculation was under.
func (l levies) regime() string {
	key := string(l.decision.Scheme) + "|" + l.decision.Treatment.String()
	for _, line := range l.assessment.Lines {
		key += "|" + line.Charges[0].Regime
	}
	if l.uncollected {
		key += "|uncollected"
	}
	return key
}

// gap tells whether the search jumps between two regimes, each of which
// leaves a value that falls under the other, and returns the higher values.
func gap(seen []state) []currency.Amount {
	n := len(seen)
	if n < 5 {
		return nil
	}
	last := seen[n-5:]
	for i := 1; i < 5; i++ {
		if last[i].regime == last[i-1].regime {
			return nil
		}
	}
	a, b := last[3].nets, last[4].nets
	if higher(a, b) {
		return a
	}
	return b
}

func higher(a, b []currency.Amount) bool {
	x, errX := currency.Sum(a...)
	y, errY := currency.Sum(b...)
	cmp, err := x.Cmp(y)
	return errX == nil && errY == nil && err == nil && cmp > 0
}

// carve returns the next estimate of the net values after the levies l.
func (c *consignment) carve(l levies, seen []state) ([]currency.Amount, error) {
	next := make([]currency.Amount, len(c.goods))
	for i := range c.goods {
		left, err := c.leftOver(l, i)
		if err != nil {
			return nil, err
		}
		step, err := c.step(l, i, left)
		if err != nil {
			return nil, err
		}
		if c.hovers(seen, l.nets[i], step, i) {
			step = currency.FromMinor(0, c.m.Currency)
		}
		if next[i], err = l.nets[i].Add(step); err != nil {
			return nil, err
		}
		if next[i].Sign() < 0 { // duty that does not hang on the value exceeds the price
			next[i] = currency.FromMinor(0, c.m.Currency)
		}
	}
	return next, nil
}

// leftOver is what line i's price leaves over its net value and the levies
// inside it.
func (c *consignment) leftOver(l levies, i int) (currency.Amount, error) {
	var t currency.Total
	t.Add(c.goods[i].price)
	t.Sub(l.nets[i])
	if c.dutyInside() {
		t.Sub(l.assessment.Lines[i].Duty)
	}
	if c.taxInside(l.decision) && l.decision.Treatment == tax.Standard && !l.uncollected {
		t.Sub(l.goodsTax(i))
	}
	return t.Amount()
}

// step turns what is left over into a step of line i's net value. A duty in
// percent grows with the value, by which the step is made shorter; one by
// quantity does not.
func (c *consignment) step(l levies, i int, left currency.Amount) (currency.Amount, error) {
	line := l.assessment.Lines[i]
	switch {
	case !c.dutyInside():
		return left, nil
	case flat(line) != nil:
		return c.flatStep(l, i, left)
	case line.Duty.IsZero() || line.CustomsValue.Sign() <= 0 || !inPercent(line):
		return left, nil
	}
	whole, err := line.CustomsValue.Add(line.Duty)
	if err != nil {
		return currency.Amount{}, err
	}
	return left.MulDiv(line.CustomsValue.Decimal(), whole.Decimal(), grid)
}

func inPercent(line duty.Line) bool {
	for _, charge := range line.Charges {
		if _, ok := charge.Levy.Rate.AdValorem(); !ok {
			return false
		}
	}
	return true
}

// flat returns the charge of a flat amount for the subheading of a line, if
// that is what the line bears.
func flat(line duty.Line) *duty.Charge {
	if charge := &line.Charges[0]; charge.Levy.Rate.IsZero() && charge.Levy.Code != "" {
		return charge
	}
	return nil
}

// flatStep leads to the net values by which a flat amount is shared so that
// each fits its price: the prices of the subheading, all lowered alike.
func (c *consignment) flatStep(l levies, i int, left currency.Amount) (currency.Amount, error) {
	own := flat(l.assessment.Lines[i])
	var prices, rest currency.Total // less the tax in them; less the flat amount too
	for j, line := range l.assessment.Lines {
		charge := flat(line)
		if charge == nil || charge.Levy.Code != own.Levy.Code || charge.Regime != own.Regime {
			continue
		}
		over, err := c.leftOver(l, j)
		if err != nil {
			return currency.Amount{}, err
		}
		for _, a := range []currency.Amount{l.nets[j], over} {
			prices.Add(a)
			rest.Add(a)
		}
		prices.Add(line.Duty)
	}
	whole, err := prices.Amount()
	if err != nil || whole.Sign() <= 0 {
		return left, err
	}
	part, err := rest.Amount()
	if err != nil {
		return currency.Amount{}, err
	}
	price, err := currency.Sum(l.nets[i], l.assessment.Lines[i].Duty, left)
	if err != nil {
		return currency.Amount{}, err
	}
	net, err := price.MulDiv(part.Decimal(), whole.Decimal(), grid)
	if err != nil {
		return currency.Amount{}, err
	}
	return net.Sub(l.nets[i])
}

// hovers tells whether a step of one minor unit up would lead back to where
// the last round came from: the grid has no exact solution, and the lower
// value, which leaves the rounding to the merchant, stands.
func (c *consignment) hovers(seen []state, net, step currency.Amount, i int) bool {
	unit := currency.FromMinor(1, c.m.Currency)
	if step != unit || len(seen) == 0 {
		return false
	}
	up, err := net.Add(step)
	return err == nil && seen[len(seen)-1].nets[i] == up
}

// goodsTax is the tax on the goods of line i, without that on duty which is
// outside their price.
func (l levies) goodsTax(i int) currency.Amount {
	for j, p := range l.parts {
		if p.line == i && p.kind == tax.Goods {
			return l.taxes.Lines[j].Tax
		}
	}
	return currency.Amount{}
}

// carriageNet returns shipping and insurance without their tax.
func (c *consignment) carriageNet(l levies) (shipping, insurance currency.Amount, err error) {
	shipping, insurance = c.shipping, c.insurance
	if !c.carriageInclusive(l.decision) || len(l.parts) == 0 {
		return shipping, insurance, nil
	}
	var s, in currency.Total
	s.Add(shipping)
	in.Add(insurance)
	for j, p := range l.parts {
		switch p.kind {
		case tax.Shipping:
			s.Sub(l.taxes.Lines[j].Tax)
		case tax.Insurance:
			in.Sub(l.taxes.Lines[j].Tax)
		}
	}
	if shipping, err = s.Amount(); err != nil {
		return shipping, insurance, err
	}
	insurance, err = in.Amount()
	return shipping, insurance, err
}
