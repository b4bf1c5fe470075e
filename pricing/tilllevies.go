package pricing

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// tillTaxed is the goods of a sale that bear some rates.
type tillTaxed struct {
	rates   *tillRates
	first   int   // of their lines, by sale.before
	net     int64 // of them
	base    int64 // net, and the duty on it where that is taxed
	amounts [maxTaxes]int64
}

// tillCarried is a part of shipping or insurance that bears some rates.
type tillCarried struct {
	rates   *tillRates
	on      string
	base    int64
	amounts [maxTaxes]int64
}

// levy finds who taxes the sale, what customs ask for, and the tax.
func (s *sale) levy(cart *Cart) bool {
	d, err := s.decide(cart)
	if err != nil {
		return false
	}
	if s.scope = s.scopeOf(d); s.scope == nil {
		return false
	}
	s.law = s.scope.law(s.goods, s.goods+s.shipping+s.insurance)
	if !s.classify() {
		return false
	}
	s.value(cart)
	if !s.charge(cart) {
		return false
	}
	return !s.scope.taxed || s.carry(cart) && s.total() > s.scope.minCollect
}

// decide asks who taxes the sale.
func (s *sale) decide(cart *Cart) (*tax.Decision, error) {
	holds := tax.Contents{Intrinsic: s.amount(s.goods), Freight: s.amount(s.shipping), Insurance: s.amount(s.insurance)}
	holds.DearestItem = holds.Intrinsic // where it decides nothing
	if s.byItem {
		var err error
		if holds.DearestItem, err = s.dearest(); err != nil {
			return nil, err
		}
	}
	holds.Codes = s.codes(cart)
	return s.decider.Decide(holds)
}

// dearest is the value of the dearest item, as consignment.dearest has it.
func (s *sale) dearest() (best currency.Amount, err error) {
	c := *s.c
	c.goods = make([]goods, len(s.lines))
	nets := make([]currency.Amount, len(s.lines))
	for i := range s.lines {
		c.goods[i].product, c.goods[i].quantity, nets[i] = &s.lines[i].class.good, s.lines[i].quantity, s.amount(s.lines[i].price)
	}
	return c.dearest(nets)
}

// codes are those of goods that a rule leaves out, in the order that decides
// between them.
func (s *sale) codes(cart *Cart) (codes []string) {
	s.order = s.order[:0]
	for i := range s.lines {
		if s.lines[i].class.left {
			s.order = append(s.order, i)
		}
	}
	if len(s.order) == 0 {
		return nil
	}
	slices.SortFunc(s.order, func(i, k int) int {
		if s.before(cart, i, k) {
			return -1
		}
		return 1
	})
	for _, i := range s.order {
		codes = append(codes, string(s.lines[i].class.code))
	}
	return codes
}

// classify finds the levies of each line. Where customs treat some goods
// otherwise than others, or warn of some, it is not for a till.
func (s *sale) classify() bool {
	for i := range s.lines {
		l := &s.lines[i]
		if l.levies = s.law.levies(l.class); l.levies == nil || l.price <= 0 {
			return false
		}
		if first := s.lines[0].levies; l.levies != first && (l.levies.regime != first.regime || !slices.Equal(l.levies.warnings, first.warnings)) {
			return false
		}
	}
	return true
}

// value finds the customs values: those of goods, with their shares of the
// carriage where the law has these in them.
func (s *sale) value(cart *Cart) {
	for i := range s.lines {
		s.weights[i] = s.lines[i].price
		s.lines[i].customs = s.lines[i].price
	}
	if !s.lines[0].levies.cif {
		return
	}
	for _, carriage := range [...]int64{s.shipping, s.insurance} {
		if carriage == 0 {
			continue
		}
		for i, part := range s.share(carriage, s.goods, len(s.lines), func(i, k int) bool { return s.beforeAtCustoms(cart, i, k) }) {
			s.lines[i].customs += part
		}
	}
}

