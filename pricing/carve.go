package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// carve returns the next estimate of the net values after the levies l of the
// present one, and notes in now what came of it. Each degree of damping halves
// the steps.
func (c *consignment) carve(l levies, now *state, seen []state, damping int) (state, error) {
	left, err := c.leftOver(l)
	if err != nil {
		return state{}, err
	}
	now.regime, now.decision, now.regimes, now.uncollected = l.regime(), l.decision, l.regimes(), l.uncollected
	if now.off, err = missed(left); err != nil {
		return state{}, err
	}
	now.total = l.assessment.Intrinsic
	next := state{nets: make([]currency.Amount, len(c.goods))}
	flats := c.flatShares(l, left)
	for i := range c.goods {
		step, err := c.step(l, i, left[i], flats)
		if err != nil {
			return state{}, err
		}
		if step, err = step.MulDiv(one, decimal.NewFromInt(1<<damping), outward); err != nil {
			return state{}, err
		}
		if c.hovers(seen, l.nets[i], step, i) {
			step = currency.FromMinor(0, c.m.Currency)
		}
		if next.nets[i], err = l.nets[i].Add(step); err != nil {
			return state{}, err
		}
		if next.nets[i].Sign() < 0 { // duty that does not hang on the value exceeds the price
			next.nets[i] = currency.FromMinor(0, c.m.Currency)
		}
	}
	next.shipping, next.insurance, err = c.carriageNet(l)
	return next, err
}

// leftOver is what the price of each line leaves over its net value and the
// levies inside it.
func (c *consignment) leftOver(l levies) ([]currency.Amount, error) {
	taxed := c.taxInside(l.decision) && l.decision.Treatment == tax.Standard && !l.uncollected
	left := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		var t currency.Total
		t.Add(g.price)
		t.Sub(l.nets[i])
		if c.dutyInside() {
			t.Sub(dutyOf(&l.assessment.Lines[i]))
		}
		if taxed {
			t.Sub(l.goodsTax(i))
		}
		var err error
		if left[i], err = t.Amount(); err != nil {
			return nil, err
		}
	}
	return left, nil
}

// missed adds up what is left over or lacking.
func missed(left []currency.Amount) (currency.Amount, error) {
	var t currency.Total
	for _, a := range left {
		t.Add(a.Abs())
	}
	return t.Amount()
}

// step turns what is left over into a step of line i's net value. A duty in
// percent grows with the value, by which the step is made shorter; one by
// quantity does not.
func (c *consignment) step(l levies, i int, left currency.Amount, flats map[flatKey]flatShare) (currency.Amount, error) {
	line := l.assessment.Lines[i]
	if !c.dutyInside() {
		return left, nil
	}
	if key, ok := flatOf(line); ok {
		return flats[key].step(l.nets[i], dutyOf(&line), left)
	}
	percent, ok := percentOf(line)
	if !ok || percent.IsZero() {
		return left, nil
	}
	return left.MulDiv(one, c.slope(l, i, percent), grid)
}

// outward never shortens a step to nothing.
var outward = currency.Rounding{Mode: currency.Up}

// percentOf returns the sum of the percentages that a line bears, if it bears
// nothing else.
func percentOf(line duty.Line) (sum decimal.Decimal, ok bool) {
	for _, charge := range line.Charges {
		if charge.Levy.Kind == duty.Fee {
			continue
		}
		percent, ok := charge.Levy.Rate.AdValorem()
		if !ok {
			return sum, false
		}
		sum = sum.Add(percent)
	}
	return sum, true
}

