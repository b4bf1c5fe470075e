package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Nets lie on the grid of displayed prices, whatever it is; the answers were worked
// out by hand.
func TestSolveOnGrids(t *testing.T) {
	gb, no := locale.Place{Country: "GB"}, locale.Place{Country: "NO"}
	for _, c := range []struct {
		name     string
		rounding currency.Rounding
		regime   func(*duty.Regime)
		goal     pricing.Goal
		change   func(*pricing.Goal)
		unit     string
		want     string
		reason   string
	}{
		{"whole pounds", currency.Rounding{Digits: currency.To(0)}, nil, goalOf(gb, "610910", "GBP 100.00"), nil, "83.00",
			"83.00: 0.00+16.60+gb-135-relief left 0.40; (162.00, 182.78) gb-135-relief uk_low_value", "84 would be 100.80; 136 bears 16.32 and 30.46"},
		{"tens of pounds", currency.Rounding{Digits: currency.To(0), Increment: 10}, nil, goalOf(gb, "610910", "GBP 100.00"), nil, "80.00",
			"80.00: 0.00+16.00+gb-135-relief left 4.00; (156.00, 188.16) gb-135-relief uk_low_value", "90 would be 108; 130 comes to 156, 140 bears 16.80 and 31.36"},
		{"steps of five pence", currency.Rounding{Increment: 5}, nil, goalOf(gb, "610910", "GBP 100.00"), nil, "83.30",
			"83.30: 0.00+16.66+gb-135-relief left 0.04; (162.00, 181.51) gb-135-relief uk_low_value", "83.35 would be 100.02; 135.05 bears 16.21 and 30.25"},
		{"tenths of a penny", currency.Rounding{Digits: currency.To(3)}, nil, goalOf(gb, "610910", "GBP 100.00"), func(g *pricing.Goal) { g.Quantity = 7 }, "11.904",
			"83.33: 0.00+16.67+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "7 × 11.904 = 83.328, and 7 × 11.905 = 83.335 is 83.34"},
		{"millionths", currency.Rounding{Digits: currency.To(6)}, nil, goalOf(gb, "610910", "GBP 100.00"), func(g *pricing.Goal) { g.Quantity = 7 }, "11.904999",
			"83.33: 0.00+16.67+gb-135-relief; (162.00, 181.45) gb-135-relief uk_low_value", "7 × 11.904999 = 83.334993, and 7 × 11.905 = 83.335 is 83.34"},
		{"a threshold that is above itself", currency.Rounding{}, nil, goalOf(no, "610910", "NOK 3749.99"), nil, "2999.99",
			"2999.99: 0.00+750.00+no-voec; (3749.99, 4200.00) no-voec voec voec", "3000.00 is no low value any more: 360 of duty, and 25 % of 3360"},
		{"a consignment with its carriage", currency.Rounding{}, func(r *duty.Regime) { r.Basis = duty.CIFValue },
			goalOf(gb, "610910", "GBP 162.00"), func(g *pricing.Goal) { g.Shipping = currency.MustAmount("20.00", currency.GBP) }, "115.00",
			"115.00: 0.00+27.00+gb-135-relief; (, 24.00); (162.00, 181.45) gb-135-relief", "115 and 20 of freight are 135; 135.01 bear 16.20, and VAT on 151.21"},
		{"an item with its carriage", currency.Rounding{}, func(r *duty.Regime) { r.Scope, r.Basis = duty.PerItem, duty.CIFValue },
			goalOf(gb, "610910", "GBP 324.00"), func(g *pricing.Goal) { g.Quantity, g.Shipping = 2, currency.MustAmount("20.00", currency.GBP) }, "125.00",
			"250.00: 0.00+54.00+gb-135-relief; (, 24.00); (324.00, 362.90) gb-135-relief", "two of 125 with 10 of freight each are 135 each; 270.02 bear 32.40, and VAT on 302.42"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			for i := range conf.Markets {
				conf.Markets[i].Rounding = c.rounding
			}
			if c.regime == nil {
				return
			}
			regimes, err := duty.DefaultRegimes()
			if err != nil {
				t.Fatal(err)
			}
			rows := regimes.All("GB")
			for i := range rows {
				if rows[i].ID == "gb-135-relief" {
					c.regime(&rows[i])
				}
			}
			if conf.Regimes, err = duty.NewRegimes(rows); err != nil {
				t.Fatal(err)
			}
		})
		if c.change != nil {
			c.change(&c.goal)
		}
		out, err := e.Solve(c.goal)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := found(out); got != c.want || out.Chosen.Units[0].Text() != c.unit {
			t.Errorf("%s:\n got %s at %v\nwant %s at %s\n(%s)", c.name, got, out.Chosen.Units[0], c.want, c.unit, c.reason)
		}
	}
}

