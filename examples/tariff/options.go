package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// options are what the command line says.
type options struct {
	file, asOf, layer, compiled, find string
	qty                               []string
	kg, value, claim                  string
	maxAge                            int
	words                             []string
}

// parse reads flags and words in any order: the flag package alone stops at the
// first word.
func parse(args []string, usage io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("tariff", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.file, "file", "", "official tariff `file`, plain or gzip: USITC JSON, UK CSV, or a table of duty.LoadTariff; none is the starter table")
	flags.StringVar(&o.asOf, "asof", "", "`day` of the edition of the file: 2025-05-25")
	flags.StringVar(&o.layer, "layer", "", "`file` with levies of your own, as for duty.LoadTariff, to lay over the tariff")
	flags.StringVar(&o.compiled, "compiled", "", "`file` to save the compiled tariff in, or without -file to load it from")
	flags.StringVar(&o.find, "find", "", "`words` to search the descriptions for")
	flags.Func("qty", "`pieces`, or with a unit how much they are: 2, 2pr, 0.7l, 40%vol; as often as needed (default 1 piece)", func(s string) error {
		o.qty = append(o.qty, s)
		return nil
	})
	flags.StringVar(&o.kg, "kg", "", "`weight` of all pieces in kilograms")
	flags.StringVar(&o.value, "value", "", "`value` of all pieces: 50USD")
	flags.StringVar(&o.claim, "claim", "", "`programme` of a preference to claim: S")
	flags.IntVar(&o.maxAge, "maxage", 0, "refuse a tariff older than so many `days`; 0 refuses none")
	for {
		if err := flags.Parse(args); err != nil {
			if err == flag.ErrHelp {
				flags.SetOutput(usage)
				fmt.Fprintln(usage, "tariff [flags] code origin destination day")
				flags.PrintDefaults()
			}
			return nil, err
		}
		if flags.NArg() == 0 {
			return o, nil
		}
		o.words = append(o.words, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// question is what is asked of a tariff.
type question struct {
	code         duty.Code
	origin, dest locale.Country
	on           currency.Date
	value        currency.Amount
	qty          int64
	quantities   []duty.Quantity
	claim        string
}

func (o *options) question() (*question, error) {
	if len(o.words) != 4 {
		return nil, fmt.Errorf("want code, origin, destination and day, got %d words: %.60q", len(o.words), strings.Join(o.words, " "))
	}
	q := &question{qty: 1, claim: o.claim}
	var err error
	if q.code, err = code(o.words[0]); err != nil {
		return nil, err
	}
	if q.origin, err = locale.ParseCountry(strings.ToUpper(o.words[1])); err != nil {
		return nil, fmt.Errorf("origin: %w", err)
	}
	if q.dest, err = locale.ParseCountry(strings.ToUpper(o.words[2])); err != nil {
		return nil, fmt.Errorf("destination: %w", err)
	}
	if q.on, err = currency.ParseDate(o.words[3]); err != nil {
		return nil, err
	}
	for _, s := range o.qty {
		if err := q.quantity(s); err != nil {
			return nil, err
		}
	}
	if o.kg != "" {
		kg, err := number("-kg", o.kg)
		if err != nil {
			return nil, err
		}
		q.quantities = append(q.quantities, duty.Quantity{Unit: duty.Kilogram, Value: kg})
	}
	if o.value != "" {
		if q.value, err = amount(o.value); err != nil {
			return nil, err
		}
	}
	return q, nil
}

// quantity reads pieces, or a number and a unit as a tariff spells it: "2pr",
// "0.7 l", "40%vol".
func (q *question) quantity(s string) error {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789."))
	n, err := number("-qty", s[:digits])
	if err != nil {
		return fmt.Errorf("-qty %.40q is neither pieces nor a quantity such as 0.7l", s)
	}
	spelling := strings.TrimSpace(s[digits:])
	if spelling == "" {
		if !n.IsInteger() || n.Sign() <= 0 {
			return fmt.Errorf("-qty %s is no whole number of pieces above zero", s)
		}
		q.qty = n.IntPart()
		return nil
	}
	unit, err := duty.ParseUnit(strings.Replace(spelling, "%vol", "% vol", 1))
	if err != nil {
		return fmt.Errorf("-qty %.40q: %w", s, err)
	}
	q.quantities = append(q.quantities, duty.Quantity{Unit: unit, Value: n})
	return nil
}

// code reads a commodity code. Those of the national chapters 98 and 99 are not
// in the Harmonized System; the tariff tells whether it has them.
func code(s string) (duty.Code, error) {
	c, err := duty.ParseCode(s)
	digits := strings.ReplaceAll(s, ".", "")
	if err != nil && (strings.HasPrefix(digits, "98") || strings.HasPrefix(digits, "99")) {
		return duty.Code(digits), nil
	}
	return c, err
}

// number reads a plain number of at most 15 digits before and 6 behind the
// point.
func number(flag, s string) (decimal.Decimal, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Trim(s, "0123456789.") != "" || whole == "" || len(whole) > 15 || len(fraction) > 6 || strings.Contains(fraction, ".") {
		return decimal.Decimal{}, fmt.Errorf("%s %.40q is no number such as 0.4", flag, s)
	}
	return decimal.NewFromString(s)
}

// amount reads "50USD" or "50 USD".
func amount(s string) (currency.Amount, error) {
	at := strings.LastIndexAny(s, "0123456789") + 1
	c, err := currency.ParseCode(strings.ToUpper(strings.TrimSpace(s[at:])))
	if err != nil {
		return currency.Amount{}, fmt.Errorf("-value %.40q: want an amount and its currency, such as 50USD: %w", s, err)
	}
	a, err := currency.ParseAmount(s[:at], c)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("-value: %w", err)
	}
	if a.Sign() < 0 {
		return currency.Amount{}, fmt.Errorf("-value %s is below zero", a)
	}
	return a, nil
}
