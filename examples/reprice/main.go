// Command reprice prices a catalogue in forty markets and writes the prices as
// CSV, with a progress bar on a terminal.
//
//	go run . -o prices.csv
//	go run . -catalogue products.csv -o prices.csv
//	go run . -rates eurofxref-daily.xml -before eurofxref-yesterday.xml -o changes.csv
//
// README.md beside it says more.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/pricing"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(status(run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// status is the exit status after run: to have asked for help is no failure.
func status(err error, errs io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(errs, strings.Join(strings.Fields("reprice: "+err.Error()), " "))
	return 1
}

// options are what the arguments say.
type options struct {
	products                                  int
	seed                                      uint64
	catalogue, markets, rates, before, output string
	at                                        time.Time
	workers                                   int
	quiet                                     bool
}

func parse(args []string, usage io.Writer) (o options, err error) {
	f := flag.NewFlagSet("reprice", flag.ContinueOnError)
	f.SetOutput(usage)
	f.IntVar(&o.products, "products", 100_000, "how many products the generated catalogue has")
	f.Uint64Var(&o.seed, "seed", 1, "of the generated catalogue")
	f.StringVar(&o.catalogue, "catalogue", "", "CSV file of products; empty: generated")
	f.StringVar(&o.markets, "markets", "", "JSON file of seller and markets; empty: forty markets of a seller in Germany")
	f.StringVar(&o.rates, "rates", "", "exchange rates as the ECB publishes them; empty: of 18 March 2026")
	f.StringVar(&o.before, "before", "", "exchange rates that prices were made at: only what changes is written, with its cause")
	f.StringVar(&o.output, "o", "", "file of the prices; empty: standard output")
	at := f.String("at", "2026-03-18", "day whose law and prices apply")
	f.IntVar(&o.workers, "workers", 0, "products priced at a time; 0: one for each core")
	f.BoolVar(&o.quiet, "quiet", false, "no progress bar")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if o.products < 0 {
		return o, fmt.Errorf("-products %d: want 0 or more", o.products)
	}
	if o.at, err = time.Parse(time.DateOnly, *at); err != nil {
		return o, fmt.Errorf("-at: %q is not a day such as 2026-03-18", *at)
	}
	return o, nil
}

// run does what the arguments say.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	o, err := parse(args, errs)
	if err != nil {
		return err
	}
	e, err := engine(o, o.rates)
	if err != nil {
		return err
	}
	var old *pricing.Engine // of the prices before; nil: all are written
	if o.before != "" {
		if old, err = engine(o, o.before); err != nil {
			return err
		}
	}
	var fault error // of the catalogue
	products, size := catalogue.Generate(o.products, o.seed), int64(o.products)
	if o.catalogue != "" {
		in, err := os.Open(o.catalogue)
		if err != nil {
			return err
		}
		defer in.Close()
		products, size = catalogue.Read(in, &fault), -1
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(errs), progressbar.OptionSetVisibility(!o.quiet),
		progressbar.OptionSetDescription("products"), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionShowIts(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(errs) }))
	r := pricing.Repricing{At: o.at, Workers: o.workers, Progress: func(n int64) { bar.Set64(n) }}
	sum, err := save(o.output, out, func(w io.Writer) (summary, error) {
		if old != nil {
			return o.writeChanges(ctx, w, e, old, products, r)
		}
		return o.write(ctx, w, e, products, r)
	}, func() error { return fault })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(errs, sum)
	return err
}

// engine compiles the markets with a file of rates.
func engine(o options, rates string) (*pricing.Engine, error) {
	config, err := shop.Config(shop.Files{Rates: rates})
	if err != nil {
		return nil, err
	}
	var in io.Reader = bytes.NewReader(catalogue.Markets)
	if o.markets != "" {
		f, err := os.Open(o.markets)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	if config.Seller, config.Markets, err = pricing.ReadMarkets(in); err != nil {
		return nil, err
	}
	return pricing.New(config)
}

// save has prices written to the named file, which has its name only once it
// is whole, or to out.
func save(name string, out io.Writer, write func(io.Writer) (summary, error), fault func() error) (summary, error) {
	if name == "" {
		sum, err := write(out)
		return sum, errors.Join(err, fault())
	}
	f, err := os.CreateTemp(dir(name), ".reprice-*")
	if err != nil {
		return summary{}, err
	}
	defer os.Remove(f.Name()) // nothing, once it is renamed
	if err := f.Chmod(0o644); err != nil {
		return summary{}, errors.Join(err, f.Close())
	}
	sum, err := write(f)
	if err = errors.Join(err, fault(), f.Close()); err != nil {
		return sum, err
	}
	return sum, os.Rename(f.Name(), name)
}
