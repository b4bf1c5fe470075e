package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// adjust makes the market's adjustment of a price whose figure so far is
// before: in percent, and then by a fixed amount, in one rounding.
//
//	figure = price × (1 + Adjust / 100) + AdjustFixed
//
// What is given away stays so.
func (c *consignment) adjust(mp *marketPrice, before currency.Amount) (err error) {
	mp.figure = before
	if !c.m.Adjust.IsZero() {
		mp.num, mp.den = mp.num.Mul(hundred.Add(c.m.Adjust)), mp.den.Mul(hundred)
	}
	if fixed := c.m.AdjustFixed; !fixed.IsZero() && !mp.amount.IsZero() {
		if err := mp.plus(fixed); err != nil {
			return inField("price", err)
		}
		if mp.amount.Sign() <= 0 {
			return inField("price", fmt.Errorf("%w: market %s adjusts %v by %v, which leaves nothing of it",
				ErrInvalid, c.m.ID, before, fixed))
		}
	}
	if mp.figure, err = mp.amount.MulDiv(mp.num, mp.den, c.fine()); err != nil {
		return err
	}
	mp.adjustment, err = mp.figure.Sub(before)
	return err
}

// plus adds a fixed amount to the exact price: the sum of both over the same
// denominator.
func (mp *marketPrice) plus(fixed currency.Amount) error {
	sum, err := mp.amount.Mul(mp.num)
	if err != nil {
		return err
	}
	if fixed, err = fixed.Mul(mp.den); err != nil {
		return err
	}
	if sum, err = sum.Add(fixed); err != nil {
		return err
	}
	mp.amount, mp.num = sum, one
	return nil
}
