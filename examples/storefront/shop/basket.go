package shop

import (
	"errors"
	"slices"
	"strings"

	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Limits of a basket.
const (
	MaxItems    = 20 // different goods
	MaxQuantity = 99 // of each
)

// Item is a number of units of one good.
type Item struct {
	SKU      string
	Quantity int64
}

// Address is where a basket goes, as far as customs and tax care.
type Address struct{ Country, Region, PostalCode string }

// Basket is what a visitor wants, and how.
type Basket struct {
	Items  []Item
	Code   string // a discount; empty is none
	Option string // the ID of a Carriage; empty is the market's first
	// To is where it goes; an empty country is that of the visit.
	To Address
	// VATID is the tax number of a business; empty is a consumer.
	VATID string
	// Pay is PayNow or, where the market offers it, PayOnDelivery; empty is
	// PayNow.
	Pay string
}

// What a visitor may choose for duty, and for the tax that the seller does not
// have to collect itself.
const (
	PayNow        = "now"
	PayOnDelivery = "on_delivery"
)

// PayChoices are what a market lets its visitors choose from; nil is no choice.
func PayChoices(m *pricing.Market) []string {
	if slices.Contains(m.Choices, pricing.OnDelivery) {
		return []string{PayNow, PayOnDelivery}
	}
	return nil
}

// place is where the basket goes. The address has to be in the country of the
// visit: another country is another market, with other prices.
func (s *Shop) place(v *Visit, a Address) (locale.Place, error) {
	country := strings.ToUpper(strings.TrimSpace(a.Country))
	if country == "" {
		country = string(v.Country)
	}
	p := locale.Place{Country: locale.Country(country),
		Region: strings.ToUpper(strings.TrimSpace(a.Region)), PostalCode: strings.ToUpper(strings.TrimSpace(a.PostalCode))}
	if p.Country != v.Country {
		if _, ok := s.byCountry[p.Country]; !ok {
			return p, field("country", ErrNotSold, "the shop does not send to %.10q", a.Country)
		}
		return p, field("country", ErrChanged, "%s has prices of its own", p.Country)
	}
	if err := p.Validate(); err != nil {
		var wrong *locale.PlaceError
		if errors.As(err, &wrong) {
			return p, &FieldError{Field: wrong.Field, Err: errors.Join(ErrInvalid, err)}
		}
		return p, &FieldError{Field: "country", Err: errors.Join(ErrInvalid, err)}
	}
	return p, nil
}

// buyer is who buys: a business if there is a tax number. The number is taken
// as it parses; a shop that is open asks the register too (tax.Checker).
func buyer(country locale.Country, number string) (tax.Buyer, error) {
	if strings.TrimSpace(number) == "" {
		return tax.Buyer{}, nil
	}
	id, err := tax.ParseID(country, number)
	if err != nil {
		return tax.Buyer{}, &FieldError{Field: "vat_id", Err: errors.Join(ErrInvalid, err)}
	}
	return tax.Buyer{Business: true, Number: id, Unchecked: true}, nil
}

// lines are the items as the library takes them. Costs stay at home: a sealed
// quote goes through the visitor's browser, who can read what is in it.
func (s *Shop) lines(state *state, m *pricing.Market, items []Item) ([]pricing.Line, error) {
	switch {
	case len(items) == 0:
		return nil, field("sku", ErrMissing, "the basket is empty")
	case len(items) > MaxItems:
		return nil, field("sku", ErrLimit, "%d different goods, at most %d", len(items), MaxItems)
	}
	lines := make([]pricing.Line, len(items))
	for i, item := range items {
		g, ok := s.catalogue.Good(item.SKU)
		var err *FieldError
		switch {
		case !ok:
			err = field("sku", ErrUnknown, "%.40q", item.SKU)
		case slices.ContainsFunc(items[:i], func(o Item) bool { return o.SKU == item.SKU }):
			err = field("sku", ErrInvalid, "%s stands twice", item.SKU)
		case item.Quantity < 1:
			err = field("quantity", ErrInvalid, "%d of %s", item.Quantity, item.SKU)
		case item.Quantity > MaxQuantity:
			err = field("quantity", ErrLimit, "%d of %s, at most %d", item.Quantity, item.SKU, MaxQuantity)
		case !state.sold(m.ID, item.SKU):
			err = field("sku", ErrNotSold, "%s in market %s", item.SKU, m.ID)
		}
		if err != nil {
			err.Item = i + 1
			return nil, err
		}
		lines[i] = pricing.Line{Product: g.Product, Quantity: item.Quantity}
		lines[i].Product.Cost = none
	}
	return lines, nil
}
