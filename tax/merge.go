package tax

import (
	"fmt"
	"io"
	"slices"
	"sort"

	"github.com/landedhq/landed/currency"
)

// Conflict is a row of a shop's file that differs from the book it is laid
// over. It is not an error: the shop's row holds.
type Conflict struct {
	Line, BookLine int // of the shop's file, and of the file that the book was read from
	Own, Book      Rate
	From, Until    currency.Date // the days on which both hold; zero Until: open
}

// String says it in one line.
func (c Conflict) String() string {
	return fmt.Sprintf("line %d: %v for %s from %s replaces %v of line %d of the book", c.Line, c.Own, c.Own.Category, c.From, c.Book, c.BookLine)
}

// With lays a shop's own rows, in the form that LoadBook reads, over the book.
// On the days on which it holds, a row replaces those of the book with the same
// place, postal area, category, variant, customer and name of the tax; what the
// book has before and after stays. A passing rate replaces passing rates only,
// and lies over the others as within one file.
//
// The conflicts are the rows replaced that were not the same, in the order of
// the shop's lines, each with the lines of both files.
//
// A row that would be levied beside a tax of the book, because it has the same
// place, postal area and category but another name, must say so by "true" in
// the column beside: otherwise 19 % "VAT" would come on top of 19 % "MwSt".
// With returns a *TableError for a row that does not, and for all that LoadBook
// refuses, in the file or in both together; the lines are those of the shop's
// file unless the error says otherwise. The book itself does not change.
func (b *Book) With(r io.Reader) (*Book, []Conflict, error) {
	file := 1
	for i := range b.entries {
		file = max(file, b.entries[i].file+1)
	}
	own, err := readFilled(r, file)
	if err != nil {
		return nil, nil, err
	}
	if err := b.checkNames(own); err != nil {
		return nil, nil, err
	}
	rest, conflicts := b.replaced(own)
	merged, err := newBook(append(rest, own...))
	if err != nil {
		return nil, nil, err
	}
	merged.estimates = b.estimates
	return merged, conflicts, nil
}

// bookArea is where taxes are levied side by side.
type bookArea struct {
	placeKey
	category Category
	postal   postal
}

func (e *entry) bookArea() bookArea { return bookArea{e.placeKey, e.category, e.postal} }

// checkNames refuses rows whose tax would join those of the book unasked.
func (b *Book) checkNames(own []entry) error {
	type tax struct {
		bookArea
		name string
	}
	known := map[bookArea]int{} // the first row of an area
	named := map[tax]bool{}
	for i := range b.entries {
		area := b.entries[i].bookArea()
		if _, ok := known[area]; !ok {
			known[area] = i
		}
		named[tax{area, b.entries[i].name}] = true
	}
	for i := range own {
		e := &own[i]
		at, ok := known[e.bookArea()]
		if !ok || e.beside || named[tax{e.bookArea(), e.name}] {
			continue
		}
		other := &b.entries[at]
		return &TableError{Line: e.line, Column: "name", Err: fmt.Errorf(
			"%s would be levied beside %v of line %d of the book: give it that name to replace it, or \"true\" in the column beside: %w", e.name, other.rate, other.line, ErrTable)}
	}
	return nil
}

// replaced gives the entries of the book as far as own rows leave them, and
// what own rows contradict.
func (b *Book) replaced(own []entry) ([]entry, []Conflict) {
	bySlot := map[slot][]*entry{} // in the order of their days
	for i := range own {
		bySlot[own[i].slot] = append(bySlot[own[i].slot], &own[i])
	}
	for _, rows := range bySlot {
		slices.SortStableFunc(rows, func(a, b *entry) int { return a.rate.From.Sub(b.rate.From) })
	}
	var rest []entry
	var conflicts []Conflict
	for i := range b.entries {
		e := &b.entries[i]
		replaced := func(own *entry, from, until currency.Date) {
			if !sameRule(&e.rate, &own.rate) {
				conflicts = append(conflicts, Conflict{Line: own.line, BookLine: e.line, Own: own.rate, Book: e.rate, From: from, Until: until})
			}
		}
		kept := e.without(bySlot[e.slot], replaced)
		if !e.passing {
			rest = append(rest, kept...)
			continue
		}
		under := e.slot // a row of one's own is not overruled by a passing one of the book
		under.passing = false
		for _, part := range kept {
			rest = append(rest, part.without(bySlot[under], replaced)...)
		}
	}
	slices.SortStableFunc(conflicts, func(a, b Conflict) int { return a.Line - b.Line })
	return rest, conflicts
}

// common is the days on which both rates hold.
func common(a, b *Rate) (from, until currency.Date, ok bool) {
	from, until = a.From, a.Until
	if from.Before(b.From) {
		from = b.From
	}
	if until.IsZero() || !b.Until.IsZero() && b.Until.Before(until) {
		until = b.Until
	}
	return from, until, until.IsZero() || !until.Before(from)
}

// without is what rows, which follow each other, leave of the days of the entry.
// It reports each that takes days away.
func (e entry) without(rows []*entry, replaced func(own *entry, from, until currency.Date)) []entry {
	first := sort.Search(len(rows), func(k int) bool {
		until := rows[k].rate.Until
		return until.IsZero() || !until.Before(e.rate.From)
	})
	var parts []entry
	for _, own := range rows[first:] {
		from, until, ok := common(&e.rate, &own.rate)
		if !ok {
			break
		}
		replaced(own, from, until)
		if e.rate.From.Before(from) {
			before := e
			before.rate.Until = from.AddDays(-1)
			parts = append(parts, before)
		}
		if until.IsZero() || until == e.rate.Until {
			return parts
		}
		e.rate.From = until.AddDays(1)
	}
	return append(parts, e)
}

// sameRule reports whether two rates charge alike.
func sameRule(a, b *Rate) bool {
	t, u := a.Threshold, b.Threshold
	if t.Rule != u.Rule || !samePercent(t.Below, u.Below) {
		return false
	}
	if !t.IsZero() {
		if c, err := t.Amount.Cmp(u.Amount); err != nil || c != 0 {
			return false
		}
	}
	return a.Treatment == b.Treatment && a.Compound == b.Compound && samePercent(a.Percent, b.Percent)
}
