package ltv

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/landedhq/landed/ltv/internal/special"
)

// FitGammaGamma fits a gamma-gamma model to what customers spent, by maximum
// likelihood. Customers without repeat orders tell nothing and may be included.
// The order of the customers does not matter, to the last digit.
//
// FitGammaGamma returns an error of class:
//   - [ErrHistory], as a *[RowError], if a spend is impossible;
//   - [ErrSparse] if there are no two customers with different means, and no Pool
//     is given;
//   - [ErrFlat] if the data do not determine the parameters, as where nobody has
//     ordered more than once: the model and the Fit then say how far the search
//     came;
//   - [ErrTerms] or [ErrModel] if the options are no good.
func FitGammaGamma(spends []Spend, o FitOptions) (GammaGamma, Fit, error) {
	l, err := newGammaGammaLikelihood(spends)
	if err != nil {
		return GammaGamma{}, Fit{}, err
	}
	if o.Pool == nil {
		if err := l.enough(); err != nil {
			return GammaGamma{}, Fit{Customers: len(l.spends)}, err
		}
	}
	p := problem{
		kind: kindGammaGamma, customers: float64(len(l.spends)), groups: len(l.spends), mean: l.mean,
		inner: []float64{1, 1, 1 / l.typical},
		shift: -float64(len(l.spends)) * math.Log(l.typical),
	}
	theta, fit, err := p.solve(o, []string{"p", "q", "v"})
	if theta == nil {
		return GammaGamma{}, fit, err
	}
	return GammaGamma{P: theta[0], Q: theta[1], V: theta[2]}, fit, err
}

// gammaGammaLikelihood is the likelihood of spends, in units of a typical one.
type gammaGammaLikelihood struct {
	spends  []spendRow
	typical float64
}

// spendRow is a customer with repeat orders.
type spendRow struct{ orders, mean, logOrders, logMean float64 }

// newGammaGammaLikelihood returns the likelihood of spends, or an error that
// names the one that is impossible.
func newGammaGammaLikelihood(spends []Spend) (*gammaGammaLikelihood, error) {
	l := &gammaGammaLikelihood{typical: 1}
	for i, s := range spends {
		err := s.Check()
		if err == nil && s.Orders > math.MaxInt32 {
			err = fmt.Errorf("%w: %d orders", ErrTooLarge, s.Orders)
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if s.Orders > 0 {
			x := float64(s.Orders)
			l.spends = append(l.spends, spendRow{x, s.Mean, math.Log(x), math.Log(s.Mean)})
		}
	}
	// Sorted first, so that no sum depends on the order of the customers.
	slices.SortFunc(l.spends, func(a, b spendRow) int {
		return cmp.Or(cmp.Compare(a.orders, b.orders), cmp.Compare(a.mean, b.mean))
	})
	sum := 0.0
	for _, s := range l.spends {
		sum += s.logMean
	}
	if n := len(l.spends); n > 0 {
		l.typical = math.Exp(sum / float64(n))
	}
	for i := range l.spends {
		l.spends[i].mean /= l.typical
		l.spends[i].logMean -= math.Log(l.typical)
	}
	return l, nil
}

// enough returns an error of class [ErrSparse] if no model can be fitted.
func (l *gammaGammaLikelihood) enough() error {
	reason := ""
	switch {
	case len(l.spends) == 0:
		reason = "none has ordered again"
	case len(l.spends) == 1:
		reason = "one has ordered again"
	case !slices.ContainsFunc(l.spends, func(s spendRow) bool { return s.mean != l.spends[0].mean }):
		reason = "all have the same mean value"
	default:
		return nil
	}
	return fmt.Errorf("ltv: fitting %s: %w: %s; give a Pool to draw the fit toward", kindGammaGamma, ErrSparse, reason)
}

// mean returns the mean log-likelihood of a customer,
//
//	-ln B(px, q) + q ln v + (px-1) ln m + px ln x - (px+q) ln(xm+v).
func (l *gammaGammaLikelihood) mean(theta, gradient []float64) float64 {
	p, q, v := theta[0], theta[1], theta[2]
	share := 1 / max(float64(len(l.spends)), 1)
	logV, psiQ := math.Log(v), special.Digamma(q)
	var sum, dP, dQ, dV float64
	var orders, beta, psiOwn, psiAll float64
	for _, s := range l.spends {
		if s.orders != orders {
			orders = s.orders
			beta = special.LogBeta(p*orders, q)
			psiOwn, psiAll = special.Digamma(p*orders), special.Digamma(p*orders+q)
		}
		own, all := p*orders, orders*s.mean+v
		logAll := math.Log(all)
		sum += -beta + q*logV + own*(s.logMean+s.logOrders) - s.logMean - (own+q)*logAll
		dP += orders * (psiAll - psiOwn + s.logMean + s.logOrders - logAll)
		dQ += psiAll - psiQ + logV - logAll
		dV += q/v - (own+q)/all
	}
	gradient[0], gradient[1], gradient[2] = share*dP, share*dQ, share*dV
	return sum * share
}
