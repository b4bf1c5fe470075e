package reprice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/landedhq/landed/examples/beam/shard"
)

func init() {
	filesystem.Register("faulty", func(ctx context.Context) filesystem.Interface { return faultyFS{local.New(ctx)} })
	register.DoFn5x1[context.Context, int, func(*[]byte) bool, Tables, func(shard.Summary), error](&retried{})
}

// faults are those that the file system faulty:// still has, and where.
var faults struct {
	sync.Mutex
	left int
	rnd  *rand.Rand
}

var errDisk = errors.New("the disk has a fault")

// fault tells whether the disk has one now.
func fault(oneIn int) error {
	faults.Lock()
	defer faults.Unlock()
	if faults.left == 0 || faults.rnd.IntN(oneIn) > 0 {
		return nil
	}
	faults.left--
	return errDisk
}

// faultyFS is the local disk, where now and then a file cannot be opened, written
// to its end, closed or renamed.
type faultyFS struct{ filesystem.Interface }

const scheme = "faulty://"

func (f faultyFS) List(ctx context.Context, glob string) ([]string, error) {
	names, err := f.Interface.List(ctx, strings.TrimPrefix(glob, scheme))
	for i := range names {
		names[i] = scheme + names[i]
	}
	return names, err
}

func (f faultyFS) OpenRead(ctx context.Context, name string) (io.ReadCloser, error) {
	return f.Interface.OpenRead(ctx, strings.TrimPrefix(name, scheme))
}

func (f faultyFS) OpenWrite(ctx context.Context, name string) (io.WriteCloser, error) {
	if err := fault(40); err != nil {
		return nil, err
	}
	w, err := f.Interface.OpenWrite(ctx, strings.TrimPrefix(name, scheme))
	return faultyFile{w}, err
}

func (f faultyFS) Remove(ctx context.Context, name string) error {
	return f.Interface.(filesystem.Remover).Remove(ctx, strings.TrimPrefix(name, scheme))
}

func (f faultyFS) Rename(ctx context.Context, from, to string) error {
	if err := fault(40); err != nil {
		return err
	}
	to = strings.TrimPrefix(to, scheme)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Rename(strings.TrimPrefix(from, scheme), to)
}

type faultyFile struct{ io.WriteCloser }

func (f faultyFile) Write(b []byte) (int, error) {
	if err := fault(40); err != nil {
		n, _ := f.WriteCloser.Write(b[:len(b)/2])
		return n, err
	}
	return f.WriteCloser.Write(b)
}

func (f faultyFile) Close() error { return errors.Join(fault(40), f.WriteCloser.Close()) }

// Bundles fail until the disk has no more faults. Prism goes on past them, to the
// end of the pipeline, and others that were under way into the run after. A run that fails leaves no
// manifest and no part that has its name and is not whole; the one that comes
// to its end has written what a run without faults has.
func TestFailingBundles(t *testing.T) {
	ctx := context.Background()
	pattern, products := catalogues(t, 200, 3, 13)
	whole := options(pattern, filepath.Join(t.TempDir(), "whole"))
	whole.Only, whole.Parts = tenMarkets, 8
	if _, err := Run(ctx, whole); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	faults.left, faults.rnd = 4, rand.New(rand.NewPCG(seed, 0))
	dir := filepath.Join(t.TempDir(), "out")
	o := options(pattern, scheme+dir)
	o.Only, o.Parts, o.Workers = whole.Only, whole.Parts, 4
	failures := 0
	for {
		_, err := Run(ctx, o)
		if err == nil {
			break
		}
		if failures++; failures > 4 || !strings.Contains(err.Error(), errDisk.Error()) {
			t.Fatalf("failure %d: %v", failures, err)
		}
		if _, err := (shard.Dir{Path: dir}).Manifest(ctx); !errors.Is(err, shard.ErrNotWhole) {
			t.Fatalf("after failure %d: it is taken for whole (%v)", failures, err)
		}
		named(t, dir, whole.Output)
	}
	if n := named(t, dir, whole.Output); failures == 0 || n != 8*10 {
		t.Errorf("%d failures, then %d parts of prices, want %d", failures, n, 8*10)
	}
	prices, _ := inProcess(t, o, products)
	same(t, "prices", rows(t, dir, "prices", true), prices)
}

