package currency

import (
	"math/big"
	"math/bits"

	"github.com/landedhq/landed/internal/exact"
)

// Each rounding operation of this package is one quotient n·x/y, exact and
// then rounded once. There are three ways to it, with the same result: quotient
// for the figures and the rounding of nearly every shop, quotientAny for all
// roundings in 128 bits, and mulDivBig for the rest.

// quotient returns n·x/y·10^shift, rounded by m to a multiple of increment,
// where 0 stands for 1. It answers only if the figures fit: the numerator 128
// bits, the denominator 64, the result an int64; not for a y of zero, an
// unknown mode or a negative increment.
//
// This is the path that must be fast. It takes and returns bare words, which
// stay in registers, does what is usual, half up to whole units, and leaves all
// else to a call that comes last, so that nothing is kept for it.
func quotient(n, x, y int64, shift int, m Mode, increment int64) (units int64, ok bool) {
	num, den := exact.Abs(x), exact.Abs(y)
	var over uint64
	if shift <= 0 {
		p, ok := exact.Pow10(-shift)
		if !ok {
			return 0, false
		}
		over, den = bits.Mul64(den, p)
	} else {
		p, ok := exact.Pow10(shift)
		if !ok {
			return 0, false
		}
		over, num = bits.Mul64(num, p)
	}
	hi, lo := bits.Mul64(exact.Abs(n), num)
	if over != 0 || hi >= den || m != HalfUp || increment != 0 {
		return quotientAny(n, x, y, shift, m, increment)
	}
	down, rest := bits.Div64(hi, lo, den)
	q := down + carryHalfUp(rest, den)
	sign := (n ^ x ^ y) >> 63                           // 0 or -1
	return (int64(q) ^ sign) - sign, int64(down|q) >= 0 // the step may wrap to 0
}

// quotientAny is quotient for all modes and increments, and for numerators of
// which n·x fits 64 bits but x·10^shift does not.
func quotientAny(n, x, y int64, shift int, m Mode, increment int64) (units int64, ok bool) {
	up, ok1 := exact.Pow10(max(shift, 0))
	down, ok2 := exact.Pow10(max(-shift, 0))
	step := uint64(max(increment, 1))
	if !ok1 || !ok2 || m > Floor || increment < 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(exact.Abs(n), exact.Abs(x))
	hi, lo, ok1 = exact.Mul128(hi, lo, up)
	den, ok2 := exact.Mul(exact.Abs(y), down)
	den, ok3 := exact.Mul(den, step)
	q, rest, ok := exact.QuoRem(hi, lo, den)
	if !ok || !ok1 || !ok2 || !ok3 || q > 1<<63 { // beyond an int64, and far from wrapping
		return 0, false
	}
	negative := n^x^y < 0
	q, ok = exact.Mul(q+m.carry(q, rest, den, negative), step)
	if !ok {
		return 0, false
	}
	return exact.Signed(q, negative && q != 0)
}

// mulDiv returns n·x/y, rounded once to the grid. y must not be zero.
func (g grid) mulDiv(n, x, y number) number {
	if n.big == nil && x.big == nil && y.big == nil {
		shift := int(g.scale + y.scale - n.scale - x.scale)
		if units, ok := quotient(n.units, x.units, y.units, shift, g.mode, int64(g.increment)); ok {
			return number{units: units, scale: g.scale}
		}
	}
	return g.mulDivBig(n, x, y)
}

func (g grid) mulDivBig(n, x, y number) number {
	num := new(big.Int).Mul(n.value(), x.value())
	den := new(big.Int).Mul(y.value(), new(big.Int).SetUint64(g.increment))
	if shift := int(g.scale + y.scale - n.scale - x.scale); shift < 0 {
		den.Mul(den, bigPow10(-shift))
	} else {
		num.Mul(num, bigPow10(shift))
	}
	negative := num.Sign() != 0 && (num.Sign() < 0) != (den.Sign() < 0)
	q, r := num.Abs(num).QuoRem(num, den.Abs(den), new(big.Int))
	if r.Sign() != 0 {
		half := r.Lsh(r, 1).Cmp(den)
		if g.mode.away(half, q.Bit(0) != 0, negative) {
			q.Add(q, big.NewInt(1))
		}
	}
	q.Mul(q, new(big.Int).SetUint64(g.increment))
	if negative {
		q.Neg(q)
	}
	return number{big: q, scale: g.scale}.narrow()
}

// divNumbers returns n/x exactly; ok is false if the quotient has no end. x must
// not be zero.
//
// A decimal quotient that ends needs at most as many digits more as the divisor
// has factors 2 or factors 5, whichever are more; with so many, one division
// without remainder shows that it ends.
func divNumbers(n, x number) (q number, ok bool) {
	if n.big == nil && x.big == nil {
		if units, digits, ok := divSmall(n.units, x.units); ok {
			return number{units: units, scale: n.scale - x.scale + int32(digits)}, true
		}
	}
	digits := x.value().BitLen() // more factors there cannot be
	num := new(big.Int).Mul(n.value(), bigPow10(digits))
	v, rest := num.QuoRem(num, x.value(), new(big.Int))
	return number{big: v, scale: n.scale - x.scale + int32(digits)}, rest.Sign() == 0
}

// divSmall returns n·10^digits/x, if that is whole and fits.
func divSmall(n, x int64) (units int64, digits int, ok bool) {
	twos, fives := bits.TrailingZeros64(exact.Abs(x)), 0
	for rest := exact.Abs(x); rest%5 == 0; rest /= 5 {
		fives++
	}
	digits = max(twos, fives)
	p, ok := exact.Pow10(digits)
	if !ok {
		return 0, 0, false
	}
	hi, lo := bits.Mul64(exact.Abs(n), p)
	q, rest, ok := exact.QuoRem(hi, lo, exact.Abs(x))
	if !ok || rest != 0 {
		return 0, 0, false
	}
	units, ok = exact.Signed(q, n^x < 0 && n != 0)
	return units, digits, ok
}
