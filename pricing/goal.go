package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// Goal says what Solve is to find a net price for: goods that are sent together
// to one place, and what the customer is to pay for them in all, or what is to
// be left for the merchant.
type Goal struct {
	// Offer says in which market and when, from where and to where.
	Offer Offer
	// Mode is how the consignment travels; zero is by courier.
	Mode duty.Mode
	// Product is what is sold, Quantity how many; zero is one. The amount of its
	// price is not looked at.
	Product  Product
	Quantity int64
	// Lines take the place of Product and Quantity where the consignment holds
	// several goods: their prices keep the proportions that they have here, as
	// far as the grid allows. All are sent from one place.
	Lines []Line
	// Shipping and Insurance are what the customer pays for them, before tax
	// wherever that is placed, in the merchant's or the market's currency.
	Shipping, Insurance currency.Amount
	// Target is what the customer pays in all, on delivery too: goods, shipping,
	// insurance and all levies that the merchant does not absorb. It is in the
	// merchant's or the market's currency.
	Target currency.Amount
	// Margin takes the place of Target: it is what is left for the merchant,
	// before the cost of goods and of carriage, see [Totals.Margin]. It is in the
	// market's currency, or in another, which is converted without the market's
	// margin.
	Margin currency.Amount
	// Policy says which of several solutions is chosen, and what comes of a
	// target that no net leads to.
	Policy SolvePolicy
	// Duty and Tax override the market's placement of each.
	Duty, Tax *Placement
	// Buyer is who buys; zero is a consumer. The Buyer of the Offer, if it has
	// one, must be the same.
	Buyer tax.Buyer
	// Marketplace is the platform through which the goods are sold; nil is the
	// seller's own shop.
	Marketplace *tax.Marketplace
}

// check refuses what is not in a cart and no engine could solve.
func (g *Goal) check() error {
	if int(g.Policy) >= len(solvePolicyNames) {
		return &CartError{Field: "policy", Err: fmt.Errorf("%w: no policy %d", ErrInvalid, g.Policy)}
	}
	hasTarget, hasMargin := g.Target != (currency.Amount{}), g.Margin != (currency.Amount{})
	if hasTarget == hasMargin {
		return &CartError{Field: "target", Err: fmt.Errorf("%w: give either a target or a margin", ErrInvalid)}
	}
	if len(g.Lines) > 0 && (g.Quantity != 0 || g.Product.SKU != "") {
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: give either a product or lines", ErrInvalid)}
	}
	if g.Offer.Buyer != (tax.Buyer{}) && g.Offer.Buyer != g.Buyer {
		return &CartError{Field: "buyer", Err: fmt.Errorf("%w: another one than that of the offer", ErrInvalid)}
	}
	if err := notNegative("target", g.Target); err != nil {
		return err
	}
	return notNegative("margin", g.Margin)
}

// cart is what is to be quoted, at prices that are not known yet.
func (g *Goal) cart(m *Market) *Cart {
	c := &Cart{
		Market: m.ID, At: g.Offer.At, ShipFrom: g.Offer.ShipFrom, ShipTo: g.Offer.ShipTo, Mode: g.Mode,
		Lines: g.Lines, Shipping: g.Shipping, Insurance: g.Insurance, Duty: g.Duty, Tax: g.Tax,
		Buyer: g.Buyer, Marketplace: g.Marketplace,
	}
	if c.ShipTo.Country == "" {
		c.ShipTo.Country = m.Countries[0]
	}
	if len(g.Lines) > 0 {
		return c
	}
	line := Line{Product: g.Product, Quantity: g.Quantity}
	if g.Quantity == 0 {
		line.Quantity = 1
	}
	line.Product.Price = currency.FromMinor(1, g.list(m.Currency))
	c.Lines = []Line{line}
	return c
}

// list is the currency in which the goods are priced: that of amounts that are
// not in the market's.
func (g *Goal) list(market currency.Code) currency.Code {
	for _, a := range [...]currency.Amount{g.Product.Price, g.Target, g.Shipping, g.Insurance} {
		if code := a.Currency(); code != 0 && code != market {
			return code
		}
	}
	return market
}
