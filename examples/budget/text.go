package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// write writes the report for a terminal.
func (r *report) write(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s orders up to %v, at the prices and law of that day\n", grouped(fmt.Sprint(r.orders)), r.asOf)
	for _, section := range []struct {
		title string
		table table
	}{
		{fmt.Sprintf("The last twelve months, in %v", books), r.figuresTable()},
		{r.planTitle(), r.planTable()},
		{r.placesTitle(), r.placesTable()},
		{r.holdoutTitle(), r.holdoutTable()},
		{"Models", r.modelsTable()},
	} {
		fmt.Fprintf(&b, "\n%s\n\n", section.title)
		section.table.write(&b)
	}
	b.WriteString("\n")
	for _, note := range r.notes() {
		fmt.Fprintln(&b, note)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (r *report) planTitle() string {
	return fmt.Sprintf("A budget of %s %v a month: spend %s, leave %s", money(r.plan.Budget), books, money(r.plan.Spent), money(r.plan.Unspent))
}

func (r *report) placesTitle() string {
	return fmt.Sprintf("Where %s can place duty and tax, in %v", r.places.market.id, r.places.market.cohort.Currency())
}

func (r *report) holdoutTitle() string {
	return fmt.Sprintf("Later orders from %v on, of which the models knew nothing", r.asOf.AddDays(1-heldOut))
}

// notes say what the figures are.
func (r *report) notes() []string {
	notes := []string{
		"LTV         contribution of a customer over " + r.horizon.String() + ", discounted: a forecast by the market's model",
		"CAC         spend per customer won, those included who came by themselves; in the budget and the charts, per customer won by spending",
		"next CAC    what one more customer costs at that spend",
		fmt.Sprintf("max CAC     the smaller of LTV / %v and what has come in after %v", r.hurdle, r.within),
		"payback     the month after which what customers bring has paid for winning them",
		"NPV         new customers · LTV - spend - the cost of being in the market for a year",
		fmt.Sprintf("best        spend at which the last dollar brings %v in every market, at most %v times the dearest month so far", r.hurdle, reach),
		"worth       LTV · (1 + conversion): the same visitors, of whom more or fewer buy",
		"stock       what the customers won so far are worth from now on over " + r.horizon.String() + ", in " + books.String(),
		"breaks even the change of conversion at which a placement is worth what the one of now is",
	}
	for _, m := range r.markets {
		if m.fit.Pooled {
			notes = append(notes, fmt.Sprintf("~           in %s %d customers do not determine a model: it is drawn toward that of all markets", m.id, m.cohort.Size()))
		}
		if m.unknown == nil && m.explains.R2 < 0.5 {
			notes = append(notes, fmt.Sprintf("In %s spending explains less than half of how many customers were won: test the best spend before believing it", m.id))
		}
		if m.unknown != nil {
			notes = append(notes, fmt.Sprintf("%s is left out of the budget: %v", m.id, m.unknown))
		}
	}
	for _, refused := range r.places.refused {
		notes = append(notes, fmt.Sprintf("%s is not allowed: %v", words(refused.name), refused.err))
	}
	return notes
}

// write writes the table in columns: the first to the left, the others to the right.
func (t table) write(b *strings.Builder) {
	lines := append([][]string{t.Head}, t.Rows...)
	if len(t.Foot) > 0 {
		lines = append(lines, t.Foot)
	}
	widths := make([]int, len(t.Head))
	for _, cells := range lines {
		for i, cell := range cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, cells := range lines {
		var line strings.Builder
		for i, cell := range cells {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + space)
			} else {
				line.WriteString("  " + space + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}
