package feed

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// table reads a CSV file row by row.
type table struct {
	csv  *csv.Reader
	line int // of the row at hand
}

func newTable(r io.Reader) *table {
	buffered := bufio.NewReader(r)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		buffered.Discard(3) // a byte order mark
	}
	t := &table{csv: csv.NewReader(&lineReader{r: buffered})}
	t.csv.ReuseRecord = true
	t.csv.TrimLeadingSpace = true
	return t
}

// row returns the next row, io.EOF after the last. It is good until the next.
func (t *table) row() ([]string, error) {
	row, err := t.csv.Read()
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		t.line = wrong.Line
		return nil, fmt.Errorf("%w: %w", wrong.Err, currency.ErrSyntax)
	case err != nil:
		return nil, err
	}
	t.line, _ = t.csv.FieldPos(0)
	return row, nil
}

// header returns the names of the columns.
func (t *table) header() ([]string, error) {
	row, err := t.row()
	if err == io.EOF {
		return nil, fmt.Errorf("no columns: %w", currency.ErrSyntax)
	}
	if err != nil {
		return nil, err
	}
	if len(row) > maxQuotes {
		return nil, fmt.Errorf("more than %d columns: %w", maxQuotes, currency.ErrRange)
	}
	names := slices.Clone(row)
	for i, name := range names {
		if name != "" && slices.Index(names, name) != i {
			return nil, fmt.Errorf("column %s is there twice: %w", excerpt.Quote(name), currency.ErrSyntax)
		}
	}
	return names, nil
}

// rows calls each with the rows below the header.
func (t *table) rows(each func(row []string) error) error {
	for {
		row, err := t.row()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// maxLine bounds a row in bytes: the widest table, of 2000 currencies, has
// fewer.
const maxLine = 1 << 16

// lineReader fails where a row is too long. The reader of the standard library
// keeps all fields of a row, forty bytes for each comma.
type lineReader struct {
	r      io.Reader
	length int  // of the row at hand
	quoted bool // within quotes a line break does not end it
	failed error
}

func (l *lineReader) Read(b []byte) (int, error) {
	if l.failed != nil {
		return 0, l.failed
	}
	n, err := l.r.Read(b)
	for i, c := range b[:n] {
		switch {
		case c == '"':
			l.quoted = !l.quoted
		case c == '\n' && !l.quoted:
			l.length = 0
			continue
		}
		if l.length++; l.length > maxLine {
			l.failed = fmt.Errorf("a row of more than %d bytes: %w", maxLine, currency.ErrRange)
			return i, l.failed
		}
	}
	return n, err
}
