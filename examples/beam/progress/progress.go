// Package progress counts what a pipeline does: for the runner, which shows its
// counters where it shows them, and, where the workers run inside this process,
// for a line on the terminal while it runs.
package progress

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// Counter counts, attempts that the runner gave up included.
type Counter struct {
	name   string
	runner beam.Counter
	here   atomic.Int64
}

// New returns the counter of that name, in the namespace of a pipeline.
func New(namespace, name string) *Counter {
	return &Counter{name: name, runner: beam.NewCounter(namespace, name)}
}

// Add counts n more. The context is that of a DoFn.
func (c *Counter) Add(ctx context.Context, n int64) {
	c.runner.Inc(ctx, n)
	c.here.Add(n)
}

// Show writes a line of what has been counted in this process since it is
// called, from time to time until it is stopped. Stop writes the last one.
func Show(w io.Writer, every time.Duration, counters ...*Counter) (stop func()) {
	begin := time.Now()
	before := make([]int64, len(counters))
	for i, c := range counters {
		before[i] = c.here.Load()
	}
	write := func() {
		var b strings.Builder
		fmt.Fprintf(&b, "%6.0f s", time.Since(begin).Seconds())
		for i, c := range counters {
			fmt.Fprintf(&b, "  %s %d", c.name, c.here.Load()-before[i])
		}
		fmt.Fprintln(w, b.String())
	}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				write()
			case <-done:
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		close(done)
		running.Wait()
		write()
	})
}
