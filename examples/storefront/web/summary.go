package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/pricing"
)

// summary is a quote as its customer reads it. What is left for the merchant is
// not in it.
type summary struct {
	*frame
	Lines   []summaryLine
	Rows    []row
	Notes   []string
	Charges []charge
	Expires *moment
	DueNow  string
	AllIn   string
}

// summaryLine is a line of goods.
type summaryLine struct {
	Name     string
	Quantity int64
	Shown    string
}

// moment is a point in time for people and for machines.
type moment struct{ Text, Machine string }

// summary writes a quote.
func (s *Site) summary(f *frame, q *pricing.Quote) (*summary, error) {
	out := &summary{frame: f, DueNow: f.Money(q.Totals.DueNow), AllIn: f.Money(q.Totals.CustomerPays)}
	for _, l := range q.Lines {
		out.Lines = append(out.Lines, summaryLine{s.goodName(f, l.SKU, l.Name), l.Quantity, f.Money(l.Shown)})
	}
	levies, err := levied(q)
	if err != nil {
		return nil, err
	}
	out.Rows = f.rows(q, levies)
	out.Notes = f.notes(q, levies)
	out.Charges = s.charges(f, q)
	if !q.Expires.IsZero() {
		out.Expires = &moment{f.Clock(q.Expires), f.Machine(q.Expires)}
	}
	return out, nil
}

// goodName is what a good is called in the language of the page; other is what
// the quote calls it, for goods that are no longer sold.
func (s *Site) goodName(f *frame, sku, other string) string {
	if g, ok := s.shop.Catalogue().Good(sku); ok {
		return g.Name(f.tag)
	}
	return other
}

// leviesOf are the levies of a quote by where they are placed and their kind.
type leviesOf map[pricing.Placement]map[pricing.ChargeKind]currency.Amount

// kindsInOrder is how a bill lists them.
var kindsInOrder = []pricing.ChargeKind{pricing.DutyCharge, pricing.TaxCharge, pricing.FeeCharge}

func levied(q *pricing.Quote) (leviesOf, error) {
	all := leviesOf{}
	for _, p := range pricing.Placements() {
		all[p] = map[pricing.ChargeKind]currency.Amount{}
	}
	for i := range q.Charges {
		c := &q.Charges[i]
		sum, err := all[c.Placement][c.Kind].Add(c.Amount)
		if err != nil {
			return nil, fmt.Errorf("web: levies of a quote: %w", err)
		}
		all[c.Placement][c.Kind] = sum
	}
	return all, nil
}

// each calls back for each kind at a place of which there is something.
func (l leviesOf) each(p pricing.Placement, do func(k pricing.ChargeKind, a currency.Amount)) {
	for _, k := range kindsInOrder {
		if a := l[p][k]; !a.IsZero() {
			do(k, a)
		}
	}
}

// rows is the way from the goods to what is paid.
func (f *frame) rows(q *pricing.Quote, levies leviesOf) []row {
	t := &q.Totals
	rows := []row{{Name: f.T("sum.goods"), Amount: f.Money(t.Goods)}}
	shipping := f.Words.Shipping
	for i := range q.Discounts {
		d := &q.Discounts[i]
		name := f.discount(q, i)
		if !d.Amount.IsZero() {
			rows = append(rows, row{Name: name, Amount: f.Money(d.Amount.Neg())})
		}
		if !d.Shipping.IsZero() {
			shipping += " · " + name
		}
	}
	rows = append(rows, row{Name: shipping, Amount: f.Money(t.Shipping)})
	if !t.Insurance.IsZero() {
		rows = append(rows, row{Name: f.Words.Insurance, Amount: f.Money(t.Insurance)})
	}
	levies.each(pricing.AtCheckout, func(k pricing.ChargeKind, a currency.Amount) {
		rows = append(rows, row{Name: f.levy(q, pricing.AtCheckout, k), Amount: f.Money(a)})
	})
	if !t.Vouchers.IsZero() {
		rows = append(rows, row{Name: f.T("sum.vouchers"), Amount: f.Money(t.Vouchers.Neg())})
	}
	if !t.Rounding.IsZero() {
		rows = append(rows, row{Name: f.T("sum.rounding"), Amount: f.Money(t.Rounding)})
	}
	if t.DueOnDelivery.IsZero() {
		return append(rows, row{f.Words.Total, f.Money(t.DueNow), "total"})
	}
	rows = append(rows, row{f.Words.PayNow, f.Money(t.DueNow), "due"})
	levies.each(pricing.OnDelivery, func(k pricing.ChargeKind, a currency.Amount) {
		rows = append(rows, row{Name: f.levy(q, pricing.OnDelivery, k), Amount: f.Money(a)})
	})
	return append(rows, row{f.Words.AtTheDoor, f.Money(t.DueOnDelivery), "due"}, row{f.T("sum.allin"), f.Money(t.CustomerPays), "total"})
}

