package duty

import (
	"strings"
	"sync/atomic"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/locale"
)

// Goods is what the tariff says about some goods on a lane, whatever their
// value and their regime. It is immutable and safe to share. The zero Goods
// bears no levy.
type Goods struct {
	code   Code
	origin locale.Country
	claim  string
	on     currency.Date

	duties   []*Levy // as they are charged, the normal duty or what stands for it first
	later    []*Levy // fees and taxes
	warnings []string
	err      error // there are no levies, and why

	percents []percent // of the duties, if all are plain percentages of the customs value
	sum      decimal.Decimal
	adValue  bool // nothing but such percentages is charged
	flats    atomic.Pointer[flatLevy]
}

// percent is a plain percentage of the customs value: units·10^-scale.
type percent struct {
	units uint64
	scale uint8
}

// Within these limits the product of a value and a percentage fits 64 bits, and
// so does the sum of all duties on a consignment in minor units.
const (
	maxPercentUnits = 1 << 20
	maxPercentValue = 1 << 36 // of a consignment, in minor units
)

// Goods returns what the tariff says of goods of a code and an origin, which
// claim a preference or, with "", none.
//
// It fails as [Assess] does for goods that are charged by the tariff: for a
// code that is unknown, has no row or is too short, an origin that is missing
// or no country, a preference that is not in the tariff, a rate in prose.
func (l *Lane) Goods(code Code, origin locale.Country, claim string) (*Goods, error) {
	if g := l.goods.find(code, origin, claim); g != nil {
		return g.answer()
	}
	item := Item{Code: code, Origin: origin, Claim: claim, Quantity: 1}
	if code == "" {
		return nil, &CodeError{Err: ErrCodeSyntax}
	}
	known, err := subheadings()
	if err == nil {
		err = code.validateBy(known)
	}
	if err == nil {
		err = item.checkOrigin()
	}
	if err != nil {
		return nil, err
	}
	return l.ask(&item).answer()
}

// answer is the goods, or why there are none.
func (g *Goods) answer() (*Goods, error) {
	if g.err != nil {
		return nil, g.err
	}
	return g, nil
}

// ask puts goods whose code and origin are valid to the tariff, and remembers
// the answer.
func (l *Lane) ask(item *Item) *Goods {
	// What is kept must not hold on to the text that it was cut from.
	kept := Item{Code: Code(strings.Clone(string(item.Code))), Origin: locale.Country(strings.Clone(string(item.Origin))),
		Claim: strings.Clone(item.Claim), Quantity: 1}
	g := &Goods{code: kept.Code, origin: kept.Origin, claim: kept.Claim, on: l.terms.On}
	s := l.terms
	s.Items = []Item{kept}
	a := assessor{shipment: &s, tariff: l.tariff, dest: l.dest}
	if g.err = a.lookUpLine(0, &kept, l.table); g.err == nil {
		g.duties, g.warnings = a.levies, a.result.Warnings
		for _, p := range a.later {
			g.later = append(g.later, p.levy)
		}
		g.measure(&s)
	}
	l.goods.add(g)
	return g
}

// measure takes the percentages of the duties.
func (g *Goods) measure(s *Shipment) {
	for _, levy := range g.duties {
		percent, ok := levy.percent()
		if !ok {
			g.percents = nil
			break
		}
		g.percents = append(g.percents, percent)
	}
	g.adValue = len(g.later) == 0
	for _, levy := range g.duties {
		percent, ok := levy.Rate.On(s.On).AdValorem()
		g.adValue = g.adValue && ok && levy.onValue()
		g.sum = g.sum.Add(percent)
	}
}

// onValue reports whether a levy is charged on the customs value alone, and
// whatever it comes to.
func (l *Levy) onValue() bool {
	return l.Prose == "" && l.Base == 0 && l.Uplift.IsZero() && l.MinCollect.IsZero() && !l.Inside && l.Kind != Fee && l.Kind != Tax
}

// percent returns the percentage of a levy that charges nothing else.
func (l *Levy) percent() (percent, bool) {
	t := l.Rate.only()
	if t == nil || !t.plain() || uint64(t.units) > maxPercentUnits || !l.onValue() { // units of -1, too long for a word, among them
		return percent{}, false
	}
	return percent{uint64(t.units), t.scale}, true
}

// of charges a value of at most maxPercentValue minor units, rounded half up.
func (p percent) of(value int64) int64 {
	product := uint64(value) * p.units
	switch p.scale { // to divide by a constant is to multiply
	case 0:
		product = (product + 50) / 100
	case 1:
		product = (product + 500) / 1000
	case 2:
		product = (product + 5000) / 10_000
	default:
		per, _ := exact.Pow10(int(p.scale) + 2)
		product = (product + per/2) / per
	}
	return int64(product)
}

// Levies returns the duties on the goods by the tariff in the order in which
// they are charged: the normal duty, or what replaces it, first. Neither the
// list nor the rows may be changed.
func (g *Goods) Levies() []*Levy { return g.duties }

// Later returns the fees and taxes of the tariff on the goods, which are
// charged on the consignment after all duties.
func (g *Goods) Later() []*Levy { return g.later }

// AdValorem returns the sum of the percentages of all levies on the goods, and
// whether the levies are nothing else: each of them one percentage of the
// customs value, with no fees or taxes besides. Where a regime charges by the
// tariff, and has no allowance, no least amount and no fractions to drop, the
// duty is then exactly that percentage of the customs value, except that each
// of the levies is rounded by itself.
func (g *Goods) AdValorem() (percent decimal.Decimal, ok bool) {
	if !g.adValue {
		return decimal.Decimal{}, false
	}
	return g.sum, true
}
