package pricing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// Quote answers what the customer pays for the cart, all in, and what is
// left for the merchant. It computes, in this order: displayed prices,
// discounts, who taxes the sale, customs value and duty, tax, and places the
// levies. Each figure is rounded once, half up to the minor unit of the
// market's currency, but for tax, which follows the market's policy.
//
// Quote returns a *CartError that names line and field if:
//   - the cart is incomplete, contradicts itself or is beyond the limits;
//   - a country, currency, HS code or category is not known;
//   - there is no exchange rate, or it is older than the market allows;
//   - a rate of tax or duty is not known for the place and day;
//   - the discounts take off more than the goods cost;
//   - the law does not leave the placement of the tax to the merchant.
func (e *Engine) Quote(cart Cart) (Quote, error) {
	if err := cart.check(); err != nil {
		return Quote{}, asCartError(err)
	}
	q, err := e.quote(cart)
	if err != nil {
		return Quote{}, dated(asCartError(err))
	}
	return q, nil
}

// dated puts the blame on the day of the cart, not on the line at which it
// showed, when the tables begin later.
func dated(err *CartError) error {
	if errors.Is(err, tax.ErrBeforeBook) {
		return &CartError{Field: "at", Err: err.Err}
	}
	return err
}

func (e *Engine) quote(cart Cart) (Quote, error) {
	c, err := e.newConsignment(cart.Market, cart.ShipFrom, cart.ShipTo, cart.At, cart.Lines[0].Product.Price.Currency())
	if err != nil {
		return Quote{}, err
	}
	if cart.Duty != nil {
		c.duty = *cart.Duty
	}
	if cart.Tax != nil {
		c.tax = *cart.Tax
	}
	if err := c.show(cart); err != nil {
		return Quote{}, err
	}
	c.mode = cart.Mode // only now: a product page does not know it, and its price stands
	applied, err := c.discount(cart.Discounts)
	if err != nil {
		return Quote{}, err
	}
	if c.shipping, err = c.local(cart.Shipping); err != nil {
		return Quote{}, inField("shipping", err)
	}
	if c.insurance, err = c.local(cart.Insurance); err != nil {
		return Quote{}, inField("insurance", err)
	}
	l, err := c.settle()
	if err != nil {
		return Quote{}, err
	}
	q := c.header(cart.ID, applied, l)
	return q, c.figures(&q, l)
}

// show prices the lines as the product pages did.
func (c *consignment) show(cart Cart) error {
	lines := make([]goods, len(cart.Lines))
	for i := range cart.Lines {
		line := &cart.Lines[i]
		price, err := c.price(&line.Product)
		if err != nil {
			return inLine(i, line.Product.SKU, err)
		}
		shown, err := price.Shown.MulInt(line.Quantity)
		if err != nil {
			return inLine(i, line.Product.SKU, inField("quantity", err))
		}
		lines[i] = goods{line: i, id: cart.lineID(i), product: &line.Product, quantity: line.Quantity, unit: price.Shown, shown: shown}
	}
	slices.SortStableFunc(lines, compareGoods)
	c.goods = lines
	return nil
}

// compareGoods orders lines by all that a figure can depend on.
func compareGoods(a, b goods) int {
	byPrice, _ := a.shown.Cmp(b.shown) // in one currency
	return cmp.Or(
		cmp.Compare(a.product.SKU, b.product.SKU), byPrice, cmp.Compare(a.quantity, b.quantity),
		cmp.Compare(a.product.HSCode, b.product.HSCode), cmp.Compare(a.product.Origin, b.product.Origin),
		cmp.Compare(a.product.Category, b.product.Category), a.product.WeightKG.Cmp(b.product.WeightKG),
	)
}

// inCartOrder returns the positions of the goods in the order of the cart.
func (c *consignment) inCartOrder() []int {
	at := make([]int, len(c.goods))
	for i, g := range c.goods {
		at[g.line] = i
	}
	return at
}

