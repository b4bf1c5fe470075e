package pricing

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// write writes the quote of a sale. It sets each field, and takes the memory
// that the quote has. It tells whether the margin fits in the merchant's
// currency, of which a unit may be worth little.
func (s *sale) write(cart *Cart, q *Quote) bool {
	c, first := s.c, s.lines[0].levies
	q.Cart, q.Market, q.At, q.Expires, q.ShipTo = *cart, c.m.ID, inOffset(cart.At), time.Time{}, cart.ShipTo
	q.Currency, q.Language, q.Duty, q.Tax, q.Fees = c.m.Currency, c.m.Language, c.duty, c.tax, c.feesAt(c.tax)
	q.Rate, q.Policy, q.Accuracy, q.Vouchers = c.rate, c.m.Policy, first.accuracy, nil
	if c.m.Lifetime > 0 {
		q.Expires = q.At.Add(c.m.Lifetime)
	}
	if q.Lines == nil {
		q.takePaper(len(s.lines), s.charges(), len(s.applied), len(s.totals))
	}
	s.writeWarnings(cart, q)
	s.writeConsignment(cart, q)
	s.writeDiscounts(cart, q)
	s.writeLines(cart, q)
	s.writeCharges(q)
	s.writeTaxes(q)
	return s.writeTotals(q)
}

func (s *sale) writeWarnings(cart *Cart, q *Quote) {
	q.Warnings = nil
	q.warn(s.c.ratesWarning(cart.At))
	for _, warnings := range [...][]string{s.lines[0].levies.warnings, s.scope.warnings} {
		for _, w := range warnings {
			q.warn(w)
		}
	}
}

func (s *sale) writeConsignment(cart *Cart, q *Quote) {
	q.Consignments = roomFor(q.Consignments, 1)
	out := &q.Consignments[0]
	out.ShipFrom, out.Digital = cart.ShipFrom, false
	if out.ShipFrom.Country == "" {
		out.ShipFrom.Country = s.c.e.seller.Country
	}
	out.Shipping, out.Insurance, out.Customs, out.Supply = s.amount(s.freight), s.amount(s.insured), s.lines[0].levies.customs, s.scope.supply
	value := s.net
	if s.lines[0].levies.cif {
		value += s.freight + s.insured
	}
	out.Customs.Intrinsic, out.Customs.Value = s.amount(s.net), s.amount(value)
	out.Lines = roomFor(out.Lines, len(s.lines))
	for i := range out.Lines {
		out.Lines[i] = i
	}
}

func (s *sale) writeDiscounts(cart *Cart, q *Quote) {
	q.Discounts = roomFor(q.Discounts, len(s.applied))
	for i := range s.applied {
		a := &s.applied[i]
		q.Discounts[i] = AppliedDiscount{Name: cart.Discounts[i].Name, Amount: s.amount(a.goods), Shipping: s.amount(a.shipping), Capped: a.capped}
	}
}

func (s *sale) writeLines(cart *Cart, q *Quote) {
	code := s.code
	nothing := currency.FromMinor(0, code)
	q.Lines = roomFor(q.Lines, len(s.lines))
	for i := range s.lines {
		l, out, p := &s.lines[i], &q.Lines[i], &cart.Lines[i].Product
		net, tax := currency.FromMinor(l.net, code), currency.FromMinor(l.tax, code)
		out.ID, out.SKU, out.Name, out.Quantity, out.Consignment = cart.lineID(i), p.SKU, p.Name, l.quantity, 0
		out.Unit, out.Shown, out.Discount = currency.FromMinor(l.unit, code), currency.FromMinor(l.shown, code), currency.FromMinor(l.shown-l.price, code)
		out.Base, out.DutyInPrice, out.TaxInPrice, out.Subsidy, out.Rounding = net, nothing, nothing, nothing, nothing
		if s.scope.inside {
			out.TaxInPrice = tax
		}
		out.Net, out.CustomsValue = net, currency.FromMinor(l.customs, code)
		out.Duty, out.Tax, out.Fees = currency.FromMinor(l.duty, code), tax, nothing
		out.FXMargin, out.Cost = l.marginLeft(code), currency.FromMinor(l.cost, code)
	}
}

// marginLeft is what of the price is margin on the exchange rate: less its part
// of the discount, and of the levies in the price.
func (l *tillLine) marginLeft(code currency.Code) currency.Amount {
	whole := currency.FromMinor(l.margin, code)
	switch {
	case l.margin == 0 || l.price == l.shown && l.kept == l.figure:
		return whole
	case l.kept != l.figure:
		left, _ := whole.MulDiv(decimal.NewFromInt(l.price).Mul(decimal.NewFromInt(l.kept)), decimal.NewFromInt(l.shown).Mul(decimal.NewFromInt(l.figure)), grid)
		return left // it is less than the price
	}
	f := factor{num: uint64(l.price), den: uint64(l.shown)}
	left, _ := f.divide(max(l.margin, -l.margin))
	if l.margin < 0 {
		left = -left
	}
	return currency.FromMinor(left, code)
}

func (s *sale) writeCharges(q *Quote) {
	q.Charges = roomFor(q.Charges, s.charges())
	w := chargeWriter{s, q.Charges}
	w.duties(q.Lines)
	if s.untaxed() {
		charge := w.next()
		*charge = s.scope.untaxed
		charge.Base, charge.Amount = s.amount(s.net), s.amount(0)
		return
	}
	w.taxes(q.Lines)
	w.carried()
}

