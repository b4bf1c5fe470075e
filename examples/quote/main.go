// Quote reads carts as JSON values from standard input and writes a quote,
// or an error, as one line of JSON for each to standard output. Its exit
// status is 1 if any cart failed, 2 if the tables could not be read.
//
//	go run ./examples/quote < carts.jsonl
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/landedhq/landed/examples/internal/shop"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, in io.Reader, out, errs io.Writer) int {
	flags := flag.NewFlagSet("quote", flag.ContinueOnError)
	flags.SetOutput(errs)
	var files shop.Files
	flags.StringVar(&files.Markets, "markets", "", "JSON `file` of the seller and its markets")
	flags.StringVar(&files.Rates, "rates", "", "ECB XML `file` of exchange rates")
	flags.StringVar(&files.Tax, "tax", "", "CSV `file` of tax rates, in place of the embedded book")
	flags.StringVar(&files.Tariff, "tariff", "", "CSV `file` of duty rates, in place of the embedded starter table")
	switch err := flags.Parse(args); {
	case err == flag.ErrHelp:
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(errs, "quote: unexpected argument %q: carts are read from standard input\n", flags.Arg(0))
		return 2
	}
	engine, err := shop.Engine(files)
	if err != nil {
		fmt.Fprintln(errs, "quote:", err)
		return 2
	}
	w := bufio.NewWriter(out)
	failed, err := answer(engine, in, w)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		fmt.Fprintln(errs, "quote:", err)
		return 1
	}
	if failed {
		return 1
	}
	return 0
}
