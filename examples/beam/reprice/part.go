package reprice

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/pricing"
)

// pricingFn prices partitions: all markets of all its products, and writes them.
type pricingFn struct {
	Out, Before shard.Dir // Before of no path: changes are not asked for
	Markets     []string
	Parts       int
	Unix        int64 // the moment of the prices, in seconds
	Workers     int

	earlier *earlier
}

// Setup reads what an earlier run has written, once for each copy of the DoFn.
func (f *pricingFn) Setup(ctx context.Context) (err error) {
	if f.Before.Path != "" {
		f.earlier, err = newEarlier(ctx, f.Before)
	}
	return err
}

// ProcessElement prices a partition.
func (f *pricingFn) ProcessElement(ctx context.Context, part int, batches func(*[]byte) bool, tables Tables, done func(shard.Summary)) error {
	defer slot(f.Workers)()
	engine, err := tables.engine()
	if err != nil {
		return err
	}
	p := partPricing{f: f, engine: engine, part: part, counts: map[string]int64{countRepeated: 0}}
	if f.earlier != nil {
		p.counts[countNew], p.counts[countChanged] = 0, 0
	}
	p.rejected = shard.NewRejects(f.Out, "rejected/"+shard.Name("part", part, f.Parts, ".jsonl"))
	defer p.rejected.Abort(ctx)
	if err := p.read(ctx, batches); err != nil {
		return err
	}
	for _, market := range f.Markets {
		if err := p.market(ctx, market); err != nil {
			return fmt.Errorf("part %d, market %s: %w", part, market, err)
		}
	}
	files, err := p.rejected.Commit(ctx)
	if err != nil {
		return err
	}
	p.counts[countRejected] = p.rejected.Rows
	s := shard.Summary{Files: append(p.files, files...)}
	for name, n := range p.counts {
		s.Counts = append(s.Counts, shard.Count{Name: name, N: n})
	}
	done(s)
	return nil
}

// slots are who may price a partition in this process, by how many may.
var slots sync.Map // of int to chan struct{}

// slot waits for a place and returns how to leave it. It bounds the memory of a
// process, whatever number of bundles its runner hands it at a time.
func slot(n int) (leave func()) {
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
	}
	c, _ := slots.LoadOrStore(n, make(chan struct{}, n))
	places := c.(chan struct{})
	places <- struct{}{}
	return func() { <-places }
}

// partPricing is a partition under way.
type partPricing struct {
	f        *pricingFn
	engine   *pricing.Engine
	part     int
	rows     []row             // that are products, by SKU
	products []pricing.Product // of the rows
	rejected *shard.Rejects
	files    []shard.File
	counts   map[string]int64
	line     []byte // memory of a row of prices
}

// read reads the rows of the partition, in the order of SKU, shard and line, and
// keeps the first of each SKU. One that says the same once more is left out; one
// that says something else is a dead letter.
func (p *partPricing) read(ctx context.Context, batches func(*[]byte) bool) (err error) {
	type found struct {
		row
		product pricing.Product
	}
	var rows []row
	for batch := []byte(nil); batches(&batch); batch = nil {
		if rows, err = rowsOf(batch, rows); err != nil {
			return err
		}
	}
	all := make([]found, 0, len(rows))
	for _, r := range rows {
		product, fault := product(r.text, isJSON(r.shard))
		if fault == nil {
			fault = checkSKU(product.SKU)
		}
		if fault != nil {
			if err := p.reject(ctx, r, "", "", fault); err != nil {
				return err
			}
			continue
		}
		all = append(all, found{r, product})
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(strings.Compare(a.product.SKU, b.product.SKU), strings.Compare(a.shard, b.shard), cmp.Compare(a.line, b.line))
	})
	p.rows, p.products = make([]row, 0, len(all)), make([]pricing.Product, 0, len(all))
	for _, r := range all {
		last := len(p.products) - 1
		switch {
		case last < 0 || p.products[last].SKU != r.product.SKU:
			p.rows, p.products = append(p.rows, r.row), append(p.products, r.product)
		case bytes.Equal(p.rows[last].text, r.text):
			p.counts[countRepeated]++
		default:
			first := p.rows[last]
			fault := fmt.Errorf("sku: %s line %d has it too, with something else", path.Base(first.shard), first.line)
			if err := p.reject(ctx, r.row, r.product.SKU, "", fault); err != nil {
				return err
			}
		}
	}
	return nil
}

