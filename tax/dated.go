package tax

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// fact is what each row of a dated table says about itself: on which days it
// holds, who says so, and how sure that is.
type fact struct {
	from, until currency.Date
	source      string
	read        currency.Date // of the source
	confidence  string
	note        string
}

// dates gives the fact of a row that embeds it.
func (f fact) dates() fact { return f }

// overlaps reports whether there is a day on which both hold.
func (f fact) overlaps(g fact) bool {
	return (f.until.IsZero() || !f.until.Before(g.from)) && (g.until.IsZero() || !g.until.Before(f.from))
}

// confidences are the words of the column of that name, the surest first.
var confidences = []string{"official", "official-quoted", "secondary-two", "secondary", "single", "unverified"}

// readFact reads the columns from, until, source, source_date, confidence and
// note.
func readFact(row table.Row) (f fact, err error) {
	if f.confidence = row.Get("confidence"); !slices.Contains(confidences, f.confidence) {
		return f, row.Fault("confidence", fmt.Errorf("%s: want one of %s: %w", excerpt.Quote(f.confidence), strings.Join(confidences, ", "), ErrSyntax))
	}
	f.note = row.Get("note")
	if f.from, f.until, err = readPeriod(row); err != nil {
		return f, err
	}
	f.source, f.read, err = readSource(row)
	return f, err
}

// dated is a table of rows by what they are about. Those of one key are in the
// order of their days, and no two of them hold on the same.
type dated[K comparable, R interface{ dates() fact }] struct {
	rows map[K][]R
	asOf currency.Date // newest date of a source
}

// readDated reads a table whose rows read makes. It returns a *TableError for
// what read refuses, for rows of one key that overlap, and for a table without
// rows, which it calls empty; no word for that allows it.
func readDated[K comparable, R interface{ dates() fact }](r io.Reader, columns, optional []string, empty string, read func(table.Row) (K, R, error)) (dated[K, R], error) {
	t := dated[K, R]{rows: map[K][]R{}}
	rows := map[K][]lined[R]{}
	err := readTable(r, columns, optional, func(row table.Row) error {
		key, v, err := read(row)
		if err != nil {
			return err
		}
		rows[key] = append(rows[key], lined[R]{v, row.Line})
		if f := v.dates(); t.asOf.Before(f.read) {
			t.asOf = f.read
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	if len(rows) == 0 && empty != "" {
		return t, &TableError{Line: 1, Err: fmt.Errorf("%s: %w", empty, ErrTable)}
	}
	var first *TableError // of the table, whatever the order of the map
	for key, of := range rows {
		if err := byDays(key, of); err != nil && (first == nil || err.Line < first.Line) {
			first = err
		}
		for _, l := range of {
			t.rows[key] = append(t.rows[key], l.row)
		}
	}
	if first != nil {
		return t, first
	}
	return t, nil
}

// lined is a row and its line in the table.
type lined[R any] struct {
	row  R
	line int
}

// byDays puts the rows of a key into the order of their days, in which some of
// those that overlap are neighbours, and refuses them. It names the first line.
func byDays[K comparable, R interface{ dates() fact }](key K, rows []lined[R]) (first *TableError) {
	slices.SortStableFunc(rows, func(a, b lined[R]) int { return a.row.dates().from.Sub(b.row.dates().from) })
	for i := 1; i < len(rows); i++ {
		before, after := rows[i-1], rows[i]
		if !before.row.dates().overlaps(after.row.dates()) {
			continue
		}
		if before.line > after.line {
			before, after = after, before
		}
		if first == nil || after.line < first.Line {
			first = &TableError{Line: after.line, Column: "from", Err: fmt.Errorf("%v overlaps the row from %s: %w", key, before.row.dates().from, ErrTable)}
		}
	}
	return first
}

// on finds the row of a key in force on a day.
func (t *dated[K, R]) on(key K, day currency.Date) (row R, ok bool) {
	for _, v := range t.rows[key] {
		if f := v.dates(); day.Within(f.from, f.until) {
			return v, true
		}
	}
	return row, false
}
