package worth

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// Market is what a market came to: a line of the figures, and what its customers
// are scored by. A market of two currencies is two.
type Market struct {
	Market    string        `json:"market"`
	Currency  currency.Code `json:"currency"`
	AsOf      currency.Date `json:"as_of"`
	Customers int           `json:"customers"`
	Orders    int           `json:"orders"`
	Repeat    ltv.Share     `json:"repeat"` // who came back
	Histories int           `json:"histories"`

	Model  json.RawMessage  `json:"model"`  // of purchases; null if none can be fitted
	Fit    *ltv.Fit         `json:"fit"`    // of the model
	Values *ltv.GammaGamma  `json:"values"` // of the value of an order; null if none can be fitted
	First  ltv.Average      `json:"first"`  // contribution of first purchases
	Later  *ltv.Economics   `json:"later"`  // of those after the first; null if nobody came back
	KPI    *ltv.KPI         `json:"kpi"`    // null without a model
	MaxCAC *currency.Amount `json:"max_cac"`

	// Wanting is why there is no model, no values or no KPI.
	Wanting []string `json:"wanting,omitempty"`
}

// newMarket fits the models of a market and computes its figures. Of a market whose
// customers are too few or too much alike it says so; an error is one that should
// not be.
func newMarket(t ltv.Tally, terms Terms) (Market, error) {
	m := Market{
		Market: t.Market, Currency: t.Currency, AsOf: t.AsOf,
		Customers: t.Customers(), Orders: t.Orders, Repeat: t.RepeatRate(), Histories: len(t.Groups),
		First: t.First.Contribution,
	}
	model, fit, err := fitPurchases(t.Groups)
	if err := m.lacks(err); err != nil || model == nil {
		return m, err
	}
	if m.Model, err = json.Marshal(model); err != nil {
		return m, err
	}
	m.Fit, m.Later = &fit, &t.Repeat
	values, _, err := ltv.FitGammaGamma(t.Spends, ltv.FitOptions{})
	if err == nil {
		m.Values = &values
	} else if err := m.lacks(err); err != nil {
		return m, err
	}
	return m, m.lacks(m.figures(t, model, terms))
}

// lacks notes an error that says something of the customers, and returns any other.
func (m *Market) lacks(err error) error {
	for _, class := range []error{ltv.ErrSparse, ltv.ErrFlat, ltv.ErrEndless, currency.ErrRange} {
		if errors.Is(err, class) {
			m.Wanting = append(m.Wanting, err.Error())
			return nil
		}
	}
	return err
}

// purchases is a model of orders that travels as JSON.
type purchases interface {
	ltv.Model
	json.Marshaler
}

// fitPurchases returns that of the models of the BG/NBD family which makes the
// histories more likely: both have four parameters. The error is that of the first
// where neither can be fitted.
func fitPurchases(groups []ltv.Group) (purchases, ltv.Fit, error) {
	o := ltv.FitOptions{Unit: ltv.Week}
	bg, bgFit, bgErr := ltv.FitBGNBD(groups, o)
	mbg, mbgFit, mbgErr := ltv.FitMBGNBD(groups, o)
	switch {
	case bgErr != nil && mbgErr != nil:
		return nil, ltv.Fit{}, bgErr
	case bgErr != nil || mbgErr == nil && mbgFit.LogLikelihood > bgFit.LogLikelihood:
		return mbg, mbgFit, nil
	}
	return bg, bgFit, nil
}

// purchases returns the model of purchases, nil if there is none.
func (m *Market) purchases() (ltv.Model, error) {
	if len(m.Model) == 0 || string(m.Model) == "null" {
		return nil, nil
	}
	var bg ltv.BGNBD
	if json.Unmarshal(m.Model, &bg) == nil {
		return bg, nil
	}
	var mbg ltv.MBGNBD
	if err := json.Unmarshal(m.Model, &mbg); err != nil {
		return nil, fmt.Errorf("market %q: %w", m.Market, err)
	}
	return mbg, nil
}

// figures computes the key figures.
func (m *Market) figures(t ltv.Tally, model ltv.Model, terms Terms) error {
	margin, err := t.Margin()
	if err != nil {
		return err
	}
	later, _, err := m.later(ltv.Spend{})
	if err != nil {
		return err
	}
	margin.Repeat = later
	curve, err := ltv.Value(model, margin, terms.Discount)
	if err != nil {
		return err
	}
	a := ltv.Account{Tally: t, Curve: curve}
	if a.Spend, err = terms.spend(m.Market, m.Customers, m.Currency); err != nil {
		return err
	}
	report, err := ltv.Figures(m.Currency, []ltv.Account{a})
	if err != nil {
		return err
	}
	limit, err := curve.MaxCAC(terms.Ratio, terms.Discount.Horizon)
	if err != nil {
		return err
	}
	m.KPI, m.MaxCAC = &report.Markets[0], &limit
	return nil
}

// later returns what a later order of a customer who spent that is expected to
// contribute, and how much revenue it has: the share of the expected value that
// later orders of the market did. Without a model of values it is what those
// contributed on average, and no revenue is stated.
func (m *Market) later(s ltv.Spend) (contribution ltv.Average, revenue currency.Amount, err error) {
	if m.Values == nil || m.Later.Revenue.Total.Sign() <= 0 {
		return m.Later.Contribution, currency.Amount{}, nil
	}
	mean, err := m.Values.Mean(s)
	if errors.Is(err, ltv.ErrEndless) {
		return m.Later.Contribution, currency.Amount{}, nil
	}
	if err != nil {
		return ltv.Average{}, currency.Amount{}, err
	}
	if revenue, err = currency.FromDecimal(decimal.NewFromFloat(mean), m.Currency); err != nil {
		return ltv.Average{}, currency.Amount{}, err
	}
	if revenue, err = revenue.Round(currency.Rounding{}); err != nil {
		return ltv.Average{}, currency.Amount{}, err
	}
	each, err := m.Later.ContributionOf(revenue, currency.Rounding{})
	return ltv.Each(each), revenue, err
}
