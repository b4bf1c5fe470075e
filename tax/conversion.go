package tax

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// conversion is a discount on its way to the other basis, for the quantity of a
// line: from the figures before it to those after it.
type conversion struct {
	before, after         stack
	amount, discount      currency.Amount
	flatBefore, flatAfter currency.Amount
	inclusive             bool
}

// convertOff brings a discount that is not in the basis of the price into it,
// where rates depend on the price: the price before the discount is brought
// into the basis of the discount, there it is lowered, and brought back.
func (l *Line) convertOff(discount, amount currency.Amount) (c conversion, err error) {
	c = conversion{amount: amount, discount: discount, inclusive: l.Inclusive}
	if c.before, _, err = l.stackAt(amount); err != nil {
		return c, err
	}
	if c.flatBefore, err = l.times(c.before.flat); err != nil {
		return c, err
	}
	lowered := l.bracket(amount, !l.Inclusive)
	if l.Inclusive {
		// The net is not divided out: so many times more units stand for it.
		lowered.units = l.Quantity.Mul(c.before.whole)
		if lowered.amount, err = amount.Sub(c.flatBefore); err == nil {
			lowered.amount, err = takeOff(lowered.amount, discount, c.before.whole)
		}
	} else {
		if lowered.amount, err = amount.Mul(c.before.whole); err == nil {
			lowered.amount, err = lowered.amount.Add(c.flatBefore)
		}
		if err == nil {
			lowered.amount, err = lowered.amount.Sub(discount)
		}
	}
	if err != nil {
		return c, err
	}
	if c.after, _, err = lowered.resolve(l.Rates); err != nil {
		return c, err
	}
	c.flatAfter, err = l.times(c.after.flat)
	return c, err
}

// takeOff is a − b × times.
func takeOff(a, b currency.Amount, times decimal.Decimal) (currency.Amount, error) {
	off, err := b.Mul(times)
	if err != nil {
		return off, err
	}
	return a.Sub(off)
}

// The formulas of off.
const (
	offNet   = "(amount * (whole_after - whole_before) + flat_after - flat_before + discount) / whole_after"
	offGross = "(amount * whole_before - (amount - flat_before - discount * whole_before) * whole_after - flat_after * whole_before) / whole_before"
)

// off is the discount in the basis of the price, rounded once.
func (c *conversion) off(grid currency.Rounding) (currency.Amount, error) {
	num, den, err := c.fraction()
	if err != nil {
		return num, err
	}
	return num.MulDiv(one, den, grid)
}

func (c *conversion) fraction() (num currency.Amount, den decimal.Decimal, err error) {
	before, after := c.before.whole, c.after.whole
	if !c.inclusive {
		if num, err = c.amount.Mul(after.Sub(before)); err != nil {
			return num, after, err
		}
		var sum currency.Total
		sum.Add(num)
		sum.Add(c.flatAfter)
		sum.Sub(c.flatBefore)
		sum.Add(c.discount)
		num, err = sum.Amount()
		return num, after, err
	}
	net, err := c.amount.Sub(c.flatBefore)
	if err == nil {
		net, err = takeOff(net, c.discount, before)
	}
	if err == nil {
		num, err = c.amount.Mul(before)
	}
	if err == nil {
		num, err = takeOff(num, net, after)
	}
	if err == nil {
		num, err = takeOff(num, c.flatAfter, before)
	}
	return num, before, err
}

// operands are the inputs of the formula.
func (c *conversion) operands() (string, []explain.Operand) {
	formula := offNet
	if c.inclusive {
		formula = offGross
	}
	return formula, []explain.Operand{
		explain.Amount("amount", c.amount), explain.Amount("discount", c.discount),
		explain.Decimal("whole_before", c.before.whole), explain.Amount("flat_before", c.flatBefore),
		explain.Decimal("whole_after", c.after.whole), explain.Amount("flat_after", c.flatAfter),
	}
}