// charges is how many they are.
func (s *sale) charges() int {
	n := len(s.levied)
	for i := range s.carried {
		n += len(s.carried[i].rates.taxes)
	}
	if s.untaxed() {
		n++
	}
	return n
}

// untaxed tells whether the goods bear no tax.
func (s *sale) untaxed() bool { return len(s.taxed) == 0 }

// chargeWriter writes charges one after the other.
type chargeWriter struct {
	*sale
	left []Charge // room for those to come
}

func (w *chargeWriter) next() *Charge {
	charge := &w.left[0]
	w.left = w.left[1:]
	return charge
}

// duties writes the duties of the lines.
func (w *chargeWriter) duties(lines []QuoteLine) {
	levied := w.levied
	for i := range w.lines {
		l := &w.lines[i]
		for k := range l.levies.duties {
			d, charge := &l.levies.duties[k], w.next()
			charge.Kind, charge.Line, charge.Consignment, charge.On, charge.Rule = DutyCharge, lines[i].ID, 0, d.on, d.rule
			charge.Base, charge.Amount, charge.Zero = w.amount(l.customs), w.amount(levied[k]), d.zero(levied[k])
			charge.Inclusive, charge.Shared, charge.Units, charge.Quantities, charge.Placement = false, false, 0, nil, w.c.duty
		}
		levied = levied[len(l.levies.duties)+l.levies.rates.len():]
	}
}

// taxes writes the taxes of the lines.
func (w *chargeWriter) taxes(lines []QuoteLine) {
	levied := w.levied
	for i := range w.lines {
		l := &w.lines[i]
		on, base := "goods", l.price
		if w.scope.onDuty && l.duty != 0 {
			on, base = "goods and duty", base+l.duty
		}
		levied = levied[len(l.levies.duties):]
		for k := range l.levies.rates.taxes {
			w.tax(lines[i].ID, on, &l.levies.rates.taxes[k], base, levied[k], w.scope.inside)
		}
		levied = levied[len(l.levies.rates.taxes):]
	}
}

// carried writes the taxes on shipping and insurance.
func (w *chargeWriter) carried() {
	for i := range w.sale.carried {
		t := &w.sale.carried[i]
		for k := range t.rates.taxes {
			w.tax("", t.on, &t.rates.taxes[k], t.base, t.amounts[k], w.scope.contained)
		}
	}
}

func (w *chargeWriter) tax(line, on string, t *tillTax, base, amount int64, inclusive bool) {
	charge := w.next()
	charge.Kind, charge.Line, charge.Consignment, charge.On, charge.Rule = TaxCharge, line, 0, on, t.rule
	charge.Base, charge.Amount, charge.Zero = w.amount(base), w.amount(amount), ""
	charge.Inclusive, charge.Shared, charge.Units, charge.Quantities, charge.Placement = inclusive, false, 0, nil, w.c.tax
	if amount == 0 {
		charge.Zero = t.zero
	}
}

func (s *sale) writeTaxes(q *Quote) {
	q.Taxes = roomFor(q.Taxes, len(s.totals))
	for i := range s.totals {
		t, out := &s.totals[i], &q.Taxes[i]
		out.Name, out.Jurisdiction, out.Percent, out.Consignment = t.tax.rule.Name, t.tax.rule.Jurisdiction, t.tax.rule.Percent, 0
		out.Base, out.Amount = s.amount(t.base), s.amount(t.amount)
	}
}

func (s *sale) writeTotals(q *Quote) bool {
	var shown, duty, tax int64
	for i := range s.lines {
		shown += s.lines[i].shown
		duty += s.lines[i].duty
	}
	for i := range s.totals {
		tax += s.totals[i].amount
	}
	var placed [len(placementNames)]int64
	placed[s.c.duty] += duty
	placed[s.c.tax] += tax
	shipping, insurance := s.shipping, s.insurance
	if s.scope.inside && !s.scope.contained { // the tax on them is put on top, and shown
		shipping, insurance = shipping+s.carriedOn(shippingService), insurance+s.carriedOn(insuranceService)
	}
	now := s.goods + shipping + insurance + placed[AtCheckout]
	margin := now - placed[AtCheckout] - placed[InPrice] - placed[Absorbed]
	nothing, t := s.amount(0), &q.Totals
	t.Goods, t.Discounts, t.Shipping, t.Insurance = s.amount(shown), s.amount(shown-s.goods), s.amount(shipping), s.amount(insurance)
	t.Duty, t.Tax, t.Fees, t.Subsidy, t.Vouchers, t.Rounding = s.amount(duty), s.amount(tax), nothing, nothing, nothing, nothing
	t.AtCheckout, t.InPrice = s.amount(placed[AtCheckout]), s.amount(placed[InPrice])
	t.OnDelivery, t.Absorbed = s.amount(placed[OnDelivery]), s.amount(placed[Absorbed])
	t.DueNow, t.DueOnDelivery, t.CustomerPays = s.amount(now), s.amount(placed[OnDelivery]), s.amount(now+placed[OnDelivery])
	home, ok := s.home.times(max(margin, -margin))
	if margin < 0 {
		home = -home
	}
	t.Margin, t.Merchant = s.amount(margin), currency.FromMinor(home, s.shelf.list)
	return ok
}
