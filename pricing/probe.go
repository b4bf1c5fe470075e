package pricing

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// probe is what the law makes of one net price.
type probe struct {
	steps int64 // of the scale
	goods currency.Amount
	// duty, tax and fees are all levies, absorbed those that the merchant
	// bears without their being part of what the customer pays.
	duty, tax, fees, absorbed currency.Amount
	// pays is what the customer pays in all, keeps what is left of it for the
	// merchant; value is the one of them that is looked for, in the solver's
	// units.
	pays, keeps currency.Amount
	value       int64
	rounded     int64 // how many figures were rounded on the way
	// Where customs drop fractions of the declaration, stair is what of the
	// levies a margin bears in their full steps, and trend what it would be of
	// levies whole; elsewhere trend is value.
	dropping     bool
	stair, trend int64
	law          conditions
	bent         bool // a duty is not one percentage
	accuracy     duty.Accuracy
	scheme       tax.Scheme
	treatment    tax.Treatment
	regime       string
	regimes      []string      // of customs, by line
	feeRows      []string      // rows of the fees of customs
	decision     *tax.Decision // of forward
	err          error
}

// conditions are what tells laws apart, the zero value that they are not known.
// While they stand, levies grow with the net and never leap.
type conditions struct {
	regimes     string // of customs, by line
	supply      string // scheme and treatment of the tax
	uncollected bool   // a tax is too small
	rates       string // of the tax, where they depend on the price
	minimum     string // duties that are too small to be collected
	fees        string // rows of the fees of customs, by line
	cleared     bool   // the carrier asks for its own
}

// forward computes the levies on goods of a net price, and notes by which law.
// With held, the law is that of another net. An error of the law is part of the
// answer.
func (s *solver) forward(steps int64, held *state) *probe {
	p, l := s.look(steps, held)
	if p.err == nil {
		p.law = s.conditionsOf(p, &l)
	}
	return p
}

// look is forward for nets whose law is known: the one place where the search
// asks what the levies are, by the code that quotes use.
func (s *solver) look(steps int64, held *state) (*probe, levies) {
	p := &probe{steps: steps}
	whole, err := s.levies(steps, held)
	l := whole
	if err == nil {
		l, err = s.declared(whole, held)
	}
	if err == nil {
		err = s.add(p, &l, &whole)
	}
	if err == nil {
		p.describe(&l)
		p.value, err = s.valueOf(p)
		p.trend = p.value
	}
	if p.dropping = err == nil && l.declaration != nil; p.dropping && s.margin {
		err = s.addTeeth(p, &l, &whole)
	}
	p.err = err
	return p, l
}

// levies asks for the levies on goods of a net price.
func (s *solver) levies(steps int64, held *state) (levies, error) {
	c := s.c
	for i := range c.goods {
		g := &c.goods[i]
		var err error
		if g.unit, err = s.unit(g.line, steps); err != nil {
			return levies{}, err
		}
		g.shown = currency.FromMinor(s.scale.net(g.line, steps), c.m.Currency)
		g.price = g.shown
	}
	if len(c.goods) > 1 { // as a quote has them
		slices.SortStableFunc(c.goods, compareGoods)
		c.order = nil
	}
	nets := make([]currency.Amount, len(c.goods))
	for i := range c.goods {
		nets[i] = c.goods[i].price
	}
	c.held = held
	defer func() { c.held = nil }()
	return c.levy(nets, c.shipping, c.insurance, func(tax.Decision) bool { return false })
}

// declared is what customs ask for on the values of l, less the fractions that
// they drop.
func (s *solver) declared(l levies, held *state) (levies, error) {
	s.c.held = held
	defer func() { s.c.held = nil }()
	return s.c.declared(l)
}

// unit is the net price of one of line i.
func (s *solver) unit(i int, steps int64) (currency.Amount, error) {
	return currency.FromMinorUnits(s.scale.unit(i, steps), s.scale.digits, s.c.m.Currency)
}

// valueOf is the figure that is looked for.
func (s *solver) valueOf(p *probe) (int64, error) {
	if s.margin {
		return p.keeps.MinorUnits(s.digits)
	}
	return p.pays.MinorUnits(s.digits)
}

// add adds the levies up, and says who bears them: what the customer pays in
// all, and what the merchant keeps of it. What a price contains is whole: of it
// the merchant keeps the fractions that customs drop.
func (s *solver) add(p *probe, l, whole *levies) error {
	b := s.bear(l)
	s.fractionsInside(&b.dropped, l, whole)
	p.rounded += b.counted
	for _, sum := range [...]struct {
		dst *currency.Amount
		src *currency.Total
	}{{&p.duty, &b.duties}, {&p.tax, &b.taxes}, {&p.fees, &b.fees}, {&p.absorbed, &b.absorbed}, {&p.goods, &b.goods}} {
		a, err := sum.src.Amount()
		if err != nil {
			return err
		}
		*sum.dst = a
	}
	customer, err := b.borne.Amount()
	if err != nil {
		return err
	}
	net, err := currency.Sum(p.goods, s.c.shipping, s.c.insurance)
	if err != nil {
		return err
	}
	dropped, err := b.dropped.Amount()
	if err != nil {
		return err
	}
	if p.pays, err = currency.Sum(net, customer, dropped); err != nil {
		return err
	}
	p.keeps, err = currency.Sum(net, p.absorbed.Neg(), dropped)
	return err
}

