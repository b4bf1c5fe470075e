// Command budget tells, from the orders of a shop and the quotes of its engine, what
// a customer of each market is worth and how a budget to win more is best spent. It
// prints tables and writes a page with charts.
//
//	go run .
//	go run . -budget 9000 -hurdle 1.5 -horizon 12
//	go run . -shop mine -orders orders.csv -spend spend.csv -asof 2026-10-31 -out mine.html
//
// README.md beside it says more.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

//go:generate go run ./generate -seed 8 -dir .

func main() {
	os.Exit(status(run(os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// status is the exit status after run: to have asked for help is no failure.
func status(err error, errs io.Writer) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(errs, "budget:", err)
		return 2
	}
	fmt.Fprintln(errs, "budget:", err)
	return 1
}

// run does what the arguments say.
func run(args []string, out, usage io.Writer) error {
	t, err := parseTerms(args, usage)
	if err != nil {
		return err
	}
	r, err := newReport(t)
	if err != nil {
		return err
	}
	page, err := r.page()
	if err != nil {
		return err
	}
	if err := os.WriteFile(t.out, page, 0o644); err != nil {
		return err
	}
	if err := r.write(out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nThe charts are in %s\n", t.out)
	return err
}
