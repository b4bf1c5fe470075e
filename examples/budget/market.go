package main

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// market is what is known of a market, and what follows from it.
type market struct {
	fitted
	id       string
	cohort   ltv.Cohort
	costs    costs
	margin   ltv.Margin
	spends   bool      // the repeat margin is by a gamma-gamma model
	curve    ltv.Curve // forecast, in the currency of the market
	value    ltv.Curve // the same in that of the books
	observed ltv.Curve // what was observed, in that of the books; the zero Curve if that is too little
	maxCAC   currency.Amount
	stock    currency.Amount // what all customers so far are worth from now on, in the currency of the books

	months   []month         // of spending
	year     ltv.Outlay      // the last twelve of them
	monthly  currency.Amount // one of these on average
	response ltv.Response
	explains ltv.ResponseFit
	unknown  error // why there is no response

	vintages []ltv.Vintage
}

// newMarket values the customers of a market.
func (t terms) newMarket(c ltv.Cohort, f fitted, at costs, months []month) (*market, error) {
	m := &market{fitted: f, id: c.Market(), cohort: c, costs: at, months: months}
	discount, err := t.discount(m.id)
	if err != nil {
		return nil, err
	}
	if m.margin, m.spends, err = margin(c); err != nil {
		return nil, fmt.Errorf("%w: leave the market out until somebody has come back", err)
	}
	if m.curve, err = ltv.Value(m.model, m.margin, discount); err != nil {
		return nil, err
	}
	// What was discounted at the rate of the market is converted at the spot rate.
	if m.value, err = m.curve.In(at.toBooks); err != nil {
		return nil, err
	}
	if m.maxCAC, err = m.value.MaxCAC(t.hurdle, t.within); err != nil {
		return nil, err
	}
	if m.stock, err = m.stockOf(discount); err != nil {
		return nil, err
	}
	if m.observed, err = observed(c, discount, at.toBooks); err != nil {
		return nil, err
	}
	if m.year, m.monthly, err = lastYear(months, t.asOf); err != nil {
		return nil, err
	}
	m.response, m.explains, m.unknown = fitResponse(months)
	m.vintages, err = c.Vintages(shownAges)
	return m, err
}

// stockOf returns what the customers that the market has are worth from now on.
func (m *market) stockOf(d ltv.Discount) (currency.Amount, error) {
	curve, err := m.cohort.Residual(m.model, m.margin, d)
	if err != nil {
		return currency.Amount{}, err
	}
	if curve, err = curve.In(m.costs.toBooks); err != nil {
		return currency.Amount{}, err
	}
	return curve.LTV().MulInt(int64(m.cohort.Size()))
}

// observed returns the curve of what customers brought, as far as enough of them
// have been observed.
func observed(c ltv.Cohort, d ltv.Discount, rate currency.Rate) (ltv.Curve, error) {
	for d.Horizon > 0 {
		curve, err := c.Value(d)
		var short *ltv.HorizonError
		var sparse *ltv.SparseError
		switch {
		case err == nil:
			return curve.In(rate)
		case errors.As(err, &short):
			d.Horizon = short.Known
		case errors.As(err, &sparse):
			d.Horizon = sparse.Month - 1
		default:
			return ltv.Curve{}, err
		}
	}
	return ltv.Curve{}, nil
}

// account is what the figures of the last twelve months are made of.
func (m *market) account(asOf currency.Date) ltv.Account {
	a := ltv.Account{
		Cohort: m.cohort.Won(yearBefore(asOf), asOf), Curve: m.value,
		Spend: m.year.Spend, Fixed: m.costs.entry, Rate: m.costs.toBooks,
	}
	if m.unknown == nil {
		a.Response = m.response.Over(12)
	}
	return a
}

// reach is how far beyond the dearest month of its history a market's response is
// believed.
var reach = decimal.RequireFromString("1.5")

// offer is the market as a budget is offered it.
func (m *market) offer() (ltv.Market, error) {
	most := currency.FromMinor(0, books)
	for _, month := range m.months {
		c, err := month.Spend.Cmp(most)
		if err != nil {
			return ltv.Market{}, err
		}
		if c > 0 {
			most = month.Spend
		}
	}
	limit, err := most.MulRound(reach, currency.Rounding{})
	return ltv.Market{Name: m.id, Value: m.value.LTV(), Response: m.response, Max: limit}, err
}

// yearBefore is the first day of the twelve months that end with that of a day.
func yearBefore(day currency.Date) currency.Date {
	t := day.Time()
	return currency.NewDate(t.Year()-1, t.Month()+1, 1)
}
