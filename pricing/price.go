package pricing

import (
	"fmt"
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
//	Net + Duty + Tax + Rounding = Shown.
//
// Net is the list price at the market's rate, margin and adjustment, rounded
// once. Where no levies are inside, that is to the market's grid, and Net is
// Shown. Else Net, Duty and Tax are each on the minor unit, and their sum is
// put on the market's grid. The levies assume a consignment of
// this one unit without freight. The shown price stands in any cart: where a
// cart falls under another regime than the single unit, the difference goes
// to or comes from the merchant.
type Price struct {
	SKU      string          `json:"sku"`
	Market   string          `json:"market"`
	List     currency.Amount `json:"list"`
	Rate     currency.Rate   `json:"rate"`
	Net      currency.Amount `json:"net"`
	Duty     currency.Amount `json:"duty"`
	Tax      currency.Amount `json:"tax"`
	Rounding currency.Amount `json:"rounding"`
	Shown    currency.Amount `json:"shown"`
	// TaxRates are the rates of the tax inside the price, for its label;
	// empty when there is none.
	TaxRates []tax.Rate `json:"tax_rates,omitempty"`
	// regime names the law that the levies inside assume.
	regime string
}

// Price returns what one unit of p costs in a market.
//
// Price returns a *CartError if:
//   - the product lacks what the destination needs (HS code, origin, category);
//   - the market is not known or does not sell to the place;
//   - there is no exchange rate, or it is older than the market allows;
//   - a rate of tax or duty that is inside the price is not known.
func (e *Engine) Price(p Product, o Offer) (Price, error) {
	if err := o.check(); err != nil {
		return Price{}, err
	}
	if err := p.check(); err != nil {
		return Price{}, err
	}
	c, err := e.newConsignment(o.Market, o.ShipFrom, o.ShipTo, o.At, p.Price.Currency())
	if err != nil {
		return Price{}, err
	}
	price, err := c.price(&p)
	if err != nil {
		return Price{}, ofCart(asCartError(err))
	}
	return price, nil
}

// price takes the display price of one unit together.
func (c *consignment) price(p *Product) (Price, error) {
	adds := c.m.Rebase == KeepNet && (c.duty == InPrice || c.tax == InPrice)
	net, err := c.marketNet(p.Price, adds)
	if err != nil {
		return Price{}, err
	}
	if net.IsZero() && !p.Price.IsZero() {
		return Price{}, inField("price", fmt.Errorf(
			"%v in market %s %w: give the market a finer rounding, or sell by a larger unit", p.Price, c.m.ID, ErrTooSmall))
	}
	nothing := currency.FromMinor(0, c.m.Currency)
	out := Price{
		SKU: p.SKU, Market: c.m.ID, List: p.Price, Rate: c.rate,
		Net: net, Duty: nothing, Tax: nothing, Rounding: nothing, Shown: net,
	}
	if !adds {
		return out, nil
	}
	if err := c.addLevies(&out, p); err != nil {
		return Price{}, err
	}
	sum, err := currency.Sum(out.Net, out.Duty, out.Tax)
	if err != nil {
		return Price{}, err
	}
	if out.Shown, err = sum.Round(c.m.Rounding); err != nil {
		return Price{}, err
	}
	out.Rounding, err = out.Shown.Sub(sum)
	return out, err
}

// marketNet is a list price in the market's currency: exchange rate, margin
// and adjustment in one product, rounded once: to the minor unit when levies
// are to be put on it, else to the grid of displayed prices.
func (c *consignment) marketNet(list currency.Amount, adds bool) (currency.Amount, error) {
	local, err := currency.FromDecimal(list.Decimal(), c.m.Currency)
	if err != nil {
		return currency.Amount{}, err
	}
	to := c.m.Rounding
	if adds {
		to = grid
	}
	return local.MulDiv(c.num, c.den, to)
}

// addLevies puts the levies of a consignment of one unit into its price.
func (c *consignment) addLevies(out *Price, p *Product) error {
	l, err := c.single(p, out.Net)
	if err != nil {
		return err
	}
	out.regime = l.regime()
	if c.duty == InPrice {
		out.Duty = dutyOf(&l.assessment.Lines[0])
	}
	if c.tax == InPrice && len(l.parts) > 0 {
		out.Tax = l.goodsTax(0)
		for _, t := range l.taxes.Lines[0].Taxes {
			out.TaxRates = append(out.TaxRates, *t.Rate)
		}
	}
	return nil
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
