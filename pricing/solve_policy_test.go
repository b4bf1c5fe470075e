package pricing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// What each policy makes of 170.00, which no net leads to.
func TestSolvePolicies(t *testing.T) {
	e := solveEngine(t, solveMarkets)
	for _, c := range []struct {
		policy pricing.SolvePolicy
		want   string
		reason string
	}{
		{pricing.SolveAbsorb, "141.67 17.00 31.73 170.00 subsidy 20.40 margin 121.27", "170 ÷ 1.2 is declared, and bears the duty that relief ends with"},
		{pricing.SolveLowest, "141.67 17.00 31.73 170.00 subsidy 20.40 margin 121.27", "there is none to choose from"},
		{pricing.SolveHighestNet, "141.67 17.00 31.73 170.00 subsidy 20.40 margin 121.27", "the same"},
		{pricing.SolveSnapDown, "135.00 0.00 27.00 162.00 subsidy 0.00 margin 135.00", "the last price under the relief"},
		{pricing.SolveSnapUp, "135.01 16.20 30.24 181.45 subsidy 0.00 margin 135.01", "the first above it"},
		{pricing.SolveError, "pricing: solving for 170.00 GBP: no net price leads to the target: nothing between 162.00 GBP and 181.45 GBP; " +
			"duty regime gb-135-relief: 135.00 GBP of intrinsic value of the consignment", "it says why"},
	} {
		g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 170.00")
		g.Policy = c.policy
		out, err := e.Solve(g)
		s := out.Chosen
		got := fmt.Sprintf("%s %s %s %s subsidy %s margin %s", s.Net.Text(), s.Duty.Text(), s.Tax.Text(), s.Price.Text(), s.Subsidy.Text(), s.Margin.Text())
		if err != nil {
			got, _, _ = strings.Cut(err.Error(), " (")
			if !errors.Is(err, pricing.ErrGap) || len(out.Gaps) != 1 {
				t.Errorf("%v: %v, gaps %v", c.policy, err, out.Gaps)
			}
		}
		if got != c.want {
			t.Errorf("%v: got %s, want %s: %s", c.policy, got, c.want, c.reason)
		}
	}
}

// What each policy makes of 12,000, which levies leap over: 9,999 bear 1,000 of
// duty, and 600 and 200 of tax on 10,000; 10,000 bear 1,200, and 800 and 200 on
// 11,000.
func TestSolvePoliciesOfFractions(t *testing.T) {
	e := solveEngine(t, solveMarkets)
	for _, c := range []struct {
		policy pricing.SolvePolicy
		want   string
		reason string
	}{
		{pricing.SolveAbsorb, "10200 1200 1000 12000 subsidy 400 margin 9800", "12,000 less 1,800 are declared, and bear 400 more"},
		{pricing.SolveSnapDown, "9999 1000 800 11799 subsidy 0 margin 9999", "the last price before customs count 10,000"},
		{pricing.SolveSnapUp, "10000 1200 1000 12200 subsidy 0 margin 10000", "the first of them"},
		{pricing.SolveError, "pricing: solving for 12000 JPY: no net price leads to the target: nothing between 11799 JPY and 12200 JPY; " +
			"fraction 1000/100 JPY: 10000 JPY of customs value; fraction 1000/100 JPY 78+22: 11000 JPY of base of the tax", "it says why"},
	} {
		g := goalOf(locale.Place{Country: "JP"}, "610910", "JPY 12000")
		g.Policy = c.policy
		out, err := e.Solve(g)
		s := out.Chosen
		got := fmt.Sprintf("%s %s %s %s subsidy %s margin %s", s.Net.Text(), s.Duty.Text(), s.Tax.Text(), s.Price.Text(), s.Subsidy.Text(), s.Margin.Text())
		if ge := (*pricing.GapError)(nil); errors.As(err, &ge) {
			for i := range ge.Gap.Thresholds { // they are checked with the tables
				if ge.Gap.Thresholds[i].Source == "" {
					t.Errorf("no source of %v", ge.Gap.Thresholds[i])
				}
				ge.Gap.Thresholds[i].Source = ""
			}
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v: got %s, want %s: %s", c.policy, got, c.want, c.reason)
		}
	}
}

