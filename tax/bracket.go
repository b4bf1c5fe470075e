package tax

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/shopspring/decimal"
)

// bracket is where the price of an item stands among the thresholds of its
// rates. The price is amount / units, which is never divided: all comparisons
// are of the amount with so many times the threshold.
type bracket struct {
	amount    currency.Amount
	units     decimal.Decimal
	items     int64 // in one unit
	inclusive bool  // the amount contains the tax
}

// crossing is how the amount stands to one threshold.
type crossing struct {
	rate  *Rate
	limit currency.Amount // the threshold, for one unit
	whole decimal.Decimal // with its taxes it is limit × whole + flat
	flat  currency.Amount
	at    currency.Amount // that of all units
	above currency.Amount // by which the amount exceeds that; negative: it is below
	high  bool
}

// thresholded reports whether some of the rates depend on the price.
func thresholded(rates []Rate) bool {
	return slices.ContainsFunc(rates, func(r Rate) bool { return !r.Threshold.IsZero() })
}

// resolve gives the stack of the rates as they hold at the price.
//
// A price without tax is compared with the thresholds themselves. One that
// contains its tax is compared with what an item at the threshold costs with
// the taxes below it, from the lowest threshold to the highest: where rates
// jump at a threshold, there is a band of prices that none without tax comes
// to, and they are on its high side.
func (b bracket) resolve(rates []Rate) (stack, []crossing, error) {
	if !thresholded(rates) {
		s, err := newStack(rates)
		return s, nil, err
	}
	order, err := b.thresholds(rates)
	if err != nil {
		return stack{}, nil, err
	}
	high := make([]bool, len(rates))
	crossings := make([]crossing, 0, len(order))
	below, stopped := stack{whole: one}, false
	for at, i := range order {
		t := &rates[i].Threshold
		if b.inclusive && !stopped && (at == 0 || !t.stands(&rates[order[at-1]].Threshold)) {
			if below, err = b.pile(rates, high, false); err != nil {
				return stack{}, nil, err
			}
		}
		c, err := b.cross(&rates[i], &below)
		if err != nil {
			return stack{}, nil, thresholdError(&rates[i], err)
		}
		high[i] = c.high && !stopped
		stopped = !high[i]
		c.high = high[i]
		crossings = append(crossings, c)
	}
	s, err := b.pile(rates, high, b.amount.Sign() == -b.units.Sign())
	return s, crossings, err
}

// thresholds are the rates that have one, the lowest first.
func (b bracket) thresholds(rates []Rate) (order []int, err error) {
	for i := range rates {
		r := &rates[i]
		if err := r.checkAny(); err != nil {
			return nil, err
		}
		if r.Threshold.IsZero() {
			continue
		}
		if t, price := r.Threshold.Amount.Currency(), b.amount.Currency(); t != price {
			return nil, thresholdError(r, fmt.Errorf("%w: convert it with Threshold.In", &currency.MismatchError{A: price, B: t}))
		}
		if r.conditional() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &rates[i].Threshold, &rates[j].Threshold
		c, _ := a.Amount.Cmp(b.Amount) // both are of the currency of the price
		switch {
		case c == 0 && a.Rule == WholeAbove && b.Rule != WholeAbove:
			return 1
		case c == 0 && a.Rule != WholeAbove && b.Rule == WholeAbove:
			return -1
		}
		return c
	})
	return order, nil
}

func thresholdError(r *Rate, err error) error {
	return fmt.Errorf("rate %s: threshold: %w", excerpt.Quote(r.Name), err)
}

// stands reports whether a price is on the same side of both thresholds.
func (t *Threshold) stands(as *Threshold) bool {
	return t.Amount.Equal(as.Amount) && (t.Rule == WholeAbove) == (as.Rule == WholeAbove)
}

// cross compares the amount with a threshold, below which the taxes are those
// of a stack.
func (b bracket) cross(r *Rate, below *stack) (c crossing, err error) {
	c = crossing{rate: r, whole: one}
	if c.limit, err = r.Threshold.Amount.MulInt(b.items); err != nil {
		return c, err
	}
	c.at = c.limit
	if b.inclusive {
		c.whole, c.flat = below.whole, below.flat
		if c.at, err = c.at.Mul(c.whole); err == nil {
			c.at, err = c.at.Add(c.flat)
		}
		if err != nil {
			return c, err
		}
	}
	if c.at, err = c.at.Mul(b.units.Abs()); err == nil {
		c.above, err = b.amount.Abs().Sub(c.at)
	}
	c.high = c.above.Sign() > 0 || c.above.Sign() == 0 && r.Threshold.Rule != WholeAbove
	return c, err
}

