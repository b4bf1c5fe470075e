package duty

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// estimate charges the lowest, the highest or the mean of the lines under a
// short code, if the caller wants that rather than the error.
func (a *assessor) estimate(i int, q query, cause error) error {
	var ambiguous *AmbiguousCodeError
	way := a.shipment.Ambiguous
	if way == Refuse || a.shipment.Items[i].Claim != "" || !errors.As(cause, &ambiguous) {
		return cause
	}
	candidates := make([]Charge, len(ambiguous.Lines))
	for k := range ambiguous.Lines {
		levy := &ambiguous.Lines[k]
		if levy.Kind != MFN {
			return cause
		}
		if err := a.levied(i, levy, &candidates[k]); err != nil {
			return err
		}
		a.vintage(levy)
	}
	best, name, err := a.pick(candidates, way)
	if err != nil {
		return err
	}
	if way == Average {
		best, err = a.mean(i, q, candidates)
		if err != nil {
			return err
		}
	}
	a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by %s of %d lines",
		q.code.Dotted(), q.dest, name, len(candidates)))
	a.lacks(q)
	return a.add(i, best)
}

// pick returns the charge with the lowest or highest amount, and how it is
// called.
func (a *assessor) pick(candidates []Charge, way Ambiguous) (Charge, string, error) {
	best := candidates[0]
	for _, c := range candidates[1:] {
		order, err := c.Amount.Cmp(best.Amount)
		if err != nil {
			return best, "", err
		}
		if order < 0 && way == Lowest || order > 0 && way == Highest {
			best = c
		}
	}
	switch way {
	case Lowest:
		return best, best.Levy.Code.Dotted() + ", the lowest", nil
	case Highest:
		return best, best.Levy.Code.Dotted() + ", the highest", nil
	}
	return best, "the average", nil
}

// mean returns a charge of the mean of the candidates' amounts, rounded once
// from there. It has no rate: the mean of rates of several kinds is none.
func (a *assessor) mean(i int, q query, candidates []Charge) (Charge, error) {
	var sum currency.Total
	for k := range candidates {
		sum.Add(candidates[k].Amount)
	}
	total, err := sum.Amount()
	if err != nil {
		return Charge{}, err
	}
	n := decimal.New(int64(len(candidates)), 0)
	amount, err := total.MulDiv(decimal.New(1, 0), n, a.shipment.Rounding)
	if err != nil {
		return Charge{}, err
	}
	first := candidates[0].Levy
	levy := &Levy{Jurisdiction: q.dest, Kind: MFN, Source: first.Source, SourceDate: first.SourceDate,
		Name: fmt.Sprintf("%s, average of %d lines of %s", importDuty, len(candidates), q.code.Dotted())}
	c := Charge{Levy: levy, Base: a.result.Lines[i].CustomsValue, Amount: amount, Regime: a.rules[i].ID}
	if amount.IsZero() {
		c.Zero = RoundsToZero
		if total.IsZero() {
			c.Zero = candidates[0].Zero
		}
	}
	a.traceMean(i, levy, candidates, amount)
	return c, nil
}

// vintage warns of a levy whose source is old, or does not say how old.
func (a *assessor) vintage(levy *Levy) {
	switch {
	case levy.SourceDate.IsZero():
		a.warn(fmt.Sprintf("the rate of %s for %s has a source without a date", levy.Jurisdiction, levy.Code.Dotted()))
	case a.shipment.On.Sub(levy.SourceDate) > staleAfter:
		a.warn(fmt.Sprintf("the rate of %s for %s is as of %s", levy.Jurisdiction, levy.Code.Dotted(), levy.SourceDate))
	}
}
