package office

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/ltv"
)

// Size of the charts that stand side by side.
const chartWidth, chartHeight vg.Length = 380, 250

// float is an amount as a chart shows it; no figure of a page is made of it.
func float(a currency.Amount) float64 { return a.Decimal().InexactFloat64() }

// valueChart draws what a customer of a market is worth by month, what was observed,
// what a model expects, and what winning one costs.
func valueChart(v *shop.MarketValue, name string) (chart, error) {
	p := newPlot("months since the first order", fmt.Sprintf("%v per customer", v.LTV12.Currency()))
	grid(p)
	if points := curvePoints(v.Forecast); len(points) > 0 {
		l, err := line(points, blue, vg.Points(2))
		if err != nil {
			return chart{}, err
		}
		p.Add(l)
		p.Legend.Add("expected", l)
	}
	seen, err := dots(curvePoints(v.Observed), ink, vg.Points(1.8))
	if err != nil {
		return chart{}, err
	}
	p.Add(seen)
	p.Legend.Add("observed", seen)
	p.X.Max = max(p.X.Max, 12)
	p.Y.Min, p.Y.Max = min(0, p.Y.Min), p.Y.Max*1.08
	if v.CAC.Sign() > 0 {
		cac := float(v.CAC)
		l, err := line(plotter.XYs{{X: 0, Y: cac}, {X: p.X.Max, Y: cac}}, orange, vg.Points(1.8), 6, 3)
		if err != nil {
			return chart{}, err
		}
		p.Add(l)
		p.Legend.Add("CAC", l)
		p.Y.Max = max(p.Y.Max, cac*1.1)
	}
	p.X.Min = 0
	p.X.Tick.Marker = halfYears{}
	if p.Legend.YOffs, p.Legend.XOffs = 6, -6; float(v.CAC) < p.Y.Max/2 { // the legend stands where no line is
		p.Legend.Top, p.Legend.Left = true, true
		p.Legend.YOffs, p.Legend.XOffs = -2, 6
	}
	return inline(p, chartWidth, chartHeight, "value-"+v.Market, name+": value of a customer", valueWords(v))
}

// valueWords say what a value chart shows.
func valueWords(v *shop.MarketValue) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A customer has brought %v within %v", v.Observed.LTV(), v.Observed.Discount().Horizon)
	if v.Forecast.Basis() == ltv.Forecast {
		fmt.Fprintf(&b, " and is expected to bring %v within %v", v.Forecast.LTV(), v.Forecast.Discount().Horizon)
	}
	b.WriteString(".")
	if v.CAC.Sign() > 0 {
		fmt.Fprintf(&b, " Winning one costs %v", v.CAC)
		switch {
		case v.Payback == nil:
			b.WriteString(", which does not come back within a year.")
		case *v.Payback == 0:
			b.WriteString(", which the first order pays back.")
		default:
			fmt.Fprintf(&b, ", which comes back within %v.", *v.Payback)
		}
	}
	return b.String()
}

func curvePoints(c ltv.Curve) plotter.XYs {
	var points plotter.XYs
	for _, p := range c.Points() {
		points = append(points, plotter.XY{X: float64(p.Month), Y: float(p.Cumulative)})
	}
	return points
}

// barChart draws the value of a customer in a year beside the cost to win one, a
// pair of bars for each market.
func barChart(markets []shop.MarketValue, name func(id string) string) (chart, error) {
	var worth, cost plotter.Values
	var ticks plot.ConstantTicks
	var words strings.Builder
	for i := range markets {
		v := &markets[i]
		if !v.Known() {
			continue
		}
		ticks = append(ticks, plot.Tick{Value: float64(len(worth)), Label: strings.ToUpper(v.Market)})
		worth, cost = append(worth, float(v.LTV12)), append(cost, float(v.CAC))
		fmt.Fprintf(&words, "%s: worth %v, costs %v. ", name(v.Market), v.LTV12, v.CAC)
	}
	if len(worth) == 0 {
		return chart{}, nil
	}
	p := newPlot("", fmt.Sprintf("%v", markets[0].LTV12.Currency()))
	grid(p)
	const wide vg.Length = 17
	for _, b := range []struct {
		name   string
		values plotter.Values
		offset vg.Length
	}{{"LTV, 12 months", worth, -wide / 2}, {"CAC", cost, wide / 2}} {
		bars, err := plotter.NewBarChart(b.values, wide)
		if err != nil {
			return chart{}, err
		}
		bars.Offset, bars.LineStyle.Width, bars.Color = b.offset, 0, blue
		if b.offset > 0 {
			bars.Color = orange
		}
		p.Add(bars)
		p.Legend.Add(b.name, bars)
	}
	p.X.Tick.Marker, p.X.Tick.Length = ticks, 0
	p.X.Min, p.X.Max = -0.6, float64(len(worth))-0.4
	p.Y.Min, p.Y.Max = min(0, p.Y.Min), p.Y.Max*1.2
	p.Legend.Top, p.Legend.YOffs, p.Legend.XOffs = true, -4, -6
	return inline(p, 780, 260, "ratio", "What a customer is worth and costs", strings.TrimSpace(words.String()))
}
