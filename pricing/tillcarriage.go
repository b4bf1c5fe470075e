package pricing

import (
	"slices"

	"github.com/landedhq/landed/tax"
)

// tillCarried is a part of shipping or insurance that bears some rates.
type tillCarried struct {
	rates   *tillRates
	on      string
	base    int64 // with the tax where that is contained
	amounts [maxTaxes]int64
	tax     int64 // their sum
}

// carry levies the tax on shipping and insurance, as far as they bear any: by
// the rates of the goods, see carriageLines.
func (s *sale) carry(cart *Cart) bool {
	slices.SortFunc(s.taxed, func(a, b tillTaxed) int {
		if s.before(cart, a.first, b.first) {
			return -1
		}
		return 1
	})
	base := s.scope.decision.Base
	s.carried = s.carried[:0]
	s.group()
	if s.shipping > 0 && base.Has(tax.BaseFreight) {
		groups := s.groups
		if own := s.scope.forFreight; own != nil {
			groups = []tillTaxed{{rates: own, net: s.net}}
		}
		if !s.carryOn(shippingService, s.shipping, groups) {
			return false
		}
	}
	return s.insurance == 0 || !base.Has(tax.BaseInsurance) || s.carryOn(insuranceService, s.insurance, s.groups)
}

// What is carried, as charges name it.
const (
	shippingService  = "shipping"
	insuranceService = "insurance"
)

// group gathers the goods whose rates come to the same.
func (s *sale) group() {
	s.groups = s.groups[:0]
	for i := range s.taxed {
		t := &s.taxed[i]
		at := slices.IndexFunc(s.groups, func(g tillTaxed) bool { return g.rates.same(t.rates) })
		switch {
		case at < 0:
			s.groups = append(s.groups, *t)
			continue
		case len(t.rates.rates) > 0 && t.rates.rates[0].Category == tax.General: // see rateGroups
			s.groups[at].rates = t.rates
		}
		s.groups[at].net += t.net
	}
}

// carryOn splits a service over groups of goods by what these cost.
func (s *sale) carryOn(on string, amount int64, groups []tillTaxed) bool {
	for i := range groups {
		s.weights[i] = groups[i].net
	}
	parts := s.share(amount, s.net, len(groups), func(i, k int) bool { return i < k })
	for i, part := range parts {
		if part == 0 {
			continue
		}
		t := tillCarried{rates: groups[i].rates, on: on, base: part}
		for k := range t.rates.taxes {
			var ok bool
			if t.amounts[k], ok = t.rates.taxes[k].on(part, s.scope.contained); !ok {
				return false
			}
			t.tax += t.amounts[k]
		}
		s.carried = append(s.carried, t)
	}
	return true
}

// carriedOn is the tax on shipping or insurance.
func (s *sale) carriedOn(service string) (sum int64) {
	for i := range s.carried {
		if s.carried[i].on == service {
			sum += s.carried[i].tax
		}
	}
	return sum
}
