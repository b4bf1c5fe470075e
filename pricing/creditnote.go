package pricing

import (
	"github.com/landedhq/landed/currency"
)

// CreditNote has the figures of the credit note for a refund, to print or to
// hand to electronic invoicing (EN 16931-1:2017, type code 381; amounts are
// positive): Net + Tax = Gross. It has the tax for which the seller accounts,
// or a marketplace in its place. Tax that customs collected is neither on the
// seller's invoices nor here; where it was passed on to the customer, it is an
// outlay, like duty on an export, and part of Untaxed. Cash rounding (BT-114)
// is not in it.
type CreditNote struct {
	Rates []CreditRate `json:"rates,omitempty"`
	// Net is the tax-exclusive total (BT-109), Tax the total of tax (BT-110),
	// Gross what the price is lowered by, with tax (BT-112). A restocking fee
	// that is a part of the price is left out; one that is compensation is
	// set off against it.
	Net   currency.Amount `json:"net"`
	Tax   currency.Amount `json:"tax"`
	Gross currency.Amount `json:"gross"`
	// Untaxed is the part of Net that is in the base of none of the rates.
	Untaxed currency.Amount `json:"untaxed"`
}

// CreditRate is one rate of a credit note: Base + Tax = Gross.
type CreditRate struct {
	Name         string `json:"name"`
	Jurisdiction string `json:"jurisdiction"`
	Percent      string `json:"percent"` // BT-119
	// Collector accounts for the tax: "seller" or "marketplace"; "buyer" or
	// "nobody" where there is none to account for.
	Collector string          `json:"collector"`
	Base      currency.Amount `json:"base"` // BT-116
	Tax       currency.Amount `json:"tax"`  // BT-117
	Gross     currency.Amount `json:"gross"`
}

// finish sums the refund.
func (r *refunding) finish() (Refund, error) {
	out := &r.out
	for k := range r.charges {
		if now := &r.charges[k].now; !now.Amount.IsZero() || !now.Base.IsZero() {
			out.Charges = append(out.Charges, *now)
		}
	}
	r.restore()
	r.total()
	r.pay()
	r.creditNote()
	r.merchant()
	return *out, r.err
}

func (r *refunding) total() {
	t := &r.out.Totals
	*t = RefundTotals{Goods: r.zero, Shipping: r.zero, Insurance: r.zero, Duty: r.zero, Tax: r.zero, Fees: r.zero,
		AtCheckout: r.zero, InPrice: r.zero, OnDelivery: r.zero, Absorbed: r.zero, Kept: r.zero, Restocking: r.zero, Compensation: r.zero}
	for i := range r.out.Lines {
		l := &r.out.Lines[i]
		t.Goods, t.Restocking, t.Compensation = r.sum(t.Goods, l.Price), r.sum(t.Restocking, l.Restocking), r.sum(t.Compensation, l.Compensation)
	}
	t.Shipping, t.Insurance = r.less(r.shipping.back, r.shipping.before), r.less(r.insurance.back, r.insurance.before)
	for i := range r.out.Charges {
		c := &r.out.Charges[i]
		for _, dst := range [...]*currency.Amount{t.kind(c.Kind), t.place(c.Placement)} {
			*dst = r.sum(*dst, c.Amount)
		}
		t.Kept = r.sum(t.Kept, c.Kept)
	}
	exact := r.less(r.sum(t.Goods, t.Shipping, t.Insurance, t.AtCheckout), r.sum(t.Kept, t.Restocking, t.Compensation))
	t.Rounding = r.rounding(exact)
	t.Due = r.sum(exact, t.Rounding)
}

// rounding is what of that of the payment belongs to a refund of due.
func (r *refunding) rounding(due currency.Amount) currency.Amount {
	paid := &r.q.Totals
	left := r.less(r.sum(paid.DueNow, paid.Vouchers), r.sum(r.payment, r.vouchers))
	switch {
	case paid.Rounding.Sign() < 0 && r.err == nil && order(due, left) > 0:
		return r.less(left, due)
	case paid.Rounding.Sign() > 0 && r.closed() && !r.wasClosed:
		return paid.Rounding
	}
	return r.zero
}

