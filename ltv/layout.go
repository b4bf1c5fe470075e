package ltv

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/table"
)

// columns are the columns of a file of orders.
var columns = [...]string{
	"order_id", "customer", "market", "date", "currency", "revenue",
	"cost_of_goods", "absorbed_duty", "absorbed_tax", "freight", "fees", "exchange", "returns",
}

// optional are those of the columns without which a file is whole.
var optional = []string{"exchange", "returns"}

// Layout says how a file of orders is written that another program wrote. The
// zero Layout is the form of [ReadOrders].
//
//	ltv.Layout{
//		Columns: map[string]string{"order_id": "Name", "customer": "Email", "date": "Created at", "revenue": "Subtotal", "currency": "Currency", "market": "Shipping Country"},
//		Values:  map[string]string{"cost_of_goods": "0", "absorbed_duty": "0", "absorbed_tax": "0", "freight": "0", "fees": "0"},
//		Date:    "2006-01-02 15:04:05 -0700",
//		Others:  true,
//	}
type Layout struct {
	// Columns holds, by the names of [ReadOrders], the names of the columns in
	// the file, where they differ.
	Columns map[string]string

	// Values holds, by the same names, the text to use where a field is empty,
	// or where the file has no such column.
	Values map[string]string

	// Date is how dates are written, in the form of [time.Parse]; empty is
	// YYYY-MM-DD. The day of a time is that of the zone it is written in.
	Date string

	// Comma stands between fields; zero is a comma.
	Comma rune

	// Others says that the file has other columns, too, which do not matter.
	Others bool
}

func (l Layout) comma() rune {
	if l.Comma == 0 {
		return ','
	}
	return l.Comma
}

// check returns an error if the layout speaks of columns that there are not.
func (l Layout) check() error {
	for _, names := range []map[string]string{l.Columns, l.Values} {
		for name := range names {
			if !slices.Contains(columns[:], name) {
				return fmt.Errorf("ltv: layout: %w: there is no column %s to read into", ErrTerms, excerpt.Quote(name))
			}
		}
	}
	seen := map[string]string{}
	for _, name := range columns {
		its := l.name(name)
		if other, ok := seen[its]; ok {
			return fmt.Errorf("ltv: layout: %w: %s is to be both %s and %s", ErrTerms, excerpt.Quote(its), other, name)
		}
		seen[its] = name
	}
	switch l.comma() {
	case '"', '\r', '\n', '\ufffd':
		return fmt.Errorf("ltv: layout: %w: fields cannot be separated by %q", ErrTerms, l.Comma)
	}
	return nil
}

// name returns how the file names a column.
func (l Layout) name(column string) string {
	if its, ok := l.Columns[column]; ok {
		return its
	}
	return column
}

// date reads a date.
func (l Layout) date(s string) (currency.Date, error) {
	if l.Date == "" {
		return currency.ParseDate(s)
	}
	t, err := time.Parse(l.Date, s)
	if err != nil {
		return 0, fmt.Errorf("%s is not of the form %s", excerpt.Quote(s), excerpt.Quote(l.Date))
	}
	return currency.DateOf(t), nil
}

// places returns where the header puts the columns.
func (l Layout) places(header []string) (lineParser, error) {
	p := lineParser{layout: l, width: len(header), names: interner{}}
	spec := table.Spec{Syntax: ErrSyntax}
	for _, column := range columns {
		its := l.name(column)
		spec.Columns = append(spec.Columns, its)
		if _, ok := l.Values[column]; ok || slices.Contains(optional, column) {
			spec.Optional = append(spec.Optional, its)
		}
	}
	known, at := header, []int(nil) // at is where the known columns stand
	if l.Others {
		known = nil
		for i, name := range header {
			if slices.Contains(spec.Columns, name) {
				known, at = append(known, name), append(at, i)
			}
		}
	}
	places, err := spec.Places(known)
	if fault := (*table.Error)(nil); errors.As(err, &fault) {
		return lineParser{}, &OrderError{Column: fault.Column, Err: fault.Err}
	}
	if err != nil {
		return lineParser{}, err
	}
	for i, place := range places {
		if place >= 0 && at != nil {
			place = at[place]
		}
		p.places[i] = place
	}
	return p, nil
}
