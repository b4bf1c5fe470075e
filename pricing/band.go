package pricing

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"github.com/landedhq/landed/duty"
)

// band is a run of nets under one law. Where customs take full steps, least and
// most are the nets of the least and the most that is left of a margin, or that is
// paid for several goods, of which near are those at the ends; nil elsewhere, where
// the ends are the least and the most.
type band struct {
	low, high, least, most *probe
	near                   []*probe
}

// unknown tells whether the levies in the band cannot be computed.
func (b *band) unknown() bool { return b.low.err != nil }

// maxBands bounds the bands of one law. The tables have at most a dozen
// thresholds for a destination; a cart has more where each line has its own.
const maxBands = 4 * MaxLines

// bands finds all bands of the law, ascending: between the thresholds that the
// tables state, what is left to change are lines that levies pass once, as they
// grow.
func (s *solver) bands() ([]band, error) {
	points, err := s.breakpoints()
	if err != nil {
		return nil, err
	}
	s.points = points
	var out []band
	from := int64(0)
	ends := make([]int64, 0, len(points)+1)
	for _, p := range points {
		if len(ends) == 0 || p.last != ends[len(ends)-1] {
			ends = append(ends, p.last)
		}
	}
	for _, end := range append(ends, s.scale.last) {
		if out, err = s.split(out, s.forward(from, nil), s.forward(end, nil)); err != nil {
			return nil, err
		}
		from = end + 1
	}
	if s.margin {
		return s.turning(out)
	}
	return out, nil
}

// split adds the bands from low to high, and joins the first to the one before
// it if they are under one law.
func (s *solver) split(out []band, low, high *probe) ([]band, error) {
	for {
		if low.law == high.law {
			return s.join(out, band{low: low, high: high})
		}
		last, next := low, high // of the first law, and of the next
		for next.steps-last.steps > 1 {
			mid := s.forward(last.steps+midway(next.steps-last.steps), nil)
			if mid.law == low.law {
				last = mid
			} else {
				next = mid
			}
		}
		var err error
		if out, err = s.join(out, band{low: low, high: last}); err != nil {
			return nil, err
		}
		low = next
	}
}

// midway halves a way, but one of many digits halves their number: the lines
// that levies cross are small, and the way is as long as prices can be.
func midway(way int64) int64 {
	const long = 1 << 24
	if way > long {
		return 1 << (bits.Len64(uint64(way)) / 2)
	}
	return way / 2
}

func (s *solver) join(out []band, b band) ([]band, error) {
	if n := len(out); n > 0 && out[n-1].low.law == b.low.law {
		out[n-1].high = b.high
		return out, nil
	}
	if len(out) >= maxBands {
		return nil, fmt.Errorf("pricing: solving: %w: more than %d bands of the law", ErrLimit, maxBands)
	}
	return append(out, b), nil
}

// turning cuts bands of a margin where it turns from growing to falling: at a
// MIN or MAX beyond which duty takes more than what the net grows by.
func (s *solver) turning(bands []band) ([]band, error) {
	var out []band
	for _, b := range bands {
		if b.unknown() || !b.low.bent {
			out = append(out, b)
			continue
		}
		bends, err := s.bends(&b)
		if err != nil {
			return nil, err
		}
		var pieces []band
		low := b.low
		for _, bend := range bends {
			if bend > low.steps && bend < b.high.steps {
				pieces = turn(pieces, band{low: low, high: s.forward(bend, nil)})
				low = s.forward(bend+1, nil)
			}
		}
		out = append(out, turn(pieces, band{low: low, high: b.high})...)
	}
	return out, nil
}

// turn adds the next piece of a band, or joins it to the one before it if the
// margin does not turn between them. A net alone turns nowhere.
func turn(pieces []band, next band) []band {
	if n := len(pieces); n > 0 && (pieces[n-1].falls() == next.falls() || next.low.steps == next.high.steps) {
		pieces[n-1].high = next.high
		return pieces
	}
	return append(pieces, next)
}

