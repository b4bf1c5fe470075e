package worth

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

func init() {
	register.DoFn3x1[string, ltv.Cohort, func(string, ltv.Tally), error](&tally{})
	register.Emitter2[string, ltv.Tally]()
	register.DoFn4x1[context.Context, string, ltv.Tally, func(Market), error](&fit{})
	register.Emitter1[Market]()
	register.DoFn4x1[context.Context, []byte, func(*Market) bool, func(shard.Summary), error](&write{})
}

// build is the pipeline: it values the customers of the orders in some shards and
// writes to a folder that is ready. What it returns makes the manifest count, once
// the pipeline has come to its end. The DoFns of a test may fail.
func build(s beam.Scope, p plan, read, settle any) (commit func(context.Context) error) {
	numbers := make([]int, len(p.shards))
	for i := range numbers {
		numbers[i] = i
	}
	// Without a break all shards would be read where their list is made.
	shards := beam.Reshuffle(s.Scope("shards"), beam.CreateList(s.Scope("shards"), numbers))
	rows, wasRead := beam.ParDo2(s.Scope("read"), read, shards)
	parts, wasSettled := beam.ParDo2(s.Scope("settle"), settle, beam.GroupByKey(s.Scope("group"), rows))
	customers := beam.CombinePerKey(s.Scope("merge"), &mergeCohorts{}, parts)
	tallies := beam.CombinePerKey(s.Scope("tally"), &mergeTallies{}, beam.ParDo(s.Scope("tally"), &tally{}, customers))
	markets := beam.ParDo(s.Scope("fit"), &fit{Terms: p.Terms}, tallies)
	wasScored := beam.ParDo(s.Scope("score"), &score{Terms: p.Terms, Out: p.out}, customers, beam.SideInput{Input: markets})
	// Of no market the file is empty, and there all the same.
	wasWritten := beam.ParDo(s.Scope("figures"), &write{Terms: p.Terms, Out: p.out}, beam.Impulse(s.Scope("figures")), beam.SideInput{Input: markets})
	return shard.Finish(s, p.out, pipeline, p.settings(), beam.Flatten(s.Scope("finish"), wasRead, wasSettled, wasScored, wasWritten))
}

// Run values the customers and returns what it came to. Where it returns an error,
// the folder has no manifest; run again, it begins anew.
func Run(ctx context.Context, o *Options) (shard.Manifest, error) {
	p, err := o.read(ctx)
	if err != nil {
		return shard.Manifest{}, err
	}
	if err := p.run(ctx, p.reading(), p.settling()); err != nil {
		return shard.Manifest{}, err
	}
	return p.out.Manifest(ctx)
}

func (p plan) reading() *read { return &read{Terms: p.Terms, Out: p.out, Shards: p.shards} }

func (p plan) settling() *settle { return &settle{Terms: p.Terms, Out: p.out, Shards: p.shards} }

func (p plan) run(ctx context.Context, read, settle any) error {
	if err := p.out.Begin(ctx, "scores/market=*"); err != nil {
		return err
	}
	pipe, s := beam.NewPipelineWithRoot()
	commit := build(s, p, read, settle)
	if err := beamx.Run(ctx, pipe); err != nil {
		return err
	}
	return commit(ctx)
}

// tally leaves of customers what models and figures take of them.
type tally struct{}

func (*tally) ProcessElement(key string, c ltv.Cohort, emit func(string, ltv.Tally)) error {
	t, err := c.Tally()
	if err == nil {
		emit(market(key), t)
	}
	return err
}

// fit makes the models and figures of a market.
type fit struct{ Terms }

func (f *fit) ProcessElement(ctx context.Context, _ string, t ltv.Tally, emit func(Market)) error {
	m, err := newMarket(t, f.Terms)
	if err == nil {
		emit(m)
		marketsFitted.Add(ctx, 1)
	}
	return err
}

// write writes the figures of all markets, a line of JSON each. A cost to win a
// customer of a market that has none is an error: its name is misspelt, or orders
// are missing.
type write struct {
	Terms
	Out shard.Dir
}

func (w *write) ProcessElement(ctx context.Context, _ []byte, markets func(*Market) bool, done func(shard.Summary)) error {
	var all []Market
	var m Market
	for markets(&m) {
		all = append(all, m)
		m = Market{}
	}
	slices.SortFunc(all, func(a, b Market) int {
		return cmp.Or(strings.Compare(a.Market, b.Market), strings.Compare(a.Currency.String(), b.Currency.String()))
	})
	if err := w.known(all); err != nil {
		return err
	}
	part, err := w.Out.Create(ctx, "figures.jsonl", "")
	if err != nil {
		return err
	}
	defer part.Abort(ctx)
	for _, m := range all {
		line, err := json.Marshal(m)
		if err != nil {
			return err
		}
		part.Row(append(line, '\n')) // Commit has its error
	}
	file, err := part.Commit(ctx)
	if err != nil {
		return err
	}
	done(shard.Summary{Files: []shard.File{file}, Counts: []shard.Count{{Name: countMarkets, N: int64(len(all))}}})
	return nil
}

// folder is the name of a folder for a market, whatever the shop calls it.
func folder(market string) string { return url.PathEscape(market) }
