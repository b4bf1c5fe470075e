package reprice

import (
	"bufio"
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/pricing"
)

func TestMain(m *testing.M) {
	flag.Parse()
	beam.Init()
	if !testing.Verbose() {
		log.SetLogger(silent{})
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
	os.Exit(m.Run())
}

type silent struct{}

func (silent) Log(context.Context, log.Severity, int, string) {}

const head8 = "sku,name,price,currency,category,hs_code,origin,weight_kg\n"

// row8 is a product as a row of CSV.
func row8(p *pricing.Product) string {
	return strings.Join([]string{p.SKU, p.Name, p.Price.Text(), p.Price.Currency().String(), string(p.Category), p.HSCode, string(p.Origin), p.WeightKG.String()}, ",") + "\n"
}

// catalogues writes the first n products of a seed in so many shards, and
// returns their pattern. What is not in the columns is not in the products
// either.
func catalogues(t *testing.T, n, shards int, seed uint64) (pattern string, products []pricing.Product) {
	t.Helper()
	dir := t.TempDir()
	texts := make([]strings.Builder, shards)
	for k := range texts {
		texts[k].WriteString(head8)
	}
	for p := range catalogue.Generate(n, seed) {
		p.Measures = nil
		texts[len(products)*shards/n].WriteString(row8(&p))
		products = append(products, p)
	}
	for k := range texts {
		put(t, filepath.Join(dir, shard.Name("products", k, shards, ".csv")), texts[k].String())
	}
	return filepath.Join(dir, "products-*.csv"), products
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// options are those of the flags, without any.
func options(input, output string) *Options {
	o := Flags(flag.NewFlagSet("test", flag.PanicOnError))
	o.Input, o.Output = input, output
	return o
}

const tenMarkets = "DE,FR,PL,CZ,SE,GB,CH,NO,US,JP"

// rows are all rows of one kind that a whole run has written, sorted; the first
// line of a file is not among them if the kind has a head.
func rows(t *testing.T, dir, kind string, hasHead bool) (all []string) {
	t.Helper()
	d := shard.Dir{Path: dir}
	m, err := d.Manifest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		if !strings.HasPrefix(f.Name, kind+"/") {
			continue
		}
		in, err := d.Open(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, 1<<20)
		n := int64(0)
		for first := hasHead; lines.Scan(); first = false {
			if !first {
				all = append(all, lines.Text())
				n++
			}
		}
		if err := lines.Err(); err != nil || n != f.Rows {
			t.Fatalf("%s: %d rows, want %d: %v", f.Name, n, f.Rows, err)
		}
		in.Close()
	}
	slices.Sort(all)
	return all
}

// inProcess are the rows that Engine.Reprice gives for the products, sorted, and
// of those that it refuses the SKU, the market and the reason.
func inProcess(t *testing.T, o *Options, products []pricing.Product) (prices, refused []string) {
	t.Helper()
	tables, err := o.Files.read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	e, _, err := tables.compile()
	if err != nil {
		t.Fatal(err)
	}
	r := pricing.Repricing{At: o.At, Workers: 2}
	if o.Only != "" {
		r.Markets = strings.Split(o.Only, ",")
	}
	for p, err := range e.Reprice(context.Background(), slices.Values(products), r) {
		if err != nil {
			refused = append(refused, p.SKU+" "+p.Market+" "+err.Error())
			continue
		}
		prices = append(prices, string(appendPrice(nil, &p)))
	}
	slices.Sort(prices)
	slices.Sort(refused)
	return prices, refused
}

// changesInProcess are the rows that Engine.Changes gives between two engines.
func changesInProcess(t *testing.T, o, old *Options, products, oldProducts []pricing.Product) (changes []string) {
	t.Helper()
	tables, err := o.Files.read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	oldTables, err := old.Files.read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	e, ids, err := tables.compile()
	if err != nil {
		t.Fatal(err)
	}
	was, _, err := oldTables.compile()
	if err != nil {
		t.Fatal(err)
	}
	if o.Only != "" {
		ids = strings.Split(o.Only, ",")
	}
	before := map[[2]string]pricing.Price{}
	for p, err := range was.Reprice(context.Background(), slices.Values(oldProducts), pricing.Repricing{At: old.At, Markets: ids}) {
		if err == nil {
			before[[2]string{p.SKU, p.Market}] = p
		}
	}
	look := func(sku, market string) (pricing.Price, bool) { p, ok := before[[2]string{sku, market}]; return p, ok }
	for c, err := range e.Changes(context.Background(), slices.Values(products), look, pricing.Repricing{At: o.At, Markets: ids}) {
		if err == nil {
			changes = append(changes, string(appendChange(nil, &c)))
		}
	}
	slices.Sort(changes)
	return changes
}

// same compares what should be the same, and shows the first that differs.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("%s: %d of %d:\n  %s\nwant\n  %s", what, i+1, len(want), got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%s: %d, want %d", what, len(got), len(want))
	}
}
