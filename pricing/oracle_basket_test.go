package pricing_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// This file is a whole cart as the oracle sees it: what is shared over all of
// it before each consignment comes under its own law.

// basket is a cart with its consignments.
type basket struct {
	o        *oracle
	cart     pricing.Cart
	rate     *big.Rat // of list prices
	parcels  []*parcel
	lines    []*parcelLine // of all, in an order of their own
	reduced  []reduction   // what each discount came to
	credits  []credit      // vouchers
	shipping *big.Rat      // in all, after discounts
	carried  []*big.Rat    // of the parcels, before them
	full     []*parcel     // at displayed prices, before them
}

// basketOf makes a basket of a cart: prices, discounts, shipping, all that does
// not hang on the law of the consignments.
func (o *oracle) basketOf(s situation) (*basket, error) {
	b := &basket{o: o, cart: s.cart}
	var err error
	if b.rate, err = o.listRate(s.cart.Lines[0].Product.Price.Currency()); err != nil {
		return nil, err
	}
	if err := b.open(); err != nil {
		return nil, err
	}
	for i := range b.cart.Lines {
		in := &b.cart.Lines[i]
		c := b.parcelFor(b.from(in))
		id := in.ID
		if id == "" {
			id = fmt.Sprint(i + 1)
		}
		l, err := c.line(in, id, b.rate)
		if err != nil {
			return nil, err
		}
		l.at, l.in = i, c
		b.lines = append(b.lines, l)
	}
	slices.SortStableFunc(b.lines, func(x, y *parcelLine) int {
		return cmp.Or(cmp.Compare(x.product.SKU, y.product.SKU), x.shown.Cmp(y.shown), cmp.Compare(x.quantity, y.quantity),
			cmp.Compare(x.product.HSCode, y.product.HSCode), cmp.Compare(x.product.Origin, y.product.Origin),
			cmp.Compare(x.product.Category, y.product.Category),
			cmp.Compare(fmt.Sprint(x.product.Categories), fmt.Sprint(y.product.Categories)), cmp.Compare(x.in.at, y.in.at),
			x.product.WeightKG.Cmp(y.product.WeightKG), cmp.Compare(x.id, y.id))
	})
	for _, l := range b.lines {
		l.in.lines = append(l.in.lines, l)
	}
	b.carry()
	return b, b.takeOff()
}

// source is where lines come from: one consignment each.
type source struct {
	place   locale.Place
	digital bool // from nowhere
}

func (b *basket) from(l *pricing.Line) source {
	if l.Product.Kind == pricing.Digital {
		return source{digital: true}
	}
	place := l.ShipFrom
	if place == (locale.Place{}) {
		place = b.cart.ShipFrom
	}
	if place.Country == "" {
		place.Country = b.o.config.Seller.Country
	}
	return source{place: place}
}

// open makes the consignments, in the order of where they come from.
func (b *basket) open() error {
	var sources []source
	for i := range b.cart.Lines {
		if from := b.from(&b.cart.Lines[i]); !slices.Contains(sources, from) {
			sources = append(sources, from)
		}
	}
	slices.SortFunc(sources, func(x, y source) int {
		switch {
		case x.digital:
			return 1
		case y.digital:
			return -1
		}
		return cmp.Or(cmp.Compare(x.place.Country, y.place.Country), cmp.Compare(x.place.Region, y.place.Region), cmp.Compare(x.place.PostalCode, y.place.PostalCode))
	})
	m := b.o.market
	for k, from := range sources {
		c := &parcel{o: b.o, at: k, source: from, from: from.place, to: b.cart.ShipTo, on: currency.DateOf(b.cart.At), moment: b.cart.At, mode: b.cart.Mode,
			duty: m.Duty, tax: m.Tax, carved: m.Absorption == pricing.CarvedOut, ownFees: b.cart.Fees, buyer: b.cart.Buyer, marketplace: b.cart.Marketplace}
		if b.cart.Duty != nil {
			c.duty = *b.cart.Duty
		}
		if b.cart.Tax != nil {
			c.tax = *b.cart.Tax
		}
		if !from.digital {
			var err error
			if c.abroad, err = duty.Border(c.from, c.to, c.on); err != nil {
				return err
			}
		}
		b.parcels = append(b.parcels, c)
	}
	return nil
}

func (b *basket) parcelFor(from source) *parcel {
	return b.parcels[slices.IndexFunc(b.parcels, func(c *parcel) bool { return c.source == from })]
}

