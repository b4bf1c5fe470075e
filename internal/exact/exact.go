// Package exact holds the integer steps below the money arithmetic: products
// and quotients of 128 bits and powers of ten, and the text of decimals. Every
// function reports when a result does not fit, so that a caller can go on with
// math/big; none rounds.
package exact

import "math/bits"

// MaxPow10 is the largest power of ten that a uint64 holds: 10^19.
const MaxPow10 = 19

var pow10 = [MaxPow10 + 1]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// Pow10 returns 10^n; ok is false if n is negative or the power does not fit.
func Pow10(n int) (p uint64, ok bool) {
	if uint(n) > MaxPow10 {
		return 0, false
	}
	return pow10[n], true
}

// Mul returns a·b; ok is false if the product does not fit.
func Mul(a, b uint64) (p uint64, ok bool) {
	hi, lo := bits.Mul64(a, b)
	return lo, hi == 0
}

// Mul128 returns (hi, lo)·b; ok is false if the product does not fit 128 bits.
func Mul128(hi, lo, b uint64) (h, l uint64, ok bool) {
	h, l = bits.Mul64(lo, b)
	over, top := bits.Mul64(hi, b)
	h, carry := bits.Add64(h, top, 0)
	return h, l, over == 0 && carry == 0
}

// QuoRem returns quotient and remainder of (hi, lo)/d; ok is false if d is
// zero or the quotient does not fit.
func QuoRem(hi, lo, d uint64) (q, r uint64, ok bool) {
	if hi >= d {
		return 0, 0, false
	}
	if hi == 0 {
		return lo / d, lo % d, true
	}
	q, r = bits.Div64(hi, lo, d)
	return q, r, true
}

// CmpHalf compares the remainder r of a division by d with d/2: -1 below,
// 0 exactly half, +1 above. It needs r < d.
func CmpHalf(r, d uint64) int {
	// r against d-r instead of 2r against d: 2r may overflow.
	switch rest := d - r; {
	case r < rest:
		return -1
	case r > rest:
		return +1
	}
	return 0
}

// Abs returns the magnitude of n, of the smallest int64 too.
func Abs(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Signed returns m with a sign; ok is false if it does not fit an int64.
func Signed(m uint64, negative bool) (n int64, ok bool) {
	if negative {
		return -int64(m), m <= 1<<63
	}
	return int64(m), m < 1<<63
}
