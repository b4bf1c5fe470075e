package pricing_test

import (
	"fmt"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// longCart is W10 with so many lines.
func longCart(t testing.TB, w w10, n int) pricing.Cart {
	c := w10Cart(t, w)
	for i := len(c.Lines); i < n; i++ {
		l := c.Lines[i%10]
		l.Product.SKU = fmt.Sprint(l.Product.SKU, i)
		c.Lines = append(c.Lines, l)
	}
	return c
}

// A quote of W10 is made in a few pieces of memory.
func TestW10Memory(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	w := readW10(t)
	e, cart := w10Engine(t, w, pricing.AtCheckout), w10Cart(t, w)
	var q pricing.Quote
	for _, way := range []struct {
		name  string
		quote func() error
		most  float64
	}{
		{"Quote", func() (err error) { q, err = e.Quote(cart); return err }, 12},
		{"QuoteInto", func() error { return e.QuoteInto(&cart, &q) }, 0},
	} {
		allocs := testing.AllocsPerRun(100, func() {
			if err := way.quote(); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > way.most {
			t.Errorf("%s takes %v allocations, want at most %v", way.name, allocs, way.most)
		}
	}
}

// A line of a long cart takes no longer than one of a short cart.
func BenchmarkQuoteLines(b *testing.B) {
	w := readW10(b)
	e := w10Engine(b, w, pricing.AtCheckout)
	for _, n := range []int{10, 100, 1000} {
		cart := longCart(b, w, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = e.QuoteInto(&cart, &sinkQuote)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
		})
	}
}

// BenchmarkDeclaration quotes the same ten lines to Britain above its relief,
// where a till knows the way, and to Japan above its own, where customs drop
// fractions of a declaration and none does.
func BenchmarkDeclaration(b *testing.B) {
	e := solveEngine(b, solveMarkets)
	var lines []pricing.Line
	for i := range 10 {
		p := pricing.Product{SKU: fmt.Sprint("THING", i), Category: tax.General, HSCode: []string{"610910", "420222", "490199"}[i%3], Origin: "CN",
			Price: currency.FromMinor(2400+100*int64(i), currency.USD)}
		lines = append(lines, pricing.Line{Product: p, Quantity: 1 + int64(i%3)})
	}
	for _, to := range []locale.Country{"GB", "JP"} {
		cart := pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "US", Region: "CA"}, ShipTo: locale.Place{Country: to},
			Lines: lines, Shipping: currency.FromMinor(2500, currency.USD)}
		b.Run(string(to), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := e.QuoteInto(&cart, &sinkQuote); err != nil {
					b.Fatal(err)
				}
			}
			if declares(sinkQuote) != (to == "JP") || sinkQuote.Totals.Duty.IsZero() {
				b.Fatal("not the law that it should be")
			}
		})
	}
}
