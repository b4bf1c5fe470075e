package shop

import (
	"fmt"

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
	state := s.state.Load()
	all := make([]Priced, len(s.catalogue.goods))
	for i := range all {
		all[i] = s.price(state, &v, &s.catalogue.goods[i])
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
	return s.price(s.state.Load(), &v, g), nil
}

func (s *Shop) price(state *state, v *Visit, g *Good) Priced {
	p := Priced{Good: g}
	offer := pricing.Offer{Market: v.Market.ID, At: s.now(), ShipFrom: s.from()}
	if !state.sold(v.Market.ID, g.SKU) {
		p.Err = fmt.Errorf("%w: no price is published", ErrNotSold)
		if _, err := s.make(state, &v.Market, g); err != nil {
			p.Err = fmt.Errorf("%w: %w", ErrNotSold, err)
		}
		return p
	}
	price, err := state.shelf.Price(g.Product, offer)
	if err != nil {
		p.Err = fmt.Errorf("%w: %w", ErrNotSold, err)
		return p
	}
	p.Price, p.Label = price, price.Label(v.Lang)
	return p
}