// A policy may round taxes to two digits more than the minor unit has, and not
// finer, and a grid of prices eight; its steps may be 10,000 billion wide; a target may
// be 2,500 billion, and no more.
func TestSolveBounds(t *testing.T) {
	for digits, want := range map[int]error{4: nil, 5: pricing.ErrLimit} {
		e := solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Policy.Rounding.Digits = currency.To(digits)
			}
		})
		if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP 100.00")); !errors.Is(err, want) {
			t.Errorf("taxes of %d digits: %v, want %v", digits, err, want)
		}
	}
	for text, want := range map[string]error{"2500000000000.00": nil, "2500000000000.01": pricing.ErrLimit} {
		e := solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Policy.Rounding.Digits = currency.To(4)
			}
		})
		if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP "+text)); !errors.Is(err, want) {
			t.Errorf("%s GBP, taxes of 4 digits: %v, want %v", text, err, want)
		}
	}
	for digits, want := range map[int]error{10: nil, 11: pricing.ErrLimit} {
		e := solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Rounding.Digits = currency.To(digits)
			}
		})
		if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP 100.00")); !errors.Is(err, want) || err != nil && !strings.Contains(err.Error(), "a grid of 11 digits, at most 10") {
			t.Errorf("prices of %d digits: %v, want %v", digits, err, want)
		}
	}
	e := solveEngine(t, solveMarkets)
	for pence, want := range map[string]error{"2500000000000.00": nil, "2500000000000.01": pricing.ErrLimit} {
		if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP "+pence)); !errors.Is(err, want) {
			t.Errorf("%s GBP: %v, want %v", pence, err, want)
		}
	}
	for step, want := range map[int64]error{1_000_000_000_000_000: nil, 1_000_000_000_000_001: pricing.ErrLimit} {
		e := solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Rounding.Increment = step
			}
		})
		if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP 100.00")); !errors.Is(err, want) {
			t.Errorf("prices in steps of %d: %v, want %v", step, err, want)
		}
	}
	for policy, want := range map[pricing.SolvePolicy]error{pricing.SolveError: nil, pricing.SolveError + 1: pricing.ErrInvalid} {
		g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 100.00")
		g.Policy = policy
		if _, err := e.Solve(g); !errors.Is(err, want) {
			t.Errorf("policy %d: %v, want %v", policy, err, want)
		}
	}
}

// What the grid leaps over at a threshold is no gap; what a levy that begins there
// leaps over is: at most a step of the price and a minor unit for each figure that
// is rounded are the grid's.
func TestSolveTellsGapsFromSteps(t *testing.T) {
	for _, c := range []struct {
		rate     string
		quantity int64
		shipping string
		digits   int // of taxes
		target   string
		want     string
		reason   string
	}{
		{"0.02", 1, "0", 2, "GBP 162.01", "135.00: 0.00+27.00+gb-135-relief left 0.01", "135.01 with 0.02 and 27.01 come to 162.04: a step of 2, and two figures"},
		{"0.03", 1, "0", 2, "GBP 162.01", "(162.00, 162.05) gb-135-relief uk_low_value", "135.01 with 0.03 and 27.01"},
		{"0.01", 2, "0", 2, "GBP 162.01", "135.00: 0.00+27.00+gb-135-relief left 0.01", "135.02 with 0.02 and 27.01 come to 162.05: a step of 3, and two figures"},
		{"0.02", 2, "0", 2, "GBP 162.01", "(162.00, 162.07) gb-135-relief uk_low_value", "135.02 with 0.04 and 27.01"},
		{"0.03", 1, "200.00", 2, "GBP 402.01", "135.00: 0.00+67.00+gb-135-relief left 0.01; (, 240.00)", "335.01 with 0.03 and VAT of 67.01, of the goods, the carriage and the duty: a step of 2, and three figures"},
		{"0.04", 1, "200.00", 2, "GBP 402.01", "(, 240.00); (402.00, 402.06) gb-135-relief uk_low_value", "335.01 with 0.04 and 67.01"},
		{"0.01", 1, "0", 4, "GBP 162.01", "135.00: 0.00+27.00+gb-135-relief left 0.01", "135.01 with 0.01 and 27.004 come to 162.024: two figures are two pence, also where taxes are counted finer"},
		{"0.02", 1, "0", 4, "GBP 162.01", "(162.00, 162.036) gb-135-relief uk_low_value", "135.01 with 0.02 and 27.006"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			conf.Tariff = madeUp(t, "GB", c.rate+" GBP / item")
			for i := range conf.Markets {
				conf.Markets[i].Policy.Rounding.Digits = currency.To(c.digits)
			}
		})
		g := goalOf(locale.Place{Country: "GB"}, "611020", c.target)
		g.Quantity, g.Shipping = c.quantity, currency.MustAmount(c.shipping, currency.GBP)
		out, err := e.Solve(g)
		if err != nil {
			t.Fatal(err)
		}
		if got := found(out); got != c.want {
			t.Errorf("a duty of %s on %d: got %s, want %s: %s", c.rate, c.quantity, got, c.want, c.reason)
		}
	}
}

