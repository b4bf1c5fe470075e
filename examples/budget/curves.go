package main

import (
	"fmt"
	"html/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// Size of the charts that stand side by side.
const chartWidth, chartHeight vg.Length = 380, 265

// float is an amount as a chart shows it.
func float(a currency.Amount) float64 { return a.Decimal().InexactFloat64() }

// valueChart draws what a customer is worth by month, what was observed, and the
// cost to win one.
func (m *market) valueChart() (template.HTML, error) {
	p := newPlot(m.flag()+m.id, "months since the first order", "USD per customer")
	grid(p)
	forecast, err := line(curvePoints(m.value), blue, vg.Points(2))
	if err != nil {
		return "", err
	}
	p.Add(forecast)
	p.Legend.Add("forecast", forecast)
	if points := curvePoints(m.observed); len(points) > 0 {
		seen, err := dots(points, ink, vg.Points(2), draw.CircleGlyph{})
		if err != nil {
			return "", err
		}
		p.Add(seen)
		p.Legend.Add("observed", seen)
	}
	worth, horizon := float(m.value.LTV()), float64(m.value.Discount().Horizon)
	label := fmt.Sprintf("Value of a customer in %s: %s within %v.", m.id, m.value.LTV(), m.value.Discount().Horizon)
	p.Y.Min, p.Y.Max = min(0, p.Y.Min), worth*1.08
	if cac, ok := m.cac(); ok {
		cost, err := line(plotter.XYs{{X: 0, Y: cac}, {X: horizon, Y: cac}}, orange, vg.Points(1.6), 6, 3)
		if err != nil {
			return "", err
		}
		p.Add(cost)
		p.Legend.Add("CAC", cost)
		p.Y.Max = max(p.Y.Max, cac*1.1)
		label += fmt.Sprintf(" Winning one costs %.2f %v.", cac, books)
	}
	p.X.Min, p.X.Max = 0, horizon
	p.X.Tick.Marker = everyHalfYear{}
	p.Legend.YOffs, p.Legend.XOffs = 6, -6
	return inline(p, chartWidth, chartHeight, label)
}

// cac is what a customer won by spending has cost in the last twelve months.
func (m *market) cac() (float64, bool) {
	if m.year.Customers == 0 {
		return 0, false
	}
	return float(m.year.Spend) / float64(m.year.Customers), true
}

func curvePoints(c ltv.Curve) plotter.XYs {
	var points plotter.XYs
	for _, p := range c.Points() {
		points = append(points, plotter.XY{X: float64(p.Month), Y: float(p.Cumulative)})
	}
	return points
}

// responseChart draws what spending wins: the months of the history, the curve that
// comes nearest to them, and where the budget puts the market.
func (m *market) responseChart(g *ltv.Grant) (template.HTML, error) {
	p := newPlot(m.flag()+m.id, "spend in a month, USD", "customers won")
	grid(p)
	var history plotter.XYs
	most := 0.0
	for _, month := range m.months {
		history = append(history, plotter.XY{X: float(month.Spend), Y: float64(month.Customers)})
		most = max(most, float(month.Spend))
	}
	label := fmt.Sprintf("What spending wins in %s.", m.id)
	if len(history) > 0 {
		seen, err := dots(history, gray, vg.Points(2.4), draw.CircleGlyph{})
		if err != nil {
			return "", err
		}
		p.Add(seen)
		p.Legend.Add("a month", seen)
	}
	if g != nil {
		spend := float(g.Spend)
		most = max(most, spend)
		if err := m.addResponse(p, spend, most*1.08); err != nil {
			return "", err
		}
		label += fmt.Sprintf(" Best: %v for %s customers.", g.Spend, g.Customers.Round(0))
	}
	p.X.Min, p.X.Max = 0, most*1.08
	p.Y.Min = 0
	p.Y.Max *= 1.3 // room for the legend
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.YOffs, p.Legend.XOffs = -4, 6
	return inline(p, chartWidth, chartHeight, label)
}

// addResponse draws the response of a market up to a spend, and on it where the
// market stands and where it stands best.
func (m *market) addResponse(p *plot.Plot, best, most float64) error {
	const steps = 100
	on := func(spend float64) plotter.XY { return plotter.XY{X: spend, Y: m.response.Customers(spend)} }
	curve := make(plotter.XYs, steps+1)
	for i := range curve {
		curve[i] = on(most * float64(i) / steps)
	}
	response, err := line(curve, blue, vg.Points(2))
	if err != nil {
		return err
	}
	drop, err := line(plotter.XYs{{X: best}, on(best)}, green, vg.Points(1.4), 4, 3)
	if err != nil {
		return err
	}
	now, err := dots(plotter.XYs{on(float(m.monthly))}, orange, vg.Points(3.5), draw.BoxGlyph{})
	if err != nil {
		return err
	}
	point, err := dots(plotter.XYs{on(best)}, green, vg.Points(5), draw.CircleGlyph{})
	if err != nil {
		return err
	}
	p.Add(response, drop, now, point)
	p.Legend.Add("response", response)
	p.Legend.Add("now", now)
	p.Legend.Add("best", point)
	return nil
}

// holdoutChart draws the later orders of some markets week by week, expected and
// real, summed up since the day after which the models knew nothing.
func holdoutChart(name string, holdouts ...holdout) (template.HTML, error) {
	var expected, real plotter.XYs
	for _, h := range holdouts {
		if h.check == nil {
			continue
		}
		for i, week := range h.check.Weeks {
			if i == len(expected) {
				expected = append(expected, plotter.XY{X: float64(i + 1)})
				real = append(real, plotter.XY{X: float64(i + 1)})
			}
			expected[i].Y += week.Cumulative.InexactFloat64()
			real[i].Y += float64(week.Total)
		}
	}
	if len(expected) == 0 {
		return "", nil
	}
	p := newPlot(name, "weeks that the models did not know", "later orders so far")
	grid(p)
	forecast, err := line(expected, blue, vg.Points(2))
	if err != nil {
		return "", err
	}
	seen, err := dots(real, ink, vg.Points(2.2), draw.CircleGlyph{})
	if err != nil {
		return "", err
	}
	p.Add(forecast, seen)
	p.Legend.Add("expected", forecast)
	p.Legend.Add("happened", seen)
	p.Legend.YOffs, p.Legend.XOffs = 6, -6
	p.X.Min, p.Y.Min = 0, 0
	last := len(expected) - 1
	label := fmt.Sprintf("Later orders in %d weeks, %s: %.0f expected, %.0f happened.", last+1, name, expected[last].Y, real[last].Y)
	return inline(p, chartWidth, chartHeight, label)
}
