package duty_test

import (
	"math/big"
	"math/bits"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// BenchmarkDuty charges "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item", the EU's
// duty on watches, on 123.45 EUR and 17 pieces. The plain way knows the rate
// and the grid beforehand.
func BenchmarkDuty(b *testing.B) {
	rate := mustRate(b, "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item")
	value, qs := money("123.45", currency.EUR), []duty.Quantity{{Unit: duty.Piece, Value: dec("17")}}
	const want = 556 // 5.55525 EUR lies between 5.10 and 13.60
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			got, err := rate.Duty(value, qs, nil, currency.Rounding{})
			if minor, _ := got.Minor(); err != nil || minor != want {
				b.Fatal(got, err)
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		cents, pieces := int64(12345), int64(17)
		for b.Loop() {
			if got := plainWatch(cents, pieces); got != want {
				b.Fatal(got)
			}
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		worth, pieces := dec("123.45"), dec("17")
		percent, low, high := dec("4.5"), dec("0.3"), dec("0.8")
		for b.Loop() {
			d := decimal.Min(decimal.Max(worth.Mul(percent).Shift(-2), low.Mul(pieces)), high.Mul(pieces)).Round(2)
			if !d.Equal(decimal.New(want, -2)) {
				b.Fatal(d)
			}
		}
	})
	b.Run("rat", func(b *testing.B) {
		b.ReportAllocs()
		worth, pieces := big.NewRat(12345, 100), big.NewRat(17, 1)
		percent, low, high := big.NewRat(45, 1000), big.NewRat(3, 10), big.NewRat(8, 10)
		for b.Loop() {
			d := new(big.Rat).Mul(worth, percent)
			if l := new(big.Rat).Mul(low, pieces); d.Cmp(l) < 0 {
				d = l
			}
			if h := new(big.Rat).Mul(high, pieces); d.Cmp(h) > 0 {
				d = h
			}
			if halfUp(d).Cmp(big.NewRat(want, 100)) != 0 {
				b.Fatal(d)
			}
		}
	})
}

// plainWatch works in hundred-thousandths of a euro, with 128 bits between.
func plainWatch(cents, pieces int64) int64 {
	hi, lo := bits.Mul64(uint64(cents), 45)
	if hi != 0 {
		return -1
	}
	d := min(max(lo, uint64(pieces)*30_000), uint64(pieces)*80_000)
	q, rest := bits.Div64(0, d, 1000)
	if rest >= 500 {
		q++
	}
	return int64(q)
}
