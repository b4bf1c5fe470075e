package pricing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
)

// Digest identifies the quote by its figures: the cart's ID, market, moment,
// currency, and the amounts of lines, carriage, vouchers and charges. A quote
// that was stored and read back has the same digest; another quote has another.
// It is no seal: whoever can alter a quote can give it a new digest.
func (q *Quote) Digest() string {
	h := sha256.New()
	t := &q.Totals
	fmt.Fprintf(h, "%q %q %s %v %v %v %v %v\n", q.Cart.ID, q.Market, q.At.UTC().Format(time.RFC3339Nano), q.Currency,
		t.Shipping, t.Insurance, t.Vouchers, t.DueNow)
	for i := range q.Lines {
		l := &q.Lines[i]
		fmt.Fprintf(h, "%q %q %d %v %v\n", l.ID, l.SKU, l.Quantity, l.Shown, l.Discount)
	}
	for i := range q.Charges {
		c := &q.Charges[i]
		fmt.Fprintf(h, "%s %q %q %d %v %v\n", c.Kind, c.Line, c.On, c.Placement, c.Base, c.Amount)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// replay adds up the earlier refunds, in the order of their numbers.
func (r *refunding) replay(earlier []Refund) error {
	if len(earlier) > MaxRefunds {
		return &RefundError{Err: errTooMany(len(earlier), MaxRefunds, "earlier refunds")}
	}
	if len(earlier) == 0 {
		return nil
	}
	inOrder := make([]*Refund, len(earlier))
	for i := range earlier {
		inOrder[i] = &earlier[i]
	}
	slices.SortStableFunc(inOrder, func(a, b *Refund) int { return cmp.Compare(a.Number, b.Number) })
	digest := r.q.Digest()
	for i, f := range inOrder {
		switch {
		case f.Quote != digest:
			return notOfQuote(f, "it is of the quote %.40q, this is %s", f.Quote, digest)
		case f.Number != i+1:
			return notOfQuote(f, "refund %d should stand here: one is missing, or stands twice", i+1)
		}
		if err := r.add(f); err != nil {
			return err
		}
	}
	r.number = len(inOrder)
	return nil
}

func notOfQuote(f *Refund, format string, args ...any) error {
	return &RefundError{Err: fmt.Errorf("%w: refund %d: %s", ErrOtherQuote, f.Number, fmt.Sprintf(format, args...))}
}

// add takes an earlier refund for what it says it gave back, as long as that
// is not more than was charged.
func (r *refunding) add(f *Refund) error {
	for k := range f.Lines {
		if err := r.addLine(f, &f.Lines[k]); err != nil {
			return err
		}
	}
	t := &f.Totals
	for _, p := range [...]struct {
		pot  *backPot
		back currency.Amount
	}{{&r.shipping, t.Shipping}, {&r.insurance, t.Insurance}} {
		if !r.within(p.back, r.less(p.pot.paid, p.pot.back)) {
			return notOfQuote(f, "more shipping or insurance than was paid")
		}
		p.pot.back = r.sum(p.pot.back, p.back)
	}
	if err := r.addRestored(f); err != nil {
		return err
	}
	for k := range f.Charges {
		if err := r.addCharge(f, &f.Charges[k]); err != nil {
			return err
		}
	}
	if !r.within(t.ToPayment, r.less(r.q.Totals.DueNow, r.payment)) || !r.within(t.ToVouchers, r.less(r.q.Totals.Vouchers, r.vouchers)) {
		return notOfQuote(f, "more money than was paid")
	}
	r.payment, r.vouchers = r.sum(r.payment, t.ToPayment), r.sum(r.vouchers, t.ToVouchers)
	return r.err
}

func (r *refunding) addLine(f *Refund, x *RefundLine) error {
	if x.Line < 1 || x.Line > len(r.lines) || r.q.Lines[x.Line-1].ID != x.ID {
		return notOfQuote(f, "no line %d (%.40q)", x.Line, x.ID)
	}
	l := &r.lines[x.Line-1]
	retained := r.sum(x.Kept, x.Restocking)
	if x.Quantity < 0 || x.Quantity > l.units-l.back || !r.within(x.Price, r.less(l.paid, l.price)) || !r.within(retained, x.Price) {
		return notOfQuote(f, "more of line %d than is left", x.Line)
	}
	l.back += x.Quantity
	l.price, l.retained = r.sum(l.price, x.Price), r.sum(l.retained, retained)
	if x.Quantity == 0 {
		r.adjusted(l)
	}
	return nil
}

func (r *refunding) addCharge(f *Refund, x *Reversal) error {
	if x.Charge < 0 || x.Charge >= len(r.charges) {
		return notOfQuote(f, "no charge %d", x.Charge)
	}
	b := &r.charges[x.Charge]
	if x.Kind != b.Kind || x.Placement != b.Placement || x.Line != b.Line ||
		!r.within(x.Amount, r.less(b.Amount, b.backAmount)) || !r.within(x.PaidBack, x.Amount) ||
		b.base.Sign() >= 0 && !r.within(x.Base, r.less(b.base, b.backBase)) {
		return notOfQuote(f, "more of charge %d than is left, or of another", x.Charge)
	}
	b.backAmount, b.backBase, b.backPaid = r.sum(b.backAmount, x.Amount), r.sum(b.backBase, x.Base), r.sum(b.backPaid, x.PaidBack)
	return nil
}

// within tells whether a is from zero to most.
func (r *refunding) within(a, most currency.Amount) bool {
	if r.err != nil || a.Sign() < 0 {
		return false
	}
	c, err := a.Cmp(most)
	return err == nil && c <= 0
}
