package pricing

import (
	"cmp"
	"math"
)

// sawtooth is a margin that bears levies in the full steps that customs leave of
// a declaration: it grows with the net, and falls where the next step begins.
// Levies never fall while the net grows, so that between two nets no margin is
// above that of the higher one under the levies of the lower one, and none is
// below that of the lower one under those of the higher one. What cannot hold
// the target by these bounds is not looked at.
type sawtooth struct {
	s     *solver
	slack int64 // by which shares that are rounded each by itself pass the bounds
	floor int64 // least margin of which the lowest is looked for
	left  int   // nets that may still be looked at
	err   error
}

// maxTeeth bounds the teeth in which a margin is looked for, and maxToothNets the
// nets that are looked at, each for the target, the lowest and the highest: levies
// of just what the net grows by have a tooth at one height for each thousand of a
// currency.
const (
	maxTeeth     = 64
	maxToothNets = 1024
)

func (s *solver) sawtooth(b *band) *sawtooth {
	t := &sawtooth{s: s, floor: math.MinInt64, left: maxToothNets}
	if len(s.c.goods) > 1 {
		t.slack = (max(b.low.rounded, b.high.rounded) + int64(len(s.c.goods))) * s.minor
	}
	return t
}

func (t *sawtooth) look(steps int64) *probe {
	t.left--
	p, _ := t.s.look(steps, nil)
	t.err = cmp.Or(t.err, p.err)
	return p
}

// most and least are bounds of the margins from a to b.
func (t *sawtooth) most(a, b *probe) int64  { return b.value + b.stair - a.stair + t.slack }
func (t *sawtooth) least(a, b *probe) int64 { return a.value + a.stair - b.stair - t.slack }

// meet finds the lowest net of a band that leaves the target; where the grid
// has none, the one that leaves the least above it. Nil where all leave less, or
// all leave more.
func (s *solver) meet(b *band) (*probe, error) {
	t := s.sawtooth(b)
	t.floor = s.target
	var best *probe
	nearest := func(p *probe) {
		if p.value > s.target && (best == nil || p.value < best.value) {
			best = p
		}
	}
	at := b.low
	for range maxTeeth {
		if at.value == s.target {
			return at, nil
		}
		above := at.value > s.target
		next := t.after(at, b.high, above)
		if t.err != nil {
			break
		}
		if above { // all until the next leave more
			end := b.high
			if next != nil {
				end = t.look(next.steps - 1)
			} else {
				t.left = maxToothNets // or a margin that is nowhere left has none left for the nearest
			}
			nearest(at)
			t.lower(at, end, &best)
			nearest(end)
		}
		if next == nil {
			break
		}
		at = next
	}
	return best, t.err
}

// after finds the first net after a, and not after b, that leaves the target at
// most where a leaves more, or the target at least where a leaves less.
func (t *sawtooth) after(a, b *probe, above bool) *probe {
	target := t.s.target
	meets := func(p *probe) bool {
		if above {
			return p.value <= target
		}
		return p.value >= target
	}
	way := b.steps - a.steps
	switch {
	case t.err != nil || way == 0 || t.left <= 0:
		return nil
	case above && t.least(a, b) > target || !above && t.most(a, b) < target:
		return nil
	case way == 1:
		if meets(b) {
			return b
		}
		return nil
	case a.stair == b.stair && !above: // one tooth, which grows
		if !meets(b) {
			return nil
		}
		_, beyond, err := t.s.bracket(a, b, false, nil)
		if t.err = err; err != nil {
			return nil
		}
		return beyond
	}
	mid := t.look(a.steps + way/2)
	if t.err != nil {
		return nil
	}
	if found := t.after(a, mid, above); found != nil {
		return found
	}
	if meets(mid) {
		return mid
	}
	return t.after(mid, b, above)
}

// extremes are the nets of a band that leave the least and the most.
func (s *solver) extremes(b *band) (least, most *probe, err error) {
	t := s.sawtooth(b)
	least, most = b.low, b.high
	if b.high.value < b.low.value {
		least, most = b.high, b.low
	}
	t.lower(b.low, b.high, &least)
	t.left = maxToothNets // or a margin that only falls back leaves none for the highest
	t.higher(b.low, b.high, &most)
	if t.err != nil {
		return nil, nil, t.err
	}
	return s.forward(least.steps, nil), s.forward(most.steps, nil), nil
}

// lower looks for a net between two others that leaves less than the best, and the
// floor at least: the first of several.
func (t *sawtooth) lower(a, b *probe, best **probe) {
	if b.steps-a.steps <= 1 || a.stair == b.stair || t.least(a, b) >= (*best).value || t.left <= 0 {
		return
	}
	mid := t.look(a.steps + (b.steps-a.steps)/2)
	if t.err != nil {
		return
	}
	t.lower(a, mid, best)
	if mid.value >= t.floor && mid.value < (*best).value {
		*best = mid
	}
	t.lower(mid, b, best)
}

// higher looks for a net between two others that leaves more than the best, first
// where more would be left of levies whole.
func (t *sawtooth) higher(a, b *probe, best **probe) {
	if b.steps-a.steps <= 1 || a.stair == b.stair || t.most(a, b) <= (*best).value || t.left <= 0 {
		return
	}
	mid := t.look(a.steps + (b.steps-a.steps)/2)
	if t.err != nil {
		return
	}
	if mid.value > (*best).value {
		*best = mid
	}
	if b.trend < a.trend {
		t.higher(a, mid, best)
		t.higher(mid, b, best)
		return
	}
	t.higher(mid, b, best)
	t.higher(a, mid, best)
}
