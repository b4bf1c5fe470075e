// Command scale measures what a pipeline costs and how that grows: it generates
// input of a tenth, of half and of all of a size, runs the pipeline on it in a
// process of its own, and prints a line of a table for each:
//
//	go run ./scale ltv
//	go run ./scale -n 100000 -flags '-only de,us' reprice
//
// It needs what syscall knows of a process that has ended, in units of Linux.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/landedhq/landed/examples/beam/shard"
)

// pipelines are what can be measured.
var pipelines = map[string]struct {
	input string // as ./generate knows it
	size  int
	rows  string // the count of the manifest by which a run is measured
}{
	"ltv":     {"orders", 5_000_000, "read"},
	"reprice": {"products", 1_000_000, "priced"},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("scale", flag.ContinueOnError)
	f.SetOutput(errs)
	n := f.Int("n", 0, "rows of all of the input; 0: five million orders, or a million products")
	shards := f.Int("shards", 64, "files of the input")
	flags := f.String("flags", "", "more flags of the pipeline")
	if err := f.Parse(args); err != nil {
		return err
	}
	p, ok := pipelines[f.Arg(0)]
	if !ok || f.NArg() != 1 {
		return fmt.Errorf("say %s", strings.Join(slices.Sorted(maps.Keys(pipelines)), " or "))
	}
	if *n == 0 {
		*n = p.size
	}
	dir, err := os.MkdirTemp("", "scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, program := range []string{"generate", "."} {
		build := exec.CommandContext(ctx, "go", "build", "-o", dir+string(filepath.Separator), "./"+program)
		build.Stderr = errs
		if err := build.Run(); err != nil {
			return fmt.Errorf("building %s: %w", program, err)
		}
	}
	fmt.Fprintf(out, "| %s | time | of the cores | %s/s | peak memory |\n|--:|--:|--:|--:|--:|\n", p.input, p.rows)
	for _, percent := range []int{10, 50, 100} {
		size := *n * percent / 100
		in, to := filepath.Join(dir, "in"), filepath.Join(dir, "out")
		generate := exec.CommandContext(ctx, filepath.Join(dir, "generate"), p.input, "-n", strconv.Itoa(size), "-shards", strconv.Itoa(*shards), "-o", in)
		generate.Stderr = errs
		if err := generate.Run(); err != nil {
			return fmt.Errorf("generating %d %s: %w", size, p.input, err)
		}
		beam := exec.CommandContext(ctx, filepath.Join(dir, "beam"), f.Arg(0), "-input", filepath.Join(in, "*"), "-output", to)
		beam.Args = append(beam.Args, strings.Fields(*flags)...)
		beam.Stderr = errs
		took, usage, err := measure(beam)
		if err != nil {
			return fmt.Errorf("%s of %d %s: %w", f.Arg(0), size, p.input, err)
		}
		m, err := manifest(to)
		if err != nil {
			return err
		}
		cores := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		fmt.Fprintf(out, "| %d | %.0f s | %.0f s | %.0f | %d MiB |\n",
			size, took.Seconds(), cores.Seconds(), float64(m.Counts[p.rows])/took.Seconds(), usage.Maxrss>>10)
		for _, folder := range []string{in, to} {
			if err := os.RemoveAll(folder); err != nil {
				return err
			}
		}
	}
	return nil
}

// dead is the exit status of a run that is whole but for dead letters.
const dead = 3

// measure runs a program and returns what it took.
func measure(c *exec.Cmd) (time.Duration, *syscall.Rusage, error) {
	begin := time.Now()
	err := c.Run()
	took := time.Since(begin)
	if err != nil && (c.ProcessState == nil || c.ProcessState.ExitCode() != dead) {
		return 0, nil, err
	}
	return took, c.ProcessState.SysUsage().(*syscall.Rusage), nil
}

// manifest reads what a run came to.
func manifest(dir string) (m shard.Manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, "_SUCCESS"))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	return m, err
}
