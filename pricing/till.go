package pricing

import (
	"math/big"
	"sync"
	"sync/atomic"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// The carts of a shop are much alike: goods that are sent from one place to a
// consumer, less a discount, with levies in percent on top of their prices, or
// the tax in them. A till rings such a cart up in 64 bits, by what the long way
// (quoting.go) found of the law before. It knows
//
//	tillgoods.go     the classes of goods that the law treats alike
//	tilllaw.go       the law on consignments of some values
//	tillduty.go      the duties by that law on goods of a class
//	tillrates.go     the taxes on a category of goods
//
// and a cart passes
//
//	till.go          to the till that it goes to
//	tillline.go      line by line: is it good, and what does it cost
//	tilldiscount.go  what comes off
//	tilllevies.go    the levies on the goods
//	tillcarriage.go  the tax on shipping and insurance
//	tillquote.go     into the quote,
//	tillpaper.go     on what memory that has
//	tillshare.go     (what is shared over lines loses no minor unit).
//
// Each step of a sale tells whether the till can do it. What a till cannot do,
// and whatever may be wrong with a cart, goes the long way, which gives the
// same or says what is wrong: nothing that a till remembers changes an answer.

// till rings up the carts of a market on one way and day.
type till struct {
	c       *consignment // of no goods, for the long way
	code    currency.Code
	shelf   *shelf // with the prices
	home    factor // from minor units of the market to those of the merchant
	cost    factor // and back, for what the goods cost
	decider *tax.Decider
	byItem  bool // it looks at the dearest item

	market   string       // as the first cart names it,
	from, to locale.Place // and its addresses

	classes memo[classKey, *tillClass]
	near    [nearClasses]atomic.Pointer[tillClass] // those of the last goods
	scopes  memo[*tax.Decision, *tillScope]
	sales   sync.Pool
}

// tillKey is what a till depends on beside the engine.
type tillKey struct {
	market   *Market
	from, to locale.Place
	on       currency.Date
	mode     duty.Mode
	list     currency.Code
}

const maxTills = 1024

// ring writes the quote of a cart, and tells whether a till could.
func (e *Engine) ring(cart *Cart, q *Quote) bool {
	t := e.till(cart)
	if t == nil {
		return false
	}
	s := t.sale(len(cart.Lines))
	ok := s.price(cart) && s.discount(cart) && s.levy(cart) && s.write(cart, q)
	t.sales.Put(s)
	return ok
}

// till finds the one that a cart goes to; nil if it goes the long way.
func (e *Engine) till(cart *Cart) *till {
	if !cart.plain(&e.limits) {
		return nil
	}
	on := currency.DateOf(cart.At)
	t := e.memory.till.Load()
	if t == nil || !t.serves(cart, on) {
		if t = e.findTill(cart, on); t == nil {
			return nil
		}
		if t.serves(cart, on) {
			e.memory.till.Store(t)
		}
	}
	if m := t.c.m; m.MaxAge > 0 && e.rates.Age(cart.At) > m.MaxAge {
		return nil
	}
	return t
}

// serves tells whether a cart comes to the till by the very addresses that the
// till was compiled for. They were checked then.
func (t *till) serves(cart *Cart, on currency.Date) bool {
	return on == t.c.on && cart.Mode == t.c.mode && cart.Market == t.market && cart.ShipTo == t.to && cart.ShipFrom == t.from &&
		cart.Lines[0].Product.Price.Currency() == t.shelf.list
}

func (e *Engine) findTill(cart *Cart, on currency.Date) *till {
	if checkMoment(cart.At) != nil || cart.ShipTo.Validate() != nil {
		return nil
	}
	m, err := e.market(cart.Market, cart.ShipTo.Country)
	if err != nil {
		return nil
	}
	from := cart.ShipFrom
	if from != (locale.Place{}) && from.Validate() != nil {
		return nil
	}
	if from.Country == "" {
		from.Country = e.seller.Country
	}
	key := tillKey{
		market: m, from: e.plain(from, on), to: e.plain(cart.ShipTo, on), on: on, mode: cart.Mode,
		list: cart.Lines[0].Product.Price.Currency(),
	}
	t, ok := e.memory.tills.find(key)
	if !ok {
		t = e.memory.tills.add(key, e.newTill(cart, m, from), maxTills)
	}
	return t
}

// plain tells whether a cart is of the usual kind: from one place, to a
// consumer, on the terms of the market. It may still be wrong.
func (c *Cart) plain(l *Limits) bool {
	return len(c.Lines) > 0 && len(c.Lines) <= l.Lines && len(c.Discounts) <= l.Discounts && len(c.Vouchers) == 0 && len(c.Dispatches) == 0 &&
		c.Duty == nil && c.Tax == nil && c.Fees == nil && c.Marketplace == nil && c.Mode <= duty.Postal &&
		sound(c.ID) && sound(c.Market) && c.Buyer == (tax.Buyer{})
}

// newTill compiles a till; nil if the carts of the market go the long way.
func (e *Engine) newTill(cart *Cart, m *Market, from locale.Place) *till {
	if m.Policy != (tax.Policy{}) || len(m.Clearance) > 0 {
		return nil
	}
	list := cart.Lines[0].Product.Price.Currency()
	s := e.shelf(m, &Offer{Market: m.ID, At: cart.At, ShipFrom: from, ShipTo: cart.ShipTo}, list)
	if s == nil {
		return nil
	}
	c, err := e.newConsignment(m.ID, from, cart.ShipTo, cart.At, list)
	if err != nil {
		return nil
	}
	c.mode = cart.Mode
	l, err := c.law()
	if err != nil {
		return nil
	}
	t := &till{market: cart.Market, from: cart.ShipFrom, to: cart.ShipTo, c: c, code: m.Currency, shelf: s, decider: l.decider}
	limits, err := l.decider.Limits(m.Currency)
	if err != nil {
		return nil
	}
	for i := range limits {
		t.byItem = t.byItem || limits[i].Item
	}
	var ok bool
	if t.home, ok = t.exchange(m.Currency, list); !ok {
		return nil
	}
	if t.cost, ok = t.exchange(list, m.Currency); !ok {
		return nil
	}
	t.sales.New = func() any { return &sale{till: t} }
	return t
}

// exchange is the rate at which amounts are converted, of two-way quotations the
// bid, from the minor units of one currency to those of another.
func (t *till) exchange(from, to currency.Code) (factor, bool) {
	rate, err := t.c.e.rates.Rate(from, to)
	if err != nil {
		return factor{}, false
	}
	num, den := rate.Ratio()
	up, down := new(big.Rat).SetInt(tenTo(to.Digits())), new(big.Rat).SetInt(tenTo(from.Digits()))
	return factorOf(up.Mul(up, num.Rat()), down.Mul(down, den.Rat()))
}

// sale is one cart at a till, in minor units of the market's currency. It holds
// nothing of the cart, which is the caller's.
type sale struct {
	*till
	lines               []tillLine
	applied             []tillDiscount
	leftOut             bool  // a rule of tax leaves out some of them
	goods               int64 // what they cost
	shipping, insurance int64
	net                 int64 // the same without the tax that is in it
	freight, insured    int64
	scope               *tillScope
	law                 *tillLaw
	levied              []int64       // line by line, each of its duties, then each of its taxes
	taxed               []tillTaxed   // by kind of rates
	groups              []tillTaxed   // the same by what the rates come to
	carried             []tillCarried // the tax on shipping and insurance
	totals              []tillTotal

	weights, parts []int64 // room for what is shared
	rests, sorted  []uint64
	order          []int // room for lines in another order
}

// sale returns memory for a cart of n lines, perhaps of an earlier one.
func (t *till) sale(n int) *sale {
	s := t.sales.Get().(*sale)
	if cap(s.lines) < n {
		s.lines = make([]tillLine, n)
		s.weights, s.parts, s.rests = make([]int64, n+1), make([]int64, n+1), make([]uint64, n+1)
	}
	s.lines = s.lines[:n]
	s.applied, s.levied, s.taxed, s.groups, s.carried, s.totals = s.applied[:0], s.levied[:0], s.taxed[:0], s.groups[:0], s.carried[:0], s.totals[:0]
	return s
}

// maxSale bounds what a cart costs with its carriage: rates of any law leave
// the sums of its levies in 64 bits.
const maxSale = 1 << 46
