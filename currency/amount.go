package currency

import (
	"cmp"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// Amount is an exact amount of money in one currency. It may be finer than the
// minor unit: 0.0125 USD is an Amount. It holds at most 34 significant digits,
// at most 34 of them after the point; what would go beyond is an error.
//
// An Amount is a value of 24 bytes and immutable, so it may be shared between
// goroutines. It is canonical: as few digits after the point as hold the value,
// but not fewer than the currency's minor unit. Equal amounts whose digits fit
// an int64 (any below 92 quadrillion EUR to the cent) are therefore == and may
// be keys of maps; beyond that, use [Amount.Equal].
//
// The zero Amount has no currency. It is neutral in addition, so that a sum can
// start from it, and counts as zero of any currency in comparisons.
type Amount struct {
	units int64    // the value is units / 10^scale
	big   *big.Int // in place of units where an int64 does not hold it
	cur   Code
	scale uint8
}

// FromMinor returns an amount of minor units: FromMinor(1234, EUR) is 12.34 EUR
// and FromMinor(1234, JPY) is 1234 JPY.
func FromMinor(minor int64, c Code) Amount {
	return Amount{units: minor, cur: c, scale: uint8(c.Digits())}
}

// FromDecimal returns the amount d in currency c, exactly.
//
// FromDecimal returns an error if:
//   - d has more than 34 significant digits, or more than 34 after the point
//     ([ErrRange]); an exponent beyond that is refused before any arithmetic;
//   - c is the zero Code and d is not zero ([ErrUnknownCode]).
func FromDecimal(d decimal.Decimal, c Code) (Amount, error) {
	n, err := numberOf(d)
	if err == nil {
		var a Amount
		if a, err = settle(n, c); err == nil && (c != 0 || n.sign() == 0) {
			return a, nil
		}
	}
	if err == nil {
		err = errNoCode
	}
	return Amount{}, fmt.Errorf("currency: amount from %s: %w", describe(d), err)
}

var errNoCode error = &CodeError{Reason: "an amount other than zero needs a currency"}

// settle makes n a canonical amount in c.
func settle(n number, c Code) (Amount, error) {
	digits := int32(c.Digits())
	if n.big == nil {
		if n.scale != digits {
			n = n.trim(digits)
		}
		if n.scale == digits {
			return Amount{units: n.units, cur: c, scale: uint8(digits)}, nil
		}
		if n.scale > digits && n.scale <= maxScale {
			return Amount{units: n.units, cur: c, scale: uint8(n.scale)}, nil
		}
		if p, ok := exact.Pow10(int(digits - n.scale)); ok {
			if units, ok := addScaled(0, n.units, p); ok {
				return Amount{units: units, cur: c, scale: uint8(digits)}, nil
			}
		}
	}
	return settleBig(n, c)
}

func settleBig(n number, c Code) (Amount, error) {
	digits := int32(c.Digits())
	if n.scale < digits {
		n = number{big: new(big.Int).Mul(n.value(), bigPow10(int(digits-n.scale))), scale: digits}
	}
	n = n.trim(digits).narrow()
	if !n.inDomain() {
		return Amount{}, ErrRange
	}
	return Amount{units: n.units, big: n.big, cur: c, scale: uint8(n.scale)}, nil
}

func (a Amount) number() number {
	return number{units: a.units, big: a.big, scale: int32(a.scale)}
}

// Currency returns the currency of a, the zero Code for the zero Amount.
func (a Amount) Currency() Code { return a.cur }

// Sign returns -1, 0 or +1.
func (a Amount) Sign() int { return a.number().sign() }

// IsZero reports whether the value of a is zero, in whatever currency.
func (a Amount) IsZero() bool { return a.units == 0 && a.big == nil }

// Neg returns -a.
func (a Amount) Neg() Amount {
	n := a.number().neg()
	return Amount{units: n.units, big: n.big, cur: a.cur, scale: a.scale}
}

// Abs returns a without its sign.
func (a Amount) Abs() Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// neutral reports whether a is the zero Amount, which goes with any currency.
func (a Amount) neutral() bool { return a == Amount{} }

// common returns the currency of two amounts.
func common(a, b Amount) (Code, error) {
	switch {
	case a.cur == b.cur, b.neutral():
		return a.cur, nil
	case a.neutral():
		return b.cur, nil
	}
	return 0, &MismatchError{A: a.cur, B: b.cur}
}

// Add returns a + b, exactly.
//
// Add returns an error if:
//   - the currencies differ ([*MismatchError]) and neither is the zero Amount;
//   - the sum has more than 34 digits ([ErrRange]).
func (a Amount) Add(b Amount) (Amount, error) {
	if a.cur == b.cur && a.scale == b.scale && a.big == nil && b.big == nil {
		sum := a.units + b.units
		if (a.units < 0) != (b.units < 0) || (sum < 0) == (a.units < 0) {
			if int(a.scale) == a.cur.Digits() {
				return Amount{units: sum, cur: a.cur, scale: a.scale}, nil
			}
			return settle(number{units: sum, scale: int32(a.scale)}, a.cur)
		}
	}
	return a.add(b)
}

// add is Add for all amounts.
func (a Amount) add(b Amount) (Amount, error) {
	sum, err := addAmounts(a, b)
	if err != nil {
		return Amount{}, fmt.Errorf("currency: add %v and %v: %w", a, b, err)
	}
	return sum, nil
}

// Sub returns a - b, exactly. It fails as [Amount.Add] does.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.cur == b.cur && a.scale == b.scale && int(a.scale) == a.cur.Digits() && a.big == nil && b.big == nil {
		diff := a.units - b.units
		if (a.units < 0) == (b.units < 0) || (diff < 0) == (a.units < 0) {
			return Amount{units: diff, cur: a.cur, scale: a.scale}, nil
		}
	}
	return a.sub(b)
}

