package ltv

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Customer is one customer of a market and all that they bought there. It comes
// from [Summarize]; it is immutable.
type Customer struct {
	id        string
	purchases []Purchase // by date, one a day, at least one
}

// ID returns the customer, as the orders name them.
func (c Customer) ID() string { return c.id }

// Purchases returns what the customer bought, by date, one purchase a day.
func (c Customer) Purchases() []Purchase { return slices.Clone(c.purchases) }

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
	return c.purchases[0].Date
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
	last := c.purchases[len(c.purchases)-1].Date
	return Summary{
		Repeat: len(c.purchases) - 1,
		Last:   last.Sub(c.Acquired()),
		Age:    asOf.Sub(c.Acquired()),
	}
}

// add merges an order into the purchase of its day.
func (p *Purchase) add(o Order) error {
	contribution, err := o.Contribution()
	if err != nil {
		return err
	}
	absorbed, err := o.absorbed()
	if err != nil {
		return err
	}
	for _, sum := range [...]struct {
		to  *currency.Amount
		add currency.Amount
	}{{&p.Revenue, o.Revenue}, {&p.Absorbed, absorbed}, {&p.Contribution, contribution}} {
		if *sum.to, err = sum.to.Add(sum.add); err != nil {
			return err
		}
	}
	p.Orders++
	return nil
}

// Summarize sorts orders into a cohort per market, by name, with all customers
// of the market. The day asOf is the last day that the orders cover: with it the
// ages of the customers are counted. The order of the orders does not matter.
//
// Summarize returns an *[OrderError] for the reasons for which [ReadOrders] does,
// apart from those of the text, and an error of class [ErrOrder] if asOf is zero.
func Summarize(orders []Order, asOf currency.Date) ([]Cohort, error) {
	seen, err := newLedger(asOf)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if err := seen.enter(o); err != nil {
			return nil, err
		}
	}
	var cohorts []Cohort
	sorted := slices.Clone(orders)
	slices.SortFunc(sorted, func(a, b Order) int {
		return cmp.Or(
			cmp.Compare(a.Market, b.Market),
			cmp.Compare(a.Customer, b.Customer),
			a.Date.Sub(b.Date),
			cmp.Compare(a.ID, b.ID),
		)
	})
	for _, o := range sorted {
		if len(cohorts) == 0 || cohorts[len(cohorts)-1].market != o.Market {
			cohorts = append(cohorts, Cohort{market: o.Market, currency: o.Revenue.Currency(), asOf: asOf})
		}
		if err := cohorts[len(cohorts)-1].append(o); err != nil {
			return nil, &OrderError{ID: o.ID, Err: fmt.Errorf("adding it up: %w", err)}
		}
	}
	return cohorts, nil
}

// append adds an order that is not before the last one, by customer and day.
func (c *Cohort) append(o Order) error {
	if n := len(c.customers); n == 0 || c.customers[n-1].id != o.Customer {
		c.customers = append(c.customers, Customer{id: o.Customer})
	}
	customer := &c.customers[len(c.customers)-1]
	if n := len(customer.purchases); n == 0 || customer.purchases[n-1].Date != o.Date {
		customer.purchases = append(customer.purchases, Purchase{Date: o.Date})
	}
	return customer.purchases[len(customer.purchases)-1].add(o)
}
