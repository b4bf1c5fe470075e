package currency

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/landedhq/landed/internal/exact"
)

// rateTable is the rates of a snapshot, sorted by pair, direction and side. It
// is compact because a history has a quarter of a million of them, and a sorted
// slice rather than a map because that is smaller and faster to build.
type rateTable struct {
	keys []uint64 // the pairs, in step with held
	held []heldRate
	star bool // each rate is one with the pivot

	detours []hop // of currencies that are not held against the pivot
}

// heldRate is a rate in a snapshot.
type heldRate struct {
	num, den           int64
	full               *Rate // the rate itself, where the other fields do not hold all of it
	base, quote        Code
	numScale, denScale uint8
	side               Side
}

// pairKey returns the key of two currencies, the same for both directions.
func pairKey(a, b Code) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// hold returns r in the form of the table, with the time and the source of the
// snapshot where it has none of its own.
func (rs *Rates) hold(r *Rate) heldRate {
	h := heldRate{
		num: r.num.units, den: r.den.units, numScale: uint8(r.num.scale), denScale: uint8(r.den.scale),
		base: r.base, quote: r.quote, side: r.side,
	}
	ours := (r.asOf.IsZero() || r.asOf == rs.asOf) && (r.source == "" || r.source == rs.source)
	if !ours || r.num.big != nil || r.den.big != nil || r.margin != nil || len(r.via) > 0 {
		full := *r
		if full.asOf.IsZero() {
			full.asOf = rs.asOf
		}
		if full.source == "" {
			full.source = rs.source
		}
		h.full = &full
	}
	return h
}

// unhold returns the rate that was held.
func (rs *Rates) unhold(h *heldRate) Rate {
	if h.full != nil {
		return *h.full
	}
	return Rate{base: h.base, quote: h.quote, side: h.side, ratio: h.ratioFrom(h.base), asOf: rs.asOf, source: rs.source}
}

// directed writes the rate that was held, or its inverse, so that its base is
// from.
func (rs *Rates) directed(r *Rate, h *heldRate, from Code) {
	switch {
	case h.full == nil:
		r.base, r.quote, r.asOf, r.source = h.base, h.quote, rs.asOf, rs.source
		if h.base != from {
			r.base, r.quote = h.quote, h.base
		}
		r.side, r.ratio = h.sideFrom(from), h.ratioFrom(from)
	case h.base == from:
		*r = *h.full
	default:
		*r = h.full.Inverse()
	}
}

// sideFrom returns the side of the rate from one of its currencies to the
// other.
func (h *heldRate) sideFrom(from Code) Side {
	if h.base != from {
		return h.side.opposite()
	}
	return h.side
}

// ratioFrom returns the ratio of the rate from one of its currencies to the
// other, if all of it is held.
func (h *heldRate) ratioFrom(from Code) ratio {
	q := ratio{number{units: h.num, scale: int32(h.numScale)}, number{units: h.den, scale: int32(h.denScale)}}
	if h.base != from {
		return q.inverse()
	}
	return q
}

// cross writes the ratio from one currency through a pivot to another.
func (q *ratio) cross(first, second *heldRate, from, pivot Code) (err error) {
	a, b, c, d := first.num, first.den, second.num, second.den
	as, bs, cs, ds := first.numScale, first.denScale, second.numScale, second.denScale
	if first.base != from {
		a, b, as, bs = b, a, bs, as
	}
	if second.base != pivot {
		c, d, cs, ds = d, c, ds, cs
	}
	var num, den bool
	if q.num, num = shortProduct(a, c, int32(as)+int32(cs)); num {
		if q.den, den = shortProduct(b, d, int32(bs)+int32(ds)); den {
			return nil
		}
	}
	*q, err = first.ratioFrom(from).times(second.ratioFrom(pivot))
	return err
}

// shortProduct returns x·y/10^scale, if it is short; x and y are positive.
func shortProduct(x, y int64, scale int32) (number, bool) {
	p, ok := exact.Mul(uint64(x), uint64(y))
	if !ok || p > math.MaxInt64 {
		return number{}, false
	}
	for scale > 0 && p%10 == 0 {
		p /= 10
		scale--
	}
	return number{units: int64(p), scale: scale}, scale <= maxScale
}

