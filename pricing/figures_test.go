package pricing_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is what quotes and the oracle are compared by: figures with names.
// Only it knows both the fields of a quote and those of a parcel.

// figures are what a quote says, in the market's currency unless the name says
// otherwise.
type figures map[string]string

// against lists what differs between the figures of a quote and those of the
// oracle, in the order of their names.
func (f figures) against(want figures) error {
	names := map[string]bool{}
	for name := range f {
		names[name] = true
	}
	for name := range want {
		names[name] = true
	}
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if f[name] != want[name] {
			wrong = append(wrong, fmt.Sprintf("%s: %q, the oracle says %q", name, f[name], want[name]))
		}
	}
	if wrong == nil {
		return nil
	}
	return fmt.Errorf("%s", strings.Join(wrong, "\n"))
}

// put writes an amount of the oracle, as a fraction if it is finer than the
// grid.
func (f figures) put(name string, x *big.Rat, c currency.Code) {
	if c.Digits() <= 3 && !new(big.Rat).Mul(x, minorUnits[c.Digits()]).IsInt() {
		f[name] = x.RatString()
		return
	}
	f[name] = x.FloatString(c.Digits())
}

var minorUnits = [...]*big.Rat{big.NewRat(1, 1), big.NewRat(10, 1), big.NewRat(100, 1), big.NewRat(1000, 1)}

// figuresOf are those of a quote.
func figuresOf(q pricing.Quote) figures {
	f := figures{}
	put := func(name string, a currency.Amount) {
		f.put(name, ratOf(a), a.Currency())
	}
	for _, l := range q.Lines {
		for name, a := range map[string]currency.Amount{
			"unit": l.Unit, "shown": l.Shown, "discount": l.Discount, "net": l.Net, "customs value": l.CustomsValue,
			"duty": l.Duty, "tax": l.Tax, "duty in price": l.DutyInPrice, "tax in price": l.TaxInPrice, "fees": l.Fees,
			"left over": sum(l.Base, l.Rounding, l.Subsidy.Neg(), l.Net.Neg()),
		} {
			put("line "+l.ID+" "+name, a)
		}
	}
	for i, d := range q.Discounts {
		name := fmt.Sprintf("discount %d", i+1)
		put(name, d.Amount)
		put(name+", shipping", d.Shipping)
		f[name+", capped"] = fmt.Sprint(d.Capped)
	}
	for i, v := range q.Vouchers {
		put(fmt.Sprintf("voucher %d used", i+1), v.Used)
		put(fmt.Sprintf("voucher %d left", i+1), v.Left)
	}
	counts := map[string]int{}
	for _, c := range q.Charges {
		name := strings.TrimSpace(fmt.Sprintf("%d %s %s", c.Consignment+1, c.Kind, c.Line))
		if c.Kind == pricing.TaxCharge {
			name += " on " + strings.TrimSuffix(strings.TrimSuffix(c.On, " above the allowance"), " and duty")
		}
		counts[name]++
		name = fmt.Sprintf("charge: %s, %d", name, counts[name])
		put(name, c.Amount)
		put(name+", base", c.Base)
		f[name+", placed"] = c.Placement.String()
		if c.Kind == pricing.TaxCharge {
			f[name+", percent"] = c.Percent
		}
	}
	for _, t := range q.Taxes {
		counts[fmt.Sprint(t.Consignment)]++
		put(fmt.Sprintf("taxes %d.%d %s %s%%", t.Consignment+1, counts[fmt.Sprint(t.Consignment)], t.Jurisdiction, t.Percent), t.Amount)
	}
	t := q.Totals
	for name, a := range map[string]currency.Amount{
		"goods": t.Goods, "discounts": t.Discounts, "shipping": t.Shipping, "insurance": t.Insurance, "duty": t.Duty, "tax": t.Tax,
		"at checkout": t.AtCheckout, "in the price": t.InPrice, "on delivery": t.OnDelivery, "absorbed": t.Absorbed,
		"due now": t.DueNow, "due on delivery": t.DueOnDelivery, "customer pays": t.CustomerPays,
		"margin": t.Margin, "merchant": t.Merchant, "fees": t.Fees, "vouchers": t.Vouchers, "rounding": t.Rounding,
	} {
		put("total: "+name, a)
	}
	for i, c := range q.Consignments {
		name := fmt.Sprintf("consignment %d: ", i+1)
		put(name+"shipping", c.Shipping)
		put(name+"insurance", c.Insurance)
		put(name+"intrinsic value", c.Customs.Intrinsic)
		put(name+"customs value", c.Customs.Value)
		f[name+"scheme"], f[name+"collector"] = string(c.Supply.Scheme), c.Supply.Collector
	}
	for _, w := range q.Warnings { // of a row of the table that is in doubt
		if row, _, ok := strings.Cut(w, ": "); ok && !strings.Contains(row, " ") {
			f["warned of "+row] = string(q.Accuracy)
		}
	}
	return f
}

