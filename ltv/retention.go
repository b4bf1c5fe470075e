package ltv

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Vintage is the customers won in one month, and what they did in each month
// since: a row of a cohort table.
type Vintage struct {
	Month     currency.Date `json:"month"`     // first day of the month in which they were won
	Customers int           `json:"customers"` // how many they are
	Ages      []Age         `json:"ages"`      // from month 0, the day of the first purchase, to the last that is over for all of them
}

// Age is what a vintage did in one month since the first purchase: a cell of a
// cohort table. The months are those of a [Curve].
type Age struct {
	Month      Period          `json:"month"`
	Buyers     Share           `json:"buyers"`     // those who bought in the month: retention
	Purchases  int             `json:"purchases"`  // what they bought
	Total      currency.Amount `json:"total"`      // what that contributed, exact
	Cumulative currency.Amount `json:"cumulative"` // contribution up to the month per customer won, not discounted, half up to the minor unit
}

// Vintages returns the cohort table: retention and cumulative contribution of the
// customers won in each month, oldest month first, up to a number of months since
// the first purchase. A month that is not over for all customers of its row is
// left out, so that no cell rises later; so are months in which nobody was won.
//
// Vintages returns an error if months is negative or more than [MaxHorizon]
// ([ErrHorizon]), or if a sum is too large ([currency.ErrRange]).
func (c Cohort) Vintages(months Period) ([]Vintage, error) {
	if months < 0 || months > MaxHorizon {
		return nil, fmt.Errorf("ltv: market %s: cohort table of %v: %w: state 0 to %d", excerpt.Quote(c.market), months, ErrHorizon, int(MaxHorizon))
	}
	var vintages []Vintage
	for _, row := range c.ByMonth() {
		v, err := row.vintage(months)
		if err != nil {
			return nil, fmt.Errorf("ltv: market %s: customers of %v: %w", excerpt.Quote(c.market), row.month, err)
		}
		vintages = append(vintages, v)
	}
	return vintages, nil
}

// vintage returns the row of the customers of one month.
func (c Cohort) vintage(months Period) (Vintage, error) {
	v := Vintage{Month: c.month, Customers: len(c.customers)}
	for _, customer := range c.customers {
		months = min(months, monthsCompleted(customer.Acquired(), c.asOf))
	}
	v.Ages = make([]Age, months+1)
	totals := make([]currency.Total, months+1)
	for _, customer := range c.customers {
		last := Period(-1) // the month in which the customer was last counted
		for _, p := range customer.purchases {
			month := monthReaching(customer.Acquired(), p.date)
			if month > months {
				break
			}
			v.Ages[month].Purchases++
			totals[month].Add(customer.vault.unpack(p).Contribution)
			if month != last {
				v.Ages[month].Buyers.Count++
				last = month
			}
		}
	}
	var cumulative currency.Total
	for i := range v.Ages {
		a := &v.Ages[i]
		a.Month, a.Buyers.Total = Period(i), v.Customers
		totals[i].Add(currency.FromMinor(0, c.currency))
		var err error
		if a.Total, err = totals[i].Amount(); err != nil {
			return Vintage{}, err
		}
		cumulative.Add(a.Total)
		sum, err := cumulative.Amount()
		if err != nil {
			return Vintage{}, err
		}
		if a.Cumulative, err = (Average{sum, v.Customers}).Amount(currency.Rounding{}); err != nil {
			return Vintage{}, err
		}
	}
	return v, nil
}