// named compares all parts of prices that have their name with those of a whole
// run, and returns how many there are.
func named(t *testing.T, dir, whole string) (n int) {
	t.Helper()
	names, err := filepath.Glob(dir + "/prices/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(whole + strings.TrimPrefix(name, dir))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s is not whole: %d bytes, want %d (%v)", name, len(got), len(want), err)
		}
	}
	return len(names)
}

// retried prices as a cluster does on a bad day: an attempt dies half-way, another
// one is written off but goes on, and writes everything once more after the one
// that counts.
type retried struct{ Of *pricingFn }

var died atomic.Int64 // attempts of retried

func (r *retried) Setup(ctx context.Context) error { return r.Of.Setup(ctx) }

func (r *retried) ProcessElement(ctx context.Context, part int, batches func(*[]byte) bool, tables Tables, done func(shard.Summary)) error {
	var all [][]byte
	for batch := []byte(nil); batches(&batch); batch = nil {
		all = append(all, bytes.Clone(batch))
	}
	attempt := func(ctx context.Context, done func(shard.Summary)) error {
		i := 0
		again := func(batch *[]byte) bool {
			if i == len(all) {
				return false
			}
			*batch = all[i]
			i++
			return true
		}
		return r.Of.ProcessElement(ctx, part, again, tables, done)
	}
	lost := func(shard.Summary) {}
	if err := attempt(&dying{Context: ctx, left: int64(part % 12)}, lost); errors.Is(err, context.DeadlineExceeded) {
		died.Add(1)
	} else if err != nil {
		return err
	}
	if err := attempt(ctx, done); err != nil {
		return err
	}
	return attempt(ctx, lost)
}

// dying is a context that is done when it has been asked a few times.
type dying struct {
	context.Context
	left int64
}

func (d *dying) Err() error {
	if d.left--; d.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Attempts that die or come too late change nothing: neither what is written
// nor what is counted.
func TestRetriedBundles(t *testing.T) {
	ctx := context.Background()
	pattern, products := catalogues(t, 300, 2, 17)
	o := options(pattern, filepath.Join(t.TempDir(), "out"))
	o.Only, o.Parts = tenMarkets, 12
	p, err := o.read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	died.Store(0)
	if err := p.run(ctx, &reading{Out: p.out, Parts: p.parts}, &retried{p.pricing()}); err != nil {
		t.Fatal(err)
	}
	if n := died.Load(); n < 6 {
		t.Errorf("%d attempts died, want some", n)
	}
	prices, refused := inProcess(t, o, products)
	same(t, "prices", rows(t, o.Output, "prices", true), prices)
	same(t, "refusals", letters(t, o.Output), refused)
	m, err := p.out.Manifest(ctx)
	if err != nil || m.Counts["read"] != 300 || m.Counts["priced"] != int64(len(prices)) || m.Counts["failed"] != int64(len(refused)) {
		t.Errorf("%v, %v: want %d priced", m.Counts, err, len(prices))
	}
	if left, err := os.ReadDir(o.Output + "/_temporary"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v is left, %v", left, err)
	}
}

// Interrupted, a run ends with an error and without a manifest.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	pattern, _ := catalogues(t, 50, 2, 17)
	o := options(pattern, filepath.Join(t.TempDir(), "out"))
	if _, err := Run(ctx, o); err == nil {
		t.Error("a run that is interrupted ends well")
	}
	if _, err := (shard.Dir{Path: o.Output}).Manifest(context.Background()); !errors.Is(err, shard.ErrNotWhole) {
		t.Error(fmt.Errorf("it is taken for whole: %w", err))
	}
}
