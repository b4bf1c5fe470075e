package pricing

import (
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/tax"
)

// Restored is what goes back to a single-purpose voucher with returned units
// whose price it had lowered. The customer gets it in addition to Due, which
// does not contain it: it was paid, and taxed, when the voucher was sold
// (Directive 2006/112/EC Art. 30b). An amount off a price restores nothing.
type Restored struct {
	Voucher int             `json:"voucher"` // where it stands among those of the quote, from 0
	Code    string          `json:"code,omitempty"`
	Amount  currency.Amount `json:"amount"` // in the basis of the voucher
}

func (x *Restored) wire(c *wire.Codec) {
	c.Index("voucher", &x.Voucher)
	c.Text("code", &x.Code, maxText)
	amountField(c, "amount", &x.Amount)
}

// backVoucher is a voucher for a single purpose and what was restored of it.
type backVoucher struct {
	at    int // among those of the quote
	use   *tax.VoucherUse
	lines []LineShare     // what it took off each
	off   currency.Amount // of all lines
	back  currency.Amount
}

// takeVouchers finds what vouchers for a single purpose took off the lines.
func (r *refunding) takeVouchers() error {
	single := 0 // vouchers so far
	for k := range r.q.Vouchers {
		if r.q.Vouchers[k].Purpose != tax.SinglePurpose {
			continue
		}
		at := len(r.q.Discounts) - r.q.singles() + single // they stand behind the discounts
		single++
		if at < 0 {
			return invalidQuote("voucher %d took off nothing that is known", k+1)
		}
		d := &r.q.Discounts[at]
		v := backVoucher{at: k, use: &r.q.Vouchers[k], lines: d.Lines, off: d.Amount, back: r.zero}
		for _, l := range v.lines {
			if l.Line < 0 || l.Line >= len(r.lines) || !r.within(l.Amount, d.Amount) {
				return invalidQuote("voucher %d: line %d has no such share of it", k+1, l.Line+1)
			}
		}
		r.singles = append(r.singles, v)
	}
	return nil
}

// singles counts the vouchers for a single purpose.
func (q *Quote) singles() (n int) {
	for k := range q.Vouchers {
		if q.Vouchers[k].Purpose == tax.SinglePurpose {
			n++
		}
	}
	return n
}

// restore gives vouchers back what they took off the units that are back by now:
// of each line the share of these, and of the voucher the share of what that is
// of all, rounded half up, less what was restored before.
func (r *refunding) restore() {
	for k := range r.singles {
		v := &r.singles[k]
		if v.off.IsZero() {
			continue
		}
		part := r.zero
		for _, share := range v.lines {
			l := &r.lines[share.Line]
			part = r.sum(part, r.share(share.Amount, decimal.NewFromInt(l.back), decimal.NewFromInt(l.units)))
		}
		amount := r.less(r.share(v.use.Used, part.Decimal(), v.off.Decimal()), v.back)
		if amount.Sign() > 0 {
			r.out.Restored = append(r.out.Restored, Restored{Voucher: v.at, Code: v.use.Code, Amount: amount})
		}
	}
}

// addRestored notes what an earlier refund restored.
func (r *refunding) addRestored(f *Refund) error {
	for _, x := range f.Restored {
		known := false
		for k := range r.singles {
			v := &r.singles[k]
			if v.at != x.Voucher {
				continue
			}
			if known = r.within(x.Amount, r.less(v.use.Used, v.back)); known {
				v.back = r.sum(v.back, x.Amount)
			}
		}
		if !known {
			return notOfQuote(f, "voucher %d is none of a single purpose, or had less", x.Voucher+1)
		}
	}
	return nil
}