// header fills in what is not a figure.
func (c *consignment) header(id string, applied []AppliedDisc, l levies) Quote {
	q := Quote{
		Cart: id, Market: c.m.ID, At: c.at, ShipFrom: c.from, ShipTo: c.to,
		Currency: c.m.Currency, Language: c.m.Language, Duty: c.duty, Tax: c.tax,
		Discounts: applied, Rate: c.rate, Policy: c.m.Policy, Accuracy: l.assessment.Accuracy,
		Customs: Customs{
			Regime: l.assessment.Regime.ID, Intrinsic: l.assessment.Intrinsic, Value: l.assessment.CustomsValue,
			Source: l.assessment.Regime.Source, From: l.assessment.Regime.From, Until: l.assessment.Regime.Until,
		},
		Supply: Supply{
			Jurisdiction: l.decision.Jurisdiction.String(), Scheme: l.decision.Scheme,
			Collector: collector(l.decision.Accountant), Reasons: l.decision.Reasons, Source: l.decision.Source,
		},
	}
	if c.m.Lifetime > 0 {
		q.Expires = c.at.Add(c.m.Lifetime)
	}
	q.Warnings = append(c.ratesWarning(), l.assessment.Warnings...)
	return q
}

// collector names who accounts for the tax.
func collector(a tax.Accountant) string {
	switch a {
	case tax.Seller:
		return "seller"
	case tax.Importer:
		return "customs"
	}
	return "nobody"
}

const freshRates = 7 * 24 * time.Hour

// ratesWarning says so when the exchange rates are more than a week old, or
// of a later day than the quote.
func (c *consignment) ratesWarning() []string {
	if c.rate.Base() == c.rate.Quote() {
		return nil
	}
	rates := c.e.rates
	day := rates.AsOf().Format(time.DateOnly)
	switch age := rates.Age(c.at); {
	case age > freshRates:
		return []string{fmt.Sprintf("exchange rates are of %s, %d days old", day, int(age.Hours())/24)}
	case age < -24*time.Hour:
		return []string{fmt.Sprintf("exchange rates are of %s, after the day of the quote", day)}
	}
	return nil
}

// figures makes lines, charges and totals of what was settled.
func (c *consignment) figures(q *Quote, l levies) error {
	q.Charges = append(c.dutyCharges(l), c.taxCharges(l)...)
	shipping, insurance, err := c.carriageShown(l)
	if err != nil {
		return err
	}
	for _, i := range c.inCartOrder() {
		line, err := c.line(l, i)
		if err != nil {
			return err
		}
		q.Lines = append(q.Lines, line)
	}
	q.Totals, err = c.totals(q, shipping, insurance)
	return err
}

// carriageShown is what the customer sees for shipping and insurance: with
// their tax where it is shown in the price and put on top of the net.
func (c *consignment) carriageShown(l levies) (shipping, insurance currency.Amount, err error) {
	if c.tax != InPrice || c.m.Rebase != KeepNet {
		return c.shipping, c.insurance, nil
	}
	var s, in currency.Total
	s.Add(c.shipping)
	in.Add(c.insurance)
	for j, p := range l.parts {
		switch p.kind {
		case tax.Shipping:
			s.Add(l.taxes.Lines[j].Tax)
		case tax.Insurance:
			in.Add(l.taxes.Lines[j].Tax)
		}
	}
	if shipping, err = s.Amount(); err != nil {
		return shipping, insurance, err
	}
	insurance, err = in.Amount()
	return shipping, insurance, err
}

// line gathers the figures of one line.
func (c *consignment) line(l levies, i int) (QuoteLine, error) {
	g := c.goods[i]
	assessed := l.assessment.Lines[i]
	nothing := currency.FromMinor(0, c.m.Currency)
	out := QuoteLine{
		ID: g.id, SKU: g.product.SKU, Name: g.product.Name, Quantity: g.quantity,
		Unit: g.unit, Shown: g.shown, Discount: g.discount, Net: l.nets[i],
		DutyInPrice: nothing, TaxInPrice: nothing,
		CustomsValue: assessed.CustomsValue, Duty: assessed.Duty,
	}
	var taxes currency.Total
	taxes.Add(nothing)
	for j, p := range l.parts {
		if p.line == i {
			taxes.Add(l.taxes.Lines[j].Tax)
		}
	}
	var err error
	if out.Tax, err = taxes.Amount(); err != nil {
		return QuoteLine{}, err
	}
	if c.dutyInside() {
		out.DutyInPrice = assessed.Duty
	}
	if c.taxInside(l.decision) {
		if inside := l.goodsTax(i); !inside.IsZero() {
			out.TaxInPrice = inside
		}
	}
	out.Rounding, err = rest(g.price, out.Net, out.DutyInPrice, out.TaxInPrice)
	return out, err
}

