package ltv

import (
	"fmt"
	"math"

	"github.com/landedhq/landed/ltv/internal/optimum"
)

// Fit says how well a model was fitted, and to what.
type Fit struct {
	// LogLikelihood is the logarithm of the likelihood at the parameters, in
	// their unit of time, without the penalty.
	LogLikelihood float64 `json:"log_likelihood"`

	Customers  int        `json:"customers"`
	Groups     int        `json:"groups"` // different histories
	Parameters []Estimate `json:"parameters"`

	// Converged says that the parameters are those of the maximum, to a small
	// part of their standard errors. A fit that has not converged comes with an
	// error of class [ErrFlat].
	Converged  bool `json:"converged"`
	Iterations int  `json:"iterations"`

	// Penalty is what the penalties took off the log-likelihood; it is zero for
	// a fit by likelihood alone.
	Penalty float64 `json:"penalty,omitempty"`

	// Pooled says that the fit was drawn toward a model of other customers, so
	// that it does not speak of these alone.
	Pooled bool `json:"pooled,omitempty"`
}

// Estimate is one fitted parameter.
type Estimate struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	StdErr float64 `json:"std_err"` // standard error, from the curvature of the log-likelihood; 0 where there is none
}

// problem is a fit to be made: of parameters that are all positive.
type problem struct {
	kind      string
	unit      Unit
	customers float64
	groups    int

	// mean returns the mean log-likelihood of a customer and writes its gradient.
	mean func(parameters, gradient []float64) float64

	// inner is what each parameter is multiplied by before mean takes it, so
	// that data in any unit look alike to the search. At inner values around 1
	// the search begins.
	inner []float64

	// shift is what the log-likelihood in the unit of the user has over the one
	// of mean.
	shift float64
}

// starts are the inner values at which the search begins, until it converges.
var starts = [...]float64{1, 0.3, 4}

// widest is how far inner parameters may lie from 1.
const widest = 1e7

// undetermined is the standard error of the logarithm of a parameter from which
// on the data are said not to determine it: it may be a hundred times as large,
// or as small.
const undetermined = 5

// remaining is the log-likelihood that a converged fit may still have to gain.
const remaining = 1e-6

// solve returns the parameters that make the likelihood, less the penalty, as
// large as it can be.
func (p problem) solve(o FitOptions, names []string) ([]float64, Fit, error) {
	penalty, err := o.penalty(p)
	if err != nil {
		return nil, Fit{}, err
	}
	best := optimum.Result{Value: math.Inf(1)}
	for _, start := range starts {
		x := make([]float64, len(p.inner))
		for i := range x {
			x[i] = math.Log(start)
		}
		r := optimum.Minimise(func(x, g []float64) float64 { return p.objective(x, g, penalty) }, x)
		if r.Value < best.Value || p.converged(r) && !p.converged(best) {
			best = r
		}
		if p.converged(best) {
			break
		}
	}
	return p.report(best, penalty, names)
}

// objective returns the negative mean log-likelihood and penalty at logarithms of
// inner parameters.
func (p problem) objective(x, gradient []float64, penalty penalty) float64 {
	theta := make([]float64, len(x))
	for i := range x {
		// The bound also keeps the likelihood from overflow.
		if theta[i] = math.Exp(x[i]); !(theta[i] > 1/widest && theta[i] < widest) {
			return math.Inf(1)
		}
	}
	value := p.mean(theta, gradient)
	for i := range gradient {
		gradient[i] *= -theta[i]
	}
	return -value + penalty.add(theta, x, gradient)
}

// converged reports whether a search has ended at a proper minimum.
func (p problem) converged(r optimum.Result) bool {
	return r.Covariance != nil && r.Decrement*p.customers/2 <= remaining
}

// report turns the end of the search into parameters and what is known of them.
func (p problem) report(r optimum.Result, penalty penalty, names []string) ([]float64, Fit, error) {
	n := len(p.inner)
	theta := make([]float64, n)
	fit := Fit{
		Customers: int(p.customers), Groups: p.groups, Iterations: r.Iterations,
		Converged: p.converged(r), Pooled: penalty.weight > 0,
	}
	if math.IsInf(r.Value, 0) || math.IsNaN(r.Value) {
		return nil, fit, fmt.Errorf("ltv: fitting %s: %w: the likelihood cannot be computed", p.kind, ErrFlat)
	}
	inner := make([]float64, n)
	for i := range theta {
		inner[i] = math.Exp(r.X[i])
		theta[i] = inner[i] / p.inner[i]
	}
	taken := penalty.add(inner, r.X, make([]float64, n))
	fit.Penalty = taken * p.scale()
	fit.LogLikelihood = (taken-r.Value)*p.scale() + p.shift
	loose, looseness := "", 0.0
	for i, name := range names {
		e := Estimate{Name: name, Value: theta[i]}
		if r.Covariance != nil {
			spread := math.Sqrt(r.Covariance[i][i] / p.scale())
			e.StdErr = theta[i] * spread
			if spread > looseness {
				loose, looseness = name, spread
			}
		}
		fit.Parameters = append(fit.Parameters, e)
	}
	return theta, fit, p.verdict(r, fit, loose, looseness)
}

// scale returns what turns means over customers into sums. A fit to no customer,
// which is all penalty, counts as one.
func (p problem) scale() float64 { return max(p.customers, 1) }

// verdict returns an error of class [ErrFlat] if the end of the search is no
// estimate.
func (p problem) verdict(r optimum.Result, fit Fit, loose string, looseness float64) error {
	const remedy = "give more customers, a Pool to draw the fit toward, or a Ridge"
	switch {
	case r.Covariance == nil:
		return fmt.Errorf("ltv: fitting %s to %d customers: %w: the likelihood has no maximum; %s", p.kind, fit.Customers, ErrFlat, remedy)
	case !fit.Converged:
		return fmt.Errorf("ltv: fitting %s to %d customers: %w: not converged after %d steps; %s", p.kind, fit.Customers, ErrFlat, fit.Iterations, remedy)
	case looseness > undetermined:
		return fmt.Errorf("ltv: fitting %s to %d customers: %w: %s has a relative standard error of %.0f; %s", p.kind, fit.Customers, ErrFlat, loose, looseness, remedy)
	}
	return nil
}
