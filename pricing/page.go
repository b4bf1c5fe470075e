package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// What a product page assumes: a consignment of one unit without freight, that
// falls under the law of a typical order where the market names one.

// page is a consignment of one unit, with the levies of inside in its price.
// An absorbed levy is no part of what is shown, however it is borne.
func (c *consignment) page(p *Product, inside Includes) *consignment {
	single, m := *c, *c.m
	m.Absorption = OnTop
	single.m, single.held, single.ownFees = &m, nil, nil // the page knows no cart
	single.duty, single.tax = pagePlacement(c.duty, inside.duty()), pagePlacement(c.tax, inside.tax())
	if c.duty == Absorbed && !inside.duty() {
		single.duty = Absorbed // it is not charged on, and not in the base of a tax on what is
	}
	single.goods = []goods{{id: "1", product: p, quantity: 1}}
	single.shipping, single.insurance = currency.FromMinor(0, c.m.Currency), currency.FromMinor(0, c.m.Currency)
	return &single
}

// pagePlacement is where a page has a levy of the market's placement p.
func pagePlacement(p Placement, inside bool) Placement {
	switch {
	case inside:
		return InPrice
	case p == InPrice || p == Absorbed:
		return AtCheckout
	}
	return p
}

// inside is what the displayed prices of the market contain.
func (c *consignment) inside() (i Includes) {
	if c.tax == InPrice {
		i |= IncludesTax
	}
	if c.duty == InPrice {
		i |= IncludesDuty
	}
	return i
}

// unit sets the price of the page's unit.
func (c *consignment) unit(price currency.Amount) {
	g := &c.goods[0]
	g.unit, g.shown, g.price = price, price, price
}

// forward puts the levies on a net value.
func (c *consignment) forward(net currency.Amount) (pageLevies, error) {
	c.unit(net)
	law, err := c.typical(net)
	if err != nil {
		return pageLevies{}, err
	}
	c.held = law
	l, err := c.levy([]currency.Amount{net}, c.shipping, c.insurance, func(tax.Decision) bool { return false })
	c.held = nil
	if err != nil {
		return pageLevies{}, err
	}
	return c.pageLevies(l, net, false)
}

// holds finds the net value and levies that a price holds. Of two solutions it
// takes the one under the law of likely, where that is not nil, and else the
// one that a cart of this unit takes.
func (c *consignment) holds(price currency.Amount, likely *levies) (pageLevies, error) {
	c.unit(price)
	about := price
	if likely != nil {
		about = likely.nets[0]
	}
	if out, ok, err := c.holdsTypically(price, about); ok || err != nil {
		return out, err
	}
	if likely != nil {
		if out, ok, err := c.holdsUnder(price, likely); ok || err != nil {
			return out, err
		}
	}
	l, _, gap, err := c.fit()
	if err != nil {
		return pageLevies{}, err
	}
	if out, ok, err := c.holdsTypically(price, l.nets[0]); ok || err != nil {
		return out, err
	}
	return c.pageLevies(l, price, gap)
}

// holdsTypically is holds under the law of a typical order, for a unit of about
// this net value. It is not ok where the unit alone decides.
func (c *consignment) holdsTypically(price, net currency.Amount) (out pageLevies, ok bool, err error) {
	law, err := c.typical(net)
	if err != nil || law == nil {
		return out, false, err
	}
	l, err := c.under(*law)
	if err != nil {
		return out, false, err
	}
	out, err = c.pageLevies(l, price, false)
	return out, true, err
}

// holdsUnder is holds under the law of likely. It is not ok where the value
// that comes of it falls under another.
func (c *consignment) holdsUnder(price currency.Amount, likely *levies) (out pageLevies, ok bool, err error) {
	l, err := c.under(likely.law())
	if err != nil {
		return out, false, err
	}
	free, err := c.levy(l.nets, c.shipping, c.insurance, c.taxInside)
	if err != nil || free.regime() != likely.regime() {
		return out, false, err
	}
	out, err = c.pageLevies(free, price, false)
	return out, true, err
}

