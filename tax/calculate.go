package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// Calculate splits the lines of an order into net and tax, or adds the tax to
// them, and settles the figures on the grid of the policy.
//
//   - The amount of a line is price × quantity − discount. For an inclusive
//     line it is the gross, for an exclusive one the net, and it stands: the
//     cents of rounding go into the other figures. Only an amount that is not
//     on the grid of the currency (0.333 kg at 9.99) is itself rounded, once:
//     the line's at the levels line and unit, the sum's at the levels rate and
//     invoice. (At the level invoice with TargetTax, an exclusive sum off the
//     grid is the rounded gross less the rounded tax.)
//   - A tax is amount × rate / (1 + all rates) for an inclusive line, amount ×
//     rate for an exclusive one, exact until it is rounded once by p.Rounding,
//     at p.Level. At the level unit, the amount of one unit is that of the line
//     divided by the quantity. At the levels line and unit the base of an
//     exclusive line is its rounded net.
//   - At the levels rate and invoice the rounded sum is given back to the lines
//     by largest remainder; equal remainders go to the larger tax, then to the
//     smaller ID. So no total depends on the order of the lines. Inclusive and
//     exclusive lines are settled separately, since the cents move the net of
//     inclusive lines and the gross of exclusive ones.
//   - A tax per unit is its amount × quantity, and a price with tax contains it:
//     the other taxes are in the rest.
//   - Rates that charge nothing keep their treatment and an amount of zero.
//   - A rate with a Threshold depends on the price of one item: the amount on
//     which the tax is calculated, divided by the quantity and the Items of the
//     line. The comparison is exact: it is of the amount with that many times
//     the threshold. An amount that contains tax is compared with what items at
//     the threshold cost with the taxes below it, all rates of the line
//     together. The tax on an Excess is rate × (net − threshold × quantity).
//
// All amounts of the result are in the currency of the lines. Calculate
// returns an error if:
//   - there are no lines (ErrLine);
//   - a line has a price without currency, or below the taxes per unit in it, a
//     quantity of zero or beyond 18 digits, or a rate that no tax can have (a
//     *LineError that wraps ErrLine or ErrSyntax);
//   - a discount exceeds its line, or the part of it that is not taxes per
//     unit, or has the opposite sign (ErrDiscount);
//   - currencies differ, that of a Threshold included (currency.ErrMismatch);
//   - the policy is not valid (ErrPolicy, currency.ErrRounding);
//   - a figure has more than 34 digits (currency.ErrRange).
func Calculate(lines []Line, p Policy) (Result, error) {
	var c Calculator
	return c.Calculate(lines, p)
}

// calculateExactly is calculateLines for all lines.
func calculateExactly(lines []Line, p Policy) (Result, error) {
	return calculateTraced(lines, p, nil)
}

// calculateTraced is calculateExactly with a trace of its steps.
func calculateTraced(lines []Line, p Policy, t *trace) (Result, error) {
	c, err := newCalculation(lines, p, t)
	if err != nil {
		return Result{}, err
	}
	switch p.Level {
	case PerRate:
		err = c.settleRates()
	case PerInvoice:
		err = c.settleInvoice()
	default:
		err = c.settleLines()
	}
	if err != nil {
		return Result{}, err
	}
	if err := c.result.sum(c.zero); err != nil {
		return Result{}, fmt.Errorf("tax: totals: %w", err)
	}
	return c.result, nil
}

// calculation is the state of one Calculate.
type calculation struct {
	lines  []Line
	policy Policy
	grid   currency.Rounding // of prices
	zero   currency.Amount
	stacks []stack
	work   []work
	result Result
	trace  *trace
}

// work is what Calculate knows of a line before its result.
type work struct {
	stack  int
	amount currency.Amount // price × quantity − discount, exact
	base   currency.Amount // the amount on the grid: the gross or net that stands
}

