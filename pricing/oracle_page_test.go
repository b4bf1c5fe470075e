package pricing_test

import (
	"fmt"
	"math/big"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is how the oracle judges what displayed prices hold under the law
// that their product pages assume, where the consignment is under another.

// page is the consignment of one unit that a product page assumes, with some
// levies in its price.
func (c *parcel) page(l *parcelLine, inside pricing.Includes) *parcel {
	one := &parcelLine{id: "1", product: l.product, quantity: 1, code: l.code}
	page := &parcel{o: c.o, source: c.source, from: c.from, to: c.to, on: c.on, moment: c.moment, abroad: c.abroad,
		buyer: c.buyer, marketplace: c.marketplace,
		duty: shownAt(c.duty, inside&pricing.IncludesDuty != 0), tax: shownAt(c.tax, inside&pricing.IncludesTax != 0),
		lines: []*parcelLine{one}, shipping: new(big.Rat), insured: new(big.Rat)}
	if c.duty == pricing.Absorbed && page.duty != pricing.InPrice {
		page.duty = pricing.Absorbed // it is not charged on
	}
	page.freight, page.insurance = page.shipping, page.insured
	return page
}

// shownAt is where a page has a levy: in the price or beside it.
func shownAt(p pricing.Placement, inside bool) pricing.Placement {
	switch {
	case inside:
		return pricing.InPrice
	case p == pricing.InPrice || p == pricing.Absorbed:
		return pricing.AtCheckout
	}
	return p
}

// assumed is the law that the page of a line is under: that of a typical order,
// or of the unit alone, where it is nil if the price lies in a gap, where no law
// holds. Of two it is that under which the net was put.
func (c *parcel) assumed(l *parcelLine) *standing {
	page := c.page(l, c.holding())
	one := page.lines[0]
	one.unit, one.price = l.unit, l.unit
	about := l.unit
	if l.put != nil {
		about = l.put
	}
	if law, err := page.typical(about); law != nil || err != nil {
		return law
	}
	law := page.alone(l.put)
	if law == nil {
		return nil
	}
	if _, err := page.solve(law); err != nil {
		return nil
	}
	if typical, err := page.typical(one.net); typical != nil || err != nil {
		return typical
	}
	return law
}

// alone is the law of a page whose unit alone decides, for a net that levies
// were put on, if any.
func (c *parcel) alone(put *big.Rat) *standing {
	one := c.lines[0]
	price := one.price
	try := func(law *standing) bool {
		fits, err := c.solve(law)
		return err == nil && fits && c.levy(c.taxInside) == nil && c.standing().same(law)
	}
	if put != nil {
		one.price, one.net = put, put
		if c.levy(func() bool { return false }) != nil {
			return nil
		}
		law := c.standing()
		one.price = price
		if try(law) {
			return law
		}
	}
	var best *standing
	most := ratInt(-1)
	for _, law := range c.laws() {
		if try(law) && one.net.Cmp(most) > 0 {
			best, most = law, one.net
		}
	}
	return best
}

// withoutTax is what a business sees that accounts for the tax itself: the
// consumers' price without the tax in it.
func (c *parcel) withoutTax(l *parcelLine, rate *big.Rat) (*big.Rat, error) {
	if l.unit.Sign() == 0 {
		return l.unit, nil
	}
	if law := c.assumed(l); law == nil || law.decision.Treatment != tax.ReverseCharge {
		return l.unit, nil
	}
	shop, of := *c, *l
	shop.buyer = tax.Buyer{}
	all, err := shop.displays(&of, rate)
	if err != nil {
		return nil, err
	}
	of.unit, of.put = all[0].shown, all[0].put
	law := shop.assumed(&of)
	if law == nil {
		return nil, fmt.Errorf("the price of %s is in a gap, of which the oracle does not know the tax", l.product.SKU)
	}
	page := shop.page(&of, shop.holding())
	page.lines[0].unit, page.lines[0].price = of.unit, of.unit
	if _, err := page.solve(law); err != nil {
		return nil, err
	}
	if page.lines[0].goodsTax.Sign() == 0 {
		return of.unit, nil
	}
	l.put = nil
	return ratSub(of.unit, page.lines[0].goodsTax), nil
}

// judgeBases tells whether the bases of a quote are what prices hold under the
// law of their pages: the same as is declared, where that is the law of the
// consignment, else found with the law held.
func (c *parcel) judgeBases(quoted told) error {
	if err := c.declare(quoted); err != nil {
		return err
	}
	paged := c.duty == pricing.InPrice || c.tax == pricing.InPrice
	actual := c.standing()
	pages := make([]*standing, len(c.lines))
	for i, l := range c.lines {
		if paged {
			if pages[i] = c.assumed(l); pages[i] == nil {
				return nil
			}
		}
		if !paged || pages[i].sameLine(0, actual, i) {
			if l.net.Cmp(quoted.bases[l.id]) != 0 && !quoted.gap[c.at] {
				return fmt.Errorf("line %s: base %s, net %s under the law of the page", l.id, quoted.bases[l.id].FloatString(2), l.net.FloatString(2))
			}
		}
	}
	if !paged || ratAdd(c.shipping, c.insured).Cmp(ratAdd(netsOf(c.lines)...)) > 0 {
		return nil
	}
	return c.judgeHeld(pages, actual, quoted)
}

// sameLine tells whether line i of s is under the law of line k of o.
func (s *standing) sameLine(i int, o *standing, k int) bool {
	return s.decision.Scheme == o.decision.Scheme && s.decision.Treatment == o.decision.Treatment &&
		s.uncollected == o.uncollected && s.regimes[i] == o.regimes[k]
}

// judgeHeld redoes the bases of lines whose pages assume another law.
func (c *parcel) judgeHeld(pages []*standing, actual *standing, quoted told) error {
	near := ratMul(c.o.minor.size, ratInt(slack))
	for i := range c.lines {
		if pages[i].sameLine(0, actual, i) {
			continue
		}
		law := &standing{decision: pages[i].decision, uncollected: pages[i].uncollected, regimes: make([]*duty.Regime, len(c.lines))}
		for k := range c.lines {
			if law.regimes[k] = actual.regimes[k]; pages[k].sameLine(0, pages[i], 0) {
				law.regimes[k] = pages[k].regimes[0]
			}
		}
		if fits, err := c.solve(law); err != nil || !fits {
			return nil // a levy is more than a price
		}
		l := c.lines[i]
		if off := ratSub(l.net, quoted.bases[l.id]); off.Abs(off).Cmp(near) > 0 {
			return fmt.Errorf("line %s: base %s, but the price holds %s under the law of the page",
				l.id, quoted.bases[l.id].FloatString(2), l.net.FloatString(2))
		}
	}
	return nil
}
