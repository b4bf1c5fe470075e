package pricing_test

import (
	"context"
	"iter"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// BenchmarkPrice shows one T-shirt of 249.00 USD in Germany, duty of 12 % and
// VAT of 19 % inside the price.
func BenchmarkPrice(b *testing.B) {
	w := readW10(b)
	e := w10Engine(b, w, pricing.InPrice)
	tee := w10Products[1]
	tee.Price = currency.FromMinor(24900, currency.USD)
	offer := pricing.Offer{At: w10Day, ShipTo: locale.Place{Country: "DE", PostalCode: "10115"}}
	p, err := e.Price(tee, offer)
	if err != nil {
		b.Fatal(err)
	}
	rate := w.plain().rate
	plain := func() int64 {
		net := plainHalfUp(24900, rate, 1_000_000)
		duty := plainHalfUp(net, 12, 100)
		return net + duty + plainHalfUp(net+duty, 19, 100)
	}
	list, dutyPercent, vatPercent := decimal.New(24900, -2), decimal.New(12, 0), decimal.New(19, 0)
	shopspring := func() decimal.Decimal {
		net := list.Mul(w.Input.Rate.Mul(decimal.New(1, 0).Add(w.Input.Margin.Mul(percent)))).Round(2)
		duty := net.Mul(dutyPercent).Mul(percent).Round(2)
		return net.Add(duty).Add(net.Add(duty).Mul(vatPercent).Mul(percent).Round(2))
	}
	if got, err := p.Shown.Minor(); err != nil || got != plain() || got != cents(shopspring()) {
		b.Fatalf("landed %v, plain %d, shopspring %v", p.Shown, plain(), shopspring())
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkPrice, _ = e.Price(tee, offer)
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkCents = plain()
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkDecimal = shopspring()
		}
	})
}

// A price takes no memory once its like has been made, nor does one of many
// more in a catalogue.
func TestPriceMemory(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	w := readW10(t)
	e := w10Engine(t, w, pricing.InPrice)
	tee := w10Products[1]
	tee.Price = currency.FromMinor(24900, currency.USD)
	offer := pricing.Offer{At: w10Day, ShipTo: locale.Place{Country: "DE", PostalCode: "10115"}}
	price := func() {
		if _, err := e.Price(tee, offer); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(100, price); n > 0 {
		t.Errorf("%v allocations for a price", n)
	}
	for _, workers := range []int{1, 2} {
		reprice := func(products int) func() {
			return func() {
				n := 0
				for _, err := range e.Reprice(context.Background(), kindsOfGoods(products), pricing.Repricing{At: w10Day, Workers: workers}) {
					if n++; err != nil {
						t.Fatal(err)
					}
				}
				if n != products {
					t.Fatalf("%d prices of %d products", n, products)
				}
			}
		}
		few, many := testing.AllocsPerRun(5, reprice(5000)), testing.AllocsPerRun(5, reprice(25_000))
		if many > few+5 { // the scheduler of the workers takes some at times
			t.Errorf("%d workers: %v allocations for 5,000 prices, %v for 25,000", workers, few, many)
		}
	}
}

// kindsOfGoods is n products of the kinds of W10, of more than 150 EUR: duty of
// less is by the piece.
func kindsOfGoods(n int) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		for i := range n {
			p := w10Products[i%len(w10Products)]
			p.Price = currency.FromMinor(int64(20_000+7919*i%90_000), currency.USD)
			if !yield(p) {
				return
			}
		}
	}
}
