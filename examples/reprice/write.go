package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/pricing"
)

// summary is what a run came to.
type summary struct {
	priced, refused int64
	took            time.Duration
}

func (s summary) String() string {
	rate := float64(s.priced) / max(s.took.Seconds(), 1e-9)
	return fmt.Sprintf("%d prices, %d refused, in %v: %.0f prices a second", s.priced, s.refused, s.took.Round(time.Millisecond), rate)
}

// dir is where a file of that name lies.
func dir(name string) string { return filepath.Dir(name) }

// one is the denominator of a rate that has none.
var one = decimal.NewFromInt(1)

// head are the columns of the prices.
var head = []string{"sku", "market", "currency", "list", "rate", "net", "duty", "tax", "rounding", "shown", "error"}

// write prices the products and writes a line for each price.
func (o options) write(ctx context.Context, w io.Writer, e *pricing.Engine, products iter.Seq[pricing.Product], r pricing.Repricing) (summary, error) {
	buffer := bufio.NewWriterSize(w, 1<<16)
	out := csv.NewWriter(buffer)
	var s summary
	begin := time.Now()
	if err := out.Write(head); err != nil {
		return s, err
	}
	row := make([]string, len(head))
	for p, err := range e.Reprice(ctx, products, r) {
		if err != nil && p.SKU == "" {
			return s, err // of the whole run
		}
		if err := out.Write(line(row, p, err)); err != nil {
			return s, err
		}
		if s.priced++; err != nil {
			s.refused++
		}
	}
	s.took = time.Since(begin)
	out.Flush()
	if err := out.Error(); err != nil {
		return s, err
	}
	return s, buffer.Flush()
}

// line is the row of a price, or of why there is none.
func line(row []string, p pricing.Price, err error) []string {
	clear(row)
	row[0], row[1] = p.SKU, p.Market
	if err != nil {
		row[len(row)-1] = err.Error()
		return row
	}
	num, den := p.Rate.Ratio()
	row[2], row[3], row[4] = p.Shown.Currency().String(), p.List.Text(), num.String()
	if !den.Equal(one) {
		row[4] += "/" + den.String()
	}
	row[5], row[6], row[7], row[8], row[9] = p.Net.Text(), p.Duty.Text(), p.Tax.Text(), p.Rounding.Text(), p.Shown.Text()
	return row
}
