package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is how the oracle takes discounts and vouchers off.

// reduction is what a discount came to, or a voucher for a single purpose.
type reduction struct {
	goods, shipping *big.Rat
	capped          bool
}

// credit is what is on a voucher.
type credit struct {
	single     bool
	used, left *big.Rat
}

// reducible is what a discount comes off: some units of a line, or the shipping.
type reducible struct {
	line *parcelLine // nil = the shipping
	cost *big.Rat
}

// takeOff takes the discounts off, each from what the earlier ones left, and
// then the vouchers for a single purpose.
func (b *basket) takeOff() error {
	b.shipping, b.full = new(big.Rat), make([]*parcel, len(b.parcels))
	for _, c := range b.parcels {
		b.shipping, b.carried = ratAdd(b.shipping, c.shipping), append(b.carried, c.shipping)
	}
	for i, d := range b.cart.Discounts {
		if _, err := b.reduce(d, b.o.local(d.Amount, b.rate)); err != nil {
			return fmt.Errorf("discount %d: %w", i+1, err)
		}
	}
	for i, v := range b.cart.Vouchers {
		x := credit{v.Purpose == tax.SinglePurpose, new(big.Rat), b.o.local(v.Amount, b.rate)}
		if x.single {
			var err error
			if x.used, err = b.reduce(pricing.Discount{Basis: v.Basis}, x.left); err != nil {
				return fmt.Errorf("voucher %d: %w", i+1, err)
			}
			x.left = ratSub(x.left, x.used)
		}
		b.credits = append(b.credits, x)
	}
	for _, l := range b.lines {
		l.discount = ratSub(l.shown, l.price)
	}
	for k, part := range b.o.minor.share(b.shipping, b.carried) {
		b.parcels[k].shipping = part
	}
	return nil
}

// reduce takes one discount off, of which amount is in the market's currency,
// and returns how much of it was used.
func (b *basket) reduce(d pricing.Discount, amount *big.Rat) (*big.Rat, error) {
	costs := b.costsOf(d)
	left, weights := new(big.Rat), make([]*big.Rat, len(costs))
	for k, x := range costs {
		weights[k] = x.cost
		left.Add(left, x.cost)
	}
	var offs []*big.Rat
	out := reduction{goods: new(big.Rat), shipping: new(big.Rat)}
	used, err := amount, error(nil)
	if d.Percent.IsZero() && d.Basis != tax.AsPriced {
		offs, used, err = b.convert(d, amount, costs, &out)
	}
	if offs == nil && err == nil {
		if used = amount; !d.Percent.IsZero() {
			used = b.o.minor.round(ratMul(left, fractionOf(d.Percent)))
		}
		if out.capped = used.Cmp(left) > 0; out.capped {
			used = left
		}
		offs = make([]*big.Rat, len(costs))
		if used.Sign() > 0 {
			offs = b.o.minor.share(used, weights)
		}
	}
	for k, off := range offs {
		switch {
		case off == nil:
		case costs[k].line == nil:
			b.shipping = ratSub(b.shipping, off)
			out.shipping = off
		default:
			costs[k].line.price = ratSub(costs[k].line.price, off)
			out.goods = ratAdd(out.goods, off)
		}
	}
	b.reduced = append(b.reduced, out)
	return used, err
}

// costsOf lists what a discount comes off, the goods in their order.
func (b *basket) costsOf(d pricing.Discount) []reducible {
	var out []reducible
	for _, l := range b.lines {
		if d.On == pricing.OnShipping || len(d.Lines) > 0 && !slices.Contains(d.Lines, l.id) {
			continue
		}
		cost := l.price
		if d.Units > 0 && d.Units < l.quantity {
			cost = b.o.minor.round(ratQuo(ratMul(cost, ratInt(d.Units)), ratInt(l.quantity)))
		}
		out = append(out, reducible{l, cost})
	}
	if d.On != pricing.OnGoods {
		out = append(out, reducible{nil, b.shipping})
	}
	return out
}

