package ltv

import (
	"fmt"
	"math"
)

// FitSBG fits an sBG model to tenures by maximum likelihood. Cohorts that began
// at different times can be given together.
//
// FitSBG returns an error of class:
//   - [ErrHistory], as a *[RowError], if a tenure is impossible;
//   - [ErrSparse] if nobody has cancelled, nobody has renewed, or there is one
//     customer, and no Pool is given;
//   - [ErrFlat] if the data do not determine the parameters, as with cancellations
//     at one renewal only: the model and the Fit then say how far the search came;
//   - [ErrTerms] or [ErrModel] if the options are no good.
func FitSBG(tenures []Tenure, o FitOptions) (SBG, Fit, error) {
	l := &sbgLikelihood{tenures: tenures}
	if err := l.count(); err != nil {
		return SBG{}, Fit{}, err
	}
	if o.Pool == nil {
		if err := l.enough(); err != nil {
			return SBG{}, Fit{Customers: int(l.customers), Groups: len(tenures)}, err
		}
	}
	p := problem{kind: kindSBG, customers: l.customers, groups: len(tenures), mean: l.mean, inner: []float64{1, 1}}
	theta, fit, err := p.solve(o, []string{"alpha", "beta"})
	if theta == nil {
		return SBG{}, fit, err
	}
	return SBG{Alpha: theta[0], Beta: theta[1]}, fit, err
}

// sbgLikelihood is the likelihood of tenures.
type sbgLikelihood struct {
	tenures         []Tenure
	customers       float64
	renewals, lost  float64
	most            int // renewals
	ofBeta, ofTotal rising
}

// maxTenure is the most renewals of a tenure.
const maxTenure = 1 << 20

// count adds up the customers, and returns an error that names the tenure that is
// impossible.
func (l *sbgLikelihood) count() error {
	for i, t := range l.tenures {
		switch {
		case t.Renewals < 0 || t.Count < 0:
			return &RowError{Row: i, Err: fmt.Errorf("%w: %d renewals, %d customers", ErrHistory, t.Renewals, t.Count)}
		case t.Renewals > maxTenure || int64(t.Count) > maxHistory:
			return &RowError{Row: i, Err: fmt.Errorf("%w: %d renewals, %d customers", ErrTooLarge, t.Renewals, t.Count)}
		}
		l.customers += float64(t.Count)
		l.renewals += float64(t.Count) * float64(t.Renewals)
		if t.Lost {
			l.lost += float64(t.Count)
		}
		l.most = max(l.most, t.Renewals)
	}
	return nil
}

// enough returns an error of class [ErrSparse] if no model can be fitted.
func (l *sbgLikelihood) enough() error {
	reason := ""
	switch {
	case l.customers == 0:
		reason = "there is none"
	case l.customers == 1:
		reason = "there is one"
	case l.lost == 0:
		reason = "none has cancelled"
	case l.renewals == 0:
		reason = "none has renewed"
	default:
		return nil
	}
	return fmt.Errorf("ltv: fitting %s: %w: %s; give a Pool to draw the fit toward", kindSBG, ErrSparse, reason)
}

// mean returns the mean log-likelihood of a customer: ln of
// (β)_n/(α+β)_n for n renewals, and of α/(α+β+n) for a cancellation after them.
func (l *sbgLikelihood) mean(theta, gradient []float64) float64 {
	alpha, beta := theta[0], theta[1]
	l.ofBeta.set(beta, l.most+1)
	l.ofTotal.set(alpha+beta, l.most+1)
	logAlpha := math.Log(alpha)
	var sum, dAlpha, dBeta float64
	for _, t := range l.tenures {
		share := float64(t.Count) / max(l.customers, 1)
		due := t.Renewals
		if t.Lost {
			due++
			sum += share * logAlpha
			dAlpha += share / alpha
		}
		renewed, byBeta := l.ofBeta.at(t.Renewals)
		all, byBoth := l.ofTotal.at(due)
		sum += share * (renewed - all)
		dAlpha -= share * byBoth
		dBeta += share * (byBeta - byBoth)
	}
	gradient[0], gradient[1] = dAlpha, dBeta
	return sum
}
