package pricing_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// TestSolveLiftedGoods: where carriage is worth more than the goods, shares of it
// that are rounded each by itself lift one or the other over a full step of Japan's
// customs, and what is paid falls as the net grows. Each price that some net leads
// to is found, and none is in a gap.
func TestSolveLiftedGoods(t *testing.T) {
	race.Alone(t)
	e := solveEngine(t, solveMarkets)
	for _, tt := range []struct {
		shipping string
		codes    []string
		prices   []int64 // that of the dearest is the step
		books    int64
	}{
		{"5850", []string{"610910", "490199", "610910"}, []int64{901, 192, 901}, 2},
		{"8844", []string{"610910", "490199", "420222"}, []int64{169, 974, 181}, 2},
	} {
		g := goalOf(locale.Place{Country: "JP"}, "610910", "JPY 6800")
		g.Offer.ShipFrom, g.Mode, g.Shipping = locale.Place{Country: "CN"}, duty.Courier, currency.MustAmount(tt.shipping, currency.JPY)
		for i, code := range tt.codes {
			p := g.Product
			p.HSCode, p.Price = code, currency.FromMinor(tt.prices[i], currency.USD)
			g.Lines = append(g.Lines, pricing.Line{ID: string(rune('0' + i)), Product: p, Quantity: 1})
		}
		g.Lines[1].Quantity = tt.books
		g.Product = pricing.Product{}
		dearest := slices.Max(tt.prices)
		paid := map[int64]currency.Amount{} // by the last net that leads to it; zero where nets that are not tried may, too
		const steps = 1500
		for step := range int64(steps) {
			cart := pricing.Cart{At: g.Offer.At, ShipFrom: g.Offer.ShipFrom, ShipTo: g.Offer.ShipTo, Mode: g.Mode, Shipping: g.Shipping, Lines: slices.Clone(g.Lines)}
			for i, price := range tt.prices {
				cart.Lines[i].Product.Price = currency.FromMinor((2*price*step+dearest)/(2*dearest), currency.JPY)
			}
			q := mustQuote(t, e, cart)
			pays, _ := q.Totals.CustomerPays.Minor()
			if paid[pays] = q.Consignments[0].Customs.Intrinsic; step >= steps-200 {
				paid[pays] = currency.Amount{}
			}
		}
		atGap := map[int64]bool{}
		tried := 0
		for _, pays := range slices.Sorted(maps.Keys(paid)) {
			if tried++; paid[pays] == (currency.Amount{}) || tried > 100 && tried%16 != 0 && !atGap[pays] { // the noise is that of the lowest prices
				continue
			}
			g.Target = currency.FromMinor(pays, currency.JPY)
			out, err := e.Solve(g)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(out.All, func(s pricing.Solution) bool { return s.Rounding.IsZero() && s.Net.Equal(paid[pays]) }) {
				t.Errorf("%v is led to by %v, not found: %s", g.Target, paid[pays], found(out))
			}
			for _, gap := range out.Gaps {
				low, _ := gap.Low.Minor()
				if gap.Low == (currency.Amount{}) {
					low = -1
				}
				high, _ := gap.High.Minor()
				atGap[low], atGap[high] = true, true
				for pays := range paid {
					if pays > low && pays < high {
						t.Errorf("%d is in a gap: %s", pays, found(out))
					}
				}
			}
		}
	}
}
