package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// generated is a catalogue of n products, the same for the same seed.
func generated(n int, seed uint64) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		for i := range n {
			k := &kinds[rnd.IntN(len(kinds))]
			p := pricing.Product{
				SKU: fmt.Sprintf("%s-%06d", strings.ToUpper(strings.ReplaceAll(k.name, " ", "")), i+1), Name: k.name,
				Price: currency.FromMinor(k.from+rnd.Int64N(k.to-k.from), currency.EUR), Category: k.category,
				HSCode: k.hs, Origin: k.origin, WeightKG: decimal.New(k.grams, -3),
			}
			if k.unit != "" {
				p.Measures = []duty.Quantity{{Unit: k.unit, Value: decimal.NewFromInt(1)}}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// columns of a catalogue as a file.
var columns = []string{"sku", "name", "price", "currency", "category", "hs_code", "origin", "weight_kg"}

// read is a catalogue from CSV with the columns above in its first line. What
// is wrong with a line is in fault, and ends the catalogue.
func read(r io.Reader, fault *error) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		in := csv.NewReader(r)
		in.ReuseRecord = true
		in.FieldsPerRecord = len(columns)
		for line := 1; ; line++ {
			row, err := in.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && line == 1 {
				if err = header(row); err == nil {
					continue
				}
			}
			var p pricing.Product
			if err == nil {
				p, err = product(row)
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

func header(row []string) error {
	if got, want := strings.Join(row, ","), strings.Join(columns, ","); got != want {
		return fmt.Errorf("columns %q, want %q", got, want)
	}
	return nil
}

func product(row []string) (p pricing.Product, err error) {
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
