package worth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/ltv"
)

func TestMain(m *testing.M) {
	log.SetLogger(silent{}) // a runner says much of bundles that fail, as they are to
	slog.SetDefault(slog.New(slog.DiscardHandler))
	ptest.MainWithDefault(m, "prism")
}

type silent struct{}

func (silent) Log(context.Context, log.Severity, int, string) {}

// got reads what a whole run has written.
func got(t *testing.T, dir string) (a answer) {
	t.Helper()
	m, err := shard.Dir{Path: dir}.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		switch folder, _, _ := strings.Cut(f.Name, "/"); folder {
		case "scores":
			if lines[0] != scoreHead || !slices.IsSorted(lines[1:]) && len(lines) > 2 && !strings.Contains(lines[1], `"`) {
				t.Errorf("%s: begins with %q, or is not sorted", f.Name, lines[0])
			}
			a.scores = append(a.scores, lines[1:]...)
		case "figures.jsonl":
			a.figures = lines
		}
	}
	slices.Sort(a.scores)
	return a
}

// same compares a run with what the library gives in one process.
func same(t *testing.T, name string, want, got answer) {
	t.Helper()
	if diff := cmp.Diff(want.figures, got.figures); diff != "" {
		t.Errorf("%s: figures (-in process +pipeline):\n%s", name, diff)
	}
	if diff := cmp.Diff(want.scores, got.scores); diff != "" {
		t.Errorf("%s: scores (-in process +pipeline):\n%.3000s", name, diff)
	}
}

// TestSameAnswers: whatever the shards and the order of their lines, the parts and
// the cores, a run gives what the library gives in one process.
func TestSameAnswers(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 22))
	lines := made(r, testTerms(t, 1))
	want := inProcess(t, lines, testTerms(t, 1))
	want = quoted(want)
	if len(want.figures) != 6 {
		t.Fatalf("%d markets, want 6", len(want.figures))
	}
	var counts map[string]int64
	for _, test := range []struct{ cores, shards, parts int }{{1, 1, 1}, {2, 7, 4}, {8, 16, 32}} {
		before := runtime.GOMAXPROCS(test.cores)
		o := &Options{Input: dealt(t, r, lines, test.shards), Output: t.TempDir(), Terms: testTerms(t, test.parts)}
		m, err := Run(t.Context(), o)
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprintf("%+v", test), want, got(t, o.Output))
		delete(m.Counts, countShards)
		if m.Counts[countRead] != int64(len(lines)) || m.Counts[countRead] != m.Counts[countOrders]+m.Counts[countRepeated]+m.Counts[countRejected] {
			t.Errorf("%+v: counts do not add up to %d lines: %v", test, len(lines), m.Counts)
		}
		if counts != nil && cmp.Diff(counts, m.Counts) != "" {
			t.Errorf("%+v: counts %v, before %v", test, m.Counts, counts)
		}
		counts = m.Counts
	}
	if counts[countRejected] < 20 || counts[countRepeated] < 20 {
		t.Errorf("the lines test too little: %v", counts)
	}
}

// quoted puts quotes around the market of the tests that needs them.
func quoted(a answer) answer {
	for i, line := range a.scores {
		if rest, ok := strings.CutPrefix(line, `FR, \ ü,`); ok {
			a.scores[i] = `"FR, \ ü",` + rest
		}
	}
	slices.Sort(a.scores)
	return a
}

func init() {
	register.DoFn4x1[context.Context, int, func(int, []byte), func(shard.Summary), error](&failingRead{})
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, func(string, ltv.Cohort), func(shard.Summary), error](&failingSettle{})
}

// luck is how many more elements are done before one fails; each failure has more
// of it follow.
var luck, failures atomic.Int64

var errChance = errors.New("failed by chance")

func chance() error {
	if luck.Add(-1) >= 0 {
		return nil
	}
	luck.Store(4 * failures.Add(1))
	return errChance
}

// failingRead and failingSettle do their work, and then fail: what they have
// written and passed on must not count.
type failingRead struct{ Read read }

func (f *failingRead) ProcessElement(ctx context.Context, number int, emit func(int, []byte), done func(shard.Summary)) error {
	return errors.Join(f.Read.ProcessElement(ctx, number, emit, done), chance())
}

type failingSettle struct{ Settle settle }

func (f *failingSettle) ProcessElement(ctx context.Context, number int, chunks func(*[]byte) bool, emit func(string, ltv.Cohort), done func(shard.Summary)) error {
	return errors.Join(f.Settle.ProcessElement(ctx, number, chunks, emit, done), chance())
}

// TestFailingBundles: a run that fails leaves nothing that can be taken for whole,
// and run again over what it left, it gives the same.
func TestFailingBundles(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 22))
	lines := made(r, testTerms(t, 1))
	want := quoted(inProcess(t, lines, testTerms(t, 1)))
	o := &Options{Input: dealt(t, r, lines, 5), Output: t.TempDir(), Terms: testTerms(t, 6)}
	p, err := o.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	luck.Store(2)
	for attempt := 1; ; attempt++ {
		err := p.run(t.Context(), &failingRead{*p.reading()}, &failingSettle{*p.settling()})
		if err == nil {
			break
		}
		if !strings.Contains(err.Error(), errChance.Error()) || attempt > 20 {
			t.Fatal(err)
		}
		if _, err := p.out.Manifest(t.Context()); !errors.Is(err, shard.ErrNotWhole) {
			t.Fatalf("attempt %d failed, and left: %v", attempt, err)
		}
	}
	if failures.Load() < 2 {
		t.Errorf("%d failures are too few to test anything", failures.Load())
	}
	same(t, "after failures", want, got(t, o.Output))
	left, err := filepath.Glob(filepath.Join(o.Output, "_temporary", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
