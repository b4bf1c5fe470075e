package ltv

import (
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// FitParetoNBD fits a Pareto/NBD model to customers by maximum likelihood. It
// returns errors as [FitBGNBD] does.
func FitParetoNBD(groups []Group, o FitOptions) (ParetoNBD, Fit, error) {
	s, err := newSample(groups)
	if err != nil {
		return ParetoNBD{}, Fit{}, err
	}
	if o.Pool == nil {
		if err := s.enough(kindParetoNBD); err != nil {
			return ParetoNBD{}, Fit{Customers: int(s.customers), Groups: len(s.rows)}, err
		}
	}
	p := s.problem(kindParetoNBD, o, []bool{false, true, false, true}, newParetoLikelihood(s).mean)
	theta, fit, err := p.solve(o, []string{"r", "alpha", "s", "beta"})
	if theta == nil {
		return ParetoNBD{}, fit, err
	}
	return ParetoNBD{R: theta[0], Alpha: theta[1], S: theta[2], Beta: theta[3], Unit: o.Unit}, fit, err
}

// paretoLikelihood is the likelihood of Pareto/NBD. What costs most depends on
// the repeats and on one of the two times only: on far fewer pairs than groups.
type paretoLikelihood struct {
	*sample
	rows    []paretoRow
	moments []moment
	terms   []paretoTerm
	ofR     rising
}

// moment is a number of repeats and the index of a time.
type moment struct {
	repeat int
	time   int32
}

// paretoRow is a group; last and age are indices of moments.
type paretoRow struct {
	repeat    int
	last, age int32
	share     float64
}

func newParetoLikelihood(s *sample) *paretoLikelihood {
	l := &paretoLikelihood{sample: s, rows: make([]paretoRow, len(s.rows))}
	place := make(map[moment]int32)
	index := func(repeat int, time int32) int32 {
		m := moment{repeat, time}
		i, ok := place[m]
		if !ok {
			i = int32(len(l.moments))
			place[m] = i
			l.moments = append(l.moments, m)
		}
		return i
	}
	for i, r := range s.rows {
		l.rows[i] = paretoRow{r.repeat, index(r.repeat, r.last), index(r.repeat, r.age), r.share}
	}
	l.terms = make([]paretoTerm, len(l.moments))
	return l
}

// slopes is a derivative by r, alpha, s and beta.
type slopes [4]float64

// paretoTerm is what the likelihood takes from a moment τ: the logarithm of
// (α+τ)^-(r+x) (β+τ)^-s, and the probability that a customer with this history,
// alive at τ, leaves before the next order.
type paretoTerm struct {
	level, leaves           float64
	levelSlope, leavesSlope slopes
}

// set computes the term for parameters of a customer who is alive.
func (t *paretoTerm) set(p pareto) {
	logAlpha, logBeta := math.Log(p.alpha), math.Log(p.beta)
	t.level = -p.r*logAlpha - p.s*logBeta
	t.levelSlope = slopes{-logAlpha, -p.r / p.alpha, -logBeta, -p.s / p.beta}
	k := p.r + p.s
	var b, over, rest float64
	var zByAlpha, zByBeta float64
	front := slopes{-1 / k, 0, 1/p.s - 1/k, 0} // of the logarithm of what precedes F
	factor := p.s / k
	later := p.alpha < p.beta
	if later {
		b, over, rest = p.s+1, p.r, p.alpha/p.beta
		factor *= rest
		front[1], front[3] = 1/p.alpha, -1/p.beta
		zByAlpha, zByBeta = -1/p.beta, rest/p.beta
	} else {
		b, over, rest = p.r, p.s+1, p.beta/p.alpha
		zByAlpha, zByBeta = rest/p.alpha, -1/p.alpha
	}
	f, byB, byC, byZ := special.GaussOneSlopes(b, over, rest)
	t.leaves = factor * f
	byR, byS := byC, byC
	if later {
		byS += byB
	} else {
		byR += byB
	}
	t.leavesSlope = slopes{
		t.leaves*front[0] + factor*byR,
		t.leaves*front[1] + factor*byZ*zByAlpha,
		t.leaves*front[2] + factor*byS,
		t.leaves*front[3] + factor*byZ*zByBeta,
	}
}

// mean returns the mean log-likelihood of a customer,
//
//	ln Γ(r+x)/Γ(r) + r ln α + s ln β + ln(e^L(T) (1 - Q(T)) + e^L(tx) Q(tx)),
//
// where e^L(τ) is the level and Q(τ) the leaves of the moment τ. By parts, this
// is the likelihood of Schmittlein, Morrison and Colombo: either the customer is
// alive at T, or left between tx and T. Both terms are positive.
func (l *paretoLikelihood) mean(theta, gradient []float64) float64 {
	r, alpha, s, beta := theta[0], theta[1], theta[2], theta[3]
	l.ofR.set(r, l.most)
	for i, m := range l.moments {
		at := l.times[m.time]
		l.terms[i].set(pareto{r + float64(m.repeat), alpha + at, s, beta + at})
	}
	logAlpha, logBeta := math.Log(alpha), math.Log(beta)
	sum := 0.0
	var total slopes
	for _, row := range l.rows {
		last, age := &l.terms[row.last], &l.terms[row.age]
		value, stayed, left, unit := age.join(last)
		ofR, dofR := l.ofR.at(row.repeat)
		sum += row.share * (ofR + r*logAlpha + s*logBeta + value)
		for i := range total {
			total[i] += row.share * (stayed*age.levelSlope[i] + left*last.levelSlope[i] +
				left/last.leaves*last.leavesSlope[i] - unit*age.leavesSlope[i])
		}
		total[0] += row.share * (dofR + logAlpha)
		total[2] += row.share * logBeta
	}
	total[1] += r / alpha
	total[3] += s / beta
	copy(gradient, total[:])
	return sum
}

// join returns ln(e^L(T) (1 - Q(T)) + e^L(tx) Q(tx)) for the terms of T and tx,
// the parts that the two have in the sum, and what e^L(T) is over it.
func (t *paretoTerm) join(last *paretoTerm) (value, stayed, left, unit float64) {
	const certain = 600 // beyond which the customer has left and powers overflow
	if last.level-t.level > certain {
		return last.level + math.Log(last.leaves), 0, 1, 0
	}
	stays, leaves := max(1-t.leaves, 0), math.Exp(last.level-t.level)*last.leaves
	whole := stays + leaves
	return t.level + math.Log(whole), stays / whole, leaves / whole, 1 / whole
}
