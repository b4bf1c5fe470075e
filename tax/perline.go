package tax

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// settleLines settles each line by itself, at the level line or unit.
func (c *calculation) settleLines() error {
	settle := c.settleLine
	if c.policy.Level == PerUnit {
		settle = c.settleUnit
	}
	for i := range c.lines {
		err := settle(i)
		if err == nil {
			err = c.finish(i)
		}
		if err != nil {
			return &LineError{Index: i, ID: c.lines[i].ID, Err: err}
		}
	}
	return nil
}

// settleLine rounds the taxes of line i, or its price in the other basis.
func (c *calculation) settleLine(i int) (err error) {
	w := &c.work[i]
	s, taxes := &c.stacks[w.stack], c.result.Lines[i].Taxes
	byPrice := c.policy.byPrice(c.lines[i].Inclusive) && s.taxed()
	for k := range taxes {
		if !s.charges(k) || byPrice && !s.rates[k].Retained {
			continue
		}
		if taxes[k].Amount, err = c.tax(i, w.base, k, one); err != nil {
			return err
		}
	}
	if !byPrice {
		return nil
	}
	gross, net := w.base, w.base
	if c.lines[i].Inclusive {
		net, err = c.netOf(i, w.base, one)
	} else {
		gross, err = c.grossOf(i, w.base, one)
	}
	if err != nil {
		return err
	}
	return c.byDifference(i, gross, net)
}

// settleUnit rounds the taxes of one unit of line i, or its price in the other
// basis, and multiplies by the quantity. A quantity with decimals can take the product
// off the grid, where it is rounded as the figure of the line.
func (c *calculation) settleUnit(i int) (err error) {
	l, w := &c.lines[i], &c.work[i]
	s, taxes := &c.stacks[w.stack], c.result.Lines[i].Taxes
	byPrice := c.policy.byPrice(l.Inclusive) && s.taxed()
	for k := range taxes {
		if !s.charges(k) || byPrice && !s.rates[k].Retained {
			continue
		}
		unit, err := c.tax(i, w.amount, k, l.Quantity)
		if err == nil {
			taxes[k].Amount, err = c.perUnit(i, unit)
		}
		if err != nil {
			return err
		}
	}
	if !byPrice {
		return nil
	}
	gross, net := w.base, w.base
	if l.Inclusive {
		if net, err = c.netOf(i, w.amount, l.Quantity); err == nil {
			net, err = c.perUnit(i, net)
		}
	} else {
		if gross, err = c.grossOf(i, w.amount, l.Quantity); err == nil {
			gross, err = c.perUnit(i, gross)
		}
	}
	if err != nil {
		return err
	}
	return c.byDifference(i, gross, net)
}

// byDifference is the tax of line i where its net or gross was rounded.
func (c *calculation) byDifference(i int, gross, net currency.Amount) error {
	tax, err := gross.Sub(net)
	if err != nil {
		return err
	}
	if c.trace != nil {
		c.trace.difference(c.trace.on(i), "tax", "tax", tax, explain.Amount("gross", gross), explain.Amount("net", net))
	}
	return c.divide(i, tax)
}

// tax is the tax of rate k on an amount of line i, through the quantity for
// the tax on one unit, rounded once.
func (c *calculation) tax(i int, a currency.Amount, k int, quantity decimal.Decimal) (currency.Amount, error) {
	s := c.stackAt(i)
	den := quantity
	if c.lines[i].Inclusive {
		den = s.whole.Mul(quantity)
	}
	if s.flats == nil {
		tax, err := a.MulDiv(s.factors[k], den, c.policy.Rounding)
		if c.trace != nil {
			c.trace.rounded(c.trace.on(i), s.rates[k].String(), "amount * factor / within", c.policy.Rounding, s.rates[k].Source,
				fmt.Sprintf("tax_%d", k+1), tax, explain.Amount("amount", a), explain.Decimal("factor", s.factors[k]), explain.Decimal("within", den))
		}
		return tax, err
	}
	rest, err := c.withoutFlat(i, a)
	if err != nil {
		return rest, err
	}
	num, err := rest.Mul(s.factors[k])
	if err != nil {
		return num, err
	}
	flat, err := c.lines[i].times(s.flats[k])
	if err == nil && c.lines[i].Inclusive {
		flat, err = flat.Mul(s.whole)
	}
	if err == nil {
		num, err = num.Add(flat)
	}
	if err != nil {
		return num, err
	}
	tax, err := num.MulDiv(one, den, c.policy.Rounding)
	if c.trace != nil {
		c.trace.rounded(c.trace.on(i), s.rates[k].String(), "(amount * factor + flat) / within", c.policy.Rounding, s.rates[k].Source,
			fmt.Sprintf("tax_%d", k+1), tax, explain.Amount("amount", rest), explain.Decimal("factor", s.factors[k]),
			explain.Amount("flat", flat), explain.Decimal("within", den))
	}
	return tax, err
}

