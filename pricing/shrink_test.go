package pricing_test

import (
	"reflect"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// shrink leaves out what the cart does not need to break what breaks says.
func shrink(s situation, broken error, breaks func(situation) error) (situation, error) {
	for again := true; again; {
		again = false
		for _, smaller := range smaller(s) {
			if reflect.DeepEqual(smaller.cart, s.cart) {
				continue
			}
			if err := breaks(smaller); err != nil {
				s, broken, again = smaller, err, true
				break
			}
		}
	}
	return s, broken
}

func smaller(s situation) []situation {
	var out []situation
	with := func(change func(*pricing.Cart)) {
		next := s
		next.cart.Lines = append([]pricing.Line(nil), s.cart.Lines...)
		next.cart.Discounts = append([]pricing.Discount(nil), s.cart.Discounts...)
		next.cart.Vouchers = append([]pricing.Voucher(nil), s.cart.Vouchers...)
		change(&next.cart)
		out = append(out, next)
	}
	for i := range s.cart.Lines {
		if len(s.cart.Lines) > 1 {
			with(func(c *pricing.Cart) { c.Lines = append(c.Lines[:i], c.Lines[i+1:]...) })
		}
	}
	for i := range s.cart.Discounts {
		with(func(c *pricing.Cart) { c.Discounts = append(c.Discounts[:i], c.Discounts[i+1:]...) })
		d := s.cart.Discounts[i]
		if d.Lines != nil {
			with(func(c *pricing.Cart) { c.Discounts[i].Lines = nil })
		}
		if d.Units > 0 {
			with(func(c *pricing.Cart) { c.Discounts[i].Units = 0 })
		}
		if d.Basis != tax.AsPriced {
			with(func(c *pricing.Cart) { c.Discounts[i].Basis = tax.AsPriced })
		}
	}
	for i := range s.cart.Vouchers {
		with(func(c *pricing.Cart) { c.Vouchers = append(c.Vouchers[:i], c.Vouchers[i+1:]...) })
	}
	if !s.cart.Shipping.IsZero() {
		with(func(c *pricing.Cart) { c.Shipping = currency.Amount{} })
	}
	if !s.cart.Insurance.IsZero() {
		with(func(c *pricing.Cart) { c.Insurance = currency.Amount{} })
	}
	with(func(c *pricing.Cart) { c.Dispatches = nil })
	with(func(c *pricing.Cart) { c.Buyer = tax.Buyer{} })
	with(func(c *pricing.Cart) { c.Marketplace = nil })
	for i := range s.cart.Lines {
		with(func(c *pricing.Cart) { c.Lines[i].ShipFrom = locale.Place{} })
		with(func(c *pricing.Cart) { c.Lines[i].Product.Kind, c.Lines[i].Product.Claim = pricing.Goods, "" })
		if s.cart.Lines[i].Quantity > 1 {
			with(func(c *pricing.Cart) { c.Lines[i].Quantity = 1 })
			with(func(c *pricing.Cart) { c.Lines[i].Quantity-- })
		}
	}
	return out
}
