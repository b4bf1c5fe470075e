package ltv

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

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
