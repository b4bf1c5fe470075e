package office

import (
	"fmt"
	"net/http"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/ltv"
)

type customersPage struct {
	frame
	Example bool // the figures are of the made-up history
	AsOf    currency.Date
	Table   table
	Total   string
	Ratio   chart
	Charts  []marketChart
}

// marketChart is the value curve of a market, as a picture and as figures.
type marketChart struct {
	chart
	Name  string
	Table table
}

// customers shows what a customer is worth in each market and what winning one
// costs: of the example, or of the orders of this shop. The two are never mixed.
func (o *Office) customers(w http.ResponseWriter, r *http.Request) error {
	p := customersPage{frame: o.frame("/office/customers"), Example: r.FormValue("of") != "shop"}
	history, err := shop.Example()
	if !p.Example {
		history, err = o.shop.History(r.Context())
	}
	if err != nil {
		return err
	}
	values, err := o.shop.Values(history)
	if err != nil {
		return err
	}
	p.AsOf = values.AsOf
	p.Table = o.valuesTable(p.frame, &values)
	if values.Total != nil {
		p.Total = totalText(p.frame, values.Total)
	}
	if p.Ratio, err = barChart(values.Markets, o.name); err != nil {
		return err
	}
	for i := range values.Markets {
		v := &values.Markets[i]
		if !v.Known() {
			continue
		}
		c := marketChart{Name: o.name(v.Market), Table: p.curveTable(v)}
		if c.chart, err = valueChart(v, c.Name); err != nil {
			return err
		}
		p.Charts = append(p.Charts, c)
	}
	return o.render(w, http.StatusOK, "customers", p)
}

func (o *Office) valuesTable(f frame, values *shop.Values) table {
	t := table{Caption: "What a customer is worth and costs, in " + values.Books.String(), Head: columns(
		"Market", "Customers#", "Orders#", "Came back within a year#", "A purchase leaves#", "LTV 12 months#", "LTV 24 months#", "CAC at most#", "CAC now#", "LTV to CAC#", "Paid back", "Verdict")}
	for i := range values.Markets {
		t.Rows = append(t.Rows, f.valueRow(&values.Markets[i], o.name(values.Markets[i].Market)))
	}
	return t
}

func (f frame) valueRow(v *shop.MarketValue, name string) []cell {
	row := []cell{{Text: name, Head: true}, words(fmt.Sprint(v.Customers)), words(fmt.Sprint(v.Orders)), words(percent(v.Repeat)), words(f.Money(v.Contribution))}
	if !v.Known() {
		return append(row, cell{Text: "Not known yet", Note: v.Why.Error(), Span: 7})
	}
	ratio, payback := "–", "not within a year"
	if v.CAC.Sign() > 0 {
		ratio = v.Ratio.StringFixed(1)
	}
	switch {
	case v.CAC.Sign() == 0:
		payback = "–"
	case v.Payback != nil && *v.Payback == 0:
		payback = "by the first order"
	case v.Payback != nil:
		payback = "in " + v.Payback.String()
	}
	verdict := cell{Text: string(v.Verdict), Kind: map[shop.Verdict]string{shop.VerdictSpend: "good", shop.VerdictHold: "warn", shop.VerdictLoss: "bad"}[v.Verdict]}
	return append(row, words(f.MoneyOrDash(v.LTV12)), words(f.MoneyOrDash(v.LTV24)), words(f.Money(v.MaxCAC)), f.amount(v.CAC), words(ratio), words(payback), verdict)
}

func totalText(f frame, k *ltv.KPI) string {
	return fmt.Sprintf("In the last twelve months %s were won for %s each; one is worth %s within %v, which leaves %s after what winning them cost.",
		counted(k.New, "customer", "customers"), f.Money(k.CAC), f.Money(k.LTV), k.Horizon, f.Money(k.NPV))
}

// curveTable has the figures of a value chart by half years.
func (f frame) curveTable(v *shop.MarketValue) table {
	t := table{Caption: fmt.Sprintf("Contribution of a customer so far, in %v", v.LTV12.Currency()), Head: columns("Month", "Observed#", "Expected#", "Customers observed#")}
	for month := ltv.Period(0); month <= 36; month += 6 {
		row := []cell{{Text: fmt.Sprint(int(month)), Head: true}, words("–"), words("–"), words("–")}
		if a, err := v.Observed.At(month); err == nil {
			row[1] = words(f.Money(a))
			row[3] = words(fmt.Sprint(v.Observed.Points()[month].Customers))
		}
		if a, err := v.Forecast.At(month); err == nil {
			row[2] = words(f.Money(a))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
