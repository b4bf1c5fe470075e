package tax

import (
	"encoding/json"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/shopspring/decimal"
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

// ParseKind reads the text form. It returns a *WordError that wraps ErrSyntax
// for any other word.
func ParseKind(s string) (Kind, error) {
	return parseWord[Kind](s, "kind", kindWords[:], ErrSyntax)
}

// String gives the text form, "shipping".
func (k Kind) String() string { return wordOf(k, kindWords[:]) }

// MarshalText gives the text form.
func (k Kind) MarshalText() ([]byte, error) {
	return marshalWord(k, "kind", kindWords[:], ErrSyntax)
}

// UnmarshalText reads the text form.
func (k *Kind) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKind(string(text))
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
	rest := a
	for i := range l.Discounts {
		d := &l.Discounts[i]
		if d.AfterTax {
			continue
		}
		off, err := d.off(l, a, rest, p)
		if err != nil {
			return rest, err
		}
		next, err := rest.Sub(off)
		if err != nil {
			return next, err
		}
		if next.Sign() == -a.Sign() && !d.Basis.is(l.Inclusive) {
			// The tax in a converted discount was rounded: what that is too much
			// by is less than a step of the grid.
			if below, err := next.Round(currency.Rounding{Mode: currency.Down, Digits: p.grid(a.Currency()).Digits}); err == nil && below.IsZero() {
				next = below
			}
		}
		if !off.IsZero() && (off.Sign() != a.Sign() || next.Sign() == -a.Sign()) {
			return rest, fmt.Errorf("discount %v on %v: %w", off, rest, ErrDiscount)
		}
		rest = next
	}
	return rest, nil
}

// amountIn is amount in another basis: with or without the taxes that are a
// percent of the price. What division does not end is cut at 20 decimals, so it
// is for weighing and comparing.
func (l *Line) amountIn(b Basis, p Policy) (currency.Amount, error) {
	a, err := l.amount(p)
	if err != nil || b.is(l.Inclusive) {
		return a, err
	}
	whole, flat, err := l.taxesAt(a)
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