// slope is by how much net value and duty of line i grow with the net value:
// 1 + percent × (1 + what its share of freight and insurance grows by, where
// they are in the customs value). It steers the search and is no figure of a
// quote.
func (c *consignment) slope(l levies, i int, percent decimal.Decimal) decimal.Decimal {
	growth := one
	total := l.assessment.Intrinsic.Decimal()
	if l.assessment.Regime.Valuation == duty.CIF && total.Sign() > 0 {
		others := total.Sub(l.nets[i].Decimal())
		carriage := l.carriage.Decimal()
		growth = growth.Add(carriage.Mul(others).DivRound(total.Mul(total), slopeDigits))
	}
	return one.Add(percent.Mul(growth).Shift(-2)).Round(slopeDigits)
}

const slopeDigits = 9

// flatKey names what bears a flat amount together: a subheading under a
// regime.
type flatKey struct {
	code   duty.Code
	regime string
}

// flatOf returns the flat amount that a line shares in, if it bears one.
func flatOf(line duty.Line) (flatKey, bool) {
	if len(line.Charges) == 0 { // a service
		return flatKey{}, false
	}
	charge := &line.Charges[0]
	return flatKey{charge.Levy.Code, charge.Regime}, charge.Levy.Rate.IsZero() && charge.Levy.Code != ""
}

// flatShare is the prices of the lines that share a flat amount, less the tax
// in them, with and without that amount.
type flatShare struct{ with, without currency.Total }

// flatShares gathers the lines that share flat amounts. It is empty where no
// duty is inside the prices.
func (c *consignment) flatShares(l levies, left []currency.Amount) map[flatKey]flatShare {
	shares := map[flatKey]flatShare{}
	if !c.dutyInside() {
		return shares
	}
	for i, line := range l.assessment.Lines {
		key, ok := flatOf(line)
		if !ok {
			continue
		}
		s := shares[key]
		s.without.Add(l.nets[i])
		s.without.Add(left[i])
		s.with.Add(l.nets[i])
		s.with.Add(left[i])
		s.with.Add(dutyOf(&line))
		shares[key] = s
	}
	return shares
}

// step leads to the net value by which a flat amount is shared so that each
// line fits its price: the prices, all lowered alike.
func (s flatShare) step(net, levied, left currency.Amount) (currency.Amount, error) {
	with, err := s.with.Amount()
	if err != nil || with.Sign() <= 0 {
		return left, err
	}
	without, err := s.without.Amount()
	if err != nil {
		return currency.Amount{}, err
	}
	price, err := currency.Sum(net, levied, left)
	if err != nil {
		return currency.Amount{}, err
	}
	fits, err := price.MulDiv(without.Decimal(), with.Decimal(), grid)
	if err != nil {
		return currency.Amount{}, err
	}
	return fits.Sub(net)
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
	return err == nil && seen[len(seen)-1].nets[i].Equal(up)
}

// goodsTax is the tax on the goods of line i, without that on duty which is
// outside their price. Zero where the sale bears no tax.
func (l levies) goodsTax(i int) currency.Amount {
	if len(l.parts) == 0 {
		return currency.Amount{}
	}
	return l.taxes.Lines[l.goodsAt[i]].Tax
}

// carriageNet returns shipping and insurance without their tax.
func (c *consignment) carriageNet(l levies) (shipping, insurance currency.Amount, err error) {
	if !l.inside || c.carriageOnTop() {
		return c.shipping, c.insurance, nil
	}
	return c.carriageWith(l, func(t *currency.Total, levied currency.Amount) { t.Sub(levied) })
}

// carriageWith returns shipping and insurance with their tax put on or taken
// off.
func (c *consignment) carriageWith(l levies, put func(*currency.Total, currency.Amount)) (shipping, insurance currency.Amount, err error) {
	var s, in currency.Total
	s.Add(c.shipping)
	in.Add(c.insurance)
	for j, p := range l.parts {
		switch p.kind {
		case tax.Shipping:
			put(&s, l.taxes.Lines[j].Tax)
		case tax.Insurance:
			put(&in, l.taxes.Lines[j].Tax)
		}
	}
	if shipping, err = s.Amount(); err != nil {
		return shipping, insurance, err
	}
	insurance, err = in.Amount()
	return shipping, insurance, err
}
