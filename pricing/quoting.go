package pricing

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/tax"
)

// Quote computes what the customer pays for the cart, all in, and what is left
// for the merchant. It finds, in this order, displayed prices, discounts, who
// taxes the sale, customs value and duty, and tax, and then places the levies.
// Each figure is rounded once, half up to the minor unit of the market's
// currency, except tax, which follows the market's policy.
//
// Quote returns a *CartError that names line and field if:
//   - the cart is incomplete, contradicts itself or is beyond the limits;
//   - a country, currency, HS code or category is not known;
//   - there is no exchange rate, or it is older than the market allows;
//   - a rate of tax or duty is not known for the place and day;
//   - a discount is of more than 100 %, below zero, or on a line that the cart
//     does not have;
//   - the law does not leave the placement of the tax to the merchant.
func (e *Engine) Quote(cart Cart) (q Quote, err error) {
	err = e.QuoteInto(&cart, &q)
	return q, err
}

// QuoteInto writes into q the quote that Quote returns. It overwrites what q
// holds and reuses the memory of its lines and charges, so that a caller that
// quotes cart after cart, and copies what it needs of each quote, spares the
// garbage collector most of its work. On an error q is zero.
//
// Carts of the usual kind (goods from one place to a consumer, on the terms of
// the market) are quoted from what the engine has cached of the law. Others
// take some fifty times as long, a tenth of a millisecond for ten lines; so do
// carts where customs drop fractions, as Japan's do above 10,000 JPY.
func (e *Engine) QuoteInto(cart *Cart, q *Quote) (err error) {
	if e.ring(cart, q) {
		return nil
	}
	*q, err = e.answer(*cart, false)
	return err
}

// answer quotes a cart; where free, with placements that the market does not
// offer too.
func (e *Engine) answer(cart Cart, free bool) (Quote, error) {
	if err := cart.check(&e.limits); err != nil {
		return Quote{}, asCartError(err)
	}
	q, err := e.quote(&cart, free)
	if err != nil {
		return Quote{}, ofCart(asCartError(err))
	}
	return q, nil
}

func (e *Engine) quote(cart *Cart, free bool) (Quote, error) {
	o, err := e.open(cart, free)
	if err != nil {
		return Quote{}, err
	}
	if err := o.show(); err != nil {
		return Quote{}, err
	}
	for _, p := range o.parts {
		p.mode = cart.Mode // only now: a product page does not know it, and its price stands
	}
	if err := o.carry(); err != nil {
		return Quote{}, err
	}
	applied, vouchers, err := o.discount()
	if err != nil {
		return Quote{}, err
	}
	if err := o.split(); err != nil {
		return Quote{}, err
	}
	of, err := o.settleAll()
	if err != nil {
		return Quote{}, err
	}
	q := o.header(applied, of)
	q.Vouchers = vouchers
	return q, o.figures(&q, of)
}

// show prices the lines as the product pages did.
func (o *basket) show() error {
	lines := make([]goods, len(o.cart.Lines))
	for i := range o.cart.Lines {
		line := &o.cart.Lines[i]
		part := o.partOf(line)
		var price Price
		var err error
		if s := o.shelf(part, line.Product.Price.Currency()); s == nil || !s.price(&line.Product, o.at, &price) {
			price, err = o.parts[part].cartPrice(&line.Product)
		}
		if err != nil {
			return inLine(i, line.Product.SKU, inProduct(err))
		}
		shown, err := times(price.Shown, line.Quantity)
		if err != nil {
			return inLine(i, line.Product.SKU, inField("quantity", err))
		}
		figure, err := price.Net.Sub(price.Concession)
		if err != nil {
			return inLine(i, line.Product.SKU, err)
		}
		lines[i] = goods{line: i, part: part, id: o.cart.lineID(i), product: &line.Product, quantity: line.Quantity,
			unit: price.Shown, shown: shown, regime: price.regime, net: price.Declared, fxMargin: price.FXMargin, figure: figure, kept: price.Net}
	}
	slices.SortStableFunc(lines, compareGoods)
	o.goods = lines
	return nil
}

