package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// give adds one return to the refund.
func (r *refunding) give(x *Return) error {
	if err := x.check(); err != nil {
		return err
	}
	for _, a := range [...]struct {
		field string
		currency.Amount
	}{{"amount", x.Amount}, {"restocking.amount", x.Restocking.Amount}} {
		if err := r.onGrid(a.field, a.Amount); err != nil {
			return err
		}
	}
	switch x.Of {
	case PartShipping, PartInsurance:
		return r.giveCarriage(r.pot(string(x.Of)), x)
	case PartFees:
		return r.giveFees(x)
	case PartOrder:
		return r.giveOrder(x)
	}
	if x.Line < 1 || x.Line > len(r.lines) {
		return invalidReturn("line", "no line %d of %d", x.Line, len(r.lines))
	}
	return r.giveLine(x.Line-1, x)
}

// onGrid refuses amounts in another currency, or finer than its minor unit.
func (r *refunding) onGrid(field string, a currency.Amount) error {
	if a == (currency.Amount{}) {
		return nil
	}
	if _, err := r.zero.Add(a); err != nil {
		return &RefundError{Field: field, Err: err}
	}
	if on, err := a.Round(grid); err != nil || !on.Equal(a) {
		return invalidReturn(field, "%v is finer than the minor unit", a)
	}
	return nil
}

func (r *refunding) giveLine(i int, x *Return) error {
	var err error
	if x.Quantity > 0 {
		err = r.takeUnits(i, x)
	} else {
		err = r.lowerPrice(i, x)
	}
	if err == nil {
		err = r.err
	}
	if err == nil {
		return nil
	}
	re := *refundError(err)
	re.Line, re.ID = i+1, r.q.Lines[i].ID
	return &re
}

func tooMuch(field, asked, left string) error {
	return &RefundError{Field: field, Asked: asked, Left: left, Err: ErrRefund}
}

// takeUnits gives back units of a line.
func (r *refunding) takeUnits(i int, x *Return) error {
	l := &r.lines[i]
	if left := l.units - l.back; x.Quantity > left {
		return tooMuch("quantity", units(x.Quantity), units(left))
	}
	l.back += x.Quantity
	price := r.less(r.priceAt(l), l.price)
	if price.Sign() < 0 { // rounded otherwise before
		price = r.zero
	}
	l.price = r.sum(l.price, price)
	out := RefundLine{Line: i + 1, ID: r.q.Lines[i].ID, SKU: r.q.Lines[i].SKU, Quantity: x.Quantity, Price: price,
		Restocking: r.zero, Compensation: r.zero}
	out.Levies, out.Kept = r.reverseGoods(i, x, price)
	fee, err := r.restocking(x, r.less(price, out.Kept))
	if err != nil {
		return err
	}
	if x.Restocking.Treatment == Compensation {
		out.Compensation = fee
	} else {
		out.Restocking = fee
	}
	l.retained = r.sum(l.retained, out.Kept, out.Restocking)
	r.bookLine(i, out)
	return nil
}

func units(n int64) string {
	if n == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", n)
}

// restocking is the fee for units whose price is given back.
func (r *refunding) restocking(x *Return, price currency.Amount) (currency.Amount, error) {
	f := &x.Restocking
	if f.Amount.Sign() == 0 {
		if f.Percent.IsZero() {
			return r.zero, nil
		}
		return r.percent(price, f.Percent), nil
	}
	if order(f.Amount, price) > 0 {
		return r.zero, tooMuch("restocking", f.Amount.String(), price.String())
	}
	return f.Amount, nil
}

// lowerPrice gives back an amount of a line's price.
func (r *refunding) lowerPrice(i int, x *Return) error {
	l := &r.lines[i]
	if left := r.less(l.paid, l.price); r.err == nil && order(x.Amount, left) > 0 {
		return tooMuch("amount", x.Amount.String(), left.String())
	}
	l.price = r.sum(l.price, x.Amount)
	r.adjusted(l)
	r.bookLine(i, RefundLine{Line: i + 1, ID: r.q.Lines[i].ID, SKU: r.q.Lines[i].SKU, Price: x.Amount,
		Levies: r.zero, Kept: r.zero, Restocking: r.zero, Compensation: r.zero})
	return nil
}

