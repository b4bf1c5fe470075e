package tax

import (
	"github.com/landedhq/landed/currency"
	"github.com/shopspring/decimal"
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

// settleLine rounds the taxes of line i, or its net.
func (c *calculation) settleLine(i int) (err error) {
	l, w := &c.lines[i], &c.work[i]
	s, taxes := &c.stacks[w.stack], c.result.Lines[i].Taxes
	within := one
	if l.Inclusive {
		within = s.whole
	}
	byNet := c.policy.Target == TargetNet && s.taxed()
	for k := range taxes {
		if s.factors[k].Sign() == 0 || byNet && !s.rates[k].Retained {
			continue
		}
		if taxes[k].Amount, err = w.base.MulDiv(s.factors[k], within, c.policy.Rounding); err != nil {
			return err
		}
	}
	if !byNet {
		return nil
	}
	var tax currency.Amount
	if l.Inclusive {
		net, err := w.base.MulDiv(one, s.whole, c.policy.Rounding)
		if err != nil {
			return err
		}
		if tax, err = w.base.Sub(net); err != nil {
			return err
		}
	} else {
		gross, err := w.base.MulDiv(s.whole, one, c.policy.Rounding)
		if err != nil {
			return err
		}
		if tax, err = gross.Sub(w.base); err != nil {
			return err
		}
	}
	return c.divide(i, tax)
}

// settleUnit rounds the taxes of one unit of line i, or its net, and
// multiplies by the quantity. A quantity with decimals can take the product
// off the grid, where it is rounded as the figure of the line.
func (c *calculation) settleUnit(i int) (err error) {
	l, w := &c.lines[i], &c.work[i]
	s, taxes := &c.stacks[w.stack], c.result.Lines[i].Taxes
	within := l.Quantity
	if l.Inclusive {
		within = s.whole.Mul(l.Quantity)
	}
	byNet := c.policy.Target == TargetNet && l.Inclusive && s.taxed()
	for k := range taxes {
		if s.factors[k].Sign() == 0 || byNet && !s.rates[k].Retained {
			continue
		}
		if taxes[k].Amount, err = c.perUnit(l, w.amount, s.factors[k], within); err != nil {
			return err
		}
	}
	if !byNet {
		return nil
	}
	net, err := c.perUnit(l, w.amount, one, within)
	if err != nil {
		return err
	}
	tax, err := w.base.Sub(net)
	if err != nil {
		return err
	}
	return c.divide(i, tax)
}

// perUnit is a·num/den rounded, which is a figure of one unit, times the
// quantity.
func (c *calculation) perUnit(l *Line, a currency.Amount, num, den decimal.Decimal) (currency.Amount, error) {
	unit, err := a.MulDiv(num, den, c.policy.Rounding)
	if err != nil {
		return unit, err
	}
	line, err := l.times(unit)
	if err != nil {
		return line, err
	}
	return line.Round(c.grid)
}

// divide gives the tax of line i to its rates by largest remainder.
func (c *calculation) divide(i int, tax currency.Amount) error {
	s, taxes := &c.stacks[c.work[i].stack], c.result.Lines[i].Taxes
	if s.taxes == 1 {
		taxes[s.only].Amount = tax
		return nil
	}
	return c.allocate(tax, c.cells(i, false), nil)
}
