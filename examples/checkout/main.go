// Checkout is the main job of the library: one cart, sold from the United
// States to nine destinations, with what is displayed, what the customer pays
// in all, and what the merchant keeps; and one market under the four ways to
// place duty and tax.
//
//	go run ./examples/checkout
//	go run ./examples/checkout -to DE -explain
package main

import (
	"bufio"
	"encoding/json"
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
	cart, to, at, compare, lang string
	explain, asJSON             bool
	files                       shop.Files
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("checkout", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.to, "to", destinations, "destinations, such as `DE,CA-ON`")
	flags.StringVar(&o.at, "at", "", "the `day` or moment of the quote, such as 2026-11-21; the cart's own if empty")
	flags.StringVar(&o.compare, "compare", "", "the `destination` to show under all four placements; the first of -to if empty, none for none")
	flags.StringVar(&o.lang, "lang", "", "write all amounts in this `language`, such as ar-EG, in place of the market's")
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
	var quotes []pricing.Quote
	for name := range strings.SplitSeq(o.to, ",") {
		q, err := quoteTo(engine, cart, name)
		if err != nil {
			return fmt.Errorf("to %s: %w", name, err)
		}
		quotes = append(quotes, q)
	}
	w := bufio.NewWriter(out)
	defer w.Flush()
	if o.asJSON {
		return writeJSON(w, quotes)
	}
	p := printer{w: w, lang: o.lang}
	p.overview(cart, quotes)
	if o.explain {
		for _, q := range quotes {
			p.explain(q)
		}
	}
	return p.compare(engine, cart, o)
}

// compare shows one destination under the four placements.
func (p *printer) compare(engine *pricing.Engine, cart pricing.Cart, o options) error {
	name := o.compare
	if name == "" {
		name, _, _ = strings.Cut(o.to, ",")
	}
	if name == "none" {
		return nil
	}
	var quotes []pricing.Quote
	var refused []error
	for _, placement := range pricing.Placements() {
		cart.Duty, cart.Tax = &placement, &placement
		q, err := quoteTo(engine, cart, name)
		if err != nil {
			refused = append(refused, fmt.Errorf("%v: %w", placement, err))
			continue
		}
		quotes = append(quotes, q)
	}
	p.placements(name, quotes, refused)
	return nil
}

// quoteTo quotes the cart to a destination such as "DE" or "CA-ON".
func quoteTo(engine *pricing.Engine, cart pricing.Cart, name string) (pricing.Quote, error) {
	country, region, _ := strings.Cut(name, "-")
	to := locale.Place{Country: locale.Country(country), Region: region}
	if cart.ShipTo.Country == to.Country && region == "" {
		to = cart.ShipTo
	}
	cart.ShipTo = to
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

func writeJSON(w io.Writer, quotes []pricing.Quote) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, q := range quotes {
		if err := enc.Encode(q); err != nil {
			return err
		}
	}
	return nil
}

// formatter returns the locale in which a quote's amounts are written.
func (p *printer) formatter(q pricing.Quote) locale.Locale {
	name := q.Language
	if p.lang != "" {
		name = p.lang
	}
	return locale.For(language.Make(name))
}
