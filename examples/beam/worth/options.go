package worth

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/progress"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

// pipeline is the name by which manifests and counters know it.
const pipeline = "ltv"

// Counters of what has been done so far. What a run came to is in its manifest.
var (
	linesRead       = progress.New(pipeline, "read")
	ordersSettled   = progress.New(pipeline, "settled")
	marketsFitted   = progress.New(pipeline, "fitted")
	customersScored = progress.New(pipeline, "scored")
)

// Counters are those that Run counts while it runs.
func Counters() []*progress.Counter {
	return []*progress.Counter{linesRead, ordersSettled, marketsFitted, customersScored}
}

// Names of the counts in the manifest.
const (
	countShards    = "shards"
	countRead      = "read"      // lines
	countRejected  = "rejected"  // of them, that are no order, or one of several versions of it
	countRepeated  = "repeated"  // of them, that say once more what another says
	countOrders    = "orders"    // that count
	countCustomers = "customers" // scored
	countMarkets   = "markets"   // a market of two currencies is two
)

// Options say whose customers are valued, how, and where the result goes.
type Options struct {
	Input  string // pattern of the shards of the orders
	Shards int    // how many there must be; 0: as many as there are
	Output string // folder of the run
	Terms
}

// Flags defines the flags of the options.
func Flags(f *flag.FlagSet) *Options {
	o := new(Options)
	f.StringVar(&o.Input, "input", "", "pattern of the shards of the orders, in the form of ltv.ReadOrders, such as 'in/orders-*.csv'")
	f.IntVar(&o.Shards, "shards", 0, "how many shards there must be; 0: any number without gaps")
	f.StringVar(&o.Output, "output", "", "folder that scores and figures go to")
	f.IntVar(&o.Parts, "parts", 64, "parts of the orders, and files of a market")
	o.Discount = ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year}
	o.Ratio = decimal.New(3, 0)
	f.IntVar((*int)(&o.Discount.Horizon), "horizon", int(o.Discount.Horizon), "months that a customer's value counts")
	for _, text := range []struct {
		name, value, usage string
		read               func(string) error
	}{
		{"asof", "2026-10-31", "last day that the orders cover", func(s string) (err error) { o.AsOf, err = currency.ParseDate(s); return err }},
		{"rate", "10", "discount rate in percent a year; 0: a later order is worth as much", o.setRate},
		{"ratio", "3", "how many times the cost to win a customer the value has to be", func(s string) (err error) { o.Ratio, err = parseDecimal(s); return err }},
		{"cac", "", "what winning a customer cost, by market and in its currency: DE=30,GB=32", o.setCAC},
	} {
		if err := text.read(text.value); err != nil {
			panic(err) // the value is that of the line above
		}
		f.Func(text.name, fmt.Sprintf("%s (default %q)", text.usage, text.value), text.read)
	}
	return o
}

func (o *Options) setRate(s string) (err error) {
	o.Discount.Annual, err = parseDecimal(s)
	o.Discount.Undiscounted = err == nil && o.Discount.Annual.IsZero()
	return err
}

func (o *Options) setCAC(s string) error {
	o.CAC = map[string]string{}
	if s == "" {
		return nil
	}
	for part := range strings.SplitSeq(s, ",") {
		market, cost, ok := strings.Cut(part, "=")
		if _, double := o.CAC[market]; !ok || double || market == "" {
			return fmt.Errorf("%q: want one cost for each market, such as DE=30", part)
		}
		o.CAC[market] = cost
	}
	return nil
}

// parseDecimal returns a plain decimal number of at most twenty characters.
func parseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > 20 || strings.ContainsAny(s, "eE") {
		return decimal.Decimal{}, fmt.Errorf("%.20q is not a plain number", s)
	}
	return decimal.NewFromString(s)
}

// plan is what the options come to.
type plan struct {
	Terms
	shards []string
	out    shard.Dir
}

// read looks at the terms and the input. What is wrong with either is found here,
// before anything is run or written.
func (o *Options) read(ctx context.Context) (p plan, err error) {
	switch {
	case o.Input == "":
		return p, errors.New("-input: say which shards")
	case o.Output == "":
		return p, errors.New("-output: say which folder")
	}
	if err := o.Check(); err != nil {
		return p, err
	}
	p = plan{Terms: o.Terms, out: shard.NewDir(o.Output)}
	if p.shards, err = shard.List(ctx, o.Input); err != nil {
		return p, err
	}
	if o.Shards != 0 && o.Shards != len(p.shards) {
		return p, fmt.Errorf("shards %q: %w: %d are there, want %d", o.Input, shard.ErrMissing, len(p.shards), o.Shards)
	}
	for _, name := range p.shards {
		if err := checkColumns(ctx, name, o.AsOf); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p plan) settings() map[string]string {
	return map[string]string{
		"asof": p.AsOf.String(), "horizon": strconv.Itoa(int(p.Discount.Horizon)), "rate": p.Discount.Annual.String(),
		"ratio": p.Ratio.String(), "parts": strconv.Itoa(p.Parts),
	}
}