// Where no duty is due yet the carrier asks for no fee of its own: up to the first
// cent of duty there are few nets, if any, to tell from what a step of the grid is,
// and two of its steps are allowed for it.
func TestSolveTellsClearanceFromSteps(t *testing.T) {
	for _, c := range []struct {
		rate, fee string
		grid      currency.Rounding
		digits    int // of taxes
		target    string
		want      string
		reason    string
	}{
		{"12%", "0.06", currency.Rounding{Increment: 5}, 2, "USD 0.07", "0.00 left 0.07", "0.05 bear a duty of 0.01 and the fee of 0.06, and no tax of half a cent on any: 0.12 are two steps and two figures"},
		{"12%", "0.07", currency.Rounding{Increment: 5}, 2, "USD 0.07", "nothing between 0.00 USD and 0.14 USD; clearance clearance", "0.0051 of tax on the fee are a cent"},
		{"12%", "0.05", currency.Rounding{Increment: 5}, 4, "USD 0.07", "0.00 left 0.07", "where taxes are counted finer, too: 0.11 and 0.0079 of them"},
		{"0.4%", "0.50", currency.Rounding{Digits: currency.To(0)}, 2, "USD 2.00", "nothing between 1.07 USD and 2.70 USD; clearance clearance", "a dollar is enough to tell that a step of one is 1.07 with tax"},
		{"350%", "0.02", currency.Rounding{Digits: currency.To(0), Increment: 10}, 2, "USD 30.00", "0.00 left 30.00", "10.00 with 35.00, 3.26 and the fee come to 48.28: beyond the first cent each step is 48.26"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			conf.Tariff = madeUp(t, "US", c.rate)
			m := &conf.Markets[len(conf.Markets)-1]
			m.Currency, m.Rounding, m.Clearance = currency.USD, c.grid, []pricing.Fee{{Name: "clearance", Rate: rateOf(t, c.fee+" USD / consignment")}}
			m.Policy.Rounding.Digits = currency.To(c.digits)
		})
		g := goalOf(locale.Place{Country: "US", Region: "CA"}, "611020", c.target)
		g.Offer.Market, g.Offer.ShipFrom, g.Policy = "US-CA", locale.Place{Country: "CN"}, pricing.SolveError
		out, err := e.Solve(g)
		got := fmt.Sprintf("%s left %s", out.Chosen.Net.Text(), out.Chosen.Rounding.Text())
		if ge := (*pricing.GapError)(nil); errors.As(err, &ge) {
			got, _, _ = strings.Cut(ge.Gap.String(), " (")
		} else if err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%s and a fee of %s: got %s, want %s: %s", c.rate, c.fee, got, c.want, c.reason)
		}
	}
}

// In Massachusetts clothing bears tax on what of its price is above 175 USD: nothing
// leaps where the first of several lines passes that, or the next, however wide a
// step of the grid is, and however small the part of a line is that makes a step of
// its own there: at 175 and 176 of a price 43 % of it are 75 and 76.
func TestSolveStepsOfSeveralLines(t *testing.T) {
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		for i := range c.Markets {
			c.Markets[i].Rounding.Digits = currency.To(0)
		}
	})
	for _, c := range []struct {
		prices []int64
		last   int64 // quantity of the last line
	}{{[]int64{100, 96, 92, 88}, 1}, {[]int64{100, 43}, 5}} {
		g := goalOf(locale.Place{Country: "US", Region: "MA"}, "610910", "USD 553.00")
		g.Product.Category, g.Offer.ShipFrom, g.Offer.Market = tax.ClothingFootwear, locale.Place{Country: "US", Region: "CA"}, "US-MA"
		p := g.Product
		g.Product = pricing.Product{}
		for i, price := range c.prices {
			p.SKU, p.Price = fmt.Sprint("SHIRT", i), currency.FromMinor(price, currency.USD)
			g.Lines = append(g.Lines, pricing.Line{Product: p, Quantity: 1})
		}
		g.Lines[len(g.Lines)-1].Quantity = c.last
		out, err := e.Solve(g)
		if err != nil || len(out.Gaps) > 0 {
			t.Errorf("lines of %v: %v, gaps %v, want none", c.prices, err, out.Gaps)
		}
	}
}
