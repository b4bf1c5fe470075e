// Package table reads tables of facts: comma-separated text (RFC 4180, UTF-8)
// whose first line names the columns. Lines that begin with # are comments,
// empty lines are skipped, and a byte order mark may stand at the beginning.
package table

import (
	"bufio"
	"cmp"
	"encoding"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/landedhq/landed/internal/excerpt"
)

// MaxCell is the longest cell of a table, in bytes, unless its Spec says more.
const MaxCell = 1000

// maxRow is what a row may take of the file with the comments and empty lines
// before it, in bytes: more than any cells that are not too long, so that one
// that never ends is not first held as a whole.
const maxRow = 256 << 10

// Spec says what a table must look like.
type Spec struct {
	Columns  []string // what a table may have, in any order
	Optional []string // those of Columns that it may lack
	MaxBytes int64    // size of the largest table
	MaxCell  int      // length of the longest cell in bytes, 0 for [MaxCell]
	Syntax   error    // the class of faults in the form, nil for none
	Size     error    // the class of what is too large, nil for none
}

// Error is a fault with its place.
type Error struct {
	Line   int    // line of the file, from 1; where reading broke off, the last line that was read
	Column string // name of the column, "" for the whole line
	Err    error
}

// Error names line and column before the fault.
func (e *Error) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d: %s: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns the fault.
func (e *Error) Unwrap() error { return e.Err }

// Read reads a table and gives each row to each, in the order of the file. The
// row is valid until each returns; its cells may be kept.
//
// Read returns an [*Error] if:
//   - there is no header, or it lacks a column, has one twice or one that is
//     unknown (s.Syntax);
//   - a row is not CSV, has more or fewer cells than the header, or one that is
//     not UTF-8 (s.Syntax);
//   - the table is larger than s.MaxBytes, a row than 256 KiB or a cell than
//     s.MaxCell (s.Size): a table cut short must not pass for a whole one;
//   - r or each fails; the error is wrapped.
func Read(r io.Reader, s Spec, each func(Row) error) error {
	rows := &limit{r: &limit{r: r, left: s.MaxBytes, err: classed(s.Size, "table larger than %d bytes", s.MaxBytes)},
		left: maxRow, err: classed(s.Size, "row longer than %d bytes", maxRow)}
	text := bufio.NewReader(rows)
	if mark, err := text.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		if _, err := text.Discard(len(mark)); err != nil {
			return &Error{Line: 1, Err: err}
		}
	}
	in := csv.NewReader(text)
	in.Comment = '#'
	in.ReuseRecord = true
	header, err := in.Read()
	if errors.Is(err, io.EOF) {
		return &Error{Line: 1, Err: classed(s.Syntax, "empty table, want the columns %s", strings.Join(s.Columns, ","))}
	}
	if err != nil {
		return s.broken(1, err)
	}
	row := Row{columns: s.Columns}
	row.Line, _ = in.FieldPos(0)
	if row.places, err = s.Places(header); err != nil {
		return row.locate(err)
	}
	for {
		rows.left = maxRow
		row.fields, err = in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return s.broken(row.Line, err)
		}
		row.Line, _ = in.FieldPos(0)
		if err := row.check(s); err != nil {
			return err
		}
		if err := each(row); err != nil {
			return row.locate(err)
		}
	}
}

const byteOrderMark = "\ufeff"

// Places returns where the header puts each of s.Columns, -1 for one that it
// lacks and may lack. The error is an [*Error] without a line, as for [Read].
func (s Spec) Places(header []string) ([]int, error) {
	places := make([]int, len(s.Columns))
	known := 0
	for i, name := range s.Columns {
		if places[i] = slices.Index(header, name); places[i] >= 0 {
			known++
		}
	}
	if known > 0 { // otherwise this is no header, and its first cell nothing to talk about
		for i, name := range header {
			if !slices.Contains(s.Columns, name) {
				return nil, &Error{Err: classed(s.Syntax, "unknown column %s, known: %s", excerpt.Quote(name), strings.Join(s.Columns, ","))}
			}
			if slices.Index(header, name) != i {
				return nil, &Error{Column: name, Err: classed(s.Syntax, "the column is there twice")}
			}
		}
	}
	for i, name := range s.Columns {
		if places[i] < 0 && !slices.Contains(s.Optional, name) {
			return nil, &Error{Column: name, Err: classed(s.Syntax, "the column is missing, want %s", strings.Join(s.Columns, ","))}
		}
	}
	return places, nil
}

// broken places an error of the reader, which came after a line.
func (s Spec) broken(line int, err error) error {
	if syntax := (*csv.ParseError)(nil); errors.As(err, &syntax) {
		return &Error{Line: syntax.StartLine, Err: classed(s.Syntax, "%w", syntax.Err)}
	}
	return &Error{Line: line, Err: err}
}

// classed returns a fault that wraps a class.
func classed(class error, format string, args ...any) error {
	if class == nil {
		return fmt.Errorf(format, args...)
	}
	return fmt.Errorf(format+": %w", append(args, class)...)
}

// Row is one line of a table.
type Row struct {
	Line    int // of the file, from 1
	columns []string
	places  []int // of the columns, in fields
	fields  []string
}

// Get returns the cell of a column without the space around it, "" where the
// table lacks the column.
func (r Row) Get(column string) string {
	if i := slices.Index(r.columns, column); i >= 0 && r.places[i] >= 0 {
		return strings.TrimSpace(r.fields[r.places[i]])
	}
	return ""
}

// Parse reads the cell of a column into dst. Its error is an [*Error].
func (r Row) Parse(column string, dst encoding.TextUnmarshaler) error {
	if err := dst.UnmarshalText([]byte(r.Get(column))); err != nil {
		return r.Fault(column, err)
	}
	return nil
}

// Fault returns an [*Error] at a column of the row, "" for all of it.
func (r Row) Fault(column string, err error) error {
	return &Error{Line: r.Line, Column: column, Err: err}
}

// locate gives an error the line of the row, unless it has one.
func (r Row) locate(err error) error {
	at, ok := err.(*Error)
	if !ok {
		return r.Fault("", err)
	}
	if at.Line == 0 {
		return r.Fault(at.Column, at.Err)
	}
	return at
}

// check refuses cells that are too long or no text.
func (r Row) check(s Spec) error {
	most := cmp.Or(s.MaxCell, MaxCell)
	for i, column := range r.columns {
		at := r.places[i]
		switch {
		case at < 0:
		case len(r.fields[at]) > most:
			return r.Fault(column, classed(s.Size, "%d bytes, at most %d", len(r.fields[at]), most))
		case !utf8.ValidString(r.fields[at]) || strings.ContainsRune(r.fields[at], 0):
			return r.Fault(column, classed(s.Syntax, "%s is not text in UTF-8", excerpt.Quote(r.fields[at])))
		}
	}
	return nil
}

// limit fails, rather than ends, beyond a number of bytes.
type limit struct {
	r    io.Reader
	left int64
	err  error
}

func (l *limit) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, l.err
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1] // one more tells whether there is more
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n - 1, l.err
	}
	return n, err
}
