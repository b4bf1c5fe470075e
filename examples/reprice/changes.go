package main

import (
	"context"
	"encoding/csv"
	"io"
	"iter"
	"time"

	"github.com/landedhq/landed/pricing"
)

// changed are the columns of prices that change.
var changed = []string{"sku", "market", "currency", "before", "after", "causes", "error"}

// writeChanges writes the prices of e that differ from those of the engine
// before it. A shop would look these up where it has published them; here they
// are made again, product by product as it comes.
func (o options) writeChanges(ctx context.Context, w io.Writer, e, old *pricing.Engine, products iter.Seq[pricing.Product], r pricing.Repricing) (summary, error) {
	out := csv.NewWriter(w)
	var s summary
	begin := time.Now()
	if err := out.Write(changed); err != nil {
		return s, err
	}
	r.Workers = 1 // so that now is the product that before is asked about
	var now pricing.Product
	one := func(yield func(pricing.Product) bool) {
		for now = range products {
			if !yield(now) {
				return
			}
		}
	}
	before := func(sku, market string) (pricing.Price, bool) {
		s.priced++
		p, err := old.Price(now, pricing.Offer{Market: market, At: r.At, ShipFrom: r.ShipFrom})
		return p, err == nil
	}
	for c, err := range e.Changes(ctx, one, before, r) {
		if err != nil && c.After.SKU == "" {
			return s, err // of the whole run
		}
		row := []string{c.After.SKU, c.After.Market, "", "", "", "", ""}
		if err != nil {
			s.priced++
			s.refused++
			row[6] = err.Error()
		} else {
			row[2], row[4] = c.After.Shown.Currency().String(), c.After.Shown.Text()
			if c.Before != nil {
				row[3] = c.Before.Shown.Text()
			}
			for i, cause := range c.Causes {
				if i > 0 {
					row[5] += " "
				}
				row[5] += string(cause)
			}
		}
		if err := out.Write(row); err != nil {
			return s, err
		}
	}
	s.took = time.Since(begin)
	out.Flush()
	return s, out.Error()
}
