package currency

import (
	"math/big"
	"math/bits"
	"slices"

	"github.com/landedhq/landed/internal/exact"
)

// division is an amount that is not zero on its way into parts. The weights are
// not negative, and at least one is positive.
type division struct {
	whole   Amount
	weights []number
	order   order
	grid    grid
	method  Method
}

// room is where n parts are put: after those in into, which has the capacity
// unless it is nil.
func room(into []Amount, n int) []Amount {
	if into == nil {
		return make([]Amount, n)
	}
	return into[len(into) : len(into)+n]
}

// claim is the claim of a part to a left-over step.
type claim struct {
	remainder uint64 // what the cut took, in units that are the same for all
	place     int    // in the line
}

// byLargest sorts the largest remainder to the front, ties by place.
func byLargest(c, d claim) int {
	switch {
	case c.remainder > d.remainder:
		return -1
	case c.remainder < d.remainder:
		return +1
	}
	return c.place - d.place
}

// fast is exact for a grid and weights of 64 bits; ok is false if something
// does not fit.
func (d *division) fast(into []Amount) (parts []Amount, rest Amount, ok bool) {
	units, step, scale, ok := d.units()
	if !ok {
		return nil, Amount{}, false
	}
	var weightBuf [inlineParts]uint64
	weights, total, ok := commonWeights(d.weights, weightBuf[:0])
	if !ok {
		return nil, Amount{}, false
	}
	// The share of a part is units·w/total, of which the grid holds the
	// multiples of step: the quotient of units·w by divisor counts the steps.
	divisor, ok := exact.Mul(step, total)
	if !ok {
		return nil, Amount{}, false
	}
	var claimBuf [inlineParts]claim
	claims := claimBuf[:0]
	left := units
	parts = room(into, len(weights))
	for k := range weights {
		i := d.order.at(k)
		hi, lo := bits.Mul64(units, weights[i])
		q, remainder, ok := exact.QuoRem(hi, lo, divisor)
		if !ok {
			return nil, Amount{}, false
		}
		parts[i] = Amount{units: int64(q * step), cur: d.whole.cur, scale: scale} // at most units
		left -= q * step
		if d.method == LargestRemainder && remainder != 0 || d.method == ToFirst && weights[i] != 0 {
			claims = append(claims, claim{remainder, k})
		}
	}
	if left != 0 && d.method == LargestRemainder {
		slices.SortFunc(claims, byLargest)
	}
	// Less is left than there are claims times step: KeepRest has none.
	for _, c := range claims {
		if left == 0 {
			break
		}
		give := min(left, step)
		parts[d.order.at(c.place)].units += int64(give)
		left -= give
	}
	rest = Amount{units: int64(left), cur: d.whole.cur, scale: scale}
	if d.whole.units >= 0 && int(scale) == d.whole.cur.Digits() {
		return parts, rest, true
	}
	for i, p := range parts {
		parts[i] = d.finish(p)
	}
	return parts, d.finish(rest), true
}

// units returns the magnitude of the whole and a step of the grid in units of
// the finer of the two.
func (d *division) units() (units, step uint64, scale uint8, ok bool) {
	a, g := d.whole, d.grid
	units, step = exact.Abs(a.units), g.increment
	shift := int32(a.scale) - g.scale
	p, ok := exact.Pow10(int(max(shift, -shift)))
	if !ok || a.big != nil {
		return 0, 0, 0, false
	}
	if shift >= 0 {
		step, ok = exact.Mul(step, p)
		return units, step, a.scale, ok
	}
	if units, ok = exact.Mul(units, p); !ok {
		return 0, 0, 0, false
	}
	_, ok = exact.Signed(units, false) // of either sign: -1<<63 is no multiple of ten
	return units, step, uint8(g.scale), ok
}

// finish gives a magnitude its sign and canonical form.
func (d *division) finish(p Amount) Amount {
	if d.whole.units < 0 {
		p.units = -p.units
	}
	if int(p.scale) != p.cur.Digits() {
		// Trimming a number that fits cannot fail; one that is too coarse for
		// the currency cannot be here, as the whole is not.
		p, _ = settle(p.number(), p.cur)
	}
	return p
}

