package pricing

import (
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Most prices of a catalogue are made in one way: of a list price in minor
// units, by some factors, with levies in percent. A shelf makes those in 64 bits
// and without memory. Its classes of goods are compiled from what Price says of
// them, and whatever a shelf cannot do goes the long way, which gives the same.

// shelf is the displayed prices of a market for one place and day, of list
// prices in one currency.
type shelf struct {
	c      *consignment // for the long way
	list   currency.Code
	inside Includes
	// stays: the figure is displayed, and has the levies inside.
	stays bool
	charm *charmGrid // nil: none
	// margined: what is displayed depends on the cost.
	margined bool
	blank    Price // what all prices of the shelf have in common

	base, margin, figure factor // of a list price in minor units
	classes              memo[classKey, *shelfClass]
}

// shelfKey is what a shelf depends on beside the engine.
type shelfKey struct {
	market   *Market
	from, to locale.Place
	on       currency.Date
	list     currency.Code
}

const maxShelves = 1024

// shelf finds that of an offer; nil if its prices go the long way.
func (e *Engine) shelf(m *Market, o *Offer, list currency.Code) *shelf {
	if o.check() != nil { // what is wrong with an offer may be left out of the key
		return nil
	}
	on := currency.DateOf(o.At)
	key := shelfKey{market: m, from: e.plain(o.ShipFrom, on), to: e.plain(o.ShipTo, on), on: on, list: list}
	s, ok := e.memory.shelves.find(key)
	if !ok {
		s = e.memory.shelves.add(key, e.newShelf(m, o, list), maxShelves)
	}
	if s == nil || m.MaxAge > 0 && e.rates.Age(o.At) > m.MaxAge {
		return nil
	}
	return s
}

// newShelf compiles a shelf; nil if the market's prices are not made by factors.
func (e *Engine) newShelf(m *Market, o *Offer, list currency.Code) *shelf {
	policy := m.Policy
	policy.Cash = currency.Rounding{} // of payments, not of prices
	if m.Rounding != (currency.Rounding{}) || policy != (tax.Policy{}) || m.TypicalOrder != (currency.Amount{}) || !m.AdjustFixed.IsZero() {
		return nil
	}
	c, err := e.newConsignment(m.ID, o.ShipFrom, o.ShipTo, o.At, list)
	if err != nil {
		return nil
	}
	if _, err := c.law(); err != nil { // found now, while nobody else has c
		return nil
	}
	s := &shelf{c: c, list: list, inside: c.inside(), charm: e.charms[m]}
	s.stays = m.Rebase == KeepShown || s.inside == IncludesNone
	s.margined = m.Charm != nil && m.Charm.MinMargin != nil
	s.blank = Price{Market: m.ID, Country: c.to.Country, Rate: c.rate, Subsidy: currency.FromMinor(0, m.Currency), DutyAt: c.duty, TaxAt: c.tax, Abroad: c.abroad}
	mid, err := e.rates.Mid(list, m.Currency)
	if err != nil {
		return nil
	}
	var ok [3]bool
	s.base, ok[0] = s.factor(mid, big.NewRat(1, 1))
	s.margin, ok[1] = s.factor(c.rate, big.NewRat(1, 1))
	s.figure, ok[2] = s.factor(c.rate, hundred.Add(m.Adjust).Shift(-2).Rat())
	if ok != [3]bool{true, true, true} {
		return nil
	}
	return s
}

// factor is a rate and a further ratio, from minor units of the list price to
// those of the market.
func (s *shelf) factor(r currency.Rate, by *big.Rat) (factor, bool) {
	num, den := r.Ratio()
	up, down := new(big.Rat).SetInt(tenTo(s.c.m.Currency.Digits())), new(big.Rat).SetInt(tenTo(s.list.Digits()))
	up.Mul(up, by)
	return factorOf(up.Mul(up, num.Rat()), down.Mul(down, den.Rat()))
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// quickPrice is a price of a shelf in minor units.
type quickPrice struct {
	base, margin, figure int64 // by the rate without margin, with it, and adjusted
	shown                int64
	net, duty, tax       int64 // that shown holds
	band                 *shelfBand
}

// price fills in the price of p, and tells whether the shelf can. It leaves out
// alone otherwise.
func (s *shelf) price(p *Product, at time.Time, out *Price) bool {
	var q quickPrice
	if !s.reckon(s.class(p), p, at, &q) {
		return false
	}
	q.write(p, out)
	return true
}

// quickList is the list price, in minor units, of a product that is well but for
// its class, and has nothing that a shelf leaves out.
func (p *Product) quickList() (list int64, ok bool) {
	if p.SKU == "" || p.Was != (currency.Amount{}) || p.Cost.Sign() < 0 ||
		(p.WeightKG != decimal.Decimal{} || p.Measures != nil) && p.checkQuantities() != nil {
		return 0, false
	}
	list, err := p.Price.Minor()
	return list, err == nil && list > 0 && list <= maxQuick
}

// reckon finds the price of a product of a class; nil: of none.
func (s *shelf) reckon(class *shelfClass, p *Product, at time.Time, q *quickPrice) bool {
	list, ok := p.quickList()
	return ok && p.Price.Currency() == s.list && s.reckonList(class, p, list, at, q)
}

// reckonList is reckon, of a product with that quickList.
func (s *shelf) reckonList(class *shelfClass, p *Product, list int64, at time.Time, q *quickPrice) bool {
	if class == nil || s.margined && p.Cost != (currency.Amount{}) || s.c.e.prices.find(p.SKU, s.c.m.ID, s.c.m.Currency, at) >= 0 {
		return false
	}
	*q = quickPrice{}
	return s.exchange(list, q) && s.display(class, q)
}

// exchange makes the figure of a list price.
func (s *shelf) exchange(list int64, q *quickPrice) bool {
	var ok1, ok2, ok3 bool
	q.base, ok1 = s.base.quick(list)
	q.margin, ok2 = s.margin.quick(list)
	q.figure, ok3 = s.figure.quick(list)
	if !ok1 || !ok2 || !ok3 {
		q.base, ok1 = s.base.times(list)
		q.margin, ok2 = s.margin.times(list)
		q.figure, ok3 = s.figure.times(list)
	}
	return ok1 && ok2 && ok3 && q.figure > 0
}

// display finds the displayed price of the figure, and what it holds.
func (s *shelf) display(class *shelfClass, q *quickPrice) bool {
	if s.stays {
		if q.shown = s.charmed(q.figure); s.inside == IncludesNone {
			q.net, q.band = q.shown, &class.bands[0] // all that there are
			return q.shown > 0
		}
		return q.shown > 0 && s.hold(class, q)
	}
	b := class.band(q.figure)
	if b.slow {
		return false
	}
	duty, levied, ok := b.putOn(q.figure)
	sum := q.figure + duty + levied
	if !ok || sum > maxQuick {
		return false
	}
	if q.shown = s.charmed(sum); q.shown == sum {
		q.net, q.duty, q.tax, q.band = q.figure, duty, levied, b
		return true
	}
	if q.net, q.duty, q.tax, ok = b.holds(q.shown); !ok || class.band(q.net) != b {
		return false
	}
	q.band = b
	return q.shown > 0 && q.net > 0
}

// charmed is the displayed figure of a price.
func (s *shelf) charmed(n int64) int64 {
	switch {
	case s.charm == nil:
		return n
	case n > maxCharmed:
		return -1
	case len(s.charm.bands) > 0:
		return s.charm.move(n)
	}
	return max(n, s.charm.floor)
}

// hold finds what the displayed price holds: under the one law for which the
// net that is left is one that it is the law of.
func (s *shelf) hold(class *shelfClass, q *quickPrice) bool {
	for i := range class.bands {
		b := &class.bands[i]
		if b.slow {
			return false
		}
		net, duty, levied, ok := b.holds(q.shown)
		if !ok || class.band(net) != b {
			continue
		}
		if q.band != nil {
			return false
		}
		q.net, q.duty, q.tax, q.band = net, duty, levied, b
	}
	return q.band != nil && q.net > 0
}

// band is the one that a net value is in.
func (c *shelfClass) band(net int64) *shelfBand {
	i := 0
	for c.bands[i].upto < net {
		i++
	}
	return &c.bands[i]
}

// kept is what the figure is without the levies that are in it.
func (q *quickPrice) kept() int64 {
	if q.band.shelf.stays {
		return q.net - (q.shown - q.figure)
	}
	return q.figure
}

// write takes the price of p apart.
func (q *quickPrice) write(p *Product, out *Price) {
	s := q.band.shelf
	code := s.c.m.Currency
	net := q.kept()
	same := &s.blank
	out.SKU, out.Market, out.Country, out.List, out.Rate, out.Fixed = p.SKU, same.Market, same.Country, p.Price, same.Rate, false
	out.Base, out.FXMargin = currency.FromMinor(q.base, code), currency.FromMinor(q.margin-q.base, code)
	out.Adjustment, out.Concession = currency.FromMinor(q.figure-q.margin, code), currency.FromMinor(net-q.figure, code)
	out.Net, out.Duty, out.Tax = currency.FromMinor(net, code), currency.FromMinor(q.duty, code), currency.FromMinor(q.tax, code)
	out.Rounding, out.Subsidy = currency.FromMinor(q.shown-net-q.duty-q.tax, code), same.Subsidy
	out.Shown, out.Declared, out.Was = currency.FromMinor(q.shown, code), currency.FromMinor(q.net, code), nil
	out.DutyAt, out.TaxAt, out.Abroad, out.Dutiable, out.Untaxed, out.TaxRates, out.regime =
		same.DutyAt, same.TaxAt, same.Abroad, q.band.dutiable, false, q.band.rates, q.band.regime
}
