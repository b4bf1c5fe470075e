package pricing

import "github.com/landedhq/landed/currency"

// taxesFees tells whether a charge is the seller's tax on the fees of a
// consignment that are charged on.
func (b *backCharge) taxesFees() bool {
	return b.follows == followsFees && b.Kind == TaxCharge && b.On == "fees" && !b.ofGoods()
}

// creditFees credits the seller's tax on what of the fees of each consignment
// has been given back. Tax beside the fees was given back with them, and only
// its base follows here; tax inside of them follows with its base.
func (r *refunding) creditFees() {
	type levied struct {
		consignment int
		levy        rateKey
	}
	parts := map[levied][]*backCharge{}
	var order []levied
	for k := range r.charges {
		b := &r.charges[k]
		if !b.taxesFees() {
			continue
		}
		key := levied{b.Consignment, b.levy()}
		if parts[key] == nil {
			order = append(order, key)
		}
		parts[key] = append(parts[key], b)
	}
	for _, key := range order {
		given, of := r.feesBack(key.consignment)
		r.creditTaxed(parts[key], given, of)
	}
}

// feesBack is what has been given back of the fees of a consignment at
// checkout, and what they were.
func (r *refunding) feesBack(consignment int) (back, all currency.Amount) {
	back, all = r.zero, r.zero
	for k := range r.charges {
		if b := &r.charges[k]; b.Kind == FeeCharge && b.Placement == AtCheckout && b.Consignment == consignment {
			back, all = r.sum(back, b.backAmount), r.sum(all, b.Amount)
		}
	}
	return back, all
}

// creditTaxed shares what has been given back of fees over the parts that one
// tax is on, by what is left of these.
func (r *refunding) creditTaxed(parts []*backCharge, given, of currency.Amount) {
	taxed, before := r.zero, r.zero
	done, left := make([]currency.Amount, len(parts)), make([]currency.Amount, len(parts))
	for i, b := range parts {
		if done[i] = b.backBase; b.inside {
			done[i] = r.sum(done[i], b.backAmount)
		}
		left[i] = r.less(b.paid(), done[i])
		taxed, before = r.sum(taxed, b.paid()), r.sum(before, done[i])
	}
	if r.err != nil || of.IsZero() {
		return
	}
	now := r.less(r.share(taxed, given.Decimal(), of.Decimal()), before)
	if now.Sign() <= 0 {
		return
	}
	shares, err := now.AllocateBy(left, grid)
	if err != nil {
		r.fail(err)
		return
	}
	for i, b := range parts {
		base, amount := r.sum(done[i], shares[i]), b.backAmount
		if b.inside && !b.paid().IsZero() {
			amount = r.share(b.Amount, base.Decimal(), b.paid().Decimal())
			base = r.less(base, amount)
		}
		r.book(b, r.less(amount, b.backAmount), r.less(base, b.backBase), nil, r.zero)
	}
}
