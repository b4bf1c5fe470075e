package pricing_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// equality is two figures that must be one.
type equality struct {
	name      string
	got, want currency.Amount
}

func firstBroken(es []equality) error {
	for _, e := range es {
		if diff := sum(e.got, e.want.Neg()); !diff.IsZero() {
			return fmt.Errorf("%s: %v, want %v", e.name, e.got, e.want)
		}
	}
	return nil
}

// partition checks that each line is in the one consignment that it names, and
// each charge in that of its line.
func partition(q pricing.Quote) error {
	in := map[string]int{}
	for i, c := range q.Consignments {
		for _, at := range c.Lines {
			if at < 0 || at >= len(q.Lines) {
				return fmt.Errorf("consignment %d has a line %d of %d", i, at, len(q.Lines))
			}
			l := q.Lines[at]
			if _, twice := in[l.ID]; twice || l.Consignment != i {
				return fmt.Errorf("consignment %d has line %s, which says %d", i, l.ID, l.Consignment)
			}
			in[l.ID] = i
		}
	}
	if len(in) != len(q.Lines) {
		return fmt.Errorf("%d of %d lines are in a consignment", len(in), len(q.Lines))
	}
	for _, c := range q.Charges {
		if of, known := in[c.Line]; c.Line != "" && (!known || of != c.Consignment) || c.Consignment >= len(q.Consignments) {
			return fmt.Errorf("%v is of line %s and consignment %d", c, c.Line, c.Consignment)
		}
	}
	return nil
}

// Law 3: lines sum to totals, charges by placement partition all charges, and
// what the customer pays goes somewhere.
func addsUp(_ situation, q pricing.Quote) error {
	if err := firstBroken(lineSums(q)); err != nil {
		return err
	}
	if err := firstBroken(totalSums(q)); err != nil {
		return err
	}
	if err := partition(q); err != nil {
		return err
	}
	return onGrid(reflect.ValueOf(q), q.Currency, "quote")
}

// lineSums are the identities of each line, and of the lines with the totals
// and the consignments.
func lineSums(q pricing.Quote) []equality {
	var es []equality
	var shown, discount, off, fees, subsidy currency.Amount
	net, value := make([]currency.Amount, len(q.Consignments)), make([]currency.Amount, len(q.Consignments))
	for i, l := range q.Lines {
		shown, discount, fees, subsidy = sum(shown, l.Shown), sum(discount, l.Discount), sum(fees, l.Fees), sum(subsidy, l.Subsidy)
		if q.Cart.Lines[i].Product.Kind != pricing.Service { // which no threshold looks at
			net[l.Consignment] = sum(net[l.Consignment], l.Net)
		}
		value[l.Consignment] = sum(value[l.Consignment], l.CustomsValue)
		of := map[pricing.ChargeKind]currency.Amount{}
		for _, c := range q.Charges {
			if c.Line == l.ID {
				of[c.Kind] = sum(of[c.Kind], c.Amount)
			}
		}
		unit, err := l.Unit.MulInt(l.Quantity)
		if err != nil {
			panic(err)
		}
		where := "line " + l.ID + ": "
		es = append(es,
			equality{where + "unit × quantity = shown", unit, l.Shown},
			equality{where + "shown − discount = base + duty in price + tax in price + rounding − subsidy",
				sum(l.Shown, l.Discount.Neg()), sum(l.Base, l.DutyInPrice, l.TaxInPrice, l.Rounding, l.Subsidy.Neg())},
			equality{where + "its duties", of[pricing.DutyCharge], l.Duty},
			equality{where + "its taxes", of[pricing.TaxCharge], l.Tax},
		)
	}
	for _, d := range q.Discounts {
		off = sum(off, d.Amount)
	}
	for i, c := range q.Consignments {
		where := fmt.Sprintf("consignment %d: ", i)
		es = append(es,
			equality{where + "nets of its goods", net[i], c.Customs.Intrinsic},
			equality{where + "customs values of its lines", value[i], c.Customs.Value},
		)
	}
	return append(es,
		equality{"goods of the lines", shown, q.Totals.Goods},
		equality{"discounts of the lines", discount, q.Totals.Discounts},
		equality{"discounts by name", off, q.Totals.Discounts},
		equality{"fees of the lines", fees, q.Totals.Fees},
		equality{"subsidies of the lines", subsidy, q.Totals.Subsidy},
	)
}

