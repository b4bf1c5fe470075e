package tax

import (
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// crediting is the state of one Credit.
type crediting struct {
	of     *Result
	done   Credited
	credit Credit
	grid   currency.Rounding
	zero   currency.Amount
}

func newCrediting(r *Result, done Credited) (*crediting, error) {
	n := len(r.Lines)
	if n != len(r.Given.Lines) || len(done.Lines) != 0 && len(done.Lines) != n {
		return nil, fmt.Errorf("tax: credit: %d lines of %d, credited before: %d: %w", n, len(r.Given.Lines), len(done.Lines), ErrCredit)
	}
	cur := r.Gross.Currency()
	c := &crediting{of: r, done: done, grid: r.Policy.grid(cur), zero: currency.FromMinor(0, cur)}
	c.done.Lines = slices.Clone(done.Lines)
	if len(done.Lines) == 0 {
		c.done.Lines = make([]CreditedLine, n)
	}
	for i := range c.done.Lines {
		l, d := &r.Lines[i], &c.done.Lines[i]
		d.Taxes = slices.Clone(d.Taxes)
		if len(d.Taxes) == 0 {
			d.Taxes = make([]CreditedTax, len(l.Taxes))
		}
		if len(d.Taxes) != len(l.Taxes) {
			return nil, fmt.Errorf("tax: credit: line %d has %d taxes, of which %d are credited: %w", i+1, len(l.Taxes), len(d.Taxes), ErrCredit)
		}
		if err := within(d.Gross, l.Gross); err != nil {
			return nil, &LineError{Index: i, ID: r.lineID(i), Err: err}
		}
		if q := r.Given.Lines[i].Quantity; d.Quantity.Sign() != 0 && (d.Quantity.Sign() != q.Sign() || d.Quantity.Abs().GreaterThan(q.Abs())) {
			return nil, &LineError{Index: i, ID: r.lineID(i), Err: fmt.Errorf("a quantity of %s credited of %s: %w", exact.DecimalText(d.Quantity), exact.DecimalText(q), ErrCredit)}
		}
	}
	return c, nil
}

// within refuses a part that is more than the whole, or of the other sign.
func within(part, whole currency.Amount) error {
	over, err := part.Abs().Cmp(whole.Abs())
	if err != nil {
		return err
	}
	if over > 0 || part.Sign() == -whole.Sign() && part.Sign() != 0 {
		return fmt.Errorf("%v credited of %v: %w", part, whole, ErrCredit)
	}
	return nil
}

// left is the quantity of line i that has not come back.
func (c *crediting) left(i int) decimal.Decimal {
	return c.of.Given.Lines[i].Quantity.Sub(c.done.Lines[i].Quantity)
}

// line credits one return.
func (c *crediting) line(x Return) error {
	l, d := &c.of.Lines[x.Line], &c.done.Lines[x.Line]
	rest, err := l.Gross.Sub(d.Gross)
	if err != nil {
		return err
	}
	gross, err := c.share(x, rest)
	if err != nil {
		return err
	}
	out := CreditLine{Line: x.Line, Quantity: x.Quantity, LineResult: LineResult{Gross: gross}}
	all := gross.Equal(rest)
	if err := c.split(l, d, &out.LineResult, all); err != nil {
		return err
	}
	if out.Deducted, err = c.deducted(x.Line, gross, rest, d.Deducted); err != nil {
		return err
	}
	out.Deducted = someOrNone(out.Deducted)
	c.credit.Lines = append(c.credit.Lines, out)
	return d.add(&out)
}

// share is the gross of a return.
func (c *crediting) share(x Return, rest currency.Amount) (currency.Amount, error) {
	if x.Quantity.IsZero() {
		on, err := x.Amount.Round(c.grid)
		if err != nil {
			return on, err
		}
		if _, err := c.zero.Add(x.Amount); err != nil {
			return on, err
		}
		if x.Amount.IsZero() || !on.Equal(x.Amount) || within(x.Amount, rest) != nil {
			return on, &CreditError{Asked: x.Amount.String(), Left: rest.String()}
		}
		return on, nil
	}
	left := c.left(x.Line)
	asked := Line{Quantity: x.Quantity}
	if !x.Amount.IsZero() || asked.checkQuantity() != nil || x.Quantity.Sign() != left.Sign() || x.Quantity.Abs().GreaterThan(left.Abs()) {
		return rest, &CreditError{Asked: describeReturn(x), Left: exact.DecimalText(left)}
	}
	if x.Quantity.Equal(left) {
		return rest, nil
	}
	return rest.MulDiv(x.Quantity, left, c.grid)
}

// describeReturn writes what was asked for, however large.
func describeReturn(x Return) string {
	s := "a quantity of " + exact.DecimalText(x.Quantity)
	if !x.Amount.IsZero() {
		s += " and " + x.Amount.String()
	}
	return s
}

// split divides the gross of a return into net and taxes.
func (c *crediting) split(l *LineResult, d *CreditedLine, out *LineResult, all bool) error {
	rest, err := c.rests(l, d)
	if err != nil {
		return err
	}
	parts := rest // taxes, and the net at last
	if !all {
		if parts, err = c.allocate(out.Gross, rest, l); err != nil {
			return err
		}
	}
	out.Net, out.Tax = parts[len(l.Taxes)], c.zero
	out.Taxes = make([]Charge, len(l.Taxes))
	for k := range l.Taxes {
		t := &l.Taxes[k]
		out.Taxes[k] = Charge{Rate: t.Rate, Amount: parts[k]}
		if !t.Rate.Retained {
			if out.Tax, err = out.Tax.Add(parts[k]); err != nil {
				return err
			}
		}
	}
	return c.bases(l, d, out, all)
}

// rests is what is left of the taxes of a line, and of its net.
func (c *crediting) rests(l *LineResult, d *CreditedLine) ([]currency.Amount, error) {
	rest := make([]currency.Amount, len(l.Taxes)+1)
	var err error
	for k := range l.Taxes {
		if rest[k], err = l.Taxes[k].Amount.Sub(d.Taxes[k].Amount); err != nil {
			return nil, err
		}
	}
	rest[len(l.Taxes)], err = l.Net.Sub(d.Net)
	return rest, err
}

// allocate gives a gross to the parts that make it up. What is retained is
// none of them, and rounded by itself.
func (c *crediting) allocate(gross currency.Amount, rest []currency.Amount, l *LineResult) ([]currency.Amount, error) {
	var whole currency.Total
	weights := make([]currency.Amount, len(rest))
	mixed := false
	for k := range rest {
		if k < len(l.Taxes) && l.Taxes[k].Rate.Retained {
			weights[k] = c.zero
			continue
		}
		whole.Add(rest[k])
		weights[k] = rest[k].Abs()
		mixed = mixed || rest[k].Sign() == -gross.Sign() && rest[k].Sign() != 0
	}
	sum, err := whole.Amount()
	if err != nil {
		return nil, err
	}
	parts := make([]currency.Amount, len(rest))
	if !mixed && !gross.IsZero() {
		if parts, err = gross.AllocateBy(weights, c.grid); err != nil {
			return nil, err
		}
	}
	net := gross
	for k := range l.Taxes {
		if mixed || gross.IsZero() || l.Taxes[k].Rate.Retained {
			if parts[k], err = proportion(rest[k], gross, sum, c.grid); err != nil {
				return nil, err
			}
		}
		if !l.Taxes[k].Rate.Retained {
			if net, err = net.Sub(parts[k]); err != nil {
				return nil, err
			}
		}
	}
	parts[len(rest)-1] = net
	return parts, c.fit(parts, rest, l)
}

// fit keeps the net within what is left of it: taxes that are rounded by
// themselves, each up, may leave it more or less. The taxes take what is too
// much, as far as they have room.
func (c *crediting) fit(parts, rest []currency.Amount, l *LineResult) error {
	net := len(parts) - 1
	for k := range l.Taxes {
		if l.Taxes[k].Rate.Retained {
			continue
		}
		over, err := beyond(parts[net], rest[net])
		if err != nil || over.IsZero() {
			return err
		}
		tax, err := parts[k].Add(over)
		if err != nil {
			return err
		}
		lacks, err := beyond(tax, rest[k])
		if err != nil {
			return err
		}
		if parts[k], err = tax.Sub(lacks); err != nil {
			return err
		}
		if over, err = over.Sub(lacks); err != nil {
			return err
		}
		if parts[net], err = parts[net].Sub(over); err != nil {
			return err
		}
	}
	return nil
}

// beyond is by how much a part leaves the range from nothing to the whole.
func beyond(part, whole currency.Amount) (currency.Amount, error) {
	past, err := part.Sub(whole)
	switch {
	case err != nil:
		return past, err
	case part.Sign() != 0 && part.Sign() != whole.Sign():
		return part, nil
	case past.Sign() == part.Sign():
		return past, nil
	}
	return currency.FromMinor(0, part.Currency()), nil
}

// proportion is a × part / whole, rounded once.
func proportion(a, part, whole currency.Amount, grid currency.Rounding) (currency.Amount, error) {
	if whole.IsZero() || a.IsZero() {
		return currency.FromMinor(0, part.Currency()), nil
	}
	return a.MulDiv(part.Decimal(), whole.Decimal(), grid)
}

// deducted is the share of a return in the discounts after tax on its line.
func (c *crediting) deducted(line int, gross, rest, done currency.Amount) (currency.Amount, error) {
	var sum currency.Total
	for i := range c.of.Deductions {
		if c.of.Deductions[i].Line == line+1 {
			sum.Add(c.of.Deductions[i].Amount)
		}
	}
	sum.Sub(done)
	left, err := sum.Amount()
	if err != nil || left.IsZero() {
		return currency.Amount{}, err
	}
	if gross.Equal(rest) {
		return left, nil
	}
	return proportion(left, gross, rest, c.grid)
}

// add takes a return into what has been given back of its line.
func (d *CreditedLine) add(x *CreditLine) error {
	var err [4]error
	d.Quantity = d.Quantity.Add(x.Quantity)
	d.Net, err[0] = d.Net.Add(x.Net)
	d.Tax, err[1] = d.Tax.Add(x.Tax)
	d.Gross, err[2] = d.Gross.Add(x.Gross)
	d.Deducted, err[3] = d.Deducted.Add(x.Deducted)
	for k := range d.Taxes {
		var e [2]error
		d.Taxes[k].Base, e[0] = d.Taxes[k].Base.Add(x.Taxes[k].Base)
		d.Taxes[k].Amount, e[1] = d.Taxes[k].Amount.Add(x.Taxes[k].Amount)
		if err := errors.Join(e[:]...); err != nil {
			return err
		}
	}
	return errors.Join(err[:]...)
}

// finish fills the totals of the credit.
func (c *crediting) finish() error {
	var sums Result
	var before, deducted currency.Total
	for i := range c.credit.Lines {
		sums.Lines = append(sums.Lines, c.credit.Lines[i].LineResult)
		deducted.Add(c.credit.Lines[i].Deducted)
	}
	if err := sums.sum(c.zero); err != nil {
		return err
	}
	c.credit.Totals, c.credit.Net, c.credit.Tax, c.credit.Gross, c.credit.Retained = sums.Totals, sums.Net, sums.Tax, sums.Gross, sums.Retained
	closed := true
	for i := range c.done.Lines {
		before.Add(c.done.Lines[i].Gross)
		rest, err := c.of.Lines[i].Gross.Sub(c.done.Lines[i].Gross)
		if err != nil {
			return err
		}
		closed = closed && rest.IsZero()
	}
	before.Sub(c.credit.Gross)
	given, err := before.Amount()
	if err != nil {
		return err
	}
	share, err := c.orderDeducted(given, closed)
	if err != nil {
		return err
	}
	deducted.Add(share)
	if c.credit.Deducted, err = deducted.Amount(); err != nil {
		return err
	}
	if c.done.Deducted, err = c.done.Deducted.Add(share); err != nil {
		return err
	}
	c.credit.Deducted, c.done.Deducted = someOrNone(c.credit.Deducted), someOrNone(c.done.Deducted)
	if closed && !c.done.Closed {
		c.credit.Rounding, c.done.Closed = c.of.Rounding, true
	}
	return nil
}

// orderDeducted is the share of the credit in the discounts after tax on the
// whole order, of which given had been credited before.
func (c *crediting) orderDeducted(given currency.Amount, closed bool) (currency.Amount, error) {
	var sum currency.Total
	for i := range c.of.Deductions {
		if c.of.Deductions[i].Line == 0 {
			sum.Add(c.of.Deductions[i].Amount)
		}
	}
	sum.Sub(c.done.Deducted)
	left, err := sum.Amount()
	if err != nil || left.IsZero() || closed {
		return left, err
	}
	rest, err := c.of.Gross.Sub(given)
	if err != nil {
		return rest, err
	}
	return proportion(left, c.credit.Gross, rest, c.grid)
}
