package main

import (
	"errors"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// heldOut is how many days the models are not told of when they are checked.
const heldOut = 26 * 7

// holdout is a market's model held against days that it did not know.
type holdout struct {
	market string
	check  *ltv.Check // nil: nothing was known of the market then
}

// checkAll fits the families of today's models to what was known on a day, and lets
// them say what came after.
func checkAll(cohorts []ltv.Cohort, today []fitted, day currency.Date) ([]holdout, error) {
	holdouts := make([]holdout, len(cohorts))
	var known []ltv.Cohort
	var places []int
	for i, c := range cohorts {
		holdouts[i].market = c.Market()
		if then := c.Until(day); then.Size() > 0 {
			known, places = append(known, then), append(places, i)
		}
	}
	var of []family
	for _, f := range today {
		if !slices.ContainsFunc(of, func(other family) bool { return other.name == f.family.name }) {
			of = append(of, f.family)
		}
	}
	models, err := fitAll(known, of)
	if errors.Is(err, ltv.ErrSparse) || errors.Is(err, ltv.ErrFlat) {
		return holdouts, nil // a shop so young has nothing to hold out
	}
	if err != nil {
		return nil, err
	}
	for i, model := range models {
		check, err := cohorts[places[i]].Check(model.model, day)
		if err != nil {
			return nil, err
		}
		holdouts[places[i]].check = &check
	}
	return holdouts, nil
}