// index sorts held and makes it the table.
func (rs *Rates) index(held []heldRate) error {
	slices.SortFunc(held, func(a, b heldRate) int {
		return cmp.Or(cmp.Compare(pairKey(a.base, a.quote), pairKey(b.base, b.quote)), cmp.Compare(a.base, b.base), cmp.Compare(a.side, b.side))
	})
	sided := false
	for i := range held {
		h := &held[i]
		sided = sided || h.side != Mid
		if i > 0 && held[i-1].base == h.base && held[i-1].quote == h.quote && held[i-1].side == h.side {
			return fmt.Errorf("%s to %s is there twice: %w", h.base, h.quote, ErrInvalidRate)
		}
	}
	if sided {
		var err error
		if held, err = rs.pairUp(held); err != nil {
			return err
		}
	}
	rs.held, rs.keys, rs.star = held, make([]uint64, len(held)), true
	for i := range held {
		rs.keys[i] = pairKey(held[i].base, held[i].quote)
		rs.star = rs.star && (held[i].base == rs.pivot || held[i].quote == rs.pivot)
	}
	if !rs.star {
		rs.detours = rs.hops()
	}
	return nil
}

// pairUp checks the bids, mids and asks of each pair in sorted rates against
// each other, and adds the mids that are missing.
func (rs *Rates) pairUp(held []heldRate) ([]heldRate, error) {
	out := make([]heldRate, 0, len(held)+len(held)/2)
	for start := 0; start < len(held); {
		end := start + 1
		for end < len(held) && pairKey(held[end].base, held[end].quote) == pairKey(held[start].base, held[start].quote) {
			end++
		}
		mid, missing, err := rs.pairMid(held[start:end])
		if err != nil {
			return nil, err
		}
		if missing { // it stands before bid and ask
			out = append(out, rs.hold(&mid))
		}
		out = append(out, held[start:end]...)
		start = end
	}
	return out, nil
}

// pairMid checks the rates of one pair. If there are bid and ask without a mid,
// it returns their mean.
func (rs *Rates) pairMid(pair []heldRate) (mid Rate, missing bool, err error) {
	var bid, ask *heldRate
	hasMid := false
	for i := range pair {
		h := &pair[i]
		switch h.side {
		case Bid:
			bid, err = onlyOne(bid, h)
		case Ask:
			ask, err = onlyOne(ask, h)
		default:
			hasMid = true
		}
		if err != nil {
			return Rate{}, false, err
		}
	}
	if bid == nil || ask == nil {
		return Rate{}, false, nil
	}
	if bid.base != ask.base {
		return Rate{}, false, fmt.Errorf("the bid of %s in %s and the ask of %s in %s: give both in one direction: %w",
			bid.base, bid.quote, ask.base, ask.quote, ErrInvalidRate)
	}
	both, err := twoWayOf(rs.unhold(bid), rs.unhold(ask))
	if err != nil {
		return Rate{}, false, err
	}
	for i := range pair {
		if h := &pair[i]; h.side == Mid {
			var mid Rate
			rs.directed(&mid, h, bid.base)
			if both.bid.cmp(mid.ratio) > 0 || mid.cmp(both.ask.ratio) > 0 {
				return Rate{}, false, fmt.Errorf("the mid of %s in %s is not between bid and ask: %w", bid.base, bid.quote, ErrInvalidRate)
			}
		}
	}
	return both.mid, !hasMid, nil
}

// onlyOne returns h, unless the pair has a rate of its side in the other
// direction too.
func onlyOne(old, h *heldRate) (*heldRate, error) {
	if old != nil {
		return nil, fmt.Errorf("%v of %s in %s, and of %s in %s: give one direction: %w",
			h.side, old.base, old.quote, h.base, h.quote, ErrInvalidRate)
	}
	return h, nil
}

// find returns the rate that serves from one currency to another on a side, nil
// if there is none: one of that side before a mid, one of this direction before
// an inverse.
func (t *rateTable) find(from, to Code, side Side) (found *heldRate) {
	key := pairKey(from, to)
	best := 0
	for i := t.search(key); i < len(t.keys) && t.keys[i] == key; i++ {
		h := &t.held[i]
		s, rank := h.side, 2
		if h.base != from {
			s, rank = s.opposite(), 1
		}
		switch s {
		case side:
			rank += 2
		case Mid:
		default:
			continue
		}
		if rank > best {
			best, found = rank, h
		}
	}
	return found
}

// search returns the index of the first key that is not below key.
func (t *rateTable) search(key uint64) int {
	keys, low := t.keys, 0
	for n := len(keys); n > 0; {
		half := n / 2
		if keys[low+half] < key {
			low += half + 1
			n -= half + 1
		} else {
			n = half
		}
	}
	return low
}
