package currency

import (
	"cmp"
	"slices"
)

// Extract returns a snapshot with only the rates from which rs answers for
// pairs of the given currencies: for these it gives the same rates, with the
// same path, time and source. It also holds any fixed rate at which one of them
// was replaced, so that it does not depend on the table of such rates.
//
// It is for an archive, which keeps what a sum was computed from. Extract fails
// as [NewRates] does, which never happens with rates that come from a snapshot.
func (rs *Rates) Extract(codes ...Code) (*Rates, error) {
	if rs.pivot == 0 {
		return rs, nil
	}
	x := ratesExtract{rs: rs, keep: map[Code]bool{rs.pivot: true}}
	for todo := slices.Clone(codes); len(todo) > 0; {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !x.keep[c] {
			x.keep[c] = true
			todo = append(todo, x.next(c)...)
		}
	}
	var kept []Rate
	for i := range rs.held {
		if x.keep[rs.held[i].base] && x.keep[rs.held[i].quote] {
			kept = append(kept, rs.held[i])
		}
	}
	return (&Rates{pivot: rs.pivot, asOf: rs.asOf, source: rs.source, origins: rs.origins}).fill(kept, x.fixed)
}

// ratesExtract is the work on an extract of a snapshot.
type ratesExtract struct {
	rs    *Rates
	keep  map[Code]bool
	fixed []Rate // successions that the snapshot does not hold
}

// next returns the currencies through which a detour from c begins; several,
// where it could go through each of them and so goes through none.
func (x *ratesExtract) next(c Code) []Code {
	rs := x.rs
	if i, ok := slices.BinarySearchFunc(rs.detours, c, func(h hop, c Code) int { return cmp.Compare(h.code, c) }); ok {
		if next := rs.detours[i].next; next != 0 {
			return []Code{next}
		}
		return x.neighbours(c)
	}
	s, replaced := findSuccession(c)
	near := x.neighbours(c)
	if !replaced || !s.fixed() || s.on > DateOf(rs.asOf) || slices.Contains(near, rs.pivot) {
		return nil
	}
	if !slices.Contains(near, s.to) {
		x.fixed = append(x.fixed, s.rate(rs.asOf))
	}
	return []Code{s.to}
}

// neighbours are the currencies that c is held against.
func (x *ratesExtract) neighbours(c Code) (near []Code) {
	for i := range x.rs.held {
		switch h := &x.rs.held[i]; c {
		case h.base:
			near = append(near, h.quote)
		case h.quote:
			near = append(near, h.base)
		}
	}
	return near
}
