package pricing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// ukraine sells to Ukraine in euros.
func ukraine(change func(*pricing.Market)) func(*pricing.Config) {
	return func(c *pricing.Config) {
		m := pricing.Market{ID: "UA", Countries: []locale.Country{"UA"}, Currency: currency.EUR}
		if change != nil {
			change(&m)
		}
		c.Markets = []pricing.Market{m}
	}
}

// TestSolveAllowance: 250.00 of goods, 20.00 of freight, 10.00 of duty and 26.00
// of tax are 306.00. Up to 150.00 of goods nothing is levied; a cent more has
// the freight taxed, with 4.00.
func TestSolveAllowance(t *testing.T) {
	e := engine(t, ukraine(nil))
	g := goalOf(locale.Place{Country: "UA"}, "610910", "EUR 306.00")
	g.Shipping = currency.MustAmount("20.00", currency.EUR)
	out, err := e.Solve(g)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := found(out), "250.00: 10.00+26.00+ua-excess; (, 20.00); (170.00, 174.01) ua-150-relief none"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if len(out.Unknown) != 1 || out.Unknown[0].From.Text() != "10000.01" {
		t.Errorf("%+v", out.Unknown)
	}
}

// TestAllowance: a parcel to a person in Ukraine is free up to 150 EUR; above,
// duty of 10 % is on what of the goods exceeds that, and tax of 20 % on the
// excess, the freight and that duty (Poltava customs, 2026-02-22).
func TestAllowance(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*pricing.Market)
		prices string
		where  pricing.Placement
		nets   string
		levies string // duty and tax
		bases  string // of the charges that are not zero
		reason string
	}{
		{"at the line", nil, "150.00", pricing.AtCheckout, "150.00", "0.00 0.00", "", "up to 150 EUR"},
		{"above", nil, "250.00", pricing.AtCheckout, "250.00", "10.00 26.00", "100.00 110.00 20.00",
			"10 % of 250 − 150; 20 % of that excess and the duty, and of 20.00 freight"},
		{"by the unit", func(m *pricing.Market) { m.Policy.Level = tax.PerUnit }, "250.00", pricing.AtCheckout, "250.00", "10.00 26.00", "100.00 110.00 20.00",
			"the allowance is of the consignment, whatever the tax is rounded by"},
		{"two lines", nil, "200.00 100.00", pricing.AtCheckout, "200.00 100.00", "15.00 37.00", "100.00 50.00 110.00 55.00 20.00",
			"150 is shared as 100 and 50: duty of 10.00 and 5.00, tax of 22.00, 11.00 and 4.00"},
		{"on delivery", nil, "250.00", pricing.OnDelivery, "250.00", "10.00 26.00", "100.00 110.00 20.00", "wherever it is paid"},
		{"in the shown price", func(m *pricing.Market) { m.Rebase = pricing.KeepShown }, "250.00", pricing.InPrice, "225.75", "7.58 20.00", "75.75 100.00 20.00",
			"100 above the allowance hold 16.67 of tax; 225.75 and 10 % of 75.75 are the rest. The freight holds 3.33"},
	} {
		cart := pricing.Cart{At: noon, ShipTo: locale.Place{Country: "UA"}, Shipping: currency.MustAmount("20.00", currency.EUR)}
		for i, price := range strings.Fields(tt.prices) {
			p := tee
			p.SKU, p.Price = fmt.Sprint("TEE", i), currency.MustAmount(price, currency.EUR)
			cart.Lines = append(cart.Lines, pricing.Line{Product: p, Quantity: 1})
		}
		q, err := engine(t, ukraine(tt.change)).Quote(func() pricing.Cart { cart.Duty, cart.Tax = &tt.where, &tt.where; return cart }())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var nets, bases []string
		for _, l := range q.Lines {
			nets = append(nets, l.Net.Text())
		}
		for _, c := range q.Charges {
			if !c.Amount.IsZero() {
				bases = append(bases, c.Base.Text())
			}
		}
		levies := q.Totals.Duty.Text() + " " + q.Totals.Tax.Text()
		for _, figure := range []struct{ name, got, want string }{
			{"nets", strings.Join(nets, " "), tt.nets}, {"levies", levies, tt.levies}, {"bases", strings.Join(bases, " "), tt.bases},
		} {
			if figure.got != figure.want {
				t.Errorf("%s: %s %s, want %s (%s)", tt.name, figure.name, figure.got, figure.want, tt.reason)
			}
		}
	}
}
