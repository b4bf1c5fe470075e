package pricing

import "github.com/landedhq/landed/currency"

// write writes the quote of a sale.
func (s *sale) write(cart *Cart, q *Quote) {
	c, first := s.c, s.lines[0].levies
	q.Cart, q.Market, q.At, q.ShipTo = *cart, c.m.ID, inOffset(cart.At), cart.ShipTo
	q.Currency, q.Language, q.Duty, q.Tax, q.Fees = c.m.Currency, c.m.Language, c.duty, c.tax, c.feesAt(c.tax)
	q.Rate, q.Policy, q.Accuracy = c.rate, c.m.Policy, first.accuracy
	if c.m.Lifetime > 0 {
		q.Expires = q.At.Add(c.m.Lifetime)
	}
	q.warn(c.ratesWarning(cart.At))
	for _, w := range first.warnings {
		q.warn(w)
	}
	for _, w := range s.scope.warnings {
		q.warn(w)
	}
	s.writeConsignment(cart, q)
	s.writeDiscounts(cart, q)
	s.writeLines(cart, q)
	s.writeCharges(cart, q)
	s.writeTaxes(q)
	s.writeTotals(q)
}

func (s *sale) writeConsignment(cart *Cart, q *Quote) {
	q.Consignments = make([]Consignment, 1)
	out := &q.Consignments[0]
	out.ShipFrom = cart.ShipFrom
	if out.ShipFrom.Country == "" {
		out.ShipFrom.Country = s.c.e.seller.Country
	}
	out.Shipping, out.Insurance, out.Customs, out.Supply = s.amount(s.shipping), s.amount(s.insurance), s.lines[0].levies.customs, s.scope.supply
	value := s.goods
	if s.lines[0].levies.cif {
		value += s.shipping + s.insurance
	}
	out.Customs.Intrinsic, out.Customs.Value = s.amount(s.goods), s.amount(value)
	out.Lines = make([]int, len(s.lines))
	for i := range out.Lines {
		out.Lines[i] = i
	}
}

func (s *sale) writeDiscounts(cart *Cart, q *Quote) {
	if len(s.applied) == 0 {
		return
	}
	q.Discounts = make([]AppliedDiscount, len(s.applied))
	for i := range s.applied {
		a := &s.applied[i]
		q.Discounts[i] = AppliedDiscount{Name: cart.Discounts[i].Name, Amount: s.amount(a.goods), Shipping: s.amount(a.shipping), Capped: a.capped}
	}
}

func (s *sale) writeLines(cart *Cart, q *Quote) {
	nothing := s.amount(0)
	q.Lines = make([]QuoteLine, len(s.lines))
	for i := range s.lines {
		l, out, p := &s.lines[i], &q.Lines[i], &cart.Lines[i].Product
		out.ID, out.SKU, out.Name, out.Quantity = cart.lineID(i), p.SKU, p.Name, l.quantity
		out.Unit, out.Shown, out.Discount = s.amount(l.unit), s.amount(l.shown), s.amount(l.shown-l.price)
		out.Base, out.Net, out.CustomsValue = s.amount(l.price), s.amount(l.price), s.amount(l.customs)
		out.Duty, out.Tax, out.FXMargin, out.Cost = s.amount(l.duty), s.amount(l.tax), s.amount(l.marginLeft()), s.amount(l.cost)
		out.DutyInPrice, out.TaxInPrice, out.Subsidy, out.Rounding, out.Fees = nothing, nothing, nothing, nothing, nothing
	}
}

// marginLeft is what of the price is margin on the exchange rate: less its part
// of the discount.
func (l *tillLine) marginLeft() int64 {
	whole := l.margin * l.quantity
	if l.price == l.shown || whole == 0 {
		return whole
	}
	f := factor{num: uint64(l.price), den: uint64(l.shown)}
	if whole < 0 {
		left, _ := f.times(-whole)
		return -left
	}
	left, _ := f.times(whole)
	return left
}

