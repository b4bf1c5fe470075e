package ltv

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Account is what the figures of a market are made of.
type Account struct {
	Cohort   Cohort          // the customers that were won for the spend: [Cohort.Won] takes those of a period
	Tally    Tally           // those customers tallied, instead of Cohort, where they are too many to be in one place
	Curve    Curve           // what one of them is worth, in the currency of the cohort or that of the report
	Spend    currency.Amount // all that winning them cost, in either currency
	Fixed    currency.Amount // what entering the market cost, in either currency; a zero Amount is nothing
	Response Response        // what a spend wins, in units of the report's currency and for the period of Spend ([Response.Over]); zero is not known
	Rate     currency.Rate   // from the currency of the cohort to that of the report; zero where they are one
}

// KPI is what a market, or all of them, brought and cost. Amounts are in the
// currency of the report, each rounded once, half up to the minor unit.
type KPI struct {
	Market  string          `json:"market"`          // "" in the total
	New     int             `json:"new"`             // customers won
	Orders  int             `json:"orders"`          // what they ordered so far
	Repeat  Share           `json:"repeat"`          // those who came back so far
	AOV     currency.Amount `json:"aov"`             // revenue of an order
	Margin  currency.Amount `json:"margin"`          // contribution of an order
	Basis   Basis           `json:"basis,omitempty"` // what the value rests on; none in a total of both
	Horizon Period          `json:"horizon"`         // months that the value counts
	LTV     currency.Amount `json:"ltv"`             // value of a customer
	CAC     currency.Amount `json:"cac"`             // spend per customer won
	Ratio   decimal.Decimal `json:"ratio"`           // LTV to CAC, to two places; zero where nothing was spent
	Payback *Period         `json:"payback"`         // first month at whose end the spend has come in; nil if not within the horizon

	// MarginalCAC is what the next customer costs at that spend; the zero
	// Amount where no response is known or practically nobody is left to win,
	// and in the total.
	MarginalCAC currency.Amount `json:"marginal_cac,omitzero"`

	// NPV is what remains: new·LTV - spend - fixed cost. That of the total is the
	// sum of those of the markets.
	NPV currency.Amount `json:"npv"`
}

// MarshalJSON writes the ratio as a string.
func (k KPI) MarshalJSON() ([]byte, error) {
	type plain KPI // without this method
	return json.Marshal(struct {
		plain
		Ratio exact.Wire `json:"ratio"`
	}{plain(k), exact.Wire{Value: k.Ratio}})
}

// Report is the figures of markets side by side.
type Report struct {
	Currency currency.Code `json:"currency"`
	Markets  []KPI         `json:"markets"` // in the order of the accounts
	Total    KPI           `json:"total"`
}

// Figures returns the figures of each market, and of all together, in one
// currency. Those of the total are not means of means: its LTV is the value of
// all customers over their number, its CAC is all spend over that number, and
// its payback is the month by which what all customers bring covers all spend.
//
// Figures returns an error if:
//   - there is no account, or no currency ([ErrTerms]);
//   - a market won nobody ([ErrSparse]), or is there both as a cohort and as a
//     tally ([ErrTerms]);
//   - a curve is missing, or the horizons of the curves differ ([ErrHorizon]);
//   - an amount, a curve or a rate is in another currency ([currency.ErrMismatch]),
//     or a spend or fixed cost is negative ([ErrTerms]);
//   - a response is not usable ([ErrModel]);
//   - a figure is too large ([currency.ErrRange]).
func Figures(reporting currency.Code, accounts []Account) (Report, error) {
	if len(accounts) == 0 || reporting == 0 {
		return Report{}, fmt.Errorf("ltv: figures of %d markets in %v: %w: state both", len(accounts), reporting, ErrTerms)
	}
	r := Report{Currency: reporting}
	var all sums
	var npv currency.Total
	for i, a := range accounts {
		market := a.market()
		f, err := a.sums(reporting)
		if err != nil {
			return Report{}, fmt.Errorf("ltv: market %s: figures: %w", excerpt.Quote(market), err)
		}
		if i == 0 {
			all = f.clone()
		} else if err := all.add(f); err != nil {
			return Report{}, fmt.Errorf("ltv: market %s: figures: %w", excerpt.Quote(market), err)
		}
		k, err := f.kpi(reporting)
		if err != nil {
			return Report{}, fmt.Errorf("ltv: market %s: figures: %w", excerpt.Quote(market), err)
		}
		k.Market = market
		if a.Response != (Response{}) {
			spend, _ := f.spend.Float64()
			if k.MarginalCAC, err = marginalCAC(a.Response.Marginal(spend), reporting); err != nil {
				return Report{}, fmt.Errorf("ltv: market %s: marginal cost of acquisition: %w", excerpt.Quote(market), err)
			}
		}
		npv.Add(k.NPV)
		r.Markets = append(r.Markets, k)
	}
	var err error
	if r.Total, err = all.kpi(reporting); err == nil {
		r.Total.NPV, err = npv.Amount()
	}
	if err != nil {
		return Report{}, fmt.Errorf("ltv: figures of all markets: %w", err)
	}
	return r, nil
}

// sums are figures over customers, in the currency of the report, exact.
type sums struct {
	customers, orders, repeaters        int
	basis                               Basis
	revenue, contribution, spend, fixed *big.Rat
	value                               []*big.Rat // of all customers, cumulative by month
}

