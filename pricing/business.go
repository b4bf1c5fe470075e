package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// cartPrice is the displayed price of one unit for the buyer of a cart. A
// business that accounts for the tax itself sees prices without the tax that
// they hold for consumers.
func (c *consignment) cartPrice(p *Product) (Price, error) {
	price, err := c.unitPrice(p)
	if err != nil || !c.buyer.Business || c.tax != InPrice || price.Shown.IsZero() {
		return price, err
	}
	one := c.page(p, c.inside())
	one.unit(price.Declared)
	d, err := one.decide([]currency.Amount{price.Declared}, one.shipping, one.insurance)
	if err != nil || d.Treatment != tax.ReverseCharge {
		return price, err // taxed like a consumer
	}
	page := *c
	page.buyer = tax.Buyer{}
	if price, err = page.unitPrice(p); err != nil || price.Tax.IsZero() {
		return price, err
	}
	price.Shown, err = rest(price.Shown, price.Tax)
	price.regime = ""
	return price, err
}
