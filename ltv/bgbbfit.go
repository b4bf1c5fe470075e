package ltv

import (
	"math"
)

// FitBGBB fits a BG/BB model to customers, whose times are numbers of
// opportunities, by maximum likelihood. It returns errors as [FitBGNBD] does.
func FitBGBB(groups []Group, o FitOptions) (BGBB, Fit, error) {
	for i, g := range groups {
		if err := g.checkOpportunities(); err != nil {
			return BGBB{}, Fit{}, &RowError{Row: i, Err: err}
		}
	}
	s, err := newSample(groups)
	if err != nil {
		return BGBB{}, Fit{}, err
	}
	if o.Pool == nil {
		if err := s.enough(kindBGBB); err != nil {
			return BGBB{}, Fit{Customers: int(s.customers), Groups: len(s.rows)}, err
		}
	}
	l := &bgbbLikelihood{groups: groups, customers: max(s.customers, 1)}
	for _, g := range groups {
		l.most = max(l.most, g.Age)
	}
	p := problem{kind: kindBGBB, customers: s.customers, groups: len(s.rows), mean: l.mean, inner: []float64{1, 1, 1, 1}}
	theta, fit, err := p.solve(o, []string{"alpha", "beta", "gamma", "delta"})
	if theta == nil {
		return BGBB{}, fit, err
	}
	return BGBB{theta[0], theta[1], theta[2], theta[3]}, fit, err
}

// bgbbLikelihood is the likelihood of histories of opportunities.
type bgbbLikelihood struct {
	groups                    []Group
	customers                 float64
	most                      int // opportunities
	ofAlpha, ofBeta, ofOrders rising
	ofDelta, ofStay           rising
}

// mean returns the mean log-likelihood of a customer: that of the opportunities
// until the last order, and that of the silence since, as [BGBB] has it.
func (l *bgbbLikelihood) mean(theta, gradient []float64) float64 {
	m := BGBB{theta[0], theta[1], theta[2], theta[3]}
	l.ofAlpha.set(m.Alpha, l.most)
	l.ofBeta.set(m.Beta, l.most)
	l.ofOrders.set(m.Alpha+m.Beta, l.most)
	l.ofDelta.set(m.Delta, l.most)
	l.ofStay.set(m.Gamma+m.Delta, l.most)
	sum := 0.0
	var total slopes
	for _, g := range l.groups {
		alpha, dAlpha := l.ofAlpha.at(g.Repeat)
		beta, dBeta := l.ofBeta.at(g.Last - g.Repeat)
		orders, dOrders := l.ofOrders.at(g.Last)
		delta, dDelta := l.ofDelta.at(g.Last)
		stay, dStay := l.ofStay.at(g.Last)
		silence, _, slope := m.silence(g.Summary)
		share := float64(g.Count) / l.customers
		sum += share * (alpha + beta - orders + delta - stay + math.Log(silence))
		total[0] += share * (dAlpha - dOrders + slope[0]/silence)
		total[1] += share * (dBeta - dOrders + slope[1]/silence)
		total[2] += share * (-dStay + slope[2]/silence)
		total[3] += share * (dDelta - dStay + slope[3]/silence)
	}
	copy(gradient, total[:])
	return sum
}
