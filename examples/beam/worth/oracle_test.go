package worth

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// answer is what a run has to give: the lines of all scores, sorted, and those of
// the figures.
type answer struct{ scores, figures []string }

// inProcess values the customers of some lines as a shop does that has all of them
// in memory: by the library, without a tally, a scorer or a part of anything.
func inProcess(t *testing.T, lines []string, terms Terms) (a answer) {
	t.Helper()
	cohorts, err := ltv.Intake{Apart: true}.Summarize(slices.Values(known(t, lines, terms)), terms.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cohorts {
		m := marketOf(t, c, terms)
		line, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		a.figures = append(a.figures, string(line))
		a.scores = append(a.scores, scoresOf(t, c, m, terms)...)
	}
	slices.Sort(a.scores)
	return a
}

// known are the orders of the lines: each once, and none of which there are two
// versions.
func known(t *testing.T, lines []string, terms Terms) []ltv.Order {
	t.Helper()
	form, err := ltv.Layout{}.Lines(head, terms.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]map[string]ltv.Order{}
	for _, line := range lines {
		o, err := form.Order(line)
		if err != nil {
			continue
		}
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		if versions[o.ID] == nil {
			versions[o.ID] = map[string]ltv.Order{}
		}
		versions[o.ID][string(text)] = o
	}
	var orders []ltv.Order
	for _, all := range versions {
		if len(all) == 1 {
			orders = slices.AppendSeq(orders, maps.Values(all))
		}
	}
	return orders
}

// unfit says that an error is about the customers and not about the code.
func unfit(t *testing.T, m *Market, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	if !errors.Is(err, ltv.ErrSparse) && !errors.Is(err, ltv.ErrFlat) {
		t.Fatal(err)
	}
	m.Wanting = append(m.Wanting, err.Error())
	return true
}

// marketOf is the figures of a cohort.
func marketOf(t *testing.T, c ltv.Cohort, terms Terms) Market {
	t.Helper()
	groups, err := ltv.Groups(slices.Values(c.Summaries()))
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.First()
	if err != nil {
		t.Fatal(err)
	}
	m := Market{
		Market: c.Market(), Currency: c.Currency(), AsOf: c.AsOf(), Customers: c.Size(), Orders: c.Orders(),
		Repeat: c.RepeatRate(), Histories: len(groups), First: first.Contribution,
	}
	bg, bgFit, bgErr := ltv.FitBGNBD(groups, ltv.FitOptions{Unit: ltv.Week})
	mbg, mbgFit, mbgErr := ltv.FitMBGNBD(groups, ltv.FitOptions{Unit: ltv.Week})
	var model purchases = bg
	m.Fit = &bgFit
	if bgErr != nil && mbgErr == nil || mbgErr == nil && mbgFit.LogLikelihood > bgFit.LogLikelihood {
		model, m.Fit = mbg, &mbgFit
	}
	if bgErr != nil && mbgErr != nil {
		m.Fit = nil
		unfit(t, &m, bgErr)
		return m
	}
	if m.Model, err = json.Marshal(model); err != nil {
		t.Fatal(err)
	}
	later, err := c.Repeat()
	if err != nil {
		t.Fatal(err)
	}
	m.Later = &later
	spends, err := c.Spends()
	if err != nil {
		t.Fatal(err)
	}
	values, _, err := ltv.FitGammaGamma(spends, ltv.FitOptions{})
	if !unfit(t, &m, err) {
		m.Values = &values
	}
	margin, err := c.Margin()
	if unfit(t, &m, err) {
		return m
	}
	margin.Repeat, _ = laterOf(t, m, ltv.Spend{})
	curve, err := ltv.Value(model, margin, terms.Discount)
	if err != nil {
		t.Fatal(err)
	}
	account := ltv.Account{Cohort: c, Curve: curve}
	if cac, ok := terms.CAC[c.Market()]; ok {
		if account.Spend, err = currency.MustAmount(cac, c.Currency()).MulInt(int64(c.Size())); err != nil {
			t.Fatal(err)
		}
	}
	report, err := ltv.Figures(c.Currency(), []ltv.Account{account})
	if err != nil {
		t.Fatal(err)
	}
	limit, err := curve.MaxCAC(terms.Ratio, terms.Discount.Horizon)
	if err != nil {
		t.Fatal(err)
	}
	m.KPI, m.MaxCAC = &report.Markets[0], &limit
	return m
}

// laterOf is what a later order of who spent that contributes, and its revenue.
func laterOf(t *testing.T, m Market, s ltv.Spend) (ltv.Average, string) {
	t.Helper()
	if m.Values == nil {
		return m.Later.Contribution, ""
	}
	mean, err := m.Values.Mean(s)
	if errors.Is(err, ltv.ErrEndless) {
		return m.Later.Contribution, ""
	}
	if err != nil {
		t.Fatal(err)
	}
	exact, err := currency.FromDecimal(decimal.NewFromFloat(mean), m.Currency)
	if err != nil {
		t.Fatal(err)
	}
	revenue, err := exact.Round(currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	each, err := m.Later.ContributionOf(revenue, currency.Rounding{})
	if err != nil {
		t.Fatal(err)
	}
	return ltv.Each(each), revenue.Text()
}

// scoresOf are the lines of the customers of a cohort.
func scoresOf(t *testing.T, c ltv.Cohort, m Market, terms Terms) []string {
	t.Helper()
	model, err := m.purchases()
	if err != nil {
		t.Fatal(err)
	}
	spends, err := c.Spends()
	if err != nil {
		t.Fatal(err)
	}
	histories := c.Summaries()
	var lines []string
	for i, customer := range c.Customers() {
		orders := 0
		for _, p := range customer.Purchases() {
			orders += p.Orders
		}
		h, expected := histories[i], ",,,"
		if model != nil {
			repeat, revenue := laterOf(t, m, spends[i])
			curve, err := ltv.Residual(model, h, ltv.Margin{Repeat: repeat}, terms.Discount)
			if err != nil {
				t.Fatal(err)
			}
			days := 365.25 / 12 * float64(terms.Discount.Horizon)
			expected = fmt.Sprintf("%.6f,%.6f,%s,%s", model.Alive(h), model.Expected(h, days), revenue, curve.LTV().Text())
		}
		lines = append(lines, fmt.Sprintf("%s,%v,%s,%d,%d,%d,%d,%s", c.Market(), c.Currency(), customer.ID(), orders, h.Repeat, h.Last, h.Age, expected))
	}
	return lines
}
