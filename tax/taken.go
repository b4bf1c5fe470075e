package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Taken is what a discount took off lines.
type Taken struct {
	Lines  []currency.Amount // off each line, in the basis of its price
	Used   currency.Amount   // in the basis of the discount
	Capped bool              // there was less to take than the discount allowed
}

// Take spreads a discount before tax over lines as an Order does, goods and
// others alike, with one exception: a discount of more than the lines cost,
// without the taxes per unit that stay due, is not an error, but takes all of
// that cost. A line that costs nothing, or less, is left as it is.
//
// The lines are not changed. Take returns an error if:
//   - the discount contradicts itself, or is negative (ErrDiscount);
//   - a line is not valid, as in Calculate (a *LineError);
//   - currencies differ (currency.ErrMismatch).
func (d Discount) Take(lines []Line, p Policy) (Taken, error) {
	var out Taken
	if err := d.check(); err != nil {
		return out, fmt.Errorf("tax: %w", err)
	}
	if d.Amount.Sign() < 0 {
		return out, fmt.Errorf("tax: discount of %v: %w", d.Amount, ErrDiscount)
	}
	goods, err := weighFor(d, lines, p)
	if err != nil {
		return out, err
	}
	out.Lines = make([]currency.Amount, len(lines))
	for i := range lines {
		out.Lines[i] = currency.FromMinor(0, lines[i].Price.Currency())
	}
	if len(goods.at) == 0 {
		out.Capped = d.Amount.Sign() > 0
		out.Used, err = currency.Sum(append(out.Lines, d.Amount, d.Amount.Neg())...) // nothing, of one currency
		return out, err
	}
	all, err := goods.exceeded(d, p, &out)
	if err != nil || all {
		return out, err
	}
	r := p.grid(goods.caps[0].Currency())
	if out.Used, err = goods.amountOf(d, p, r); err != nil || out.Used.IsZero() {
		return out, err
	}
	shares, err := goods.spread(out.Used, goods.all(), r)
	if err == nil {
		err = goods.cap(shares, r)
	}
	if err != nil {
		return out, err
	}
	for k, i := range goods.at {
		if out.Lines[i], err = lines[i].priced(shares[k], d.Basis, p); err != nil {
			return out, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
	}
	return out, nil
}

// exceeded takes all that the lines cost, if the amount of the discount is that
// or more.
func (g *discounted) exceeded(d Discount, p Policy, out *Taken) (bool, error) {
	if !d.Percent.IsZero() {
		return false, nil
	}
	code := g.caps[0].Currency()
	if d.Amount.Currency() != code {
		return false, fmt.Errorf("tax: discount %v: %w", d.Amount, &currency.MismatchError{A: d.Amount.Currency(), B: code})
	}
	cost, err := costOf(g.lines, g.at, d.Basis, p)
	if err != nil {
		return false, err
	}
	over := ratOf(d.Amount).Cmp(cost)
	if over < 0 {
		return false, nil
	}
	out.Capped = over > 0
	if out.Used, err = roundExactly(cost, code, p.grid(code)); err == nil {
		out.Used, err = currency.Min(out.Used, d.Amount)
	}
	if err != nil {
		return false, fmt.Errorf("tax: discount %v: %w", d.Amount, err)
	}
	for _, i := range g.at {
		if out.Lines[i], err = g.lines[i].discountable(AsPriced, p); err != nil {
			return false, &LineError{Index: i, ID: g.lines[i].ID, Err: err}
		}
	}
	return true, nil
}
