package pricing

import (
	"cmp"
	"slices"
)

// gap is a gap with the probes at its ends.
type gap struct {
	Gap
	low, high *probe
	below     *band // whose high end is low
	leap      bool  // of the levies of one law
}

// gaps are the ranges that no band reaches, ascending. What a band whose levies
// are not known may reach is none: the last gap ends where that begins.
func (s *solver) gaps(bands []band) []gap {
	type end struct {
		low, high *probe
		from, to  int64
		band      int
	}
	var reached []end
	var unknown *probe // the first of those bands: it costs the least
	for i := range bands {
		b := &bands[i]
		if b.unknown() {
			if s.margin {
				return nil
			}
			if unknown == nil {
				unknown = s.atLeast(b.low)
			}
			continue
		}
		e := end{band: i}
		e.low, e.high = b.ends()
		e.from, e.to = e.low.value, e.high.value
		reached = append(reached, e)
	}
	slices.SortStableFunc(reached, func(a, b end) int { return cmp.Compare(a.from, b.from) })
	var out []gap
	var top *end
	for i := range reached {
		e := &reached[i]
		if unknown != nil && e.from > unknown.value {
			break
		}
		switch {
		case top == nil:
			if e.from > 0 {
				out = append(out, gap{Gap: s.gapOf(nil, e.low, nil), high: e.low})
			}
		case e.from-top.to > s.tolerance(&bands[top.band], &bands[e.band]):
			out = append(out, gap{Gap: s.gapOf(top.high, e.low, bands), low: top.high, high: e.low, below: &bands[top.band]})
		}
		if top == nil || e.to > top.to {
			top = e
		}
	}
	switch {
	case unknown == nil:
	case top == nil:
		if unknown.value > 0 {
			out = append(out, gap{Gap: s.gapOf(nil, unknown, nil), high: unknown})
		}
	case unknown.value-top.to > s.minor:
		out = append(out, gap{Gap: s.gapOf(top.high, unknown, bands), low: top.high, high: unknown, below: &bands[top.band]})
	}
	return out
}

// atLeast is a probe whose levies are not known, at what is paid without any.
func (s *solver) atLeast(p *probe) *probe {
	least := *p
	least.goods, least.value = s.netOf(p), s.least(p)
	return &least
}

// gapOf describes the gap between two probes.
func (s *solver) gapOf(low, high *probe, bands []band) Gap {
	g := Gap{High: s.amount(high.value), NetHigh: high.goods}
	if low == nil {
		return g
	}
	g.Low, g.NetLow = s.amount(low.value), low.goods
	for i := 1; i < len(bands); i++ {
		a, b := bands[i-1].high, bands[i].low
		if a.steps >= min(low.steps, high.steps) && b.steps <= max(low.steps, high.steps) {
			g.Thresholds = append(g.Thresholds, s.thresholds(a, b)...)
		}
	}
	return g
}
