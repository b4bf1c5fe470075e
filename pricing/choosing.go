package pricing

import "slices"

// choose takes one of the solutions, or does what the policy says in a gap.
func (s *solver) choose(all []Solution, bands []band, gaps []gap) (Solution, error) {
	if len(all) > 0 {
		if s.goal.Policy == SolveLowest {
			return all[0], nil
		}
		return all[len(all)-1], nil
	}
	i := slices.IndexFunc(gaps, func(g gap) bool { return g.holds(s.amount(s.target)) })
	if i < 0 { // levies leave less, whatever the net
		return Solution{}, &GapError{Target: s.amount(s.target), Gap: s.above(bands)}
	}
	g := &gaps[i]
	switch s.goal.Policy {
	case SolveSnapDown:
		if g.low != nil {
			return s.snapped(g.low)
		}
	case SolveSnapUp:
		return s.snapped(g.high)
	case SolveError:
	default:
		return s.absorb(g)
	}
	e := &GapError{Target: s.amount(s.target), Gap: g.Gap}
	e.Gap.Thresholds = slices.Clone(g.Thresholds)
	return Solution{}, e
}

// above is the gap above all that is reached.
func (s *solver) above(bands []band) Gap {
	var top *probe
	for i := range bands {
		if bands[i].unknown() {
			continue
		}
		if _, most := bands[i].ends(); top == nil || most.value > top.value {
			top = most
		}
	}
	return Gap{Low: s.amount(top.value), NetLow: top.goods}
}

// snapped is the solution at the end of a gap, whose price is its own.
func (s *solver) snapped(p *probe) (Solution, error) {
	if p.err != nil {
		return Solution{}, p.err
	}
	out, err := s.solution(p)
	out.Rounding, out.Price, out.Margin = s.amount(0), p.pays, p.keeps
	return out, err
}

// absorb keeps a target in a gap: the goods are declared at the net that the
// law at the low end would leave (or, where customs drop fractions, the levies
// there), and the merchant pays what the levies on it really are above that.
func (s *solver) absorb(g *gap) (Solution, error) {
	p, lower, err := s.extended(g)
	if err != nil {
		return Solution{}, err
	}
	if p.err != nil {
		return Solution{}, p.err
	}
	out, err := s.solution(p)
	if err != nil {
		return out, err
	}
	out.Rounding = s.amount(s.target - lower)
	if s.margin {
		out.Subsidy = s.amount(lower - p.value)
		return out, nil
	}
	out.Subsidy = s.amount(p.value - lower)
	out.Margin, err = rest(p.keeps, out.Subsidy, out.Rounding.Neg())
	return out, err
}

// extended is the net that the law at the low end of a gap would leave of the
// target, with its real levies, and its value under that law.
func (s *solver) extended(g *gap) (p *probe, lower int64, err error) {
	if g.low == nil { // nothing is left to declare
		return g.high, s.target, nil
	}
	if g.leap {
		p, lower = s.atLow(g)
		return p, lower, nil
	}
	held := g.low.holds()
	high := s.forward(min(s.scale.last, g.high.steps+s.stepsOf(s.target-g.low.value)), held)
	if high.err == nil && high.law == g.low.law && high.value >= s.target {
		below, beyond, err := s.bracket(g.low, high, false, held)
		if err != nil {
			return nil, 0, err
		}
		found := beyond
		if s.inclusive(false) || found == nil {
			found = below
		}
		return s.forward(found.steps, nil), found.value, nil
	}
	// A rate by the price cannot be held: the line through the band goes on.
	b := g.below
	steps := g.low.steps
	if way, rise := b.high.steps-b.low.steps, b.high.value-b.low.value; rise > 0 {
		steps += min(mulDiv(s.target-g.low.value, way, rise), s.scale.last-steps)
	}
	return s.forward(steps, nil), s.target, nil
}

// stepsOf is how many steps at most lead through so much of a value, each of
// which moves a price by a minor unit at least.
func (s *solver) stepsOf(value int64) int64 {
	each := max(1, s.scale.total(s.scale.last)/s.scale.last)
	if s.scale.digits > s.c.m.Currency.Digits() {
		return min(value/s.minor+1, s.scale.last/4) * int64(pow10(s.scale.digits-s.c.m.Currency.Digits()))
	}
	steps := value/s.minor/each + 2
	if s.margin {
		steps *= 64 // what is left of a step under levies of up to 98 %
	}
	return min(steps, s.scale.last)
}