// share of a discount in the other basis: a price, or a part of the shipping.
type converted struct {
	of       int // among what the discount comes off
	price    *big.Rat
	contains bool
	rates    []tax.Rate
	whole    *big.Rat // one and its tax
	worth    *big.Rat // in the basis of the discount
}

// convert shares an amount of another basis than the prices; offs is nil if it
// is in theirs.
func (b *basket) convert(d pricing.Discount, amount *big.Rat, costs []reducible, out *reduction) (offs []*big.Rat, used *big.Rat, err error) {
	costs = slices.DeleteFunc(costs, func(x reducible) bool { return x.line == nil && x.cost.Sign() == 0 })
	if len(costs) == 0 {
		return nil, nil, nil
	}
	var all []*converted
	other := false
	for k, x := range costs {
		parts, err := b.convertedParts(x)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range parts {
			p.of = k
			if p.whole, err = wholeOf(p.rates); err != nil {
				return nil, nil, err
			}
			p.worth = p.price
			if with := d.Basis == tax.WithTax; with != p.contains {
				other = other || len(p.rates) > 0
				if p.worth = ratMul(p.price, p.whole); !with {
					p.worth = ratQuo(p.price, p.whole)
				}
			}
			all = append(all, p)
		}
	}
	if !other {
		return nil, nil, nil
	}
	worth := new(big.Rat)
	for _, p := range all {
		worth.Add(worth, p.worth)
	}
	offs = make([]*big.Rat, len(costs))
	for k := range offs {
		offs[k] = new(big.Rat)
	}
	if amount.Cmp(worth) >= 0 {
		out.capped = amount.Cmp(worth) > 0
		if used = b.o.minor.round(worth); used.Cmp(amount) > 0 {
			used = amount
		}
		for _, p := range all {
			offs[p.of] = ratAdd(offs[p.of], p.price)
		}
		return offs, used, nil
	}
	for i, share := range b.o.shareWithin(amount, all) {
		p := all[i]
		if with := d.Basis == tax.WithTax; with != p.contains {
			if with {
				share = b.o.minor.round(ratQuo(share, p.whole))
			} else {
				share = b.o.minor.round(ratMul(share, p.whole))
			}
		}
		share = b.o.minor.round(share)
		if share.Cmp(p.price) > 0 {
			share = p.price
		}
		offs[p.of] = ratAdd(offs[p.of], share)
	}
	return offs, amount, nil
}

// shareWithin shares an amount by worth, the dearer first in line, but none
// gets more than its worth: what is too much is shared by the others.
func (o *oracle) shareWithin(amount *big.Rat, all []*converted) []*big.Rat {
	out := make([]*big.Rat, len(all))
	var open []int
	for i := range all {
		if out[i] = new(big.Rat); all[i].price.Sign() > 0 {
			open = append(open, i)
		}
	}
	slices.SortStableFunc(open, func(i, j int) int { return all[j].worth.Cmp(all[i].worth) })
	for amount.Sign() > 0 && len(open) > 0 {
		weights := make([]*big.Rat, len(open))
		for k, i := range open {
			weights[k] = all[i].worth
		}
		for k, part := range o.minor.share(amount, weights) {
			out[open[k]] = ratAdd(out[open[k]], part)
		}
		amount = new(big.Rat)
		var free []int
		for _, i := range open {
			if over := ratSub(out[i], all[i].worth); over.Sign() >= 0 {
				amount.Add(amount, over)
				out[i] = all[i].worth
			} else {
				free = append(free, i)
			}
		}
		open = free
	}
	return out
}

