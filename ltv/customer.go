package ltv

import (
	"slices"

	"github.com/landedhq/landed/currency"
)

// Customer is one customer of a market and all that they bought there. It comes
// from [Summarize]; it is immutable. The zero Customer is nobody and bought
// nothing.
type Customer struct {
	id        string
	vault     *vault
	purchases []record // by date, one a day, at least one
}

// ID returns the customer, as the orders name them.
func (c Customer) ID() string { return c.id }

// Purchases returns what the customer bought, by date, one purchase a day.
func (c Customer) Purchases() []Purchase {
	purchases := make([]Purchase, len(c.purchases))
	for i, r := range c.purchases {
		purchases[i] = c.vault.unpack(r)
	}
	return purchases
}

// Purchase is what a customer bought on one day: their orders of that day as one.
// The amounts are exact sums.
type Purchase struct {
	Date         currency.Date   `json:"date"`
	Orders       int             `json:"orders"`       // orders of that day
	Revenue      currency.Amount `json:"revenue"`      // without collected tax and duty
	Absorbed     currency.Amount `json:"absorbed"`     // duty and tax that the merchant bore
	Contribution currency.Amount `json:"contribution"` // revenue less all costs, absorbed ones included
}

// Acquired returns the day of the first purchase; it is zero for the zero Customer.
func (c Customer) Acquired() currency.Date {
	if len(c.purchases) == 0 {
		return 0
	}
	return c.purchases[0].date
}

// Summary is a customer's history in whole days, in the form in which purchase
// models take it: frequency, recency and age. It is comparable, so customers
// with the same history can be counted together.
type Summary struct {
	Repeat int `json:"repeat"` // purchases after the first
	Last   int `json:"last"`   // days from the first purchase to the last, 0 without a repeat
	Age    int `json:"age"`    // days from the first purchase to the day of the summary
}

// summary returns the history of the customer as of a day.
func (c Customer) summary(asOf currency.Date) Summary {
	last := c.purchases[len(c.purchases)-1].date
	return Summary{
		Repeat: len(c.purchases) - 1,
		Last:   last.Sub(c.Acquired()),
		Age:    asOf.Sub(c.Acquired()),
	}
}

// Spend returns what the customer spent on purchases after the first, in the form
// in which [GammaGamma] takes it: their number and the float nearest to their mean
// revenue. The model knows positive values only, so repeat purchases that brought
// nothing at all are no spend.
//
// Spend returns an error of class [currency.ErrRange] if the sum is too large.
func (c Customer) Spend() (Spend, error) {
	var total currency.Total
	for i, r := range c.purchases {
		if i > 0 {
			total.Add(c.vault.unpack(r).Revenue)
		}
	}
	sum, err := total.Amount()
	if err != nil || sum.Sign() <= 0 {
		return Spend{}, err
	}
	n := len(c.purchases) - 1
	mean, _ := Average{sum, n}.rat().Float64()
	return Spend{Orders: n, Mean: mean}, nil
}

// until returns the customer as known on a day, or false if they had not bought.
func (c Customer) until(day currency.Date) (Customer, bool) {
	n, _ := slices.BinarySearchFunc(c.purchases, day.AddDays(1), func(r record, d currency.Date) int { return r.date.Sub(d) })
	return Customer{c.id, c.vault, c.purchases[:n:n]}, n > 0
}

// purchase returns an order as the purchase of its day.
func (o *Order) purchase() (Purchase, error) {
	contribution, err := o.Contribution()
	if err != nil {
		return Purchase{}, err
	}
	absorbed, err := o.absorbed()
	return Purchase{o.Date, 1, o.Revenue, absorbed, contribution}, err
}

// add merges a purchase of the same day into p.
func (p *Purchase) add(q Purchase) error {
	for _, sum := range [...]struct {
		to  *currency.Amount
		add currency.Amount
	}{{&p.Revenue, q.Revenue}, {&p.Absorbed, q.Absorbed}, {&p.Contribution, q.Contribution}} {
		var err error
		if *sum.to, err = sum.to.Add(sum.add); err != nil {
			return err
		}
	}
	p.Orders += q.Orders
	return nil
}
