package currency

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// maxParts is the most parts that Split makes: its argument is a mere number,
// and may come from outside.
const maxParts = 100_000

// inlineParts is the number of parts up to which an allocation needs no memory
// but its result.
const inlineParts = 16

// Allocate divides a by weights without losing anything: each part is the exact
// share cut down, towards zero, to the grid of r, and what is left over goes,
// one grid step at a time, to the parts with the largest remainders (ties to
// the lower index). The method is that of the largest remainder, after Hare and
// Niemeyer. A part of weight zero is zero. The parts of -a are those of a,
// negated.
//
// If a itself is not on the grid, the piece that is smaller than a step goes
// whole to the part that is next in line for a step; all other parts are on the
// grid. So the parts always add up to a exactly. The mode of r is not used.
//
// Allocate returns an error if:
//   - there are no weights, or all are zero while a is not ([ErrAllocation]);
//   - a weight is negative ([ErrAllocation]);
//   - a weight, or a part on the grid of r, has more than 34 digits
//     ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) Allocate(weights []decimal.Decimal, r Rounding) ([]Amount, error) {
	var buf [inlineParts]number
	ws := buf[:0]
	for i, w := range weights {
		n, err := numberOf(w)
		if err != nil {
			return nil, fmt.Errorf("currency: allocate %v: weight %d, %s: %w", a, i, describe(w), err)
		}
		ws = append(ws, n)
	}
	parts, err := a.allocate(ws, r)
	if err != nil {
		return nil, fmt.Errorf("currency: allocate %v: %w", a, err)
	}
	return parts, nil
}

// AllocateBy divides a in proportion to the weights, as [Amount.Allocate] does;
// a discount by the totals of the lines, for example. The weights are in one
// currency, which need not be that of a. AllocateBy fails as Allocate does, and
// with a [*MismatchError] if the weights are in different currencies.
func (a Amount) AllocateBy(weights []Amount, r Rounding) ([]Amount, error) {
	var buf [inlineParts]number
	ws := buf[:0]
	var first Amount
	for i, w := range weights {
		if _, err := common(first, w); err != nil {
			return nil, fmt.Errorf("currency: allocate %v: weight %d: %w", a, i, err)
		}
		if first.cur == 0 {
			first = w
		}
		ws = append(ws, w.number())
	}
	parts, err := a.allocate(ws, r)
	if err != nil {
		return nil, fmt.Errorf("currency: allocate %v: %w", a, err)
	}
	return parts, nil
}

// Split divides a into n parts that are as equal as the grid of r allows; the
// first ones get what is over. It is [Amount.Allocate] with equal weights.
//
// Split returns an error if:
//   - n is not between 1 and 100,000 ([ErrAllocation]);
//   - a part on the grid of r has more than 34 digits ([ErrRange]);
//   - r is not valid ([ErrRounding]).
func (a Amount) Split(n int, r Rounding) ([]Amount, error) {
	if n < 1 || n > maxParts {
		return nil, fmt.Errorf("currency: split %v into %d: want 1 to %d parts: %w", a, n, maxParts, ErrAllocation)
	}
	var buf [inlineParts]number
	ws := buf[:0]
	for range n {
		ws = append(ws, one)
	}
	parts, err := a.allocate(ws, r)
	if err != nil {
		return nil, fmt.Errorf("currency: split %v into %d: %w", a, n, err)
	}
	return parts, nil
}

func (a Amount) allocate(ws []number, r Rounding) ([]Amount, error) {
	g, err := r.grid(a.cur)
	if err != nil {
		return nil, err
	}
	positive := false
	for i, w := range ws {
		if w.sign() < 0 {
			return nil, fmt.Errorf("weight %d is negative: %w", i, ErrAllocation)
		}
		positive = positive || w.sign() > 0
	}
	switch {
	case len(ws) == 0:
		return nil, fmt.Errorf("no weights: %w", ErrAllocation)
	case a.IsZero():
		parts := make([]Amount, len(ws))
		for i := range parts {
			parts[i] = a
		}
		return parts, nil
	case !positive:
		return nil, fmt.Errorf("all weights are zero: %w", ErrAllocation)
	}
	if parts, ok := g.allocateFast(a, ws); ok {
		return parts, nil
	}
	return g.allocateBig(a, ws)
}

// remainder is what the cut took from a part, in units that are the same for
// all parts.
type remainder struct {
	units uint64
	part  int32
}

// byLargest sorts the largest remainder to the front, ties by index.
func byLargest(r, s remainder) int {
	switch {
	case r.units > s.units:
		return -1
	case r.units < s.units:
		return +1
	}
	return int(r.part - s.part)
}