// bookLine credits the seller's tax on what of the line was given back, and
// adds the line to the refund.
func (r *refunding) bookLine(i int, out RefundLine) {
	out.Levies = r.sum(out.Levies, r.creditTax(i))
	out.Due = r.less(r.sum(out.Price, out.Levies), r.sum(out.Kept, out.Restocking, out.Compensation))
	r.out.Lines = append(r.out.Lines, out)
}

// reverseGoods reverses the charges that follow the units of line i, and
// returns what of them is paid back at checkout and what is kept of the price.
func (r *refunding) reverseGoods(i int, x *Return, price currency.Amount) (levies, kept currency.Amount) {
	l := &r.lines[i]
	part, of := decimal.NewFromInt(l.back), decimal.NewFromInt(l.units)
	levies, kept = r.zero, r.zero
	for _, k := range l.charges {
		b := &r.charges[k]
		if b.follows != followsGoods {
			continue
		}
		back, held := r.reverse(b, part, of, x, r.less(price, kept))
		if b.Placement == AtCheckout {
			levies = r.sum(levies, back)
		} else {
			kept = r.sum(kept, held)
		}
	}
	return levies, kept
}

// reverse brings a charge to the share part / of. What of it the customer paid
// goes back by the choice in x, all of it where x is nil; of a charge in the
// price no more than room is kept.
func (r *refunding) reverse(b *backCharge, part, of decimal.Decimal, x *Return, room currency.Amount) (back, kept currency.Amount) {
	amount := r.share(b.Amount, part, of)
	base := r.share(b.base, part, of)
	return r.book(b, r.less(amount, b.backAmount), r.less(base, b.backBase), x, room)
}

// book notes that an amount of a charge has lost its ground.
func (r *refunding) book(b *backCharge, amount, base currency.Amount, x *Return, room currency.Amount) (back, kept currency.Amount) {
	now := &b.now
	b.backAmount, b.backBase = r.sum(b.backAmount, amount), r.sum(b.backBase, base)
	now.Amount, now.Base = r.sum(now.Amount, amount), r.sum(now.Base, base)
	recovered := amount
	if b.ofGoods() {
		recovered = r.zero
		if x != nil && b.Placement != OnDelivery {
			recovered = r.percent(amount, x.Recovered.of(b.Kind))
		}
	}
	if b.Placement != OnDelivery {
		now.Recovered = r.sum(now.Recovered, recovered)
		now.Lost = r.sum(now.Lost, r.less(amount, recovered))
	}
	if b.Placement != AtCheckout && b.Placement != InPrice {
		return r.zero, r.zero
	}
	back = amount
	if b.ofGoods() && x != nil {
		switch x.Levies {
		case LeviesRecovered:
			back = recovered
		case LeviesKept:
			back = r.zero
		}
	}
	kept = r.less(amount, back)
	if b.Placement == InPrice && r.err == nil && order(kept, room) > 0 {
		kept, back = room, r.less(amount, room)
	}
	b.backPaid = r.sum(b.backPaid, back)
	now.PaidBack, now.Kept = r.sum(now.PaidBack, back), r.sum(now.Kept, kept)
	return back, kept
}

// giveCarriage gives back shipping or insurance.
func (r *refunding) giveCarriage(p *backPot, x *Return) error {
	left := r.less(p.paid, p.back)
	amount := x.Amount
	if amount.Sign() == 0 {
		amount = left
	}
	if r.err == nil && (left.IsZero() || order(amount, left) > 0) {
		return tooMuch(string(x.Of), amount.String(), left.String())
	}
	p.back = r.sum(p.back, amount)
	r.creditParts(p.charges, followsCarriage, p.back)
	room := amount
	for _, k := range p.charges {
		b := &r.charges[k]
		if b.isPart() {
			continue
		}
		_, kept := r.reverse(b, p.back.Decimal(), p.paid.Decimal(), x, room)
		if b.Placement == InPrice {
			room = r.less(room, kept)
		}
	}
	return r.err
}

