package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// rebasing is one price on its way from the market's currency to the page.
type rebasing struct {
	*consignment
	p *Product
	marketPrice
	inside Includes // what the displayed price contains
	net    currency.Amount
	shown  currency.Amount
	// stays: the figure contains the levies by itself.
	stays  bool
	levied pageLevies // what shown holds
}

// rebase turns a price in the market's currency into the displayed one. A
// market that keeps the net puts its levies on the price; one that keeps the
// shown figure has them inside. A price of the book says itself what it
// contains: what the market shows without is taken out, and the rest put in.
func (x *rebasing) rebase() error {
	least, err := x.leastNet(x.p)
	if err != nil {
		return err
	}
	x.stays = x.m.Rebase == KeepShown || x.inside == IncludesNone
	if x.entry != nil {
		if !x.abroad { // there is no duty, inside or not
			x.includes = x.includes&^IncludesDuty | x.inside&IncludesDuty
		}
		x.stays = x.includes == x.inside
	}
	if x.stays {
		err = x.keep()
	} else {
		err = x.putOn()
	}
	if err == nil && least != (currency.Amount{}) && !x.amount.IsZero() {
		err = inField("price", x.raise(least))
	}
	if err == nil && x.stays {
		// What the levies leave of the shown figure, without what its rounding did.
		x.net, err = rest(x.levied.net, x.shown, x.figure.Neg())
	}
	return err
}

// keep displays the figure, and finds what it holds.
func (x *rebasing) keep() (err error) {
	switch {
	case x.entry != nil && x.entry.Final:
		x.shown = x.amount
	case x.plain():
		if x.shown, err = x.amount.MulDiv(x.num, x.den, x.m.Rounding); err == nil && !x.amount.IsZero() {
			x.shown, err = x.floored(x.shown)
		}
	default:
		x.shown, err = x.display(x.figure)
	}
	if err != nil {
		return err
	}
	return x.hold(nil)
}

// plain tells whether the market has no bands of a charm, so that displayed
// prices are rounded from the exact product at once.
func (x *rebasing) plain() bool { return len(x.charm().bands) == 0 }

// putOn displays the net with the levies that the market shows inside.
func (x *rebasing) putOn() (err error) {
	x.net = x.figure
	if x.includes != IncludesNone {
		page := x.page(x.p, x.includes)
		page.buyer = tax.Buyer{} // a price is stated for consumers
		in, err := page.holds(x.figure, nil)
		if err != nil {
			return err
		}
		x.net = in.net
	}
	if x.inside == IncludesNone { // nothing to put on
		if x.shown, err = x.display(x.net); err != nil {
			return err
		}
		return x.hold(nil)
	}
	if x.levied, err = x.page(x.p, x.inside).forward(x.net); err != nil {
		return err
	}
	sum, err := x.levied.gross()
	if err != nil {
		return err
	}
	if x.shown, err = x.taxed(sum); err != nil {
		return err
	}
	if !x.shown.Equal(sum) {
		likely := x.levied.levies
		return x.hold(&likely)
	}
	return nil
}

// taxed is the displayed figure of a net with its levies. Where a list price
// had home tax in it, and gets another tax in percent, the factor of both is
// one: the net between is not rounded.
func (x *rebasing) taxed(sum currency.Amount) (currency.Amount, error) {
	if x.home.IsZero() || !x.levied.duty.IsZero() || x.inside != x.inside|IncludesTax || x.levied.tax.IsZero() {
		return x.display(sum)
	}
	asked, err := x.goodsRates(x.levied.decision, x.p) // before what depends on the price is resolved
	if err != nil {
		return currency.Amount{}, err
	}
	whole, ok := wholeOf(asked)
	if !ok {
		return x.display(sum)
	}
	to := grid
	if x.plain() {
		to = x.m.Rounding
	}
	moved, err := x.amount.MulDiv(x.num.Mul(whole), x.den, to)
	switch {
	case err != nil || x.amount.IsZero():
		return moved, err
	case x.plain():
		return x.floored(moved)
	}
	return x.display(moved)
}

// hold finds what the displayed price holds.
func (x *rebasing) hold(likely *levies) (err error) {
	if x.inside == IncludesNone {
		nothing := currency.FromMinor(0, x.m.Currency)
		x.levied = pageLevies{net: x.shown, duty: nothing, tax: nothing, subsidy: nothing}
		return nil
	}
	x.levied, err = x.page(x.p, x.inside).holds(x.shown, likely)
	return err
}

// takeApart writes the price down.
func (x *rebasing) takeApart(list currency.Amount) (out Price, err error) {
	out = Price{
		SKU: x.p.SKU, Market: x.m.ID, Country: x.to.Country, List: x.p.Price, Rate: x.rate, Fixed: x.entry != nil,
		Base: x.base, FXMargin: x.fxMargin, Adjustment: x.adjustment,
		Net: x.net, Duty: x.levied.duty, Tax: x.levied.tax, Subsidy: x.levied.subsidy,
		Shown: x.shown, Declared: x.levied.net, DutyAt: x.duty, TaxAt: x.tax, Abroad: x.abroad,
	}
	if x.entry == nil {
		out.List = list
	}
	if x.inside != IncludesNone {
		out.regime = x.levied.regime()
		out.Dutiable = !x.inside.duty() && x.levied.dutiable()
	}
	if x.inside.tax() {
		out.TaxRates = x.levied.rates()
	}
	if out.Concession, err = out.Net.Sub(x.figure); err != nil {
		return Price{}, err
	}
	out.Rounding, err = rest(out.Shown, out.Net, out.Duty, out.Tax, out.Subsidy.Neg())
	return out, err
}
