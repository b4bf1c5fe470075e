package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// byMarket is a number for each market; that of "" is for those not named.
type byMarket map[string]decimal.Decimal

// parseByMarket reads "10", or "DE=8,JP=5", or "10,JP=5".
func parseByMarket(s string) (byMarket, error) {
	numbers := byMarket{}
	for part := range strings.SplitSeq(s, ",") {
		market, number, named := strings.Cut(part, "=")
		if !named {
			market, number = "", part
		}
		if _, ok := numbers[market]; ok {
			return nil, fmt.Errorf("%q: there is a number for that already", part)
		}
		d, err := parseDecimal(number)
		if err != nil {
			return nil, err
		}
		numbers[market] = d
	}
	return numbers, nil
}

func (b byMarket) of(market string) (decimal.Decimal, error) {
	if d, ok := b[market]; ok {
		return d, nil
	}
	if d, ok := b[""]; ok {
		return d, nil
	}
	return decimal.Decimal{}, fmt.Errorf("there is none for market %q", market)
}

// terms are what the value of a customer is computed by.
type terms struct {
	asOf            currency.Date
	horizon, within ltv.Period
	ratio           decimal.Decimal
	rate, cac       byMarket
}

// report computes the figures of each market.
func (t terms) report(cohorts []ltv.Cohort) (report, error) {
	r := report{AsOf: t.asOf, Horizon: t.horizon, Within: t.within, Ratio: t.ratio}
	for _, cohort := range cohorts {
		row, err := t.row(cohort)
		if err != nil {
			return report{}, err
		}
		r.Markets = append(r.Markets, row)
	}
	return r, nil
}

func (t terms) row(cohort ltv.Cohort) (row, error) {
	r := row{
		Market: cohort.Market(), Currency: cohort.Currency(),
		Customers: cohort.Size(), Orders: cohort.Orders(), Repeaters: cohort.RepeatRate().Count,
	}
	var err error
	if r.RepeatRate, err = cohort.RepeatRate().Percent(); err != nil {
		return row{}, err
	}
	if r.First, err = perPurchase(cohort.First()); err != nil {
		return row{}, err
	}
	if r.Repeat, err = perPurchase(cohort.Repeat()); err != nil {
		return row{}, err
	}
	curve, err := t.curve(cohort)
	if err != nil {
		return row{}, err
	}
	r.Discount, r.LTV, r.Estimated, r.Curve = curve.Discount(), curve.LTV(), curve.Estimated(), curve.Points()
	if r.MaxCAC, err = curve.MaxCAC(t.ratio, t.within); err != nil {
		return row{}, err
	}
	cost, err := t.cac.of(cohort.Market())
	if err != nil {
		return row{}, fmt.Errorf("cost to win a customer: %w", err)
	}
	if r.CAC, err = currency.FromDecimal(cost, cohort.Currency()); err != nil {
		return row{}, err
	}
	months, ok, err := curve.Payback(r.CAC)
	if ok {
		r.Payback = &months
	}
	return r, err
}

// curve values the customers of a market; where too few have been observed for
// long enough, it estimates, and the report says so.
func (t terms) curve(cohort ltv.Cohort) (ltv.Curve, error) {
	rate, err := t.rate.of(cohort.Market())
	if err != nil {
		return ltv.Curve{}, fmt.Errorf("discount rate: %w", err)
	}
	discount := ltv.Discount{Annual: rate, Horizon: t.horizon, Undiscounted: rate.IsZero()}
	curve, err := cohort.Value(discount)
	if errors.Is(err, ltv.ErrSparse) {
		return cohort.Estimate(discount)
	}
	return curve, err
}

// perPurchase returns the means of some purchases, or nil if there were none.
func perPurchase(e ltv.Economics, err error) (*means, error) {
	if err != nil || e.Contribution.Count == 0 {
		return nil, err
	}
	m := means{Purchases: e.Contribution.Count}
	for _, mean := range []struct {
		to *currency.Amount
		of ltv.Average
	}{{&m.Revenue, e.Revenue}, {&m.Absorbed, e.Absorbed}, {&m.Contribution, e.Contribution}} {
		if *mean.to, err = mean.of.Amount(currency.Rounding{}); err != nil {
			return nil, err
		}
	}
	return &m, nil
}
