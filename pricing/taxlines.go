package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// goodsLines makes a tax line of each line's goods. Duty in the base joins
// the goods, so that base times rate is rounded once; it is a line of its own
// when tax is inside the price of the goods and duty is not, and when the
// policy taxes by unit, which duty has none of.
func (c *consignment) goodsLines(l levies, inside bool) ([]tax.Line, []part, error) {
	var lines []tax.Line
	var parts []part
	free, err := c.allowances(&l)
	if err != nil {
		return nil, nil, err
	}
	byUnit := c.m.Policy.Level == tax.PerUnit && free == nil
	joins := c.dutyInside() || !c.taxInside(l.decision) && !byUnit
	for i, g := range c.goods {
		rates, err := c.goodsRates(l.decision, g.product)
		if err != nil {
			return nil, nil, inLine(g.line, g.product.SKU, inField("product", err))
		}
		levied := l.assessment.Lines[i].Duty
		taxed := !levied.IsZero() && (c.taxesDuty(l.decision) || inside && c.dutyInside())
		goods := tax.Line{ID: g.id, Kind: tax.Goods, Price: l.nets[i], Quantity: one, Items: int(g.quantity), Inclusive: inside, Rates: rates}
		p := part{line: i, kind: tax.Goods, on: "goods", service: g.product.Kind == Service}
		if g.product.Kind != Goods {
			p.on = "service"
		}
		if taxed && joins {
			p.on = "goods and duty"
			if goods.Price, err = goods.Price.Add(levied); err != nil {
				return nil, nil, err
			}
		}
		switch {
		case byUnit && (inside || !c.dutyInside() && l.nets[i].Equal(g.price)): // what is displayed is what is taxed
			goods.Price, goods.Quantity, goods.Items = g.unit, decimal.NewFromInt(g.quantity), 0
			if !g.discount.IsZero() {
				goods.Discounts = []tax.Discount{{Amount: g.discount}}
			}
			p.units = g.quantity
		case inside: // the price is law, not what the estimate of the net adds up to
			goods.Price = g.price
		}
		if free != nil {
			p.on += aboveAllowance
			// The tax that a price contains is in what exceeds its share of the
			// allowance, which is no more than the net.
			if goods.Price, err = goods.Price.Sub(free[i]); err != nil {
				return nil, nil, err
			}
		}
		lines, parts = append(lines, goods), append(parts, p)
		if taxed && !joins {
			// The duty shares the treatment of the goods, whatever it comes to.
			if rates, err = goods.RatesAtPrice(c.m.Policy); err != nil {
				return nil, nil, inLine(g.line, g.product.SKU, err)
			}
			lines = append(lines, tax.Line{ID: g.id + " duty", Kind: tax.Duty, Price: levied, Quantity: one, Rates: rates,
				Inclusive: c.absorbsRecharged(l.decision)})
			parts = append(parts, part{line: i, kind: tax.Duty, on: "duty"})
		}
	}
	return lines, parts, nil
}

// goodsRates looks up the rates of goods, or says by which field there are none.
func (c *consignment) goodsRates(d tax.Decision, p *Product) ([]tax.Rate, error) {
	category, field := p.categoryIn(d.Jurisdiction)
	rates, err := c.ratesOf(d, category)
	return rates, inField(field, err)
}

// ratesOf looks up the rates of a category. What depends on the price of an item
// is brought into the currency of the market.
func (c *consignment) ratesOf(d tax.Decision, category tax.Category) ([]tax.Rate, error) {
	l, err := c.law()
	if err != nil {
		return nil, err
	}
	key := ratesKey{d.Jurisdiction, category}
	if rates, ok := l.rates.find(key); ok {
		return rates, nil
	}
	rates, err := c.e.book.Rates(d.Jurisdiction, category, c.on)
	if err != nil {
		return nil, err
	}
	for i := range rates {
		t := &rates[i].Threshold
		if t.IsZero() || t.Amount.Currency() == c.m.Currency {
			continue
		}
		x, err := c.e.rates.Rate(t.Amount.Currency(), c.m.Currency)
		if err != nil {
			return nil, err
		}
		if *t, err = t.In(x, currency.Rounding{Digits: currency.To(thresholdDigits)}); err != nil {
			return nil, err
		}
	}
	return l.rates.add(key, rates, maxRates), nil
}

