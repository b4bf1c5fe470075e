package ltv

import (
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// FitBGNBD fits a BG/NBD model to customers by maximum likelihood.
//
// FitBGNBD returns an error of class:
//   - [ErrHistory], as a *[RowError], if a group is impossible;
//   - [ErrSparse] if there are no two customers with different histories, or none
//     that has ordered again, and no Pool is given;
//   - [ErrFlat] if the data do not determine the parameters: the model and the
//     Fit then say how far the search came;
//   - [ErrTerms] or [ErrModel] if the options are no good.
func FitBGNBD(groups []Group, o FitOptions) (BGNBD, Fit, error) {
	theta, fit, err := fitBetaGeometric(kindBGNBD, groups, 0, o)
	if theta == nil {
		return BGNBD{}, fit, err
	}
	return BGNBD{R: theta[0], Alpha: theta[1], A: theta[2], B: theta[3], Unit: o.Unit}, fit, err
}

// FitMBGNBD fits an MBG/NBD model to customers by maximum likelihood. It returns
// errors as [FitBGNBD] does.
func FitMBGNBD(groups []Group, o FitOptions) (MBGNBD, Fit, error) {
	theta, fit, err := fitBetaGeometric(kindMBGNBD, groups, 1, o)
	if theta == nil {
		return MBGNBD{}, fit, err
	}
	return MBGNBD{R: theta[0], Alpha: theta[1], A: theta[2], B: theta[3], Unit: o.Unit}, fit, err
}

// fitBetaGeometric fits the model in which customers may leave after each repeat
// order, and with chances at the first.
func fitBetaGeometric(kind string, groups []Group, chances int, o FitOptions) ([]float64, Fit, error) {
	s, err := newSample(groups)
	if err != nil {
		return nil, Fit{}, err
	}
	if o.Pool == nil {
		if err := s.enough(kind); err != nil {
			return nil, Fit{Customers: int(s.customers), Groups: len(s.rows)}, err
		}
	}
	l := &betaGeometricLikelihood{sample: s, chances: chances}
	p := s.problem(kind, o, []bool{false, true, false, false}, l.mean)
	return p.solve(o, []string{"r", "alpha", "a", "b"})
}

// betaGeometricLikelihood is the likelihood of BG/NBD, whose customers have had
// as many chances to leave as repeats, and of MBG/NBD, whose have had one more.
type betaGeometricLikelihood struct {
	*sample
	chances int

	logs, inverses []float64 // ln(α+t) and 1/(α+t) of the times
	ofR, ofB, ofAB rising
}

// mean returns the mean log-likelihood of a customer, in the form of Hardie's
// note on its implementation:
//
//	ln Γ(r+x)/Γ(r) + r ln α + ln B(a, b+y)/B(a, b) + ln(e^alive + e^left),
//	alive = -(r+x) ln(α+T), left = ln a - ln(b+y-1) - (r+x) ln(α+tx),
//
// with y chances to leave, and left only where there was one.
func (l *betaGeometricLikelihood) mean(theta, gradient []float64) float64 {
	r, alpha, a, b := theta[0], theta[1], theta[2], theta[3]
	l.prepare(r, alpha, a, b)
	logA, logAlpha := math.Log(a), math.Log(alpha)
	var sum, dR, dAlpha, dA, dB float64
	leaving, of := 0.0, -1 // ln a - ln(b+y-1), and the y of it: rows come by repeats
	for _, row := range l.rows {
		x, y := row.repeat, row.repeat+l.chances
		k := r + float64(x)
		logT, inverseT := l.logs[row.age], l.inverses[row.age]
		value := -k * logT
		slopeR, slopeAlpha, slopeA, slopeB := -logT, k*inverseT, 0.0, 0.0
		if y > 0 {
			last := b + float64(y) - 1
			logX := l.logs[row.last]
			if of != y {
				leaving, of = logA-math.Log(last), y
			}
			left := leaving - k*logX
			// v is the probability that the customer has left.
			v := 1 / (1 + math.Exp(value-left))
			if value < left {
				value = left - math.Log(v)
			} else {
				value -= math.Log1p(-v)
			}
			slopeR += v * (logT - logX)
			slopeAlpha += v * k * (l.inverses[row.last] - inverseT)
			ab, dab := l.ofAB.at(y)
			ofB, dofB := l.ofB.at(y)
			value += ofB - ab
			slopeA = v/a - dab
			slopeB = dofB - dab - v/last
		}
		ofR, dofR := l.ofR.at(x)
		sum += row.share * (value + ofR + r*logAlpha)
		dR += row.share * (dofR + logAlpha + slopeR)
		dAlpha += row.share * (r/alpha - slopeAlpha)
		dA += row.share * slopeA
		dB += row.share * slopeB
	}
	gradient[0], gradient[1], gradient[2], gradient[3] = dR, dAlpha, dA, dB
	return sum
}

// prepare computes once what many rows need.
func (l *betaGeometricLikelihood) prepare(r, alpha, a, b float64) {
	if l.logs == nil {
		l.logs, l.inverses = make([]float64, len(l.times)), make([]float64, len(l.times))
	}
	for i, t := range l.times {
		l.logs[i], l.inverses[i] = math.Log(alpha+t), 1/(alpha+t)
	}
	l.ofR.set(r, l.most)
	l.ofB.set(b, l.most+l.chances)
	l.ofAB.set(a+b, l.most+l.chances)
}

// rising is a table of ln Γ(x+n)/Γ(x) and its derivative by x, for n from 0.
type rising struct {
	x      float64
	values []float64
	slopes []float64
}

// mostRising is the length up to which tables are made.
const mostRising = 1 << 12

// set fills the table for an x, up to n or mostRising.
func (t *rising) set(x float64, n int) {
	t.x = x
	n = min(n, mostRising)
	if t.values == nil {
		t.values, t.slopes = make([]float64, n+1), make([]float64, n+1)
	}
	for i := range n {
		t.values[i+1] = t.values[i] + math.Log(x+float64(i))
		t.slopes[i+1] = t.slopes[i] + 1/(x+float64(i))
	}
}

// at returns the value and the slope for n.
func (t *rising) at(n int) (value, slope float64) {
	if n < len(t.values) {
		return t.values[n], t.slopes[n]
	}
	return special.LogRising(t.x, float64(n)), special.Digamma(t.x+float64(n)) - special.Digamma(t.x)
}
