package pricing_test

import (
	"fmt"
	"testing"

	"github.com/landedhq/landed/pricing"
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
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	w := readW10(t)
	e, cart := w10Engine(t, w, pricing.AtCheckout), w10Cart(t, w)
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := e.Quote(cart); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 12 {
		t.Errorf("%v allocations, want at most 12", allocs)
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
				sinkQuote, _ = e.Quote(cart)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
		})
	}
}