// shelf finds the one that has the prices of a consignment; nil if the cart or
// its buyer have terms of their own.
func (o *basket) shelf(part int, list currency.Code) *shelf {
	p := o.parts[part]
	if o.cart.Duty != nil || o.cart.Tax != nil || p.digital || p.buyer != (tax.Buyer{}) || p.marketplace != nil {
		return nil
	}
	return o.e.shelf(o.m, &Offer{Market: o.m.ID, At: o.at, ShipFrom: p.from, ShipTo: p.to}, list)
}

// times is what a quantity at a displayed price costs, on the minor unit: a
// price may be finer.
func times(unit currency.Amount, quantity int64) (currency.Amount, error) {
	whole, err := unit.MulInt(quantity)
	if err != nil {
		return currency.Amount{}, err
	}
	return whole.Round(grid)
}

// compareGoods orders lines by all that a figure can depend on.
func compareGoods(a, b goods) int {
	byPrice, _ := a.shown.Cmp(b.shown) // in one currency
	byCountry := 0
	if p, q := a.product, b.product; p.Categories != nil || q.Categories != nil || p.TariffCodes != nil || q.TariffCodes != nil {
		byCountry = cmp.Compare(fmt.Sprint(p.Categories, p.TariffCodes), fmt.Sprint(q.Categories, q.TariffCodes)) // which sorts them
	}
	return cmp.Or(
		cmp.Compare(a.product.SKU, b.product.SKU), byPrice, cmp.Compare(a.quantity, b.quantity),
		cmp.Compare(a.product.HSCode, b.product.HSCode), cmp.Compare(a.product.Origin, b.product.Origin),
		cmp.Compare(a.product.Category, b.product.Category), byCountry, cmp.Compare(a.part, b.part), a.product.WeightKG.Cmp(b.product.WeightKG),
		cmp.Compare(a.id, b.id),
	)
}

// header fills in what is not a figure.
func (o *basket) header(applied []AppliedDiscount, of []settled) Quote {
	q := Quote{
		Cart: *o.cart, Market: o.m.ID, At: inOffset(o.at), ShipTo: o.to,
		Currency: o.m.Currency, Language: o.m.Language, Duty: o.duty, Tax: o.tax, Fees: o.feesAt(o.tax),
		Consignments: make([]Consignment, len(o.parts)),
		Discounts:    applied, Rate: o.rate, Policy: o.m.Policy, Accuracy: duty.Calculated,
	}
	if o.m.Lifetime > 0 {
		q.Expires = q.At.Add(o.m.Lifetime)
	}
	for k, p := range o.parts {
		l := &of[k].levies
		q.Consignments[k] = p.view(l)
		if l.assessment.Accuracy == duty.Estimated {
			q.Accuracy = duty.Estimated
		}
		q.warn(p.ratesWarning(o.at))
		for _, w := range l.assessment.Warnings {
			q.warn(w)
		}
		q.warn(p.regimeWarning(l))
		q.warn(p.placementWarning(l))
		q.warnOfDecision(&l.decision, o.duty)
	}
	return q
}

// warnOfDecision says what is doubtful about who taxes the sale.
func (q *Quote) warnOfDecision(d *tax.Decision, duty Placement) {
	if d.Estimate {
		q.warn("who taxes the sale rests on what the seller did not state, or on a rule that was not confirmed: see the reasons")
	}
	if d.Scheme == tax.SchemeIOSS && duty == OnDelivery {
		q.warn("under IOSS the seller's declarant owes the duty to customs (Reg. (EU) 2026/382): whether the carrier may ask the customer for it is between them")
	}
}

// warn tells the reader something, once.
func (q *Quote) warn(what string) {
	if what != "" && !slices.Contains(q.Warnings, what) {
		q.Warnings = append(q.Warnings, what)
	}
}

// view is what a quote says of the consignment.
func (c *consignment) view(l *levies) Consignment {
	out := Consignment{
		ShipFrom: c.from, Digital: c.digital, Lines: make([]int, len(c.goods)), Shipping: l.shipping, Insurance: l.insurance,
		Customs: Customs{
			Regime: l.assessment.Regime.ID, Intrinsic: l.assessment.Intrinsic, Value: l.assessment.CustomsValue,
			Source: l.assessment.Regime.Source, From: l.assessment.Regime.From, Until: l.assessment.Regime.Until,
			Declaration: l.declaration,
		},
		Supply: supplyOf(&l.decision),
	}
	for k, i := range c.inCartOrder() {
		out.Lines[k] = c.goods[i].line
	}
	return out
}

