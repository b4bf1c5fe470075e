package shop

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// from is where the goods lie.
func (s *Shop) from() locale.Place { return locale.Place{Country: s.seller.Country, Region: "CA"} }

// Option is one way to send a basket, with all that it then costs.
type Option struct {
	Carriage
	Quote pricing.Quote
	Err   error // why it cannot be sent in this way
}

// Options quotes a basket for each way to send it, side by side: freight is in
// customs values and tax bases, so that the ways differ by more than their price.
// Basket.Option is not looked at. It fails as Quote does.
func (s *Shop) Options(v Visit, b Basket) ([]Option, error) {
	state, cart, err := s.cart(&v, &b)
	if err != nil {
		return nil, err
	}
	ways := s.carriage[v.Market.ID]
	kg := weight(cart.Lines)
	asked := make([]pricing.ShippingOption, len(ways))
	for i, way := range ways {
		if asked[i], err = way.option(kg); err != nil {
			return nil, fmt.Errorf("shop: %w", err)
		}
	}
	answers, err := state.shelf.Options(cart, asked)
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	options := make([]Option, len(ways))
	for i, a := range answers {
		options[i] = Option{Carriage: ways[i], Quote: a.Quote, Err: asField(a.Err)}
	}
	return options, nil
}

// Quote answers what a basket costs in all, and for how long that stands.
//
// Quote returns a *FieldError that names the field of the basket which is missing
// or wrong, and a *StaleError where the shop refuses to sell at old rates.
func (s *Shop) Quote(v Visit, b Basket) (pricing.Quote, error) {
	state, cart, err := s.cart(&v, &b)
	if err != nil {
		return pricing.Quote{}, err
	}
	if err := s.carry(&cart, b.Option); err != nil {
		return pricing.Quote{}, err
	}
	q, err := state.shelf.Quote(cart)
	return q, asField(err)
}

// carry sends a cart in one of its market's ways, the first where id is empty.
func (s *Shop) carry(cart *pricing.Cart, id string) (err error) {
	ways := s.carriage[cart.Market]
	way := 0
	if id != "" {
		way = slices.IndexFunc(ways, func(c Carriage) bool { return c.ID == id })
	}
	if way < 0 {
		return field("option", ErrUnknown, "%.40q in market %s", id, cart.Market)
	}
	cart.Mode = ways[way].Mode
	if cart.Shipping, err = ways[way].price(weight(cart.Lines)); err != nil {
		return fmt.Errorf("shop: %w", err)
	}
	return nil
}

// cart makes of a basket what the library quotes, but for the carriage.
func (s *Shop) cart(v *Visit, b *Basket) (*state, pricing.Cart, error) {
	state := s.state.Load()
	cart := pricing.Cart{Market: v.Market.ID, At: s.now(), ShipFrom: s.from()}
	if err := s.fresh(state, &v.Market); err != nil {
		return nil, cart, err
	}
	var err error
	if cart.ShipTo, err = s.place(v, b.To); err != nil {
		return nil, cart, err
	}
	if cart.Lines, err = s.lines(state, &v.Market, b.Items); err != nil {
		return nil, cart, err
	}
	if b.Code != "" {
		d, err := discount(b.Code)
		if err != nil {
			return nil, cart, err
		}
		cart.Discounts = []pricing.Discount{d}
	}
	if cart.Buyer, err = buyer(v.Country, b.VATID); err != nil {
		return nil, cart, err
	}
	err = s.pay(&v.Market, b.Pay, &cart) // before cart is copied into the result
	return state, cart, err
}

// pay places the levies where the visitor wants to pay them. Tax that the seller
// is registered for is not theirs to choose: the seller must collect it.
func (s *Shop) pay(m *pricing.Market, choice string, cart *pricing.Cart) error {
	choices := PayChoices(m)
	switch {
	case choice == "" || choice == PayNow:
		return nil
	case !slices.Contains(choices, choice):
		return field("pay", ErrInvalid, "%.40q in market %s", choice, m.ID)
	}
	door := pricing.OnDelivery
	cart.Duty = &door
	if !slices.ContainsFunc(s.seller.Registrations, func(r tax.Registration) bool { return r.Country == m.Countries[0] }) {
		cart.Tax = &door
	}
	return nil
}

// weight is what the goods weigh together.
func weight(lines []pricing.Line) (kg decimal.Decimal) {
	for i := range lines {
		kg = kg.Add(lines[i].Product.WeightKG.Mul(decimal.NewFromInt(lines[i].Quantity)))
	}
	return kg
}

// asField names the field of the basket for an error of the library.
func asField(err error) error {
	var at *pricing.CartError
	if !errors.As(err, &at) {
		return err
	}
	name := at.Field
	switch {
	case at.Line > 0:
		return &FieldError{Field: "sku", Item: at.Line, Err: errors.Join(ErrNotSold, err)}
	case name == "ship_to": // the law of the way there
		return &FieldError{Field: "country", Err: errors.Join(ErrNotSold, err)}
	}
	name = strings.TrimPrefix(name, "ship_to.")
	if errors.Is(err, pricing.ErrMissing) {
		return &FieldError{Field: name, Err: errors.Join(ErrMissing, err)}
	}
	return &FieldError{Field: name, Err: errors.Join(ErrInvalid, err)}
}

// Lock seals a quote, so that it can go through the visitor's browser and be
// trusted when it comes back. It is signed, not hidden; no cost of goods is in it.
func (s *Shop) Lock(q *pricing.Quote) (string, error) {
	return pricing.Seal(q, s.config.Keys[0])
}
