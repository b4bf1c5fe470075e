package tax

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Order is lines and what concerns them all.
type Order struct {
	Lines     []Line     `json:"lines"`
	Discounts []Discount `json:"discounts,omitempty"` // off the goods, over which those before tax are spread
	Vouchers  []Voucher  `json:"vouchers,omitempty"`  // redeemed in this order
}

// Calculate does what the function Calculate does, for lines with discounts and
// vouchers of the whole order, in these steps:
//
//  1. Discounts before tax, and single-purpose vouchers, are spread over the
//     goods (and their shipping, see Discount) as SpreadDiscount does, in the
//     order given. They are weighed by
//     p.DiscountWeights, AsPriced standing for the basis of the discount.
//  2. Shipping gets its rates by p.Shipping. Before that, discounts on shipping
//     in another basis than its price are converted to the basis of the price,
//     by the rates that the goods give to shipping before the discounts of the
//     order; for SplitByGoods, by the average of these rates (to four decimals
//     of a percent).
//  3. The lines are calculated.
//  4. Discounts after tax and multi-purpose vouchers are deducted from what is
//     to be paid, and the rest is rounded by p.Cash.
//
// The result keeps o. Besides the errors of the function Calculate, a discount
// of more than what it is taken from is ErrDiscount, and a negative voucher is
// ErrVoucher.
func (o Order) Calculate(p Policy) (Result, error) { return o.calculate(p, nil) }

// calculate is Calculate with a trace of its steps, or without.
func (o Order) calculate(p Policy, t *trace) (Result, error) {
	if err := p.check(); err != nil {
		return Result{}, err
	}
	if len(o.Lines) == 0 {
		return Result{}, fmt.Errorf("tax: no lines: %w", ErrLine)
	}
	t.start(o.Lines)
	lines, uses, err := o.spread(p, t)
	if err != nil {
		return Result{}, err
	}
	parts, err := shippingParts(o.ownRates(lines), p)
	if err != nil {
		return Result{}, err
	}
	var r Result
	if t == nil {
		r, err = calculateLines(parts.lines, p.core())
	} else {
		t.begin(lines, parts)
		r, err = calculateTraced(parts.lines, p.core(), t)
	}
	if err != nil {
		return Result{}, parts.blame(err)
	}
	t.join(parts, &r)
	if err := parts.join(&r); err != nil {
		return Result{}, err
	}
	r.Given, r.Policy, r.Vouchers = o, p, uses
	t.totals(&r)
	if err := r.deduct(); err != nil {
		return Result{}, err
	}
	return r, t.payment(&r)
}

// calculateLines is the quicker of the two ways that there are.
func calculateLines(lines []Line, p Policy) (r Result, err error) {
	var m Calculator
	if p.Rounding == (currency.Rounding{}) && m.calculateMinor(lines, p, &r) {
		return r, nil
	}
	return calculateExactly(lines, p)
}

// spread takes what lowers the taxed amount of the whole order off its goods.
func (o Order) spread(p Policy, t *trace) ([]Line, []VoucherUse, error) {
	lines, err := rateShipping(&o, p, t)
	if err != nil {
		return nil, nil, err
	}
	for i := range o.Discounts {
		d := &o.Discounts[i]
		if err := d.check(); err != nil {
			return nil, nil, fmt.Errorf("tax: order: %w", err)
		}
		if d.AfterTax {
			continue
		}
		if lines, err = spreadOver(lines, *d, p); err != nil {
			return nil, nil, err
		}
	}
	if len(o.Vouchers) == 0 {
		return lines, nil, nil
	}
	uses := make([]VoucherUse, len(o.Vouchers))
	for i := range o.Vouchers {
		v := &o.Vouchers[i]
		if err := v.check(); err != nil {
			return nil, nil, err
		}
		uses[i] = VoucherUse{Code: v.Code, Purpose: v.Purpose}
		if v.Purpose == MultiPurpose {
			continue
		}
		used, err := v.covers(lines, p)
		if err != nil {
			return nil, nil, err
		}
		if lines, err = spreadOver(lines, Discount{Name: v.Code, Amount: used, Basis: v.Basis}, p); err != nil {
			return nil, nil, err
		}
		uses[i].Used = used
	}
	return lines, uses, nil
}

// ownRates gives lines of shipping, which may have had others while discounts
// were spread, the rates that they came with.
func (o Order) ownRates(spread []Line) []Line {
	for i := range spread {
		l, own := &spread[i], o.Lines[i].Rates
		if len(l.Rates) != len(own) || len(own) > 0 && &l.Rates[0] != &own[0] { // else they may be the caller's own lines
			l.Rates = own
		}
	}
	return spread
}

