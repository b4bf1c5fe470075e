package ltv

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Law: a record is its purchase, whatever its amounts.
func TestRecordIsItsPurchase(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 19))
		code := []currency.Code{currency.EUR, currency.JPY, currency.KWD}[r.IntN(3)]
		amount := func() currency.Amount {
			units := r.Int64() >> r.IntN(63)
			if r.IntN(2) == 0 {
				units = -units
			}
			a, err := currency.FromMinorUnits(units, r.IntN(19), code)
			if err != nil {
				t.Fatal(err)
			}
			if r.IntN(20) == 0 { // finer than any minor unit
				if a, err = a.Mul(decimal.New(1, -int32(r.IntN(20)))); err != nil {
					return currency.FromMinor(0, code)
				}
			}
			if r.IntN(10) == 0 {
				if a, err = a.MulInt(math.MaxInt64); err != nil {
					return currency.FromMinor(0, code)
				}
			}
			return a
		}
		want := Purchase{day(t, "2026-01-15"), 1 + r.IntN(1<<r.IntN(30)), amount(), amount(), amount()}
		v := &vault{code: code, outsized: make([]Purchase, 3)}
		if diff := cmp.Diff(want, v.unpack(v.pack(want))); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

// A record has 24 bits for orders; a purchase of more is kept apart.
func TestRecordOfManyOrders(t *testing.T) {
	for _, orders := range []int{1, 1<<24 - 1, 1 << 24, 1<<24 + 1, math.MaxInt32} {
		want := Purchase{day(t, "2026-01-15"), orders, eur("1"), eur("0"), eur("0.50")}
		v := &vault{code: currency.EUR}
		if got := v.unpack(v.pack(want)); got != want || (len(v.outsized) > 0) != (orders >= 1<<24) {
			t.Errorf("%d orders: %+v, %d kept apart", orders, got, len(v.outsized))
		}
	}
}
