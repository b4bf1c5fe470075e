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
	line        int // of the table
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
	f.note, f.line = row.Get("note"), row.Line
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
	err := readTable(r, columns, optional, func(row table.Row) error {
		key, v, err := read(row)
		if err != nil {
			return err
		}
		t.rows[key] = append(t.rows[key], v)
		if f := v.dates(); t.asOf.Before(f.read) {
			t.asOf = f.read
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	if len(t.rows) == 0 && empty != "" {
		return t, &TableError{Line: 1, Err: fmt.Errorf("%s: %w", empty, ErrTable)}
	}
	if err := t.order(); err != nil {
		return t, err
	}
	return t, nil
}

// order puts the rows of each key into the order of their days, and refuses
// those that overlap: in that order some neighbours do. Of several it names the
// first line of the file, whatever the order of the map.
func (t *dated[K, R]) order() error {
	var first *TableError
	for key, rows := range t.rows {
		slices.SortStableFunc(rows, func(a, b R) int { return a.dates().from.Sub(b.dates().from) })
		for i := 1; i < len(rows); i++ {
			f, g := rows[i-1].dates(), rows[i].dates()
			if !f.overlaps(g) {
				continue
			}
			if f.line > g.line {
				f, g = g, f
			}
			if first == nil || g.line < first.Line {
				first = &TableError{Line: g.line, Column: "from", Err: fmt.Errorf("%v overlaps the row from %s: %w", key, f.from, ErrTable)}
			}
		}
	}
	if first != nil {
		return first
	}
	return nil
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
