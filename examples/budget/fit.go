package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/ltv"
)

// purchases is a model that tells what customers will order, and that others can be
// drawn toward.
type purchases interface {
	ltv.Model
	ltv.Fitted
}

// family is a purchase model that can be fitted.
type family struct {
	name string
	to   func([]ltv.Group, ltv.FitOptions) (purchases, ltv.Fit, error)
}

var families = []family{
	{"BG/NBD", func(g []ltv.Group, o ltv.FitOptions) (purchases, ltv.Fit, error) { return ltv.FitBGNBD(g, o) }},
	{"MBG/NBD", func(g []ltv.Group, o ltv.FitOptions) (purchases, ltv.Fit, error) { return ltv.FitMBGNBD(g, o) }},
	{"Pareto/NBD", func(g []ltv.Group, o ltv.FitOptions) (purchases, ltv.Fit, error) { return ltv.FitParetoNBD(g, o) }},
}

// fitted is a purchase model of a market, and how it came about.
type fitted struct {
	family
	model purchases
	fit   ltv.Fit
}

// few is the number of customers below which a market is not fitted alone: four
// parameters that say how customers differ take some hundreds of them.
const few = 200

// belief is how strongly a small market is drawn toward all markets: as if the
// parameters of markets differed by a factor of e^0.5 or so.
const belief = 2

// fitAll fits a model to each market: of some families the one that makes what was
// observed most likely, which is a fair comparison as all have four parameters. A
// market with few customers, or whose customers do not determine a model, is drawn
// toward the model of all markets together, and its Fit says so: Pooled.
func fitAll(cohorts []ltv.Cohort, of []family) ([]fitted, error) {
	var everybody []ltv.Summary
	for _, c := range cohorts {
		everybody = append(everybody, c.Summaries()...)
	}
	pool, err := fitBest(everybody, of)
	if err != nil {
		return nil, fmt.Errorf("all markets together: %w: give the orders of more customers", err)
	}
	models := make([]fitted, len(cohorts))
	for i, c := range cohorts {
		if models[i], err = fitOne(c, of, pool); err != nil {
			return nil, fmt.Errorf("market %q: %w", c.Market(), err)
		}
	}
	return models, nil
}

// fitOne fits a model to a market, alone if it can be.
func fitOne(c ltv.Cohort, of []family, pool fitted) (fitted, error) {
	if c.Size() >= few {
		f, err := fitBest(c.Summaries(), of)
		if !errors.Is(err, ltv.ErrFlat) && !errors.Is(err, ltv.ErrSparse) {
			return f, err
		}
	}
	groups, err := ltv.Groups(slices.Values(c.Summaries()))
	if err != nil {
		return fitted{}, err
	}
	model, fit, err := pool.to(groups, ltv.FitOptions{Unit: ltv.Week, Pool: pool.model, Weight: belief})
	return fitted{pool.family, model, fit}, err
}

// fitBest returns the most likely of some families that the customers determine.
func fitBest(customers []ltv.Summary, of []family) (best fitted, err error) {
	groups, err := ltv.Groups(slices.Values(customers))
	if err != nil {
		return best, err
	}
	var fault error
	for _, f := range of {
		model, fit, err := f.to(groups, ltv.FitOptions{Unit: ltv.Week})
		switch {
		case err != nil:
			fault = err
		case best.model == nil || fit.LogLikelihood > best.fit.LogLikelihood:
			best = fitted{f, model, fit}
		}
	}
	if best.model == nil {
		return best, fault
	}
	return best, nil
}
