package pricing_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// refundSequences is how many quotes are given back in random parts.
const refundSequences = 10_000

// Refunds of random parts in random order, by units, amounts, shipping,
// insurance and fees, until nothing is left, sum exactly to what was charged:
// line by line, charge by charge, rate by rate and in each total.
func TestLawRefundsSumToTheCharge(t *testing.T) {
	g := newGenerator(t)
	n := race.Cases(refundSequences)
	refunds := 0
	for i := range n {
		q := g.soldQuote()
		if g.chance(30) {
			q = stored(t, q)
		}
		done, err := g.giveBack(q, func(*pricing.Return) {})
		if err == nil {
			err = sumsToQuote(q, done)
		}
		if err != nil {
			t.Fatalf("sequence %d: %v\n%s", i, err, story(q, done))
		}
		refunds += len(done)
	}
	t.Logf("%d refunds of %d quotes", refunds, n)
}

// story is what was sold and what of it was given back.
func story(q pricing.Quote, done []pricing.Refund) string {
	var b strings.Builder
	fmt.Fprintf(&b, "quote %s %+v\n", q.Market, q.Totals)
	for _, l := range q.Lines {
		fmt.Fprintf(&b, "  line %s: %d for %v less %v\n", l.ID, l.Quantity, l.Shown, l.Discount)
	}
	for _, c := range q.Charges {
		fmt.Fprintf(&b, "  %s %s: %v %v %v by %s, inclusive %t\n", c.Kind, c.Line, c.Placement, c.Base, c.Amount, c.Collector, c.Inclusive)
	}
	for _, f := range done {
		fmt.Fprintf(&b, "  refund %d: %s: %+v\n", f.Number, bytesOf(f.Returns, nil), f.Totals)
	}
	return b.String()
}

