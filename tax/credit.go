package tax

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Return is what is credited of one line: a part of its quantity, or an amount
// without anything coming back (a price lowered afterwards).
type Return struct {
	Line     int             // counted from 0
	Quantity decimal.Decimal // of the sign of the quantity of the line
	Amount   currency.Amount // in place of a quantity: of the gross
}

// Credit is what one credit note gives back. As in the Result, Net + Tax =
// Gross for each line and for the whole, and lines and rates sum to the totals.
type Credit struct {
	Lines    []CreditLine    `json:"lines"`  // those that something is given back of
	Totals   []RateTotal     `json:"totals"` // by tax and percent
	Net      currency.Amount `json:"net"`
	Tax      currency.Amount `json:"tax"`
	Gross    currency.Amount `json:"gross"`
	Retained currency.Amount `json:"retained,omitzero"`
	Deducted currency.Amount `json:"deducted,omitzero"` // the share of the discounts after tax
	Rounding currency.Amount `json:"rounding,omitzero"` // that of cash, with the last credit of an order
}

// CreditLine is what is given back of one line.
type CreditLine struct {
	Line     int             // counted from 0
	Quantity decimal.Decimal // of the goods that come back; zero for an amount
	Deducted currency.Amount // the share of the line's discounts after tax
	LineResult
}

// Refund returns what the buyer gets back: the gross less what was retained and
// deducted, with the rounding of cash. It includes what was paid by voucher;
// whether to give that back as a voucher or as money, the shop decides. It
// returns an error as currency.Amount.Sub does.
func (c *Credit) Refund() (currency.Amount, error) {
	var sum currency.Total
	sum.Add(c.Gross)
	sum.Sub(c.Retained)
	sum.Sub(c.Deducted)
	sum.Add(c.Rounding)
	return sum.Amount()
}

// Credited is what has been given back of an order so far: plain data to keep
// beside its Result. The zero Credited is nothing.
type Credited struct {
	Lines    []CreditedLine  `json:"lines,omitempty"`   // none, or one for each line of the order
	Deducted currency.Amount `json:"deducted,omitzero"` // of the discounts after tax on the whole order
	Closed   bool            `json:"closed,omitempty"`  // everything is given back
}

// CreditedLine is what has been given back of a line.
type CreditedLine struct {
	Quantity decimal.Decimal
	Net      currency.Amount
	Tax      currency.Amount
	Gross    currency.Amount
	Deducted currency.Amount
	Taxes    []CreditedTax // one for each tax of the line
}

// CreditedTax is what has been given back of a tax of a line.
type CreditedTax struct {
	Base   currency.Amount `json:"base"`
	Amount currency.Amount `json:"amount"`
}

// Credit gives back parts of an order. done is what has been given back before;
// the Credited returned is what has been given back in all. Credit goes by what
// was charged, not by the rates: a quantity gives back its share of what is
// left of the line, and an amount itself. It is divided into net and taxes by
// largest remainder, in proportion to what is left of each. So no part ever
// exceeds what is left of it, the last return of a line takes all that is left,
// and credits in any order and number sum to the charge exactly, line by line
// and rate by rate.
//
// Discounts after tax are taken back in the same proportion, the rounding of
// cash with the return that leaves nothing.
//
// Credit returns an error if:
//   - nothing is returned, or a line does not exist (ErrCredit);
//   - a quantity or amount is zero, has the opposite sign to the line, is finer
//     than its grid, or more than is left (a *CreditError that wraps
//     ErrCredit);
//   - done is not of this order (ErrCredit);
//   - currencies differ (currency.ErrMismatch).
func (r *Result) Credit(done Credited, returns ...Return) (Credit, Credited, error) {
	if len(returns) == 0 {
		return Credit{}, done, fmt.Errorf("tax: nothing to credit: %w", ErrCredit)
	}
	c, err := newCrediting(r, done)
	if err != nil {
		return Credit{}, done, err
	}
	for _, x := range returns {
		if x.Line < 0 || x.Line >= len(r.Lines) {
			return Credit{}, done, fmt.Errorf("tax: credit of line %d of %d: %w", x.Line, len(r.Lines), ErrCredit)
		}
		if err := c.line(x); err != nil {
			return Credit{}, done, &LineError{Index: x.Line, ID: r.lineID(x.Line), Err: err}
		}
	}
	if err := c.finish(); err != nil {
		return Credit{}, done, fmt.Errorf("tax: credit: %w", err)
	}
	return c.credit, c.done, nil
}

// Rest returns what has to be returned for everything to be given back: of each
// line the quantity that is left or, where none is, the amount. It returns an
// error as Credit does.
func (r *Result) Rest(done Credited) ([]Return, error) {
	c, err := newCrediting(r, done)
	if err != nil {
		return nil, err
	}
	var rest []Return
	for i := range r.Given.Lines {
		if q := c.left(i); !q.IsZero() {
			rest = append(rest, Return{Line: i, Quantity: q})
		} else if a, err := r.Lines[i].Gross.Sub(c.done.Lines[i].Gross); err == nil && !a.IsZero() {
			rest = append(rest, Return{Line: i, Amount: a})
		}
	}
	return rest, nil
}
