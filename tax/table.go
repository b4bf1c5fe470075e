package tax

import (
	"errors"
	"fmt"
	"io"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/table"
)

// maxTable caps what a reader of this package takes in: far more than all
// rates of the world, and still little memory.
const maxTable = 16 << 20

// tableSpec is the form of a table with such columns.
func tableSpec(columns, optional []string) table.Spec {
	return table.Spec{Columns: columns, Optional: optional, MaxBytes: maxTable, Syntax: ErrSyntax, Size: ErrTable}
}

// readTable gives each row of a table to each. Its errors are *TableError.
func readTable(r io.Reader, columns, optional []string, each func(table.Row) error) error {
	err := table.Read(r, tableSpec(columns, optional), each)
	if at := (*table.Error)(nil); errors.As(err, &at) {
		return (*TableError)(at)
	}
	return err
}

// readPeriod reads the columns from and until.
func readPeriod(row table.Row) (from, until currency.Date, err error) {
	if from, err = currency.ParseDate(row.Get("from")); err != nil {
		return from, until, row.Fault("from", err)
	}
	if err = row.Parse("until", &until); err != nil {
		return from, until, err
	}
	if !until.IsZero() && until.Before(from) {
		return from, until, row.Fault("until", fmt.Errorf("%s is before %s: %w", until, from, ErrTable))
	}
	return from, until, nil
}

// readSource joins the columns source and source_date, neither of which may be
// missing, and reads the date, of which the year or the month may be all.
func readSource(row table.Row) (source string, date currency.Date, err error) {
	source, day := row.Get("source"), row.Get("source_date")
	if source == "" {
		return "", date, row.Fault("source", fmt.Errorf("missing: %w", ErrTable))
	}
	full := day
	switch len(day) {
	case len("2006"):
		full += "-01-01"
	case len("2006-01"):
		full += "-01"
	}
	if date, err = currency.ParseDate(full); err != nil {
		return "", date, row.Fault("source_date", err)
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
