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

// ErrTable is the class of tables that have another form, lack something or
// contradict themselves.
var ErrTable = errors.New("invalid table")

// TableError is a fault in a row of a table. It wraps [ErrTable] or the class of
// the fault.
type TableError struct {
	Line   int    // line of the file, from 1
	Column string // name of the column, "" for the whole line
	Err    error
}

// Error names line and column before the fault.
func (e *TableError) Error() string {
	return "locale: labels: " + (*table.Error)(e).Error()
}

// Unwrap returns the fault.
func (e *TableError) Unwrap() error { return e.Err }

func tableErrorOf(err error) error {
	if at := (*table.Error)(nil); errors.As(err, &at) {
		return (*TableError)(at)
	}
	return err
}

func tableFault(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrTable)...)
}

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

// rule is what a table says of a country for some days.
type rule[T any] struct {
	period
	fact   T
	source string
}

// rules are those of a table by country; those of [Union] hold in each member
// state that has none of its own on the day.
type rules[T any] map[Country][]rule[T]

// of returns the rule for a country on a day, and false if there is none.
func (rs rules[T]) of(c Country, on currency.Date) (rule[T], bool) {
	for _, r := range rs[c] {
		if on.Within(r.from, r.until) {
			return r, true
		}
	}
	if c != Country(Union) && c.EU(on) {
		return rs.of(Country(Union), on)
	}
	return rule[T]{}, false
}

// readRules reads a table of rules with the columns country, from, until and
// source besides those that fact reads.
func readRules[T any](name string, r io.Reader, columns []string, fact func(table.Row) (T, error)) (rules[T], error) {
	rs := rules[T]{}
	columns = append([]string{"country", "from", "until", "source"}, columns...)
	err := readTable(name, r, columns, func(row table.Row) error {
		c := Country(row.Get("country"))
		if c != Country(Union) {
			var err error
			if c, err = readCountry(row, "country"); err != nil {
				return err
			}
		}
		read := rule[T]{source: row.Get("source")}
		var err error
		if read.fact, err = fact(row); err != nil {
			return err
		}
		if read.period, err = readPeriod(row); err != nil {
			return err
		}
		rs[c] = append(rs[c], read)
		return checkSource(row)
	})
	return rs, err
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
