package pricing_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// Goals that differ in one thing are solved each by itself, also by an engine that
// has solved the other.
func TestSolveTellsGoalsApart(t *testing.T) {
	set := func(change func(*pricing.Goal, *pricing.Product)) func(*pricing.Goal) {
		return func(g *pricing.Goal) { change(g, &g.Product) }
	}
	lines := func(codes ...string) func(*pricing.Goal) {
		return func(g *pricing.Goal) {
			for i, code := range codes {
				p := g.Product
				p.SKU, p.HSCode, p.Price = fmt.Sprint("SKU", i), code, currency.FromMinor(1000, currency.GBP)
				g.Lines = append(g.Lines, pricing.Line{Product: p, Quantity: 1})
			}
			g.Product = pricing.Product{}
		}
	}
	pounds := func(text string) currency.Amount { return currency.MustAmount(text, currency.GBP) }
	absorbed := pricing.Absorbed
	same := func(*pricing.Goal) {}
	text, err := os.ReadFile("testdata/solve-tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	tariff, err := duty.LoadTariff(strings.NewReader(string(text) + "GB,6205200010,,mfn,30%,,dear,,,,made up,2026-11-01,\nGB,6205200090,,mfn,10%,,cheap,,,,made up,2026-11-01,\n"))
	if err != nil {
		t.Fatal(err)
	}
	engine := func() *pricing.Engine {
		return solveEngine(t, func(c *pricing.Config) {
			solveMarkets(c)
			c.Tariff = tariff
		})
	}
	for _, tt := range []struct {
		name, code, target string
		a, b               func(*pricing.Goal)
	}{
		{"tariff codes", "620520", "GBP 300.00", same, set(func(_ *pricing.Goal, p *pricing.Product) { p.TariffCodes = map[string]string{"GB": "6205200010"} })},
		{"tariff codes of two", "620520", "GBP 300.00", set(func(_ *pricing.Goal, p *pricing.Product) { p.TariffCodes = map[string]string{"GB": "6205200090"} }),
			set(func(_ *pricing.Goal, p *pricing.Product) { p.TariffCodes = map[string]string{"GB": "6205200010"} })},
		{"categories", "610910", "GBP 300.00", set(func(_ *pricing.Goal, p *pricing.Product) {
			p.Categories = map[locale.Country]tax.Category{"GB": tax.General}
		}),
			set(func(_ *pricing.Goal, p *pricing.Product) {
				p.Categories = map[locale.Country]tax.Category{"GB": tax.BooksPrinted}
			})},
		{"a category", "610910", "GBP 300.00", same, set(func(_ *pricing.Goal, p *pricing.Product) { p.Category = tax.BooksPrinted })},
		{"an origin", "610910", "GBP 300.00", same, set(func(_ *pricing.Goal, p *pricing.Product) { p.Origin = "VN" })},
		{"a code", "610910", "GBP 300.00", same, set(func(_ *pricing.Goal, p *pricing.Product) { p.HSCode = "420222" })},
		{"a weight", "330499", "GBP 300.00", same, set(func(_ *pricing.Goal, p *pricing.Product) { p.WeightKG = decimal.NewFromInt(9) })},
		{"no weight", "330499", "GBP 300.00", set(func(_ *pricing.Goal, p *pricing.Product) { p.WeightKG, p.Measures = decimal.Decimal{}, nil }), same},
		{"a weight alone", "330499", "GBP 300.00", set(func(_ *pricing.Goal, p *pricing.Product) { p.Measures = nil }),
			set(func(_ *pricing.Goal, p *pricing.Product) { p.WeightKG, p.Measures = decimal.NewFromInt(9), nil })},
		{"a measure", "220421", "GBP 300.00", same,
			set(func(_ *pricing.Goal, p *pricing.Product) {
				p.Measures = []duty.Quantity{{Unit: "l", Value: decimal.NewFromInt(40)}}
			})},
		{"a measure alone", "220421", "GBP 300.00", set(func(_ *pricing.Goal, p *pricing.Product) {
			p.WeightKG, p.Measures = decimal.Decimal{}, []duty.Quantity{{Unit: "l", Value: decimal.NewFromInt(1)}}
		}), set(func(_ *pricing.Goal, p *pricing.Product) {
			p.WeightKG, p.Measures = decimal.Decimal{}, []duty.Quantity{{Unit: "l", Value: decimal.NewFromInt(40)}}
		})},
		{"quantity", "610910", "GBP 300.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Quantity = 7 })},
		{"shipping", "610910", "GBP 300.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Shipping = pounds("20.00") })},
		{"insurance", "610910", "GBP 300.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Insurance = pounds("20.00") })},
		{"a margin", "610910", "GBP 300.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Margin, g.Target = g.Target, currency.Amount{} })},
		{"who bears duty", "610910", "GBP 300.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Duty = &absorbed })},
		{"a buyer", "610910", "EUR 100.00", same, set(func(g *pricing.Goal, _ *pricing.Product) {
			g.Buyer = tax.Buyer{Exemption: tax.Exemption{Country: "DE", Certificate: "15.10-44", Reason: "embassy"}}
		})},
		{"a platform", "610910", "EUR 100.00", same, set(func(g *pricing.Goal, _ *pricing.Product) { g.Marketplace = &tax.Marketplace{Country: "US"} })},
		{"two buyers", "610910", "EUR 100.00", set(func(g *pricing.Goal, _ *pricing.Product) { g.Buyer = tax.Buyer{Business: true} }),
			set(func(g *pricing.Goal, _ *pricing.Product) {
				g.Buyer = tax.Buyer{Exemption: tax.Exemption{Country: "DE", Certificate: "15.10-44", Reason: "embassy"}}
			})},
		{"two platforms", "610910", "EUR 100.00", set(func(g *pricing.Goal, _ *pricing.Product) { g.Marketplace = &tax.Marketplace{Country: "US"} }),
			set(func(g *pricing.Goal, _ *pricing.Product) {
				g.Marketplace = &tax.Marketplace{Country: "US", Registrations: []tax.Registration{{Country: "IE", Scheme: "ioss"}}}
			})},
		{"several lines", "610910", "GBP 300.00", lines("610910", "490199"), lines("610910", "420222")},
		{"a line more", "610910", "GBP 300.00", same, lines("610910", "420222")},
	} {
		goals := [2]pricing.Goal{}
		for i, change := range [...]func(*pricing.Goal){tt.a, tt.b} {
			to := locale.Place{Country: "GB"}
			if strings.HasPrefix(tt.target, "EUR") {
				to.Country = "DE"
			}
			goals[i] = goalOf(to, tt.code, tt.target)
			change(&goals[i])
		}
		var fresh [2]string
		for _, order := range [][2]int{{0, 1}, {1, 0}} {
			shared := engine()
			_, _ = shared.Solve(goals[order[0]])
			got, errGot := shared.Solve(goals[order[1]])
			want, err := engine().Solve(goals[order[1]])
			fresh[order[0]] = fmt.Sprint(found(want), want.Chosen.Scheme, want.Chosen.Treatment, err)
			if fmt.Sprint(errGot) != fmt.Sprint(err) {
				t.Errorf("%s: %v, an engine that was asked nothing before says %v", tt.name, errGot, err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(currency.Amount{}), cmpopts.IgnoreFields(pricing.UnknownNets{}, "Err")); diff != "" {
				t.Errorf("%s: an engine that solved the other says otherwise (-want +got):\n%s", tt.name, diff)
			}
		}
		if fresh[0] == fresh[1] {
			t.Errorf("%s makes no difference: %s", tt.name, fresh[0])
		}
	}
}
