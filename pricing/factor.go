package pricing

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// factor is an exact ratio by which minor units are multiplied.
type factor struct {
	num, den uint64
	// whole + part / 2^64 is num / den, too high by less than 1 / 2^64. The
	// product of upto minor units or fewer is then too high by less than
	// 1 / 2·den, and both it and a half are multiples of that: it rounds to what
	// the exact one does.
	whole      int64
	part, upto uint64
}

// factorOf is num / den, and whether it is one that minor units can be
// multiplied by.
func factorOf(num, den *big.Rat) (f factor, ok bool) {
	if den.Sign() <= 0 || num.Sign() < 0 {
		return f, false
	}
	r := new(big.Rat).Quo(num, den)
	if r.Num().BitLen() > 62 || r.Denom().BitLen() > 62 {
		return f, false
	}
	f = factor{num: r.Num().Uint64(), den: r.Denom().Uint64()}
	f.whole = int64(f.num / f.den)
	part, rest := bits.Div64(f.num%f.den, 0, f.den)
	if rest > 0 {
		part++
	}
	f.part, f.upto = part, min(1<<63/f.den, maxQuick/uint64(f.whole+1))
	return f, true
}

// percentFactor is percent / whole of a hundred: 19/100, or 19/119 of a gross.
func percentFactor(percent, whole decimal.Decimal) (factor, bool) {
	return factorOf(percent.Rat(), whole.Rat())
}

// maxQuick bounds the minor units that are reckoned in 64 bits: sums of a few
// of them do not overflow.
const maxQuick = math.MaxInt64 >> 8

// times is n × f, rounded half up, of n that is not negative. It is not ok
// beyond maxQuick.
func (f *factor) times(n int64) (int64, bool) {
	if product, ok := f.quick(n); ok {
		return product, true
	}
	return f.divide(n)
}

// quick is times of up to upto minor units, and not ok beyond.
func (f *factor) quick(n int64) (product int64, ok bool) {
	hi, lo := bits.Mul64(uint64(n), f.part)
	return n*f.whole + int64(hi+lo>>63), uint64(n) <= f.upto
}

// divide is times by a division.
func (f *factor) divide(n int64) (product int64, ok bool) {
	hi, lo := bits.Mul64(uint64(n), f.num)
	if hi >= f.den {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, f.den)
	if r >= f.den-r {
		q++
	}
	return int64(q), q <= maxQuick
}
