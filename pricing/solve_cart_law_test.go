package pricing_test

import (
	"slices"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// Small carts are solved by trying every net there is: where goods of several
// rates share the carriage neither a price nor a margin grows with each step, and
// of the nets of a law that meet the target the highest is found of a price, the
// lowest of a margin.
func TestSolveLawCartComplete(t *testing.T) {
	race.Alone(t)
	r := newRand(t)
	next := solveTasks(t)
	engines := [2]*pricing.Engine{solveEngine(t, solveMarkets), solveEngine(t, func(c *pricing.Config) { // taxes are counted finer
		solveMarkets(c)
		for i := range c.Markets {
			c.Markets[i].Policy.Rounding.Digits = currency.To(c.Markets[i].Currency.Digits() + 2)
		}
	})}
	absorbed := pricing.Absorbed
	cases := 24
	if testing.Short() {
		cases = 6
	}
	to := [4][]locale.Country{{"US", "DE", "FR", "GB", "JP"}, {"JP"}, {"US", "DE", "FR", "GB"}, {"US", "DE", "FR", "GB"}}
	exact, several := 0, 0
	for i := range cases {
		k := next(r)
		for !slices.Contains(to[i%4], k.goal.Offer.ShipTo.Country) {
			k = next(r)
		}
		finer := i / 4 % 2
		k.engine, k.finer = engines[finer], 2*finer
		k.goal.Quantity, k.goal.Shipping = 0, k.money(2500+r.Int64N(2500))
		dearest := 400 + r.Int64N(600)
		prices := []int64{dearest, 1 + r.Int64N(dearest), 1 + r.Int64N(dearest)}
		for j, code := range []string{"610910", "490199", "420222"} {
			p := k.goal.Product
			p.SKU, p.HSCode, p.Price = p.SKU+code, code, currency.FromMinor(prices[j], currency.USD)
			k.goal.Lines = append(k.goal.Lines, pricing.Line{ID: code, Product: p, Quantity: 1})
		}
		k.goal.Product = pricing.Product{}
		figure := func(q *pricing.Quote) currency.Amount { return q.Totals.CustomerPays }
		if i%2 == 1 {
			k.goal.Duty = &absorbed
			figure = func(q *pricing.Quote) currency.Amount { return q.Totals.Margin }
		}
		k.goal.Offer.ShipFrom = locale.Place{Country: "CN"}
		from := 14_000 * dearest / (prices[0] + prices[1] + prices[2]) // all cost 140.00, and up to 150.00 there may be a relief
		c := k.traceUnits(t, 900, func(steps int64) (units []currency.Amount) {
			steps += from
			for _, price := range prices {
				units = append(units, currency.FromMinor((2*steps*price+dearest)/(2*dearest), k.code))
			}
			return units
		}, figure)
		unit := []int64{1, 100}[finer]
		var targets []int64 // in minor units
		for _, value := range c.pays {
			if value%unit == 0 {
				targets = append(targets, value/unit)
			}
		}
		for range min(100, 10*len(targets)) {
			goal := targets[r.IntN(len(targets))]
			target := goal * unit
			k.goal.Target = currency.FromMinor(goal, k.code)
			if i%2 == 1 {
				k.goal.Margin, k.goal.Target = k.goal.Target, currency.Amount{}
			}
			out, err := k.engine.Solve(k.goal)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			for n := 0; n < len(c.pays); {
				first := n
				var met []int
				for ; n < len(c.pays) && c.law[n] == c.law[first]; n++ {
					if c.pays[n] == target {
						met = append(met, n)
					}
				}
				if len(met) == 0 || first == 0 && met[0] < 100 || n == len(c.pays) && met[len(met)-1] > n-100 {
					continue // or there may be others among those that were not tried
				}
				want := met[len(met)-1]
				if i%2 == 1 {
					want = met[0]
				}
				if !slices.ContainsFunc(out.All, func(s pricing.Solution) bool {
					return minorOf(t, s.Units[0]) == from+int64(want) && s.Rounding.IsZero()
				}) {
					t.Fatalf("target %d is met at %v steps, and not found at %d\n%v\n%+v", target, met, want, k, out.All)
				}
				exact++
				if len(met) > 1 {
					several++
				}
			}
		}
	}
	t.Logf("%d nets, %d of several", exact, several)
	if several == 0 {
		t.Error("nothing is met by several nets")
	}
}
