package pricing

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Offer says where and when a product is shown.
type Offer struct {
	// Market names a market of the engine; empty takes the one that sells to
	// the country of ShipTo.
	Market string
	At     time.Time
	// ShipFrom is where the goods lie; zero is the seller's country.
	ShipFrom locale.Place
	// ShipTo is where the customer is; zero is the market's first country.
	ShipTo locale.Place
	// Buyer is who sees the price; zero is a consumer. See [Cart.Buyer].
	Buyer tax.Buyer
}

func (o *Offer) check() error {
	if err := checkMoment(o.At); err != nil {
		return err
	}
	if o.ShipFrom != (locale.Place{}) {
		if err := o.ShipFrom.Validate(); err != nil {
			return inField("ship_from", err)
		}
	}
	if o.ShipTo != (locale.Place{}) {
		return inField("ship_to", o.ShipTo.Validate())
	}
	return nil
}

// Price is the price of one unit as a product page shows it, taken apart:
//
//	Base + FXMargin + Adjustment + Concession = Net
//	Net + Duty + Tax + Rounding − Subsidy     = Shown
//
// Duty and Tax are the levies inside the price, zero where the market places
// them elsewhere, and they are those of the price as it is shown: a cart of
// this one unit, without freight, finds the same. They assume the law of such a
// consignment, or of the market's typical order. The shown price stands in any
// cart: where a cart falls under another law, the difference goes to or comes
// from the merchant.
//
// A figure is rounded in these places, half up unless the market or its policy
// says otherwise, and nowhere else:
//   - the price in the market's currency, from the exact product of list
//     price, rate and adjustment, to the minor unit (finer where the market's
//     grid is);
//   - each levy on it, as in a cart;
//   - their sum to a figure that the market displays, by Rounding or Charm. A
//     price to which no levy is added is rounded by Rounding from the exact
//     product directly, and so is a list price with home tax in it that only
//     changes to another tax in percent ([tax.Rebase]);
//   - the levies that the displayed figure then holds.
type Price struct {
	SKU    string `json:"sku"`
	Market string `json:"market"`
	// Country is where the customer is.
	Country locale.Country  `json:"country"`
	List    currency.Amount `json:"list"`
	// Rate is the exchange rate from the currency of List to the market's, margin
	// included; 1 for a price of the price book.
	Rate currency.Rate `json:"rate"`
	// Fixed tells that the price is one of the price book.
	Fixed bool `json:"fixed,omitempty"`
	// Base is the list price at the rate without margin, home tax taken out,
	// or the price of the book as it stands there. FXMargin and Adjustment are
	// what margin and adjustment add to it.
	Base       currency.Amount `json:"base"`
	FXMargin   currency.Amount `json:"fx_margin"`
	Adjustment currency.Amount `json:"adjustment"`
	// Concession is what comes off because the price already contains levies: in
	// a market that keeps the shown figure, or with a price of the book that
	// includes them. If these are the levies that the market shows inside, it is
	// −Duty − Tax + Subsidy, up to a minor unit, with the Tax that consumers see;
	// if not, it is what is taken out of the price of the book. Else it is zero.
	Concession currency.Amount `json:"concession"`
	Net        currency.Amount `json:"net"`
	Duty       currency.Amount `json:"duty"`
	Tax        currency.Amount `json:"tax"`
	// Rounding is what the market's grid or charm adds to the net.
	Rounding currency.Amount `json:"rounding"`
	// Subsidy is what the merchant adds where the price lies in the gap at a
	// threshold, so that no net with its levies comes to it, or where a flat
	// levy is more than the price.
	Subsidy currency.Amount `json:"subsidy"`
	Shown   currency.Amount `json:"shown"`
	// Declared is the net value that the shown price holds, Net + Rounding up
	// to a few minor units: what a cart of this unit declares, unless the
	// merchant absorbs a levy that is then carved out of it.
	Declared currency.Amount `json:"declared"`
	// Was is the former price, made in the same way; nil if the product has
	// none, or it is not shown higher than this one.
	Was *Price `json:"was,omitempty"`
	// DutyAt and TaxAt are where the levies are placed.
	DutyAt Placement `json:"duty_at"`
	TaxAt  Placement `json:"tax_at"`
	// Abroad tells that a customs border lies between, so that duty may be due.
	Abroad bool `json:"abroad,omitempty"`
	// Dutiable tells that the goods bear duty on top of this price, by the law
	// that the tax inside it assumes. It is false where no levy is inside, since
	// the law is not looked up then: only Abroad is known.
	Dutiable bool `json:"dutiable,omitempty"`
	// Untaxed tells that the tax which others see inside the price was taken out:
	// for a business that accounts for it, or a buyer who is exempt from it.
	Untaxed bool `json:"untaxed,omitempty"`
	// TaxRates are the rates of the tax inside the price, for its label;
	// empty when there is none.
	TaxRates []tax.Rate `json:"tax_rates,omitempty"`
	// regime names the law that the levies inside assume.
	regime string
}

