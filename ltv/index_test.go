package ltv

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Law: an index numbers as a map does.
func TestIndexIsAMap(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 19))
		x, known := newIndex(), map[string]int{}
		for range 3000 {
			name := fmt.Sprint(r.IntN(2000) >> r.IntN(12))
			want, ok := known[name]
			if !ok {
				want = len(known)
				known[name] = want
			}
			if n, isNew := x.number(name); n != want || isNew == ok {
				t.Fatalf("seed %d: %s has number %d, new %v; want %d, new %v", seed, name, n, isNew, want, !ok)
			}
		}
	}
}
