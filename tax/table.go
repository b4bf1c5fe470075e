package tax

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
)

// maxTable caps what a reader of this package takes in: far more than all
// rates of the world, and still little memory.
const maxTable = 16 << 20

// tableRow is one line of a table, read by the name of the column.
type tableRow struct {
	line    int
	columns map[string]int
	fields  []string
}

func (r tableRow) get(column string) string {
	if i, ok := r.columns[column]; ok {
		return r.fields[i]
	}
	return ""
}

func (r tableRow) fault(column string, err error) error {
	return &TableError{Line: r.line, Column: column, Err: err}
}

// readTable reads CSV with a header, checks the header against the columns and
// gives each row to f.
func readTable(r io.Reader, columns, optional []string, f func(tableRow) error) error {
	in := csv.NewReader(&capReader{r: r, left: maxTable})
	in.ReuseRecord = true
	in.Comment = '#'
	header, err := in.Read()
	if err != nil {
		return tableFault(1, err)
	}
	index := map[string]int{}
	for i, name := range header {
		name = strings.TrimPrefix(name, "\ufeff")
		if !slices.Contains(columns, name) {
			return &TableError{Line: 1, Err: fmt.Errorf("unknown column %s, known: %s: %w", quote(name), strings.Join(columns, ","), ErrSyntax)}
		}
		if _, twice := index[name]; twice {
			return &TableError{Line: 1, Column: name, Err: fmt.Errorf("column appears twice: %w", ErrSyntax)}
		}
		index[name] = i
	}
	for _, name := range columns {
		if _, ok := index[name]; !ok && !slices.Contains(optional, name) {
			return &TableError{Line: 1, Column: name, Err: fmt.Errorf("column missing: %w", ErrSyntax)}
		}
	}
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line := 0
			if pe := (*csv.ParseError)(nil); errors.As(err, &pe) {
				line = pe.Line
			}
			return tableFault(line, err)
		}
		line, _ := in.FieldPos(0)
		if err := f(tableRow{line: line, columns: index, fields: fields}); err != nil {
			return err
		}
	}
}

func tableFault(line int, err error) error {
	if errors.Is(err, io.EOF) {
		return &TableError{Line: line, Err: fmt.Errorf("empty table: %w", ErrSyntax)}
	}
	if pe := (*csv.ParseError)(nil); errors.As(err, &pe) {
		return &TableError{Line: pe.Line, Err: fmt.Errorf("%w: %w", pe.Err, ErrSyntax)}
	}
	return &TableError{Line: line, Err: err}
}

// capReader fails, rather than ends, where a table is too large: a table cut
// short must not pass for a whole one.
type capReader struct {
	r    io.Reader
	left int
}

func (c *capReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, fmt.Errorf("table larger than %d bytes: %w", maxTable, ErrTable)
	}
	if len(p) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= n
	return n, err
}

// readPeriod reads the columns from and until.
func readPeriod(row tableRow) (from, until currency.Date, err error) {
	if from, err = currency.ParseDate(row.get("from")); err != nil {
		return from, until, row.fault("from", err)
	}
	if s := row.get("until"); s != "" {
		if until, err = currency.ParseDate(s); err != nil {
			return from, until, row.fault("until", err)
		}
		if until.Before(from) {
			return from, until, row.fault("until", fmt.Errorf("%s is before %s: %w", until, from, ErrTable))
		}
	}
	return from, until, nil
}

// readSource joins the columns source and source_date, neither of which may be
// missing, and reads the date, of which the year or the month may be all.
func readSource(row tableRow) (source string, date currency.Date, err error) {
	source, day := row.get("source"), row.get("source_date")
	if source == "" {
		return "", date, row.fault("source", fmt.Errorf("missing: %w", ErrTable))
	}
	full := day
	switch len(day) {
	case len("2006"):
		full += "-01-01"
	case len("2006-01"):
		full += "-01"
	}
	if date, err = currency.ParseDate(full); err != nil {
		return "", date, row.fault("source_date", err)
	}
	return source + " (" + day + ")", date, nil
}

func keyWord(s string) bool {
	for i := range len(s) {
		if (s[i] < 'a' || s[i] > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '_' {
			return false
		}
	}
	return len(s) <= 40
}
