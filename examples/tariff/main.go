// Command tariff answers what customs charge on goods, from an official tariff
// file that it is given or from the embedded starter table.
//
//	go run ./examples/tariff 6109.10.00 CN US 2026-11-21 -qty 2 -kg 0.4 -value 50USD
//	go run ./examples/tariff -file hts.json.gz -asof 2025-05-25 -find "t-shirt"
//
// README.md beside it says more.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	os.Exit(status(run(os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// status is the exit status after run: to have asked for help is no failure. An
// error is one line.
func status(err error, errs io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(errs, strings.Join(strings.Fields("tariff: "+err.Error()), " "))
	return 1
}

// run does what the arguments say and writes the result to out.
func run(args []string, out, usage io.Writer) error {
	o, err := parse(args, usage)
	if err != nil {
		return err
	}
	tariff, err := o.load()
	if err != nil {
		return err
	}
	if o.find != "" {
		return find(out, tariff, o)
	}
	if len(o.words) == 0 {
		if o.compiled != "" && o.file != "" {
			return nil // to have saved it was all
		}
		return errors.New("want code, origin, destination and day: 6109.10.00 CN US 2026-11-21, or -find")
	}
	q, err := o.question()
	if err != nil {
		return err
	}
	if o.maxAge > 0 {
		if err := tariff.Stale(q.dest, q.on, o.maxAge); err != nil {
			return err
		}
	}
	if q.value.Currency() == 0 {
		return levies(out, tariff, q)
	}
	return charges(out, tariff, q)
}
