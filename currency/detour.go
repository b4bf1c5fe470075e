package currency

import (
	"cmp"
	"fmt"
	"slices"
)

// A detour leads to the pivot from a currency that the snapshot does not hold
// against it: through the currency to which it is pegged, or through the one
// that took its place.

// maxDetour is how many steps a detour may have.
const maxDetour = 8

// hop is the first step from a currency towards the pivot.
type hop struct {
	code Code
	next Code // zero if there are several
}

// hops returns the first steps of all currencies that are held, but not against
// the pivot, sorted. A step leads one rate nearer to it.
func (rs *Rates) hops() []hop {
	near := map[Code]bool{rs.pivot: true}
	var hops []hop
	for range maxDetour + 1 {
		next := make(map[Code]Code)
		reach := func(from, to Code) {
			if !near[from] || near[to] {
				return
			}
			if known, again := next[to]; again && known != from {
				from = 0
			}
			next[to] = from
		}
		for i := range rs.held {
			reach(rs.held[i].base, rs.held[i].quote)
			reach(rs.held[i].quote, rs.held[i].base)
		}
		if len(next) == 0 {
			break
		}
		for code, by := range next {
			near[code] = true
			if by != rs.pivot {
				hops = append(hops, hop{code, by})
			}
		}
	}
	slices.SortFunc(hops, func(a, b hop) int { return cmp.Compare(a.code, b.code) })
	return hops
}

// detour is a currency and those through which it leads to the pivot.
type detour struct {
	codes []Code
	legs  []Rate // from each to the next, or the other way round
	end   string // why there is not one more, if that is worth saying
}

// detourFrom returns the detour from c, with rates that lead away from it, or
// towards it for a detour to c.
func (rs *Rates) detourFrom(c Code, side Side, away bool) detour {
	d := detour{codes: []Code{c}}
	for len(d.legs) < maxDetour {
		next, leg, end := rs.step(c, side, away)
		if next == 0 {
			d.end = end
			break
		}
		d.codes, d.legs = append(d.codes, next), append(d.legs, leg)
		c = next
	}
	return d
}

// step returns the next currency of a detour and the rate to it, or from it.
func (rs *Rates) step(c Code, side Side, away bool) (next Code, leg Rate, end string) {
	if i, ok := slices.BinarySearchFunc(rs.detours, c, func(h hop, c Code) int { return cmp.Compare(h.code, c) }); ok {
		next = rs.detours[i].next
		if next == 0 {
			return 0, Rate{}, fmt.Sprintf("%v could be reached through several currencies", c)
		}
		from, to := c, next
		if !away {
			from, to = to, from
		}
		h := rs.find(from, to, side)
		if h == nil { // held for the other side
			return 0, Rate{}, ""
		}
		h.directed(&leg, from)
		return next, leg, ""
	}
	s, ok := findSuccession(c)
	switch {
	case !ok:
		return 0, Rate{}, ""
	case s.on > DateOf(rs.asOf):
		return 0, Rate{}, fmt.Sprintf("%v became %v on %v only", s.code, s.to, s.on)
	case !s.fixed():
		return 0, Rate{}, s.withoutRate()
	}
	leg = s.rate(rs.asOf) // it was fixed long ago, and holds for ever
	if !away {
		leg.invert()
	}
	return s.to, leg, ""
}

// around writes the rate between two currencies by a detour of one or both, by
// the fewest steps, and by rules 1 to 4 of [Rates.Rate] between the two where
// the steps end. If there is none, it says what was missing.
func (rs *Rates) around(r *Rate, from, to Code, side Side) (ok bool, reason string, err error) {
	a, b := rs.detourFrom(from, side, true), rs.detourFrom(to, side, false)
	for steps := 1; steps <= len(a.legs)+len(b.legs); steps++ {
		for i := max(0, steps-len(b.legs)); i <= min(steps, len(a.legs)); i++ {
			if ok, err = rs.join(r, &a, i, &b, steps-i, side); ok || err != nil {
				return ok, "", err
			}
		}
	}
	return false, cmp.Or(a.end, b.end), nil
}

// join writes the rate by i steps of a and j steps of b.
func (rs *Rates) join(r *Rate, a *detour, i int, b *detour, j int, side Side) (ok bool, err error) {
	legs := slices.Clone(a.legs[:i])
	if a.codes[i] != b.codes[j] {
		var middle Rate
		if ok, err := rs.between(&middle, a.codes[i], b.codes[j], side); !ok || err != nil {
			return ok, err
		}
		legs = append(legs, middle)
	}
	for ; j > 0; j-- {
		legs = append(legs, b.legs[j-1])
	}
	*r = legs[0] // there are steps
	for _, leg := range legs[1:] {
		if *r, err = r.cross(leg); err != nil {
			return false, err
		}
	}
	return true, nil
}
