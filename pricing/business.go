package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// toBuyer is a displayed price for the buyer. A business that accounts for the
// tax itself, and a buyer who is exempt from it, see prices without the tax
// that they hold for others.
func (c *consignment) toBuyer(p *Product, show func(*consignment) (Price, error)) (Price, error) {
	price, err := show(c)
	if err != nil || c.buyer == (tax.Buyer{}) || c.tax != InPrice || price.Shown.IsZero() {
		return price, err
	}
	one := c.page(p, c.inside())
	one.unit(price.Declared)
	if one.held, err = one.typical(price.Declared); err != nil {
		return price, err
	}
	d, err := one.decide([]currency.Amount{price.Declared}, one.shipping, one.insurance)
	if err != nil || d.Treatment != tax.ReverseCharge && d.Treatment != tax.Exempt {
		return price, err // taxed like others
	}
	own := price.regime
	page := *c
	page.buyer = tax.Buyer{}
	if price, err = show(&page); err != nil || price.Tax.IsZero() {
		return price, err
	}
	price.Shown, err = rest(price.Shown, price.Tax)
	price.Tax, price.TaxRates, price.Untaxed, price.regime = currency.FromMinor(0, c.m.Currency), nil, true, own
	return price, err
}
