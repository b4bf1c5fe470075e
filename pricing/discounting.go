package pricing

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// discounting is a cart while discounts come off its goods and its shipping.
type discounting struct {
	*basket
	index map[string]int // where lines stand among the goods, once it was asked for
	laws  []*fullLaw     // of each consignment before discounts, once it was asked for
	// What the present discount comes off: units of goods, and what they still
	// cost. Shipping, where it comes off that too, is the last of the costs.
	places        []int
	costs, shares []currency.Amount
	withShipping  bool

	placesRoom            [inlineLines]int
	costsRoom, sharesRoom [inlineLines + 1]currency.Amount
}

// inlineLines is up to how many lines discounts take no memory.
const inlineLines = 16

// discount takes the discounts off the goods and the shipping, each from what
// the earlier ones left, and after them the vouchers for a single purpose.
func (o *basket) discount() ([]AppliedDiscount, []tax.VoucherUse, error) {
	cart := o.cart
	for i := range o.goods {
		o.goods[i].price = o.goods[i].shown
		o.goods[i].discount = currency.FromMinor(0, o.m.Currency)
	}
	uses, err := o.openVouchers(cart.Vouchers)
	if err != nil || len(cart.Discounts)+len(uses) == 0 {
		return nil, uses, err
	}
	x := discounting{basket: o}
	applied := make([]AppliedDiscount, 0, len(cart.Discounts)+len(uses))
	for i := range cart.Discounts {
		d := &cart.Discounts[i]
		a, _, err := x.take(d)
		if err != nil {
			return nil, nil, inField(fmt.Sprintf("discounts[%d]", i), err)
		}
		applied = append(applied, a)
	}
	for i := range uses {
		if uses[i].Purpose != tax.SinglePurpose {
			continue
		}
		a, used, err := x.take(&Discount{Amount: uses[i].Left, Basis: cart.Vouchers[i].Basis})
		if err == nil {
			err = use(&uses[i], used)
		}
		if err != nil {
			return nil, nil, inField(fmt.Sprintf("vouchers[%d]", i), err)
		}
		a.Voucher = uses[i].Code
		applied = append(applied, a)
	}
	for i := range o.goods {
		g := &o.goods[i]
		if g.discount, err = g.shown.Sub(g.price); err != nil {
			return nil, nil, err
		}
	}
	return applied, uses, nil
}

// take takes one discount off. Beside what came off, it returns how much of the
// discount was used, in its own basis.
func (x *discounting) take(d *Discount) (AppliedDiscount, currency.Amount, error) {
	nothing := currency.FromMinor(0, x.m.Currency)
	out := AppliedDiscount{Name: d.Name, Amount: nothing, Shipping: nothing}
	if err := x.aim(d); err != nil {
		return out, nothing, err
	}
	used, err := x.share(d, &out)
	if err != nil {
		return out, nothing, err
	}
	for k, off := range x.shares {
		price, sum := &x.shipping, &out.Shipping
		if k < len(x.places) {
			price, sum = &x.goods[x.places[k]].price, &out.Amount
		}
		if *price, err = price.Sub(off); err != nil {
			return out, nothing, err
		}
		if *sum, err = sum.Add(off); err != nil {
			return out, nothing, err
		}
	}
	return out, used, nil
}

// aim finds what a discount comes off.
func (x *discounting) aim(d *Discount) error {
	x.places, x.costs = x.placesRoom[:0], x.costsRoom[:0]
	switch {
	case d.On == OnShipping:
	case len(d.Lines) == 0:
		for i := range x.goods {
			x.places = append(x.places, i)
		}
	default:
		if x.index == nil {
			x.index = make(map[string]int, len(x.goods))
			for i := range x.goods {
				x.index[x.goods[i].id] = i
			}
		}
		for _, id := range d.Lines {
			x.places = append(x.places, x.index[id])
		}
		slices.Sort(x.places) // whatever the order in which they were named
	}
	for _, i := range x.places {
		cost := x.goods[i].price
		if of := x.goods[i].quantity; d.Units > 0 && d.Units < of {
			var err error
			if cost, err = costOfUnits(cost, d.Units, of); err != nil {
				return err
			}
		}
		x.costs = append(x.costs, cost)
	}
	if x.withShipping = d.On != OnGoods; x.withShipping {
		x.costs = append(x.costs, x.shipping)
	}
	return nil
}

// share finds what comes off each of the costs.
func (x *discounting) share(d *Discount, out *AppliedDiscount) (used currency.Amount, err error) {
	x.shares = x.sharesRoom[:0]
	var amount currency.Amount
	if d.Percent.IsZero() {
		if amount, err = x.local(d.Amount); err != nil {
			return amount, inField("amount", err)
		}
		if d.Basis != tax.AsPriced {
			costs, err := x.taxed(d)
			if err != nil {
				return amount, err
			}
			if !costs.inBasis(d.Basis) {
				return x.convert(amount, d.Basis, costs, out)
			}
		}
	}
	left, err := currency.Sum(x.costs...)
	if err != nil {
		return left, err
	}
	if !d.Percent.IsZero() {
		if amount, err = left.Percent(d.Percent, grid); err != nil {
			return amount, err
		}
	}
	if out.Capped = order(amount, left) > 0; out.Capped {
		amount = left
	}
	if !amount.IsZero() {
		x.shares, err = amount.AppendAllocateBy(x.shares, x.costs, grid)
	}
	return amount, err
}

// costOfUnits is what some units of a line cost that costs so much.
func costOfUnits(cost currency.Amount, units, of int64) (currency.Amount, error) {
	return cost.MulDiv(decimal.NewFromInt(units), decimal.NewFromInt(of), grid)
}
