package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// errUsage is the class of arguments that cannot be.
var errUsage = errors.New("usage")

// terms are what the arguments say.
type terms struct {
	shop, orders, spend, out string
	asOf                     currency.Date
	horizon, within          ltv.Period
	rate                     byName // discount in percent a year, by market
	budget                   currency.Amount
	hurdle                   decimal.Decimal
	compare                  string
	conversion               byName // percent, by placement
}

// parseTerms reads the arguments.
func parseTerms(args []string, usage io.Writer) (t terms, err error) {
	f := flag.NewFlagSet("budget", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&t.shop, "shop", "", "`folder` with markets.json, products.json and costs.csv; empty: a made-up shop")
	f.StringVar(&t.orders, "orders", "", "`file` of orders; empty: those of the made-up shop")
	f.StringVar(&t.spend, "spend", "", "`file` of what was spent by month and market; empty: that of the made-up shop")
	f.StringVar(&t.out, "out", "budget.html", "`file` of the page with the charts")
	f.StringVar(&t.compare, "compare", "JP", "`market` whose four placements are compared")
	horizon := f.Int("horizon", 24, "`months` that a customer's value counts")
	within := f.Int("within", -1, "`months` within which the cost to win a customer has to be paid back; -1: twelve, or the horizon")
	for _, text := range []struct {
		name, value, usage string
		read               func(string) error
	}{
		{"asof", "2026-10-31", "last `day` that the orders cover, and the day whose prices and law count",
			func(s string) (err error) { t.asOf, err = currency.ParseDate(s); return err }},
		{"rate", "12", "discount rate in `percent` a year, for all markets or, as 12,JP=9, by market",
			func(s string) (err error) { t.rate, err = parseByName(s); return err }},
		{"budget", "24000", "`amount` that may be spent in a month, in " + books.String(),
			func(s string) (err error) { t.budget, err = currency.ParseAmount(s, books); return err }},
		{"hurdle", "1.3", "value that the last dollar spent has to bring, as a `ratio`",
			func(s string) (err error) { t.hurdle, err = parseDecimal(s); return err }},
		{"conversion", "at_checkout=-8,in_price=-4,on_delivery=-15", "change of the conversion by placement in `percent` of what it is now",
			func(s string) (err error) { t.conversion, err = parseByName(s); return err }},
	} {
		if err := text.read(text.value); err != nil {
			return t, err
		}
		f.Func(text.name, fmt.Sprintf("%s (default %s)", text.usage, text.value), text.read)
	}
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return t, err
		}
		return t, fmt.Errorf("%w: %w", errUsage, err)
	}
	t.horizon, t.within = ltv.Period(*horizon), ltv.Period(*within)
	if t.within == -1 {
		t.within = min(12, t.horizon)
	}
	if err := t.check(f); err != nil {
		return t, fmt.Errorf("%w: %w", errUsage, err)
	}
	return t, nil
}

// check looks for arguments that no file can make sense of.
func (t terms) check(f *flag.FlagSet) error {
	for name := range t.conversion {
		known := slices.ContainsFunc(pricing.Placements(), func(p pricing.Placement) bool { return p.String() == name })
		if !known {
			return fmt.Errorf("-conversion: %q is not a placement: write at_checkout, in_price, on_delivery or absorbed", name)
		}
	}
	switch {
	case f.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", f.Arg(0))
	case t.horizon < 1 || t.horizon > 120:
		return fmt.Errorf("-horizon %d: give 1 to 120 months", int(t.horizon))
	case t.within < 0 || t.within > t.horizon:
		return fmt.Errorf("-within %d: give 0 to %d months, the horizon", int(t.within), int(t.horizon))
	case t.budget.Sign() <= 0:
		return fmt.Errorf("-budget %v: give more than nothing", t.budget)
	case !t.hurdle.IsPositive():
		return fmt.Errorf("-hurdle %v: give a positive ratio; 1 is what a unit of spend costs", t.hurdle)
	case t.out == "":
		return errors.New("-out: name the file of the page")
	}
	return nil
}

// suit looks for arguments that the markets make no sense of.
func (t terms) suit(cohorts []ltv.Cohort) error {
	for _, c := range cohorts {
		d, err := t.discount(c.Market())
		if err != nil {
			return err
		}
		if _, err := d.Factor(0); err != nil {
			return fmt.Errorf("-rate: market %q: %w", c.Market(), err)
		}
	}
	if !slices.ContainsFunc(cohorts, func(c ltv.Cohort) bool { return c.Market() == t.compare }) {
		return fmt.Errorf("-compare: market %q has no orders: name one that has", t.compare)
	}
	return nil
}

// discount is how far the value of a market's customers looks.
func (t terms) discount(market string) (ltv.Discount, error) {
	rate, ok := t.rate.of(market)
	if !ok {
		return ltv.Discount{}, fmt.Errorf("-rate: there is none for market %q: give one, or one for all", market)
	}
	return ltv.Discount{Annual: rate, Horizon: t.horizon, Undiscounted: rate.IsZero()}, nil
}

// byName is a number for each name; that of "" is for those not named.
type byName map[string]decimal.Decimal

// parseByName reads "10", or "DE=8,JP=5", or "10,JP=5".
func parseByName(s string) (byName, error) {
	numbers := byName{}
	for part := range strings.SplitSeq(s, ",") {
		name, number, named := strings.Cut(part, "=")
		if !named {
			name, number = "", part
		}
		if _, ok := numbers[name]; ok {
			return nil, fmt.Errorf("%.40q: there is a number for that already", part)
		}
		d, err := parseDecimal(number)
		if err != nil {
			return nil, err
		}
		numbers[name] = d
	}
	return numbers, nil
}

func (b byName) of(name string) (decimal.Decimal, bool) {
	d, ok := b[name]
	if !ok {
		d, ok = b[""]
	}
	return d, ok
}
