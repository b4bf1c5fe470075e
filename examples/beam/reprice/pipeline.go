package reprice

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/landedhq/landed/examples/beam/progress"
	"github.com/landedhq/landed/examples/beam/shard"
)

// pipeline is the name by which manifests and counters know it.
const pipeline = "reprice"

// Names of the settings in the manifest.
const (
	settingParts   = "parts"
	settingMarkets = "markets"
	settingAt      = "at"
	settingTables  = "tables"
	settingBefore  = "before"
)

func init() {
	beam.RegisterType(reflect.TypeFor[input]())
	beam.RegisterType(reflect.TypeFor[Tables]())
	register.DoFn4x1[context.Context, input, func(int, []byte), func(shard.Summary), error](&reading{})
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, Tables, func(shard.Summary), error](&pricingFn{})
	register.DoFn2x0[int, func(int, []byte)](&noRows{})
	register.Emitter2[int, []byte]()
	register.Emitter1[shard.Summary]()
	register.Iter1[[]byte]()
}

// noRows gives each partition an element, so that it has its parts even where
// no SKU falls into it.
type noRows struct{}

func (*noRows) ProcessElement(part int, send func(int, []byte)) { send(part, nil) }

// build is the pipeline of a plan, and what makes its manifest count once it has
// come to its end. The DoFns that read and price are given, as a test has
// others.
func build(s beam.Scope, p plan, read, price any) (commit func(context.Context) error) {
	inputs := make([]input, len(p.shards))
	for i, name := range p.shards {
		inputs[i] = input{Name: name, Number: i}
	}
	parts := make([]int, p.parts)
	for i := range parts {
		parts[i] = i
	}
	shards := beam.Reshuffle(s.Scope("shards"), beam.CreateList(s.Scope("shards"), inputs))
	rows, wasRead := beam.ParDo2(s.Scope("read"), read, shards)
	empty := beam.ParDo(s.Scope("parts"), &noRows{}, beam.CreateList(s.Scope("parts"), parts))
	byPart := beam.GroupByKey(s.Scope("group"), beam.Flatten(s.Scope("group"), rows, empty))
	tables := beam.Create(s.Scope("tables"), p.tables)
	priced := beam.ParDo(s.Scope("price"), price, byPart, beam.SideInput{Input: tables})
	return shard.Finish(s, p.out, pipeline, p.settings(), beam.Flatten(s.Scope("finish"), wasRead, priced))
}

func (p plan) settings() map[string]string {
	return map[string]string{
		settingParts: strconv.Itoa(p.parts), settingMarkets: strings.Join(p.markets, ","), settingAt: p.at.Format(time.DateOnly),
		settingTables: p.tables.Digest, settingBefore: p.before.Path,
	}
}

// Run prices the catalogue and returns what it came to. Where it returns an
// error, the folder has no manifest; run again, it begins anew.
func Run(ctx context.Context, o *Options) (shard.Manifest, error) {
	p, err := o.read(ctx)
	if err != nil {
		return shard.Manifest{}, err
	}
	if err := p.run(ctx, &reading{Out: p.out, Parts: p.parts}, p.pricing()); err != nil {
		return shard.Manifest{}, err
	}
	return p.out.Manifest(ctx)
}

// pricing is the DoFn that prices partitions.
func (p plan) pricing() *pricingFn {
	return &pricingFn{Out: p.out, Before: p.before, Markets: p.markets, Parts: p.parts, Unix: p.at.Unix(), Workers: p.workers}
}

func (p plan) run(ctx context.Context, read, price any) error {
	if err := p.out.Begin(ctx, "prices/market=*", "changes/market=*"); err != nil {
		return err
	}
	pipe, s := beam.NewPipelineWithRoot()
	commit := build(s, p, read, price)
	if err := beamx.Run(ctx, pipe); err != nil {
		return err
	}
	return commit(ctx)
}

// Counters are those that Run counts while it runs.
func Counters() []*progress.Counter {
	return []*progress.Counter{rowsRead, rowsRejected, pricesMade, pricesFailed, pricesChanged}
}
