package ltv

import (
	"fmt"
	"math"
)

// FitOptions says how a model is fitted. The zero FitOptions is plain maximum
// likelihood, with parameters per day.
type FitOptions struct {
	// Unit is the unit of time of the parameters. Models without times have none.
	Unit Unit

	// Ridge keeps parameters small: it takes Ridge · Σθ² off the mean
	// log-likelihood of a customer, θ being the parameters in their unit. 0.001
	// to 0.1 are usual. The result depends on the unit.
	Ridge float64

	// Pool is a model of the same type, fitted to more customers, toward which
	// the fit is drawn: it takes Weight · Σ(ln θ - ln θpool)² off the
	// log-likelihood of all customers. The more customers there are, the less it
	// matters; without any, the result is Pool. A market that is too small to be
	// fitted alone is fitted like this, and its [Fit] says that it is Pooled.
	Pool Fitted

	// Weight says how strongly; it is required with Pool. It is that of a prior
	// belief that ln θ is normal about ln θpool with a variance of 1/(2·Weight):
	// 2 says that the parameters of markets differ by a factor of e^0.5 or so.
	Weight float64
}

// Fitted is a model that was fitted: any of [BGNBD], [MBGNBD], [ParetoNBD],
// [GammaGamma], [SBG] and [BGBB].
type Fitted interface {
	Check() error
	kind() string
	unit() Unit
	parameters() []parameter
}

// check returns an error of class [ErrTerms] or [ErrModel] if the options cannot
// be for a model of a kind.
func (o FitOptions) check(kind string) error {
	switch {
	case o.Unit < 0:
		return fmt.Errorf("ltv: fitting %s: unit of %d days: %w", kind, int(o.Unit), ErrTerms)
	case !(o.Ridge >= 0) || math.IsInf(o.Ridge, 0):
		return fmt.Errorf("ltv: fitting %s: ridge of %v: %w: it must not be negative", kind, o.Ridge, ErrTerms)
	case !(o.Weight >= 0) || o.Weight > largest:
		return fmt.Errorf("ltv: fitting %s: weight of %v: %w: it must lie between 0 and %v", kind, o.Weight, ErrTerms, largest)
	case (o.Pool != nil) != (o.Weight > 0):
		return fmt.Errorf("ltv: fitting %s: %w: Pool and Weight go together", kind, ErrTerms)
	case o.Pool == nil:
		return nil
	}
	switch o.Pool.(type) {
	case BGNBD, MBGNBD, ParetoNBD, GammaGamma, SBG, BGBB:
	default:
		return fmt.Errorf("ltv: fitting %s: %w: the pool is a %T: give a model itself", kind, ErrModel, o.Pool)
	}
	if o.Pool.kind() != kind {
		return fmt.Errorf("ltv: fitting %s: %w: the pool is %s", kind, ErrModel, o.Pool.kind())
	}
	return o.Pool.Check()
}

// penalty is what is taken off the mean log-likelihood of a customer.
type penalty struct {
	ridge  []float64 // of the square of each inner parameter
	pool   []float64 // logarithms of inner parameters
	weight float64   // per customer
}

// penalty returns the penalty of the options for a problem.
func (o FitOptions) penalty(p problem) (penalty, error) {
	if err := o.check(p.kind); err != nil {
		return penalty{}, err
	}
	out := penalty{ridge: make([]float64, len(p.inner))}
	for i, inner := range p.inner {
		out.ridge[i] = o.Ridge / (inner * inner)
	}
	if o.Pool == nil {
		return out, nil
	}
	out.weight = o.Weight / p.scale()
	ratio := o.Pool.unit().days() / o.Unit.days()
	for i, q := range o.Pool.parameters() {
		value := q.value
		if q.time {
			value *= ratio
		}
		out.pool = append(out.pool, math.Log(value*p.inner[i]))
	}
	return out, nil
}

// add returns the penalty at inner parameters and their logarithms, and adds its
// gradient by the logarithms.
func (p penalty) add(theta, x, gradient []float64) float64 {
	sum := 0.0
	for i := range theta {
		square := p.ridge[i] * theta[i] * theta[i]
		sum += square
		gradient[i] += 2 * square
		if p.weight > 0 {
			off := x[i] - p.pool[i]
			sum += p.weight * off * off
			gradient[i] += 2 * p.weight * off
		}
	}
	return sum
}
