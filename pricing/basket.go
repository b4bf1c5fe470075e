package pricing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// basket is a cart on its way to a quote: all of it as one, for what is shared
// over the whole, and its consignments, each with a law of its own.
type basket struct {
	*consignment
	cart  *Cart
	ways  []way
	parts []*consignment // by ways; if there is one, the whole
	// carried is what of shipping and insurance each consignment has before
	// discounts.
	carriedShipping, carriedInsurance []currency.Amount
}

// way tells consignments apart: by where they are sent from. Digital services
// come from nowhere.
type way struct {
	from    locale.Place
	digital bool
}

func compareWays(a, b way) int {
	switch {
	case a.digital != b.digital && b.digital:
		return -1
	case a.digital != b.digital:
		return 1
	}
	return cmp.Or(cmp.Compare(a.from.Country, b.from.Country), cmp.Compare(a.from.Region, b.from.Region), cmp.Compare(a.from.PostalCode, b.from.PostalCode))
}

// way is how a line goes to the customer.
func (e *Engine) way(cart *Cart, l *Line) way {
	if l.Product.Kind == Digital {
		return way{digital: true}
	}
	from := l.ShipFrom
	if from == (locale.Place{}) {
		from = cart.ShipFrom
	}
	if from.Country == "" {
		from.Country = e.seller.Country
	}
	return way{from: from}
}

// open resolves market, places and exchange rate of a cart. Its consignments
// stand in an order that does not depend on that of the lines.
func (e *Engine) open(cart *Cart, free bool) (*basket, error) {
	o := &basket{cart: cart}
	for i := range cart.Lines {
		w := e.way(cart, &cart.Lines[i])
		if at, found := slices.BinarySearchFunc(o.ways, w, compareWays); !found {
			o.ways = slices.Insert(o.ways, at, w)
		}
	}
	if err := o.checkServices(e); err != nil {
		return nil, err
	}
	o.parts = make([]*consignment, len(o.ways))
	for k, w := range o.ways {
		p, err := e.openWay(cart, w, free)
		if err != nil {
			return nil, err
		}
		o.parts[k] = p
	}
	o.consignment = o.parts[0]
	if len(o.parts) > 1 {
		whole := *o.parts[0]
		o.consignment = &whole
	}
	return o, o.checkDispatches(e)
}

// openWay resolves market, places and exchange rate of one consignment.
func (e *Engine) openWay(cart *Cart, w way, free bool) (*consignment, error) {
	first := &cart.Lines[0].Product
	from := w.from
	if w.digital {
		from = cart.ShipTo // no border is crossed
	}
	c, err := e.newConsignment(cart.Market, from, cart.ShipTo, cart.At, first.Price.Currency())
	if errors.Is(err, currency.ErrNoRate) {
		err = inLine(0, first.SKU, inField("product.price", err))
	}
	if err != nil {
		return nil, err
	}
	if w.digital {
		c.electronic()
	}
	for _, choice := range [...]struct {
		field string
		own   *Placement
		dst   *Placement
	}{{"duty", cart.Duty, &c.duty}, {"tax", cart.Tax, &c.tax}} {
		if choice.own == nil {
			continue
		}
		if err := c.offers(choice.field, *choice.own, *choice.dst, free); err != nil {
			return nil, err
		}
		*choice.dst = *choice.own
	}
	if cart.Fees != nil {
		if err := c.offers("fees", *cart.Fees, c.feesAt(c.tax), free); err != nil {
			return nil, err
		}
		c.ownFees = cart.Fees
	}
	c.buyer, c.marketplace = cart.Buyer, cart.Marketplace
	return c, nil
}

// offers refuses a placement that a cart asks for where the market has another,
// and does not offer that one.
func (c *consignment) offers(field string, asked, usual Placement, free bool) error {
	if free || len(c.m.Choices) == 0 || asked == usual || slices.Contains(c.m.Choices, asked) {
		return nil
	}
	return &CartError{Field: field, Err: fmt.Errorf("%w: market %s does not offer %v", ErrPlacement, c.m.ID, asked)}
}

// electronic makes c a supply of digital services.
func (c *consignment) electronic() { c.from, c.abroad, c.digital = locale.Place{}, false, true }

// partOf is the consignment of a line.
func (o *basket) partOf(l *Line) int {
	if len(o.ways) == 1 {
		return 0
	}
	at, _ := slices.BinarySearchFunc(o.ways, o.e.way(o.cart, l), compareWays)
	return at
}

// checkServices refuses services without goods that they go with.
func (o *basket) checkServices(e *Engine) error {
	sent := make(map[way]bool, len(o.ways))
	services := false
	for i := range o.cart.Lines {
		switch l := &o.cart.Lines[i]; l.Product.Kind {
		case Goods:
			sent[e.way(o.cart, l)] = true
		case Service:
			services = true
		}
	}
	if !services {
		return nil
	}
	for i := range o.cart.Lines {
		l := &o.cart.Lines[i]
		if w := e.way(o.cart, l); l.Product.Kind == Service && !sent[w] {
			return inLine(i, l.Product.SKU, &CartError{Field: "product.kind", Err: fmt.Errorf("%w: a service goes with goods, and none are sent from %v", ErrInvalid, w.from)})
		}
	}
	return nil
}

// checkDispatches refuses dispatches from where nothing is sent.
func (o *basket) checkDispatches(e *Engine) error {
	for i, d := range o.cart.Dispatches {
		if _, found := slices.BinarySearchFunc(o.ways, way{from: d.ShipFrom}, compareWays); !found {
			return &CartError{Field: fmt.Sprintf("dispatches[%d].ship_from", i), Err: fmt.Errorf("%w: no goods are sent from %s", ErrInvalid, excerpt.Text(d.ShipFrom.String()))}
		}
	}
	return nil
}

// split gives each consignment its goods, and its part of what is paid for
// shipping and insurance.
func (o *basket) split() error {
	if len(o.parts) > 1 {
		for _, g := range o.goods {
			p := o.parts[g.part]
			p.goods = append(p.goods, g)
		}
		if err := o.share(); err != nil {
			return err
		}
	}
	for _, p := range o.parts {
		p.order = p.inCartOrder()
	}
	return nil
}

// settleAll settles each consignment. Since one person gets all of them on one
// day, the goods of the others count for thresholds by day and by period.
func (o *basket) settleAll() ([]settled, error) {
	of := make([]settled, len(o.parts))
	imports := 0
	for k, p := range o.parts {
		var err error
		if of[k], err = p.settle(); err != nil {
			return nil, err
		}
		if p.abroad {
			imports++
		}
	}
	if imports < 2 {
		return of, nil
	}
	var all currency.Total
	for k, p := range o.parts {
		if p.abroad {
			all.Add(of[k].assessment.Intrinsic)
		}
	}
	for k, p := range o.parts {
		if !p.abroad {
			continue
		}
		others := all
		others.Sub(of[k].assessment.Intrinsic)
		value, err := others.Amount()
		if err != nil {
			return nil, err
		}
		p.earlier = duty.Earlier{Day: value, Period: value, Count: int64(imports - 1)}
	}
	for k, p := range o.parts {
		if p.abroad {
			var err error
			if of[k], err = p.settle(); err != nil {
				return nil, err
			}
		}
	}
	return of, nil
}