// reject writes a dead letter of a row, for one market or for all.
func (p *partPricing) reject(ctx context.Context, r row, sku, market string, fault error) error {
	letter := shard.Reject(r.shard, r.line, r.text, fault)
	letter.Key, letter.Market = sku, market
	if market == "" {
		rowsRejected.Add(ctx, 1)
	}
	return p.rejected.Add(ctx, letter)
}

// market prices and writes the products for one market, and what has changed.
func (p *partPricing) market(ctx context.Context, market string) error {
	name := shard.Name("part", p.part, p.f.Parts, ".csv")
	prices, err := p.f.Out.Create(ctx, folder("prices", market)+"/"+name, priceHead)
	if err != nil {
		return err
	}
	defer prices.Abort(ctx)
	written := []*shard.Part{prices}
	var was before
	var changes *shard.Part // nil: they are not asked for
	if p.f.earlier != nil {
		if was, err = p.f.earlier.market(ctx, market, p.part, p.f.Parts); err != nil {
			return err
		}
		if changes, err = p.f.Out.Create(ctx, folder("changes", market)+"/"+name, changeHead); err != nil {
			return err
		}
		defer changes.Abort(ctx)
		written = append(written, changes)
	}
	if err := p.price(ctx, market, prices, changes, was); err != nil {
		return err
	}
	for _, part := range written {
		file, err := part.Commit(ctx)
		if err != nil {
			return err
		}
		p.files = append(p.files, file)
	}
	return nil
}

// price writes a row for each price that can be made, and a dead letter for the
// others.
func (p *partPricing) price(ctx context.Context, market string, prices, changes *shard.Part, was before) error {
	i, made, failed, changed := -1, int64(0), int64(0), int64(0)
	r := pricing.Repricing{Markets: []string{market}, At: time.Unix(p.f.Unix, 0).UTC(), Workers: 1}
	for price, err := range p.engine.Reprice(ctx, slices.Values(p.products), r) {
		if err != nil && price.SKU == "" {
			return err // of the whole
		}
		i++
		if err != nil {
			failed++
			if err := p.reject(ctx, p.rows[i], price.SKU, market, err); err != nil {
				return err
			}
			continue
		}
		made++
		p.line = append(appendPrice(p.line[:0], &price), '\n')
		if err := prices.Row(p.line); err != nil {
			return err
		}
		if changes == nil {
			continue
		}
		change, is, err := p.change(price, was)
		if err != nil {
			return err
		}
		if is {
			changed++
			p.line = append(appendChange(p.line[:0], &change), '\n')
			if err := changes.Row(p.line); err != nil {
				return err
			}
		}
	}
	p.counts[countPriced] += made
	p.counts[countFailed] += failed
	pricesMade.Add(ctx, made)
	pricesFailed.Add(ctx, failed)
	pricesChanged.Add(ctx, changed)
	return nil
}

// change tells whether a price is another than before, and counts it if so.
func (p *partPricing) change(price pricing.Price, was before) (c pricing.PriceChange, is bool, err error) {
	c.After = price
	if was.shows(price.SKU, price.Shown) {
		return c, false, nil
	}
	old, there, err := was.price(price.SKU)
	if err != nil {
		return c, false, err
	}
	if !there {
		p.counts[countNew]++
		return c, true, nil
	}
	if c.Causes = price.Causes(old); len(c.Causes) == 0 {
		return c, false, nil
	}
	p.counts[countChanged]++
	c.Before = &old
	return c, true, nil
}