// levy names what is asked for at a place. Where the prices contain the tax of the
// goods, the tax beside them is that on duty or fees, and the row says so: "VAT
// (Import duty)".
func (f *frame) levy(q *pricing.Quote, p pricing.Placement, k pricing.ChargeKind) string {
	name := f.kind(k)
	if k != pricing.TaxCharge || q.Tax != pricing.InPrice {
		return name
	}
	var on []string
	for i := range q.Charges {
		c := &q.Charges[i]
		if c.Kind != k || c.Placement != p || c.Amount.IsZero() {
			continue
		}
		what := f.Words.Fees
		switch c.On {
		case "duty":
			what = f.Words.Duty
		case "fees":
		default:
			return name // on the goods as well
		}
		if !slices.Contains(on, what) {
			on = append(on, what)
		}
	}
	return name + " (" + strings.Join(on, ", ") + ")"
}

// discount names a discount of a quote, or a voucher after them.
func (f *frame) discount(q *pricing.Quote, i int) string {
	code := q.Discounts[i].Voucher
	if i < len(q.Cart.Discounts) {
		code = q.Cart.Discounts[i].Name
	}
	return f.T("sum.discount", "discount", f.Words.Discount, "code", code)
}

// notes says what is inside the prices, what the merchant bears, and what is not
// certain.
func (f *frame) notes(q *pricing.Quote, levies leviesOf) []string {
	var notes []string
	for _, at := range []struct {
		place pricing.Placement
		key   string
	}{{pricing.InPrice, "sum.included"}, {pricing.Absorbed, "sum.absorbed"}} {
		levies.each(at.place, func(k pricing.ChargeKind, a currency.Amount) {
			notes = append(notes, f.T(at.key, "what", f.kind(k), "amount", f.Money(a)))
		})
	}
	if q.Accuracy == duty.Estimated {
		notes = append(notes, f.T("sum.estimate"))
	}
	return notes
}

// staleNote says that the exchange rates are old, where a price hangs on them.
func (s *Site) staleNote(f *frame, q *pricing.Quote) []string {
	state := s.shop.RatesState()
	if !state.Stale || q.Rate.IsZero() || q.Rate.Base() == q.Rate.Quote() {
		return nil
	}
	return []string{f.T("sum.stale", "day", f.Reader.Day(state.AsOf.In(time.UTC)))}
}

// option is a way to send a basket, as the form offers it.
type option struct {
	ID, Name, Days, Shipping, Total, Fault string
	Chosen                                 bool
}

// options writes the ways to send, side by side.
func (f *frame) options(ways []shop.Option, chosen string) []option {
	out := make([]option, len(ways))
	for i, w := range ways {
		out[i] = option{ID: w.ID, Name: w.Name(f.tag), Days: f.T("checkout.days", "from", w.From, "to", w.To), Chosen: w.ID == chosen}
		var field *shop.FieldError
		switch {
		case errors.As(w.Err, &field) && field.Field != "option": // which is where it is shown
			continue
		case w.Err != nil:
			out[i].Fault = f.T("fault.option")
			continue
		}
		out[i].Shipping, out[i].Total = f.Money(w.Quote.Totals.Shipping), f.Money(w.Quote.Totals.CustomerPays)
	}
	return out
}
