package pricing

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// MaxRefundBytes bounds the JSON of one refund; beyond it a refund is refused
// unread.
const MaxRefundBytes = 4 << 20

// maxReversals bounds the charges of one refund.
const maxReversals = 100_000

// UnmarshalJSON reads a refund strictly: over MaxRefundBytes, an unknown
// field, a field that stands twice or text after the value are errors, each a
// *RefundError that names the field. Whether it is one of a quote is for
// [Quote.RefundAfter] to say.
func (f *Refund) UnmarshalJSON(data []byte) error {
	if len(data) > MaxRefundBytes {
		return &RefundError{Err: fmt.Errorf("%w: a refund of %d bytes, at most %d", ErrLimit, len(data), MaxRefundBytes)}
	}
	var out Refund
	err := decodeObject(clip(data), fields{
		"quote":       text(&out.Quote),
		"number":      count(&out.Number),
		"currency":    word(&out.Currency),
		"returns":     list(&out.Returns, MaxReturns, decodeReturn),
		"lines":       list(&out.Lines, maxReversals, decodeRefundLine),
		"charges":     list(&out.Charges, maxReversals, decodeReversal),
		"totals":      amounts(out.Totals.fields()),
		"credit_note": func(raw json.RawMessage) error { return decodeCreditNote(raw, &out.CreditNote) },
		"merchant":    amounts(out.Merchant.fields()),
	})
	if err != nil {
		return asRefundError(err)
	}
	*f = out
	return nil
}

// UnmarshalJSON reads a return strictly: an unknown field is an error.
func (x *Return) UnmarshalJSON(data []byte) error {
	if len(data) > MaxRefundBytes {
		return &RefundError{Err: fmt.Errorf("%w: a return of %d bytes, at most %d", ErrLimit, len(data), MaxRefundBytes)}
	}
	var out Return
	if err := decodeReturn(clip(data), &out); err != nil {
		return asRefundError(err)
	}
	*x = out
	return nil
}

func decodeReturn(raw json.RawMessage, x *Return) error {
	return decodeObject(raw, fields{
		"of":       text(&x.Of),
		"line":     count(&x.Line),
		"quantity": whole(&x.Quantity),
		"amount":   money(&x.Amount),
		"restocking": func(raw json.RawMessage) error {
			return decodeObject(raw, fields{
				"percent":   number(&x.Restocking.Percent),
				"amount":    money(&x.Restocking.Amount),
				"treatment": word(&x.Restocking.Treatment),
			})
		},
		"levies": word(&x.Levies),
		"recovered": func(raw json.RawMessage) error {
			percents := fields{}
			for name, dst := range map[string]*decimal.Decimal{"duty": &x.Recovered.Duty, "tax": &x.Recovered.Tax, "fees": &x.Recovered.Fees} {
				percents[name] = number(dst)
			}
			return decodeObject(raw, percents)
		},
	})
}

func decodeRefundLine(raw json.RawMessage, l *RefundLine) error {
	return decodeObject(raw, fields{
		"line":         count(&l.Line),
		"id":           text(&l.ID),
		"sku":          text(&l.SKU),
		"quantity":     whole(&l.Quantity),
		"price":        money(&l.Price),
		"levies":       money(&l.Levies),
		"kept":         money(&l.Kept),
		"restocking":   money(&l.Restocking),
		"compensation": money(&l.Compensation),
		"due":          money(&l.Due),
	})
}

func decodeReversal(raw json.RawMessage, x *Reversal) error {
	return decodeObject(raw, fields{
		"charge":    count(&x.Charge),
		"kind":      text(&x.Kind),
		"line":      text(&x.Line),
		"placement": word(&x.Placement),
		"base":      money(&x.Base),
		"amount":    money(&x.Amount),
		"paid_back": money(&x.PaidBack),
		"kept":      money(&x.Kept),
		"recovered": money(&x.Recovered),
		"lost":      money(&x.Lost),
	})
}

func decodeCreditNote(raw json.RawMessage, n *CreditNote) error {
	return decodeObject(raw, fields{
		"rates": list(&n.Rates, maxReversals, func(raw json.RawMessage, r *CreditRate) error {
			return decodeObject(raw, fields{
				"name":         text(&r.Name),
				"jurisdiction": text(&r.Jurisdiction),
				"percent":      text(&r.Percent),
				"collector":    text(&r.Collector),
				"base":         money(&r.Base),
				"tax":          money(&r.Tax),
				"gross":        money(&r.Gross),
			})
		}),
		"net":     money(&n.Net),
		"tax":     money(&n.Tax),
		"gross":   money(&n.Gross),
		"untaxed": money(&n.Untaxed),
	})
}

// fields are the totals by their names in JSON.
func (t *RefundTotals) fields() map[string]*currency.Amount {
	return map[string]*currency.Amount{
		"goods": &t.Goods, "shipping": &t.Shipping, "insurance": &t.Insurance,
		"duty": &t.Duty, "tax": &t.Tax, "fees": &t.Fees,
		"at_checkout": &t.AtCheckout, "in_price": &t.InPrice, "on_delivery": &t.OnDelivery, "absorbed": &t.Absorbed,
		"kept": &t.Kept, "restocking": &t.Restocking, "compensation": &t.Compensation, "rounding": &t.Rounding,
		"due": &t.Due, "to_payment": &t.ToPayment, "to_vouchers": &t.ToVouchers,
	}
}

func (m *MerchantRefund) fields() map[string]*currency.Amount {
	return map[string]*currency.Amount{
		"paid_back": &m.PaidBack, "tax_credited": &m.TaxCredited, "recovered": &m.Recovered, "cost": &m.Cost, "lost": &m.Lost,
	}
}

// amounts reads an object of amounts.
func amounts(named map[string]*currency.Amount) func(json.RawMessage) error {
	fs := make(fields, len(named))
	for name, dst := range named {
		fs[name] = money(dst)
	}
	return func(raw json.RawMessage) error { return decodeObject(raw, fs) }
}

// list reads an array of at most limit elements.
func list[T any](dst *[]T, limit int, read func(json.RawMessage, *T) error) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeArray(raw, limit, func(_ int, raw json.RawMessage) error {
			var x T
			if err := read(raw, &x); err != nil {
				return err
			}
			*dst = append(*dst, x)
			return nil
		})
	}
}

// count reads a whole number that fits an int.
func count(dst *int) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var n int64
		if err := whole(&n)(raw); err != nil {
			return err
		}
		if *dst = int(n); int64(*dst) != n {
			return fmt.Errorf("%w: %d", ErrLimit, n)
		}
		return nil
	}
}
