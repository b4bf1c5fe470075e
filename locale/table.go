package locale

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
)

// maxTable caps what a reader of this package takes in.
const maxTable = 16 << 20

// readTable gives each row of a table to each. Errors carry the name of the
// table and the line.
func readTable(name string, r io.Reader, columns []string, each func(table.Row) error) error {
	if err := table.Read(r, table.Spec{Columns: columns, MaxBytes: maxTable}, each); err != nil {
		return fmt.Errorf("locale: %s: %w", name, err)
	}
	return nil
}

// embedded is a table that comes with the package, read once, when it is first
// asked for. It is a variable without a value to begin with, so a program that
// never asks carries neither the table nor its reader.
type embedded[T any] struct {
	once  sync.Once
	table T
	err   error
}

// get returns the table that read makes of the text. Both are the same at each
// call.
func (e *embedded[T]) get(text string, read func(io.Reader) (T, error)) (T, error) {
	e.once.Do(func() { e.table, e.err = read(strings.NewReader(text)) })
	return e.table, e.err
}

// period is the days from and until which a row holds, both included; a zero
// end is open.
type period struct {
	from, until currency.Date
}

// holds reports whether a day lies in p. The zero day is after all others: it
// lies in a period without end.
func (p period) holds(on currency.Date) bool {
	if on.IsZero() {
		return p.until.IsZero()
	}
	return on.Within(p.from, p.until)
}

// readPeriod reads the columns from and until.
func readPeriod(row table.Row) (period, error) {
	var p period
	if err := row.Parse("from", &p.from); err != nil {
		return p, err
	}
	if err := row.Parse("until", &p.until); err != nil {
		return p, err
	}
	if !p.until.IsZero() && p.until.Before(p.from) {
		return p, row.Fault("until", fmt.Errorf("%s is before %s", p.until, p.from))
	}
	return p, nil
}

// checkSource demands that a row says where it is from.
func checkSource(row table.Row) error {
	if row.Get("source") == "" {
		return row.Fault("source", errors.New("missing"))
	}
	return nil
}

// readCountry reads a column that must name a country.
func readCountry(row table.Row, column string) (Country, error) {
	c, err := ParseCountry(row.Get(column))
	if err != nil {
		return "", row.Fault(column, err)
	}
	return c, nil
}