// closed tells whether nothing is left to give back.
func (r *refunding) closed() bool {
	for i := range r.lines {
		if l := &r.lines[i]; l.back < l.units {
			return false
		}
	}
	return order(r.shipping.back, r.shipping.paid) == 0 && order(r.insurance.back, r.insurance.paid) == 0 && r.sum(r.feesLeft()...).IsZero()
}

func (t *RefundTotals) kind(k ChargeKind) *currency.Amount {
	switch k {
	case DutyCharge:
		return &t.Duty
	case FeeCharge:
		return &t.Fees
	}
	return &t.Tax
}

func (t *RefundTotals) place(p Placement) *currency.Amount {
	return [...]*currency.Amount{AtCheckout: &t.AtCheckout, InPrice: &t.InPrice, OnDelivery: &t.OnDelivery, Absorbed: &t.Absorbed}[p]
}

// pay says where the money goes.
func (r *refunding) pay() {
	t := &r.out.Totals
	t.ToPayment = t.Due
	if left := r.less(r.q.Totals.DueNow, r.payment); r.err == nil && order(t.Due, left) > 0 {
		t.ToPayment = left
	}
	t.ToVouchers = r.less(t.Due, t.ToPayment)
}

// creditNote sums the charges by rate.
func (r *refunding) creditNote() {
	note := &r.out.CreditNote
	*note = CreditNote{Tax: r.zero, Gross: r.less(r.sum(r.out.Totals.Due, r.out.Totals.Compensation), r.out.Totals.Rounding)}
	type row struct {
		rateKey
		collector string
	}
	at := map[row]int{}
	for i := range r.out.Charges {
		x := &r.out.Charges[i]
		c := r.charges[x.Charge].Charge
		if c.ofGoods() {
			continue
		}
		key := row{c.rate(), c.Collector}
		k, known := at[key]
		if !known {
			k = len(note.Rates)
			at[key] = k
			note.Rates = append(note.Rates, CreditRate{Name: c.Name, Jurisdiction: c.Jurisdiction, Percent: c.Percent,
				Collector: c.Collector, Base: r.zero, Tax: r.zero})
		}
		rate := &note.Rates[k]
		rate.Base, rate.Tax = r.sum(rate.Base, x.Base), r.sum(rate.Tax, x.Amount)
		note.Tax = r.sum(note.Tax, x.Amount)
	}
	for k := range note.Rates {
		note.Rates[k].Gross = r.sum(note.Rates[k].Base, note.Rates[k].Tax)
	}
	note.Net = r.less(note.Gross, note.Tax)
	note.Untaxed = r.less(note.Net, r.taxedBase())
}

// taxedBase is the sum of what is taxed, each thing once: where a thing bears
// the taxes of several jurisdictions, the largest of their bases.
func (r *refunding) taxedBase() currency.Amount {
	type thing struct {
		line, on    string
		consignment int
	}
	type levied struct {
		thing
		name, jurisdiction string
	}
	bases, most := map[levied]currency.Amount{}, map[thing]currency.Amount{}
	for i := range r.out.Charges {
		x := &r.out.Charges[i]
		c := r.charges[x.Charge].Charge
		if c.ofGoods() {
			continue
		}
		of := levied{thing{c.Line, c.On, c.Consignment}, c.Name, c.Jurisdiction}
		bases[of] = r.sum(bases[of], x.Base)
		if m, seen := most[of.thing]; !seen || order(bases[of], m) > 0 {
			most[of.thing] = bases[of]
		}
	}
	all := r.zero
	for _, m := range most { // a sum has no order
		all = r.sum(all, m)
	}
	return all
}

// merchant sums what the refund is to the merchant.
func (r *refunding) merchant() {
	m := &r.out.Merchant
	*m = MerchantRefund{PaidBack: r.out.Totals.Due, TaxCredited: r.zero, Recovered: r.zero, Lost: r.zero}
	for i := range r.out.Charges {
		x := &r.out.Charges[i]
		dst := &m.TaxCredited
		if r.charges[x.Charge].ofGoods() {
			dst = &m.Recovered
		}
		*dst = r.sum(*dst, x.Recovered)
		m.Lost = r.sum(m.Lost, x.Lost)
	}
	m.Cost = r.less(m.PaidBack, r.sum(m.TaxCredited, m.Recovered))
}
