package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is what the template shows.
type page struct {
	Summary []fact
	AsOf    string
	Orders  string
	Horizon string
	Budget  section
	Figures section
	Values  section
	Places  section
	Cohorts []cohorts
	Holdout section
	Models  section
	Notes   []string
}

// fact is a figure that the page begins with.
type fact struct{ Name, Figure, Unit string }

// section is a table with the charts to it.
type section struct {
	Title  string
	Table  table
	Charts []template.HTML
}

// cohorts are the cohort tables of a market.
type cohorts struct {
	Market string
	Open   bool
	Charts []template.HTML
}

// page returns the report as a page of HTML that needs nothing else.
func (r *report) page() ([]byte, error) {
	p := page{
		AsOf: r.asOf.String(), Orders: grouped(fmt.Sprint(r.orders)), Horizon: r.horizon.String(),
		Figures: section{Title: fmt.Sprintf("The last twelve months, in %v", books), Table: r.figuresTable()},
		Budget:  section{Title: r.planTitle(), Table: r.planTable()},
		Places:  section{Title: r.placesTitle(), Table: r.placesTable()},
		Holdout: section{Title: r.holdoutTitle(), Table: r.holdoutTable()},
		Models:  section{Title: "Models", Table: r.modelsTable()},
		Notes:   r.notes(),
		Summary: []fact{
			{"budget a month", money(r.plan.Budget), books.String()},
			{"to spend", money(r.plan.Spent), books.String()},
			{"to leave unspent", money(r.plan.Unspent), books.String()},
			{"value of the customers won", money(r.plan.Value), books.String()},
			{"value less spend", money(r.plan.Net), books.String()},
			{"the last dollar brings", r.plan.Return.StringFixed(2), books.String()},
		},
	}
	if err := r.draw(&p); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// draw adds the charts to a page.
func (r *report) draw(p *page) error {
	add := func(to *[]template.HTML, chart template.HTML, err error) error {
		if err == nil && chart != "" {
			*to = append(*to, chart)
		}
		return err
	}
	chart, err := holdoutChart("all markets", r.holdouts...)
	if err := add(&p.Holdout.Charts, chart, err); err != nil {
		return err
	}
	for i, m := range r.markets {
		c := cohorts{Market: m.flag() + m.id, Open: i == 0}
		for _, draw := range []struct {
			to    *[]template.HTML
			chart func() (template.HTML, error)
		}{
			{&p.Budget.Charts, func() (template.HTML, error) { return m.responseChart(r.grant(m.id)) }},
			{&p.Values.Charts, m.valueChart},
			{&c.Charts, m.retentionChart},
			{&c.Charts, m.earningsChart},
			{&p.Holdout.Charts, func() (template.HTML, error) { return holdoutChart(m.id, r.holdouts[i]) }},
		} {
			chart, err := draw.chart()
			if err := add(draw.to, chart, err); err != nil {
				return err
			}
		}
		p.Cohorts = append(p.Cohorts, c)
	}
	return nil
}
