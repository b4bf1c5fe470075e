package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// creditTax reverses the charges that follow what was paid for line i, and
// returns what of them is paid back at checkout.
func (r *refunding) creditTax(i int) currency.Amount {
	l := &r.lines[i]
	duty, _ := r.dutyBack(l)
	levies := r.sum(r.creditParts(l.charges, followsPrice, r.less(l.price, l.retained)), r.creditParts(l.charges, followsDuty, duty))
	for _, k := range l.charges {
		b := &r.charges[k]
		if b.follows == followsGoods || b.isPart() {
			continue
		}
		part, of := r.paidBack(i, b.follows)
		back, _ := r.reverse(b, part, of, nil, r.zero)
		if b.Placement == AtCheckout {
			levies = r.sum(levies, back)
		}
	}
	return levies
}

func (b *backCharge) isPart() bool { return b.gross != (currency.Amount{}) }

// creditParts shares what has been given back of a price, beyond what of it
// was shared before, over the parts that the charges are on, by what is left
// of these, so that the parts make up what is given back. It returns what of
// the taxes is paid back at checkout.
func (r *refunding) creditParts(charges []int, f follower, given currency.Amount) currency.Amount {
	var parts []*backCharge
	var left, before []currency.Amount
	for _, k := range charges {
		b := &r.charges[k]
		if !b.isPart() || b.follows != f {
			continue
		}
		back := b.backBase
		if b.inside {
			back = r.sum(back, b.backAmount)
		}
		parts, before, left = append(parts, b), append(before, back), append(left, r.less(b.gross, back))
	}
	levies := r.zero
	now := r.less(given, r.sum(before...))
	if len(parts) == 0 || now.Sign() <= 0 || r.err != nil {
		return levies
	}
	shares, err := now.AllocateBy(left, grid)
	if err != nil {
		r.fail(err)
		return levies
	}
	for n, b := range parts {
		part := r.sum(before[n], shares[n])
		if b.gross.IsZero() || shares[n].IsZero() {
			continue
		}
		amount := r.share(b.Amount, part.Decimal(), b.gross.Decimal())
		if b.inside {
			part = r.less(part, amount)
		}
		back, _ := r.book(b, r.less(amount, b.backAmount), r.less(part, b.backBase), nil, r.zero)
		if b.Placement == AtCheckout {
			levies = r.sum(levies, back)
		}
	}
	return levies
}

// paidBack is what has been given back of what the seller's tax on a line is
// on, and what that was. Where nothing was paid, the units stand for it.
func (r *refunding) paidBack(i int, f follower) (part, of decimal.Decimal) {
	l := &r.lines[i]
	back, all := r.zero, r.zero
	if f != followsDuty {
		back, all = r.less(l.price, l.retained), l.paid
	}
	if f != followsPrice {
		duty, ofDuty := r.dutyBack(l)
		back, all = r.sum(back, duty), r.sum(all, ofDuty)
	}
	if all.IsZero() {
		return decimal.NewFromInt(l.back), decimal.NewFromInt(l.units)
	}
	return back.Decimal(), all.Decimal()
}
