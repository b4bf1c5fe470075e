package main

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

// Colours that can be told apart by the colour-blind, too (Okabe and Ito, 2008).
var (
	ink    = color.RGBA{0x22, 0x2b, 0x38, 0xff}
	faint  = color.RGBA{0xdd, 0xe1, 0xe7, 0xff}
	blue   = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	orange = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	green  = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	gray   = color.RGBA{0x6b, 0x74, 0x80, 0xff}
)

// newPlot is an empty chart with axes.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = 6
	p.X.Padding, p.Y.Padding = 0, 0
	for _, s := range []struct {
		style *text.Style
		size  font.Length
	}{
		{&p.Title.TextStyle, 13}, {&p.X.Label.TextStyle, 11}, {&p.Y.Label.TextStyle, 11},
		{&p.X.Tick.Label, 10.5}, {&p.Y.Tick.Label, 10.5}, {&p.Legend.TextStyle, 10.5},
	} {
		s.style.Font.Variant, s.style.Font.Size, s.style.Color = "Sans", s.size, ink
	}
	p.Title.TextStyle.Font.Weight = 2 // bold
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Color, a.Tick.LineStyle.Color = gray, gray
		a.Tick.Marker = thousands{}
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

// dots are points, each a glyph of a radius.
func dots(points plotter.XYs, c color.Color, radius vg.Length, shape draw.GlyphDrawer) (*plotter.Scatter, error) {
	s, err := plotter.NewScatter(points)
	if err != nil {
		return nil, err
	}
	s.GlyphStyle = draw.GlyphStyle{Color: c, Radius: radius, Shape: shape}
	return s, nil
}

var sized = regexp.MustCompile(`^<svg width="[^"]*" height="[^"]*"`)

// inline draws a plot as inline SVG that is as wide as its place on the page. The
// label tells what it shows to who cannot see it.
func inline(p *plot.Plot, width, height vg.Length, label string) (template.HTML, error) {
	canvas := vgsvg.New(width, height)
	p.Draw(draw.New(canvas))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return "", err
	}
	// Before the element stands what only a file of its own needs.
	_, rest, ok := strings.Cut(b.String(), "<svg ")
	if !ok {
		return "", fmt.Errorf("chart %q: there is no picture in what was drawn", label)
	}
	head := `<svg role="img" aria-label="` + template.HTMLEscapeString(label) + `"`
	return template.HTML(sized.ReplaceAllLiteralString("<svg "+rest, head)), nil
}