// thresholdDigits are the decimals of a threshold in another currency: finer
// than any price, so that the rounding decides nothing that a rate would not.
const thresholdDigits = 6

// taxesDuty tells whether duty is in the base of the tax: always where the
// law says so; where the seller taxes the consideration, when the seller
// charges the duty on to the customer.
func (c *consignment) taxesDuty(d tax.Decision) bool {
	if d.Base.Has(tax.BaseDuty) {
		return true
	}
	return d.RechargedDuty && (c.duty == AtCheckout || c.duty == InPrice)
}

// carriageLines makes tax lines of shipping and insurance, split over the
// rates of the goods by net value, largest remainder (ancillary supplies share
// the treatment of the goods: VAT Directive Art. 78(b), CJEU C-349/96), but
// for shipping in places that have a rate of their own for it, and under a
// policy that says otherwise of shipping.
func (c *consignment) carriageLines(l levies, goods []tax.Line, goodsParts []part, inside bool) ([]tax.Line, []part, error) {
	d := l.decision
	fees, err := c.taxedFees(&l)
	if err != nil || c.shipping.IsZero() && c.insurance.IsZero() && fees.IsZero() {
		return nil, nil, err
	}
	own, has, err := c.e.book.Shipping(d.Jurisdiction, c.on)
	if err != nil {
		return nil, nil, err
	}
	byGoods, err := rateGroups(l, goods, goodsParts, c.m.Policy)
	if err != nil {
		return nil, nil, err
	}
	forShipping := byGoods
	switch {
	case has:
		forShipping = []rateGroup{{rates: own}}
	case c.m.Policy.Shipping != tax.OwnRates && len(byGoods) > 1: // the policy says what of it bears which rate
		forShipping = byGoods[:1]
	}
	var lines []tax.Line
	var parts []part
	// Prices that contain their tax are taxed as they are shown.
	contains := inside && !c.carriageOnTop()
	shipping, insurance := l.shipping, l.insurance
	if contains {
		shipping, insurance = c.shipping, c.insurance
	}
	for _, service := range []struct {
		name      string
		kind      tax.Kind
		in        tax.Base
		amount    currency.Amount
		groups    []rateGroup
		inclusive bool
	}{
		{"shipping", tax.Shipping, tax.BaseFreight, shipping, forShipping, contains},
		{"insurance", tax.Insurance, tax.BaseInsurance, insurance, byGoods, contains},
		{"fees", tax.Fee, 0, fees, byGoods, c.absorbsRecharged(d)},
	} {
		if service.amount.IsZero() || !d.Base.Has(service.in) {
			continue
		}
		of := tax.Line{ID: service.name, Kind: service.kind, Price: service.amount, Quantity: one, Inclusive: service.inclusive}
		split, err := splitLine(of, service.groups)
		if err != nil {
			return nil, nil, err
		}
		lines = append(lines, split...)
		for range split {
			parts = append(parts, part{line: carriage, kind: service.kind, on: service.name})
		}
	}
	return lines, parts, nil
}

// splitLine splits the price of a line over groups of rates, and numbers the
// lines that come of it.
func splitLine(of tax.Line, groups []rateGroup) ([]tax.Line, error) {
	shares, err := splitOver(of.Price, groups)
	if err != nil {
		return nil, err
	}
	var lines []tax.Line
	for j, g := range groups {
		if shares[j].IsZero() {
			continue
		}
		l := of
		l.ID, l.Price, l.Rates = fmt.Sprintf("%s %d", of.ID, j+1), shares[j], g.rates
		lines = append(lines, l)
	}
	return lines, nil
}

// absorbsRecharged tells whether the merchant pays the tax on the duty and fees
// that it charges on out of what the customer pays for them.
func (c *consignment) absorbsRecharged(d tax.Decision) bool {
	return c.tax == Absorbed && onConsideration(d)
}

// carriageOnTop tells whether shipping and insurance are put before the tax
// that their shown prices contain: a market that keeps its net adds the tax.
func (c *consignment) carriageOnTop() bool { return c.tax == InPrice && c.m.Rebase == KeepNet }