// sums adds up an account.
func (a Account) sums(reporting currency.Code) (sums, error) {
	f, all, err := a.won()
	if err != nil {
		return f, err
	}
	if f.customers == 0 {
		return f, fmt.Errorf("%w: nobody was won", ErrSparse)
	}
	if len(a.Curve.exact) == 0 {
		return f, fmt.Errorf("%w: there is no curve", ErrHorizon)
	}
	if a.Response != (Response{}) {
		if err := a.Response.Check(); err != nil {
			return f, err
		}
	}
	for _, part := range [...]struct {
		name string
		to   **big.Rat
		of   currency.Amount
		cost bool
	}{
		{"revenue", &f.revenue, all.Revenue.Total, false}, {"contribution", &f.contribution, all.Contribution.Total, false},
		{"spend", &f.spend, a.Spend, true}, {"fixed cost", &f.fixed, a.Fixed, true},
	} {
		if part.cost && part.of.Sign() < 0 {
			return f, fmt.Errorf("%s: %w: it is negative", part.name, ErrTerms)
		}
		if *part.to, err = a.convert(part.of, reporting); err != nil {
			return f, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	factor, err := a.factor(a.Curve.currency, reporting)
	if err != nil {
		return f, fmt.Errorf("curve: %w", err)
	}
	f.value = scaled(a.Curve.exact, factor.Mul(factor, big.NewRat(int64(f.customers), 1)))
	return f, nil
}

// market returns the market of the account.
func (a Account) market() string { return cmp.Or(a.Tally.Market, a.Cohort.market) }

// won counts the customers, and what they bought.
func (a Account) won() (f sums, all Economics, err error) {
	f.basis = a.Curve.basis
	if a.Tally.isZero() {
		f.customers, f.orders, f.repeaters = a.Cohort.Size(), a.Cohort.Orders(), a.Cohort.RepeatRate().Count
		all, err = a.Cohort.All()
		return f, all, err
	}
	if !a.Cohort.isZero() {
		return f, all, fmt.Errorf("%w: a cohort and a tally: which of them is won?", ErrTerms)
	}
	f.customers, f.orders, f.repeaters = a.Tally.Customers(), a.Tally.Orders, a.Tally.RepeatRate().Count
	all, err = a.Tally.All()
	return f, all, err
}

// convert returns an amount in the currency of the report.
func (a Account) convert(x currency.Amount, reporting currency.Code) (*big.Rat, error) {
	if x == (currency.Amount{}) {
		return new(big.Rat), nil
	}
	factor, err := a.factor(x.Currency(), reporting)
	if err != nil {
		return nil, err
	}
	return factor.Mul(factor, x.Decimal().Rat()), nil
}

// factor returns what a unit of a currency is in that of the report.
func (a Account) factor(from, reporting currency.Code) (*big.Rat, error) {
	switch {
	case from == reporting:
		return big.NewRat(1, 1), nil
	case a.Rate.IsZero() || a.Rate.Base() != from || a.Rate.Quote() != reporting:
		return nil, fmt.Errorf("%w: %v does not convert to %v at %v", currency.ErrMismatch, from, reporting, a.Rate)
	}
	return ratio(a.Rate), nil
}

// clone returns sums that can be added to.
func (f sums) clone() sums {
	c := f
	for _, r := range [...]**big.Rat{&c.revenue, &c.contribution, &c.spend, &c.fixed} {
		*r = new(big.Rat).Set(*r)
	}
	c.value = scaled(f.value, big.NewRat(1, 1))
	return c
}

// add adds the figures of another market.
func (f *sums) add(g sums) error {
	if len(f.value) != len(g.value) {
		return fmt.Errorf("%w: its curve counts %v, that of another market %v", ErrHorizon, Period(len(g.value)-1), Period(len(f.value)-1))
	}
	f.customers, f.orders, f.repeaters = f.customers+g.customers, f.orders+g.orders, f.repeaters+g.repeaters
	if f.basis != g.basis {
		f.basis = 0
	}
	for _, sum := range [...]struct{ to, add *big.Rat }{
		{f.revenue, g.revenue}, {f.contribution, g.contribution}, {f.spend, g.spend}, {f.fixed, g.fixed},
	} {
		sum.to.Add(sum.to, sum.add)
	}
	for i, v := range g.value {
		f.value[i].Add(f.value[i], v)
	}
	return nil
}

// kpi rounds the figures.
func (f sums) kpi(code currency.Code) (KPI, error) {
	horizon := len(f.value) - 1
	k := KPI{
		New: f.customers, Orders: f.orders, Repeat: Share{f.repeaters, f.customers},
		Basis: f.basis, Horizon: Period(horizon),
	}
	worth := f.value[horizon]
	npv := new(big.Rat).Sub(worth, f.spend)
	npv.Sub(npv, f.fixed)
	for _, figure := range [...]struct {
		to  *currency.Amount
		sum *big.Rat
		by  int
	}{
		{&k.AOV, f.revenue, f.orders}, {&k.Margin, f.contribution, f.orders},
		{&k.LTV, worth, f.customers}, {&k.CAC, f.spend, f.customers}, {&k.NPV, npv, 1},
	} {
		each := new(big.Rat).Quo(figure.sum, big.NewRat(int64(figure.by), 1))
		var err error
		if *figure.to, err = roundRat(each, code); err != nil {
			return KPI{}, err
		}
	}
	if f.spend.Sign() > 0 {
		k.Ratio = roundPlaces(new(big.Rat).Quo(worth, f.spend), 2)
	}
	for month, v := range f.value {
		if v.Cmp(f.spend) >= 0 {
			k.Payback = new(Period(month))
			break
		}
	}
	return k, nil
}
