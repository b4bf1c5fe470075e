package tax

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Kind says what a line charges for.
type Kind uint8

// The kinds.
const (
	Goods Kind = iota
	Shipping
	Insurance
	Duty
	Fee
)

var kindWords = [...]string{"goods", "shipping", "insurance", "duty", "fee"}

// String returns the text form, "shipping".
func (k Kind) String() string { return wordOf(k, kindWords[:]) }

// MarshalText returns the text form.
func (k Kind) MarshalText() ([]byte, error) {
	return marshalWord(k, "kind", kindWords[:], ErrSyntax)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrSyntax for any other word.
func (k *Kind) UnmarshalText(text []byte) (err error) {
	*k, err = parseWord[Kind](string(text), "kind", kindWords[:], ErrSyntax)
	return err
}

// Line is what Calculate taxes: a price, a quantity and the rates that apply.
type Line struct {
	ID        string
	Kind      Kind
	Price     currency.Amount // of one unit; may be finer than the minor unit
	Quantity  decimal.Decimal // not zero; may have decimals (kg, m), negative for a return
	Inclusive bool            // the price contains the tax
	Discounts []Discount      // off the whole line
	Rates     []Rate          // in the order in which they are levied; none: untaxed. A result points to them: not to be changed afterwards
	Items     int             // in one unit of the quantity, for the Threshold of a rate: 3 in a pack of three; zero: one
}

// lineJSON is the wire form.
type lineJSON struct {
	ID        string          `json:"id,omitempty"`
	Kind      Kind            `json:"kind"`
	Price     currency.Amount `json:"price"`
	Quantity  exact.Wire      `json:"quantity"`
	Inclusive bool            `json:"inclusive,omitempty"`
	Discounts []Discount      `json:"discounts,omitempty"`
	Rates     []Rate          `json:"rates,omitempty"`
	Items     int             `json:"items,omitempty"`
}

// MarshalJSON writes the line with snake_case names, the quantity as a string.
func (l Line) MarshalJSON() ([]byte, error) {
	if err := l.checkQuantity(); err != nil {
		return nil, fmt.Errorf("tax: line: %w", err)
	}
	return json.Marshal(lineJSON{l.ID, l.Kind, l.Price, exact.Wire{Value: l.Quantity}, l.Inclusive, l.Discounts, l.Rates, l.Items})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields and quantities
// that Calculate would refuse are refused.
func (l *Line) UnmarshalJSON(data []byte) error {
	var j struct {
		lineJSON
		Quantity string `json:"quantity"`
	}
	if err := decodeStrictly(data, &j); err != nil {
		return fmt.Errorf("tax: line: %w", err)
	}
	q, ok := parseSigned(j.Quantity, maxQuantityDigits, maxQuantityDecimals)
	if !ok {
		return fmt.Errorf("tax: line: quantity %s: want digits, as in 2.5: %w", excerpt.Quote(j.Quantity), ErrSyntax)
	}
	*l = Line{j.ID, j.Kind, j.Price, q, j.Inclusive, j.Discounts, j.Rates, j.Items}
	if err := l.checkQuantity(); err != nil {
		return fmt.Errorf("tax: line: %w", err)
	}
	return nil
}

// The bounds of a quantity keep a line within what one invoice can hold, and
// let it be multiplied without expanding an exponent.
const (
	maxQuantityDigits   = 18
	maxQuantityDecimals = 12
	maxItems            = 1 << 30
)

func (l *Line) checkQuantity() error {
	q := l.Quantity
	if e := q.Exponent(); e < -maxQuantityDecimals || e > maxQuantityDigits || q.NumDigits() > maxQuantityDigits {
		return fmt.Errorf("quantity with more than %d digits or %d decimals: %w", maxQuantityDigits, maxQuantityDecimals, ErrLine)
	}
	if q.IsZero() {
		return fmt.Errorf("quantity is zero: %w", ErrLine)
	}
	if l.Items < 0 || l.Items > maxItems {
		return fmt.Errorf("%d items in a unit, want up to %d: %w", l.Items, maxItems, ErrLine)
	}
	return nil
}

// cost is price × quantity, exactly.
func (l *Line) cost() (currency.Amount, error) {
	if l.Price.Currency() == 0 {
		return currency.Amount{}, fmt.Errorf("price without currency: %w", ErrLine)
	}
	return l.times(l.Price)
}

// amount is price × quantity − discounts before tax, in the basis of the
// price, exactly.
func (l *Line) amount(p Policy) (currency.Amount, error) {
	a, err := l.cost()
	if err != nil || len(l.Discounts) == 0 {
		return a, err
	}
	due, err := l.due(p)
	if err != nil {
		return a, err
	}
	rest := a
	for i := range l.Discounts {
		if d := &l.Discounts[i]; !d.AfterTax {
			if _, rest, err = l.less(d, a, rest, due, p); err != nil {
				return rest, err
			}
		}
	}
	return rest, nil
}

// less takes a discount off the rest that earlier ones have left of a. What it
// is too much by for having been rounded is not in the rest that it leaves.
func (l *Line) less(d *Discount, a, rest, due currency.Amount, p Policy) (off, left currency.Amount, err error) {
	if off, err = d.off(l, a, rest, due, p); err != nil {
		return off, rest, err
	}
	over, err := off.Sub(rest)
	if err == nil {
		over, err = over.Add(due)
	}
	if err != nil {
		return off, rest, err
	}
	if over.Sign() == a.Sign() && d.forgives(over, l.Inclusive, p) {
		left, err = due.Add(currency.FromMinor(0, a.Currency()))
		return off, left, err
	}
	switch {
	case off.IsZero():
	case off.Sign() != a.Sign(), over.Sign() == a.Sign() && due.IsZero():
		return off, rest, fmt.Errorf("discount %v on %v: %w", off, rest, ErrDiscount)
	case over.Sign() == a.Sign():
		return off, rest, fmt.Errorf("discount %v on %v, with %v of taxes per unit that stay due, so %v too much: %w", off, rest, due, over, ErrDiscount)
	}
	left, err = rest.Sub(off)
	return off, left, err
}

// due are the taxes per unit in the price: those of a price of nothing, for
// they are charged whatever the discount. They are rounded up to the grid, so
// that what a discount leaves covers them on it. A price without tax has none.
func (l *Line) due(p Policy) (currency.Amount, error) {
	if !l.Inclusive {
		return currency.Amount{}, nil
	}
	due, err := l.perUnit()
	if err != nil || due.IsZero() {
		return due, err
	}
	cost, err := l.cost()
	if err == nil {
		_, err = l.apart(cost, due)
	}
	if err != nil {
		return due, err
	}
	up, err := due.Round(currency.Rounding{Mode: currency.Up, Digits: p.grid(due.Currency()).Digits})
	if over, errOver := up.Abs().Cmp(cost.Abs()); err == nil && errOver == nil && over > 0 {
		return cost, nil // a price off the grid
	}
	return up, err
}

// perUnit are the taxes per unit of the line at a price of nothing.
func (l *Line) perUnit() (currency.Amount, error) {
	if !slices.ContainsFunc(l.Rates, func(r Rate) bool { return !r.PerUnit.IsZero() }) {
		return currency.Amount{}, nil
	}
	s, _, err := l.stackAt(currency.FromMinor(0, l.Price.Currency()))
	if err != nil {
		return currency.Amount{}, err
	}
	return l.times(s.flat)
}

// apart takes taxes per unit out of an amount, which has the sign of the
// quantity.
func (l *Line) apart(a, flat currency.Amount) (currency.Amount, error) {
	rest, err := a.Sub(flat)
	if err == nil && rest.Sign() == -l.Quantity.Sign() {
		err = fmt.Errorf("%v of taxes per unit in a price of %v: %w", flat, a, ErrLine)
	}
	return rest, err
}

// discountable is what of amount a discount can take, in a basis: all but the
// taxes per unit. What division does not end is cut at 20 decimals, so it is for
// weighing and comparing.
func (l *Line) discountable(b Basis, p Policy) (currency.Amount, error) {
	a, whole, flat, err := l.discountableParts(b, p)
	if err != nil {
		return a, err
	}
	cut := currency.Rounding{Mode: currency.Down, Digits: currency.To(20)}
	if l.Inclusive {
		if a, err = a.Sub(flat); err != nil {
			return a, err
		}
		return a.MulDiv(one, whole, cut)
	}
	if a, err = a.MulDiv(whole, one, cut); err != nil {
		return a, err
	}
	return a.Add(flat)
}

// discountableParts gives discountable as (a − flat) / whole for a price with
// tax, and as a × whole + flat for one without.
func (l *Line) discountableParts(b Basis, p Policy) (a currency.Amount, whole decimal.Decimal, flat currency.Amount, err error) {
	if a, err = l.amount(p); err != nil {
		return a, one, flat, err
	}
	if b.is(l.Inclusive) {
		flat, err = l.due(p)
		return a, one, flat, err
	}
	s, _, err := l.stackAt(a)
	if err == nil {
		flat, err = l.times(s.flat)
	}
	if err != nil {
		return a, s.whole, flat, err
	}
	if l.Inclusive {
		flat, err = l.farther(flat, p)
		return a, s.whole, flat, err
	}
	due, err := l.perUnit()
	if err == nil {
		flat, err = flat.Sub(due)
	}
	return a, s.whole, flat, err
}

// farther is flat, or the taxes per unit that stay due where these, on the
// grid, are more: what is not discountable in one basis is not in the other.
func (l *Line) farther(flat currency.Amount, p Policy) (currency.Amount, error) {
	due, err := l.due(p)
	if err != nil {
		return flat, err
	}
	if more, err := due.Abs().Cmp(flat.Abs()); err != nil || more <= 0 {
		return flat, err
	}
	return due, nil
}

// times multiplies by the quantity.
func (l *Line) times(a currency.Amount) (currency.Amount, error) {
	if err := l.checkQuantity(); err != nil {
		return a, err
	}
	if l.Quantity.Exponent() == 0 {
		return a.MulInt(l.Quantity.CoefficientInt64())
	}
	return a.Mul(l.Quantity)
}
