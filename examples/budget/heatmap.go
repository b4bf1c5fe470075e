package main

import (
	"fmt"
	"html/template"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/landedhq/landed/ltv"
)

// shownAges is how many months since the first order a cohort table shows.
const shownAges = 12

// cells is a cohort table as a grid: a row for each month in which customers were
// won, the oldest on top, and a column for each month since.
type cells struct {
	rows []ltv.Vintage
	of   func(ltv.Age) float64
}

func (c cells) Dims() (columns, rows int) { return shownAges, len(c.rows) }
func (c cells) X(column int) float64      { return float64(column + 1) }
func (c cells) Y(row int) float64         { return float64(row) }

// Z is a number, or none where the month is not over for all customers.
func (c cells) Z(column, row int) float64 {
	ages := c.rows[len(c.rows)-1-row].Ages
	if column+1 >= len(ages) {
		return math.NaN()
	}
	return c.of(ages[column+1])
}

// retentionChart draws the share of customers who bought in each month after the
// one in which they were won.
func (m *market) retentionChart() (template.HTML, error) {
	return m.heatMap("customers who buy, in percent", "%.0f", func(a ltv.Age) float64 {
		return 100 * float64(a.Buyers.Count) / float64(a.Buyers.Total)
	})
}

// earningsChart draws what a customer has contributed up to each month.
func (m *market) earningsChart() (template.HTML, error) {
	what := fmt.Sprintf("contribution of a customer so far, %v, not discounted", m.cohort.Currency())
	return m.heatMap(what, "%.0f", func(a ltv.Age) float64 { return float(a.Cumulative) })
}

// heatMap draws a cohort table, with its numbers.
func (m *market) heatMap(what, format string, of func(ltv.Age) float64) (template.HTML, error) {
	c := cells{m.vintages, of}
	p := newPlot(m.id+": "+what, "months since the first order", "won in (customers)")
	low, high, numbers, err := c.labels(format)
	if err != nil {
		return "", err
	}
	if len(numbers.Labels) == 0 {
		return "", nil // nobody has been a customer for a month
	}
	heat := plotter.NewHeatMap(c, shades())
	heat.Min, heat.Max = low, max(high, low+1)
	p.Add(heat, numbers)
	p.X.Min, p.X.Max = 0.5, shownAges+0.5
	p.Y.Min, p.Y.Max = -0.5, float64(len(c.rows))-0.5
	p.X.Tick.Marker, p.Y.Tick.Marker = c.columns(), c.months()
	p.X.Tick.Length, p.Y.Tick.Length = 0, 0
	p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
	height := vg.Length(75 + 15*len(c.rows))
	return inline(p, 520, height, fmt.Sprintf("Cohort table of %s: %s.", m.id, what))
}

// labels are the numbers of the cells, dark on light and light on dark.
func (c cells) labels(format string) (low, high float64, l *plotter.Labels, err error) {
	low, high = math.Inf(1), math.Inf(-1)
	var at plotter.XYLabels
	columns, rows := c.Dims()
	for row := range rows {
		for column := range columns {
			z := c.Z(column, row)
			if math.IsNaN(z) {
				continue
			}
			low, high = min(low, z), max(high, z)
			at.XYs = append(at.XYs, plotter.XY{X: c.X(column), Y: c.Y(row)})
			at.Labels = append(at.Labels, fmt.Sprintf(format, z))
		}
	}
	if l, err = plotter.NewLabels(at); err != nil {
		return 0, 0, nil, err
	}
	i := 0
	for row := range rows {
		for column := range columns {
			if z := c.Z(column, row); !math.IsNaN(z) {
				dark := z > low+0.5*(high-low)
				l.TextStyle[i] = cellText(dark)
				i++
			}
		}
	}
	return low, high, l, nil
}

func cellText(onDark bool) text.Style {
	s := newPlot("", "", "").X.Tick.Label
	s.Font.Size = 9.5
	s.XAlign, s.YAlign = text.XCenter, text.YCenter
	if onDark {
		s.Color = color.White
	}
	return s
}

func (c cells) columns() plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for k := range shownAges {
		ticks = append(ticks, plot.Tick{Value: float64(k + 1), Label: fmt.Sprint(k + 1)})
	}
	return ticks
}

func (c cells) months() plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i, v := range c.rows {
		name := fmt.Sprintf("%s (%d)", v.Month.Time().Format("Jan 2006"), v.Customers)
		ticks = append(ticks, plot.Tick{Value: float64(len(c.rows) - 1 - i), Label: name})
	}
	return ticks
}

// shades go from white to dark blue.
func shades() palette.Palette {
	m, err := moreland.NewLuminance([]color.Color{color.RGBA{0x0b, 0x3c, 0x6f, 0xff}, color.RGBA{0x4a, 0x90, 0xc4, 0xff}, color.RGBA{0xf3, 0xf7, 0xfb, 0xff}})
	if err != nil {
		panic(err) // the colours above are in order of their luminance
	}
	m.SetMin(0)
	m.SetMax(1)
	return palette.Reverse(m).Palette(64)
}