func newCalculation(lines []Line, p Policy, t *trace) (*calculation, error) {
	c := &calculation{lines: lines, policy: p, trace: t}
	cur := lines[0].Price.Currency()
	c.grid, c.zero = p.grid(cur), currency.FromMinor(0, cur)
	c.stacks = make([]stack, 0, 4)
	c.work = make([]work, len(lines))
	c.result.Given.Lines, c.result.Policy = lines, p
	c.result.Lines = make([]LineResult, len(lines))
	c.result.Totals = make([]RateTotal, 0, 4)
	taxes := 0
	for i := range lines {
		if err := c.prepare(i, &lines[i], &c.work[i]); err != nil {
			return nil, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
		taxes += len(c.stackAt(i).rates)
	}
	// One array for the taxes of all lines; each line has its own part.
	all := make([]Charge, taxes)
	for i := range lines {
		out, rates := &c.result.Lines[i], c.stackAt(i).rates
		n := len(rates)
		out.Tax = c.zero
		out.Taxes, all = all[:n:n], all[n:]
		for k := range out.Taxes {
			out.Taxes[k].Rate, out.Taxes[k].Amount = &rates[k], c.zero
		}
	}
	return c, nil
}

func (c *calculation) prepare(i int, l *Line, w *work) (err error) {
	depends := thresholded(l.Rates)
	if !depends {
		if w.stack, err = c.stackOf(l.Rates); err != nil {
			return err
		}
	}
	if w.amount, err = l.amount(c.policy); err != nil {
		return err
	}
	if cur := c.zero.Currency(); l.Price.Currency() != cur {
		_, err = c.zero.Add(l.Price)
		return fmt.Errorf("price: %w", err)
	}
	if w.base, err = w.amount.Round(c.grid); err != nil {
		return err
	}
	var crossings []crossing
	if depends {
		if crossings, err = c.resolve(l, w); err != nil {
			return err
		}
	}
	if s := &c.stacks[w.stack]; s.flats != nil {
		if _, err = c.zero.Add(s.flat); err != nil {
			return fmt.Errorf("tax per unit: %w", err)
		}
	}
	if c.trace == nil {
		return nil
	}
	if err := c.trace.amount(i, l, w.amount, c.policy); err != nil {
		return err
	}
	if c.policy.Level <= PerUnit && !w.base.Equal(w.amount) {
		c.trace.rounded(c.trace.on(i), "price on the grid", "amount", c.grid, "policy", "base", w.base, explain.Amount("amount", w.amount))
	}
	c.trace.crossed(i, l, crossings)
	return nil
}

// resolve finds the stack of a line with rates that depend on its price, which
// is the amount that is taxed: at the level line it is on the grid.
func (c *calculation) resolve(l *Line, w *work) ([]crossing, error) {
	taxed := w.amount
	if c.policy.Level == PerLine {
		taxed = w.base
	}
	s, crossings, err := l.stackAt(taxed)
	if err != nil {
		return nil, err
	}
	for i := range c.stacks {
		if c.stacks[i].alike(&s) {
			w.stack = i
			return crossings, nil
		}
	}
	c.stacks = append(c.stacks, s)
	w.stack = len(c.stacks) - 1
	return crossings, nil
}

func (c *calculation) stackOf(rates []Rate) (int, error) {
	for i := range c.stacks {
		if c.stacks[i].limits == nil && c.stacks[i].is(rates) {
			return i, nil
		}
	}
	s, err := newStack(rates)
	c.stacks = append(c.stacks, s)
	return len(c.stacks) - 1, err
}

// finish derives the figures of line i from its base and its taxes.
func (c *calculation) finish(i int) (err error) {
	w, out := &c.work[i], &c.result.Lines[i]
	for k := range out.Taxes {
		if t := &out.Taxes[k]; !t.Rate.Retained {
			if out.Tax, err = out.Tax.Add(t.Amount); err != nil {
				return err
			}
		}
	}
	if c.lines[i].Inclusive {
		out.Gross = w.base
		out.Net, err = w.base.Sub(out.Tax)
	} else {
		out.Net = w.base
		out.Gross, err = w.base.Add(out.Tax)
	}
	if err != nil {
		return err
	}
	c.trace.finished(i, c.lines[i].Inclusive, out, w.base)
	return c.pile(i)
}

// pile gives each tax of line i its base: the net, with the taxes before it if
// it is compound, and of that the part above its limit, or below. A tax per
// unit has none.
func (c *calculation) pile(i int) (err error) {
	l, s := &c.result.Lines[i], c.stackAt(i)
	before := l.Net
	for k := range l.Taxes {
		t := &l.Taxes[k]
		switch {
		case !t.Rate.PerUnit.IsZero():
			t.Base = c.zero
		case t.Rate.Compound:
			t.Base = before
		default:
			t.Base = l.Net
		}
		if s.exceeds(k) {
			if t.Base, err = c.beyond(i, k, t.Base); err != nil {
				return err
			}
		}
		if !t.Rate.Retained {
			if before, err = before.Add(t.Amount); err != nil {
				return err
			}
		}
	}
	return nil
}

// beyond is what of a base is above the limit of tax k of line i, on the grid;
// for the exemption beside it what is not.
func (c *calculation) beyond(i, k int, base currency.Amount) (currency.Amount, error) {
	s := c.stackAt(i)
	limit, err := c.lines[i].times(s.limits[k])
	if err == nil {
		limit, err = limit.Round(c.grid)
	}
	if err != nil {
		return limit, err
	}
	if over, err := limit.Abs().Cmp(base.Abs()); err != nil || over > 0 { // the net in a price is rounded
		limit = base
	}
	if s.spared(k) {
		return limit, nil
	}
	return base.Sub(limit)
}
