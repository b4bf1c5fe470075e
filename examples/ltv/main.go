// Command ltv tells, from a file of orders, what a customer is worth in each
// market and what may be spent to win one.
//
//	go run ./examples/ltv
//	go run ./examples/ltv -horizon 6 -rate DE=8,GB=9,JP=5,US=10 -cac DE=24,GB=24,JP=2500,US=40
//	go run ./examples/ltv -orders mine.csv -asof 2026-10-31 -json
//
// Without -orders it reads orders.csv beside it: two years of a made-up shop.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

//go:generate go run ./generate -seed 19 -out orders.csv

//go:embed orders.csv
var sample []byte

func main() {
	os.Exit(status(run(os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// status is the exit status after run: to have asked for help is no failure.
func status(err error, errs io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(errs, err)
	return 1
}

// run does what the arguments say and writes the result to out.
func run(args []string, out, usage io.Writer) error {
	flags := flag.NewFlagSet("ltv", flag.ContinueOnError)
	flags.SetOutput(usage)
	var (
		file    = flags.String("orders", "", "`file` of orders, in the form of ltv.ReadOrders")
		asOf    = flags.String("asof", "2026-10-31", "last `day` that the orders cover")
		horizon = flags.Int("horizon", 12, "`months` that a customer's value counts")
		within  = flags.Int("within", 0, "`months` within which the cost to win a customer has to be paid back; 0 is the horizon")
		ratio   = flags.String("ratio", "3", "how many `times` the cost to win a customer the value has to be")
		rate    = flags.String("rate", "10", "discount rate in `percent` a year, for all markets, or as DE=8,JP=5")
		cac     = flags.String("cac", "DE=30,GB=32,JP=3400,US=48", "`cost` to win a customer, in the currency of each market, as DE=30,JP=3400")
		asJSON  = flags.Bool("json", false, "write JSON with all points of the curves")
	)
	if err := flags.Parse(args); err != nil {
		return err
	}
	terms := terms{horizon: ltv.Period(*horizon), within: ltv.Period(*within)}
	if terms.within == 0 {
		terms.within = terms.horizon
	}
	var err error
	if terms.asOf, err = currency.ParseDate(*asOf); err != nil {
		return fmt.Errorf("-asof: %w", err)
	}
	if terms.ratio, err = parseDecimal(*ratio); err != nil {
		return fmt.Errorf("-ratio: %w", err)
	}
	if terms.rate, err = parseByMarket(*rate); err != nil {
		return fmt.Errorf("-rate: %w", err)
	}
	if terms.cac, err = parseByMarket(*cac); err != nil {
		return fmt.Errorf("-cac: %w", err)
	}
	cohorts, err := read(*file, terms.asOf)
	if err != nil {
		return err
	}
	report, err := terms.report(cohorts)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	return report.write(out)
}

// read returns the markets of a file of orders; "" is the made-up shop.
func read(file string, asOf currency.Date) ([]ltv.Cohort, error) {
	var in io.Reader = bytes.NewReader(sample)
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return ltv.Intake{}.Read(in, ltv.Layout{}, asOf)
}

// parseDecimal returns a plain decimal number of at most twenty characters.
func parseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > 20 {
		return decimal.Decimal{}, fmt.Errorf("%.20q… is too long", s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q is not a number", s)
	}
	return d, nil
}
