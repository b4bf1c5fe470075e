package office

import (
	"bytes"
	"fmt"
	"html/template"
	"image/color"
	"regexp"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Colours that can be told apart by the colour-blind, too (Okabe and Ito, 2008), on
// light and on dark ground. Ink becomes the colour of the text around the chart.
var (
	ink    = color.RGBA{0x00, 0x00, 0x01, 0xff}
	faint  = color.RGBA{0x00, 0x00, 0x02, 0xff} // and this a breath of it
	blue   = color.RGBA{0x2a, 0x86, 0xc0, 0xff}
	orange = color.RGBA{0xe0, 0x6c, 0x00, 0xff}
)

// newPlot is an empty chart with axes. What it shows is said by the page around it.
func newPlot(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil // that of the page
	p.X.Label.Text, p.Y.Label.Text = x, y
	p.X.Padding, p.Y.Padding = 0, 0
	for _, s := range []struct {
		style *text.Style
		size  font.Length
	}{
		{&p.X.Label.TextStyle, 11}, {&p.Y.Label.TextStyle, 11},
		{&p.X.Tick.Label, 10.5}, {&p.Y.Tick.Label, 10.5}, {&p.Legend.TextStyle, 10.5},
	} {
		s.style.Font.Variant, s.style.Font.Size, s.style.Color = "Sans", s.size, ink
	}
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Color, a.Tick.LineStyle.Color = ink, ink
		a.LineStyle.Width, a.Tick.LineStyle.Width = 0.4, 0.4
		a.Tick.Marker = roundTicks{}
	}
	p.Legend.Padding = 3
	p.Legend.ThumbnailWidth = 18
	return p
}

// grid adds lines behind the curves.
func grid(p *plot.Plot) {
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = faint, faint
	p.Add(g)
}

// line is a line through points, with dashes if there are any.
func line(points plotter.XYs, c color.Color, width vg.Length, dashes ...vg.Length) (*plotter.Line, error) {
	l, err := plotter.NewLine(points)
	if err != nil {
		return nil, err
	}
	l.Color, l.Width, l.Dashes = c, width, dashes
	return l, nil
}

// dots are points, each a filled circle.
func dots(points plotter.XYs, c color.Color, radius vg.Length) (*plotter.Scatter, error) {
	s, err := plotter.NewScatter(points)
	if err != nil {
		return nil, err
	}
	s.GlyphStyle = draw.GlyphStyle{Color: c, Radius: radius, Shape: draw.CircleGlyph{}}
	return s, nil
}

// chart is a picture for a page, and what it shows in words.
type chart struct {
	Title, Words string
	SVG          template.HTML
}

// inline draws a plot as SVG inside a page. Its styles become attributes of the same
// names, because the page's policy allows none: so the picture needs no exception,
// and takes the colour of the text around it. Who cannot see it hears title and
// words; id tells charts of a page apart.
func inline(p *plot.Plot, width, height vg.Length, id, title, words string) (chart, error) {
	canvas := vgsvg.New(width, height)
	p.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return chart{}, fmt.Errorf("office: chart %q: %w", title, err)
	}
	// Before the element stands what only a file of its own needs.
	_, picture, ok := strings.Cut(b.String(), "<svg ")
	if !ok {
		return chart{}, fmt.Errorf("office: chart %q: there is no picture in what was drawn", title)
	}
	box := viewBox.FindString(picture)
	_, content, _ := strings.Cut(picture, ">")
	content = styles.ReplaceAllStringFunc(content, attributes)
	head := fmt.Sprintf(`<svg %[1]s role="img" aria-labelledby="%[2]s-t %[2]s-d"><title id="%[2]s-t">%[3]s</title><desc id="%[2]s-d">%[4]s</desc>`,
		box, template.HTMLEscapeString(id), template.HTMLEscapeString(title), template.HTMLEscapeString(words))
	return chart{title, words, template.HTML(head + content)}, nil
}

var (
	viewBox = regexp.MustCompile(`viewBox="[-0-9. e]*"`)
	styles  = regexp.MustCompile(`style="[^"<>]*"`)
)

// attributes writes a style attribute as attributes of their own.
func attributes(style string) string {
	var b strings.Builder
	for rule := range strings.SplitSeq(style[len(`style="`):len(style)-1], ";") {
		name, value, ok := strings.Cut(rule, ":")
		if !ok {
			continue
		}
		switch {
		case value == "#000001":
			value = "currentColor"
		case value == "#000002":
			value = `currentColor" ` + name + `-opacity="0.15`
		case name == "font-family":
			value += ", Arial, Helvetica, sans-serif" // of the same widths
		}
		fmt.Fprintf(&b, `%s="%s" `, strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return strings.TrimSuffix(b.String(), " ")
}
