package catalogue

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
)

// Generate is a catalogue of n products, the same for the same seed.
func Generate(n int, seed uint64) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		for i := range n {
			k := &kinds[rnd.IntN(len(kinds))]
			p := pricing.Product{
				SKU: fmt.Sprintf("%s-%06d", strings.ToUpper(strings.ReplaceAll(k.name, " ", "")), i+1), Name: k.name,
				Price: currency.FromMinor(k.from+rnd.Int64N(k.to-k.from), currency.EUR), Category: k.category,
				HSCode: k.hs, Origin: k.origin, WeightKG: decimal.New(k.grams, -3),
			}
			if k.unit != "" {
				p.Measures = []duty.Quantity{{Unit: k.unit, Value: decimal.NewFromInt(1)}}
			}
			if !yield(p) {
				return
			}
		}
	}
}
