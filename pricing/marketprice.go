package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// marketPrice is the price of one unit in the currency of the market, before
// levies are put in or taken out.
type marketPrice struct {
	// amount × num / den is the price, exactly.
	amount   currency.Amount
	num, den decimal.Decimal
	// figure is the price on the minor unit, or finer where the market's grid
	// is. It is the sum of base, at the rate without margin, fxMargin and
	// adjustment. Each is what its step adds to the figure before, rounded, so
	// that no step's rounding gets into the next.
	figure, base, fxMargin, adjustment currency.Amount
	// includes is what the price contains by its own word, tax being that of
	// the destination.
	includes Includes
	// entry is where a fixed price comes from; nil for one by exchange.
	entry *BookEntry
	// home is 1 + the rates of home tax that were taken out; zero if none.
	home decimal.Decimal
}

// fine is the grid of figures on the way to a displayed price: the minor unit,
// or the digits of the market's grid where they are more.
func (c *consignment) fine() currency.Rounding {
	if d := c.m.Rounding.Digits; d.In(c.m.Currency) > c.m.Currency.Digits() {
		return currency.Rounding{Digits: d}
	}
	return grid
}

// fixedPrice is a price of the price book. It stands in place of the list
// price at its rate; unless it is final, the market's adjustment is made.
func (c *consignment) fixedPrice(entry *BookEntry, price currency.Amount) (mp marketPrice, err error) {
	mp = marketPrice{amount: price, num: one, den: one, includes: entry.Includes, entry: entry}
	if mp.base, err = price.Round(c.fine()); err != nil {
		return mp, err
	}
	mp.fxMargin = currency.FromMinor(0, c.m.Currency)
	if entry.Final {
		mp.figure, mp.adjustment = mp.base, mp.fxMargin
		return mp, nil
	}
	return mp, c.adjust(&mp, mp.base)
}

// exchanged is a list price at the market's rate, margin and adjustment,
// without home tax unless the market keeps it in the shown figure.
func (c *consignment) exchanged(p *Product, list currency.Amount) (mp marketPrice, err error) {
	if mp.amount, err = currency.FromDecimal(list.Decimal(), c.m.Currency); err != nil {
		return mp, err
	}
	mid, err := c.e.rates.Mid(c.rate.Base(), c.m.Currency)
	if err != nil {
		return mp, err
	}
	out := one // what home tax divides by
	if p.Includes.tax() && !c.keepsHomeTax() {
		if err := c.takeHomeTax(p, list, &mp); err != nil {
			return mp, inField("includes", err)
		}
		if !mp.home.IsZero() {
			out = mp.home
		}
	}
	num, den := mid.Ratio()
	if mp.base, err = mp.amount.MulDiv(num, den.Mul(out), c.fine()); err != nil {
		return mp, err
	}
	mp.num, mp.den = c.rate.Ratio()
	mp.den = mp.den.Mul(out)
	withMargin, err := mp.amount.MulDiv(mp.num, mp.den, c.fine())
	if err != nil {
		return mp, err
	}
	if mp.fxMargin, err = withMargin.Sub(mp.base); err != nil {
		return mp, err
	}
	return mp, c.adjust(&mp, withMargin)
}

// keepsHomeTax tells whether a list price with home tax in it is shown as it stands.
// It is not where the customer pays the destination's tax on top of it.
func (c *consignment) keepsHomeTax() bool {
	return c.m.Rebase == KeepShown && (c.tax == InPrice || c.tax == Absorbed)
}

// takeHomeTax finds the factor of the seller's own tax in a list price. Taxes
// that are no plain percentage are taken out at once, to homeDigits.
func (c *consignment) takeHomeTax(p *Product, list currency.Amount, mp *marketPrice) error {
	home := locale.Place{Country: c.e.seller.Country}
	category, _ := p.categoryIn(home)
	rates, err := c.e.book.Rates(home, category, c.on)
	if err != nil { // not wrapped: it is not about the destination
		return fmt.Errorf("%w: for the tax of the seller's own country: %v", tax.ErrNoRate, err)
	}
	if whole, ok := wholeOf(rates); ok {
		mp.home = whole
		return nil
	}
	net, err := tax.RebaseTo(tax.WithoutTax, list, rates, nil, tax.KeepNet, currency.Rounding{Digits: currency.To(homeDigits)})
	if err == nil {
		mp.amount, err = currency.FromDecimal(net.Decimal(), c.m.Currency)
	}
	return err
}

const homeDigits = 12

// wholeOf is 1 + the sum of rates, where all are percentages of the net at any
// price.
func wholeOf(rates []tax.Rate) (decimal.Decimal, bool) {
	whole := one
	for i := range rates {
		r := &rates[i]
		if r.Compound || r.Retained || !r.Threshold.IsZero() || r.PerUnit != (currency.Amount{}) {
			return decimal.Decimal{}, false
		}
		whole = whole.Add(r.Percent.Shift(-2))
	}
	return whole, true
}

// tooLow refuses a price of nothing for what is not given away.
func (c *consignment) tooLow(price currency.Amount) error {
	return inField("price", fmt.Errorf("%v in market %s %w: give the market a finer rounding, or sell by a larger unit", price, c.m.ID, ErrTooSmall))
}
