package pricing

import "slices"

// Customs that drop fractions of a declaration ask for full steps: while the net
// grows levies stand still, and then leap. The prices in a leap are led to by no
// net. There is one for each thousand or so of a currency, so that only that
// which the target lies in is looked for.

// leaps tells whether more lies between a net and the next than the grid
// explains, and the target among it.
func (s *solver) leaps(b *band, below, beyond *probe) bool {
	return !s.margin && below != nil && beyond != nil && below.dropping && below.value < s.target && beyond.value-below.value > s.tolerance(b)
}

// withLeap adds to the gaps that in which no net of any band leads to the target.
func (s *solver) withLeap(gaps []gap, bands []band) ([]gap, error) {
	leap := gap{leap: true}
	for i := range bands {
		b := &bands[i]
		if b.unknown() {
			continue
		}
		below, beyond, err := s.neighbours(b)
		if err != nil {
			return nil, err
		}
		if s.leaps(b, below, beyond) {
			leap.Thresholds = append(leap.Thresholds, s.fractionThresholds(below.steps, beyond.steps)...)
		}
		if below != nil && (leap.low == nil || below.value > leap.low.value) {
			leap.low = below
		}
		if beyond != nil && (leap.high == nil || beyond.value < leap.high.value) {
			leap.high = beyond
		}
	}
	leap.Low, leap.NetLow = s.amount(leap.low.value), leap.low.goods
	leap.High, leap.NetHigh = s.amount(leap.high.value), leap.high.goods
	gaps = append(slices.Clone(gaps), leap) // they are remembered
	slices.SortStableFunc(gaps, func(a, b gap) int { return order(a.High, b.High) })
	return gaps, nil
}

// fractionThresholds are the figures of the declaration of which customs count a
// step more at one net than at another, and charge more on it: the first of the
// duty, and the first of the tax, which others follow.
func (s *solver) fractionThresholds(low, high int64) (out []Threshold) {
	_, was := s.look(low, nil)
	_, is := s.look(high, nil)
	var ofDuty, ofTax bool
	for i := range min(len(was.declaration), len(is.declaration)) {
		before, after := &was.declaration[i], &is.declaration[i]
		of, errOf := after.Of.Sub(before.Of)
		left, err := after.Amount.Sub(before.Amount)
		found := &ofTax
		if after.ofDuty() {
			found = &ofDuty
		}
		if errOf != nil || err != nil || order(left, of) <= 0 || *found || after.isBase() && was.declaration[i+1].Amount.Equal(is.declaration[i+1].Amount) {
			continue
		}
		*found = true
		t := Threshold{Kind: FractionThreshold, Rule: is.decision.Fractions.String(), Amount: after.Amount, Of: after.What, Source: is.decision.Source}
		if after.ofDuty() {
			t.Rule, t.Source = is.assessment.Regime.Fractions.String(), is.assessment.Regime.Source
		}
		if len(after.Lines) > 0 && len(s.c.goods) > 1 {
			t.Of += " of " + linesNamed(after.Lines)
		}
		out = append(out, t)
	}
	return out
}

// atLow is the net that the levies at the low end of a leap would leave of the
// target, with those that it really has, and its value under the former.
func (s *solver) atLow(g *gap) (p *probe, lower int64) {
	goods := s.scale.total(g.low.steps)
	steps := s.scale.lastWithin(goods+(s.target-g.low.value)/s.minor, s.scale.total)
	return s.forward(steps, nil), g.low.value + (s.scale.total(steps)-goods)*s.minor
}
