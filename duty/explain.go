package duty

import "github.com/landedhq/landed/currency/explain"

// Explain assesses a shipment as [Assess] does, and lists the steps from what
// was given to the totals, in the order in which they are taken. It costs
// nothing where it is not asked for. In a step of largest remainder, equal
// remainders go in the order of the inputs, and the parts are equal where all
// weights are zero.
func Explain(s Shipment, t *Tariff, rg *Regimes) (Assessment, []explain.Step, error) {
	a := assessor{tariff: t, regimes: rg, shipment: &s, trace: &trace{}}
	a.begin()
	if err := a.assess(); err != nil {
		return Assessment{}, nil, err
	}
	return a.result, a.trace.steps, nil
}
