package pricing

import (
	"fmt"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Explain puts the quote into words: where the prices come from, who taxes what
// and why, each charge with its base, rate, law and source, and how all of it
// leads to what the customer pays and the merchant keeps. Every figure can be
// redone from it with a pocket calculator. It is plain text in English, one
// statement a line, for the merchant's own people and for auditors; what the
// customer reads is for package locale. Steps that a program can redo are those of
// [tax.Result.Explain] and [duty.Explain].
func (q *Quote) Explain() string {
	var x explanation
	x.head(q)
	for i := range q.Lines {
		x.line(&q.Lines[i])
		x.charges(q, "  ", func(c *Charge) bool { return c.Line == q.Lines[i].ID })
	}
	x.discounts(q)
	for i := range q.Consignments {
		x.consignment(q, i)
	}
	x.totals(q)
	for _, w := range q.Warnings {
		x.say("note: %s", w)
	}
	return x.String()
}

// explanation is one being written.
type explanation struct{ strings.Builder }

func (x *explanation) say(format string, args ...any) {
	fmt.Fprintf(x, format, args...)
	x.WriteByte('\n')
}

// head says for what the quote is, and by which exchange rate.
func (x *explanation) head(q *Quote) {
	x.say("quote in market %s to %v of %s, in %v, %s", q.Market, q.ShipTo, q.At.Format(time.RFC3339), q.Currency, q.Accuracy)
	if !q.Expires.IsZero() {
		x.say("it stands until %s", q.Expires.Format(time.RFC3339))
	}
	x.say("duty %s, tax %s, fees %s", inWords(q.Duty), inWords(q.Tax), inWords(q.Fees))
	r := q.Rate
	if r.IsZero() || r.Base() == r.Quote() {
		return
	}
	num, den := r.Ratio()
	value := exact.DecimalText(num)
	if !den.Equal(one) {
		value += "/" + exact.DecimalText(den)
	}
	x.say("1 %v = %s %v, with a margin of %s %%: %s of %s", r.Base(), value, r.Quote(), exact.DecimalText(r.Margin()),
		r.Source(), r.AsOf().Format(time.DateOnly))
}

// inWords is a placement as a person says it.
func inWords(p Placement) string { return strings.ReplaceAll(p.String(), "_", " ") }

// line says what is paid for a line, and what of it is declared.
func (x *explanation) line(l *QuoteLine) {
	name := l.SKU
	if l.Name != "" {
		name += ", " + l.Name
	}
	x.say("line %s (%s): %d × %v = %v", l.ID, name, l.Quantity, l.Unit, l.Shown)
	if !l.Discount.IsZero() {
		x.say("  less discounts of %v", l.Discount)
	}
	inside := sum{}
	inside.add("net", l.Base)
	inside.add("duty", l.DutyInPrice)
	inside.add("tax", l.TaxInPrice)
	inside.add("rounding", l.Rounding)
	inside.add("subsidy", l.Subsidy.Neg())
	if len(inside) > 1 {
		x.say("  of which: %v", inside)
	}
	x.say("  declared value: %v", l.Net)
}

// discounts says what each took off, in their order, and what vouchers paid.
func (x *explanation) discounts(q *Quote) {
	for i := range q.Discounts {
		a := &q.Discounts[i]
		name := "voucher " + a.Voucher + ", for a single purpose"
		if i < len(q.Cart.Discounts) {
			name = "discount " + q.Cart.Discounts[i].String()
		}
		off := sum{}
		off.add("goods", a.Amount)
		off.add("shipping", a.Shipping)
		capped := ""
		if a.Capped {
			capped = ", which is all there was"
		}
		x.say("%s: takes off %v%s", name, off, capped)
	}
	for _, v := range q.Vouchers {
		x.say("voucher %s, %s: %v used, %v left", v.Code, strings.ReplaceAll(v.Purpose.String(), "_", " "), v.Used, v.Left)
	}
}

// sum is named amounts that are added up; those of zero are left out.
type sum []string

func (s *sum) add(name string, a currency.Amount) {
	if a.IsZero() {
		return
	}
	sign := "+ "
	if a.Sign() < 0 {
		sign = "− "
	}
	if len(*s) == 0 && a.Sign() > 0 {
		sign = ""
	}
	*s = append(*s, fmt.Sprintf("%s%s %v", sign, name, a.Abs()))
}

// String writes the sum, "goods 100.00 EUR + tax 19.00 EUR".
func (s sum) String() string {
	if len(s) == 0 {
		return "nothing"
	}
	return strings.Join(s, " ")
}

// charges writes those that are of something.
func (x *explanation) charges(q *Quote, indent string, of func(*Charge) bool) {
	for i := range q.Charges {
		if c := &q.Charges[i]; of(c) {
			x.say("%s%v", indent, *c)
		}
	}
}

// consignment says by which law what is sent together is charged.
func (x *explanation) consignment(q *Quote, i int) {
	c := &q.Consignments[i]
	x.say("consignment %d from %v: customs value %v", i+1, c.ShipFrom, c.Customs.Value)
	if c.Customs.Regime != "" {
		x.say("  customs: regime %s, for goods of %v (%s%s)", c.Customs.Regime, c.Customs.Intrinsic, c.Customs.Source, between(c.Customs.From, c.Customs.Until))
	}
	for _, s := range c.Customs.Declaration {
		x.say("    %v", s)
	}
	x.say("  tax: scheme %s of %s, %s, accounted for by %s (%s)", c.Supply.Scheme, c.Supply.Jurisdiction, c.Supply.Treatment, c.Supply.Collector, c.Supply.Source)
	for _, why := range c.Supply.Reasons {
		x.say("    because %s", why)
	}
	x.charges(q, "  ", func(c *Charge) bool { return c.Line == "" && c.Consignment == i })
}

// between is the days in which a rule holds, as far as they are known.
func between(from, until currency.Date) string {
	switch {
	case from.IsZero() && until.IsZero():
		return ""
	case until.IsZero():
		return ", since " + from.String()
	case from.IsZero():
		return ", until " + until.String()
	}
	return ", " + from.String() + " to " + until.String()
}

// totals says how the figures add up.
func (x *explanation) totals(q *Quote) {
	t := &q.Totals
	now := sum{}
	now.add("goods", t.Goods)
	now.add("discounts", t.Discounts.Neg())
	now.add("shipping", t.Shipping)
	now.add("insurance", t.Insurance)
	now.add("charges at checkout", t.AtCheckout)
	now.add("vouchers", t.Vouchers.Neg())
	x.say("due now: %v = %v", now, t.DueNow)
	if !t.DueOnDelivery.IsZero() {
		x.say("due on delivery: %v; in all %v", t.DueOnDelivery, t.CustomerPays)
	}
	kept := sum{}
	kept.add("due now", t.DueNow)
	kept.add("vouchers", t.Vouchers)
	kept.add("at checkout", t.AtCheckout.Neg())
	kept.add("in the price", t.InPrice.Neg())
	kept.add("absorbed", t.Absorbed.Neg())
	x.say("the merchant keeps, before the cost of goods and carriage: %v = %v", kept, t.Margin)
}