func (s *sale) writeCharges(cart *Cart, q *Quote) {
	n := len(s.levied) + 1
	for i := range s.carried {
		n += len(s.carried[i].rates.taxes)
	}
	q.Charges = make([]Charge, 0, n)
	s.writeDuties(q)
	if !s.scope.taxed || len(s.taxed) == 0 {
		charge := s.scope.untaxed
		charge.Base, charge.Amount = s.amount(s.goods), s.amount(0)
		q.Charges = append(q.Charges, charge)
		return
	}
	levied := s.levied
	for i := range s.lines {
		l := &s.lines[i]
		levied = levied[len(l.levies.duties):]
		on, base := "goods", l.price
		if s.scope.onDuty && l.duty != 0 {
			on, base = "goods and duty", base+l.duty
		}
		for k := range l.levies.rates.taxes {
			s.writeTax(q, q.Lines[i].ID, on, &l.levies.rates.taxes[k], base, levied[k])
		}
		levied = levied[len(l.levies.rates.taxes):]
	}
	for i := range s.carried {
		t := &s.carried[i]
		for k := range t.rates.taxes {
			s.writeTax(q, "", t.on, &t.rates.taxes[k], t.base, t.amounts[k])
		}
	}
}

func (s *sale) writeDuties(q *Quote) {
	levied := s.levied
	for i := range s.lines {
		l := &s.lines[i]
		for k := range l.levies.duties {
			d := &l.levies.duties[k]
			q.Charges = append(q.Charges, d.charge)
			charge := &q.Charges[len(q.Charges)-1]
			charge.Line, charge.Base, charge.Amount, charge.Zero = q.Lines[i].ID, s.amount(l.customs), s.amount(levied[k]), d.zero(levied[k])
		}
		levied = levied[len(l.levies.duties):]
		if l.levies.rates != nil {
			levied = levied[len(l.levies.rates.taxes):]
		}
	}
}

// writeTax writes a tax of a line, or without one of what is carried.
func (s *sale) writeTax(q *Quote, line, on string, t *tillTax, base, amount int64) {
	q.Charges = q.Charges[:len(q.Charges)+1]
	charge := &q.Charges[len(q.Charges)-1]
	charge.Kind, charge.Line, charge.On, charge.Base, charge.Amount = TaxCharge, line, on, s.amount(base), s.amount(amount)
	charge.Placement, charge.Rule = s.c.tax, t.rule
	if amount == 0 {
		charge.Zero = t.zero
	}
}

func (s *sale) writeTaxes(q *Quote) {
	if len(s.totals) == 0 {
		return
	}
	q.Taxes = make([]TaxTotal, len(s.totals))
	for i := range s.totals {
		t := &s.totals[i]
		q.Taxes[i] = *t.total
		q.Taxes[i].Base, q.Taxes[i].Amount = s.amount(t.base), s.amount(t.amount)
	}
}

func (s *sale) writeTotals(q *Quote) {
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
	now := s.goods + s.shipping + s.insurance + placed[AtCheckout]
	margin := now - placed[AtCheckout] - placed[Absorbed]
	nothing := s.amount(0)
	q.Totals = Totals{
		Goods: s.amount(shown), Discounts: s.amount(shown - s.goods), Shipping: s.amount(s.shipping), Insurance: s.amount(s.insurance),
		Duty: s.amount(duty), Tax: s.amount(tax), Fees: nothing,
		AtCheckout: s.amount(placed[AtCheckout]), InPrice: nothing, OnDelivery: s.amount(placed[OnDelivery]), Absorbed: s.amount(placed[Absorbed]),
		Subsidy: nothing, Vouchers: nothing, Rounding: nothing,
		DueNow: s.amount(now), DueOnDelivery: s.amount(placed[OnDelivery]), CustomerPays: s.amount(now + placed[OnDelivery]),
		Margin: s.amount(margin), Merchant: s.atHome(margin),
	}
}

// atHome is an amount in the merchant's currency.
func (s *sale) atHome(n int64) currency.Amount {
	home, _ := s.home.times(max(n, -n))
	if n < 0 {
		home = -home
	}
	return currency.FromMinor(home, s.shelf.list)
}
