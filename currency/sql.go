package currency

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

// This file is the form of values in one column of a database. See [Columns]
// for amounts in two.

// Value returns the form of [Amount.String], for a column of text. It returns
// no error.
//
//	CREATE TABLE fee (amount TEXT NOT NULL) -- PostgreSQL and SQLite: 12.34 EUR
//
// In such a column a database can look for amounts, but not compare or add
// them; for that there is [Amount.Columns].
func (a Amount) Value() (driver.Value, error) { return a.String(), nil }

// Scan reads the form of [Amount.String] from a column of text, with whatever
// blanks a CHAR(n) adds to it. It keeps nothing of the memory of the driver.
//
// Scan returns an error if:
//   - the column is NULL, which is no amount; scan into a sql.Null[Amount]
//     where it may be ([*ColumnError]);
//   - the column holds a number, or anything else but text ([*ColumnError]);
//   - the text is not one for [Amount.UnmarshalText] ([*ParseError]).
func (a *Amount) Scan(src any) error {
	text, err := columnText("amount", src)
	if err != nil {
		return err
	}
	return a.UnmarshalText(text)
}

// Value returns the form of [Code.String], NULL for the zero Code. It returns no
// error.
func (c Code) Value() (driver.Value, error) {
	if c == 0 {
		return nil, nil
	}
	return c.String(), nil
}

// Scan reads the form of [Code.String] from a column of text, with whatever
// blanks a CHAR(n) adds to it. NULL, and a text that is empty or blank, is the
// zero Code. It returns a [*ColumnError] if the column holds anything but text,
// and fails as [ParseCode] does.
func (c *Code) Scan(src any) error {
	if src == nil {
		*c = 0
		return nil
	}
	text, err := columnText("currency", src)
	if err != nil {
		return err
	}
	return c.UnmarshalText(text)
}

// Value returns d as a text like "2026-11-21", NULL for the zero Date. Columns
// of type DATE take a text too; some drivers would move a time to the zone of
// the connection, and so to another day. It returns no error.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a day from a column of type DATE, which drivers give as text or as
// a time at midnight, or from one of text. NULL is the zero Date.
//
// Scan returns an error if:
//   - the column holds a time of another hour, whose day depends on a zone, a
//     time beyond the calendar of [Date], or something else but text
//     ([*ColumnError]);
//   - the text is not one for [Date.UnmarshalText] ([*ParseError]).
func (d *Date) Scan(src any) error {
	switch src := src.(type) {
	case nil:
		*d = 0
		return nil
	case time.Time:
		day := DateOf(src)
		h, m, s := src.Clock()
		if h|m|s|src.Nanosecond() != 0 || day == 0 || src.Year() < 1 || src.Year() > 9999 {
			return &ColumnError{What: "date", Type: "time.Time", Reason: "want a day, not " + src.Format(time.RFC3339Nano)}
		}
		*d = day
		return nil
	}
	text, err := columnText("date", src)
	if err != nil {
		return err
	}
	return d.UnmarshalText(text)
}

// maxColumn is the longest text that is read from a column, blanks included:
// more than any form of this package has.
const maxColumn = 255

// columnText returns the text of a column without blanks at its end, in memory
// of its own.
func columnText(what string, src any) ([]byte, error) {
	var text string
	switch src := src.(type) {
	case string:
		text = src
	case []byte:
		if len(src) > maxColumn {
			return nil, tooLong(what, excerpt.Text(src), len(src))
		}
		text = string(src)
	case nil:
		return nil, &ColumnError{What: what, Type: "NULL", Reason: "scan into a sql.Null where a column may be NULL"}
	case float64, float32:
		return nil, &ColumnError{What: what, Type: fmt.Sprintf("%T", src), Reason: "a float is not exact; declare the column as text, or cast it"}
	default:
		return nil, &ColumnError{What: what, Type: fmt.Sprintf("%T", src), Reason: "want text"}
	}
	if len(text) > maxColumn {
		return nil, tooLong(what, excerpt.Text(text), len(text))
	}
	return []byte(strings.TrimRight(text, " ")), nil
}

func tooLong(what, input string, n int) error {
	return &ParseError{What: what, Input: input, Reason: fmt.Sprintf("a column of %d bytes", n), Err: ErrRange}
}
