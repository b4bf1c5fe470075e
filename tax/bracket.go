package tax

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
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

// maxThresholds bounds the work on one line: for each, all rates are piled anew.
const maxThresholds = 32

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
	if len(order) > maxThresholds {
		return nil, fmt.Errorf("%d rates with a threshold, want up to %d: %w", len(order), maxThresholds, ErrLine)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &rates[i].Threshold, &rates[j].Threshold
		c, _ := a.Amount.Cmp(b.Amount) // both are of the currency of the price
		return cmp.Or(c, a.Rule.after()-b.Rule.after())
	})
	return order, nil
}

func thresholdError(r *Rate, err error) error {
	return fmt.Errorf("rate %s: threshold: %w", excerpt.Quote(r.Name), err)
}

// after is 1 for a rule whose amount itself is on the low side, so that a rising
// price comes to it after the others.
func (t ThresholdRule) after() int {
	if t == WholeAbove {
		return 1
	}
	return 0
}

// stands reports whether a price is on the same side of both thresholds.
func (t *Threshold) stands(as *Threshold) bool {
	return t.Amount.Equal(as.Amount) && t.Rule.after() == as.Rule.after()
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

// RatesAtPrice returns the rates of the line as they hold at its price: a rate
// with a Threshold is replaced by what holds on the side of the threshold that
// the line is on, as Calculate finds it at p.Level. A rate on an excess that is
// reached keeps its full percent, since it applies to whatever is added to the
// price of the item. The rates are for further lines that share the treatment
// of the goods: a duty, or their shipping.
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
