package currency

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// Percentages are given as people say them: 19 is 19 per cent, 0.5 half of one.
// Each operation is one quotient, exact and rounded once.

// Percent returns p per cent of a, rounded once by r. It fails as
// [Amount.MulRound] does.
func (a Amount) Percent(p decimal.Decimal, r Rounding) (Amount, error) {
	shift := int(p.Exponent()) - 2 - int(a.scale) + a.cur.Digits() // as in DivRound
	units, ok := quotient(a.units, p.CoefficientInt64(), 1, shift, r.Mode, r.Increment)
	if ok && a.big == nil && r.Digits == 0 && isSmall(p) {
		return FromMinor(units, a.cur), nil
	}
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

// PlusPercent returns a and p per cent of it on top, a·(100+p)/100, rounded once
// by r: what 19 per cent tax makes of a net price. It fails as
// [Amount.MulRound] does.
func (a Amount) PlusPercent(p decimal.Decimal, r Rounding) (Amount, error) {
	b, err := a.percentMore(p, false, r)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: %v plus %s per cent: %w", a, describe(p), err)
	}
	return b, nil
}

// MinusPercent returns a less p per cent of it, a·(100-p)/100, rounded once by
// r: a price after a discount. More than 100 per cent leaves a negative
// amount. It fails as [Amount.MulRound] does.
func (a Amount) MinusPercent(p decimal.Decimal, r Rounding) (Amount, error) {
	b, err := a.percentMore(p, true, r)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: %v minus %s per cent: %w", a, describe(p), err)
	}
	return b, nil
}

func (a Amount) percentMore(p decimal.Decimal, less bool, r Rounding) (Amount, error) {
	n, err := numberOf(p)
	if err != nil {
		return Amount{}, err
	}
	if less {
		n = n.neg()
	}
	return a.scaled(addNumbers(hundred, n), hundred, r, a.cur)
}

// WithoutPercent returns the amount that with p per cent on top is a,
// a·100/(100+p), rounded once by r: the net of a gross price that includes 19
// per cent tax. The tax is the rest, by [Amount.Sub].
//
// WithoutPercent returns an error if:
//   - p is -100 ([ErrDivision]): nothing would be left of any amount;
//   - p or the result has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) WithoutPercent(p decimal.Decimal, r Rounding) (Amount, error) {
	n, err := numberOf(p)
	if err == nil {
		var b Amount
		if b, err = a.scaled(hundred, addNumbers(hundred, n), r, a.cur); err == nil {
			return b, nil
		}
	}
	return Amount{}, fmt.Errorf("currency: %v without %s per cent on top: %w", a, describe(p), err)
}

var hundred = number{units: 100}

// PercentOf returns what percentage of b a is, a·100/b, rounded once by r:
// margin.PercentOf(revenue, Rounding{Digits: To(1)}) is 23.5. As a percentage
// has no minor unit, r must name the digits.
//
// PercentOf returns an error if:
//   - the currencies differ ([*MismatchError]) and neither is the zero Amount;
//   - b is zero ([ErrDivision]);
//   - r is not valid or names no digits ([ErrRounding]);
//   - the result has more than 34 digits ([ErrRange]).
func (a Amount) PercentOf(b Amount, r Rounding) (decimal.Decimal, error) {
	p, err := a.percentOf(b, r)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("currency: %v in per cent of %v: %w", a, b, err)
	}
	return p.decimal(), nil
}

var errNoDigits = fmt.Errorf("%w: a percentage has no minor unit, so its digits must be named", ErrRounding)

func (a Amount) percentOf(b Amount, r Rounding) (number, error) {
	if _, err := common(a, b); err != nil {
		return number{}, err
	}
	g, err := r.grid(0)
	switch {
	case err != nil:
		return number{}, errors.Unwrap(err)
	case r.Digits == 0:
		return number{}, errNoDigits
	case b.IsZero():
		return number{}, ErrDivision
	}
	p := g.mulDiv(a.number(), hundred, b.number())
	if !p.inDomain() {
		return number{}, ErrRange
	}
	return p, nil
}
