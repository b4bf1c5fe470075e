package pricing

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// tillLine is a line of a cart at a till.
type tillLine struct {
	class    *tillClass
	levies   *tillLevies
	quantity int64
	unit     int64  // the displayed price of one
	shown    int64  // of all
	price    int64  // what is left of shown after discounts
	net      int64  // the same without the tax that is in it: what is declared
	regime   string // the law that the levies in unit assume; empty if there are none
	margin   int64  // what the margin on the exchange rate adds to all
	figure   int64  // that it is a part of, of one
	kept     int64  // the same without the levies that are in it
	cost     int64
	customs  int64 // customs value
	duty     int64
	tax      int64
}

// price checks the lines of a cart, and prices them as the product pages did.
func (s *sale) price(cart *Cart) bool {
	s.goods, s.leftOut = 0, false
	named := false
	for i := range cart.Lines {
		l, line := &s.lines[i], &cart.Lines[i]
		if !s.admit(l, line) || !s.show(l, &line.Product, cart.At) {
			return false
		}
		named = named || line.ID != ""
		s.leftOut = s.leftOut || l.class.left
		if s.goods += l.shown; s.goods > maxSale {
			return false
		}
	}
	var ok [2]bool
	s.shipping, ok[0] = s.local(cart.Shipping)
	s.insurance, ok[1] = s.local(cart.Insurance)
	return ok == [2]bool{true, true} && s.goods+s.shipping+s.insurance <= maxSale && (!named || distinct(cart))
}

// admit checks what Cart.check does of a line, and finds its class.
func (s *sale) admit(l *tillLine, line *Line) bool {
	p := &line.Product
	if line.Quantity < 1 || line.Quantity > min(MaxQuantity, s.c.e.limits.Quantity) || elsewhere(&line.ShipFrom) || !light(p.WeightKG) {
		return false
	}
	if p.SKU == "" || !sound(line.ID) || !sound(p.SKU) || !sound(p.Name) {
		return false
	}
	l.quantity, l.class = line.Quantity, s.class(p)
	return l.class != nil && l.class.on != nil
}

// elsewhere tells whether a line has a place of its own.
func elsewhere(p *locale.Place) bool { return len(p.Country)+len(p.Region)+len(p.PostalCode) > 0 }

// show prices a line.
func (s *sale) show(l *tillLine, p *Product, at time.Time) bool {
	var q quickPrice
	if !s.shelf.reckon(l.class.on, p, at, &q) {
		return false
	}
	margin := q.margin - q.base
	more, ok1 := ofAll(max(margin, -margin), l.quantity)
	shown, ok2 := ofAll(q.shown, l.quantity)
	if margin < 0 {
		more = -more
	}
	l.unit, l.shown, l.price, l.regime = q.shown, shown, shown, q.band.regime
	l.margin, l.figure, l.kept = more, q.figure, q.kept()
	return ok1 && ok2 && s.reckonCost(l, p.Cost)
}

// ofAll is an amount of each of some units, added up.
func ofAll(each, quantity int64) (int64, bool) {
	hi, all := bits.Mul64(uint64(each), uint64(quantity))
	return int64(all), hi == 0 && all <= maxSale
}

// reckonCost finds what the goods of a line cost the merchant.
func (s *sale) reckonCost(l *tillLine, cost currency.Amount) (ok bool) {
	l.cost = 0
	if cost == (currency.Amount{}) {
		return true
	}
	if cost.Currency() != s.shelf.list {
		return false
	}
	one, err := cost.Minor()
	if err != nil || one < 0 || one > maxQuick/MaxQuantity {
		return false
	}
	l.cost, ok = s.till.cost.times(one * l.quantity)
	return ok
}

// local is an amount of the merchant's or the market's currency in the
// market's.
func (s *sale) local(a currency.Amount) (int64, bool) {
	if a == (currency.Amount{}) {
		return 0, true
	}
	n, err := a.Minor()
	switch {
	case err != nil || n < 0 || n > maxSale:
		return 0, false
	case a.Currency() == s.code:
		return n, true
	case a.Currency() == s.shelf.list:
		return s.shelf.margin.times(n)
	}
	return 0, false
}

// distinct tells whether no two lines share an ID.
func distinct(cart *Cart) bool {
	if n := len(cart.Lines); n > inlineLines {
		seen := make(map[string]bool, n)
		for i := range cart.Lines {
			seen[cart.lineID(i)] = true
		}
		return len(seen) == n
	}
	var ids [inlineLines]string
	for i := range cart.Lines {
		ids[i] = cart.lineID(i)
		if slices.Contains(ids[:i], ids[i]) {
			return false
		}
	}
	return true
}

// before tells whether line i comes before line k in the order that no figure
// may depend on: that of compareGoods.
func (s *sale) before(cart *Cart, i, k int) bool {
	if byName := cmp.Compare(cart.Lines[i].Product.SKU, cart.Lines[k].Product.SKU); byName != 0 {
		return byName < 0
	}
	return compareGoods(s.asGoods(cart, i), s.asGoods(cart, k)) < 0
}

func (s *sale) asGoods(cart *Cart, i int) goods {
	return goods{id: cart.lineID(i), product: &cart.Lines[i].Product, quantity: s.lines[i].quantity, shown: s.amount(s.lines[i].shown)}
}

// beforeAtCustoms is before by what customs look at first: see duty.Item.
func (s *sale) beforeAtCustoms(cart *Cart, i, k int) bool {
	p, r, a, b := &cart.Lines[i].Product, &cart.Lines[k].Product, &s.lines[i], &s.lines[k]
	order := cmp.Or(cmp.Compare(a.class.code, b.class.code), cmp.Compare(p.Origin, r.Origin),
		cmp.Compare(a.quantity, b.quantity), cmp.Compare(a.net, b.net))
	if order == 0 {
		order = p.WeightKG.Cmp(r.WeightKG)
	}
	return order < 0 || order == 0 && s.before(cart, i, k)
}

// amount is minor units of the market as money.
func (t *till) amount(n int64) currency.Amount { return currency.FromMinor(n, t.code) }
