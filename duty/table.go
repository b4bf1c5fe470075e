package duty

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/landedhq/landed/internal/table"
)

// TableError is a row of a tariff or regime table that was refused.
type TableError struct {
	Line   int    // 1 is the header
	Column string // name of the column, "" if the row as a whole is at fault
	Err    error
}

func (e *TableError) Error() string {
	return "duty: " + (*table.Error)(e).Error()
}

// Unwrap returns what was wrong.
func (e *TableError) Unwrap() error { return e.Err }

// ErrTable is the class of what can be wrong with a table besides its values:
// a missing column, an empty cell, rows that overlap, a table too large.
var ErrTable = errors.New("invalid table")

func tableError(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrTable)...)
}

// The largest table of a shop's own.
const (
	largestTable = 64 << 20 // bytes
	mostRows     = 500_000
)

func tableSpec(columns, optional string) table.Spec {
	spec := table.Spec{Columns: strings.Split(columns, ","), MaxBytes: largestTable, Syntax: ErrTable, Size: ErrTable}
	if optional != "" {
		spec.Optional = strings.Split(optional, ",")
		spec.Columns = append(spec.Columns, spec.Optional...)
	}
	return spec
}

// readTable gives each row of a table to each. Its errors are *TableError.
func readTable(r io.Reader, columns string, each func(table.Row) error) error {
	return readSpec(r, tableSpec(columns, ""), each)
}

func readSpec(r io.Reader, spec table.Spec, each func(table.Row) error) error {
	return tableErrorOf(table.Read(r, spec, each))
}

func tableErrorOf(err error) error {
	if at := (*table.Error)(nil); errors.As(err, &at) {
		return (*TableError)(at)
	}
	return err
}
