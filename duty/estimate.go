package duty

import (
	"errors"
	"fmt"
)

// estimate charges the lowest or highest of the lines under a short code, if
// the caller wants that rather than the error.
func (a *assessor) estimate(i int, q query, cause error) error {
	var ambiguous *AmbiguousCodeError
	if a.shipment.Ambiguous == Refuse || a.shipment.Items[i].Claim != "" || !errors.As(cause, &ambiguous) {
		return cause
	}
	var best Charge
	for k := range ambiguous.Lines {
		levy := &ambiguous.Lines[k]
		if levy.Kind != MFN {
			return cause
		}
		c, err := a.levied(i, levy)
		if err != nil {
			return err
		}
		order := 0
		if k > 0 {
			if order, err = c.Amount.Cmp(best.Amount); err != nil {
				return err
			}
		}
		if k == 0 || order < 0 && a.shipment.Ambiguous == Lowest || order > 0 && a.shipment.Ambiguous == Highest {
			best = c
		}
	}
	a.result.Lines[i].Charges = append(a.room(1), best)
	which := "lowest"
	if a.shipment.Ambiguous == Highest {
		which = "highest"
	}
	a.warn(fmt.Sprintf("%s is too short for the tariff of %s: charged by %s, the %s of %d lines",
		q.code.Dotted(), q.dest, best.Levy.Code.Dotted(), which, len(ambiguous.Lines)))
	a.vintage(&best.Levy)
	for _, lack := range a.tariff.missing(q) {
		a.warn(fmt.Sprintf("not in the tariff table of %s: %s", lack.Jurisdiction, lack.Name))
	}
	return nil
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
