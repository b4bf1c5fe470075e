package worth

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/examples/beam/shard"
)

// run values the customers of shards of these texts.
func run(t *testing.T, texts ...string) (shard.Manifest, string, error) {
	t.Helper()
	in, out := t.TempDir(), t.TempDir()
	for i, text := range texts {
		put(t, filepath.Join(in, shard.Name("orders", i, len(texts), ".csv")), text)
	}
	terms := testTerms(t, 2)
	terms.CAC = nil // the texts are of few markets
	m, err := Run(t.Context(), &Options{Input: filepath.Join(in, "*.csv"), Output: out, Terms: terms})
	return m, out, err
}

// A cost to win a customer of a market that no order is of is misspelt, or orders are
// missing: the run says so, and is not whole.
func TestCostOfNoMarket(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	put(t, filepath.Join(in, shard.Name("orders", 0, 1, ".csv")), head+"\nA-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n")
	terms := testTerms(t, 2)
	terms.CAC = map[string]string{"DE": "30", "XX": "3"}
	_, err := Run(t.Context(), &Options{Input: filepath.Join(in, "*.csv"), Output: out, Terms: terms})
	if err == nil || !strings.Contains(err.Error(), `-cac XX=3: no order is of that market; those of the orders are ["DE"]`) {
		t.Errorf("%v", err)
	}
}

// A shard of no orders may end with the names of the columns.
func TestHeadWithoutEnd(t *testing.T) {
	m, _, err := run(t, head+"\nA-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n", head)
	if err != nil || m.Counts[countOrders] != 1 || m.Counts[countRejected] != 0 {
		t.Errorf("%v, %v", m.Counts, err)
	}
}

// letters are the dead letters of a run: "line: reason", by place.
func lettersOf(t *testing.T, m shard.Manifest, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range m.Files {
		if !strings.HasPrefix(f.Name, "rejected/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			var letter shard.Rejected
			if err := json.Unmarshal([]byte(line), &letter); err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprintf("%s:%d", letter.Shard[:12], letter.Line)] = letter.Key + ": " + letter.Reason
		}
	}
	return all
}

