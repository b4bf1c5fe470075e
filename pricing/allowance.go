package pricing

import "github.com/landedhq/landed/currency"

// aboveAllowance says that a tax is on what exceeds an allowance of the law.
const aboveAllowance = " above the allowance"

// allowances share what the law leaves untaxed of a consignment over the lines
// of its goods by their declared value; nil where all of it is taxed. What
// exceeds the value of the goods is lost.
func (c *consignment) allowances(l *levies) ([]currency.Amount, error) {
	if l.decision.Allowance == (currency.Amount{}) {
		return nil, nil
	}
	free, _, err := c.e.rates.Convert(l.decision.Allowance, c.m.Currency, grid)
	if err != nil {
		return nil, err
	}
	if free, err = currency.Min(free, l.assessment.Intrinsic); err != nil {
		return nil, err
	}
	weights := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		weights[i] = currency.FromMinor(0, c.m.Currency)
		if g.product.Kind == Goods {
			weights[i] = l.nets[i]
		}
	}
	return shareBy(free, weights)
}
