package main

import (
	"errors"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// margin returns what a first and a later purchase of a market contribute. How much
// customers spend on a later one is what a gamma-gamma model expects of all of them,
// so that the few who buy often do not speak for the rest; of that it contributes
// the share that later purchases did. Where too few came back for a model, later
// purchases count as they were, and spend is false.
func margin(c ltv.Cohort) (m ltv.Margin, spend bool, err error) {
	if m, err = c.Margin(); err != nil {
		return m, false, err
	}
	spends, err := c.Spends()
	if err != nil {
		return m, false, err
	}
	if c.RepeatRate().Count < few {
		return m, false, nil
	}
	model, _, err := ltv.FitGammaGamma(spends, ltv.FitOptions{})
	if errors.Is(err, ltv.ErrFlat) || errors.Is(err, ltv.ErrSparse) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	mean, err := model.Population()
	if errors.Is(err, ltv.ErrEndless) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	revenue, err := currency.FromDecimal(decimal.NewFromFloat(mean), c.Currency())
	if err != nil {
		return m, false, err
	}
	repeat, err := c.Repeat()
	if err != nil {
		return m, false, err
	}
	each, err := repeat.ContributionOf(revenue, currency.Rounding{})
	if err != nil {
		return m, false, err
	}
	m.Repeat = ltv.Each(each)
	return m, true, nil
}