// TestDeadLetters: a line that is no order, or one of two versions of it, costs the
// run nothing but itself.
func TestDeadLetters(t *testing.T) {
	const good = "A-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n"
	first := head + "\n" + good + // 2
		"A-2,c-1,DE,2026-01-15,EUR,58.00,2\n" + // 3
		"A-3,c-1,DE,2026-01-15,XQZ,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 4
		"A-4,c-1,DE,2026-01-15,EUR,-58.00,21.50,0.00,0.00,6.40,1.75\n" + // 5
		"A-5,c-1,DE,2026-11-01,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 6
		"A-6," + strings.Repeat("x", 3<<20) + "\n" + // 7
		"A-7,c-\xff,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 8
		"A-8,c-2,DE,2026-02-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 9
		"A-9,c-2,DE,2026-03-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n" // 10
	second := head + "\n" +
		"A-1,c-1,DE,2026-01-15,EUR,58,21.5,0,0,6.4,1.750\n" + // the same, written otherwise
		"A-8,c-3,DE,2026-02-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 3, of somebody else
		"A-9,c-2,DE,2026-03-15,USD,58.00,21.50,0.00,0.00,6.40,1.75\n" + // 4, in another currency
		"B-1,c-4,DE,2026-03-15,USD,58.00,21.50,0.00,0.00,6.40,1.75" // 5, the file is cut off
	m, dir, err := run(t, first, second)
	if err != nil {
		t.Fatal(err)
	}
	const versions = "the order is there with other content, too: keep the version that holds"
	want := map[string]string{
		"orders-00000:3":  ": ltv: not in the form of an orders file: 7 fields instead of 11",
		"orders-00000:4":  `A-3: ltv: order "A-3": currency: `,
		"orders-00000:5":  `A-4: ltv: order "A-4": revenue: impossible order: negative amount -58.00 EUR: leave cancelled orders out`,
		"orders-00000:6":  `A-5: ltv: order "A-5": date: date in the future: 2026-11-01 is after 2026-10-31, the day of the summary`,
		"orders-00000:7":  ": " + shard.ErrLong.Error(),
		"orders-00000:8":  ": " + shard.ErrUTF8.Error(),
		"orders-00000:9":  "A-8: " + versions,
		"orders-00000:10": "A-9: " + versions,
		"orders-00001:3":  "A-8: " + versions,
		"orders-00001:4":  "A-9: " + versions,
		"orders-00001:5":  ": " + shard.ErrCut.Error(),
	}
	got := lettersOf(t, m, dir)
	if place := "orders-00000:4"; strings.HasPrefix(got[place], want[place]) && strings.Contains(got[place], "XQZ") {
		want[place] = got[place] // how the library speaks of a currency is its own business
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dead letters (-want +got):\n%s", diff)
	}
	counts := map[string]int64{
		countShards: 2, countRead: 13, countRejected: 11, countRepeated: 1, countOrders: 1, countCustomers: 1, countMarkets: 1,
	}
	if diff := cmp.Diff(counts, m.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// TestSmallMarket: a market that is too small for a model says so, and has a line
// for each customer all the same.
func TestSmallMarket(t *testing.T) {
	_, dir, err := run(t, head+"\nA-1,c-1,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75\nA-2,c-2,DE,2026-02-15,EUR,50.00,21.50,0.00,0.00,6.40,1.75\n")
	if err != nil {
		t.Fatal(err)
	}
	a := got(t, dir)
	var m Market
	if err := json.Unmarshal([]byte(a.figures[0]), &m); err != nil {
		t.Fatal(err)
	}
	if model, err := m.purchases(); model != nil || err != nil || m.KPI != nil || m.Customers != 2 || len(m.Wanting) != 1 || !strings.Contains(m.Wanting[0], "too few customers") {
		t.Errorf("%+v, %v, %v", m, model, err)
	}
	want := []string{"DE,EUR,c-1,1,0,0,289,,,,", "DE,EUR,c-2,1,0,0,258,,,,"}
	if diff := cmp.Diff(want, a.scores); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
}

// TestNothing: where every line is bad, or there is none, the run is whole and has
// no customers, and its counts say why.
func TestNothing(t *testing.T) {
	for _, test := range []struct {
		text           string
		read, rejected int64
		reason         string
	}{
		{head + "\nA-1\nA-2\nA-3\n", 3, 3, "all lines are bad"},
		{head + "\n", 0, 0, "no line but the names of the columns"},
	} {
		m, dir, err := run(t, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
			continue
		}
		if m.Counts[countRead] != test.read || m.Counts[countRejected] != test.rejected || m.Counts[countCustomers] != 0 {
			t.Errorf("%s: %v", test.reason, m.Counts)
		}
		if f := m.Files[0]; f.Name != "figures.jsonl" || f.Rows != 0 {
			t.Errorf("%s: %+v, want figures of no market", test.reason, f)
		}
		if a := got(t, dir); len(a.scores) > 0 {
			t.Errorf("%s: %q", test.reason, a)
		}
	}
}

// TestRefuses: what no line can make good ends the run, and leaves nothing that can
// be taken for whole.
func TestRefuses(t *testing.T) {
	for _, test := range []struct {
		texts  []string
		want   string
		reason string
	}{
		{[]string{head + "\n", ""}, "orders-00001-of-00002.csv: it is empty", "an empty shard does not say what its columns are"},
		{[]string{"order_id,customer\nA-1,c-1\n"}, "the column is missing", "columns are missing"},
		{[]string{strings.Repeat("x", 2<<20)}, "the names of the columns", "one enormous line"},
	} {
		_, dir, err := run(t, test.texts...)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.reason, err, test.want)
		}
		if _, err := (shard.Dir{Path: dir}).Manifest(t.Context()); !errors.Is(err, shard.ErrNotWhole) {
			t.Errorf("%s: left behind: %v", test.reason, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: something is written: %v, %v", test.reason, left, err)
		}
	}
}

func TestOptions(t *testing.T) {
	in := t.TempDir()
	put(t, filepath.Join(in, "orders-00001-of-00003.csv"), head)
	put(t, filepath.Join(in, "all.csv"), head+"\n")
	base := "-input " + in + "/all.csv -output " + t.TempDir() + " "
	for _, test := range []struct{ args, want string }{
		{"-output out", "-input"},
		{"-input " + in + "/all.csv", "-output"},
		{"-output out -input " + in + "/nothing-*", "shards are missing"},
		{"-output out -input " + in + "/orders-*", "1 of 3 are there"},
		{base + "-shards 2", "1 are there, want 2"},
		{base + "-parts 0", "-parts 0"},
		{base + "-horizon 0", "horizon"},
		{base + "-horizon 9999", "horizon"},
		{base + "-rate -1", "discount rate"},
		{base + "-rate 1e9999999", "not a plain number"},
		{base + "-ratio 0", "ratio"},
		{base + "-asof 2026-02-30", "asof"},
		{base + "-cac DE", "want one cost for each market"},
		{base + "-cac DE=1,DE=2", "want one cost for each market"},
		{base + "-cac DE=-1", "-cac DE=-1"},
	} {
		f := flag.NewFlagSet("ltv", flag.ContinueOnError)
		f.SetOutput(io.Discard)
		o := Flags(f)
		err := f.Parse(strings.Fields(test.args))
		if err == nil {
			_, err = o.read(t.Context())
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.args, err, test.want)
		}
	}
	f := flag.NewFlagSet("ltv", flag.ContinueOnError)
	o := Flags(f)
	if err := f.Parse(strings.Fields(base + "-rate 0 -cac DE=30,GB=32.50")); err != nil {
		t.Fatal(err)
	}
	if _, err := o.read(t.Context()); err != nil || !o.Discount.Undiscounted || o.CAC["GB"] != "32.50" {
		t.Errorf("%+v, %v", o, err)
	}
}
