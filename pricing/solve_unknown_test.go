package pricing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Nets whose levies are not known are stated from the first to the last, the
// highest without an end, and a target that may be among them has no other answer.
func TestSolveUnknownNets(t *testing.T) {
	unregistered := func(c *pricing.Config) {
		solveMarkets(c)
		c.Seller.Registrations = nil // Britain asks for one up to 135 GBP
	}
	for _, tt := range []struct {
		name, code, target string
		change             func(*pricing.Config)
		shipping           string
		from, to           string
		refused            bool
		reason             string
	}{
		{"above the line", "851830", "GBP 100.00", solveMarkets, "0.00", "135.01", "", false, "the tariff has no such goods, and up to 135 GBP nobody asks"},
		{"what may be above the line", "851830", "GBP 200.00", solveMarkets, "0.00", "", "", true, "135.01 and above is not known"},
		{"below the line", "610910", "GBP 268.80", unregistered, "0.00", "0.00", "135.00", false, "200.00 bear 24.00 and 44.80"},
		{"what may be below the line", "610910", "GBP 120.00", unregistered, "0.00", "", "", true, "a seller who is not registered may sell none"},
		{"carriage of all that is paid", "610910", "GBP 20.00", unregistered, "20.00", "", "", true, "it may be that of goods for nothing"},
	} {
		g := goalOf(locale.Place{Country: "GB"}, tt.code, tt.target)
		g.Shipping = currency.MustAmount(tt.shipping, currency.GBP)
		out, err := solveEngine(t, tt.change).Solve(g)
		var registration *tax.RegistrationError
		var cart *pricing.CartError
		if refused := errors.As(err, &registration) || errors.As(err, &cart); refused != tt.refused || !refused && err != nil {
			t.Errorf("%s: %v: %s", tt.name, err, tt.reason)
		}
		if tt.refused {
			continue
		}
		if len(out.Unknown) != 1 || out.Unknown[0].From.Text() != tt.from || tt.to == "" && out.Unknown[0].To != (currency.Amount{}) ||
			tt.to != "" && out.Unknown[0].To.Text() != tt.to {
			t.Errorf("%s: %+v, want from %s to %q: %s", tt.name, out.Unknown, tt.from, tt.to, tt.reason)
		}
	}
}

// What nets with unknown levies cost without any is where a gap ends that they
// may end: a target in it is none of theirs, and what the policy makes of it is
// known below it, and above it is what is not known of them.
func TestSolveGapBelowUnknownNets(t *testing.T) {
	unregistered := func(c *pricing.Config) {
		solveMarkets(c)
		c.Seller.Registrations = nil
	}
	for _, tt := range []struct {
		name                   string
		to                     locale.Country
		code, shipping, target string
		quantity               int64
		change                 func(*pricing.Config)
		gap                    string
		below                  string // net below the gap, at which goods are declared where it is absorbed
		reason                 string
	}{
		{"under the carriage", "GB", "610910", "20.00", "GBP 19.99", 1, unregistered, "nothing below 20.00 GBP", "", "goods for nothing may pay that"},
		{"under a carriage that is taxed", "GB", "851830", "2000.00", "GBP 100.00", 1, solveMarkets, "nothing below 2135.01 GBP", "", "the first that is known pays 2400"},
		{"under a carriage nearly as dear", "GB", "851830", "675.08", "GBP 810.08", 1, solveMarkets, "nothing below 810.09 GBP", "", "the first that is known pays 810.10"},
		{"between", "JP", "851830", "0", "JPY 10050", 100, solveMarkets, "nothing between 10000 JPY and 10100 JPY", "10000", "goods of one yen more each are dutiable"},
	} {
		g := goalOf(locale.Place{Country: tt.to}, tt.code, tt.target)
		g.Quantity = tt.quantity
		g.Shipping = currency.MustAmount(tt.shipping, g.Target.Currency())
		e := solveEngine(t, tt.change)
		for _, policy := range pricing.SolvePolicies() {
			g.Policy = policy
			out, err := e.Solve(g)
			ge := (*pricing.GapError)(nil)
			switch {
			case policy == pricing.SolveError || policy == pricing.SolveSnapDown && tt.below == "":
				if !errors.As(err, &ge) || !strings.HasPrefix(ge.Gap.String(), tt.gap) || len(out.Unknown) != 1 {
					t.Errorf("%s, %v: %v, want %s: %s", tt.name, policy, err, tt.gap, tt.reason)
				}
			case policy == pricing.SolveSnapUp || tt.below == "":
				if err == nil || errors.As(err, &ge) {
					t.Errorf("%s, %v: %v, want what is not known: %s", tt.name, policy, err, tt.reason)
				}
			case err != nil || out.Chosen.Net.Text() != tt.below:
				t.Errorf("%s, %v: %v, %v, want %s: %s", tt.name, policy, out.Chosen.Net, err, tt.below, tt.reason)
			}
		}
	}
}

// Nets whose levies are not known are stated, and are an error only where the
// target may be among them.
func TestSolveUnknown(t *testing.T) {
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Seller.Registrations = nil // Britain asks for one up to 135 GBP
	})
	out, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP 268.80"))
	if err != nil {
		t.Fatal(err)
	}
	var registration *tax.RegistrationError
	if len(out.All) != 1 || out.Chosen.Net.Text() != "200.00" || len(out.Gaps) != 0 ||
		len(out.Unknown) != 1 || out.Unknown[0].To.Text() != "135.00" || !errors.As(out.Unknown[0].Err, &registration) || out.Unknown[0].Reason == "" {
		t.Errorf("%+v", out)
	}
	if _, err := e.Solve(goalOf(locale.Place{Country: "GB"}, "610910", "GBP 120.00")); !errors.As(err, &registration) {
		t.Errorf("%v, want a *tax.RegistrationError", err)
	}
}

// TestSolveUnknownFee: up to 2,500 USD the merchandise processing fee of the
// fiscal year 2027 was not found in print, and above it is 34.58 at least. The
// leap is explained by the rows that do not know.
func TestSolveUnknownFee(t *testing.T) {
	g := goalOf(locale.Place{Country: "US", Region: "CA"}, "610910", "USD 3010.00")
	g.Offer.Market, g.Offer.ShipFrom = "US-CA", locale.Place{Country: "CN"}
	out, err := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Markets[len(c.Markets)-1].Currency = currency.USD
	}).Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := found(out), "(3003.00, 3040.10) us-mpf-2027-express us-mpf-2027-informal"; got != want {
		t.Errorf("got %s, want %s: 12 %% of duty and 7.25 %% of tax on 2,500.00, and with a cent more 34.58 and tax on it", got, want)
	}
}
