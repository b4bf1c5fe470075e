package tax

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPostalSearch finds random codes among random areas, as a look at each of
// them in turn does.
func TestPostalSearch(t *testing.T) {
	const seed = 20261122
	random := rand.New(rand.NewPCG(seed, 0))
	code := func(alphabet string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(alphabet[random.IntN(len(alphabet))])
		}
		return b.String()
	}
	for _, alphabet := range []string{"0123456789", "019", "01AZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"} {
		for range 300 {
			length := 1 + random.IntN(6)
			areas := map[string]string{} // by the first prefix, the last
			var texts []string
			for range 1 + random.IntN(60) {
				first := code(alphabet, length)
				last := first[:length-1] + max(first[length-1:], code(alphabet, 1))
				texts = append(texts, first)
				areas[first] = max(areas[first], last)
			}
			g := &postalGroup{}
			g.length = length
			for _, first := range slices.Sorted(maps.Keys(areas)) {
				p, err := parsePostal(first + "-" + areas[first])
				if err != nil {
					t.Fatal(err)
				}
				if n := len(g.areas); n > 0 && p.lo <= g.areas[n-1].hi {
					delete(areas, first) // it overlaps
					continue
				}
				g.digits = g.digits || beginsWithDigit(p.lo)
				g.areas = append(g.areas, postalArea{p.lo, p.hi, run{first: int32(len(g.areas))}})
			}
			g.toDecimal()
			for range 40 {
				s := code(alphabet, length+random.IntN(3))
				if random.IntN(2) == 0 {
					s = texts[random.IntN(len(texts))]
				}
				if g.digits && s[0] >= 'A' {
					continue // letters before digits are a sign
				}
				want := -1
				i := 0
				for _, first := range slices.Sorted(maps.Keys(areas)) {
					if head := s[:length]; first <= head && head <= areas[first] && (!g.decimal || !strings.ContainsAny(head, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
						want = i
					}
					i++
				}
				got, ok := g.find(s[:length/2] + " " + strings.ToLower(s[length/2:]))
				if ok != (want >= 0) || ok && int(got.first) != want {
					t.Fatalf("seed %d: %s in %v: %v %v, want area %d", seed, s, areas, got.first, ok, want)
				}
			}
		}
	}
}