// charge levies duty and tax on the lines.
func (s *sale) charge(cart *Cart) bool {
	for i := range s.lines {
		l := &s.lines[i]
		l.duty, l.tax = 0, 0
		for k := range l.levies.duties {
			amount, ok := l.levies.duties[k].times(l.customs)
			if !ok {
				return false
			}
			l.duty += amount
			s.levied = append(s.levied, amount)
		}
		if rates := l.levies.rates; rates != nil {
			base := l.price
			if s.scope.onDuty {
				base += l.duty
			}
			t := s.taxedBy(cart, rates, i)
			t.net += l.price
			t.base += base
			for k := range rates.taxes {
				amount, ok := rates.taxes[k].times(base)
				if !ok {
					return false
				}
				l.tax += amount
				t.amounts[k] += amount
				s.levied = append(s.levied, amount)
			}
		}
	}
	return true
}

// taxedBy is the goods of some rates, line i among them.
func (s *sale) taxedBy(cart *Cart, rates *tillRates, i int) *tillTaxed {
	for k := range s.taxed {
		if t := &s.taxed[k]; t.rates == rates {
			if s.before(cart, i, t.first) {
				t.first = i
			}
			return t
		}
	}
	s.taxed = append(s.taxed, tillTaxed{rates: rates, first: i})
	return &s.taxed[len(s.taxed)-1]
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
	var own []tillTaxed
	if s.scope.forFreight != nil {
		own = []tillTaxed{{rates: s.scope.forFreight, net: s.goods}}
	}
	if s.shipping > 0 && base.Has(tax.BaseFreight) {
		groups := own
		if groups == nil {
			groups = s.groups()
		}
		if !s.carryOn("shipping", s.shipping, groups) {
			return false
		}
	}
	return s.insurance == 0 || !base.Has(tax.BaseInsurance) || s.carryOn("insurance", s.insurance, s.groups())
}

// groups are the goods of a sale by rates that come to the same.
func (s *sale) groups() []tillTaxed {
	var groups []tillTaxed
	for i := range s.taxed {
		t := &s.taxed[i]
		at := slices.IndexFunc(groups, func(g tillTaxed) bool { return sameRates(g.rates.rates, t.rates.rates) })
		switch {
		case at < 0:
			groups = append(groups, tillTaxed{rates: t.rates, net: t.net})
			continue
		case len(t.rates.rates) > 0 && t.rates.rates[0].Category == tax.General:
			groups[at].rates = t.rates
		}
		groups[at].net += t.net
	}
	return groups
}

// carryOn splits a service over groups of goods by what these cost.
func (s *sale) carryOn(on string, amount int64, groups []tillTaxed) bool {
	for i := range groups {
		s.weights[i] = groups[i].net
	}
	parts := s.share(amount, s.goods, len(groups), func(i, k int) bool { return i < k })
	for i, part := range parts {
		if part == 0 {
			continue
		}
		t := tillCarried{rates: groups[i].rates, on: on, base: part}
		for k := range t.rates.taxes {
			var ok bool
			if t.amounts[k], ok = t.rates.taxes[k].times(part); !ok {
				return false
			}
		}
		s.carried = append(s.carried, t)
	}
	return true
}

// total adds the taxes up by rate, and returns their sum.
func (s *sale) total() (sum int64) {
	for i := range s.taxed {
		sum += s.addTotals(s.taxed[i].rates, s.taxed[i].base, &s.taxed[i].amounts)
	}
	for i := range s.carried {
		sum += s.addTotals(s.carried[i].rates, s.carried[i].base, &s.carried[i].amounts)
	}
	return sum
}

// tillTotal is the tax of one rate.
type tillTotal struct {
	rate         *tax.Rate
	total        *TaxTotal
	base, amount int64
}

func (s *sale) addTotals(rates *tillRates, base int64, amounts *[maxTaxes]int64) (sum int64) {
	for k := range rates.taxes {
		rate := &rates.rates[k]
		at := slices.IndexFunc(s.totals, func(t tillTotal) bool { return t.rate == rate || sameRate(t.rate, rate) })
		if at < 0 {
			at = len(s.totals)
			s.totals = append(s.totals, tillTotal{rate: rate, total: &rates.taxes[k].total})
		}
		s.totals[at].base += base
		s.totals[at].amount += amounts[k]
		sum += amounts[k]
	}
	return sum
}
