package reprice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/pricing"
)

// letters are the dead letters of a run, as SKU, market and reason.
func letters(t *testing.T, dir string) (all []string) {
	t.Helper()
	for _, row := range rows(t, dir, "rejected", false) {
		var r shard.Rejected
		if err := json.Unmarshal([]byte(row), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r.Key+" "+r.Market+" "+r.Reason)
	}
	slices.Sort(all)
	return all
}

// What comes out is what pricing.Reprice gives, whatever the workers, the
// shards and the parts.
func TestSameAsInProcess(t *testing.T) {
	const n = 600
	for _, test := range []struct{ shards, parts, workers int }{{1, 1, 1}, {3, 16, 1}, {7, 5, 2}, {2, 24, 8}} {
		t.Run(fmt.Sprintf("%d shards, %d parts, %d workers", test.shards, test.parts, test.workers), func(t *testing.T) {
			pattern, products := catalogues(t, n, test.shards, 7)
			o := options(pattern, filepath.Join(t.TempDir(), "out"))
			o.Only, o.Parts, o.Workers = tenMarkets, test.parts, test.workers
			m, err := Run(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			prices, refused := inProcess(t, o, products)
			same(t, "prices", rows(t, o.Output, "prices", true), prices)
			same(t, "refusals", letters(t, o.Output), refused)
			want := map[string]int64{"shards": int64(test.shards), "read": n, "rejected": 0, "repeated": 0, "priced": int64(len(prices)), "failed": int64(len(refused))}
			if !maps.Equal(m.Counts, want) || len(prices)+len(refused) != n*10 || len(refused) == 0 {
				t.Errorf("counts %v, want %v", m.Counts, want)
			}
		})
	}
}

// JSON lines hold what CSV has no columns for.
func TestJSONLines(t *testing.T) {
	dir := t.TempDir()
	var products []pricing.Product
	var text bytes.Buffer
	for p := range catalogue.Generate(100, 3) {
		if len(products)%3 == 0 {
			p.Was = currency.FromMinor(300_000, currency.EUR)
		}
		products = append(products, p)
		if err := json.NewEncoder(&text).Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	put(t, dir+"/in.jsonl", strings.TrimSpace(text.String())) // a last line without an end
	o := options(dir+"/in.jsonl", dir+"/out")
	o.Only, o.Parts = tenMarkets, 3
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	prices, refused := inProcess(t, o, products)
	same(t, "prices", rows(t, o.Output, "prices", true), prices)
	same(t, "refusals", letters(t, o.Output), refused)
	if !strings.Contains(strings.Join(prices, "\n"), ",3570.00,") {
		t.Error("no price shows what it was")
	}
}

// krona writes the rates of the day with another krona, and one more table than
// the tests before.
func krona(t *testing.T) string {
	t.Helper()
	i := bytes.Index(shop.Rates, []byte("currency='SEK' rate='"))
	text := bytes.Clone(shop.Rates)
	text[i+len("currency='SEK' rate='")]++ // 10.78 becomes 20.78
	name := filepath.Join(t.TempDir(), "rates.xml")
	put(t, name, string(text))
	return name
}

// Against an earlier run, changes are those of pricing.Changes, whether that
// one had the same parts or others.
func TestChanges(t *testing.T) {
	ctx := context.Background()
	pattern, products := catalogues(t, 400, 3, 5)
	old := options(pattern, filepath.Join(t.TempDir(), "old"))
	old.Only, old.Parts = tenMarkets, 6
	if _, err := Run(ctx, old); err != nil {
		t.Fatal(err)
	}
	// A new day: another krona, another price of some products, some that are
	// new and some that are gone.
	dir := t.TempDir()
	now := append([]pricing.Product(nil), products[40:]...)
	for i := range now {
		if i%10 == 0 {
			now[i].Price = currency.FromMinor(12_345, currency.EUR)
		}
	}
	i := 0
	for p := range catalogue.Generate(440, 5) {
		if i++; i > len(products) {
			p.Measures = nil
			now = append(now, p)
		}
	}
	text := head8
	for i := range now {
		text += row8(&now[i])
	}
	put(t, dir+"/in.csv", text)
	for _, parts := range []int{0, 1, 4, 9, 7} { // as before, a part of, with a common divisor, and without
		o := options(dir+"/in.csv", fmt.Sprintf("%s/out%d", dir, parts))
		o.Only, o.Parts, o.Before, o.Files.Rates = tenMarkets, parts, old.Output, krona(t)
		m, err := Run(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		want := parts
		if parts == 0 {
			want = old.Parts
		}
		if m.Settings["parts"] != fmt.Sprint(want) {
			t.Errorf("%s parts, want %d", m.Settings["parts"], want)
		}
		changes := changesInProcess(t, o, old, now, products)
		prices, _ := inProcess(t, o, now)
		same(t, fmt.Sprintf("changes in %d parts", parts), rows(t, o.Output, "changes", true), changes)
		same(t, "prices", rows(t, o.Output, "prices", true), prices)
		if got := m.Counts["new"] + m.Counts["changed"]; got != int64(len(changes)) || m.Counts["new"] == 0 || m.Counts["changed"] == 0 || got > int64(len(prices))/3 {
			t.Errorf("%v: want %d changes, of both kinds, of %d prices", m.Counts, len(changes), len(prices))
		}
	}
	for _, cause := range []string{",rate", ",price", ",price rate"} {
		found := false
		for _, row := range rows(t, dir+"/out0", "changes", true) {
			found = found || strings.HasSuffix(row, cause)
		}
		if !found {
			t.Errorf("no change because of %q", cause)
		}
	}
}

// An earlier run that is not whole is refused, and so is one whose parts are not
// as they were written.
func TestBefore(t *testing.T) {
	ctx := context.Background()
	pattern, _ := catalogues(t, 30, 1, 5)
	old := options(pattern, filepath.Join(t.TempDir(), "old"))
	old.Only, old.Parts = "DE", 2
	if _, err := Run(ctx, old); err != nil {
		t.Fatal(err)
	}
	o := options(pattern, filepath.Join(t.TempDir(), "out"))
	o.Only, o.Before = "DE", old.Output
	name := old.Output + "/prices/market=DE/part-00001-of-00002.csv"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	put(t, name, string(text[:len(text)/2]))
	if _, err := Run(ctx, o); err == nil || !strings.Contains(err.Error(), "part-00001") {
		t.Errorf("half a part: %v", err)
	}
	if _, err := (shard.Dir{Path: o.Output}).Manifest(ctx); !errors.Is(err, shard.ErrNotWhole) {
		t.Errorf("the run is taken for whole: %v", err)
	}
	if err := os.Remove(old.Output + "/_SUCCESS"); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(ctx, o); !errors.Is(err, shard.ErrNotWhole) {
		t.Errorf("a run without an end: %v", err)
	}
	put(t, old.Output+"/_SUCCESS", `{"pipeline":"ltv"}`)
	if _, err := Run(ctx, o); err == nil || !strings.Contains(err.Error(), `want one of "reprice"`) {
		t.Errorf("another pipeline: %v", err)
	}
}

// One engine is made in a process, however many bundles use it.
func TestOneEngine(t *testing.T) {
	pattern, _ := catalogues(t, 400, 4, 11)
	o := options(pattern, filepath.Join(t.TempDir(), "out"))
	o.Only, o.Parts, o.Workers = "DE,SE", 40, 8
	name := filepath.Join(t.TempDir(), "rates.xml")
	put(t, name, string(shop.Rates)+"\n\n") // tables that no test before has had
	o.Files.Rates = name
	before := made.Load()
	if _, err := Run(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if n := made.Load() - before; n != 1 {
		t.Errorf("%d engines made for 40 parts, want 1", n)
	}
}
