package pricing_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// BenchmarkSolve looks for the net of a shirt that a customer in Britain pays
// 250.00 GBP for: relief of duty to 135 GBP, 12 % above, VAT of 20 %, and the
// gap between. The plain programs know the two laws and nothing else.
func BenchmarkSolve(b *testing.B) {
	const target, net, duty, vat, low, high = 25000, 18601, 2232, 4167, 16200, 18145
	b.Run("landed", func(b *testing.B) {
		e := solveEngine(b, solveMarkets)
		g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 250.00")
		g.Product.Measures = nil
		out, err := e.Solve(g)
		if err != nil || len(out.All) != 1 || len(out.Gaps) != 1 {
			b.Fatalf("%+v, %v", out, err)
		}
		for _, c := range []struct {
			got  currency.Amount
			want int64
		}{{out.Chosen.Net, net}, {out.Chosen.Duty, duty}, {out.Chosen.Tax, vat}, {out.Gaps[0].Low, low}, {out.Gaps[0].High, high}} {
			if c.got != currency.FromMinor(c.want, currency.GBP) {
				b.Fatalf("%+v", out)
			}
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Solve(g); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		if n, d, v, l, h := plainSolve(target); n != net || d != duty || v != vat || l != low || h != high {
			b.Fatal(n, d, v, l, h)
		}
		b.ReportAllocs()
		for b.Loop() {
			plainSolve(target)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		price := decimal.New(target, -2)
		n, d, v, l, h := decimalSolve(price)
		for i, x := range []decimal.Decimal{n, d, v, l, h} {
			if !x.Equal(decimal.New([]int64{net, duty, vat, low, high}[i], -2)) {
				b.Fatal(n, d, v, l, h)
			}
		}
		b.ReportAllocs()
		for b.Loop() {
			decimalSolve(price)
		}
	})
}

// plainLevies are duty and VAT on a net, in pence.
func plainLevies(net int64) (duty, vat int64) {
	if net > 13500 {
		duty = (net*12 + 50) / 100
	}
	return duty, ((net+duty)*20 + 50) / 100
}

// plainSolve is the highest net whose price is the target or the next below it,
// and the ends of the gap.
func plainSolve(target int64) (net, duty, vat, low, high int64) {
	total := func(net int64) int64 { d, v := plainLevies(net); return net + d + v }
	low, high = total(13500), total(13501)
	if target >= high {
		net = max(target*10000/13440, 13501)
	} else {
		net = min(target*100/120, 13500)
	}
	for total(net) > target {
		net--
	}
	for total(net+1) <= target {
		net++
	}
	duty, vat = plainLevies(net)
	return net, duty, vat, low, high
}

var (
	poundLimit = decimal.New(135, 0)
	penny      = decimal.New(1, -2)
	factors    = [2]decimal.Decimal{decimal.New(12, -1), decimal.New(1344, -3)}
	dutyRate   = decimal.New(12, -2)
	vatRate    = decimal.New(2, -1)
)

func decimalLevies(net decimal.Decimal) (duty, vat decimal.Decimal) {
	if net.GreaterThan(poundLimit) {
		duty = net.Mul(dutyRate).Round(2)
	}
	return duty, net.Add(duty).Mul(vatRate).Round(2)
}

// decimalSolve is plainSolve in decimals.
func decimalSolve(target decimal.Decimal) (net, duty, vat, low, high decimal.Decimal) {
	total := func(net decimal.Decimal) decimal.Decimal { d, v := decimalLevies(net); return net.Add(d).Add(v) }
	low, high = total(poundLimit), total(poundLimit.Add(penny))
	if target.GreaterThanOrEqual(high) {
		net = target.Div(factors[1]).Truncate(2)
	} else {
		net = target.Div(factors[0]).Truncate(2)
	}
	for total(net).GreaterThan(target) {
		net = net.Sub(penny)
	}
	for total(net.Add(penny)).LessThanOrEqual(target) {
		net = net.Add(penny)
	}
	duty, vat = decimalLevies(net)
	return net, duty, vat, low, high
}

// TestSolveAllocates pins what a goal takes whose bands are known.
func TestSolveAllocates(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	e := solveEngine(t, solveMarkets)
	g := goalOf(locale.Place{Country: "GB"}, "610910", "GBP 250.00")
	g.Product.Measures = nil
	if n := testing.AllocsPerRun(50, func() {
		if _, err := e.Solve(g); err != nil {
			t.Fatal(err)
		}
	}); n > 45 {
		t.Errorf("%v allocations, want at most 45", n)
	}
}
