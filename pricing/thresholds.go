package pricing

import (
	"cmp"
	"slices"
)

// thresholds are those between two neighbours under different laws.
func (s *solver) thresholds(a, b *probe) []Threshold {
	if a.err != nil || b.err != nil {
		return nil
	}
	var out []Threshold
	for _, p := range s.points {
		if p.last != a.steps {
			continue
		}
		t := p.at
		switch {
		case p.fee:
			if a.law.fees == b.law.fees || !slices.Contains(a.feeRows, p.at.Rule) && !slices.Contains(b.feeRows, p.at.Rule) {
				continue
			}
		case p.at.Kind == RegimeThreshold:
			if a.law.regimes == b.law.regimes || !slices.Contains(a.regimes, p.at.Rule) && !slices.Contains(b.regimes, p.at.Rule) {
				continue
			}
		case p.at.Kind == SchemeThreshold:
			if a.law.supply == b.law.supply {
				continue
			}
			t.Rule = string(cmp.Or(a.scheme, b.scheme))
		}
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	if a.law.uncollected != b.law.uncollected {
		limit := cmp.Or(a.decision.MinCollect, b.decision.MinCollect)
		out = append(out, Threshold{Kind: MinimumCollected, Rule: "tax", Amount: limit, Of: "tax of the consignment", Source: b.decision.Source})
	}
	if a.law.minimum != b.law.minimum {
		out = append(out, Threshold{Kind: MinimumCollected, Rule: "duty"})
	}
	if a.law.rates != b.law.rates && len(out) == 0 {
		out = append(out, s.rateThresholds(b)...)
	}
	if a.law.fees != b.law.fees && len(out) == 0 {
		out = append(out, s.feeThresholds(a)...)
	}
	if a.law.cleared != b.law.cleared && len(out) == 0 {
		out = append(out, Threshold{Kind: ClearanceThreshold, Rule: "clearance", Of: "what is due at import", Source: "market " + s.c.m.ID})
	}
	return out
}

// feeThresholds are those of the fees of customs that are not known.
func (s *solver) feeThresholds(a *probe) (out []Threshold) {
	for _, p := range s.points {
		if p.fee && p.last == a.steps {
			out = append(out, p.at)
		}
	}
	return out
}

// rateThresholds are the rates of the goods that depend on the price.
func (s *solver) rateThresholds(p *probe) []Threshold {
	var out []Threshold
	for i := range s.c.goods {
		category, _ := s.c.goods[i].product.categoryIn(p.decision.Jurisdiction)
		rates, err := s.c.e.book.Rates(p.decision.Jurisdiction, category, s.c.on)
		if err != nil {
			continue // it was asked for before
		}
		for _, r := range rates {
			t := Threshold{Kind: RateThreshold, Rule: r.Jurisdiction + " " + r.Name, Amount: r.Threshold.Amount, Of: "price of one item", Source: r.Source}
			if !r.Threshold.IsZero() && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}
