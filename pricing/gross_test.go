package pricing_test

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// Law 4: where the tax is in the price, and the duty is too or is the
// merchant's, the customer pays the displayed prices and nothing else; where
// the duty is outside, nothing else but the duty and the tax on it. The fees of
// a consignment are in no price: where the customer pays them, they and the tax
// on them are outside too.
func grossStands(s situation, q pricing.Quote) error {
	e, err := pricing.New(s.config)
	if err != nil {
		return err
	}
	if q.Tax != pricing.InPrice {
		return nil
	}
	shown := sum(carriageShown(s, q), q.Totals.Discounts.Neg(), q.Totals.Vouchers.Neg())
	for i, l := range q.Lines {
		all, err := l.Unit.MulInt(s.cart.Lines[i].Quantity)
		if err != nil {
			return err
		}
		shown = sum(shown, all)
	}
	var outside currency.Amount
	for _, c := range q.Charges {
		if c.Placement != pricing.AtCheckout && c.Placement != pricing.OnDelivery {
			continue
		}
		duty := c.Kind == pricing.DutyCharge || c.On == "duty"
		switch fee := c.Kind == pricing.FeeCharge || c.On == "fees"; {
		case !duty && !fee:
			return fmt.Errorf("%v is outside of a price with tax", c)
		case duty && (q.Duty == pricing.InPrice || q.Duty == pricing.Absorbed):
			return fmt.Errorf("%v is outside, where duty is %v", c, q.Duty)
		}
		outside = sum(outside, c.Amount)
	}
	if want := sum(shown, outside, q.Totals.Rounding); !q.Totals.CustomerPays.Equal(want) {
		return fmt.Errorf("the customer pays %v, shown were %v", q.Totals.CustomerPays, want)
	}
	return asOnThePage(s, q, e)
}

// carriageShown redoes what the customer sees for shipping and insurance.
func carriageShown(s situation, q pricing.Quote) currency.Amount {
	num, den := q.Rate.Ratio()
	shown := currency.FromMinor(0, q.Currency)
	carried := []currency.Amount{s.cart.Shipping, s.cart.Insurance}
	for _, d := range s.cart.Dispatches {
		carried = append(carried, d.Shipping, d.Insurance)
	}
	for _, a := range carried {
		x := a.Decimal().Rat()
		if a.Currency() != q.Currency {
			x.Mul(x, num.Rat()).Quo(x, den.Rat())
		}
		shown = sum(shown, halfUp(x, q.Currency))
	}
	for _, d := range q.Discounts {
		shown = sum(shown, d.Shipping.Neg())
	}
	if s.market().Rebase == pricing.KeepNet {
		for _, c := range q.Charges {
			if c.On == "shipping" || c.On == "insurance" {
				shown = sum(shown, c.Amount)
			}
		}
	}
	return shown
}

// asOnThePage compares the displayed prices with those of product pages,
// where the cart leaves the placement to the market.
func asOnThePage(s situation, q pricing.Quote, e *pricing.Engine) error {
	if s.cart.Duty != nil || s.cart.Tax != nil || s.cart.Buyer.Business || s.cart.Marketplace != nil {
		return nil
	}
	for i, l := range q.Lines {
		from := s.cart.Lines[i].ShipFrom
		if from == (locale.Place{}) {
			from = s.cart.ShipFrom
		}
		p, err := e.Price(s.cart.Lines[i].Product, pricing.Offer{At: s.cart.At, ShipFrom: from, ShipTo: s.cart.ShipTo})
		if err != nil {
			return fmt.Errorf("line %s: the product page: %w", l.ID, err)
		}
		if p.Shown != l.Unit {
			return fmt.Errorf("line %s: %v in the cart, %v on the product page", l.ID, l.Unit, p.Shown)
		}
		if !sum(p.Net, p.Duty, p.Tax, p.Rounding, p.Subsidy.Neg()).Equal(p.Shown) || !sum(p.Base, p.FXMargin, p.Adjustment, p.Concession).Equal(p.Net) {
			return fmt.Errorf("line %s: price %+v does not add up", l.ID, p)
		}
	}
	return nil
}