// rest is what is left of a once parts are taken off.
func rest(a currency.Amount, parts ...currency.Amount) (currency.Amount, error) {
	var t currency.Total
	t.Add(a)
	for _, p := range parts {
		t.Sub(p)
	}
	return t.Amount()
}

// dutyCharges makes charges of what customs levy.
func (c *consignment) dutyCharges(l levies) []Charge {
	var out []Charge
	for _, i := range c.inCartOrder() {
		for _, levied := range l.assessment.Lines[i].Charges {
			out = append(out, c.dutyCharge(i, levied, l.assessment))
		}
	}
	return out
}

func (c *consignment) dutyCharge(i int, levied duty.Charge, a duty.Assessment) Charge {
	levy := levied.Levy
	out := Charge{
		Kind: DutyCharge, Name: dutyName(levy.Kind), Line: c.goods[i].id, On: "customs value",
		Base: levied.Base, Rate: levy.Rate.String(), Amount: levied.Amount,
		Placement: c.duty, Payer: c.duty.payer(), Collector: "customs",
		Jurisdiction: levy.Jurisdiction, Scheme: levied.Regime,
		Source: levy.Source, From: levy.From, Until: levy.Until, Zero: ZeroReason(levied.Zero),
	}
	if a.Regime.Valuation != "" {
		out.On += " " + strings.ToUpper(string(a.Regime.Valuation))
	}
	if percent, ok := levy.Rate.AdValorem(); ok {
		out.Percent = decimalText(percent)
	}
	out.Rule = levy.Name
	if levy.Code != "" {
		out.Rule = fmt.Sprintf("%s %s", levy.Code.Dotted(), levy.Name)
	}
	if origin := c.goods[i].product.Origin; origin != "" && levied.Regime != "" {
		out.Rule = fmt.Sprintf("%s, %s→%s", out.Rule, origin, levy.Jurisdiction)
	}
	return out
}

// dutyName is the field's name for a kind of duty.
func dutyName(k duty.Kind) string {
	switch k {
	case duty.Preference:
		return "preferential duty"
	case duty.Additional:
		return "additional duty"
	case duty.Remedy:
		return "trade remedy"
	}
	return "import duty"
}

// taxCharges makes charges of the tax lines; where the sale is not taxed, one
// charge of zero that says why.
func (c *consignment) taxCharges(l levies) []Charge {
	if len(l.parts) == 0 {
		return []Charge{c.noTax(l)}
	}
	var out []Charge
	add := func(line int) {
		for j, p := range l.parts {
			if p.line != line {
				continue
			}
			for _, t := range l.taxes.Lines[j].Taxes {
				out = append(out, c.taxCharge(l, p, l.taxes.Lines[j], t))
			}
		}
	}
	for _, i := range c.inCartOrder() {
		add(i)
	}
	add(carriage)
	return out
}

func (c *consignment) taxCharge(l levies, p part, line tax.LineResult, t tax.TaxAmount) Charge {
	where := c.taxPlacement(p)
	percent := decimalText(t.Rate.Percent)
	out := Charge{
		Kind: TaxCharge, Name: t.Rate.Name, On: p.on, Base: t.Base,
		Percent: percent, Rate: percent + "%", Amount: t.Amount,
		Placement: where, Payer: where.payer(), Collector: collector(l.decision.Accountant),
		Jurisdiction: t.Rate.Jurisdiction, Scheme: string(l.decision.Scheme), Rule: c.taxRule(l, t.Rate),
		Source: t.Rate.Source, From: t.Rate.From, Until: t.Rate.Until, Zero: taxZero(t),
	}
	if p.line != carriage {
		out.Line = c.goods[p.line].id
	}
	if inclusive := l.inside && p.kind == tax.Goods || p.line == carriage && c.carriageInclusive(l.decision); inclusive {
		out.Base, out.Inclusive = line.Gross, true
	}
	return out
}

// taxPlacement is where a tax is placed: the tax on a duty that is outside
// the price goes where the duty goes, since the price cannot contain it.
func (c *consignment) taxPlacement(p part) Placement {
	if p.kind == tax.Duty {
		return c.duty
	}
	return c.tax
}

// taxRule says which category the rate is for and under which rule of supply.
func (c *consignment) taxRule(l levies, r tax.Rate) string {
	return fmt.Sprintf("%s, %s", r.Category, l.decision.Scheme)
}

