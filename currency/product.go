package currency

import (
	"fmt"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
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
	return Amount{}, multiplyError(a, x, err)
}

func multiplyError(a Amount, x decimal.Decimal, err error) error {
	return fmt.Errorf("currency: multiply %v by %s: %w", a, describe(x), err)
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
	// What quotient does, written out for the most frequent operation of all: a
	// price times a factor, cut to the minor unit by one division, half up.
	// The coefficient is taken unseen; whether it is all of x is asked last,
	// when little is left to be kept over the call.
	f := x.CoefficientInt64()
	cut, ok := exact.Pow10(int(a.scale) - int(x.Exponent()) - a.cur.Digits())
	if ok && a.units|f >= 0 && a.big == nil && r.Mode == HalfUp && r.Digits == 0 && r.Increment == 0 {
		if hi, lo := bits.Mul64(uint64(a.units), uint64(f)); hi < cut {
			down, rest := bits.Div64(hi, lo, cut)
			units := int64(down + carryHalfUp(rest, cut))
			if int64(down)|units >= 0 && isSmall(x) { // the step may wrap to 0
				return FromMinor(units, a.cur), nil
			}
		}
	}
	return a.mulRound(x, r)
}

func (a Amount) mulRound(x decimal.Decimal, r Rounding) (Amount, error) {
	shift := int(x.Exponent()) - int(a.scale) + a.cur.Digits() // as in DivRound
	units, ok := quotient(a.units, x.CoefficientInt64(), 1, shift, r.Mode, r.Increment)
	if ok && a.big == nil && r.Digits == 0 && isSmall(x) {
		return FromMinor(units, a.cur), nil
	}
	n, err := numberOf(x)
	if err == nil {
		var p Amount
		if p, err = a.scaled(n, one, r, a.cur); err == nil {
			return p, nil
		}
	}
	return Amount{}, multiplyError(a, x, err)
}

// Div returns a/x, exactly. It never rounds: 10.00 EUR over 8 is 1.25 EUR, and
// 10.00 EUR over 3 is an error; see [Amount.DivRound] and [Amount.Split].
//
// Div returns an error if:
//   - x is zero ([ErrDivision]);
//   - the quotient does not end within 34 digits ([ErrInexact]);
//   - x has more than 34 digits, or the quotient is too large ([ErrRange]).
func (a Amount) Div(x decimal.Decimal) (Amount, error) {
	n, err := numberOf(x)
	if err == nil {
		var q Amount
		if q, err = a.div(n); err == nil {
			return q, nil
		}
	}
	return Amount{}, divideError(a, x, err)
}

func divideError(a Amount, x decimal.Decimal, err error) error {
	return fmt.Errorf("currency: divide %v by %s: %w", a, describe(x), err)
}

func (a Amount) div(x number) (Amount, error) {
	if x.sign() == 0 {
		return Amount{}, ErrDivision
	}
	if q, ok := divNumbers(a.number(), x); ok {
		if b, err := settle(q, a.cur); err == nil {
			return b, nil
		}
	}
	// A quotient that cannot be had exactly can be had rounded, unless it is
	// too large for that too.
	if _, err := a.scaled(one, x, Rounding{Mode: Down}, a.cur); err != nil {
		return Amount{}, err
	}
	return Amount{}, ErrInexact
}

// DivRound returns a/x, rounded once by r. Where the figures fit 64 bits it
// allocates nothing.
//
// DivRound returns an error if:
//   - x is zero ([ErrDivision]);
//   - x or the result has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) DivRound(x decimal.Decimal, r Rounding) (Amount, error) {
	shift := -int(x.Exponent()) - int(a.scale) + a.cur.Digits()
	// As in MulRound, what was taken unseen is looked at last.
	units, ok := quotient(a.units, 1, x.CoefficientInt64(), shift, r.Mode, r.Increment)
	if ok && a.big == nil && r.Digits == 0 && isSmall(x) {
		return FromMinor(units, a.cur), nil
	}
	n, err := numberOf(x)
	if err == nil {
		var q Amount
		if q, err = a.scaled(one, n, r, a.cur); err == nil {
			return q, nil
		}
	}
	return Amount{}, divideError(a, x, err)
}

// MulDiv returns a·num/den, rounded once by r: product and quotient are exact.
// A third of a is a.MulDiv(1, 3), and the tax in a price that includes it
// gross.MulDiv(rate, 1+rate). Where the figures fit 64 bits, and the product
// 128, it allocates nothing.
//
// MulDiv returns an error if:
//   - den is zero ([ErrDivision]);
//   - num, den or the result has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) MulDiv(num, den decimal.Decimal, r Rounding) (Amount, error) {
	shift := int(num.Exponent()) - int(den.Exponent()) - int(a.scale) + a.cur.Digits() // as in DivRound
	units, ok := quotient(a.units, num.CoefficientInt64(), den.CoefficientInt64(), shift, r.Mode, r.Increment)
	if ok && a.big == nil && r.Digits == 0 && isSmall(num) && isSmall(den) {
		return FromMinor(units, a.cur), nil
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
	return a.scaled(x, y, r, a.cur)
}

// MulRat returns a·x, rounded once by r, for a factor that is no decimal, such
// as one that was computed by package math/big.
//
// MulRat returns an error if:
//   - x is nil, or its numerator, its denominator or the result has more than 34
//     digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) MulRat(x *big.Rat, r Rounding) (Amount, error) {
	if x == nil {
		return Amount{}, fmt.Errorf("currency: multiply %v by no number: %w", a, ErrRange)
	}
	num, ok := integer(x.Num())
	den, ok2 := integer(x.Denom())
	err := ErrRange
	if ok && ok2 {
		var p Amount
		if p, err = a.scaled(num, den, r, a.cur); err == nil {
			return p, nil
		}
	}
	return Amount{}, fmt.Errorf("currency: multiply %v by %s over %s: %w", a, describeInt(x.Num()), describeInt(x.Denom()), err)
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

// scaled returns a·x/y in currency c, rounded once. It returns an error if y is
// zero, r is not valid or the result too large.
func (a Amount) scaled(x, y number, r Rounding, c Code) (Amount, error) {
	if a.big == nil && x.big == nil && r.Digits == 0 { // a big y has units of 0, and no quotient
		shift := int(y.scale-x.scale) - int(a.scale) + c.Digits()
		if units, ok := quotient(a.units, x.units, y.units, shift, r.Mode, r.Increment); ok {
			return FromMinor(units, c), nil
		}
	}
	g, err := r.grid(c)
	if err != nil {
		return Amount{}, err
	}
	if y.sign() == 0 {
		return Amount{}, ErrDivision
	}
	return settle(g.mulDiv(a.number(), x, y), c)
}
