// Checkout is the main job of the library: one cart, sold from the United
// States to nine destinations, with what is displayed, what the customer pays
// in all, and what the merchant keeps; and one market under the four ways to
// place duty and tax.
//
//	go run ./examples/checkout
//	go run ./examples/checkout -to DE -explain
//
// Its exit status is 1 if a destination could not be quoted; the others are
// printed all the same. The cart, the markets and the rates of the day are in
// examples/internal/shop.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

const destinations = "DE,FR,GB,CH,NO,JP,AU,CA-ON,US-CA"

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if err == flag.ErrHelp {
			return
		}
		fmt.Fprintln(os.Stderr, "checkout:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	cart, to, at, compare string
	lang                  language.Tag // in place of the market's; zero = the market's
	explain, asJSON       bool
	files                 shop.Files
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("checkout", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.to, "to", destinations, "destinations, such as `DE,CA-ON`")
	flags.StringVar(&o.at, "at", "", "the `day` or moment of the quote, such as 2026-11-21; the cart's own if empty")
	flags.StringVar(&o.compare, "compare", "", "the `destination` to show under all four placements; the first that is quoted if empty, none for none")
	lang := flags.String("lang", "", "write what the customer pays in this `language`, such as ar-EG, in place of the market's")
	flags.BoolVar(&o.explain, "explain", false, "list each charge with rule, rate, base and source")
	flags.BoolVar(&o.asJSON, "json", false, "write the quotes as lines of JSON and nothing else")
	flags.StringVar(&o.cart, "cart", "", "JSON `file` of the cart")
	flags.StringVar(&o.files.Markets, "markets", "", "JSON `file` of the seller and its markets")
	flags.StringVar(&o.files.Rates, "rates", "", "ECB XML `file` of exchange rates")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *lang != "" {
		var err error
		if o.lang, err = language.Parse(*lang); err != nil {
			return o, fmt.Errorf("-lang %q is not a language such as ar-EG: %w", *lang, err)
		}
	}
	return o, nil
}

func run(args []string, out, errs io.Writer) error {
	o, err := parse(args, errs)
	if err != nil {
		return err
	}
	engine, err := shop.Engine(o.files)
	if err != nil {
		return err
	}
	cart, err := shop.ReadCart(o.cart)
	if err != nil {
		return err
	}
	if o.at != "" {
		if cart.At, err = moment(o.at); err != nil {
			return err
		}
	}
	cart.Market = ""
	results, err := quoteAll(engine, cart, o.to)
	if err != nil {
		return err
	}
	compared, err := compare(engine, cart, o.compare, results)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	if o.asJSON {
		err = writeJSON(w, results)
	} else {
		printAll(w, o, cart, results, compared)
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return err
	}
	return refusals(results)
}

func printAll(w io.Writer, o options, cart pricing.Cart, results []result, compared comparison) {
	p := printer{w: w, lang: o.lang}
	p.overview(cart, results)
	if o.explain {
		for _, q := range quoted(results) {
			p.explain(q)
		}
	}
	if compared.to != "" {
		p.placements(compared)
	}
}

// result is the quote to one destination, or why there is none.
type result struct {
	to    string
	quote pricing.Quote
	err   error
}

func quoted(results []result) []pricing.Quote {
	var quotes []pricing.Quote
	for _, r := range results {
		if r.err == nil {
			quotes = append(quotes, r.quote)
		}
	}
	return quotes
}

// refusals returns an error that counts the destinations without a quote.
func refusals(results []result) error {
	if n := len(results) - len(quoted(results)); n > 0 {
		return fmt.Errorf("%d of %d destinations refused", n, len(results))
	}
	return nil
}

// quoteAll quotes the cart to each of a list of destinations. One that cannot
// be quoted does not keep the others from it; one that does not exist is an
// error.
func quoteAll(engine *pricing.Engine, cart pricing.Cart, to string) ([]result, error) {
	var results []result
	for name := range strings.SplitSeq(to, ",") {
		if err := place(cart, name).Validate(); err != nil {
			return nil, fmt.Errorf("-to %s: %w", name, err)
		}
		q, err := quoteTo(engine, cart, name)
		results = append(results, result{name, q, err})
	}
	return results, nil
}

// comparison is one destination under the four placements, or what keeps a
// placement from it.
type comparison struct {
	to      string
	quotes  []pricing.Quote
	refused []error
}

// compare quotes the cart to one destination under each placement: the named
// one, or the first that has a quote. "none" is no comparison, and a named
// destination without any quote is an error.
func compare(engine *pricing.Engine, cart pricing.Cart, name string, results []result) (comparison, error) {
	c := comparison{to: name}
	for i := 0; c.to == "" && i < len(results); i++ {
		if results[i].err == nil {
			c.to = results[i].to
		}
	}
	if c.to == "" || c.to == "none" {
		return comparison{}, nil
	}
	for _, placement := range pricing.Placements() {
		cart.Duty, cart.Tax = &placement, &placement
		q, err := quoteTo(engine, cart, c.to)
		if err != nil {
			c.refused = append(c.refused, fmt.Errorf("%v: %w", placement, err))
			continue
		}
		c.quotes = append(c.quotes, q)
	}
	if len(c.quotes) == 0 {
		return c, fmt.Errorf("-compare %s: %w", c.to, errors.Unwrap(c.refused[0]))
	}
	return c, nil
}

// place is the destination that a name such as "DE" or "CA-ON" stands for: the
// cart's own address, if it is in that country.
func place(cart pricing.Cart, name string) locale.Place {
	country, region, _ := strings.Cut(name, "-")
	if string(cart.ShipTo.Country) == country && region == "" {
		return cart.ShipTo
	}
	return locale.Place{Country: locale.Country(country), Region: region}
}

func quoteTo(engine *pricing.Engine, cart pricing.Cart, name string) (pricing.Quote, error) {
	cart.ShipTo = place(cart, name)
	return engine.Quote(cart)
}

// moment reads a day, taken at noon UTC, or an RFC 3339 time.
func moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Add(12 * time.Hour), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("-at %q is neither a day such as 2026-11-21 nor an RFC 3339 time", s)
	}
	return t, nil
}

// writeJSON writes each quote as a line, and an error in the place of one that
// there is not.
func writeJSON(w io.Writer, results []result) error {
	type refusal struct {
		To      string `json:"to"`
		Message string `json:"message"`
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range results {
		var line any = r.quote
		if r.err != nil {
			line = map[string]refusal{"error": {r.to, r.err.Error()}}
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// formatter returns the locale in which the customer reads a quote's amounts.
func (p *printer) formatter(q pricing.Quote) locale.Locale {
	if p.lang != language.Und {
		return locale.For(p.lang)
	}
	return locale.For(language.Make(q.Language))
}
