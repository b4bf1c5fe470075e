package pricing

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// rateGroup is goods that bear the same rates, with their net value.
type rateGroup struct {
	rates  []tax.Rate
	weight currency.Amount
}

// rateGroups gathers goods by their rates, in the order of the lines, and
// weighs them by their declared values: wherever the levies are placed,
// shipping is split alike.
func rateGroups(l levies, lines []tax.Line, parts []part, policy tax.Policy) ([]rateGroup, error) {
	var groups []rateGroup
	for i, line := range lines {
		if parts[i].kind != tax.Goods || parts[i].service {
			continue
		}
		rates, err := line.RatesAtPrice(policy)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(groups, func(g rateGroup) bool { return sameRates(g.rates, rates) })
		switch {
		case at < 0:
			at = len(groups)
			groups = append(groups, rateGroup{rates: rates})
		case len(rates) > 0 && rates[0].Category == tax.General: // name the rate by what it is in general
			groups[at].rates = rates
		}
		if groups[at].weight, err = groups[at].weight.Add(l.nets[parts[i].line]); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// sameRates tells whether goods are taxed alike.
func sameRates(a, b []tax.Rate) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameRate(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// sameRate tells whether two rates are of one tax and alike.
func sameRate(r, s *tax.Rate) bool {
	return r == s || r.Jurisdiction == s.Jurisdiction && r.Name == s.Name && r.Treatment == s.Treatment && r.Percent.Equal(s.Percent)
}

// splitOver shares a over groups by weight; when all weigh nothing (goods
// that are given away), evenly.
func splitOver(a currency.Amount, groups []rateGroup) ([]currency.Amount, error) {
	weights := make([]currency.Amount, len(groups))
	for i, g := range groups {
		weights[i] = g.weight
	}
	return shareBy(a, weights)
}
