package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/landedhq/landed/internal/table"
)

// read reads a table of the data folder. Every table ends in the columns
// source and source_date, and no row may leave them empty.
func read(path, header string, each func(table.Row) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	spec := table.Spec{Columns: strings.Split(header, ","), MaxBytes: 1 << 20}
	err = table.Read(f, spec, func(t table.Row) error {
		if t.Get("source") == "" {
			return t.Fault("source", errors.New("every figure has a source"))
		}
		if err := partialDate(t.Get("source_date")); err != nil {
			return t.Fault("source_date", err)
		}
		return each(t)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}

// partialDate accepts a year, a month or a day.
func partialDate(s string) error {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1950 {
			return nil
		}
	}
	return fmt.Errorf("%q: want a year, a month or a day", s)
}

// number reads a whole number of at most most.
func number(t table.Row, column string, most int) (int, error) {
	n, err := strconv.Atoi(t.Get(column))
	if err != nil || n < 0 || n > most {
		return 0, t.Fault(column, fmt.Errorf("%q: want 0 to %d", t.Get(column), most))
	}
	return n, nil
}

// day is a day as package currency counts them: 0001-01-01 is 1, none is 0.
type day int32

// date reads a day; an empty cell is none.
func date(t table.Row, column string) (day, error) {
	s := t.Get(column)
	if s == "" {
		return 0, nil
	}
	d, err := time.Parse(time.DateOnly, s)
	if err != nil || d.Year() < 1600 || d.Year() > 2100 {
		return 0, t.Fault(column, fmt.Errorf("%q: want a day in the form 2026-11-21", s))
	}
	return day((d.Unix()-time.Time{}.Unix())/(24*60*60)) + 1, nil
}

// needDate reads a day that must be there.
func needDate(t table.Row, column string) (day, error) {
	d, err := date(t, column)
	if err == nil && d == 0 {
		err = t.Fault(column, errors.New("want a day"))
	}
	return d, err
}

// period reads the days from and until, either of which may be open.
func period(t table.Row) (from, until day, err error) {
	if from, err = date(t, "from"); err != nil {
		return 0, 0, err
	}
	if until, err = date(t, "until"); err != nil {
		return 0, 0, err
	}
	if until != 0 && from > until {
		return 0, 0, t.Fault("until", fmt.Errorf("%s is before %s", t.Get("until"), t.Get("from")))
	}
	return from, until, nil
}

// ratio is a positive quotient of two decimals.
type ratio struct{ num, den decimal }

// decimal is a number units/10^scale.
type decimal struct {
	units int64
	scale int
}

// positive reads a decimal in plain notation, or a quotient of two: 1000/8.38.
func positive(t table.Row, column string) (ratio, error) {
	s := t.Get(column)
	num, den, quotient := strings.Cut(s, "/")
	if !quotient {
		den = "1"
	}
	n, ok1 := parseDecimal(num)
	d, ok2 := parseDecimal(den)
	if !ok1 || !ok2 {
		return ratio{}, t.Fault(column, fmt.Errorf("%q: want a positive decimal, or a quotient of two", s))
	}
	return ratio{n, d}, nil
}

func parseDecimal(s string) (decimal, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	fraction = strings.TrimRight(fraction, "0")
	n, err := strconv.ParseInt(whole+fraction, 10, 64)
	ok := err == nil && n > 0 && whole != "" && len(fraction) <= 12 && strings.Trim(s, "0123456789.") == ""
	return decimal{n, len(fraction)}, ok
}

// literal is the quotient as a ratio of package currency.
func (r ratio) literal() string { return "ratio{" + r.num.literal() + ", " + r.den.literal() + "}" }

// literal is the decimal as a number of package currency.
func (d decimal) literal() string {
	if d.scale == 0 {
		return fmt.Sprintf("number{units: %d}", d.units)
	}
	return fmt.Sprintf("number{units: %d, scale: %d}", d.units, d.scale)
}

// maxSource is the longest source of a rate of package currency, in bytes.
const maxSource = 100

// rateSource reads the source of a rate.
func rateSource(t table.Row) (string, error) {
	s := t.Get("source")
	if len(s) > maxSource {
		return "", t.Fault("source", fmt.Errorf("%d bytes, a rate takes %d", len(s), maxSource))
	}
	return s, nil
}