// sub is Sub for all amounts.
func (a Amount) sub(b Amount) (Amount, error) {
	diff, err := addAmounts(a, b.Neg())
	if err != nil {
		return Amount{}, fmt.Errorf("currency: subtract %v from %v: %w", b, a, err)
	}
	return diff, nil
}

func addAmounts(a, b Amount) (Amount, error) {
	c, err := common(a, b)
	if err != nil {
		return Amount{}, err
	}
	return settle(addNumbers(a.number(), b.number()), c)
}

// Cmp compares the values of a and b: -1 if a is less, 0 if they are equal, +1
// if a is greater. It returns a [*MismatchError] if the currencies differ and
// neither is the zero Amount.
func (a Amount) Cmp(b Amount) (int, error) {
	if a.cur == b.cur && a.scale == b.scale && a.big == nil && b.big == nil {
		return cmp.Compare(a.units, b.units), nil
	}
	return a.cmp(b)
}

func (a Amount) cmp(b Amount) (int, error) {
	if _, err := common(a, b); err != nil {
		return 0, fmt.Errorf("currency: compare %v with %v: %w", a, b, err)
	}
	return cmpNumbers(a.number(), b.number()), nil
}

// Equal reports whether a and b have the same currency and value. The zero
// Amount equals only itself.
func (a Amount) Equal(b Amount) bool {
	if a.big == nil || b.big == nil {
		return a == b
	}
	return a.cur == b.cur && a.scale == b.scale && a.big.Cmp(b.big) == 0
}

// Decimal returns the value of a, with as many digits after the point as a
// has, at least those of the minor unit.
func (a Amount) Decimal() decimal.Decimal { return a.number().decimal() }

// Minor returns a in minor units: 1234 for 12.34 EUR.
//
// Minor returns an error if:
//   - a is finer than the minor unit ([ErrInexact]); round it first;
//   - the number does not fit an int64 ([ErrRange]).
func (a Amount) Minor() (int64, error) {
	if int(a.scale) > a.cur.Digits() {
		return 0, fmt.Errorf("currency: %v in minor units: %w", a, ErrInexact)
	}
	if a.big != nil {
		return 0, fmt.Errorf("currency: %v in minor units: %w", a, ErrRange)
	}
	return a.units, nil
}