// netOf is the net in an inclusive amount of line i, through the quantity for
// that of one unit, rounded once.
func (c *calculation) netOf(i int, a currency.Amount, quantity decimal.Decimal) (currency.Amount, error) {
	net, err := c.withoutFlat(i, a)
	if err != nil {
		return net, err
	}
	den := c.stackAt(i).whole.Mul(quantity)
	out, err := net.MulDiv(one, den, c.policy.Rounding)
	if c.trace != nil {
		c.trace.rounded(c.trace.on(i), "price without tax", "amount / whole", c.policy.Rounding, "policy", "net", out,
			explain.Amount("amount", net), explain.Decimal("whole", den))
	}
	return out, err
}

// grossOf is an exclusive amount of line i with its taxes, through the quantity
// for that of one unit, rounded once.
func (c *calculation) grossOf(i int, net currency.Amount, quantity decimal.Decimal) (currency.Amount, error) {
	s := c.stackAt(i)
	var flat currency.Amount
	gross, err := net.Mul(s.whole)
	if err != nil {
		return gross, err
	}
	if s.flats != nil {
		if flat, err = c.lines[i].times(s.flat); err == nil {
			gross, err = gross.Add(flat)
		}
		if err != nil {
			return gross, err
		}
	}
	out, err := gross.MulDiv(one, quantity, c.policy.Rounding)
	if c.trace != nil {
		c.trace.rounded(c.trace.on(i), "price with tax", "(net * whole + flat) / quantity", c.policy.Rounding, "policy", "gross", out,
			explain.Amount("net", net), explain.Decimal("whole", s.whole), explain.Amount("flat", flat), explain.Decimal("quantity", quantity))
	}
	return out, err
}

// withoutFlat takes the taxes per unit out of an inclusive amount of line i;
// an exclusive one does not contain them. They take all of one that only its
// rounding puts below them.
func (c *calculation) withoutFlat(i int, a currency.Amount) (currency.Amount, error) {
	s := c.stackAt(i)
	if s.flats == nil || !c.lines[i].Inclusive {
		return a, nil
	}
	flat, err := c.lines[i].times(s.flat)
	if err != nil {
		return flat, err
	}
	if s.perUnit {
		if _, err := c.lines[i].apart(c.work[i].amount, flat); err != nil {
			return flat, err
		}
	}
	rest, err := a.Sub(flat)
	if err == nil && s.perUnit && rest.Sign() == -c.lines[i].Quantity.Sign() {
		rest = c.zero
	}
	return rest, err
}

func (c *calculation) stackAt(i int) *stack { return &c.stacks[c.work[i].stack] }

// perUnit is a figure of one unit times the quantity.
func (c *calculation) perUnit(i int, unit currency.Amount) (currency.Amount, error) {
	l := &c.lines[i]
	line, err := l.times(unit)
	if err != nil {
		return line, err
	}
	out, err := line.Round(c.grid)
	if c.trace != nil {
		c.trace.rounded(c.trace.on(i), "figure of one unit, times the quantity", "unit * quantity", c.grid, "policy", "line", out,
			explain.Amount("unit", unit), explain.Decimal("quantity", l.Quantity))
	}
	return out, err
}

// divide gives the tax of line i to its rates by largest remainder.
func (c *calculation) divide(i int, tax currency.Amount) error {
	s, taxes := c.stackAt(i), c.result.Lines[i].Taxes
	if s.taxes == 1 {
		taxes[s.only].Amount = tax
		return nil
	}
	cells, err := c.cells(i, false)
	if err != nil {
		return err
	}
	return c.allocate(tax, cells, nil)
}
