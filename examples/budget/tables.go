package main

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// table is what is shown in rows and columns, on a terminal and on the page.
type table struct {
	Head []string
	Rows [][]string
	Foot []string // empty: there is none
}

// money is an amount without its currency, in groups of three digits.
func money(a currency.Amount) string { return grouped(a.Text()) }

// units is an amount rounded to whole units, without its currency.
func units(a currency.Amount) string { return grouped(a.Decimal().StringFixed(0)) }

// percent is a share in percent with a digit behind the point.
func percent(s ltv.Share) string {
	p, err := s.Percent()
	if err != nil {
		return "none"
	}
	return p.StringFixed(1) + " %"
}

// signed is a percentage with its sign.
func signed(d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + d.StringFixed(1) + " %"
	}
	return d.StringFixed(1) + " %"
}

// figuresTable has the figures of the markets over the last twelve months.
func (r *report) figuresTable() table {
	t := table{Head: []string{
		"market", "new", "came back", "order", "margin", "LTV", "CAC", "LTV:CAC", "payback", "next CAC", "max CAC", "NPV",
	}}
	for i, k := range r.figures.Markets {
		m := r.markets[i]
		t.Rows = append(t.Rows, append(figures(m.flag()+k.Market, k), money(k.MarginalCAC), money(m.maxCAC), units(k.NPV)))
	}
	t.Foot = append(figures("all", r.figures.Total), "", "", units(r.figures.Total.NPV))
	return t
}

// figures are the cells that a market and the total have.
func figures(name string, k ltv.KPI) []string {
	payback := fmt.Sprintf("> %d m", int(k.Horizon))
	switch {
	case k.Payback != nil && *k.Payback == 0:
		payback = "at once"
	case k.Payback != nil:
		payback = fmt.Sprintf("%d m", int(*k.Payback))
	}
	return []string{
		name, grouped(fmt.Sprint(k.New)), percent(k.Repeat), money(k.AOV), money(k.Margin),
		money(k.LTV), money(k.CAC), k.Ratio.StringFixed(1), payback,
	}
}

// flag marks a market whose figures do not rest on its own customers alone.
func (m *market) flag() string {
	if m.fit.Pooled {
		return "~ "
	}
	return ""
}

// planTable has what each market gets of the budget.
func (r *report) planTable() table {
	t := table{Head: []string{"market", "now", "best", "customers", "CAC", "next CAC", "value", "last dollar brings", ""}}
	customers := decimal.Zero
	for _, m := range r.markets {
		g := r.grant(m.id)
		if g == nil {
			t.Rows = append(t.Rows, []string{m.flag() + m.id, money(m.monthly), "", "", "", "", "", "", "not known what spending does"})
			continue
		}
		customers = customers.Add(g.Customers)
		t.Rows = append(t.Rows, []string{
			m.flag() + m.id, money(m.monthly), money(g.Spend), g.Customers.StringFixed(1), money(g.CAC), money(g.MarginalCAC),
			money(g.Value), g.Return.StringFixed(2), bound(g),
		})
	}
	t.Foot = []string{"all", money(r.monthly), money(r.plan.Spent), customers.StringFixed(1), "", "", money(r.plan.Value), "", ""}
	return t
}

// bound says which bound a spend has come to.
func bound(g *ltv.Grant) string {
	switch {
	case g.AtMax:
		return "at its most"
	case g.AtMin:
		return "at its least"
	}
	return ""
}

// placesTable has what each placement makes of a market.
func (r *report) placesTable() table {
	t := table{Head: []string{"placement", "first order", "later order", "LTV", "conversion", "worth", "change", "breaks even at"}}
	for _, c := range r.places.rows {
		even := "never"
		if c.BreakEven != nil {
			even = signed(*c.BreakEven)
		}
		t.Rows = append(t.Rows, []string{
			words(c.Name), money(c.First), money(c.Repeat), money(c.LTV), signed(c.Conversion), money(c.Worth), money(c.Change), even,
		})
	}
	for _, refused := range r.places.refused {
		t.Rows = append(t.Rows, []string{words(refused.name), "", "", "", "", "", "", "not allowed"})
	}
	return t
}

func words(placement string) string { return strings.ReplaceAll(placement, "_", " ") }

// holdoutTable has what models expected of days that they did not know.
func (r *report) holdoutTable() table {
	t := table{Head: []string{"market", "customers then", "expected", "happened", "error"}}
	for _, h := range r.holdouts {
		if h.check == nil {
			t.Rows = append(t.Rows, []string{h.market, "0", "", "", "too young"})
			continue
		}
		off := "none"
		if h.check.Error != nil {
			off = signed(*h.check.Error)
		}
		t.Rows = append(t.Rows, []string{
			h.market, grouped(fmt.Sprint(h.check.Customers)), h.check.Expected.StringFixed(0), fmt.Sprint(h.check.Actual), off,
		})
	}
	return t
}

// modelsTable has the model of each market.
func (r *report) modelsTable() table {
	t := table{Head: []string{"market", "customers", "orders", "model", "later orders in a year", "a later order by", "spending", "stock"}}
	for _, m := range r.markets {
		name := m.family.name
		if m.fit.Pooled {
			name += " drawn toward all markets"
		}
		spend := "its mean"
		if m.spends {
			spend = "gamma-gamma"
		}
		response := "not known"
		if m.unknown == nil {
			response = fmt.Sprintf("%v, explains %.0f %%", m.response.Shape, 100*m.explains.R2)
		}
		t.Rows = append(t.Rows, []string{
			m.flag() + m.id, grouped(fmt.Sprint(m.cohort.Size())), grouped(fmt.Sprint(m.cohort.Orders())), name,
			fmt.Sprintf("%.2f", m.model.New(365)), spend, response, units(m.stock),
		})
	}
	return t
}