// commonWeights brings the weights to one scale and returns them with their
// total.
func commonWeights(ws []number, buf []uint64) (weights []uint64, total uint64, ok bool) {
	scale := int32(0)
	for _, w := range ws {
		if w.big != nil {
			return nil, 0, false
		}
		scale = max(scale, w.scale)
	}
	for _, w := range ws {
		n := uint64(w.units)
		if w.scale != scale && n != 0 {
			p, ok := exact.Pow10(int(scale - w.scale))
			if !ok {
				return nil, 0, false
			}
			if n, ok = exact.Mul(n, p); !ok {
				return nil, 0, false
			}
		}
		if total += n; total < n {
			return nil, 0, false
		}
		buf = append(buf, n)
	}
	return buf, total, true
}

// bigClaim is a claim for remainders beyond 64 bits.
type bigClaim struct {
	remainder *big.Int
	place     int
}

func byLargestBig(c, d bigClaim) int {
	if cmp := d.remainder.Cmp(c.remainder); cmp != 0 {
		return cmp
	}
	return c.place - d.place
}

// exact divides by math/big.
func (d *division) exact(into []Amount) (parts []Amount, rest Amount, err error) {
	weights, total := commonBigWeights(d.weights)
	left, step := d.bigUnits()
	units := new(big.Int).Set(left)
	divisor := new(big.Int).Mul(step.big, total)

	shares := make([]*big.Int, len(weights))
	var claims []bigClaim
	for k := range weights {
		i := d.order.at(k)
		share := new(big.Int).Mul(units, weights[i])
		remainder := new(big.Int)
		share.QuoRem(share, divisor, remainder)
		shares[i] = share.Mul(share, step.big)
		left.Sub(left, share)
		if d.method == LargestRemainder && remainder.Sign() != 0 || d.method == ToFirst && weights[i].Sign() != 0 {
			claims = append(claims, bigClaim{remainder, k})
		}
	}
	if left.Sign() != 0 && d.method == LargestRemainder {
		slices.SortFunc(claims, byLargestBig)
	}
	for _, c := range claims {
		if left.Sign() == 0 {
			break
		}
		give := step.big
		if left.Cmp(give) < 0 {
			give = new(big.Int).Set(left)
		}
		share := shares[d.order.at(c.place)]
		share.Add(share, give)
		left.Sub(left, give)
	}
	parts = room(into, len(shares))
	for i, share := range shares {
		if parts[i], err = d.amount(share, step.scale); err != nil {
			return nil, Amount{}, err
		}
	}
	rest, err = d.amount(left, step.scale)
	return parts, rest, err
}

// bigUnits is units for any amount and grid; the step carries the scale.
func (d *division) bigUnits() (units *big.Int, step number) {
	n := d.whole.number()
	step = number{big: new(big.Int).SetUint64(d.grid.increment), scale: max(n.scale, d.grid.scale)}
	step.big.Mul(step.big, bigPow10(int(step.scale-d.grid.scale)))
	units = new(big.Int).Abs(n.value())
	return units.Mul(units, bigPow10(int(step.scale-n.scale))), step
}

// amount gives a magnitude the sign of the whole; it takes v over.
func (d *division) amount(v *big.Int, scale int32) (Amount, error) {
	if d.whole.Sign() < 0 {
		v.Neg(v)
	}
	return settle(number{big: v, scale: scale}.narrow(), d.whole.cur)
}

func commonBigWeights(ws []number) (weights []*big.Int, total *big.Int) {
	scale := int32(0)
	for _, w := range ws {
		scale = max(scale, w.scale)
	}
	total = new(big.Int)
	weights = make([]*big.Int, len(ws))
	for i, w := range ws {
		weights[i] = new(big.Int).Mul(w.value(), bigPow10(int(scale-w.scale)))
		total.Add(total, weights[i])
	}
	return weights, total
}
