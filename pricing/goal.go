package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// Goal is what a net price is looked for: goods that are sent together to one
// place, and what the customer is to pay for them in all, or what is to be
// left for the merchant.
type Goal struct {
	// Offer says in which market and when, from where and to where.
	Offer Offer
	// Mode is how the consignment travels; zero is by courier.
	Mode duty.Mode
	// Product is what is sold, Quantity how many; zero is one. Its price is
	// not looked at.
	Product  Product
	Quantity int64
	// Lines are in place of Product and Quantity where the consignment holds
	// several goods: their prices keep the proportions that they have here,
	// as far as the grid lets them.
	Lines []Line
	// Shipping and Insurance are what the customer pays for them, before tax
	// wherever that is placed, in the merchant's or the market's currency.
	Shipping, Insurance currency.Amount
	// Target is what the customer pays in all, on delivery too: goods, shipping,
	// insurance and all levies that the merchant does not absorb. It is in the
	// merchant's or the market's currency.
	Target currency.Amount
	// Margin is in place of Target what is left for the merchant, before the
	// cost of goods and of carriage: see [Totals.Margin]. It is in the market's
	// currency, or in another, which is converted without the market's margin.
	Margin currency.Amount
	// Policy says which of several solutions is chosen, and what comes of a
	// target that no net leads to.
	Policy SolvePolicy
	// Duty and Tax override the market's placement of each.
	Duty, Tax *Placement
}

// lines are the goods, whichever way they are given.
func (g *Goal) lines() []Line {
	if len(g.Lines) > 0 {
		return g.Lines
	}
	return []Line{{Product: g.Product, Quantity: max(g.Quantity, 1)}}
}

// check refuses what no engine could solve, whatever its tables.
func (g *Goal) check() error {
	if err := g.Offer.check(); err != nil {
		return err
	}
	if g.Mode > duty.Postal {
		return &CartError{Field: "mode", Err: fmt.Errorf("%w: no mode %d", ErrInvalid, g.Mode)}
	}
	if int(g.Policy) >= len(solvePolicyNames) {
		return &CartError{Field: "policy", Err: fmt.Errorf("%w: no policy %d", ErrInvalid, g.Policy)}
	}
	for _, p := range [...]struct {
		field string
		*Placement
	}{{"duty", g.Duty}, {"tax", g.Tax}} {
		if p.Placement != nil && int(*p.Placement) >= len(placementNames) {
			return &CartError{Field: p.field, Err: fmt.Errorf("%w: no placement %d", ErrInvalid, *p.Placement)}
		}
	}
	hasTarget, hasMargin := g.Target != (currency.Amount{}), g.Margin != (currency.Amount{})
	if hasTarget == hasMargin {
		return &CartError{Field: "target", Err: fmt.Errorf("%w: give either a target or a margin", ErrInvalid)}
	}
	for _, a := range [...]struct {
		field string
		currency.Amount
	}{{"target", g.Target}, {"margin", g.Margin}, {"shipping", g.Shipping}, {"insurance", g.Insurance}} {
		if err := notNegative(a.field, a.Amount); err != nil {
			return err
		}
	}
	return g.checkGoods()
}

// checkGoods refuses goods that cannot be sold, or have no proportions to keep.
func (g *Goal) checkGoods() error {
	if len(g.Lines) == 0 {
		if g.Quantity < 0 || g.Quantity > MaxQuantity {
			return &CartError{Field: "quantity", Err: fmt.Errorf("%w: %d, 1 to %d", ErrInvalid, g.Quantity, MaxQuantity)}
		}
		p := g.Product
		p.Price = currency.FromMinor(1, currency.EUR) // is not looked at
		return inField("product", p.check())
	}
	if g.Quantity != 0 || g.Product.SKU != "" {
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: give either a product or lines", ErrInvalid)}
	}
	if n := len(g.Lines); n > MaxLines {
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: %d lines, at most %d", ErrLimit, n, MaxLines)}
	}
	c := Cart{Lines: g.Lines}
	return c.checkLines()
}

// list is the currency in which the goods are priced: that of amounts that are
// not in the market's.
func (g *Goal) list(market currency.Code) currency.Code {
	candidates := []currency.Amount{g.Target, g.Shipping, g.Insurance}
	if len(g.Lines) > 0 {
		return g.Lines[0].Product.Price.Currency()
	}
	if code := g.Product.Price.Currency(); code != 0 {
		return code
	}
	for _, a := range candidates {
		if code := a.Currency(); code != 0 && code != market {
			return code
		}
	}
	return market
}
