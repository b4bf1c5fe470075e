package duty

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Lane is the law on all shipments from one place to another on a day, by one
// mode, to one kind of customer and under one scheme: the rules of the regimes
// that can hold, their thresholds in the currency of the assessment, and what
// the tariff says of goods that were asked about before. It makes assessments
// several times faster and changes none.
//
// A Lane is safe to share. What it remembers of goods never changes an answer,
// and is limited to a few thousand. The zero Lane has no tables: it assesses
// nothing.
type Lane struct {
	terms    Shipment // without goods and amounts
	currency currency.Code
	customs  *currency.Rates
	tariff   *Tariff
	table    *schedule // of the destination; nil if the tariff has none
	regimes  *Regimes

	from, to locale.Country // whose customs
	dest     string         // jurisdiction
	inside   ZeroReason     // why there is nothing to charge; "" where a border is crossed

	duty  []laneRule
	fees  []laneFee
	goods memo
}

// NewLane returns the lane of a shipment: its From, To, On, Mode, Customer and
// Scheme, and, for thresholds, its Currency and CustomsRates (Rates if it has
// none). Nothing else in it is looked at. Without a Currency, thresholds are
// compared as [Assess] does, which takes longer.
//
// It returns the errors of [Assess] for a shipment that has no day, or words
// that are not known, and for places whose customs territory is not known.
func NewLane(s Shipment, t *Tariff, rg *Regimes) (*Lane, error) {
	l := &Lane{currency: s.Currency, customs: s.CustomsRates, tariff: t, regimes: rg}
	if l.customs == nil {
		l.customs = s.Rates
	}
	l.terms = Shipment{From: s.From, To: s.To, On: s.On, Mode: s.Mode, Customer: s.Customer, Scheme: s.Scheme}
	if err := l.terms.dated(); err != nil {
		return nil, err
	}
	if err := l.terms.known(); err != nil {
		return nil, err
	}
	a := assessor{shipment: &l.terms}
	var err error
	if l.inside, err = a.borders(); err != nil {
		return nil, err
	}
	l.from, l.to, l.dest = a.from, a.to, a.dest
	if t != nil {
		l.table = t.schedules[l.dest]
	}
	l.compile()
	return l, nil
}

// Assess does what the function [Assess] does with the tables of the lane, for
// any shipment; for those of the lane it is several times faster.
func (l *Lane) Assess(s Shipment) (Assessment, error) {
	a := l.regimes.assessor()
	a.lane, a.tariff, a.regimes, a.given = l, l.tariff, l.regimes, s
	return a.finish()
}

// Assessor returns an Assessor for shipments of the lane. For those it has
// assessed before it allocates nothing: ten goods by percentages take about a
// microsecond.
func (l *Lane) Assessor() *Assessor {
	return &Assessor{assessor{tariff: l.tariff, regimes: l.regimes, lane: l}}
}

// fits reports whether a shipment is one of the lane.
func (l *Lane) fits(s *Shipment) bool {
	t := &l.terms
	return s.On == t.On && s.Mode == t.Mode && s.Customer == t.Customer && s.Scheme == t.Scheme && s.From == t.From && s.To == t.To
}