func taxZero(t tax.TaxAmount) ZeroReason {
	switch {
	case !t.Amount.IsZero():
		return ""
	case t.Rate.Treatment == tax.Exempt:
		return ZeroExempt
	case t.Rate.Percent.IsZero():
		return ZeroRate
	case t.Base.IsZero():
		return ZeroBase
	}
	return ZeroRoundsAway
}

// noTax is the charge of a sale that bears no tax.
func (c *consignment) noTax(l levies) Charge {
	reasons := map[tax.Treatment]ZeroReason{
		tax.NotCollected: ZeroNotCollected, tax.Exempt: ZeroExempt, tax.OutOfScope: ZeroOutOfScope,
		tax.ReverseCharge: ZeroReverseCharge, tax.Export: ZeroExport,
	}
	d := l.decision
	out := Charge{
		Kind: TaxCharge, Name: "tax", On: "goods", Base: l.assessment.Intrinsic,
		Amount: currency.FromMinor(0, c.m.Currency), Placement: c.tax, Payer: c.tax.payer(),
		Collector: collector(d.Accountant), Jurisdiction: d.Jurisdiction.String(), Scheme: string(d.Scheme),
		Source: d.Source, From: d.From, Until: d.Until, Zero: reasons[d.Treatment],
	}
	if len(d.Reasons) > 0 {
		out.Rule = d.Reasons[len(d.Reasons)-1]
	}
	if l.uncollected {
		out.Zero = ZeroMinCollect
		out.Rule = fmt.Sprintf("tax up to %v is not collected", d.MinCollect)
	}
	return out
}

// totals sums lines and charges.
func (c *consignment) totals(q *Quote, shipping, insurance currency.Amount) (Totals, error) {
	s := newSums(c.m.Currency)
	for _, line := range q.Lines {
		s.goods.Add(line.Shown)
		s.discounts.Add(line.Discount)
	}
	for _, charge := range q.Charges {
		s.kind[charge.Kind].Add(charge.Amount)
		s.place[charge.Placement].Add(charge.Amount)
	}
	t := Totals{Shipping: shipping, Insurance: insurance}
	for _, sum := range []struct {
		dst *currency.Amount
		src *currency.Total
	}{
		{&t.Goods, &s.goods}, {&t.Discounts, &s.discounts},
		{&t.Duty, s.kind[DutyCharge]}, {&t.Tax, s.kind[TaxCharge]},
		{&t.AtCheckout, s.place[AtCheckout]}, {&t.InPrice, s.place[InPrice]},
		{&t.OnDelivery, s.place[OnDelivery]}, {&t.Absorbed, s.place[Absorbed]},
	} {
		var err error
		if *sum.dst, err = sum.src.Amount(); err != nil {
			return Totals{}, err
		}
	}
	return t, c.bottomLine(&t)
}

// bottomLine adds what the customer pays and what the merchant keeps.
func (c *consignment) bottomLine(t *Totals) (err error) {
	if t.DueNow, err = currency.Sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance, t.AtCheckout); err != nil {
		return err
	}
	t.DueOnDelivery = t.OnDelivery
	if t.CustomerPays, err = t.DueNow.Add(t.DueOnDelivery); err != nil {
		return err
	}
	if t.Margin, err = rest(t.DueNow, t.AtCheckout, t.InPrice, t.Absorbed); err != nil {
		return err
	}
	t.Merchant, err = c.e.rates.Convert(t.Margin, c.rate.Base(), grid)
	return err
}

// sums accumulates totals by kind and by placement.
type sums struct {
	goods, discounts currency.Total
	kind             map[ChargeKind]*currency.Total
	place            map[Placement]*currency.Total
}

func newSums(code currency.Code) *sums {
	nothing := currency.FromMinor(0, code)
	start := func() *currency.Total {
		t := new(currency.Total)
		t.Add(nothing)
		return t
	}
	s := &sums{goods: *start(), discounts: *start(), kind: map[ChargeKind]*currency.Total{}, place: map[Placement]*currency.Total{}}
	for _, k := range []ChargeKind{DutyCharge, TaxCharge} {
		s.kind[k] = start()
	}
	for _, p := range Placements() {
		s.place[p] = start()
	}
	return s
}

// Levies returns the charges of one kind, or of all kinds when none is named,
// that are placed at p.
func (q *Quote) Levies(p Placement, kinds ...ChargeKind) []Charge {
	var out []Charge
	for _, c := range q.Charges {
		if c.Placement == p && (len(kinds) == 0 || slices.Contains(kinds, c.Kind)) {
			out = append(out, c)
		}
	}
	return out
}