// What is absorbed a cent above the relief, between two figures of the grid, and
// of a margin: books are free from 150 EUR on, below they bear 3 EUR.
func TestSolveAbsorbs(t *testing.T) {
	absorbed := pricing.Absorbed
	for _, c := range []struct {
		goal   pricing.Goal
		change func(*pricing.Goal)
		digits currency.Places
		want   string
		reason string
	}{
		{goalOf(locale.Place{Country: "GB"}, "610910", "GBP 162.01"), nil, 0, "135.01 pays 162.01 subsidy 19.44 left 0.00 margin 115.57",
			"135.01 with VAT of 27.00; really 181.45"},
		{goalOf(locale.Place{Country: "GB"}, "610910", "GBP 170.01"), nil, 0, "141.67 pays 170.01 subsidy 20.40 left 0.01 margin 121.28",
			"141.67 come to 170.00 and 141.68 to 170.02"},
		{goalOf(locale.Place{Country: "GB"}, "610910", "GBP 170.01"), nil, currency.To(4), "141.67 pays 170.01 subsidy 20.40 left 0.01 margin 121.28",
			"the same at prices of four digits"},
		{goalOf(locale.Place{Country: "GB"}, "610910", "GBP 170.00"), func(g *pricing.Goal) { g.Quantity = 3 }, currency.To(4), "141.67 pays 170.00 subsidy 20.40 left 0.00 margin 121.27",
			"at prices of four digits, as of one"},
		{goalOf(locale.Place{Country: "DE"}, "490199", "EUR 149.00"), func(g *pricing.Goal) {
			g.Margin, g.Target, g.Duty = g.Target, currency.Amount{}, &absorbed
		}, 0, "152.00 pays 180.88 subsidy -3.00 left 0.00 margin 152.00", "152.00 less 3.00 would leave 149.00; there is no duty on them"},
	} {
		if c.change != nil {
			c.change(&c.goal)
		}
		out, err := solveEngine(t, func(p *pricing.Config) {
			solveMarkets(p)
			for i := range p.Markets {
				p.Markets[i].Rounding.Digits = c.digits
			}
		}).Solve(c.goal)
		s := out.Chosen
		got := fmt.Sprintf("%s pays %s subsidy %s left %s margin %s", s.Net.Text(), s.Price.Text(), s.Subsidy.Text(), s.Rounding.Text(), s.Margin.Text())
		if err != nil || got != c.want || len(out.All) > 0 {
			t.Errorf("got %s (%v, %d others), want %s: %s", got, err, len(out.All), c.want, c.reason)
		}
	}
}

// Of a threshold of the rate of tax, too, the lower law is gone on with: in New York
// clothing is exempt below 110 USD, and so is its carriage.
func TestSolveAbsorbsRate(t *testing.T) {
	for _, c := range []struct {
		from             locale.Place
		quantity         int64
		digits           currency.Places // of prices
		shipping, target string
		want             string
		reason           string
	}{
		{locale.Place{Country: "US", Region: "CA"}, 1, 0, "0", "USD 112.00", "112.00 pays 112.00 tax 4.48 fees 0.00 subsidy 4.48", "112 without tax"},
		{locale.Place{Country: "US", Region: "CA"}, 1, 0, "20.00", "USD 132.00", "112.00 pays 132.00 tax 5.28 fees 0.00 subsidy 5.28", "the same with carriage, of 132 now"},
		{locale.Place{Country: "CN"}, 30, 0, "0", "USD 3400.00", "3365.40 pays 3400.00 tax 136.00 fees 34.58 subsidy 135.98", "112.18 each with the fee of customs that begins at 2,500, and without tax"},
		{locale.Place{Country: "CN"}, 23, currency.To(0), "0", "USD 2600.00", "2507.00 pays 2600.00 tax 0.00 fees 34.58 subsidy -58.42", "109 each, of which the fee is asked and no tax yet, is the only such price in dollars, from which no line goes on"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			conf.Tariff = madeUp(t, "US", "Free")
			for i := range conf.Markets {
				conf.Markets[i].Rounding.Digits = c.digits
			}
		})
		g := goalOf(locale.Place{Country: "US", Region: "NY"}, "611020", c.target)
		g.Product.Category, g.Offer.ShipFrom, g.Offer.Market, g.Quantity = tax.ClothingFootwear, c.from, "US-NY", c.quantity
		g.Shipping = currency.MustAmount(c.shipping, currency.USD)
		out, err := e.Solve(g)
		s := out.Chosen
		got := fmt.Sprintf("%s pays %s tax %s fees %s subsidy %s", s.Net.Text(), s.Price.Text(), s.Tax.Text(), s.Fees.Text(), s.Subsidy.Text())
		if err != nil || got != c.want || len(out.All) > 0 {
			t.Errorf("got %s (%v, %d others), want %s: %s", got, err, len(out.All), c.want, c.reason)
		}
	}
}

// The words of the policies are those of JSON.
func TestSolvePolicyText(t *testing.T) {
	for _, p := range pricing.SolvePolicies() {
		text, err := p.MarshalText()
		var back pricing.SolvePolicy
		if err != nil || back.UnmarshalText(text) != nil || back != p || p.String() != string(text) {
			t.Errorf("%v: %s, %v, back %v", p, text, err, back)
		}
	}
	var p pricing.SolvePolicy
	if err := p.UnmarshalText([]byte("keep")); !errors.Is(err, pricing.ErrInvalid) {
		t.Error(err)
	}
	if _, err := pricing.SolvePolicy(9).MarshalText(); err == nil {
		t.Error("no error for a policy that there is not")
	}
}
