package shop

import (
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// What the shop asks of a customer. Values count two years and are forecast for
// three; a later dollar counts a tenth less for each year of waiting; a customer
// has to be worth three times what winning one cost, and to have paid that back
// within a year.
const (
	observed = 2 * ltv.Year
	forecast = 3 * ltv.Year
	payback  = ltv.Year
)

var (
	annual = decimal.NewFromInt(10)
	ratio  = decimal.NewFromInt(3)
)

// Verdict is what the value of a customer says about the cost to win one.
type Verdict string

// The verdicts.
const (
	VerdictSpend   Verdict = "room to spend"   // winning one costs no more than the most that it may
	VerdictHold    Verdict = "above the limit" // it costs more than it may, and less than a customer is worth
	VerdictLoss    Verdict = "loses money"     // it costs at least what a customer is worth
	VerdictNone    Verdict = "nothing spent"   // customers came by themselves
	VerdictUnknown Verdict = "not known long enough"
)

// MarketValue is what the customers of a market did, what one of them is worth and
// what winning one costs. Amounts are in the books' currency but for Contribution.
type MarketValue struct {
	Market    string
	Currency  currency.Code // of the market
	Customers int
	Orders    int
	Repeat    ltv.Share // customers who bought again within a year, of those known that long

	// Contribution is what a purchase left on average, in the market's currency; the
	// orders of a customer on one day are one purchase.
	Contribution currency.Amount

	// Observed is what customers did in two years, or in one where too few were
	// known for longer. Forecast is what a BG/NBD model, which has seen the same,
	// expects of a new customer in three.
	Observed, Forecast ltv.Curve

	LTV12, LTV24 currency.Amount // of Observed; a zero Amount is not known

	// MaxCAC is the most that winning a customer may cost, CAC what it did in the
	// last twelve months: all spending over all customers who were won, by it or
	// by themselves.
	MaxCAC, CAC currency.Amount
	Ratio       decimal.Decimal // LTV12 to CAC
	Payback     *ltv.Period     // nil: not within a year
	Verdict     Verdict

	// Why says why there is no value, none of two years or no forecast; nil: there
	// are all.
	Why error
}

// Known tells whether there is a value.
func (v *MarketValue) Known() bool { return v.Observed.Basis() != 0 }

// Values are the markets side by side.
type Values struct {
	AsOf    currency.Date
	Books   currency.Code
	Markets []MarketValue // in the order of the cohorts
	Total   *ltv.KPI      // of the last twelve months, of all markets that have a value; nil: none has
}

// Values returns what a customer is worth in each market of a history, in the
// currency of the books at the given rates. A market with too
// few customers who were known for a year has no value, and says why.
//
// Values returns an error if a rate is missing or the history contradicts itself.
func (h History) Values(books currency.Code, rates *currency.Rates) (Values, error) {
	all := Values{AsOf: h.AsOf, Books: books}
	var accounts []ltv.Account
	var of []int // which market each account is of
	for i, c := range h.Cohorts {
		v := MarketValue{Market: c.Market(), Currency: c.Currency(), Customers: c.Size(), Orders: c.Orders(), Repeat: c.RepeatWithin(ltv.Year), Verdict: VerdictUnknown}
		account, err := h.value(c, &v, books, rates)
		if err != nil {
			return all, fmt.Errorf("shop: value of market %s: %w", v.Market, err)
		}
		if account != nil {
			accounts, of = append(accounts, *account), append(of, i)
		}
		all.Markets = append(all.Markets, v)
	}
	if len(accounts) == 0 {
		return all, nil
	}
	figures, err := ltv.Figures(books, accounts)
	if err != nil {
		return all, fmt.Errorf("shop: figures: %w", err)
	}
	for i, kpi := range figures.Markets {
		all.Markets[of[i]].judge(kpi)
	}
	all.Total = &figures.Total
	return all, nil
}

// value fills in what a cohort says by itself, and returns the account of its last
// twelve months; nil if there is no value, or nobody was won.
func (h History) value(c ltv.Cohort, v *MarketValue, books currency.Code, rates *currency.Rates) (*ltv.Account, error) {
	all, err := c.All()
	if err != nil {
		return nil, err
	}
	if v.Contribution, err = all.Contribution.Amount(currency.Rounding{}); err != nil {
		return nil, err
	}
	rate, err := rates.Rate(c.Currency(), books)
	if err != nil {
		return nil, err
	}
	year, err := curve(c, ltv.Year, rate)
	if errors.Is(err, ltv.ErrSparse) || errors.Is(err, ltv.ErrHorizon) {
		v.Why = err // too new, or too few
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v.Observed, v.LTV12 = year, year.LTV()
	if v.MaxCAC, err = year.MaxCAC(ratio, payback); err != nil {
		return nil, err
	}
	if longer, err := curve(c, observed, rate); err == nil {
		v.Observed, v.LTV24 = longer, longer.LTV()
	} else {
		v.Why = err // the rest stands
	}
	if v.Forecast, err = expected(c, rate); err != nil {
		v.Why = errors.Join(v.Why, err) // likewise
	}
	return h.account(c, year, rate)
}

// curve is what customers did in some months, at a rate.
func curve(c ltv.Cohort, months ltv.Period, rate currency.Rate) (ltv.Curve, error) {
	local, err := c.Value(ltv.Discount{Annual: annual, Horizon: months})
	if err != nil {
		return local, err
	}
	return local.In(rate)
}

// expected is the curve that a model of the customers expects of a new one.
func expected(c ltv.Cohort, rate currency.Rate) (ltv.Curve, error) {
	groups, err := ltv.Groups(slices.Values(c.Summaries()))
	if err != nil {
		return ltv.Curve{}, err
	}
	model, _, err := ltv.FitBGNBD(groups, ltv.FitOptions{})
	if err != nil {
		return ltv.Curve{}, err
	}
	margin, err := c.Margin()
	if err != nil {
		return ltv.Curve{}, err
	}
	local, err := ltv.Value(model, margin, ltv.Discount{Annual: annual, Horizon: forecast})
	if err != nil {
		return ltv.Curve{}, err
	}
	return local.In(rate)
}

// account returns what was won and spent in the last twelve months; nil if nobody
// was won.
func (h History) account(c ltv.Cohort, year ltv.Curve, rate currency.Rate) (*ltv.Account, error) {
	from := yearBefore(h.AsOf)
	won := c.Won(from, h.AsOf)
	if won.Size() == 0 {
		return nil, nil
	}
	spent, err := h.since(c.Market(), from, year.Currency())
	if err != nil {
		return nil, err
	}
	return &ltv.Account{Cohort: won, Curve: year, Spend: spent, Rate: rate}, nil
}

// judge takes over the figures of the last twelve months.
func (v *MarketValue) judge(k ltv.KPI) {
	v.CAC, v.Ratio, v.Payback = k.CAC, k.Ratio, k.Payback
	switch {
	case v.CAC.Sign() == 0:
		v.Verdict = VerdictNone
	case v.CAC.Decimal().LessThanOrEqual(v.MaxCAC.Decimal()): // both in the books' currency
		v.Verdict = VerdictSpend
	case v.LTV12.Decimal().LessThanOrEqual(v.CAC.Decimal()):
		v.Verdict = VerdictLoss
	default:
		v.Verdict = VerdictHold
	}
}

// yearBefore returns the first day of the twelve months that end with a day.
func yearBefore(d currency.Date) currency.Date {
	t := d.Time()
	return currency.NewDate(t.Year()-1, t.Month(), t.Day()).AddDays(1)
}
