// Command load asks a shop for as much as it can answer, and says how fast that
// was:
//
//	go run ./load                     # ten seconds on a shop of its own, in a temporary database
//	go run ./load -rate 500           # that many requests a second, and no more
//	go run ./load -min-rps 500        # exit status 1 if there were fewer
//	go run ./load -url http://localhost:8080 -for 5s
//
// It asks for lists, products and quotes, and places orders. It goes to the
// loopback interface and nowhere else. A request that is answered otherwise than
// it should be is an error, and makes the exit status 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// Bounds of what may be asked for.
const (
	longest  = 5 * time.Minute
	widest   = 512
	fastest  = 100_000
	leftover = 5 * time.Second // for answers that are under way at the end
)

// settings are what the command line says.
type settings struct {
	url     string
	db      string
	length  time.Duration
	workers int
	rate    float64 // requests a second; 0: as many as are answered
	minimum float64
}

func parse(args []string, out io.Writer) (settings, error) {
	var c settings
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&c.url, "url", "", "shop to ask, on the loopback interface; empty: one of its own")
	flags.StringVar(&c.db, "db", "", "database of its own shop, an SQLite file or postgres:// URL; empty: a temporary file")
	flags.DurationVar(&c.length, "for", 10*time.Second, "how long to ask")
	flags.IntVar(&c.workers, "c", 8, "visitors at a time")
	flags.Float64Var(&c.rate, "rate", 0, "requests a second; 0: as many as are answered")
	flags.Float64Var(&c.minimum, "min-rps", 0, "fewest requests a second")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	switch {
	case flags.NArg() > 0:
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case c.length <= 0 || c.length > longest:
		return c, fmt.Errorf("-for %s: more than nothing, and at most %s", c.length, longest)
	case c.workers < 1 || c.workers > widest:
		return c, fmt.Errorf("-c %d: from 1 to %d", c.workers, widest)
	case !(c.rate >= 0 && c.rate <= fastest):
		return c, fmt.Errorf("-rate %v: from 0 to %d", c.rate, fastest)
	case !(c.minimum >= 0 && c.minimum <= fastest):
		return c, fmt.Errorf("-min-rps %v: from 0 to %d", c.minimum, fastest)
	case c.url != "" && c.db != "":
		return c, errors.New("-db is for a shop of its own, and -url names another")
	}
	if c.url != "" {
		return c, loopback(c.url)
	}
	return c, nil
}

// run asks, and writes what came of it. It returns an error if anything was
// answered wrongly, or too little was answered.
func run(ctx context.Context, args []string, out io.Writer) error {
	c, err := parse(args, out)
	if err != nil {
		return err
	}
	where := c.url
	var own *ownShop
	if c.url == "" {
		if own, err = open(ctx, c.db); err != nil {
			return err
		}
		defer own.close()
		c.url, where = own.url, "a shop of its own with "+own.database
	}
	fmt.Fprintf(out, "%s on %s, %d visitors at a time, %d processors for both sides\n", c.length, where, c.workers, runtime.GOMAXPROCS(0))
	r := ask(ctx, c)
	if err := r.write(out); err != nil {
		return err
	}
	if own != nil {
		stored, err := own.orders(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "orders: %d answered, %d stored\n", r.count(order), stored)
		if stored != r.count(order) {
			return errors.New("an order was answered and not stored, or stored and not answered")
		}
	}
	return r.verdict(c.minimum)
}