// totalSums are the identities of the totals.
func totalSums(q pricing.Quote) []equality {
	t := q.Totals
	var all currency.Amount
	at := map[pricing.Placement]currency.Amount{}
	of := map[pricing.ChargeKind]currency.Amount{}
	var carriageInPrice, goodsInPrice currency.Amount
	for _, c := range q.Charges {
		all = sum(all, c.Amount)
		at[c.Placement] = sum(at[c.Placement], c.Amount)
		of[c.Kind] = sum(of[c.Kind], c.Amount)
		if c.Placement == pricing.InPrice && c.Line == "" {
			carriageInPrice = sum(carriageInPrice, c.Amount)
		}
	}
	for _, l := range q.Lines {
		if q.Duty == pricing.InPrice {
			goodsInPrice = sum(goodsInPrice, l.DutyInPrice)
		}
		if q.Tax == pricing.InPrice {
			goodsInPrice = sum(goodsInPrice, l.TaxInPrice)
		}
	}
	return []equality{
		{"duties", of[pricing.DutyCharge], t.Duty},
		{"taxes", of[pricing.TaxCharge], t.Tax},
		{"at checkout", at[pricing.AtCheckout], t.AtCheckout},
		{"in the price", at[pricing.InPrice], t.InPrice},
		{"on delivery", at[pricing.OnDelivery], t.OnDelivery},
		{"absorbed", at[pricing.Absorbed], t.Absorbed},
		{"all charges by place", sum(t.AtCheckout, t.InPrice, t.OnDelivery, t.Absorbed), all},
		{"fees", of[pricing.FeeCharge], t.Fees},
		{"all charges by kind", sum(t.Duty, t.Tax, t.Fees), all},
		{"in the price of goods and carriage", sum(goodsInPrice, carriageInPrice), t.InPrice},
		{"due now", sum(t.Goods, t.Discounts.Neg(), t.Shipping, t.Insurance, t.AtCheckout, t.Vouchers.Neg(), t.Rounding), t.DueNow},
		{"due on delivery", t.OnDelivery, t.DueOnDelivery},
		{"customer pays", sum(t.DueNow, t.DueOnDelivery), t.CustomerPays},
		{"margin", sum(t.DueNow, t.Vouchers, t.AtCheckout.Neg(), t.InPrice.Neg(), t.Absorbed.Neg()), t.Margin},
	}
}

// onGrid finds amounts that are not in the currency, or finer than its minor
// unit.
func onGrid(v reflect.Value, c currency.Code, path string) error {
	if a, ok := v.Interface().(currency.Amount); ok {
		if _, err := a.Minor(); err != nil || a.Currency() != c && !strings.HasSuffix(path, ".Merchant") {
			return fmt.Errorf("%s: %v is not on the grid of %v", path, a, c)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if err := onGrid(v.Index(i), c, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Cart" { // which is as the customer sent it
				if err := onGrid(v.Field(i), c, path+"."+f.Name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Law 3: no total depends on the order of lines.
func anyOrder(s situation, q pricing.Quote) error {
	if len(s.cart.Lines) == 1 {
		return nil
	}
	other := s
	other.cart.Lines = slices.Clone(s.cart.Lines)
	slices.Reverse(other.cart.Lines)
	if err := sameTotals(other, q); err != nil || len(other.cart.Lines) < 4 {
		return err
	}
	n := len(other.cart.Lines) / 2 // the second half first, each in its own order
	other.cart.Lines = append(slices.Clone(s.cart.Lines[n:]), s.cart.Lines[:n]...)
	return sameTotals(other, q)
}

func sameTotals(other situation, q pricing.Quote) error {
	q2, err := other.quote()
	if err != nil {
		return fmt.Errorf("refused in another order: %w", err)
	}
	if q.Totals == q2.Totals {
		return nil
	}
	if diff := cmp.Diff(words(q.Totals), words(q2.Totals)); diff != "" {
		return fmt.Errorf("totals depend on the order of lines (-as below, +in the order %v):\n%s", ids(other.cart), diff)
	}
	return nil
}

// words are the totals by name, as text.
func words(t pricing.Totals) map[string]string {
	out := map[string]string{}
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		out[v.Type().Field(i).Name] = fmt.Sprint(v.Field(i).Interface())
	}
	return out
}

func ids(c pricing.Cart) (out []string) {
	for _, l := range c.Lines {
		out = append(out, l.ID)
	}
	return out
}