// allocateFast is allocateBig for a grid and weights of 64 bits; ok is false
// if something does not fit.
func (g grid) allocateFast(a Amount, ws []number) (parts []Amount, ok bool) {
	if a.big != nil || int32(a.scale) < g.scale {
		return nil, false
	}
	step, ok := exact.Pow10(int(int32(a.scale) - g.scale))
	if !ok {
		return nil, false
	}
	if step, ok = exact.Mul(step, g.increment); !ok {
		return nil, false
	}
	var weightBuf [inlineParts]uint64
	weights, total, ok := commonWeights(ws, weightBuf[:0])
	if !ok {
		return nil, false
	}
	// The share of a part is units·w/total, of which the grid holds the
	// multiples of step: the quotient of units·w by d counts the steps.
	d, ok := exact.Mul(step, total)
	if !ok {
		return nil, false
	}
	var restBuf [inlineParts]remainder
	rests := restBuf[:0]
	units := exact.Abs(a.units)
	left := units
	parts = make([]Amount, len(ws))
	for i, w := range weights {
		hi, lo := bits.Mul64(units, w)
		q, rest, ok := exact.QuoRem(hi, lo, d)
		if !ok {
			return nil, false
		}
		parts[i] = Amount{units: int64(q * step), cur: a.cur, scale: a.scale} // at most units
		left -= q * step
		if rest != 0 {
			rests = append(rests, remainder{rest, int32(i)})
		}
	}
	if left != 0 {
		slices.SortFunc(rests, byLargest)
		for _, r := range rests {
			give := min(left, step)
			parts[r.part].units += int64(give)
			if left -= give; left == 0 {
				break
			}
		}
	}
	return finishParts(parts, a.units < 0), true
}

// finishParts gives the parts, which are magnitudes, their sign and canonical
// form.
func finishParts(parts []Amount, negative bool) []Amount {
	for i, p := range parts {
		if negative {
			p.units = -p.units
		}
		if int(p.scale) != p.cur.Digits() {
			// Trimming a number that fits cannot fail.
			p, _ = settle(p.number(), p.cur)
		}
		parts[i] = p
	}
	return parts
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
		if w.scale != scale {
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

// steps cuts n to the grid: |n| is q steps and rest, both counted in units of
// the finer of the two scales; step is one step in these units.
func (g grid) steps(n number) (q, rest *big.Int, step number) {
	step = number{big: new(big.Int).SetUint64(g.increment), scale: max(n.scale, g.scale)}
	step.big.Mul(step.big, bigPow10(int(step.scale-g.scale)))
	units := new(big.Int).Abs(n.value())
	units.Mul(units, bigPow10(int(step.scale-n.scale)))
	q, rest = units.QuoRem(units, step.big, new(big.Int))
	return q, rest, step
}

// sharer makes the parts of an amount.
type sharer struct {
	a    Amount
	step number
}

// part returns q steps and the rest, if any, with the sign of the whole.
func (s sharer) part(q, rest *big.Int) (Amount, error) {
	v := new(big.Int).Mul(q, s.step.big)
	if rest != nil {
		v.Add(v, rest)
	}
	if s.a.Sign() < 0 {
		v.Neg(v)
	}
	return settle(number{big: v, scale: s.step.scale}.narrow(), s.a.cur)
}

func (g grid) allocateBig(a Amount, ws []number) ([]Amount, error) {
	weights, total := commonBigWeights(ws)
	q, rest, step := g.steps(a.number())
	whole := new(big.Int).Mul(q, step.big)
	whole.Add(whole, rest)
	d := new(big.Int).Mul(step.big, total)

	quotients := make([]*big.Int, len(ws))
	remainders := make([]*big.Int, len(ws))
	order := make([]int, 0, len(ws))
	left := q
	for i, w := range weights {
		share := new(big.Int).Mul(whole, w)
		quotients[i], remainders[i] = share.QuoRem(share, d, new(big.Int))
		left.Sub(left, quotients[i])
		if remainders[i].Sign() != 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		if c := remainders[j].Cmp(remainders[i]); c != 0 {
			return c
		}
		return i - j
	})
	// left is below the number of remainders, because each is less than a step.
	extra := int(left.Int64())
	for _, i := range order[:extra] {
		quotients[i].Add(quotients[i], big.NewInt(1))
	}
	last := -1
	if rest.Sign() != 0 {
		last = order[extra]
	}
	share := sharer{a: a, step: step}
	parts := make([]Amount, len(ws))
	for i := range parts {
		var err error
		if i == last {
			parts[i], err = share.part(quotients[i], rest)
		} else {
			parts[i], err = share.part(quotients[i], nil)
		}
		if err != nil {
			return nil, err
		}
	}
	return parts, nil
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