// deduct fills what lowers the payment and not the tax: discounts after tax,
// of lines and then of the whole, multi-purpose vouchers, and cash.
func (r *Result) deduct() error {
	rest, err := r.Gross.Sub(r.Retained)
	if err != nil {
		return fmt.Errorf("tax: payable: %w", err)
	}
	pay := payment{r, rest}
	for i := range r.Given.Lines {
		if err := pay.lessLine(i); err != nil {
			return &LineError{Index: i, ID: r.Given.Lines[i].ID, Err: err}
		}
	}
	for i := range r.Given.Discounts {
		if d := &r.Given.Discounts[i]; d.AfterTax {
			if err := pay.less(d); err != nil {
				return fmt.Errorf("tax: order: %w", err)
			}
		}
	}
	for i := range r.Vouchers {
		if err := pay.by(&r.Vouchers[i], &r.Given.Vouchers[i]); err != nil {
			return fmt.Errorf("tax: voucher: %w", err)
		}
	}
	if r.Policy.Cash == (currency.Rounding{}) {
		return nil
	}
	rounded, err := pay.rest.Round(r.Policy.Cash)
	if err == nil && !rounded.Equal(pay.rest) {
		r.Rounding, err = rounded.Sub(pay.rest)
	}
	if err != nil {
		return fmt.Errorf("tax: cash: %w", err)
	}
	return nil
}

// payment is what is still to be paid of a result.
type payment struct {
	of   *Result
	rest currency.Amount
}

// lessLine takes the discounts after tax of line i off.
func (p *payment) lessLine(i int) error {
	for k := range p.of.Given.Lines[i].Discounts {
		d := &p.of.Given.Lines[i].Discounts[k]
		if !d.AfterTax {
			continue
		}
		a, err := d.afterTax(p.of.Lines[i].Gross, p.of.deductedFrom(i), p.of.Policy)
		if err == nil {
			err = p.take(Deduction{Name: d.Name, Line: i + 1, Amount: a})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// less takes a discount after tax of the whole order off.
func (p *payment) less(d *Discount) error {
	already, err := p.of.Gross.Sub(p.rest)
	if err != nil {
		return err
	}
	a, err := d.afterTax(p.of.Gross, already, p.of.Policy)
	if err != nil {
		return err
	}
	return p.take(Deduction{Name: d.Name, Amount: a})
}

func (p *payment) take(d Deduction) (err error) {
	if p.rest, err = p.rest.Sub(d.Amount); err != nil {
		return fmt.Errorf("discount after tax: %w", err)
	}
	p.of.Deductions = append(p.of.Deductions, d)
	return nil
}

// by pays with a voucher, and fills what is left on it.
func (p *payment) by(use *VoucherUse, v *Voucher) (err error) {
	if use.Purpose == MultiPurpose {
		if use.Used, err = currency.Min(v.Amount, p.rest); err != nil {
			return err
		}
		if use.Used.Sign() < 0 { // nothing to pay
			use.Used = currency.FromMinor(0, p.of.Gross.Currency())
		}
		if p.rest, err = p.rest.Sub(use.Used); err != nil {
			return err
		}
	}
	use.Left, err = v.Amount.Sub(use.Used)
	return err
}

// deductedFrom sums the deductions from line i so far.
func (r *Result) deductedFrom(i int) currency.Amount {
	var sum currency.Total
	for k := range r.Deductions {
		if r.Deductions[k].Line == i+1 {
			sum.Add(r.Deductions[k].Amount)
		}
	}
	a, _ := sum.Amount() // of one currency, and within the gross
	return a
}

// afterTax is the amount of a discount after tax from a gross of which some is
// gone already.
func (d *Discount) afterTax(gross, gone currency.Amount, p Policy) (currency.Amount, error) {
	if err := d.check(); err != nil {
		return currency.Amount{}, err
	}
	rest, err := gross.Sub(gone)
	if err != nil {
		return rest, err
	}
	a, err := d.percentOf(rest, p.grid(gross.Currency()))
	if err != nil {
		return a, err
	}
	over, err := a.Abs().Cmp(rest.Abs())
	if err != nil {
		return a, err
	}
	if !a.IsZero() && (a.Sign() != rest.Sign() || over > 0) {
		return a, fmt.Errorf("discount %v after tax on %v: %w", a, rest, ErrDiscount)
	}
	return a, nil
}

// spreadOver spreads a discount before tax over the goods among the lines, and
// over their shipping where it says so.
func spreadOver(lines []Line, d Discount, p Policy) ([]Line, error) {
	goods := make([]Line, 0, len(lines))
	at := make([]int, 0, len(lines))
	for i := range lines {
		if lines[i].Kind == Goods || d.Shipping && lines[i].Kind == Shipping {
			goods, at = append(goods, lines[i]), append(at, i)
		}
	}
	spread, err := spreadDiscount(goods, d, p, p.grid(lines[0].Price.Currency()))
	if err != nil {
		return nil, parts{of: at}.blame(err)
	}
	out := slices.Clone(lines)
	for k, i := range at {
		out[i] = spread[k]
	}
	return out, nil
}