// pile makes the stack of the rates, of which some are on the high side of
// their thresholds. A rate on an excess becomes two: itself, and the exemption
// of what is below. The limits of a price below zero are below zero.
func (b bracket) pile(rates []Rate, high []bool, negative bool) (stack, error) {
	out := make([]Rate, 0, len(rates)+1)
	var limits []currency.Amount
	for i := range rates {
		r := rates[i]
		t := r.Threshold
		r.Threshold = Threshold{}
		switch {
		case t.IsZero(), !r.conditional():
			out = append(out, r)
		case !high[i]:
			out = append(out, r.below(t))
		case t.Rule != Excess || r.charged().IsZero():
			out = append(out, r)
		default:
			limit, err := t.Amount.MulInt(b.items)
			if err != nil {
				return stack{}, thresholdError(&r, err)
			}
			if negative {
				limit = limit.Neg()
			}
			limits = append(append(limits, make([]currency.Amount, len(out)-len(limits))...), limit, limit)
			out = append(out, r, r.below(t))
		}
	}
	if limits != nil {
		limits = append(limits, make([]currency.Amount, len(out)-len(limits))...)
	}
	return stackAbove(out, limits)
}

// bracket is where the line stands at an amount that is not divided by its
// quantity.
func (l *Line) bracket(amount currency.Amount, inclusive bool) bracket {
	return bracket{amount, l.Quantity, max(int64(l.Items), 1), inclusive}
}

// stackAt is the stack of the line at an amount in the basis of its price.
func (l *Line) stackAt(amount currency.Amount) (stack, []crossing, error) {
	return l.bracket(amount, l.Inclusive).resolve(l.Rates)
}

// taxesAt says how an amount of the line comes into the other basis: with tax it
// is whole × that without, and flat. Taxes per unit, which are charged all the
// same, are in flat only where rates depend on the price.
func (l *Line) taxesAt(amount currency.Amount) (whole decimal.Decimal, flat currency.Amount, err error) {
	s, _, err := l.stackAt(amount)
	if err == nil && thresholded(l.Rates) {
		flat, err = l.times(s.flat)
	}
	return s.whole, flat, err
}

// stackIn is the stack of the line in Calculate: its rates are held against the
// amount that is taxed, which at the level line is on the grid.
func (l *Line) stackIn(p Policy) (stack, error) {
	a, err := l.amount(p)
	if err == nil && p.Level == PerLine {
		a, err = a.Round(p.grid(a.Currency()))
	}
	if err != nil {
		return stack{}, err
	}
	s, _, err := l.stackAt(a)
	return s, err
}

// RatesAtPrice gives the rates of the line as they hold at its price: those
// with a Threshold are replaced by what holds on the side on which the line is,
// which is that of p.Level in Calculate. A rate on an excess holds as it is for
// whatever is added to the price of the item. They are for further lines that
// share the treatment of the goods: a duty, or the shipping of them.
//
// RatesAtPrice returns an error as Calculate does.
func (l *Line) RatesAtPrice(p Policy) ([]Rate, error) {
	if !thresholded(l.Rates) {
		return l.Rates, nil
	}
	s, err := l.stackIn(p)
	if err != nil {
		return nil, fmt.Errorf("tax: %w", err)
	}
	rates := make([]Rate, 0, len(l.Rates))
	for k := range s.rates {
		if !s.spared(k) {
			rates = append(rates, s.rates[k])
		}
	}
	return rates, nil
}

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
func (c *conversion) operands() (string, []Operand) {
	formula := offNet
	if c.inclusive {
		formula = offGross
	}
	return formula, []Operand{
		amountOperand("amount", c.amount), amountOperand("discount", c.discount),
		decimalOperand("whole_before", c.before.whole), amountOperand("flat_before", c.flatBefore),
		decimalOperand("whole_after", c.after.whole), amountOperand("flat_after", c.flatAfter),
	}
}
