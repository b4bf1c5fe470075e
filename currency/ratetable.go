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
	held   []Rate
	keys   []uint64            // in step with held
	starts [buckets + 1]uint16 // where each bucket of keys begins, and where all end
	center Code                // the pivot if each rate is one with it, otherwise zero
	single bool                // no two rates are of the same pair

	detours []hop // of currencies that are not held against the pivot
}

// pairKey returns two currencies as one number, the same for both directions.
func pairKey(a, b Code) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// key returns the number by which the rates between two currencies are found:
// the pair, or where one of each pair is the center, the other. Both have the
// order of the rates.
func (t *rateTable) key(a, b Code) uint64 {
	switch t.center {
	case 0:
		return pairKey(a, b)
	case a:
		a = b
	}
	return uint64(a) << 32
}

// A bucket is the keys with the same eight highest bits, which tell the first
// letter of a currency and more or less the second. To look into one of them
// takes a third of the time that all keys take.
const (
	bucketShift = 56
	buckets     = 256
)

// hold gives r the origin of the snapshot where it has none of its own.
func (rs *Rates) hold(r *Rate) {
	o := *r.origin()
	if o.asOf.IsZero() {
		o.asOf = rs.asOf
	}
	if o.source == "" {
		o.source = rs.source
	}
	if o.asOf == rs.asOf && o.source == rs.source && o.via == nil && o.margin == nil {
		r.from = &rs.direct
	} else {
		r.setOrigin(o)
	}
}

// directed writes r, or its inverse, to a rate whose base is from. Rates in a
// snapshot are written rather than returned: they are large, and a copy of what
// was just written makes the processor wait.
func (r *Rate) directed(to *Rate, from Code) {
	if *to = *r; to.base != from {
		to.invert()
	}
}

// sideFrom returns the side of the rate from one of its currencies to the
// other.
func (r *Rate) sideFrom(from Code) Side {
	if r.base != from {
		return r.side.opposite()
	}
	return r.side
}

// setCross gives r the product of first, as the ratio from one currency to a
// pivot, and second, as that from the pivot to another, if its terms are short.
func (r *Rate) setCross(first, second *Rate, from, pivot Code) (ok bool) {
	a, b, c, d := first.num, first.den, second.num, second.den
	as, bs, cs, ds := first.scales[0], first.scales[1], second.scales[0], second.scales[1]
	if first.base != from {
		a, b, as, bs = b, a, bs, as
	}
	if second.base != pivot {
		c, d, cs, ds = d, c, ds, cs
	}
	if r.num, r.scales[0], ok = shortProduct(a, c, as+cs); !ok {
		return false
	}
	r.den, r.scales[1], ok = shortProduct(b, d, bs+ds)
	return ok
}

// setFullCross makes r the cross of first, as the rate from one currency to a
// pivot, and second, as that from the pivot to another.
func (r *Rate) setFullCross(first, second *Rate, from, pivot Code) (err error) {
	var a, b Rate
	first.directed(&a, from)
	second.directed(&b, pivot)
	*r, err = a.cross(b)
	return err
}

// shortProduct returns x·y/10^scale without trailing zeros, if it is short. x
// and y are positive, or 0 in the place of a number that is not short.
func shortProduct(x, y int64, scale uint8) (int64, uint8, bool) {
	p, ok := exact.Mul(uint64(x), uint64(y))
	if !ok || p > math.MaxInt64 || p == 0 {
		return 0, 0, false
	}
	for scale > 0 && p%10 == 0 {
		p /= 10
		scale--
	}
	return int64(p), scale, scale <= maxScale
}

// index sorts held and makes it the table.
func (rs *Rates) index(held []Rate) error {
	slices.SortFunc(held, func(a, b Rate) int {
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
	rs.held, rs.center = held, rs.pivot
	for i := range held {
		if held[i].base != rs.pivot && held[i].quote != rs.pivot {
			rs.center = 0
			rs.detours = rs.hops()
			break
		}
	}
	rs.keys, rs.single = make([]uint64, len(held)), true
	for i := range held {
		rs.keys[i] = rs.key(held[i].base, held[i].quote)
		rs.single = rs.single && (i == 0 || rs.keys[i] != rs.keys[i-1])
		rs.starts[rs.keys[i]>>bucketShift+1]++
	}
	for b := range buckets {
		rs.starts[b+1] += rs.starts[b]
	}
	return nil
}

// pairUp checks the bids, mids and asks of each pair in sorted rates against
// each other, and adds the mids that are missing.
func (rs *Rates) pairUp(held []Rate) ([]Rate, error) {
	out := make([]Rate, 0, len(held)+len(held)/2)
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
			rs.hold(&mid)
			out = append(out, mid)
		}
		out = append(out, held[start:end]...)
		start = end
	}
	return out, nil
}

// pairMid checks the rates of one pair. If there are bid and ask without a mid,
// it returns their mean.
func (rs *Rates) pairMid(pair []Rate) (mid Rate, missing bool, err error) {
	var bid, ask *Rate
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
	both, err := twoWayOf(*bid, *ask)
	if err != nil {
		return Rate{}, false, err
	}
	for i := range pair {
		if h := &pair[i]; h.side == Mid {
			var mid Rate
			h.directed(&mid, bid.base)
			if q := mid.ratio(); both.bid.ratio().cmp(q) > 0 || q.cmp(both.ask.ratio()) > 0 {
				return Rate{}, false, fmt.Errorf("the mid of %s in %s is not between bid and ask: %w", bid.base, bid.quote, ErrInvalidRate)
			}
		}
	}
	return both.mid, !hasMid, nil
}

// onlyOne returns h, unless the pair has a rate of its side in the other
// direction too.
func onlyOne(old, h *Rate) (*Rate, error) {
	if old != nil {
		return nil, fmt.Errorf("%v of %s in %s, and of %s in %s: give one direction: %w",
			h.side, old.base, old.quote, h.base, h.quote, ErrInvalidRate)
	}
	return h, nil
}

// find returns the rate that serves from one currency to another on a side, nil
// if there is none: one of that side before a mid, one of this direction before
// an inverse.
func (t *rateTable) find(from, to Code, side Side) *Rate {
	key := t.key(from, to)
	i := t.search(key)
	if i == len(t.keys) || t.keys[i] != key {
		return nil
	}
	if h := &t.held[i]; t.single && h.side == Mid {
		return h
	}
	return t.best(i, from, side)
}

// best is find among the rates of a pair, the first of which has an index.
func (t *rateTable) best(i int, from Code, side Side) (found *Rate) {
	key, best := t.keys[i], 0
	for ; i < len(t.keys) && t.keys[i] == key; i++ {
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

// search returns the index of the first key that is not below key, or where the
// bucket of key ends.
func (t *rateTable) search(key uint64) int {
	b := key >> bucketShift
	low := int(t.starts[b])
	for n := int(t.starts[b+1]) - low; n > 0; {
		half := n / 2
		if t.keys[low+half] < key {
			low += half + 1
			n -= half + 1
		} else {
			n = half
		}
	}
	return low
}
