package pricing

import "github.com/landedhq/landed/duty"

// A product page shows a price with the levies of a law that it assumes: that
// of the unit by itself, or of a typical order. The consignment may fall under
// another. The price stands, and what the merchant gets of it is compared with
// what it would have got under the law of the page.

// otherwise tells whether the page of line i assumes another law than that
// which the line is under.
func (c *consignment) otherwise(l *levies, i int) bool {
	page := c.goods[i].regime
	return page != "" && page != l.lawOf(i)
}

// asAssumed replaces what the prices of lines hold whose pages assume another
// law: the whole consignment is searched with that law held.
func (c *consignment) asAssumed(s *settled) error {
	done := map[string]bool{}
	for i, g := range c.goods {
		if !c.otherwise(&s.levies, i) || done[g.regime] {
			continue
		}
		done[g.regime] = true
		law, err := c.assumed(&s.levies, g.regime)
		if err != nil {
			return err
		}
		l, err := c.under(law)
		if err != nil {
			return err
		}
		left, err := c.leftOver(l)
		if err != nil {
			return err
		}
		for j := i; j < len(c.goods); j++ {
			if c.goods[j].regime == g.regime && c.otherwise(&s.levies, j) {
				s.held[j] = held{base: l.nets[j], rounding: left[j]}
			}
		}
	}
	return nil
}

// assumed is the law that pages assume, for the lines that they are of; the
// other lines stay under their own.
func (c *consignment) assumed(actual *levies, page string) (state, error) {
	law := state{regimes: actual.regimes()}
	for i, g := range c.goods {
		if g.regime != page || !c.otherwise(actual, i) {
			continue
		}
		page := c.page(g.product, c.inside())
		page.mode, page.earlier = 0, duty.Earlier{} // it does not know them
		l, err := page.forward(g.net)
		if err != nil {
			return state{}, inLine(g.line, g.product.SKU, inProduct(err))
		}
		law.decision, law.uncollected = l.decision, l.uncollected
		law.regimes[i] = l.regimes()[0]
	}
	return law, nil
}
