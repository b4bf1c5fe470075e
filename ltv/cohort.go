package ltv

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Cohort is a set of customers of one market: all of them, or those won in one
// month. It comes from [Summarize]; it is immutable. The zero Cohort has nobody.
type Cohort struct {
	market    string
	currency  currency.Code
	month     currency.Date
	asOf      currency.Date
	customers []Customer // by ID
}

// Market returns the market, as the orders name it.
func (c Cohort) Market() string { return c.market }

// Currency returns the currency of all amounts.
func (c Cohort) Currency() currency.Code { return c.currency }

// Month returns the first day of the month in which the customers were won; it is
// zero for a cohort of all customers of a market.
func (c Cohort) Month() currency.Date { return c.month }

// AsOf returns the last day that the orders cover.
func (c Cohort) AsOf() currency.Date { return c.asOf }

// Size returns the number of customers.
func (c Cohort) Size() int { return len(c.customers) }

// Customers returns the customers, by ID.
func (c Cohort) Customers() []Customer { return slices.Clone(c.customers) }

// ByMonth returns the cohort's customers by the month of their first purchase,
// oldest month first. Months without a new customer are left out.
func (c Cohort) ByMonth() []Cohort {
	var cohorts []Cohort
	place := map[currency.Date]int{}
	for _, customer := range c.customers {
		year, month, _ := customer.Acquired().Time().Date()
		first := currency.NewDate(year, month, 1)
		i, ok := place[first]
		if !ok {
			i = len(cohorts)
			place[first] = i
			cohorts = append(cohorts, Cohort{market: c.market, currency: c.currency, month: first, asOf: c.asOf})
		}
		cohorts[i].customers = append(cohorts[i].customers, customer)
	}
	slices.SortFunc(cohorts, func(a, b Cohort) int { return a.month.Sub(b.month) })
	return cohorts
}

// Orders returns the number of orders.
func (c Cohort) Orders() int {
	n := 0
	for _, customer := range c.customers {
		for _, p := range customer.purchases {
			n += customer.vault.unpack(p).Orders
		}
	}
	return n
}

// Summaries returns the history of each customer in whole days, in the order of
// [Cohort.Customers].
func (c Cohort) Summaries() []Summary {
	summaries := make([]Summary, len(c.customers))
	for i, customer := range c.customers {
		summaries[i] = customer.summary(c.asOf)
	}
	return summaries
}

// Spends returns what each customer spent on repeat purchases, in the order of
// [Cohort.Customers].
//
// Spends returns an error of class [currency.ErrRange] if a sum is too large.
func (c Cohort) Spends() ([]Spend, error) {
	spends := make([]Spend, len(c.customers))
	for i, customer := range c.customers {
		var err error
		if spends[i], err = customer.Spend(); err != nil {
			return nil, fmt.Errorf("ltv: market %s: customer %s: %w", excerpt.Quote(c.market), excerpt.Quote(customer.id), err)
		}
	}
	return spends, nil
}

// Until returns the cohort as it was known on an earlier day: the customers who
// had bought by then, with what they had bought. What they bought since is the
// holdout against which a model of the calibration cohort is checked: [Cohort.Check].
// A day that is not before the last one gives the cohort itself.
func (c Cohort) Until(day currency.Date) Cohort {
	if !day.Before(c.asOf) {
		return c
	}
	known := c
	known.asOf, known.customers = day, nil
	for _, customer := range c.customers {
		if earlier, ok := customer.until(day); ok {
			known.customers = append(known.customers, earlier)
		}
	}
	return known
}

// Won returns the customers who were won from one day to another, both inclusive,
// with all that they bought. A zero day leaves that end open.
func (c Cohort) Won(from, until currency.Date) Cohort {
	won := c
	won.customers = nil
	for _, customer := range c.customers {
		if customer.Acquired().Within(from, until) {
			won.customers = append(won.customers, customer)
		}
	}
	return won
}