// stored is a quote as it comes back from JSON.
func stored(t *testing.T, q pricing.Quote) pricing.Quote {
	t.Helper()
	var back pricing.Quote
	if err := json.Unmarshal(bytesOf(q, nil), &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// Where the seller accounts for all tax, and the merchant adds nothing to the
// prices, all that a credit note gives back is in the base of a rate.
func TestLawCreditNoteIsTaxed(t *testing.T) {
	g := newGenerator(t)
	tried := 0
	for range carts() {
		q, err := g.situation().quote()
		if err != nil || !sellersTax(q) {
			continue
		}
		whole, err := q.Refund(pricing.Return{Of: pricing.PartOrder})
		if err != nil || !whole.CreditNote.Untaxed.IsZero() {
			continue // the tax of a line was rounded from another base
		}
		tried++
		done, err := g.giveBack(q, func(*pricing.Return) {})
		if err != nil {
			t.Fatalf("%v\n%s", err, story(q, done))
		}
		for _, f := range done {
			if !f.CreditNote.Untaxed.IsZero() {
				t.Fatalf("refund %d: %+v\n%s", f.Number, f.CreditNote, story(q, done))
			}
		}
	}
	if tried < carts()/10 {
		t.Errorf("only %d quotes were tried", tried)
	}
}

func sellersTax(q pricing.Quote) bool {
	for _, c := range q.Charges {
		if c.Kind == pricing.TaxCharge && (c.Collector != "seller" || c.Percent == "") {
			return false
		}
		if c.Kind == pricing.DutyCharge && c.Placement == pricing.Absorbed && !c.Amount.IsZero() {
			return false // carved out of the price, and not taxed
		}
	}
	for _, l := range q.Lines {
		if !l.Subsidy.IsZero() {
			return false
		}
	}
	return true
}

// sumsToQuote compares the sums of refunds that left nothing with the quote.
func sumsToQuote(q pricing.Quote, done []pricing.Refund) error {
	t := added(done)
	es := []equality{
		{"due", t.Due, sum(q.Totals.DueNow, q.Totals.Vouchers)},
		{"to the payment", t.ToPayment, q.Totals.DueNow},
		{"to vouchers", t.ToVouchers, q.Totals.Vouchers},
		{"rounding", t.Rounding, q.Totals.Rounding}, {"insurance", t.Insurance, q.Totals.Insurance},
		{"goods and carriage", sum(t.Goods, t.Shipping, t.Insurance), sum(q.Totals.Goods, q.Totals.Discounts.Neg(), q.Totals.Shipping, q.Totals.Insurance)},
		{"duty", t.Duty, q.Totals.Duty}, {"tax", t.Tax, q.Totals.Tax}, {"fees", t.Fees, q.Totals.Fees},
		{"at checkout", t.AtCheckout, q.Totals.AtCheckout}, {"in price", t.InPrice, q.Totals.InPrice},
		{"on delivery", t.OnDelivery, q.Totals.OnDelivery}, {"absorbed", t.Absorbed, q.Totals.Absorbed},
		{"kept", t.Kept, currency.Amount{}},
	}
	for k, v := range q.Vouchers {
		if v.Purpose != tax.SinglePurpose {
			continue
		}
		var restored currency.Amount
		for _, f := range done {
			for _, x := range f.Restored {
				if x.Voucher == k {
					restored = sum(restored, x.Amount)
				}
			}
		}
		es = append(es, equality{fmt.Sprintf("restored of voucher %d", k+1), restored, v.Used})
	}
	for i, l := range q.Lines {
		var price currency.Amount
		var units int64
		for _, f := range done {
			for _, x := range f.Lines {
				if x.Line == i+1 {
					price, units = sum(price, x.Price), units+x.Quantity
				}
			}
		}
		if units != l.Quantity {
			return fmt.Errorf("line %s: %d units of %d", l.ID, units, l.Quantity)
		}
		es = append(es, equality{"price of line " + l.ID, price, sum(l.Shown, l.Discount.Neg())})
	}
	type rate struct{ name, jurisdiction, percent string }
	bases, taxes := map[rate]currency.Amount{}, map[rate]currency.Amount{}
	for k, c := range q.Charges {
		x := reversed(done, k)
		es = append(es, equality{fmt.Sprintf("charge %d", k), x.Amount, c.Amount})
		if c.Kind == pricing.TaxCharge {
			r := rate{c.Name, c.Jurisdiction, c.Percent}
			bases[r], taxes[r] = sum(bases[r], x.Base), sum(taxes[r], x.Amount)
		}
	}
	wantBases, wantTaxes := map[rate]currency.Amount{}, map[rate]currency.Amount{}
	for _, r := range q.Taxes { // a rate may stand there once for each consignment
		key := rate{r.Name, r.Jurisdiction, r.Percent}
		wantBases[key], wantTaxes[key] = sum(wantBases[key], r.Base), sum(wantTaxes[key], r.Amount)
	}
	for key := range wantBases {
		what := fmt.Sprint(" of ", key)
		es = append(es, equality{"tax" + what, taxes[key], wantTaxes[key]}, equality{"base" + what, bases[key], wantBases[key]})
	}
	return firstBroken(es)
}

// added sums the totals of refunds.
func added(done []pricing.Refund) pricing.RefundTotals {
	var out pricing.RefundTotals
	v := reflect.ValueOf(&out).Elem()
	for _, f := range done {
		w := reflect.ValueOf(f.Totals)
		for i := range v.NumField() {
			v.Field(i).Set(reflect.ValueOf(sum(v.Field(i).Interface().(currency.Amount), w.Field(i).Interface().(currency.Amount))))
		}
	}
	return out
}

// reversed sums what refunds reversed of charge k.
func reversed(done []pricing.Refund, k int) (out pricing.Reversal) {
	for _, f := range done {
		for _, x := range f.Charges {
			if x.Charge == k {
				out.Amount, out.Base = sum(out.Amount, x.Amount), sum(out.Base, x.Base)
				out.PaidBack, out.Kept = sum(out.PaidBack, x.PaidBack), sum(out.Kept, x.Kept)
				out.Recovered, out.Lost = sum(out.Recovered, x.Recovered), sum(out.Lost, x.Lost)
			}
		}
	}
	return out
}

// refundHolds are the identities of one refund.
func refundHolds(q pricing.Quote, f pricing.Refund) error {
	t, m, n := f.Totals, f.Merchant, f.CreditNote
	var price, levies, keptInside, kept, lineDue, restocking, compensation, credited, recovered, lost, tax, atCheckout currency.Amount
	for _, l := range f.Lines {
		price, levies, keptInside, lineDue = sum(price, l.Price), sum(levies, l.Levies), sum(keptInside, l.Kept), sum(lineDue, l.Due)
		restocking, compensation = sum(restocking, l.Restocking), sum(compensation, l.Compensation)
		if want := sum(l.Price, l.Levies, l.Kept.Neg(), l.Restocking.Neg(), l.Compensation.Neg()); !want.Equal(l.Due) {
			return fmt.Errorf("line %d: due %v, want %v", l.Line, l.Due, want)
		}
		for _, a := range []currency.Amount{l.Price, l.Levies, l.Kept, l.Restocking, l.Compensation, l.Due} {
			if a.Sign() < 0 {
				return fmt.Errorf("line %d: %v is negative", l.Line, a)
			}
		}
	}
	at, of := map[pricing.Placement]currency.Amount{}, map[pricing.ChargeKind]currency.Amount{}
	for _, x := range f.Charges {
		c := q.Charges[x.Charge]
		at[x.Placement], of[x.Kind] = sum(at[x.Placement], x.Amount), sum(of[x.Kind], x.Amount)
		kept = sum(kept, x.Kept)
		lost = sum(lost, x.Lost)
		own := c.Kind == pricing.TaxCharge && c.Collector != "customs"
		if own {
			credited, tax = sum(credited, x.Recovered), sum(tax, x.Amount)
		} else {
			recovered = sum(recovered, x.Recovered)
		}
		if x.Placement == pricing.AtCheckout && x.Line == "" {
			atCheckout = sum(atCheckout, x.PaidBack)
		}
		paid := x.Placement == pricing.AtCheckout || x.Placement == pricing.InPrice
		if both := sum(x.PaidBack, x.Kept); paid && !both.Equal(x.Amount) || !paid && !both.IsZero() {
			return fmt.Errorf("charge %d: %v paid back and %v kept of %v", x.Charge, x.PaidBack, x.Kept, x.Amount)
		}
		if both := sum(x.Recovered, x.Lost); x.Placement != pricing.OnDelivery && !both.Equal(x.Amount) {
			return fmt.Errorf("charge %d: %v recovered and %v lost of %v", x.Charge, x.Recovered, x.Lost, x.Amount)
		}
		for _, a := range []currency.Amount{x.Base, x.Amount, x.PaidBack, x.Kept, x.Recovered, x.Lost} {
			if a.Sign() < 0 {
				return fmt.Errorf("charge %d: %+v is negative", x.Charge, x)
			}
		}
	}
	var bases, taxes currency.Amount
	for _, r := range n.Rates {
		bases, taxes = sum(bases, r.Base), sum(taxes, r.Tax)
		if !sum(r.Base, r.Tax).Equal(r.Gross) {
			return fmt.Errorf("rate %+v does not add up", r)
		}
	}
	if t.Due.Sign() < 0 || t.ToPayment.Sign() < 0 || t.ToVouchers.Sign() < 0 {
		return fmt.Errorf("negative: %+v", t)
	}
	return firstBroken([]equality{
		{"goods", price, t.Goods},
		{"due", sum(t.Goods, t.Shipping, t.Insurance, t.AtCheckout, t.Kept.Neg(), t.Restocking.Neg(), t.Compensation.Neg(), t.Rounding), t.Due},
		{"due of the parts", sum(lineDue, t.Shipping, t.Insurance, atCheckout, keptInside, kept.Neg(), keptAtCheckout(f), t.Rounding), t.Due},
		{"where it goes", sum(t.ToPayment, t.ToVouchers), t.Due},
		{"restocking", restocking, t.Restocking}, {"compensation", compensation, t.Compensation}, {"kept", kept, t.Kept},
		{"at checkout", at[pricing.AtCheckout], t.AtCheckout}, {"in price", at[pricing.InPrice], t.InPrice},
		{"on delivery", at[pricing.OnDelivery], t.OnDelivery}, {"absorbed", at[pricing.Absorbed], t.Absorbed},
		{"duty", of[pricing.DutyCharge], t.Duty}, {"tax", of[pricing.TaxCharge], t.Tax}, {"fees", of[pricing.FeeCharge], t.Fees},
		{"credit note", sum(n.Net, n.Tax), n.Gross}, {"gross of the credit note", n.Gross, sum(t.Due, t.Compensation, t.Rounding.Neg())},
		{"tax of the credit note", tax, n.Tax}, {"taxes of the rates", taxes, n.Tax},
		{"credited", credited, m.TaxCredited}, {"recovered", recovered, m.Recovered}, {"lost", lost, m.Lost},
		{"tax credited is that of the note", m.TaxCredited, n.Tax}, {"paid back", m.PaidBack, t.Due},
		{"cost", sum(m.PaidBack, m.TaxCredited.Neg(), m.Recovered.Neg()), m.Cost},
	})
}

// keptAtCheckout is what lines do not count as kept: levies that were beside
// the price.
func keptAtCheckout(f pricing.Refund) (out currency.Amount) {
	for _, x := range f.Charges {
		if x.Placement == pricing.AtCheckout {
			out = sum(out, x.Kept)
		}
	}
	return out
}

// withinCharged tells whether refunds so far gave back more than was charged.
func withinCharged(q pricing.Quote, done []pricing.Refund) error {
	for k, c := range q.Charges {
		if x := reversed(done, k); sum(c.Amount, x.Amount.Neg()).Sign() < 0 {
			return fmt.Errorf("charge %d: %v reversed of %v", k, x.Amount, c.Amount)
		}
	}
	t := added(done)
	if sum(q.Totals.DueNow, t.ToPayment.Neg()).Sign() < 0 || sum(q.Totals.Vouchers, t.ToVouchers.Neg()).Sign() < 0 {
		return fmt.Errorf("%v and %v given back of %v and %v", t.ToPayment, t.ToVouchers, q.Totals.DueNow, q.Totals.Vouchers)
	}
	return nil
}

// With fees and levies kept, too, each refund adds up, none gives back more
// than was charged, and what is not given back is what was kept, the fees, and
// the tax at checkout on them.
func TestLawRefundsWithFees(t *testing.T) {
	g := newGenerator(t)
	n := race.Cases(refundSequences / 5)
	for i := range n {
		q := g.soldQuote()
		done, err := g.giveBack(q, g.conditions)
		if err == nil {
			err = keptOfQuote(q, done)
		}
		if err != nil {
			t.Fatalf("sequence %d: %v\n%s", i, err, story(q, done))
		}
	}
}

func keptOfQuote(q pricing.Quote, done []pricing.Refund) error {
	t := added(done)
	var untouched currency.Amount // tax at checkout on what the merchant keeps
	for k, c := range q.Charges {
		x := reversed(done, k)
		own := c.Kind == pricing.TaxCharge && c.Collector != "customs"
		if rest := sum(c.Amount, x.Amount.Neg()); !rest.IsZero() {
			if !own {
				return fmt.Errorf("charge %d: %v never reversed", k, rest)
			}
			if c.Placement == pricing.AtCheckout {
				untouched = sum(untouched, rest)
			}
		}
	}
	return firstBroken([]equality{{"all", sum(t.Due, t.Kept, t.Restocking, t.Compensation, untouched, t.Rounding.Neg()), sum(q.Totals.DueNow, q.Totals.Vouchers, q.Totals.Rounding.Neg())}})
}

// The state after units came back depends on how many, not on the order or on
// the number of returns; and it is that of an exact computation: of each
// figure the share, rounded half up.
func TestLawRefundOfUnits(t *testing.T) {
	g := newGenerator(t)
	n := race.Cases(refundSequences / 5)
	for i := range n {
		q := g.soldQuote()
		var units []int // lines, one for each unit that comes back, at most 12 of a line
		for l := range q.Lines {
			for range g.Int64N(min(q.Lines[l].Quantity, 12) + 1) {
				units = append(units, l+1)
			}
		}
		if len(units) == 0 {
			continue
		}
		var states [][]byte
		for range 2 {
			g.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
			done, err := g.returnUnits(q, units)
			if err != nil {
				t.Fatalf("sequence %d: %v: %v\n%s", i, units, err, story(q, nil))
			}
			if err := sharesOfUnits(q, units, done); err != nil {
				t.Fatalf("sequence %d: %v: %v\n%s", i, units, err, story(q, nil))
			}
			states = append(states, bytesOf(added(done), nil))
		}
		if diff := cmp.Diff(string(states[0]), string(states[1])); diff != "" {
			t.Fatalf("sequence %d: %v: depends on the order:\n%s\n%s", i, units, diff, story(q, nil))
		}
	}
}

// returnUnits gives units back one by one, or several in one refund.
func (g generator) returnUnits(q pricing.Quote, lines []int) (done []pricing.Refund, err error) {
	var returns []pricing.Return
	for i, l := range lines {
		returns = append(returns, pricing.Return{Line: l, Quantity: 1})
		if i < len(lines)-1 && g.chance(50) {
			continue
		}
		f, err := q.RefundAfter(done, returns...)
		if err != nil {
			return done, err
		}
		done, returns = append(done, f), nil
	}
	return done, nil
}

// sharesOfUnits recomputes what units give back, with fractions.
func sharesOfUnits(q pricing.Quote, lines []int, done []pricing.Refund) error {
	back := make([]int64, len(q.Lines)+1)
	for _, l := range lines {
		back[l]++
	}
	at := map[string]int{}
	var es []equality
	prices := make([]currency.Amount, len(q.Lines))
	for i, l := range q.Lines {
		at[l.ID] = i
		paid := sum(l.Shown, l.Discount.Neg())
		prices[i] = halfUp(ratio(paid, big.NewRat(back[i+1], l.Quantity)), q.Currency)
		var price currency.Amount
		for _, f := range done {
			for _, x := range f.Lines {
				if x.Line == i+1 {
					price = sum(price, x.Price)
				}
			}
		}
		es = append(es, equality{"price of line " + l.ID, price, prices[i]})
	}
	dutyBack, dutyAll := map[string]currency.Amount{}, map[string]currency.Amount{}
	for pass := range 2 { // the duty first, on which there may be tax
		for k, c := range q.Charges {
			own := c.Kind == pricing.TaxCharge && c.Collector != "customs"
			if own != (pass == 1) {
				continue
			}
			want := currency.FromMinor(0, q.Currency)
			if c.Line != "" {
				i := at[c.Line]
				l := q.Lines[i]
				part, of := big.NewRat(back[i+1], 1), big.NewRat(l.Quantity, 1)
				var v, w currency.Amount
				if own && c.On != "duty" {
					v, w = prices[i], sum(l.Shown, l.Discount.Neg())
				}
				if own && c.On != "goods" {
					v, w = sum(v, dutyBack[c.Line]), sum(w, dutyAll[c.Line])
				}
				if own && !w.IsZero() {
					part, of = v.Decimal().Rat(), w.Decimal().Rat()
				}
				want = halfUp(ratio(c.Amount, part.Quo(part, of)), q.Currency)
				if c.Kind == pricing.DutyCharge && c.Placement == pricing.AtCheckout {
					dutyBack[c.Line], dutyAll[c.Line] = sum(dutyBack[c.Line], want), sum(dutyAll[c.Line], c.Amount)
				}
			}
			es = append(es, equality{fmt.Sprintf("charge %d", k), reversed(done, k).Amount, want})
		}
	}
	return firstBroken(es)
}

func ratio(a currency.Amount, x *big.Rat) *big.Rat { return new(big.Rat).Mul(a.Decimal().Rat(), x) }
