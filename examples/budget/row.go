package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// lineError is what is wrong with a line of a file.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return fmt.Sprintf("%d: %v", e.line, e.err) }

func (e *lineError) Unwrap() error { return e.err }

// eachRow reads comma-separated text whose first line holds the columns, and does
// something with each row. Errors say on which line.
func eachRow(r io.Reader, columns []string, do func(row) error) error {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	in.FieldsPerRecord = len(columns)
	for first := true; ; first = false {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			if first {
				return &lineError{1, fmt.Errorf("the file is empty: its first line has to be %s", strings.Join(columns, ","))}
			}
			return nil
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			err = &lineError{syntax.Line, fmt.Errorf("%w: write %s", syntax.Err, strings.Join(columns, ","))}
		}
		if err != nil {
			return err
		}
		line, _ := in.FieldPos(0)
		if first {
			if !slices.Equal(fields, columns) {
				return &lineError{line, fmt.Errorf("the columns are %.200q: make them %s", strings.Join(fields, ","), strings.Join(columns, ","))}
			}
			continue
		}
		if err := do(row{line, columns, fields}); err != nil {
			return &lineError{line, err}
		}
	}
}

// row is a line of a table.
type row struct {
	line            int
	columns, fields []string
}

// text is what a column says, which may not be nothing.
func (r row) text(column string) (string, error) {
	s := r.fields[slices.Index(r.columns, column)]
	if s == "" || len(s) > 200 {
		return "", fmt.Errorf("%s has %d bytes: give it 1 to 200", column, len(s))
	}
	return strings.Clone(s), nil
}

// number is a plain decimal number from zero up to most.
func (r row) number(column string, most int64) (decimal.Decimal, error) {
	s, err := r.text(column)
	if err != nil {
		return decimal.Decimal{}, err
	}
	d, err := parseDecimal(s)
	if err == nil && (d.IsNegative() || d.GreaterThan(decimal.NewFromInt(most))) {
		err = fmt.Errorf("%s is not between 0 and %d", s, most)
	}
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%s: %w", column, err)
	}
	return d, nil
}

// amount is a sum of money of zero or more.
func (r row) amount(column string, code currency.Code) (currency.Amount, error) {
	d, err := r.number(column, 1e12)
	if err != nil {
		return currency.Amount{}, err
	}
	a, err := currency.FromDecimal(d, code)
	if err == nil {
		_, err = a.Minor()
	}
	if err != nil {
		return a, fmt.Errorf("%s: %w", column, err)
	}
	return a, nil
}

// count is a whole number of zero or more.
func (r row) count(column string, most int) (int, error) {
	s, err := r.text(column)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%s: %.40q is not a whole number from 0 to %d", column, s, most)
	}
	return n, nil
}

// parseDecimal returns a plain decimal number of at most twenty characters.
func parseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > 20 {
		return decimal.Decimal{}, fmt.Errorf("%.20q… is too long", s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil || strings.ContainsAny(s, "eE") {
		return decimal.Decimal{}, fmt.Errorf("%q is not a plain number", s)
	}
	return d, nil
}