// RepeatRate returns the share of customers who have bought again, whenever they
// were won. A customer won yesterday counts as not having bought again: to
// compare markets or months of different age, use [Cohort.RepeatWithin].
func (c Cohort) RepeatRate() Share {
	share := Share{Total: len(c.customers)}
	for _, customer := range c.customers {
		if len(customer.purchases) > 1 {
			share.Count++
		}
	}
	return share
}

// RepeatWithin returns the share of customers who bought again within p of their
// first purchase, among those who have been observed that long.
func (c Cohort) RepeatWithin(p Period) Share {
	var share Share
	for _, customer := range c.customers {
		if monthsCompleted(customer.Acquired(), c.asOf) < p {
			continue
		}
		share.Total++
		if len(customer.purchases) > 1 && monthReaching(customer.Acquired(), customer.purchases[1].date) <= p {
			share.Count++
		}
	}
	return share
}

// Economics is what purchases brought.
type Economics struct {
	Revenue      Average `json:"revenue"`      // without collected tax and duty
	Absorbed     Average `json:"absorbed"`     // duty and tax that the merchant bore
	Contribution Average `json:"contribution"` // revenue less all costs, absorbed ones included
}

// ContributionOf returns what a purchase of some revenue contributes, if it
// contributes the share of its revenue that these purchases did: revenue ·
// contribution / revenue of these, rounded once by r. It turns what [GammaGamma]
// expects a customer to spend into a margin.
//
// ContributionOf returns an error if these purchases had no revenue ([ErrSparse]),
// if revenue is in another currency ([currency.ErrMismatch]) or the result too
// large ([currency.ErrRange]).
func (e Economics) ContributionOf(revenue currency.Amount, r currency.Rounding) (currency.Amount, error) {
	if e.Revenue.Total.Sign() <= 0 {
		return currency.Amount{}, fmt.Errorf("ltv: contribution of %v: %w: there is no revenue to compare it with", revenue, ErrSparse)
	}
	if _, err := revenue.Cmp(e.Revenue.Total); err != nil {
		return currency.Amount{}, fmt.Errorf("ltv: contribution of %v: %w", revenue, err)
	}
	return revenue.MulDiv(e.Contribution.Total.Decimal(), e.Revenue.Total.Decimal(), r)
}

// First returns the economics of first purchases.
//
// First returns an error of class [currency.ErrRange] if a sum is too large.
func (c Cohort) First() (Economics, error) {
	return c.economics(func(purchases []record) []record { return purchases[:1] })
}

// All returns the economics of all purchases.
//
// All returns an error of class [currency.ErrRange] if a sum is too large.
func (c Cohort) All() (Economics, error) {
	return c.economics(func(purchases []record) []record { return purchases })
}

// Repeat returns the economics of purchases after the first.
//
// Repeat returns an error of class [currency.ErrRange] if a sum is too large.
func (c Cohort) Repeat() (Economics, error) {
	return c.economics(func(purchases []record) []record { return purchases[1:] })
}

// economics adds up those purchases of each customer that part returns.
func (c Cohort) economics(part func([]record) []record) (Economics, error) {
	var revenue, absorbed, contribution currency.Total
	// Nothing sold is nothing in the currency of the market.
	none := currency.FromMinor(0, c.currency)
	for _, total := range [...]*currency.Total{&revenue, &absorbed, &contribution} {
		total.Add(none)
	}
	count := 0
	for _, customer := range c.customers {
		for _, r := range part(customer.purchases) {
			p := customer.vault.unpack(r)
			count++
			revenue.Add(p.Revenue)
			absorbed.Add(p.Absorbed)
			contribution.Add(p.Contribution)
		}
	}
	var e Economics
	var err error
	for _, sum := range [...]struct {
		to    *Average
		total currency.Total
	}{{&e.Revenue, revenue}, {&e.Absorbed, absorbed}, {&e.Contribution, contribution}} {
		sum.to.Count = count
		if sum.to.Total, err = sum.total.Amount(); err != nil {
			return Economics{}, err
		}
	}
	return e, nil
}