// feesLeft are the charges at checkout that no line bears, as far as they are
// left, by charge; zero for the others.
func (r *refunding) feesLeft() []currency.Amount {
	left := make([]currency.Amount, len(r.charges))
	for k := range r.charges {
		left[k] = r.zero
		if b := &r.charges[k]; b.follows == followsFees && b.Placement == AtCheckout {
			left[k] = r.less(b.Amount, b.backAmount)
		}
	}
	return left
}

// giveFees gives back the charges that no line bears: an amount of those at
// checkout, shared by what is left of each, or all.
func (r *refunding) giveFees(x *Return) error {
	left := r.feesLeft()
	all := r.sum(left...)
	if r.err != nil {
		return r.err
	}
	if order(x.Amount, all) > 0 {
		return tooMuch(string(PartFees), x.Amount.String(), all.String())
	}
	if x.Amount.Sign() == 0 || x.Amount.Equal(all) {
		if !r.giveAllFees(x) {
			return tooMuch(string(PartFees), "fees", r.zero.String())
		}
		return r.err
	}
	shares, err := x.Amount.AllocateBy(left, grid)
	if err != nil {
		return err
	}
	for k, share := range shares {
		b := &r.charges[k]
		if share.IsZero() {
			continue
		}
		base := b.backBase
		if !b.taxesFees() {
			base = r.share(b.base, r.sum(b.backAmount, share).Decimal(), b.Amount.Decimal())
		}
		r.book(b, share, r.less(base, b.backBase), x, r.zero)
	}
	r.creditFees()
	return r.err
}

// giveAllFees gives back what is left of the charges that no line bears, and
// tells whether there was any.
func (r *refunding) giveAllFees(x *Return) (any bool) {
	for k := range r.charges {
		b := &r.charges[k]
		if b.follows != followsFees {
			continue
		}
		amount, base := r.less(b.Amount, b.backAmount), r.less(b.base, b.backBase)
		any = any || !amount.IsZero()
		r.book(b, amount, base, x, r.zero)
	}
	return any
}

// giveOrder gives back all that is left, or an amount off the prices of all
// lines.
func (r *refunding) giveOrder(x *Return) error {
	if x.Amount.Sign() > 0 {
		return r.lowerPrices(x)
	}
	any := false
	for i := range r.lines {
		l := &r.lines[i]
		if l.back == l.units {
			continue
		}
		any = true
		line := *x
		line.Quantity = l.units - l.back
		if err := r.giveLine(i, &line); err != nil {
			return err
		}
	}
	for _, part := range [...]Part{PartShipping, PartInsurance} {
		p := r.pot(string(part))
		if order(p.back, p.paid) == 0 {
			continue
		}
		any = true
		if err := r.giveCarriage(p, &Return{Of: part, Levies: x.Levies, Recovered: x.Recovered}); err != nil {
			return err
		}
	}
	if !r.giveAllFees(x) && !any {
		return tooMuch(string(PartOrder), "the order", "nothing")
	}
	return r.err
}

// lowerPrices shares an amount over the lines by what is left of their prices.
func (r *refunding) lowerPrices(x *Return) error {
	left := make([]currency.Amount, len(r.lines))
	for i := range r.lines {
		left[i] = r.less(r.lines[i].paid, r.lines[i].price)
	}
	all := r.sum(left...)
	if r.err == nil && order(x.Amount, all) > 0 {
		return tooMuch("amount", x.Amount.String(), all.String())
	}
	shares, err := x.Amount.AllocateBy(left, grid)
	if err != nil {
		return err
	}
	for i, share := range shares {
		if share.IsZero() {
			continue
		}
		if err := r.giveLine(i, &Return{Amount: share}); err != nil {
			return err
		}
	}
	return r.err
}
