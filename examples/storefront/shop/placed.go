package shop

import "github.com/landedhq/landed/pricing"

// Placed is a basket under one placement of duty and tax.
type Placed struct {
	pricing.Alternative
	Merchant pricing.Merchant // in the books' currency
	Now      bool             // it is that of the market, for duty and for tax
}

// Placements quotes a basket under each of the four placements of duty and tax,
// from list prices at the rates of now: what the market would show and charge if it
// placed them so. It goes to the typical address, and only Items, Option and Code of
// the basket count. It returns a *FieldError if the basket is no good.
func (s *Shop) Placements(market string, b Basket) ([]Placed, error) {
	m, ok := s.byID[market]
	if !ok {
		return nil, field("market", ErrUnknown, "%.40q", market)
	}
	cart, err := s.merchantCart(m, &b)
	if err != nil {
		return nil, err
	}
	state := s.state.Load()
	var all []Placed
	for _, a := range state.list.Compare(cart) {
		p := Placed{Alternative: a, Now: a.ID == m.Duty.String() && a.ID == m.Tax.String()}
		if a.Err == nil {
			p.Merchant, p.Err = s.inBooks(state, &p.Quote)
		}
		all = append(all, p)
	}
	return all, nil
}

// merchantCart is the cart of a basket as the merchant quotes it: with the costs of
// the goods, and whether they are sold in the market or not.
func (s *Shop) merchantCart(m *pricing.Market, b *Basket) (cart pricing.Cart, err error) {
	cart = pricing.Cart{Market: m.ID, At: s.now(), ShipFrom: s.from(), ShipTo: Typical(m)}
	if len(b.Items) == 0 || len(b.Items) > MaxItems {
		return cart, field("sku", ErrLimit, "%d goods, 1 to %d", len(b.Items), MaxItems)
	}
	for _, item := range b.Items {
		good, ok := s.catalogue.Good(item.SKU)
		switch {
		case !ok:
			return cart, field("sku", ErrUnknown, "%.40q", item.SKU)
		case item.Quantity < 1 || item.Quantity > MaxQuantity:
			return cart, field("quantity", ErrInvalid, "%d, 1 to %d", item.Quantity, MaxQuantity)
		}
		cart.Lines = append(cart.Lines, pricing.Line{Product: good.Product, Quantity: item.Quantity})
	}
	if b.Code != "" {
		d, err := discount(b.Code)
		if err != nil {
			return cart, err
		}
		cart.Discounts = []pricing.Discount{d}
	}
	err = s.carry(&cart, b.Option)
	return cart, err
}
