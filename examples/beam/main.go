// Command beam runs the library inside Apache Beam: on this machine with the Prism
// runner, which is part of the program, or on Flink, Spark or Dataflow by a flag.
//
//	go run . reprice -input 'in/products-*.csv' -output out
//	go run . ltv -input 'in/orders-*.csv' -output out
//
// README.md beside it says more.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"

	"github.com/landedhq/landed/examples/beam/progress"
	"github.com/landedhq/landed/examples/beam/reprice"
	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/beam/worth"
)

// Exit statuses.
const (
	whole    = 0
	failed   = 1
	rejected = 3 // whole, but for rows or prices that are dead letters
)

// command is a pipeline as the command line knows it.
type command struct {
	flags    func(*flag.FlagSet) (run func(context.Context) (shard.Manifest, error))
	counters []*progress.Counter
}

var commands = map[string]command{
	"reprice": {
		flags: func(f *flag.FlagSet) func(context.Context) (shard.Manifest, error) {
			o := reprice.Flags(f)
			return func(ctx context.Context) (shard.Manifest, error) { return reprice.Run(ctx, o) }
		},
		counters: reprice.Counters(),
	},
	"ltv": {
		flags: func(f *flag.FlagSet) func(context.Context) (shard.Manifest, error) {
			o := worth.Flags(f)
			return func(ctx context.Context) (shard.Manifest, error) { return worth.Run(ctx, o) }
		},
		counters: worth.Counters(),
	},
}

func main() {
	if len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "-") {
		flag.Parse() // as a worker of a cluster is started
		initialise() // which does not return for one
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	names := strings.Join(slices.Sorted(maps.Keys(commands)), " or ")
	if len(args) == 0 || commands[args[0]].flags == nil {
		fmt.Fprintf(errs, "beam: say %s, and -help after it for its flags\n", names)
		return failed
	}
	c := commands[args[0]]
	f := flag.NewFlagSet("beam "+args[0], flag.ContinueOnError)
	f.SetOutput(errs)
	flag.VisitAll(func(b *flag.Flag) { f.Var(passed{b.Value, b.Name}, b.Name, b.Usage) })
	verbose := f.Bool("verbose", false, "write what the runner has to say")
	quiet := f.Bool("quiet", false, "do not write what has been done so far")
	start := c.flags(f)
	if err := f.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return whole
		}
		return failed
	}
	if f.NArg() > 0 {
		fmt.Fprintf(errs, "beam %s: unexpected argument %q\n", args[0], f.Arg(0))
		return failed
	}
	if *jobopts.Async {
		fmt.Fprintf(errs, "beam %s: -async: only who waits for the end can say that a run is whole\n", args[0])
		return failed
	}
	initialise()
	if !*verbose { // what ends a run is written at the end
		log.SetLogger(silent{errs})
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
	stop := func() {}
	if !*quiet {
		stop = progress.Show(errs, 2*time.Second, c.counters...)
	}
	begin := time.Now()
	m, err := start(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(errs, "beam %s: %s\n", args[0], cause(err))
		return failed
	}
	return report(out, m, time.Since(begin))
}

// initialise starts Beam, which may be done once.
var initialise = sync.OnceFunc(beam.Init)

// passed is a flag of Beam's, which passes on to workers those that it sees set.
type passed struct {
	flag.Value
	name string
}

func (p passed) Set(s string) error { return flag.Set(p.name, s) }

func (p passed) IsBoolFlag() bool {
	b, ok := p.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// silent is a log of which only the last word is read, as where a runner that
// there is not ends the program.
type silent struct{ errs io.Writer }

func (s silent) Log(_ context.Context, severity log.Severity, _ int, message string) {
	if severity >= log.SevFatal {
		fmt.Fprintln(s.errs, message)
	}
}

// cause is what a run ended of, without the plan of the bundle that a runner
// tells first.
func cause(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, "caused by:\n"); i >= 0 {
		text = text[i+len("caused by:\n"):]
	}
	return strings.TrimSpace(text)
}

// report writes what a run came to.
func report(out io.Writer, m shard.Manifest, took time.Duration) int {
	status := whole
	for _, name := range slices.Sorted(maps.Keys(m.Counts)) {
		fmt.Fprintf(out, "%-12s %d\n", name, m.Counts[name])
		if (name == "rejected" || name == "failed") && m.Counts[name] > 0 {
			status = rejected
		}
	}
	var bytes int64
	for _, f := range m.Files {
		bytes += f.Bytes
	}
	fmt.Fprintf(out, "%d files, %d bytes, in %v\n", len(m.Files), bytes, took.Round(time.Millisecond))
	return status
}
