package pricing

import (
	"cmp"
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
}

// target is what a discount comes off: units of goods, and what they still
// cost, with room for the shares. Shipping, where it comes off that too, is the
// last of the costs. It is passed by value so that the room can be on the stack.
type target struct {
	places        []int // among the goods
	costs, shares []currency.Amount
	withShipping  bool
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
	var places [inlineLines]int
	var costs, shares [inlineLines + 1]currency.Amount
	t := target{places: places[:0], costs: costs[:0], shares: shares[:0]}
	if n := len(o.goods); n > inlineLines {
		t = target{places: make([]int, 0, n), costs: make([]currency.Amount, 0, n+1), shares: make([]currency.Amount, 0, n+1)}
	}
	applied := make([]AppliedDiscount, 0, len(cart.Discounts)+len(uses))
	for i := range cart.Discounts {
		d := &cart.Discounts[i]
		a, _, err := x.take(d, t)
		if err != nil {
			return nil, nil, inField(fmt.Sprintf("discounts[%d]", i), err)
		}
		applied = append(applied, a)
	}
	for i := range uses {
		if uses[i].Purpose != tax.SinglePurpose {
			continue
		}
		a, err := x.redeem(&uses[i], cart.Vouchers[i].Basis, t)
		if err != nil {
			return nil, nil, inField(fmt.Sprintf("vouchers[%d]", i), err)
		}
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

// redeem takes a voucher for a single purpose off, and notes off which lines.
func (x *discounting) redeem(v *tax.VoucherUse, basis tax.Basis, t target) (AppliedDiscount, error) {
	before := slices.Clone(x.goods)
	out, used, err := x.take(&Discount{Amount: v.Left, Basis: basis}, t)
	if err == nil {
		err = use(v, used)
	}
	out.Voucher = v.Code
	for i := range before {
		off, subErr := before[i].price.Sub(x.goods[i].price)
		if err = cmp.Or(err, subErr); !off.IsZero() {
			out.Lines = append(out.Lines, LineShare{Line: before[i].line, Amount: off})
		}
	}
	slices.SortFunc(out.Lines, func(a, b LineShare) int { return cmp.Compare(a.Line, b.Line) })
	return out, err
}

// take takes one discount off. Beside what came off, it returns how much of the
// discount was used, in its own basis.
func (x *discounting) take(d *Discount, t target) (AppliedDiscount, currency.Amount, error) {
	nothing := currency.FromMinor(0, x.m.Currency)
	out := AppliedDiscount{Name: d.Name, Amount: nothing, Shipping: nothing}
	t, err := x.aim(d, t)
	if err != nil {
		return out, nothing, err
	}
	used, shares, err := x.share(d, t, &out)
	if err != nil {
		return out, nothing, err
	}
	for k, off := range shares {
		price := &x.shipping
		if k < len(t.places) {
			price = &x.goods[t.places[k]].price
		}
		if *price, err = price.Sub(off); err != nil {
			return out, nothing, err
		}
	}
	return out, used, out.tell(t, shares)
}

// tell sums up what came off.
func (a *AppliedDiscount) tell(t target, shares []currency.Amount) (err error) {
	if len(shares) == 0 {
		return nil
	}
	if t.withShipping {
		a.Shipping = shares[len(t.places)]
	}
	if len(t.places) > 0 {
		a.Amount, err = currency.Sum(shares[:len(t.places)]...)
	}
	return err
}

// aim finds what a discount comes off.
func (x *discounting) aim(d *Discount, t target) (target, error) {
	switch {
	case d.On == OnShipping:
	case len(d.Lines) == 0:
		for i := range x.goods {
			t.places = append(t.places, i)
		}
	default:
		for _, id := range d.Lines {
			t.places = append(t.places, x.place(id))
		}
		slices.Sort(t.places) // whatever the order in which they were named
	}
	for _, i := range t.places {
		cost := x.goods[i].price
		if of := x.goods[i].quantity; d.Units > 0 && d.Units < of {
			var err error
			if cost, err = costOfUnits(cost, d.Units, of); err != nil {
				return t, err
			}
		}
		t.costs = append(t.costs, cost)
	}
	if t.withShipping = d.On != OnGoods; t.withShipping {
		t.costs = append(t.costs, x.shipping)
	}
	return t, nil
}

// place is where a line stands among the goods.
func (x *discounting) place(id string) int {
	if x.index == nil {
		x.index = make(map[string]int, len(x.goods))
		for i := range x.goods {
			x.index[x.goods[i].id] = i
		}
	}
	return x.index[id]
}

// share finds what comes off each of the costs; nothing comes off if there are
// no shares.
func (x *discounting) share(d *Discount, t target, out *AppliedDiscount) (used currency.Amount, shares []currency.Amount, err error) {
	var amount currency.Amount
	if d.Percent.IsZero() {
		if amount, err = x.local(d.Amount); err != nil {
			return amount, nil, inField("amount", err)
		}
		if d.Basis != tax.AsPriced {
			other := target{places: slices.Clone(t.places), costs: slices.Clone(t.costs), withShipping: t.withShipping}
			costs, err := x.taxed(d, other)
			if err != nil {
				return amount, nil, err
			}
			if !costs.inBasis(d.Basis) {
				return x.convert(amount, d.Basis, costs, len(t.costs), out)
			}
		}
	}
	left, err := currency.Sum(t.costs...)
	if err != nil {
		return left, nil, err
	}
	if !d.Percent.IsZero() {
		if amount, err = left.Percent(d.Percent, grid); err != nil {
			return amount, nil, err
		}
	}
	if out.Capped = order(amount, left) > 0; out.Capped {
		amount = left
	}
	if !amount.IsZero() {
		shares, err = amount.AppendAllocateBy(t.shares, t.costs, grid)
	}
	return amount, shares, err
}

// costOfUnits is what some units of a line cost that costs so much.
func costOfUnits(cost currency.Amount, units, of int64) (currency.Amount, error) {
	return cost.MulDiv(decimal.NewFromInt(units), decimal.NewFromInt(of), grid)
}
