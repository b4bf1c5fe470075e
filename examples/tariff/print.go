package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// most is how many lines a search prints.
const most = 40

// find prints the lines whose descriptions have all words.
func find(out io.Writer, tariff *duty.Tariff, o *options) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	found := 0
	for _, dest := range tariff.Jurisdictions() {
		for _, e := range tariff.Search(dest, strings.Join(append([]string{o.find}, o.words...), " "), most+1-found) {
			if found++; found > most {
				break
			}
			fmt.Fprintf(w, "%s\t%s\t%s\n", dest, e.Code.Dotted(), path(e))
		}
	}
	switch {
	case found == 0:
		return fmt.Errorf("no description has all of %.60q", o.find)
	case found > most:
		fmt.Fprintln(w, "…\t\tand more: state more words")
	}
	return w.Flush()
}

// path is the description of a line behind those that it stands under, each
// cut short.
func path(e duty.Entry) string {
	var parts []string
	for _, above := range e.Under {
		parts = append(parts, cut(strings.TrimSuffix(above, ":"), 40))
	}
	return strings.Join(append(parts, cut(strings.TrimSuffix(e.Description, ":"), 100)), " › ")
}

// levies prints what the tariff has for goods, without amounts.
func levies(out io.Writer, tariff *duty.Tariff, q *question) error {
	found, err := tariff.Lookup(q.code, q.origin, q.dest, q.on)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s from %s to %s on %s\n\n", q.code.Dotted(), q.origin, q.dest, q.on)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "LEVY\tLINE\tRATE\tCLAIM\tNAME\tSOURCE")
	for _, l := range found {
		rate := l.Rate.String()
		if l.Prose != "" {
			rate = fmt.Sprintf("%q", l.Prose)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Kind, l.Code.Dotted(), rate, l.Program, cut(l.Name, wide), source(l.Source, l.SourceDate.String()))
	}
	return w.Flush()
}

// charges prints what customs charge on goods of a value.
func charges(out io.Writer, tariff *duty.Tariff, q *question) error {
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		return err
	}
	a, err := duty.Assess(duty.Shipment{
		From: locale.Place{Country: q.origin}, To: locale.Place{Country: q.dest}, On: q.on,
		Items: []duty.Item{{ID: "1", Code: q.code, Origin: q.origin, Value: q.value, Quantity: q.qty,
			Quantities: q.quantities, Claim: q.claim}},
	}, tariff, regimes)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s from %s to %s on %s: %s\n\n", q.code.Dotted(), q.origin, q.dest, q.on, q.goods())
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "LEVY\tON\tRATE\tBASE\tAMOUNT\tSOURCE")
	for _, line := range a.Lines {
		for _, c := range line.Charges {
			amount := c.Amount.String()
			if c.Zero != "" {
				amount += " (" + string(c.Zero) + ")"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", c.Levy.Kind, named(c.Levy.Name, c.Levy.Code), c.Levy.Rate, c.Base, amount,
				source(c.Levy.Source, c.Levy.SourceDate.String()))
		}
	}
	fmt.Fprintf(w, "total\t\t\t\t%s\t%s, regime %s\n", a.Total, a.Accuracy, a.Regime.ID)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, warning := range a.Warnings {
		fmt.Fprintf(out, "note: %s\n", warning)
	}
	return nil
}

// goods says how much is assessed.
func (q *question) goods() string {
	text := fmt.Sprintf("%d × for %s", q.qty, q.value)
	for _, of := range q.quantities {
		text += fmt.Sprintf(", %s %s", of.Value, of.Unit)
	}
	return text
}

// named tells what a levy is by its line and its name.
func named(name string, line duty.Code) string {
	if line == "" {
		return cut(name, wide)
	}
	return line.Dotted() + " " + cut(name, wide)
}

// source names a source with its day.
func source(name, day string) string {
	if day == "" {
		return cut(name, wide)
	}
	return cut(name, wide) + ", " + day
}

// wide is how wide a column of a table may be.
const wide = 60

// cut cuts a text to a length in characters.
func cut(s string, longest int) string {
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return s
}