// told is what the oracle takes from a quote where levies are inside prices:
// the declared values of the lines, and what is declared for the way.
type told struct {
	nets, bases, units  map[string]*big.Rat
	shipping, insurance []*big.Rat // of each consignment
	gap                 []bool     // which lie in a gap
}

func toldBy(q pricing.Quote) told {
	t := told{nets: map[string]*big.Rat{}, bases: map[string]*big.Rat{}, units: map[string]*big.Rat{}}
	for _, l := range q.Lines {
		t.nets[l.ID], t.bases[l.ID], t.units[l.ID] = ratOf(l.Net), ratOf(l.Base), ratOf(l.Unit)
	}
	for _, c := range q.Consignments {
		t.shipping, t.insurance, t.gap = append(t.shipping, ratOf(c.Shipping)), append(t.insurance, ratOf(c.Insurance)), append(t.gap, false)
	}
	return t
}

// figures are those of a parcel whose levies were computed.
func (c *parcel) figures(f figures) {
	code := c.o.market.Currency
	put := func(name string, x *big.Rat) { f.put(name, x, code) }
	lines := slices.Clone(c.lines)
	slices.SortFunc(lines, func(a, b *parcelLine) int { return a.at - b.at })
	for _, l := range lines {
		for name, x := range map[string]*big.Rat{
			"unit": l.unit, "shown": l.shown, "discount": l.discount, "net": l.net, "customs value": l.value,
			"duty": l.duty, "tax": l.tax, "duty in price": l.dutyIn, "tax in price": l.taxIn, "fees": ratAdd(l.fees, l.cleared), "left over": l.left,
		} {
			put("line "+l.id+" "+name, x)
		}
		for i, d := range l.duties {
			name := fmt.Sprintf("charge: %d duty %s, %d", c.at+1, l.id, i+1)
			put(name, d.amount)
			put(name+", base", d.base)
			f[name+", placed"] = c.duty.String()
		}
	}
	c.feeFigures(f)
	c.taxFigures(f)
	name := fmt.Sprintf("consignment %d: ", c.at+1)
	put(name+"shipping", c.freight)
	put(name+"insurance", c.insurance)
	put(name+"intrinsic value", c.intrinsic())
	value := new(big.Rat)
	for _, l := range c.lines {
		value.Add(value, l.value)
	}
	put(name+"customs value", value)
	f[name+"scheme"], f[name+"collector"] = string(c.decision.Scheme), collects[c.decision.Accountant]
}

// taxFigures are the charges of tax, or the one that says that there is none.
func (c *parcel) taxFigures(f figures) {
	code := c.o.market.Currency
	if len(c.taxed) == 0 {
		name := fmt.Sprintf("charge: %d tax on goods, 1", c.at+1)
		f.put(name, new(big.Rat), code)
		f.put(name+", base", c.intrinsic(), code)
		f[name+", placed"], f[name+", percent"] = c.taxAt().String(), ""
		return
	}
	counts := map[string]int{}
	for _, t := range c.taxed {
		of := fmt.Sprintf("%d tax", c.at+1)
		if t.line != nil {
			of += " " + t.line.id
		}
		for _, r := range t.rates {
			name := of + " on " + t.part
			if t.part == "goods" && t.line.product.Kind != pricing.Goods {
				name = of + " on service"
			}
			counts[name]++
			name = fmt.Sprintf("charge: %s, %d", name, counts[name])
			f.put(name, r.amount, code)
			base := r.base
			switch {
			case t.inclusive && r.limit != nil:
				base = ratAdd(r.base, r.amount)
			case t.inclusive:
				base = t.amount
			}
			f.put(name+", base", base, code)
			f[name+", placed"] = c.taxPlaced(t).String()
			f[name+", percent"] = r.Percent.String()
		}
	}
	var totals []taxRate
	for _, t := range c.taxed {
		for _, r := range t.rates {
			at := slices.IndexFunc(totals, func(x taxRate) bool { return sameTax(&x, &r) })
			if at < 0 {
				totals = append(totals, taxRate{Rate: r.Rate, amount: r.amount})
				continue
			}
			totals[at].amount = ratAdd(totals[at].amount, r.amount)
		}
	}
	for i, t := range totals {
		f.put(fmt.Sprintf("taxes %d.%d %s %s%%", c.at+1, i+1, t.Jurisdiction, t.Percent), t.amount, code)
	}
}

// taxPlaced is where a tax is placed: what is on a duty or fee outside of a price
// with tax goes where that goes.
func (c *parcel) taxPlaced(t *taxed) pricing.Placement {
	switch {
	case c.tax != pricing.InPrice:
	case t.part == "duty":
		return c.duty
	case t.part == "fees":
		return c.feesAt()
	}
	return c.taxAt()
}

// collects are the words for who accounts for a tax.
var collects = map[tax.Accountant]string{
	tax.Nobody: "nobody", tax.Seller: "seller", tax.Importer: "customs", tax.Platform: "marketplace", tax.Customer: "buyer",
}