// bends are the last steps before the rates of duty in a band go on otherwise,
// ascending.
func (s *solver) bends(b *band) ([]int64, error) {
	l, err := s.levies(b.high.steps, nil)
	if err != nil {
		return nil, err
	}
	carriage, err := s.carriage()
	if err != nil {
		return nil, err
	}
	var out []int64
	for i := range l.assessment.Lines {
		g := &s.c.goods[i]
		value := func(steps int64) int64 { return s.scale.net(g.line, steps) }
		if l.assessment.Regime.Valuation == duty.CIF {
			value = func(steps int64) int64 { return s.scale.net(g.line, steps) + s.scale.share(carriage, g.line, steps) }
		}
		charges := l.assessment.Lines[i].Charges
		for j := range charges {
			if charges[j].Whole != nil || charges[j].Levy.Rate.IsZero() {
				continue
			}
			branches, err := charges[j].Levy.Rate.On(s.c.on).Branches(s.c.m.Currency, g.product.quantities(g.quantity), s.c.e.rates)
			if err != nil {
				continue // it was charged: by more than its value, which has no bends that are known
			}
			for _, branch := range branches[1:] {
				at := branch.From.Mul(branch.From, new(big.Rat).SetUint64(pow10(s.c.m.Currency.Digits())))
				if whole := new(big.Int).Quo(at.Num(), at.Denom()); whole.IsInt64() {
					out = append(out, s.scale.lastWithin(whole.Int64(), value))
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// falls tells whether the value falls as the net grows: a margin under levies
// of more than the goods are worth.
func (b *band) falls() bool { return b.high.trend < b.low.trend }

// ends are the nets of the lowest and of the highest value of the band.
func (b *band) ends() (least, most *probe) {
	switch {
	case b.least != nil:
		return b.least, b.most
	case b.falls():
		return b.high, b.low
	}
	return b.low, b.high
}

// reach is the range of values of the band.
func (b *band) reach() (low, high int64) {
	least, most := b.ends()
	return least.value, most.value
}

// solve finds the net of a band that leads to the target: of a price, the
// highest that is not above it, unless the value leaps over the target there;
// of a margin, the nearest that is not below it. Nil where the target is out of
// reach.
func (s *solver) solve(b *band) (p *probe, leapt bool, err error) {
	if b.unknown() {
		return nil, false, nil
	}
	if low, high := b.reach(); s.target < low || s.target > high {
		return nil, false, nil
	}
	if s.margin && b.low.dropping {
		p, err = s.meet(b)
		return p, false, err
	}
	below, beyond, err := s.neighbours(b)
	if err != nil {
		return nil, false, err
	}
	if p = beyond; s.inclusive(b.falls()) {
		p = below
	}
	if b.least == nil {
		if p, err = s.exact(b, p); err != nil {
			return nil, false, err
		}
	}
	if s.leaps(b, p, beyond) {
		return nil, true, nil
	}
	return p, false, nil
}

// inclusive tells whether nets that meet the target are on its low side, so that
// the last of that side is looked for.
func (s *solver) inclusive(falls bool) bool { return !s.margin || falls }

// bracket finds the neighbours between which the value passes the target. One
// of them is nil where all nets are on one side. Guesses follow the line
// between the ends, which is the law but for its rounding; every third halves
// the way, so that the bends of a rate with bounds cost no more than their
// logarithm.
func (s *solver) bracket(low, high *probe, falls bool, held *state) (below, beyond *probe, err error) {
	sign, inclusive := int64(1), s.inclusive(falls)
	strict := !s.margin && s.scale.strict() && !low.dropping
	if falls {
		sign = -1
	}
	// left is what is missing to the target; below it, it is not negative.
	left := func(p *probe) int64 { return sign * (s.target - p.value) }
	isBelow := func(p *probe) bool { return left(p) > 0 || left(p) == 0 && inclusive }
	switch {
	case !isBelow(low):
		return nil, low, nil
	case isBelow(high):
		return high, nil, nil
	}
	a, b, fromLow := low, high, true
	for round := 1; b.steps-a.steps > 1; round++ {
		way, rise := b.steps-a.steps, left(a)-left(b)
		var next int64
		switch {
		case round%3 == 0 || rise <= 0:
			next = a.steps + way/2
		case fromLow:
			next = a.steps + min(mulDiv(2*left(a)+1, way, 2*rise), way)
		default:
			next = b.steps - min(mulDiv(1-left(b), way, rise), way)
		}
		p, _ := s.look(min(max(next, a.steps+1), b.steps-1), held)
		if p.err != nil {
			return nil, nil, p.err
		}
		if strict && p.value == s.target { // no other net leads to it
			return p, nil, nil
		}
		if fromLow = isBelow(p); fromLow {
			a = p
		} else {
			b = p
		}
	}
	return a, b, nil
}

// tolerance is the widest step of a price that the grid explains.
func (s *solver) tolerance(bands ...*band) int64 {
	widest := s.scale.widest()
	most := int64(0)
	for _, b := range bands {
		low, high := b.reach()
		step := 2 * widest * s.minor // of a band that is too narrow to tell
		if way := s.scale.total(b.high.steps) - s.scale.total(b.low.steps); way >= 100 {
			step = min(mulDiv(widest, high-low, way), mostMinor) + 1
		}
		most = max(most, step+max(b.low.rounded, b.high.rounded)*s.minor)
	}
	return most
}
