package pricing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// BenchmarkReprice makes prices of a catalogue: exchange with a margin, an
// adjustment, tax put on, and the nearest that ends on .99; a nanosecond figure
// is of one price. The plain loop rounds where this package does.
func BenchmarkReprice(b *testing.B) {
	const products = 10_000
	e := engine(b, func(c *pricing.Config) {
		c.Seller = pricing.Seller{Country: "DE", Registrations: []tax.Registration{{Country: "DE", Scheme: "oss"}}}
		c.Markets = []pricing.Market{{
			ID: "SE", Countries: []locale.Country{"SE"}, Currency: currency.SEK, Tax: pricing.InPrice,
			FXMargin: decimal.New(15, -1), Adjust: decimal.New(2, 0),
			Charm: &pricing.Charm{Bands: []pricing.CharmBand{{Endings: []decimal.Decimal{decimal.New(99, -2)}}}},
		}}
	})
	catalogue := make([]pricing.Product, products)
	for i := range catalogue {
		catalogue[i] = w10Products[i%len(w10Products)] // of ten kinds
		catalogue[i].Price, catalogue[i].Category = currency.FromMinor(int64(100+7919*i%90_000), currency.EUR), tax.General
	}
	r := pricing.Repricing{Markets: []string{"SE"}, At: time.Date(2026, time.March, 20, 12, 0, 0, 0, time.UTC), Workers: 1}
	rate, err := rates(b).Rate(currency.EUR, currency.SEK)
	if err != nil {
		b.Fatal(err)
	}
	num, den := rate.Ratio()
	one := decimal.NewFromInt(1)
	exchange := num.DivRound(den, 12).Mul(decimal.New(1015, -3)).Mul(decimal.New(102, -2)) // 10.77780 has an end
	factor := exchange.Shift(12).IntPart()
	plain := func(list int64) int64 {
		net := plainHalfUp(list, factor, 1_000_000_000_000)
		sum := net + plainHalfUp(net, 25, 100)
		low := (sum+1)/100*100 - 1
		if low < 0 || sum-low >= 50 {
			low += 100
		}
		return low
	}
	vat, hundred, ending := decimal.New(25, -2), decimal.NewFromInt(100), decimal.New(99, -2)
	shopspring := func(list decimal.Decimal) decimal.Decimal {
		net := list.Mul(exchange).Round(2)
		sum := net.Add(net.Mul(vat).Round(2))
		low := sum.Add(decimal.New(1, -2)).Floor().Sub(one).Add(ending)
		if low.Sign() < 0 || sum.Sub(low).Mul(hundred).IntPart() >= 50 {
			low = low.Add(one)
		}
		return low
	}
	n := 0
	for p, err := range e.Reprice(context.Background(), slices.Values(catalogue), r) {
		list, errList := catalogue[n].Price.Minor()
		shown, errShown := p.Shown.Minor()
		if err != nil || errList != nil || errShown != nil || shown != plain(list) || shown != cents(shopspring(decimal.New(list, -2))) {
			b.Fatalf("%v: landed %v, plain %d, shopspring %v, %v", catalogue[n].Price, p.Shown, plain(list), shopspring(decimal.New(list, -2)), err)
		}
		n++
	}
	perPrice := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/products, "ns/price")
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for p := range e.Reprice(context.Background(), slices.Values(catalogue), r) {
				sinkAmount = p.Shown
			}
		}
		perPrice(b)
	})
	b.Run("together", func(b *testing.B) { // the same on all cores
		b.ReportAllocs()
		r := r
		r.Workers = 0
		for b.Loop() {
			for p := range e.Reprice(context.Background(), slices.Values(catalogue), r) {
				sinkAmount = p.Shown
			}
		}
		perPrice(b)
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range catalogue {
				sinkCents = plain(int64(100 + 7919*i%90_000))
			}
		}
		perPrice(b)
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range catalogue {
				sinkDecimal = shopspring(decimal.New(int64(100+7919*i%90_000), -2))
			}
		}
		perPrice(b)
	})
}

var sinkAmount currency.Amount
