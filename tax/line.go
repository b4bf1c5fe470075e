package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
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
	Discount  currency.Amount // off the whole line, in the basis of the price; zero: none
	Rates     []Rate          // in the order in which they are levied; none: untaxed
}

// The bounds of a quantity keep a line within what one invoice can hold, and
// let it be multiplied without expanding an exponent.
const (
	maxQuantityDigits   = 18
	maxQuantityDecimals = 12
)

// amount is price × quantity − discount, exactly.
func (l *Line) amount() (currency.Amount, error) {
	if l.Price.Currency() == 0 {
		return currency.Amount{}, fmt.Errorf("price without currency: %w", ErrLine)
	}
	a, err := l.times(l.Price)
	if err != nil || l.Discount.IsZero() {
		return a, err
	}
	rest, err := a.Sub(l.Discount)
	if err != nil {
		return rest, err
	}
	if l.Discount.Sign() != a.Sign() || rest.Sign() == -a.Sign() {
		return rest, fmt.Errorf("discount %v on %v: %w", l.Discount, a, ErrDiscount)
	}
	return rest, nil
}

// times multiplies by the quantity.
func (l *Line) times(a currency.Amount) (currency.Amount, error) {
	q := l.Quantity
	if e := q.Exponent(); e < -maxQuantityDecimals || e > maxQuantityDigits || q.NumDigits() > maxQuantityDigits {
		return a, fmt.Errorf("quantity with more than %d digits or %d decimals: %w", maxQuantityDigits, maxQuantityDecimals, ErrLine)
	}
	if q.IsZero() {
		return a, fmt.Errorf("quantity is zero: %w", ErrLine)
	}
	if q.Exponent() == 0 {
		return a.MulInt(q.CoefficientInt64())
	}
	return a.Mul(q)
}