// convertedParts is what a discount comes off, by rates.
func (b *basket) convertedParts(x reducible) ([]*converted, error) {
	if x.line != nil {
		full, err := b.beforeDiscounts(x.line.in.at)
		if err != nil {
			return nil, err
		}
		part := &converted{price: x.cost, contains: full.taxInside()}
		if full.charges() {
			part.rates = full.lines[slices.Index(x.line.in.lines, x.line)].rates
		}
		return []*converted{part}, nil
	}
	var out []*converted
	for k, way := range b.o.minor.share(b.shipping, b.carried) {
		if way.Sign() == 0 {
			continue
		}
		full, err := b.beforeDiscounts(k)
		if err != nil {
			return nil, err
		}
		out = append(out, b.parcels[k].shippingParts(full, way)...)
	}
	return out, nil
}

// beforeDiscounts is the law that the goods of a consignment are under at their
// displayed prices.
func (b *basket) beforeDiscounts(k int) (*parcel, error) {
	if b.full[k] != nil {
		return b.full[k], nil
	}
	c := b.parcels[k]
	full := *c
	full.earlier = new(big.Rat)
	full.shipping, full.freight, full.insurance = b.carried[k], b.carried[k], c.insured
	full.lines = make([]*parcelLine, len(c.lines))
	for i, l := range c.lines {
		shown := *l
		shown.price, shown.net, shown.discount = l.shown, l.shown, new(big.Rat)
		full.lines[i] = &shown
	}
	if err := full.levy(func() bool { return false }); err != nil {
		return nil, err
	}
	b.full[k] = &full
	return b.full[k], nil
}

// charges tells whether the sale is taxed.
func (c *parcel) charges() bool {
	return c.decision.Treatment == tax.Standard && !c.uncollected
}

// shippingParts splits what shipping still costs over its rates.
func (c *parcel) shippingParts(full *parcel, shipping *big.Rat) []*converted {
	parts, weights := []*converted{{}}, []*big.Rat{ratInt(1)}
	own, has, err := c.o.config.Book.Shipping(full.decision.Jurisdiction, c.on)
	switch {
	case !full.charges() || !full.decision.Base.Has(tax.BaseFreight):
	case err != nil || has:
		parts[0].rates = own
	default:
		parts, weights = nil, nil
		for i, l := range full.lines {
			if l.product.Kind != pricing.Goods {
				continue
			}
			at := slices.IndexFunc(parts, func(p *converted) bool {
				return slices.EqualFunc(p.rates, l.rates, func(a, b tax.Rate) bool {
					return a.Jurisdiction == b.Jurisdiction && a.Name == b.Name && a.Treatment == b.Treatment && a.Percent.Equal(b.Percent)
				})
			})
			if at < 0 {
				at = len(parts)
				parts, weights = append(parts, &converted{rates: l.rates}), append(weights, new(big.Rat))
			}
			weights[at] = ratAdd(weights[at], c.lines[i].price)
		}
	}
	for j, price := range c.o.minor.share(shipping, weights) {
		parts[j].price, parts[j].contains = price, full.taxInside() && !c.onTop()
	}
	return parts
}

// wholeOf is one and the tax on it.
func wholeOf(rates []tax.Rate) (*big.Rat, error) {
	whole := ratInt(1)
	for _, r := range rates {
		if !r.PerUnit.IsZero() || r.Retained || !r.Threshold.IsZero() {
			return nil, fmt.Errorf("the oracle does not convert by the rate %s", r.Name)
		}
		on := ratInt(1)
		if r.Compound {
			on = whole
		}
		whole = ratAdd(whole, ratMul(charging(r), on))
	}
	return whole, nil
}

// pay pays by the vouchers that are money, and returns how much they paid.
func (b *basket) pay(due *big.Rat) *big.Rat {
	paid := new(big.Rat)
	for i := range b.credits {
		x := &b.credits[i]
		if x.single || due.Sign() <= 0 {
			continue
		}
		if x.used = due; x.left.Cmp(due) < 0 {
			x.used = x.left
		}
		x.left, due, paid = ratSub(x.left, x.used), ratSub(due, x.used), ratAdd(paid, x.used)
	}
	return paid
}
