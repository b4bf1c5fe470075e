package reprice

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/pricing"
)

// Options say what is priced, and where to.
type Options struct {
	Input  string // pattern of the shards of the catalogue
	Shards int    // how many there must be; 0: as many as there are
	Output string // folder of the run
	Before string // folder of an earlier run; "": changes are not asked for
	Files  Files
	Only   string // IDs of markets, by comma; "": all
	At     time.Time
	// Parts is into how many partitions the SKUs fall, and how many files each
	// market has. 0: as many as the run before, or 64.
	Parts int
	// Workers bounds the partitions that one process prices at a time; 0: one
	// for each core.
	Workers int
}

// Most that may be asked for.
const (
	MaxParts   = 100_000
	MaxWorkers = 1024
)

// Flags defines the flags of the options.
func Flags(f *flag.FlagSet) *Options {
	o := new(Options)
	f.StringVar(&o.Input, "input", "", "pattern of the shards of the catalogue, CSV or JSON lines, such as 'in/products-*.csv'")
	f.IntVar(&o.Shards, "shards", 0, "how many shards there must be; 0: any number without gaps")
	f.StringVar(&o.Output, "output", "", "folder that the prices go to")
	f.StringVar(&o.Before, "before", "", "folder of an earlier run: what has changed since is written as well, with its cause")
	f.StringVar(&o.Files.Markets, "markets", "", "JSON file of seller and markets; empty: forty markets of a seller in Germany")
	f.StringVar(&o.Files.Rates, "rates", "", "exchange rates as the ECB publishes them; empty: of 18 March 2026")
	f.StringVar(&o.Files.Tax, "tax", "", "tax rates as CSV; empty: the embedded book")
	f.StringVar(&o.Files.Tariff, "tariff", "", "duty rates as CSV; empty: the embedded starter tariff")
	f.StringVar(&o.Files.PriceBook, "pricebook", "", "fixed prices as CSV; empty: none")
	f.StringVar(&o.Only, "only", "", "IDs of the markets, by comma; empty: all")
	f.Func("at", "day whose law and prices apply (default 2026-03-18)", func(s string) (err error) {
		if o.At, err = time.Parse(time.DateOnly, s); err != nil {
			return fmt.Errorf("%q is not a day such as 2026-03-18", s)
		}
		return nil
	})
	o.At = time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC)
	f.IntVar(&o.Parts, "parts", 0, "partitions of the SKUs, and files of a market; 0: as many as before, or 64")
	f.IntVar(&o.Workers, "workers", 0, "partitions that one process prices at a time; 0: one for each core")
	return o
}

// plan is what the options come to.
type plan struct {
	shards  []string
	tables  Tables
	markets []string
	parts   int
	out     shard.Dir
	before  shard.Dir
	at      time.Time
	workers int
}

// read reads the tables and looks at the input and the run before. What is
// wrong with either is found here, before anything is run or written.
func (o *Options) read(ctx context.Context) (p plan, err error) {
	switch {
	case o.Input == "":
		return p, errors.New("-input: say which shards")
	case o.Output == "":
		return p, errors.New("-output: say which folder")
	case o.Parts < 0 || o.Parts > MaxParts:
		return p, fmt.Errorf("-parts %d: want 1 to %d, or 0", o.Parts, MaxParts)
	case o.Workers < 0 || o.Workers > MaxWorkers:
		return p, fmt.Errorf("-workers %d: want 1 to %d, or 0", o.Workers, MaxWorkers)
	}
	p = plan{parts: o.Parts, out: shard.NewDir(o.Output), at: o.At, workers: o.Workers}
	if p.shards, err = shard.List(ctx, o.Input); err != nil {
		return p, err
	}
	if o.Shards != 0 && o.Shards != len(p.shards) {
		return p, fmt.Errorf("shards %q: %w: %d are there, want %d", o.Input, shard.ErrMissing, len(p.shards), o.Shards)
	}
	for _, name := range p.shards {
		if err := checkHead(ctx, name); err != nil {
			return p, err
		}
	}
	if p.tables, err = o.Files.read(ctx); err != nil {
		return p, err
	}
	e, ids, err := p.tables.compile()
	if err != nil {
		return p, err
	}
	if p.markets, err = o.only(ids); err != nil {
		return p, err
	}
	for _, err := range e.Reprice(ctx, func(func(pricing.Product) bool) {}, pricing.Repricing{Markets: p.markets, At: o.At, Workers: 1}) {
		return p, err // of a market or a day that no product could be priced for
	}
	if o.Before != "" {
		p.before = shard.Dir{Path: o.Before}
		m, err := p.before.Manifest(ctx)
		if err != nil {
			return p, fmt.Errorf("-before: %w", err)
		}
		if _, err := partsOf(m); err != nil {
			return p, fmt.Errorf("-before %s: %w", o.Before, err)
		}
		if p.parts == 0 {
			p.parts, _ = partsOf(m)
		}
	}
	if p.parts == 0 {
		p.parts = 64
	}
	return p, nil
}

// only are the IDs of the markets that are asked for.
func (o *Options) only(all []string) ([]string, error) {
	if o.Only == "" {
		return all, nil
	}
	return strings.Split(o.Only, ","), nil // the engine judges them
}

// partsOf is how many parts the markets of a run have.
func partsOf(m shard.Manifest) (int, error) {
	if m.Pipeline != pipeline {
		return 0, fmt.Errorf("a run of %q, want one of %q", m.Pipeline, pipeline)
	}
	n, err := strconv.Atoi(m.Settings[settingParts])
	if err != nil || n < 1 || n > MaxParts {
		return 0, fmt.Errorf("the manifest has %q parts", m.Settings[settingParts])
	}
	return n, nil
}

// folder is where the parts of a market lie, in a form that other engines read
// as a column.
func folder(kind, market string) string { return kind + "/market=" + url.PathEscape(market) }
