package pricing_test

import (
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// solveEngine sells by the tariff of testdata/solve-tariff.csv.
func solveEngine(t testing.TB, change func(*pricing.Config)) *pricing.Engine {
	t.Helper()
	f, err := os.Open("testdata/solve-tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tariff, err := duty.LoadTariff(f)
	if err != nil {
		t.Fatal(err)
	}
	return engine(t, func(c *pricing.Config) {
		c.Tariff = tariff
		for i := range c.Markets {
			c.Markets[i].FXMargin = decimal.Decimal{}
		}
		if change != nil {
			change(c)
		}
	})
}

func solveGoal(to locale.Country, code, target string) pricing.Goal {
	return pricing.Goal{
		Offer:   pricing.Offer{At: noon, ShipTo: locale.Place{Country: to}},
		Product: pricing.Product{SKU: "THING", HSCode: code, Origin: "CN", Category: tax.General},
		Target:  currency.MustAmount(target, map[locale.Country]currency.Code{"GB": currency.GBP, "DE": currency.EUR, "FR": currency.EUR, "CH": currency.CHF}[to]),
	}
}

func TestSolveTry(t *testing.T) {
	e := solveEngine(t, nil)
	for _, g := range []pricing.Goal{
		solveGoal("GB", "610910", "170.00"),
		solveGoal("GB", "610910", "100.00"),
		solveGoal("GB", "610910", "181.45"),
		solveGoal("DE", "490199", "180.00"),
		solveGoal("DE", "610910", "100.00"),
		solveGoal("CH", "610910", "65.00"),
		solveGoal("DE", "610910", "2.00"),
	} {
		out, err := e.Solve(g)
		t.Logf("%v: %v", g.Target, err)
		for _, s := range out.All {
			t.Logf("  %+v", s)
		}
		for _, s := range out.Gaps {
			t.Logf("  gap %v", s)
		}
		for _, s := range out.Unknown {
			t.Logf("  unknown %v", s)
		}
		t.Logf("  chosen %+v", out.Chosen)
	}
}

func BenchmarkSolveTry(b *testing.B) {
	e := solveEngine(b, nil)
	for _, g := range []pricing.Goal{solveGoal("GB", "610910", "100.00"), solveGoal("GB", "610910", "170.00"), solveGoal("DE", "490199", "180.00"), solveGoal("CH", "610910", "65.00")} {
		b.Run(string(g.Offer.ShipTo.Country)+g.Target.Text(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Solve(g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