// supplyOf is what a quote says of a decision.
func supplyOf(d *tax.Decision) Supply {
	return Supply{
		Jurisdiction: d.Jurisdiction.String(), Scheme: d.Scheme, Treatment: d.Treatment,
		Collector: collector(d.Accountant), Reasons: d.Reasons, Source: d.Source, Origin: d.Origin,
	}
}

const freshRates = 7 * 24 * time.Hour

// ratesWarning says so when the exchange rates are more than a week old, or
// of a later day than the quote.
func (c *consignment) ratesWarning(at time.Time) string {
	if c.rate.Base() == c.rate.Quote() && !c.abroad {
		return ""
	}
	rates := c.e.rates
	switch age := rates.Age(at); {
	case age > freshRates:
		return fmt.Sprintf("exchange rates are of %s, %d days old", rates.AsOf().Format(time.DateOnly), int(age.Hours())/24)
	case age < -24*time.Hour:
		return fmt.Sprintf("exchange rates are of %s, after the day of the quote", rates.AsOf().Format(time.DateOnly))
	}
	return ""
}

// regimeWarning says so when displayed prices assume another law than the
// consignment falls under: that of a single unit.
func (c *consignment) regimeWarning(l *levies) string {
	var lines []string
	for _, i := range c.inCartOrder() {
		if c.otherwise(l, i) {
			lines = append(lines, c.goods[i].id)
		}
	}
	if lines == nil {
		return ""
	}
	shown, its := "the prices of "+excerpt.Text(linesNamed(lines))+" were shown", "their"
	if len(lines) == 1 {
		shown, its = "the price of "+excerpt.Text(linesNamed(lines))+" was shown", "its"
	}
	return shown + " with the levies of a single unit, under other rules than the whole consignment: the difference is " + its + " subsidy, for better or worse"
}

// placementWarning says so when the tax is placed where the law wants it, and
// not where the market does.
func (c *consignment) placementWarning(l *levies) string {
	if c.tax == OnDelivery && c.taxAt(&l.decision) != c.tax && !c.digital {
		return "tax on delivery is not allowed: " + why(&l.decision) + "; it is placed at checkout"
	}
	return ""
}

// figures makes lines, charges and totals of what was settled.
func (o *basket) figures(q *Quote, of []settled) error {
	q.Lines = make([]QuoteLine, len(o.cart.Lines))
	n := 0
	for k := range of {
		n += len(of[k].assessment.Lines) + len(of[k].parts) + 1
	}
	q.Charges = make([]Charge, 0, n)
	var shipping, insurance currency.Total
	for k, p := range o.parts {
		l := &of[k]
		first := len(q.Charges)
		q.Charges = p.appendDutyCharges(q.Charges, l.levies)
		var err error
		if q.Charges, err = p.appendFeeCharges(q.Charges, l); err != nil {
			return err
		}
		q.Charges = p.appendTaxCharges(q.Charges, l.levies)
		for i := first; i < len(q.Charges); i++ {
			q.Charges[i].Consignment = k
		}
		for _, t := range l.taxes.Totals {
			q.Taxes = append(q.Taxes, TaxTotal{
				Name: t.Rate.Name, Jurisdiction: t.Rate.Jurisdiction, Percent: exact.DecimalText(t.Rate.Percent), Base: t.Base, Amount: t.Amount,
				Consignment: k,
			})
		}
		for i, g := range p.goods {
			line, err := p.line(l, i)
			if err != nil {
				return err
			}
			line.Consignment = k
			q.Lines[g.line] = line
		}
		s, in, err := p.carriageShown(l.levies)
		if err != nil {
			return err
		}
		shipping.Add(s)
		insurance.Add(in)
	}
	s, err := shipping.Amount()
	if err != nil {
		return err
	}
	in, err := insurance.Amount()
	if err != nil {
		return err
	}
	q.Totals, err = o.totals(q, s, in)
	return err
}

// carriageShown is what the customer sees for shipping and insurance: with
// their tax where it is shown in the price and put on top of the net.
func (c *consignment) carriageShown(l levies) (shipping, insurance currency.Amount, err error) {
	if c.tax != InPrice || c.m.Rebase != KeepNet {
		return c.shipping, c.insurance, nil
	}
	return c.carriageWith(l, func(t *currency.Total, levied currency.Amount) { t.Add(levied) })
}
