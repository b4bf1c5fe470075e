package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// display moves a price to the figures that the market displays, none of them
// below its floor. What costs nothing stays so.
func (c *consignment) display(price currency.Amount) (currency.Amount, error) {
	if charm := c.charm(); len(charm.bands) > 0 {
		return charm.apply(price)
	}
	shown, err := price.Round(c.m.Rounding)
	if err != nil || price.IsZero() {
		return shown, err
	}
	return c.floored(shown)
}

// floored lifts a price on the market's grid to its floor.
func (c *consignment) floored(shown currency.Amount) (currency.Amount, error) {
	floor := currency.FromMinor(c.charm().floor, c.m.Currency)
	if order(shown, floor) >= 0 {
		return shown, nil
	}
	return floor.Round(c.upward())
}

// charm is the market's, without figures or floor if it has none.
func (c *consignment) charm() *charmGrid {
	if charm := c.e.charms[c.m]; charm != nil {
		return charm
	}
	return &noCharm
}

var noCharm charmGrid

// displayFrom is the lowest price that the market displays of least or more.
func (c *consignment) displayFrom(least currency.Amount) (currency.Amount, error) {
	up, err := least.Round(c.upward())
	if err != nil {
		return up, err
	}
	charm := c.charm()
	if len(charm.bands) == 0 {
		return c.floored(up)
	}
	x, err := up.Minor()
	if err != nil || x > maxCharmed {
		return up, inField("price", fmt.Errorf("%w: a price of %v", ErrLimit, least))
	}
	return currency.FromMinor(charm.up(max(x, charm.floor)), charm.code), nil
}

// upward is the market's grid, upward.
func (c *consignment) upward() currency.Rounding {
	up := c.m.Rounding
	up.Mode = currency.Up
	return up
}

// leastNet is what must be left of a price without its levies: the cost and
// the market's least margin over it, at the exchange rate without margin,
// rounded up. It is the zero Amount where nothing is asked.
func (c *consignment) leastNet(p *Product) (currency.Amount, error) {
	charm := c.m.Charm
	if charm == nil || charm.MinMargin == nil || p.Cost == (currency.Amount{}) {
		return currency.Amount{}, nil
	}
	rate, err := c.e.rates.Mid(p.Cost.Currency(), c.m.Currency)
	if err != nil {
		return currency.Amount{}, inField("cost", err)
	}
	cost, err := currency.FromDecimal(p.Cost.Decimal(), c.m.Currency)
	if err != nil {
		return currency.Amount{}, inField("cost", err)
	}
	num, den := rate.Ratio()
	least, err := cost.MulDiv(num.Mul(hundred.Add(*charm.MinMargin)), den.Mul(hundred), currency.Rounding{Mode: currency.Up})
	return least, inField("cost", err)
}

// maxRaises bounds the search for a price that keeps the margin. Each raise is
// what the one before lacked, of which the levies leave a part.
const maxRaises = 64

// raise lifts the displayed price until what is left of it without levies and
// subsidy is least or more: to the lowest figure that is displayed from least
// with its levies on, and on from there where that lies in a gap.
func (x *rebasing) raise(least currency.Amount) error {
	lacking, err := x.lacks(least)
	if err != nil || lacking.Sign() <= 0 {
		return err
	}
	to := least
	if x.inside != IncludesNone {
		in, err := x.page(x.p, x.inside).forward(least)
		if err != nil {
			return err
		}
		if to, err = in.gross(); err != nil {
			return err
		}
	}
	if to, err = currency.Max(to, x.shown); err != nil {
		return err
	}
	for range maxRaises {
		if x.shown, err = x.displayFrom(to); err != nil {
			return err
		}
		if err = x.hold(nil); err != nil {
			return err
		}
		if lacking, err = x.lacks(least); err != nil || lacking.Sign() <= 0 {
			return err
		}
		if to, err = x.shown.Add(lacking); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: no price up to %v leaves %v of it", ErrInvalid, x.shown, least)
}

// lacks is by how much the displayed price leaves less than least.
func (x *rebasing) lacks(least currency.Amount) (currency.Amount, error) {
	return rest(least, x.levied.net, x.levied.subsidy.Neg())
}