// carry gives the consignments what is paid for their way: dispatches to their
// own, the rest to the others by the displayed value of their goods.
func (b *basket) carry() {
	own := map[*parcel]bool{}
	for _, c := range b.parcels {
		c.shipping, c.insured = new(big.Rat), new(big.Rat)
	}
	for _, d := range b.cart.Dispatches {
		c := b.parcelFor(source{place: d.ShipFrom})
		own[c] = true
		c.shipping, c.insured = b.o.local(d.Shipping, b.rate), b.o.local(d.Insurance, b.rate)
	}
	var others []*parcel
	var weights []*big.Rat
	for _, c := range b.parcels {
		if own[c] || c.source.digital {
			continue
		}
		value := new(big.Rat)
		for _, l := range c.lines {
			if l.product.Kind == pricing.Goods {
				value.Add(value, l.shown)
			}
		}
		others, weights = append(others, c), append(weights, value)
	}
	if others == nil {
		return
	}
	shipping, insurance := b.o.minor.share(b.o.local(b.cart.Shipping, b.rate), weights), b.o.minor.share(b.o.local(b.cart.Insurance, b.rate), weights)
	for k, c := range others {
		c.shipping, c.insured = shipping[k], insurance[k]
	}
}

// declare finds what each consignment declares. One person gets all of them:
// for thresholds by day each has the others beside it.
func (b *basket) declare(quoted told) error {
	var imports []*parcel
	for _, c := range b.parcels {
		c.earlier, c.earlierCount = new(big.Rat), 0
		if err := c.declare(quoted); err != nil {
			return err
		}
		if c.abroad {
			imports = append(imports, c)
		}
	}
	if len(imports) < 2 {
		return nil
	}
	all := new(big.Rat)
	for _, c := range imports {
		all.Add(all, c.intrinsic())
	}
	for _, c := range imports {
		c.earlier, c.earlierCount = ratSub(all, c.intrinsic()), int64(len(imports)-1)
	}
	for _, c := range imports {
		if err := c.declare(quoted); err != nil {
			return err
		}
	}
	return nil
}

// total adds up what the customer pays and what the merchant keeps.
func (b *basket) total(f figures) error {
	o, list := b.o, b.cart.Lines[0].Product.Price.Currency()
	x := map[string]*big.Rat{}
	for _, name := range []string{"goods", "discounts", "duty", "tax", "fees", "vouchers", "shipping", "insurance",
		"at checkout", "in the price", "on delivery", "absorbed"} {
		x[name] = new(big.Rat)
	}
	add := func(name string, y *big.Rat) { x[name].Add(x[name], y) }
	where := map[pricing.Placement]string{pricing.AtCheckout: "at checkout", pricing.InPrice: "in the price",
		pricing.OnDelivery: "on delivery", pricing.Absorbed: "absorbed"}
	for _, c := range b.parcels {
		for _, l := range c.lines {
			add("goods", l.shown)
			add("discounts", l.discount)
			add("duty", l.duty)
			add(where[c.duty], l.duty)
			add("fees", ratAdd(l.fees, l.cleared))
		}
		for _, f := range append(slices.Clone(c.fees), c.clearance...) {
			add(where[c.feesAt()], f.amount)
		}
		for _, t := range c.taxed {
			add("tax", t.tax)
			add(where[c.taxPlaced(t)], t.tax)
		}
		add("shipping", c.shipping)
		add("insurance", c.insured)
		if c.onTop() {
			add("shipping", c.taxOn("shipping"))
			add("insurance", c.taxOn("insurance"))
		}
	}
	exact := ratAdd(ratSub(x["goods"], x["discounts"]), x["shipping"], x["insurance"], x["at checkout"])
	x["vouchers"] = b.pay(exact)
	exact = ratSub(exact, x["vouchers"])
	for i, v := range b.credits {
		f.put(fmt.Sprintf("voucher %d used", i+1), v.used, o.market.Currency)
		f.put(fmt.Sprintf("voucher %d left", i+1), v.left, o.market.Currency)
	}
	x["due now"] = exact
	if cash := o.market.Policy.Cash; cash != (currency.Rounding{}) {
		x["due now"] = stepsOf(o.market.Currency, cash).round(exact)
	}
	x["rounding"] = ratSub(x["due now"], exact)
	x["due on delivery"] = x["on delivery"]
	x["customer pays"] = ratAdd(x["due now"], x["on delivery"])
	x["margin"] = ratSub(ratAdd(x["due now"], x["vouchers"]), x["at checkout"], x["in the price"], x["absorbed"])
	for name, y := range x {
		f.put("total: "+name, y, o.market.Currency)
	}
	fx, err := o.exchange(o.market.Currency, list)
	if err != nil {
		return err
	}
	f.put("total: merchant", stepsOf(list, currency.Rounding{}).round(ratMul(x["margin"], fx)), list)
	return nil
}