// typical is the law of a typical order of which a unit of about this value is
// a part; nil where the unit alone decides.
func (c *consignment) typical(unit currency.Amount) (*state, error) {
	typical := c.m.TypicalOrder
	left, err := typical.Sub(unit)
	if err != nil || left.Sign() <= 0 {
		return nil, err
	}
	whole := *c
	more := c.goods[0]
	more.id, more.quantity, more.shown, more.price = "2", unitsIn(left, unit), left, left
	if more.unit, err = left.MulDiv(one, decimal.NewFromInt(more.quantity), currency.Rounding{Digits: currency.To(8)}); err != nil {
		return nil, err
	}
	whole.goods = []goods{c.goods[0], more}
	l, err := whole.levy([]currency.Amount{unit, left}, c.shipping, c.insurance, func(tax.Decision) bool { return false })
	if err != nil {
		return nil, err
	}
	law := l.law()
	law.regimes = law.regimes[:1]
	return &law, nil
}

// law is the one that l was calculated under.
func (l *levies) law() state {
	return state{decision: l.decision, regimes: l.regimes(), uncollected: l.uncollected}
}

// unitsIn is how many units make up a value if none of them is dearer than unit.
func unitsIn(value, unit currency.Amount) int64 {
	if unit.Sign() <= 0 {
		return 1
	}
	n, rest := value.Decimal().QuoRem(unit.Decimal(), 0)
	if !rest.IsZero() {
		n = n.Add(one)
	}
	if n.Cmp(decimal.NewFromInt(MaxQuantity)) > 0 {
		return MaxQuantity
	}
	return n.IntPart()
}

// pageLevies are the net value of one unit and the levies inside its price.
type pageLevies struct {
	levies
	net, duty, tax currency.Amount
	// subsidy is what the merchant adds where no net value fits the price.
	subsidy currency.Amount
}

// pageLevies takes from l what is inside a price.
func (c *consignment) pageLevies(l levies, price currency.Amount, gap bool) (out pageLevies, err error) {
	nothing := currency.FromMinor(0, c.m.Currency)
	out = pageLevies{levies: l, net: l.nets[0], duty: nothing, tax: nothing, subsidy: nothing}
	if c.duty == InPrice {
		out.duty = dutyOf(&l.assessment.Lines[0])
	}
	if c.tax == InPrice && len(l.parts) > 0 {
		out.tax = l.goodsTax(0)
	}
	if gap || out.net.IsZero() {
		lacking, err := rest(price, out.net, out.duty, out.tax)
		if err != nil {
			return out, err
		}
		if lacking.Sign() < 0 {
			out.subsidy = lacking.Neg()
		}
	}
	return out, nil
}

// gross is the net value with the levies inside the price.
func (l *pageLevies) gross() (currency.Amount, error) { return currency.Sum(l.net, l.duty, l.tax) }

// dutiable tells whether the unit bears duty, be it too little for the grid.
func (l *pageLevies) dutiable() bool {
	for i := range l.assessment.Lines[0].Charges {
		c := &l.assessment.Lines[0].Charges[i]
		if c.Levy.Kind != duty.Fee && (c.Zero == "" || c.Zero == duty.RoundsToZero || c.Zero == duty.SharedFlat) {
			return true
		}
	}
	return false
}

// rates are those of the tax inside the price.
func (l *pageLevies) rates() []tax.Rate {
	if len(l.parts) == 0 {
		return nil
	}
	return appendRates(nil, &l.taxes.Lines[l.goodsAt[0]])
}

// appendRates appends the rates that a line was taxed at.
func appendRates(rates []tax.Rate, line *tax.LineResult) []tax.Rate {
	for _, t := range line.Taxes {
		rates = append(rates, *t.Rate)
	}
	return rates
}
