package pricing

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// factor is an exact ratio by which minor units are multiplied.
type factor struct{ num, den uint64 }

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
	return factor{r.Num().Uint64(), r.Denom().Uint64()}, true
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
func (f factor) times(n int64) (int64, bool) {
	q, r, ok := f.parts(n)
	if r >= f.den-r {
		q++
	}
	return int64(q), ok && q <= maxQuick
}

// parts are the whole part and the remainder of n × f.
func (f factor) parts(n int64) (q, r uint64, ok bool) {
	hi, lo := bits.Mul64(uint64(n), f.num)
	if hi == 0 {
		return lo / f.den, lo % f.den, true
	}
	if hi >= f.den {
		return 0, 0, false
	}
	q, r = bits.Div64(hi, lo, f.den)
	return q, r, true
}
