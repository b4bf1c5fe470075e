package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// byTotal finds the net values under the law of l by bisection on their total.
// Freight and insurance are shared by value, so that a total fixes how much of
// them each unit of value bears, and with it the net value that fits each
// price, line by line. The lower the total the more they bear, and the less of
// each price is left: the totals that come of it fall while those that were
// assumed rise, and meet once. It is sure where steps from line to line
// overshoot, that is where freight is a multiple of the goods.
func (c *consignment) byTotal(l levies) ([]currency.Amount, error) {
	left, err := c.leftOver(l)
	if err != nil {
		return nil, err
	}
	prices := make([]currency.Amount, len(c.goods)) // without the tax in them
	for i, line := range l.assessment.Lines {
		if prices[i], err = currency.Sum(l.nets[i], dutyOf(&line), left[i]); err != nil {
			return nil, err
		}
	}
	high, err := currency.Sum(prices...)
	if err != nil {
		return nil, err
	}
	most, err := high.Minor()
	if err != nil {
		return nil, err
	}
	var nets []currency.Amount
	for low := int64(0); low <= most; { // in minor units
		middle := low + (most-low)/2
		trial, total, err := c.netsAt(l, prices, currency.FromMinor(middle, c.m.Currency))
		if err != nil {
			return nil, err
		}
		if order(total, currency.FromMinor(middle, c.m.Currency)) >= 0 {
			nets, low = trial, middle+1
		} else {
			most = middle - 1
		}
	}
	return nets, nil
}

// netsAt returns the net values that fit the prices if they came to total.
func (c *consignment) netsAt(l levies, prices []currency.Amount, total currency.Amount) (nets []currency.Amount, sum currency.Amount, err error) {
	nets = make([]currency.Amount, len(prices))
	for i := range prices {
		if nets[i], err = c.netAt(l, i, prices[i], total); err != nil {
			return nil, sum, err
		}
	}
	sum, err = currency.Sum(nets...)
	return nets, sum, err
}

// netAt is the highest net value of line i that with its duty is no more than
// its price.
func (c *consignment) netAt(l levies, i int, price, total currency.Amount) (currency.Amount, error) {
	line := l.assessment.Lines[i]
	if _, flat := flatOf(line); flat { // shared by prices, whatever the freight
		net, err := price.Sub(dutyOf(&line))
		if err == nil && net.Sign() < 0 { // it exceeds the price
			net = currency.FromMinor(0, c.m.Currency)
		}
		return net, err
	}
	most, err := price.Minor()
	if err != nil {
		return currency.Amount{}, err
	}
	best := int64(0)
	for low := int64(0); low <= most; {
		middle := low + (most-low)/2
		net := currency.FromMinor(middle, c.m.Currency)
		fits, err := c.fits(l, i, net, price, total)
		if err != nil {
			return currency.Amount{}, err
		}
		if fits {
			best, low = middle, middle+1
		} else {
			most = middle - 1
		}
	}
	return currency.FromMinor(best, c.m.Currency), nil
}

// fits tells whether a net value and the duty on it are no more than a price.
func (c *consignment) fits(l levies, i int, net, price, total currency.Amount) (bool, error) {
	value := net
	if l.assessment.Regime.Valuation == duty.CIF && total.Sign() > 0 {
		share, err := net.MulDiv(l.carriage.Decimal(), total.Decimal(), grid)
		if err != nil {
			return false, err
		}
		if value, err = value.Add(share); err != nil {
			return false, err
		}
	}
	var sum currency.Total
	sum.Add(net)
	g := c.goods[i]
	for _, charge := range l.assessment.Lines[i].Charges {
		if charge.Levy.Rate.IsZero() || charge.Levy.Kind == duty.Fee { // relief, or outside the price
			continue
		}
		if charge.Whole != nil { // not of this line alone
			sum.Add(charge.Amount)
			continue
		}
		levied, err := charge.Levy.Rate.Duty(value, g.product.quantities(g.quantity), c.e.rates, grid)
		if err != nil {
			return false, err
		}
		sum.Add(levied)
	}
	all, err := sum.Amount()
	return err == nil && order(all, price) <= 0, err
}
