// Package catalogue is the catalogue that the examples reprice: everyday goods of
// twelve kinds, generated or read from CSV, and the forty markets that a seller in
// Germany has for them.
package catalogue

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	_ "embed"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Markets is the seller and its markets as JSON.
//
//go:embed markets.json
var Markets []byte

// Columns of a catalogue as a file, in this order.
var Columns = []string{"sku", "name", "price", "currency", "category", "hs_code", "origin", "weight_kg"}

// Read is a catalogue from CSV with the columns above in its first line. What
// is wrong with a line is in fault, and ends the catalogue.
func Read(r io.Reader, fault *error) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		in := csv.NewReader(r)
		in.ReuseRecord = true
		in.FieldsPerRecord = len(Columns)
		for line := 1; ; line++ {
			row, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && line == 1 {
				if err = Header(row); err == nil {
					continue
				}
			}
			var p pricing.Product
			if err == nil {
				p, err = Product(row)
			}
			if err != nil {
				*fault = fmt.Errorf("catalogue: line %d: %w", line, err)
				return
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Header returns an error unless the row is the head of a catalogue.
func Header(row []string) error {
	if got, want := strings.Join(row, ","), strings.Join(Columns, ","); got != want {
		return fmt.Errorf("columns %q, want %q", got, want)
	}
	return nil
}

// Product is the product of a row that has a field for each column. It shares no
// memory with the row.
func Product(row []string) (p pricing.Product, err error) {
	code, err := currency.ParseCode(row[3])
	if err != nil {
		return p, err
	}
	if p.Price, err = currency.ParseAmount(row[2], code); err != nil {
		return p, fmt.Errorf("price: %w", err)
	}
	if row[7] != "" {
		if p.WeightKG, err = decimal.NewFromString(row[7]); err != nil {
			return p, fmt.Errorf("weight_kg: %w", err)
		}
	}
	p.SKU, p.Name, p.Category = strings.Clone(row[0]), strings.Clone(row[1]), tax.Category(strings.Clone(row[4]))
	p.HSCode, p.Origin = strings.Clone(row[5]), locale.Country(strings.Clone(row[6]))
	return p, nil
}
