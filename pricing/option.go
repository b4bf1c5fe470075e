package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// ShippingOption is a way to send a cart: what the customer pays for it, and
// how it travels.
type ShippingOption struct {
	ID         string          `json:"id"`
	Shipping   currency.Amount `json:"shipping,omitzero"`
	Insurance  currency.Amount `json:"insurance,omitzero"`
	Dispatches []Dispatch      `json:"dispatches,omitempty"`
	Mode       duty.Mode       `json:"mode,omitzero"`
}

// Alternative is one of several quotes for a cart, or why there is none.
type Alternative struct {
	// ID is that of the shipping option, or the word of the placement.
	ID    string
	Quote Quote
	Err   error
}

// maxOptions bounds how many quotes are asked for at once.
const maxOptions = 100

// Options quotes a cart with each of several ways to send it, in their order:
// freight is in customs values and tax bases, and can move a consignment over a
// threshold, so that the dearer way can cost the customer less. The Shipping,
// Insurance, Dispatches and Mode of the cart itself are not looked at. An
// option that cannot be quoted does not affect the others.
//
// Options returns an error if there are more than 100.
func (e *Engine) Options(cart Cart, options []ShippingOption) ([]Alternative, error) {
	if len(options) > maxOptions {
		return nil, &CartError{Field: "options", Err: fmt.Errorf("%w: %d options, at most %d", ErrLimit, len(options), maxOptions)}
	}
	out := make([]Alternative, len(options))
	for i, o := range options {
		cart.Shipping, cart.Insurance, cart.Dispatches, cart.Mode = o.Shipping, o.Insurance, o.Dispatches, o.Mode
		out[i].ID = o.ID
		out[i].Quote, out[i].Err = e.Quote(cart)
	}
	return out, nil
}

// Compare quotes a cart under each of the four placements, of duty and tax
// alike, for the merchant to choose from: what the customer pays and when, and
// what is left ([Quote.Merchant]). It also tries those that the market does not
// offer to its customers. A placement that the law forbids has an error in the
// place of its quote, or is corrected, as the market says.
func (e *Engine) Compare(cart Cart) []Alternative {
	out := make([]Alternative, 0, len(placementNames))
	for _, p := range Placements() {
		cart.Duty, cart.Tax = &p, &p
		q, err := e.answer(cart, true)
		out = append(out, Alternative{ID: p.String(), Quote: q, Err: err})
	}
	return out
}
