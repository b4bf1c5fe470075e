package shop

import (
	"fmt"
	"sync/atomic"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// Priced is a good as a page shows it to a visitor.
type Priced struct {
	Good  *Good
	Price pricing.Price
	// Label is what to write beside the price about tax and duty.
	Label string
	// Err says why the good is not sold in the market, for the merchant; it is of
	// class ErrNotSold. A visitor sees no price then.
	Err error
}

// Prices are all goods in the order of the catalogue, with what one unit of each
// costs in the market of the visit.
func (s *Shop) Prices(v Visit) []Priced {
	shown := s.display(s.state.Load(), &v.Market).goods
	all := make([]Priced, len(shown))
	for i := range shown {
		all[i] = shown[i].in(&v)
	}
	return all
}

// Price is one good as Prices has it. It returns a *FieldError if there is no such
// good.
func (s *Shop) Price(v Visit, sku string) (Priced, error) {
	g, ok := s.catalogue.Good(sku)
	if !ok {
		return Priced{}, field("sku", ErrUnknown, "%.40q", sku)
	}
	return s.display(s.state.Load(), &v.Market).goods[g.place].in(&v), nil
}

// in is a price with its label in the language of a visit.
func (p Priced) in(v *Visit) Priced {
	if p.Err == nil {
		p.Label = p.Price.Label(v.Lang)
	}
	return p
}

// display is what the pages of a market show on a day: all goods in the order of
// the catalogue, without labels. It is immutable.
type display struct {
	day   currency.Date
	goods []Priced
}

// display computes what a market shows, once for each day of a state: prices hang
// on the law of the day, and the pages ask for the same again and again.
func (s *Shop) display(state *state, m *pricing.Market) *display {
	today := day(s.now())
	kept, ok := state.displays[m.ID]
	if !ok {
		kept = new(atomic.Pointer[display]) // of no market: nothing is sold there
	}
	if d := kept.Load(); d != nil && d.day == today {
		return d
	}
	d := &display{today, make([]Priced, len(s.catalogue.goods))}
	for i := range d.goods {
		d.goods[i] = s.price(state, m, &s.catalogue.goods[i])
	}
	kept.Store(d)
	return d
}

func (s *Shop) price(state *state, m *pricing.Market, g *Good) Priced {
	p := Priced{Good: g}
	if !state.sold(m.ID, g.SKU) {
		p.Err = fmt.Errorf("%w: no price is published", ErrNotSold)
		if _, err := s.make(state, m, g); err != nil {
			p.Err = fmt.Errorf("%w: %w", ErrNotSold, err)
		}
		return p
	}
	price, err := state.shelf.Price(g.Product, pricing.Offer{Market: m.ID, At: s.now(), ShipFrom: s.from()})
	if err != nil {
		p.Err = fmt.Errorf("%w: %w", ErrNotSold, err)
		return p
	}
	p.Price = price
	return p
}

// deliverable tells why one unit of a good cannot be quoted in a market: a price
// that holds no levies says nothing of what customs will ask.
func (s *Shop) deliverable(e *pricing.Engine, market, sku string) error {
	g, m, way := s.catalogue.bySKU[sku], s.byID[market], s.carriage[market][0]
	shipping, err := way.price(g.WeightKG)
	if err != nil {
		return err
	}
	_, err = e.Quote(pricing.Cart{
		Market: market, At: s.now(), ShipFrom: s.from(), ShipTo: Typical(m), Mode: way.Mode, Shipping: shipping,
		Lines: []pricing.Line{{Product: g.Product, Quantity: 1}},
	})
	return err
}

// make makes the price of a good from its list price, as it would be published now.
func (s *Shop) make(at *state, m *pricing.Market, g *Good) (pricing.Price, error) {
	price, err := at.list.Price(g.Product, pricing.Offer{Market: m.ID, At: s.now(), ShipFrom: s.from()})
	if err == nil {
		err = s.deliverable(at.list, m.ID, g.SKU)
	}
	return price, err
}
