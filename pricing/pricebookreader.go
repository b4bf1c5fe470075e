package pricing

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// maxBookBytes bounds a file of prices.
const maxBookBytes = 1 << 30

// bookColumns are the columns of a price book, all but the first three of
// which a file may lack.
var bookColumns = []string{"sku", "currency", "price", "market", "was", "includes", "final", "from", "until"}

// LoadPriceBook reads a price book from CSV (RFC 4180, UTF-8) with a header:
//
//	sku,market,currency,price,was,includes,final,from,until
//	TEE,de,EUR,29.99,39.99,both,yes,2026-11-27T00:00:00+01:00,2026-12-01T00:00:00+01:00
//	TEE,,CHF,31.00,,,,,
//
// The columns are those of [BookEntry], in any order: price and was are plain
// decimals in currency; market, was, includes, final, from and until may be
// empty or left out; includes is none, tax, duty or both, and empty is none;
// final is yes or no, and empty is no; from and until are RFC 3339 instants.
// Lines that begin with # are comments.
//
// LoadPriceBook returns a [*TableError] with the line if the file is longer than
// 1 GiB, is not of this form, or [NewPriceBook] refuses the entry.
func LoadPriceBook(r io.Reader) (*PriceBook, error) {
	spec := table.Spec{
		Columns: bookColumns, Optional: bookColumns[3:], MaxBytes: maxBookBytes, MaxCell: maxText,
		Syntax: ErrInvalid, Size: ErrLimit,
	}
	rows, zones := newBookRows(), map[int]*time.Location{}
	var lines []int32
	err := table.Read(r, spec, func(row table.Row) error {
		if rows.n == MaxBookEntries {
			return fmt.Errorf("%w: more than %d entries", ErrLimit, MaxBookEntries)
		}
		e, err := readBookEntry(row, zones)
		if err != nil {
			return err
		}
		if err = e.check(); err == nil && !rows.add(&e) {
			err = errTexts
		}
		if at := (*CartError)(nil); errors.As(err, &at) {
			return row.Fault(at.Field, at.Err)
		}
		lines = append(lines, int32(row.Line))
		return err
	})
	if err != nil {
		if at := (*table.Error)(nil); errors.As(err, &at) {
			return nil, (*TableError)(at)
		}
		return nil, err
	}
	return rows.book(lines)
}

// TableError is a fault in a row of a price book. It wraps the class of the fault.
type TableError struct {
	Line   int    // line of the file, from 1
	Column string // name of the column, "" for the whole line
	Err    error
}

// Error names line and column before the fault.
func (e *TableError) Error() string {
	return "pricing: price book: " + (*table.Error)(e).Error()
}

// Unwrap returns the fault.
func (e *TableError) Unwrap() error { return e.Err }

// readBookEntry reads a row; its instants share the zones.
func readBookEntry(row table.Row, zones map[int]*time.Location) (e BookEntry, err error) {
	var code currency.Code
	e.SKU, e.Market = row.Get("sku"), row.Get("market")
	if err = row.Parse("currency", &code); err != nil {
		return e, err
	}
	for _, amount := range []struct {
		column string
		dst    *currency.Amount
	}{{"price", &e.Price}, {"was", &e.Was}} {
		if text := row.Get(amount.column); text != "" || amount.column == "price" {
			if *amount.dst, err = currency.ParseAmount(text, code); err != nil {
				return e, row.Fault(amount.column, err)
			}
		}
	}
	if row.Get("includes") != "" {
		if err := row.Parse("includes", &e.Includes); err != nil {
			return e, err
		}
	}
	switch text := row.Get("final"); text {
	case "", "no":
	case "yes":
		e.Final = true
	default:
		return e, row.Fault("final", fmt.Errorf("%w: %s is neither yes nor no", ErrInvalid, excerpt.Quote(text)))
	}
	for _, instant := range []struct {
		column string
		dst    *time.Time
	}{{"from", &e.From}, {"until", &e.Until}} {
		if text := row.Get(instant.column); text != "" {
			if *instant.dst, err = parseTime([]byte(text)); err != nil {
				return e, row.Fault(instant.column, err)
			}
			_, offset := instant.dst.Zone()
			if zones[offset] == nil {
				zones[offset] = instant.dst.Location()
			}
			*instant.dst = instant.dst.In(zones[offset])
		}
	}
	return e, nil
}
