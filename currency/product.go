package currency

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Mul returns a·x, exactly. It never rounds: 0.10 EUR times 0.333 is 0.0333
// EUR. It returns an error, which wraps [ErrRange], if x or the product has more
// than 34 digits.
func (a Amount) Mul(x decimal.Decimal) (Amount, error) {
	n, err := numberOf(x)
	if err == nil {
		var p Amount
		if p, err = settle(mulNumbers(a.number(), n), a.cur); err == nil {
			return p, nil
		}
	}
	return Amount{}, fmt.Errorf("currency: multiply %v by %s: %w", a, describe(x), err)
}

// MulInt returns a·n, exactly. It returns an error, which wraps [ErrRange], if
// the product has more than 34 digits.
func (a Amount) MulInt(n int64) (Amount, error) {
	p, err := settle(mulNumbers(a.number(), number{units: n}), a.cur)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: multiply %v by %d: %w", a, n, err)
	}
	return p, nil
}

// MulRound returns a·x, rounded once by r. Where the figures fit 64 bits it
// allocates nothing.
//
// MulRound returns an error if:
//   - x or the result has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) MulRound(x decimal.Decimal, r Rounding) (Amount, error) {
	if units, scale, ok := smallNumber(x); ok && a.big == nil {
		if p, ok := scaledFast(a.units, units, 1, -int(scale)-int(a.scale), r, a.cur); ok {
			return p, nil
		}
	}
	n, err := numberOf(x)
	if err == nil {
		var p Amount
		if p, err = a.scaled(n, one, r, a.cur); err == nil {
			return p, nil
		}
	}
	return Amount{}, fmt.Errorf("currency: multiply %v by %s: %w", a, describe(x), err)
}

// MulDiv returns a·num/den, rounded once by r: product and quotient are exact.
// The tax in a price that includes it is gross.MulDiv(rate, 1+rate). Where the
// figures fit 64 bits, and the product 128, it allocates nothing.
//
// MulDiv returns an error if:
//   - den is zero ([ErrDivision]);
//   - num, den or the result has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) MulDiv(num, den decimal.Decimal, r Rounding) (Amount, error) {
	if x, xs, ok := smallNumber(num); ok && a.big == nil {
		if y, ys, ok := smallNumber(den); ok {
			if q, ok := scaledFast(a.units, x, y, int(ys-xs)-int(a.scale), r, a.cur); ok {
				return q, nil
			}
		}
	}
	q, err := a.mulDiv(num, den, r)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: multiply %v by %s over %s: %w", a, describe(num), describe(den), err)
	}
	return q, nil
}

func (a Amount) mulDiv(num, den decimal.Decimal, r Rounding) (Amount, error) {
	x, err := numberOf(num)
	if err != nil {
		return Amount{}, err
	}
	y, err := numberOf(den)
	if err != nil {
		return Amount{}, err
	}
	if y.sign() == 0 {
		return Amount{}, ErrDivision
	}
	return a.scaled(x, y, r, a.cur)
}

// Percent returns p per cent of a, rounded once by r. It fails as
// [Amount.MulRound] does.
func (a Amount) Percent(p decimal.Decimal, r Rounding) (Amount, error) {
	n, err := numberOf(p)
	if err == nil {
		n.scale += 2
		var part Amount
		if part, err = a.scaled(n, one, r, a.cur); err == nil {
			return part, nil
		}
	}
	return Amount{}, fmt.Errorf("currency: %s per cent of %v: %w", describe(p), a, err)
}

// Round returns a rounded by r.
//
// Round returns an error if:
//   - r is not valid ([ErrRounding]);
//   - the result has more than 34 digits ([ErrRange]).
func (a Amount) Round(r Rounding) (Amount, error) {
	b, err := a.scaled(one, one, r, a.cur)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: round %v: %w", a, err)
	}
	return b, nil
}

// scaled returns a·x/y in currency c, rounded once. y must not be zero.
func (a Amount) scaled(x, y number, r Rounding, c Code) (Amount, error) {
	if a.big == nil && x.big == nil && y.big == nil {
		if b, ok := scaledFast(a.units, x.units, y.units, int(y.scale-x.scale)-int(a.scale), r, c); ok {
			return b, nil
		}
	}
	g, err := r.grid(c)
	if err != nil {
		return Amount{}, err
	}
	return settle(g.mulDiv(a.number(), x, y), c)
}

// scaledFast is scaled for roundings to the digits of the currency and figures
// that fit, which is nearly all of them.
func scaledFast(n, x, y int64, shift int, r Rounding, c Code) (a Amount, ok bool) {
	if r.Digits != 0 || r.Mode > Floor || r.Increment < 0 {
		return Amount{}, false
	}
	g := grid{scale: int32(c.Digits()), mode: r.Mode, increment: uint64(max(r.Increment, 1))}
	units, ok := g.mulDivFast(n, x, y, shift)
	return Amount{units: units, cur: c, scale: uint8(g.scale)}, ok
}
