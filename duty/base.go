package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// base returns what a levy is charged on, of one line: the customs value, less
// what the regime allows, or the components that the levy names. An uplift is
// on the value, not on the charges in a base, and rounded to the grid of the
// shipment: in South Africa the tax is on 110% of the value plus the duty
// (Value-Added Tax Act 89 of 1991, s. 13(2)).
func (a *assessor) base(i int, levy *Levy) (currency.Amount, error) {
	line := &a.result.Lines[i]
	base := line.CustomsValue
	if levy.Base == 0 && levy.Uplift.IsZero() && a.allowances == nil {
		return base, nil
	}
	var err error
	switch {
	case levy.Base != 0:
		base, err = line.valueOf(levy.Base)
	case a.allowances != nil && levy.Kind != Fee && levy.Kind != Tax && a.allowances[i].Currency() != 0:
		if base, err = base.Sub(a.allowances[i]); err == nil {
			a.traceLess(i, base)
		}
	}
	var raised currency.Amount
	if err == nil && !levy.Uplift.IsZero() {
		raised, err = a.uplifted(i, levy, base)
		base = raised
	}
	if err != nil {
		return base, err
	}
	for _, under := range [...]Components{OnDuty, OnFees, OnTax} {
		if !levy.Base.Has(under) {
			continue
		}
		charged := line.Duty
		if under != OnDuty {
			charged, err = line.charged(under)
		}
		if err == nil {
			base, err = base.Add(charged)
		}
		if err != nil {
			return base, err
		}
	}
	if levy.Base != 0 {
		a.traceBase(i, levy, raised, base)
	}
	return base, nil
}

// uplifted adds the uplift of a levy to a value.
func (a *assessor) uplifted(i int, levy *Levy, value currency.Amount) (currency.Amount, error) {
	factor := hundred.Add(levy.Uplift)
	if factor.Sign() < 0 {
		return value, fmt.Errorf("duty: %w: an uplift of %s%%", ErrNegative, levy.Uplift)
	}
	base, err := value.MulDiv(factor, hundred, a.shipment.Rounding)
	if err == nil {
		a.traceUplift(i, levy, value, base)
	}
	return base, err
}
