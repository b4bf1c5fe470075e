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

// maxTillRounds bounds the search for net values: that of the tax in the
// prices, and that of the tax in carriage, which is split by these.
const maxTillRounds = 4

// levy finds who taxes the sale, what customs ask for, and the tax. Where that
// is inside the prices, it looks for the declared values as consignment.search
// does, but only under one law.
func (s *sale) levy(cart *Cart) bool {
	s.net, s.freight, s.insured = s.goods, s.shipping, s.insurance
	for i := range s.lines {
		s.lines[i].net = s.lines[i].price
	}
	var law *tillLaw
	for range maxTillRounds {
		if !s.rule(cart) || law != nil && s.law != law {
			return false
		}
		law = s.law
		s.value(cart)
		if !s.charge(cart) || s.scope.taxed && !s.carry(cart) {
			return false
		}
		if !s.scope.inside || s.settled() {
			return s.asShown() && s.total() > s.scope.minCollect
		}
	}
	return false
}

// rule finds the law on the net values.
func (s *sale) rule(cart *Cart) bool {
	d, err := s.decide(cart)
	if err != nil {
		return false
	}
	if s.scope = s.scopeOf(d); s.scope == nil {
		return false
	}
	s.law = s.scope.law(s.net, s.net+s.freight+s.insured)
	return s.classify()
}

// settled takes the tax out of the prices, and tells whether the net values
// were that already.
func (s *sale) settled() bool {
	goods, freight, insured := int64(0), s.shipping, s.insurance
	same := true
	for i := range s.lines {
		l := &s.lines[i]
		net := l.price - l.tax
		same = same && net == l.net
		l.net = net
		goods += net
	}
	if s.scope.contained {
		freight, insured = freight-s.carriedOn(shippingService), insured-s.carriedOn(insuranceService)
	}
	same = same && freight == s.freight && insured == s.insured
	s.net, s.freight, s.insured = goods, freight, insured
	return same
}

// asShown tells whether the law is that which the product pages assume.
func (s *sale) asShown() bool {
	for i := range s.lines {
		if l := &s.lines[i]; l.regime != "" && l.regime != l.levies.name {
			return false
		}
	}
	return true
}

// decide asks who taxes the sale.
func (s *sale) decide(cart *Cart) (*tax.Decision, error) {
	holds := tax.Contents{Intrinsic: s.amount(s.net), Freight: s.amount(s.freight), Insurance: s.amount(s.insured)}
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
		c.goods[i].product, c.goods[i].quantity, nets[i] = &s.lines[i].class.good, s.lines[i].quantity, s.amount(s.lines[i].net)
	}
	return c.dearest(nets)
}

// codes are those of goods that a rule leaves out, in the order that decides
// between them.
func (s *sale) codes(cart *Cart) (codes []string) {
	if !s.leftOut {
		return nil
	}
	s.order = s.order[:0]
	for i := range s.lines {
		if s.lines[i].class.left {
			s.order = append(s.order, i)
		}
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
		if l.levies = s.law.levies(l.class); l.levies == nil || l.net <= 0 {
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
		s.weights[i] = s.lines[i].net
		s.lines[i].customs = s.lines[i].net
	}
	if !s.lines[0].levies.cif {
		return
	}
	for _, carriage := range [...]int64{s.freight, s.insured} {
		if carriage == 0 {
			continue
		}
		for i, part := range s.share(carriage, s.net, len(s.lines), func(i, k int) bool { return s.beforeAtCustoms(cart, i, k) }) {
			s.lines[i].customs += part
		}
	}
}

// charge levies duty and tax on the lines. A duty in the price, or beside a
// tax in it, is not for a till.
func (s *sale) charge(cart *Cart) bool {
	s.levied, s.taxed = s.levied[:0], s.taxed[:0]
	for i := range s.lines {
		l := &s.lines[i]
		if !s.chargeDuty(l) || l.duty != 0 && (s.scope.inside || s.c.dutyInside()) {
			return false
		}
		l.tax = 0
		rates := l.levies.rates
		if rates == nil {
			continue
		}
		base := l.price
		if s.scope.onDuty {
			base += l.duty
		}
		t := s.taxedBy(cart, rates, i)
		for k := range rates.taxes {
			amount, ok := rates.taxes[k].on(base, s.scope.inside)
			if !ok {
				return false
			}
			l.tax += amount
			t.amounts[k] += amount
			s.levied = append(s.levied, amount)
		}
		t.net += l.net
		t.base += base
		if s.scope.inside {
			t.base -= l.tax
		}
	}
	return true
}

func (s *sale) chargeDuty(l *tillLine) bool {
	l.duty = 0
	for k := range l.levies.duties {
		amount, ok := l.levies.duties[k].times(l.customs)
		if !ok {
			return false
		}
		l.duty += amount
		s.levied = append(s.levied, amount)
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

// total adds the taxes up by rate, and returns their sum.
func (s *sale) total() (sum int64) {
	for i := range s.taxed {
		sum += s.addTotals(s.taxed[i].rates, s.taxed[i].base, &s.taxed[i].amounts)
	}
	for i := range s.carried {
		t := &s.carried[i]
		base := t.base
		if s.scope.contained {
			base -= t.tax
		}
		sum += s.addTotals(t.rates, base, &t.amounts)
	}
	return sum
}

// tillTotal is the tax of one rate.
type tillTotal struct {
	tax          *tillTax
	base, amount int64
}

func (s *sale) addTotals(rates *tillRates, base int64, amounts *[maxTaxes]int64) (sum int64) {
	for k := range rates.taxes {
		t := &rates.taxes[k]
		at := slices.IndexFunc(s.totals, func(o tillTotal) bool { return o.tax.rate == t.rate })
		if at < 0 {
			at = len(s.totals)
			s.totals = append(s.totals, tillTotal{tax: t})
		}
		s.totals[at].base += base
		s.totals[at].amount += amounts[k]
		sum += amounts[k]
	}
	return sum
}
