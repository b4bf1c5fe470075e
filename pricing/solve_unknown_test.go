package pricing_test

import (
	"errors"
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
	g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 19.99")
	g.Shipping = currency.MustAmount("20.00", currency.GBP)
	if _, err := solveEngine(t, unregistered).Solve(g); !errors.Is(err, pricing.ErrGap) {
		t.Errorf("a target below the carriage: %v", err)
	}
}
