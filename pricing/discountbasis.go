package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// The basis of a discount: an amount that contains tax comes off a price that
// does not, or the other way round. Which tax the sale bears can hang on what
// discounts leave of it, so amounts are converted by the law that the goods are
// under before any comes off, with their displayed prices as their value.

// fullLaw is that law for one consignment.
type fullLaw struct {
	*consignment
	decision tax.Decision
	taxed    bool
	contains bool       // the prices of goods contain the tax
	shipping []tax.Rate // of shipping as a whole, by the policy
}

// lawOf decides who taxes a consignment before discounts, if nobody asked yet.
func (x *discounting) lawOf(part int) (*fullLaw, error) {
	if x.laws == nil {
		x.laws = make([]*fullLaw, len(x.parts))
	}
	if x.laws[part] != nil {
		return x.laws[part], nil
	}
	c := *x.parts[part]
	c.goods, c.shipping, c.insurance = nil, x.carriedShipping[part], x.carriedInsurance[part]
	var shown []currency.Amount
	for i := range x.goods {
		if g := &x.goods[i]; g.part == part {
			c.goods, shown = append(c.goods, *g), append(shown, g.shown)
		}
	}
	l, err := c.levy(shown, c.shipping, c.insurance, func(tax.Decision) bool { return false })
	if err != nil {
		return nil, err
	}
	law := &fullLaw{
		consignment: &c, decision: l.decision, contains: c.taxInside(l.decision),
		taxed: l.decision.Treatment == tax.Standard && !l.uncollected,
	}
	for j := range l.parts {
		if l.parts[j].kind == tax.Shipping {
			law.shipping = appendRates(law.shipping, &l.taxes.Lines[j])
		}
	}
	x.laws[part] = law
	return law, nil
}

// rates are those of goods; none if the sale is not taxed.
func (f *fullLaw) rates(g *goods) ([]tax.Rate, error) {
	if !f.taxed {
		return nil, nil
	}
	rates, err := f.goodsRates(f.decision, g.product)
	if err != nil {
		return nil, inLine(g.line, g.product.SKU, inField("product", err))
	}
	return rates, nil
}

// taxedCosts are what a discount comes off, as lines with their rates.
type taxedCosts struct {
	lines []tax.Line
	of    []int // the cost that each is, or is a part of
}

func (t *taxedCosts) add(cost int, l tax.Line) {
	l.ID = fmt.Sprintf("%04d", len(t.lines)) // equal claims go to the first
	l.Quantity = decimal.NewFromInt(1)
	t.lines, t.of = append(t.lines, l), append(t.of, cost)
}

// inBasis tells whether all of it is in a basis already.
func (t *taxedCosts) inBasis(b tax.Basis) bool {
	for i := range t.lines {
		if l := &t.lines[i]; l.Inclusive != (b == tax.WithTax) && len(l.Rates) > 0 {
			return false
		}
	}
	return true
}

// taxed looks up the rates of what the present discount comes off.
func (x *discounting) taxed(d *Discount, t target) (taxedCosts, error) {
	var out taxedCosts
	for k, i := range t.places {
		g := &x.goods[i]
		law, err := x.lawOf(g.part)
		if err != nil {
			return out, err
		}
		rates, err := law.rates(g)
		if err != nil {
			return out, err
		}
		items := g.quantity
		if d.Units > 0 {
			items = min(items, d.Units)
		}
		out.add(k, tax.Line{Kind: tax.Goods, Price: t.costs[k], Items: int(items), Inclusive: law.contains, Rates: rates})
	}
	if t.withShipping && !x.shipping.IsZero() {
		err := x.addShipping(&out, len(t.places))
		return out, err
	}
	return out, nil
}

// addShipping adds the shipping of each consignment, split over its rates, as
// parts of a cost.
func (x *discounting) addShipping(out *taxedCosts, cost int) error {
	ways, err := shareBy(x.shipping, x.carriedShipping)
	if err != nil {
		return err
	}
	for part, carried := range ways {
		if carried.IsZero() {
			continue
		}
		law, err := x.lawOf(part)
		if err != nil {
			return err
		}
		groups, err := x.shippingRates(law, part)
		if err != nil {
			return err
		}
		shares, err := splitOver(carried, groups)
		if err != nil {
			return err
		}
		for j := range groups {
			out.add(cost, tax.Line{Kind: tax.Shipping, Price: shares[j],
				Inclusive: law.contains && !law.carriageOnTop(), Rates: groups[j].rates})
		}
	}
	return nil
}

// shippingRates are the rates of shipping: those that the policy gives the whole
// of it; else its own where the place has some, or those of the goods, by what
// these still cost.
func (x *discounting) shippingRates(law *fullLaw, part int) ([]rateGroup, error) {
	if !law.taxed || !law.decision.Base.Has(tax.BaseFreight) {
		return []rateGroup{{}}, nil
	}
	switch x.m.Policy.Shipping {
	case tax.OwnRates:
		if own, has, err := x.e.book.Shipping(law.decision.Jurisdiction, x.on); err != nil || has {
			return []rateGroup{{rates: own}}, err
		}
	case tax.SplitByGoods:
	default:
		return []rateGroup{{rates: law.shipping}}, nil
	}
	var groups []rateGroup
	for i := range x.goods {
		g := &x.goods[i]
		if g.part != part || g.product.Kind != Goods {
			continue
		}
		rates, err := law.rates(g)
		if err == nil {
			groups, err = grouped(groups, rates, g.price)
		}
		if err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// grouped adds what bears rates to the group that bears the same.
func grouped(groups []rateGroup, rates []tax.Rate, weight currency.Amount) ([]rateGroup, error) {
	for i := range groups {
		if sameRates(groups[i].rates, rates) {
			var err error
			groups[i].weight, err = groups[i].weight.Add(weight)
			return groups, err
		}
	}
	return append(groups, rateGroup{rates, weight}), nil
}

// convert shares an amount of the other basis over n costs.
func (x *discounting) convert(amount currency.Amount, basis tax.Basis, costs taxedCosts, n int, out *AppliedDiscount) (used currency.Amount, shares []currency.Amount, err error) {
	taken, err := tax.Discount{Amount: amount, Basis: basis}.Take(costs.lines, tax.Policy{})
	if err != nil {
		return amount, nil, err
	}
	shares = make([]currency.Amount, n)
	for k := range shares {
		shares[k] = currency.FromMinor(0, x.m.Currency)
	}
	for j, off := range taken.Lines {
		// What a cost in the other basis is worth may be finer than a minor unit,
		// and with it the rest that is left to those in the amount's own.
		if off, err = off.Round(grid); err != nil {
			return amount, nil, err
		}
		if order(off, costs.lines[j].Price) > 0 {
			off = costs.lines[j].Price
		}
		share := &shares[costs.of[j]]
		if *share, err = share.Add(off); err != nil {
			return amount, nil, err
		}
	}
	out.Capped = taken.Capped
	return taken.Used, shares, nil
}