// Price returns what one unit of p costs in a market: its price in the price
// book, or else its list price at the market's exchange rate and margin,
// adjusted, with the levies that the market shows inside, and moved to a figure
// that the market displays.
//
// Price returns a *CartError if:
//   - the product lacks what the destination needs (HS code, origin, category);
//   - the market is not known or does not sell to the place;
//   - there is no exchange rate, or it is older than the market allows;
//   - a rate of tax or duty that is inside the price is not known;
//   - the price comes to nothing, or none keeps the market's least margin.
func (e *Engine) Price(p Product, o Offer) (Price, error) {
	var out Price
	if m, err := e.market(o.Market, o.ShipTo.Country); err == nil && o.Buyer == (tax.Buyer{}) && e.quickly(&p, m, &o, &out) {
		return out, nil
	}
	return e.priced(p, o)
}

// quickly fills in a price that a shelf can make, and tells whether it can.
func (e *Engine) quickly(p *Product, m *Market, o *Offer, out *Price) bool {
	s := e.shelf(m, o, p.Price.Currency())
	return s != nil && s.price(p, o.At, out)
}

// priced is Price the long way.
func (e *Engine) priced(p Product, o Offer) (Price, error) {
	if err := o.check(); err != nil {
		return Price{}, err
	}
	if err := p.check(); err != nil {
		return Price{}, err
	}
	m, err := e.market(o.Market, o.ShipTo.Country)
	if err != nil {
		return Price{}, err
	}
	list := p.Price.Currency()
	if e.prices.find(p.SKU, m.ID, m.Currency, o.At) >= 0 {
		list = m.Currency // nothing is exchanged
	}
	c, err := e.newConsignment(m.ID, o.ShipFrom, o.ShipTo, o.At, list)
	if err != nil {
		return Price{}, err
	}
	if p.Kind == Digital {
		c.electronic()
	}
	c.buyer = o.Buyer
	price, err := c.price(&p)
	if err != nil {
		return Price{}, ofProduct(ofCart(asCartError(err)), p.SKU)
	}
	return price, nil
}

// ofProduct says of which product an error is, which is on no line of a cart.
func ofProduct(err error, sku string) error {
	var of *CartError
	if !errors.As(err, &of) {
		return err
	}
	out := *of
	out.Line, out.SKU = 0, sku
	return &out
}

// price is the displayed price of one unit, and its former one.
func (c *consignment) price(p *Product) (Price, error) {
	out, err := c.cartPrice(p)
	if err != nil {
		return Price{}, err
	}
	was := p.Was
	entry := c.fixed(p)
	if entry != nil {
		was = entry.Was
	}
	if was == (currency.Amount{}) {
		return out, nil
	}
	former, err := c.toBuyer(p, func(c *consignment) (Price, error) { return c.priceOf(p, was, entry) })
	if err != nil {
		return Price{}, inField("was", err)
	}
	if order(former.Shown, out.Shown) > 0 {
		out.Was = &former
	}
	return out, nil
}

// cartPrice is the displayed price of one unit for the buyer, whatever the
// former one was.
func (c *consignment) cartPrice(p *Product) (Price, error) {
	return c.toBuyer(p, func(c *consignment) (Price, error) { return c.unitPrice(p) })
}

// unitPrice is the displayed price of one unit for a consumer.
func (c *consignment) unitPrice(p *Product) (Price, error) {
	if entry := c.fixed(p); entry != nil {
		return c.priceOf(p, entry.Price, entry)
	}
	return c.priceOf(p, p.Price, nil)
}

// fixed is what the price book has for p, nil if nothing.
func (c *consignment) fixed(p *Product) *BookEntry {
	if entry, ok := c.e.prices.Lookup(p.SKU, c.m.ID, c.m.Currency, c.at); ok {
		return &entry
	}
	return nil
}

// priceOf makes a displayed price of a list price, or of one of the book.
func (c *consignment) priceOf(p *Product, price currency.Amount, entry *BookEntry) (out Price, err error) {
	var mp marketPrice
	if entry != nil {
		mp, err = c.fixedPrice(entry, price)
	} else {
		mp, err = c.exchanged(p, price)
	}
	if err != nil {
		return Price{}, err
	}
	x := rebasing{consignment: c, p: p, marketPrice: mp, inside: c.inside()}
	if err := x.rebase(); err != nil {
		return Price{}, err
	}
	if (x.shown.IsZero() || mp.figure.IsZero()) && !price.IsZero() {
		return Price{}, c.tooLow(price)
	}
	return x.takeApart(price)
}

// TaxPercent is the sum of the rates inside the price, and whether there is a
// tax in it at all.
func (p Price) TaxPercent() (decimal.Decimal, bool) {
	var sum decimal.Decimal
	for _, r := range p.TaxRates {
		sum = sum.Add(r.Percent)
	}
	return sum, sum.Sign() > 0
}