// burden is the levies on goods, by kind and by who bears them.
type burden struct {
	goods               currency.Total
	duties, taxes, fees currency.Total
	absorbed, borne     currency.Total // by the merchant, by the customer
	dropped             currency.Total // by customs, of what a price contains
	counted             int64          // levies, each of which was rounded
}

func (b *burden) count(kind *currency.Total, a currency.Amount, byMerchant bool) {
	kind.Add(a)
	if byMerchant {
		b.absorbed.Add(a)
	} else {
		b.borne.Add(a)
	}
	b.counted++
}

// bear tells who bears which of the levies.
func (s *solver) bear(l *levies) *burden {
	c := s.c
	b := &burden{}
	for _, t := range [...]*currency.Total{&b.duties, &b.taxes, &b.fees, &b.absorbed, &b.borne, &b.goods, &b.dropped} {
		t.Add(currency.FromMinor(0, c.m.Currency))
	}
	for i := range l.assessment.Lines {
		b.goods.Add(l.nets[i])
		b.count(&b.duties, dutyOf(&l.assessment.Lines[i]), c.duty == Absorbed && !c.dutyInside())
	}
	byMerchant := c.feesAt(c.taxAt(&l.decision)) == Absorbed
	if charged := l.assessment.Fees; !charged.IsZero() {
		b.count(&b.fees, charged, byMerchant)
	}
	for i := range l.cleared {
		b.count(&b.fees, l.cleared[i].amount, byMerchant)
	}
	for j, part := range l.parts {
		// What a price contains the customer pays, whoever it is said to be of.
		inside := c.taxInside(l.decision) && part.kind != tax.Duty && part.kind != tax.Fee
		b.count(&b.taxes, l.taxes.Lines[j].Tax, c.taxPlacement(part, &l.decision) == Absorbed && !inside)
	}
	return b
}

// fractionsInside adds up what a price contains of levies that customs drop.
func (s *solver) fractionsInside(to *currency.Total, l, whole *levies) {
	if l.declaration != nil {
		s.inside(whole, to.Add)
		s.inside(l, to.Sub)
	}
}

// inside hands on the levies that a price contains.
func (s *solver) inside(l *levies, put func(currency.Amount)) {
	c := s.c
	for i := range l.assessment.Lines {
		if c.dutyInside() {
			put(dutyOf(&l.assessment.Lines[i]))
		}
	}
	for j, part := range l.parts {
		if c.taxInside(l.decision) && part.kind != tax.Duty && part.kind != tax.Fee {
			put(l.taxes.Lines[j].Tax)
		}
	}
}

// addTeeth notes what makes a margin a sawtooth where customs drop fractions.
func (s *solver) addTeeth(p *probe, l, whole *levies) error {
	var stair, trend currency.Total
	stair.Add(p.absorbed)
	s.inside(l, stair.Add)
	for _, a := range [...]currency.Amount{p.goods, s.c.shipping, s.c.insurance} {
		trend.Add(a)
	}
	absorbed, err := s.bear(whole).absorbed.Amount()
	if err != nil {
		return err
	}
	trend.Sub(absorbed)
	for _, sum := range [...]struct {
		to   *int64
		from *currency.Total
	}{{&p.stair, &stair}, {&p.trend, &trend}} {
		a, err := sum.from.Amount()
		if err == nil {
			*sum.to, err = a.MinorUnits(s.digits)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// describe notes the law that the levies are by.
func (p *probe) describe(l *levies) {
	d := &l.decision
	p.accuracy, p.scheme, p.treatment = l.assessment.Accuracy, d.Scheme, d.Treatment
	if l.assessment.Regime != nil {
		p.regime = l.assessment.Regime.ID
	}
}

// conditionsOf tells the law of a probe from others, and keeps what is needed to
// hold it.
func (s *solver) conditionsOf(p *probe, l *levies) conditions {
	decision := l.decision
	p.decision, p.regimes = &decision, l.regimes()
	var regimes, minimum, rates, fees []byte
	for i := range l.assessment.Lines {
		regimes = append(append(regimes, p.regimes[i]...), '|')
		charges := l.assessment.Lines[i].Charges
		for j := range charges {
			if rate := charges[j].Levy.Rate; !rate.IsZero() && !p.bent {
				_, plain := rate.AdValorem()
				p.bent = !plain
			}
			if charges[j].Zero == duty.BelowCollectible {
				minimum = fmt.Appendf(minimum, "%d.%d|", i, j)
			}
			if charges[j].Levy.Kind == duty.Fee {
				fees = fmt.Appendf(fees, "%d.%s|", i, charges[j].Regime)
				p.feeRows = append(p.feeRows, charges[j].Regime)
			}
		}
	}
	for j := range l.taxes.Lines {
		if l.parts[j].kind != tax.Goods {
			continue
		}
		for _, t := range l.taxes.Lines[j].Taxes {
			rates = append(rates, byte(t.Rate.Treatment))
			rates = fmt.Appendf(rates, "%d^%d|", t.Rate.Percent.CoefficientInt64(), t.Rate.Percent.Exponent())
		}
	}
	return conditions{
		regimes: string(regimes), supply: string(l.decision.Scheme) + "|" + l.decision.Treatment.String(),
		uncollected: l.uncollected, rates: string(rates), minimum: string(minimum),
		fees: string(fees), cleared: len(l.cleared) > 0,
	}
}

// holds makes the law of a probe one that can be held for other nets.
func (p *probe) holds() *state {
	return &state{decision: *p.decision, regimes: p.regimes, uncollected: p.law.uncollected}
}
