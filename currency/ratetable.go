package currency

import (
	"cmp"
	"fmt"
	"slices"
)

// rateTable is the rates of a snapshot, sorted by pair, direction and side. It
// is compact because a history has a quarter of a million of them, and a sorted
// slice rather than a map because that is smaller and faster to build.
type rateTable struct {
	keys []uint64 // the pairs, in step with held
	held []heldRate
	star bool // each rate is one with the pivot
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
	return Rate{
		base: h.base, quote: h.quote, side: h.side,
		ratio: ratio{number{units: h.num, scale: int32(h.numScale)}, number{units: h.den, scale: int32(h.denScale)}},
		asOf:  rs.asOf, source: rs.source,
	}
}

// directed returns the rate that was held, or its inverse, so that its base is
// from.
func (rs *Rates) directed(h *heldRate, from Code) Rate {
	r := rs.unhold(h)
	if r.base != from {
		return r.Inverse()
	}
	return r
}

// terms returns the ratio and the side of a rate that the table holds whole, or
// of its inverse, so that its base is from.
func (h *heldRate) terms(from Code) (num, den number, side Side) {
	num, den = number{units: h.num, scale: int32(h.numScale)}, number{units: h.den, scale: int32(h.denScale)}
	if h.base != from {
		return den, num, h.side.opposite()
	}
	return num, den, h.side
}

// crossHeld is [Rate.cross] for two rates that the table holds whole and whose
// product is short, which is nearly all: it makes one rate instead of three.
func (rs *Rates) crossHeld(first, second *heldRate, from, to Code) (r Rate, ok bool) {
	num1, den1, side1 := first.terms(from)
	num2, den2, side2 := second.terms(rs.pivot)
	side, err := side1.cross(side2)
	if err != nil {
		return Rate{}, false
	}
	num, den := mulNumbers(num1, num2), mulNumbers(den1, den2)
	if num.big != nil || den.big != nil {
		return Rate{}, false
	}
	num, den = num.trim(0), den.trim(0)
	return Rate{
		base: from, quote: to, ratio: ratio{num, den}, side: side, asOf: rs.asOf, source: rs.source, via: rs.via[:],
	}, num.scale <= maxScale && den.scale <= maxScale
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
			mid := rs.directed(h, bid.base)
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

// find returns the rate that serves from one currency to another on a side: one
// of that side before a mid, one of this direction before an inverse.
func (t *rateTable) find(from, to Code, side Side) (found *heldRate, ok bool) {
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
	return found, best > 0
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
