package pricing

import (
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// levies is what the law takes from a consignment of given net values: one
// calculation, wherever the levies are then placed.
type levies struct {
	nets []currency.Amount // declared value of each line
	// shipping and insurance without tax, and their sum.
	shipping, insurance, carriage currency.Amount
	decision                      tax.Decision
	assessment                    duty.Assessment
	taxes                         tax.Result
	parts                         []part    // what each line of taxes is charged on
	goodsAt                       []int     // where in them the goods of each line stand
	cleared                       []cleared // fees of the carrier
	// uncollected: the tax is due but too small to be collected (CH: 5 CHF).
	uncollected bool
	// declaration is how customs came to duty and tax, where they drop
	// fractions.
	declaration []DeclarationStep
	// inside tells whether the tax of the goods was taken out of their price
	// (true) or put on their net (false).
	inside bool
}

// part says what one line of a tax calculation stands for.
type part struct {
	line int // of the consignment, or carriage
	kind tax.Kind
	on   string
	// units the policy taxes one by one; zero if it taxes the line.
	units int64
	// service: what it is charged on goes with goods, and is none.
	service bool
	// inclusive: what it is charged on contains the tax.
	inclusive bool
	// shared: the tax is a part of that on the declaration.
	shared bool
}

// carriage stands in place of a line for shipping and insurance.
const carriage = -1

// levy computes duty and tax for declared values nets. Where inside, the tax
// of the goods is taken out of their prices, else it is put on their nets.
func (c *consignment) levy(nets []currency.Amount, freight, insurance currency.Amount, inside func(tax.Decision) bool) (levies, error) {
	l := levies{nets: nets, shipping: freight, insurance: insurance}
	var err error
	if l.carriage, err = freight.Add(insurance); err != nil {
		return levies{}, err
	}
	if l.decision, err = c.decide(nets, freight, insurance); err != nil {
		return levies{}, err
	}
	if l.assessment, err = c.assess(nets, freight, insurance, l.decision.Scheme); err != nil {
		return levies{}, err
	}
	// A carrier may ask for a share of the tax at import; a seller taxes what it
	// charges on for the carrier.
	if l.decision.Accountant != tax.Importer {
		if err := c.clear(&l); err != nil {
			return l, err
		}
		return l, c.chargeTax(&l, inside)
	}
	if err := c.chargeTax(&l, inside); err != nil {
		return l, err
	}
	return l, c.clear(&l)
}

// chargeTax adds the tax to the duty and fees of l, less the fractions that
// customs drop.
func (c *consignment) chargeTax(l *levies, inside func(tax.Decision) bool) error {
	if err := c.wholeTax(l, inside); err != nil || !c.declaring {
		return err
	}
	return c.declare(l)
}

// wholeTax is chargeTax with all fractions.
func (c *consignment) wholeTax(l *levies, inside func(tax.Decision) bool) (err error) {
	if l.decision.Treatment != tax.Standard {
		return nil
	}
	l.inside = inside(l.decision)
	if l.decision.MinCollect != (currency.Amount{}) {
		if c.held != nil {
			l.uncollected = c.held.uncollected
		} else if l.uncollected, err = c.belowMinimum(*l); err != nil {
			return err
		}
		if l.uncollected {
			return nil
		}
	}
	if l.taxes, l.parts, err = c.taxes(*l, l.inside); err != nil {
		return err
	}
	l.goodsAt = make([]int, len(c.goods))
	for j, p := range l.parts {
		if p.kind == tax.Goods {
			l.goodsAt[p.line] = j
		}
	}
	return nil
}

// belowMinimum tells whether the import tax on the declared values is too
// small to be collected. The tax is first settled on the cash grid of the
// threshold's currency: Swiss customs assess in steps of 0.05 CHF, so that
// 5.018 counts as 5.00 and is not collected.
func (c *consignment) belowMinimum(l levies) (bool, error) {
	result, _, err := c.taxes(l, false)
	if err != nil {
		return false, err
	}
	limit := l.decision.MinCollect
	due, _, err := c.e.rates.Convert(result.Tax, limit.Currency(), limit.Currency().Cash())
	if err != nil {
		return false, err
	}
	cmp, err := due.Cmp(limit)
	return cmp <= 0, err
}

// taxes calculates the tax on goods, duty, shipping and insurance, as far as
// the decision has them in its base.
func (c *consignment) taxes(l levies, inside bool) (tax.Result, []part, error) {
	lines, parts, err := c.goodsLines(l, inside)
	if err != nil {
		return tax.Result{}, nil, err
	}
	others, more, err := c.carriageLines(l, lines, parts, inside)
	if err != nil {
		return tax.Result{}, nil, err
	}
	lines, parts = append(lines, others...), append(parts, more...)
	for j, line := range lines {
		parts[j].inclusive = line.Inclusive
	}
	result, err := tax.Calculate(lines, c.m.Policy)
	return result, parts, err
}

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

// rateGroup is goods that bear the same rates, with their net value.
type rateGroup struct {
	rates  []tax.Rate
	weight currency.Amount
}

// rateGroups gathers goods by their rates, in the order of the lines, and
// weighs them by their declared values: wherever the levies are placed,
// shipping is split alike.
func rateGroups(l levies, lines []tax.Line, parts []part, policy tax.Policy) ([]rateGroup, error) {
	var groups []rateGroup
	for i, line := range lines {
		if parts[i].kind != tax.Goods || parts[i].service {
			continue
		}
		rates, err := line.RatesAtPrice(policy)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(groups, func(g rateGroup) bool { return sameRates(g.rates, rates) })
		switch {
		case at < 0:
			at = len(groups)
			groups = append(groups, rateGroup{rates: rates})
		case len(rates) > 0 && rates[0].Category == tax.General: // name the rate by what it is in general
			groups[at].rates = rates
		}
		if groups[at].weight, err = groups[at].weight.Add(l.nets[parts[i].line]); err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// sameRates tells whether goods are taxed alike.
func sameRates(a, b []tax.Rate) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameRate(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// sameRate tells whether two rates are of one tax and alike.
func sameRate(r, s *tax.Rate) bool {
	return r == s || r.Jurisdiction == s.Jurisdiction && r.Name == s.Name && r.Treatment == s.Treatment && r.Percent.Equal(s.Percent)
}

// splitOver shares a over groups by weight; when all weigh nothing (goods
// that are given away), evenly.
func splitOver(a currency.Amount, groups []rateGroup) ([]currency.Amount, error) {
	weights := make([]currency.Amount, len(groups))
	for i, g := range groups {
		weights[i] = g.weight
	}
	return shareBy(a, weights)
}

// blame puts line and field into an error of customs about one item: of
// several that fail, the first in the cart.
func (c *consignment) blame(s duty.Shipment, err error) error {
	var item *duty.ItemError
	if !errors.As(err, &item) {
		return asCartError(err)
	}
	var at []int // where the items stand among the goods
	for i, g := range c.goods {
		if g.product.Kind == Goods {
			at = append(at, i)
		}
	}
	ordered, of := s, []int{}
	ordered.Items, ordered.Regimes = nil, nil
	for _, i := range c.inCartOrder() {
		if k, sent := slices.BinarySearch(at, i); sent {
			ordered.Items, of = append(ordered.Items, s.Items[k]), append(of, i)
		}
	}
	g := c.goods[at[item.Index]]
	var first *duty.ItemError
	if _, err := duty.Assess(ordered, c.e.tariff, c.e.regimes); errors.As(err, &first) {
		g, item = c.goods[of[first.Index]], first
	}
	return inLine(g.line, g.product.SKU, inField("product."+dutyField(item.Err), item.Err))
}

// dutyField names the field of a product that an error of customs is about.
func dutyField(err error) string {
	var quantity *duty.NeedQuantityError
	var country *locale.CountryError
	switch {
	case errors.As(err, &quantity):
		return "measures"
	case errors.As(err, &country):
		return "origin"
	}
	return "hs_code"
}
