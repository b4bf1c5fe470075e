package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// discount takes the discounts off the goods, each from what the earlier
// ones left, rounded half up to the minor unit, and shares each over the
// lines by what they still cost, largest remainder: no cent is lost.
func (c *consignment) discount(discounts []Discount) ([]AppliedDiscount, error) {
	for i := range c.goods {
		c.goods[i].price = c.goods[i].shown
	}
	applied := make([]AppliedDiscount, 0, len(discounts))
	for i, d := range discounts {
		off, err := c.takeOff(d)
		if err != nil {
			return nil, inField(fmt.Sprintf("discounts[%d]", i), err)
		}
		applied = append(applied, AppliedDiscount{Name: d.Name, Amount: off})
	}
	for i := range c.goods {
		g := &c.goods[i]
		var err error
		if g.discount, err = g.shown.Sub(g.price); err != nil {
			return nil, err
		}
	}
	return applied, nil
}

// takeOff lowers the prices of the lines by one discount and returns it.
func (c *consignment) takeOff(d Discount) (currency.Amount, error) {
	prices := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		prices[i] = g.price
	}
	left, err := currency.Sum(prices...)
	if err != nil {
		return currency.Amount{}, err
	}
	off, err := c.discountAmount(d, left)
	if err != nil {
		return currency.Amount{}, err
	}
	if more, err := off.Cmp(left); err != nil {
		return currency.Amount{}, err
	} else if more > 0 {
		if !c.listCovers(d) {
			return currency.Amount{}, fmt.Errorf("%w: %v off goods of %v", ErrDiscount, off, left)
		}
		off = left
	}
	if err := c.lowerList(d); err != nil {
		return currency.Amount{}, err
	}
	if off.IsZero() {
		return off, nil
	}
	shares, err := off.AllocateBy(prices, grid)
	if err != nil {
		return currency.Amount{}, err
	}
	for i := range c.goods {
		if c.goods[i].price, err = c.goods[i].price.Sub(shares[i]); err != nil {
			return currency.Amount{}, err
		}
	}
	return off, nil
}

// listCovers tells whether a discount is no more than the goods cost at list
// prices: converted as a whole it can then exceed what the units were rounded
// to one by one, and takes off all there is.
func (c *consignment) listCovers(d Discount) bool {
	more, err := d.Amount.Cmp(c.list)
	return err == nil && more <= 0
}

// lowerList takes a discount in percent, or in the merchant's currency, off
// the list value.
func (c *consignment) lowerList(d Discount) (err error) {
	switch {
	case !d.Percent.IsZero():
		fine := currency.Rounding{Mode: currency.Up, Digits: currency.To(8)}
		c.list, err = c.list.MulDiv(hundred.Sub(d.Percent), hundred, fine)
	case d.Amount.Currency() == c.list.Currency():
		c.list, err = c.list.Sub(d.Amount)
	}
	return err
}

func (c *consignment) discountAmount(d Discount, left currency.Amount) (currency.Amount, error) {
	if d.Percent.IsZero() {
		return c.local(d.Amount)
	}
	return left.Percent(d.Percent, grid)
}
