package currency

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/race"
)

// weights returns 1 to 24 weights of mixed scales, at times up to 1,000, some
// of them zero and many of them equal.
func (g generator) weights() []decimal.Decimal {
	n := 1 + g.IntN(24)
	if g.IntN(200) == 0 {
		n = 1 + g.IntN(1000)
	}
	wide := g.IntN(10) == 0
	ws := make([]decimal.Decimal, n)
	for i := range ws {
		switch g.IntN(6) {
		case 0:
		case 1:
			ws[i] = decimal.New(int64(g.IntN(4)), 0)
		case 2:
			if wide {
				ws[i] = g.decimal().Abs()
				break
			}
			fallthrough
		default:
			ws[i] = decimal.New(g.Int64N(100_000), -int32(g.IntN(4)))
		}
	}
	return ws
}

func (g generator) method() Method { return Method(g.IntN(3)) }

// keys returns n different keys in random order, no keys at times.
func (g generator) keys(n int) []string {
	if g.IntN(2) == 0 {
		return nil
	}
	keys := make([]string, n)
	for i, p := range g.Perm(n) {
		keys[i] = fmt.Sprint("line ", p)
	}
	return keys
}

func rats(ds []decimal.Decimal) (rs []*big.Rat, total *big.Rat) {
	total = new(big.Rat)
	for _, d := range ds {
		rs = append(rs, rat(d))
		total.Add(total, rs[len(rs)-1])
	}
	return rs, total
}

func gridStep(r Rounding, c Code) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(max(r.Increment, 1)), ten(r.Digits.In(c)))
}

// allocateRat is the second implementation of an allocation: it cuts rational
// shares and hands out one step after the other, each to the best claim that is
// left.
func allocateRat(a Amount, ws []*big.Rat, total *big.Rat, al Allocation) (parts []*big.Rat, rest *big.Rat) {
	step := gridStep(al.Rounding, a.cur)
	left := new(big.Rat).Abs(a.rat())
	cut := make([]*big.Rat, len(ws))
	open := make([]bool, len(ws))
	for i, w := range ws {
		share := new(big.Rat).Abs(a.rat())
		share.Mul(share, new(big.Rat).Quo(w, total))
		part := roundRat(share, Down, al.Rounding.Digits.In(a.cur), al.Rounding.Increment)
		left.Sub(left, part)
		parts, cut[i] = append(parts, part), share.Sub(share, part)
		open[i] = al.Method == ToFirst && w.Sign() > 0 || al.Method == LargestRemainder && cut[i].Sign() > 0
	}
	for left.Sign() > 0 {
		best := -1
		for i := range ws {
			if open[i] && (best < 0 || before(i, best, cut, al)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		open[best] = false
		give := new(big.Rat).Set(step)
		if left.Cmp(give) < 0 {
			give.Set(left)
		}
		parts[best].Add(parts[best], give)
		left.Sub(left, give)
	}
	for _, p := range append(parts, left) {
		if a.Sign() < 0 {
			p.Neg(p)
		}
	}
	return parts, left
}

// before reports whether part i has the better claim.
func before(i, j int, cut []*big.Rat, al Allocation) bool {
	if c := cut[i].Cmp(cut[j]); c != 0 && al.Method == LargestRemainder {
		return c > 0
	}
	if al.Keys != nil {
		return al.Keys[i] < al.Keys[j]
	}
	return i < j
}

// tooFine reports whether a part of a on the grid of r may have more than 34
// digits.
func tooFine(a Amount, r Rounding) bool {
	scale := max(r.Digits.In(a.cur), int(a.scale))
	return new(big.Rat).Abs(a.rat()).Cmp(new(big.Rat).SetFrac(ten(34), ten(scale))) >= 0
}

// Law 3: an allocation is that of the second implementation, by every method
// and on every grid; parts and rest add up to the whole; each part is within a
// step of its exact share; nothing goes to a weight of zero; a larger weight
// gets no smaller part by the largest remainder; all parts but one are on the
// grid, with the rest kept all of them; and a negative amount is divided as a
// positive one.
func TestLawAllocation(t *testing.T) {
	g := generator{random(t)}
	for range rounds() / 2 {
		c, ws := g.code(), g.weights()
		a := g.amount(c)
		al := Allocation{Method: g.method(), Rounding: g.rounding(), Keys: g.keys(len(ws))}
		exact, total := rats(ws)
		parts, rest, err := al.Divide(a, ws)
		if total.Sign() == 0 && !a.IsZero() {
			if !errors.Is(err, ErrAllocation) {
				t.Fatalf("all weights zero: %v, %v", parts, err)
			}
			continue
		}
		if errors.Is(err, ErrRange) && tooFine(a, al.Rounding) {
			continue
		}
		if err != nil {
			t.Fatalf("%v by %v, %+v: %v", a, ws, al, err)
		}
		about := fmt.Sprintf("%v by %v, %+v: %v, rest %v", a, ws, al, parts, rest)
		checkSum(t, about, a, parts, rest)
		if a.IsZero() {
			continue
		}
		checkShares(t, about, a, exact, total, al, parts)
		wantParts, wantRest := allocateRat(a, exact, total, al)
		for i, p := range parts {
			if p.rat().Cmp(wantParts[i]) != 0 {
				t.Fatalf("%s: part %d is %v, want %s", about, i, p, wantParts[i].FloatString(20))
			}
		}
		if rest.rat().Cmp(wantRest) != 0 {
			t.Fatalf("%s: want the rest %s", about, wantRest.FloatString(20))
		}
		mirror, mirrorRest, err := al.Divide(a.Neg(), ws)
		if err != nil || !mirrorRest.Equal(rest.Neg()) {
			t.Fatalf("%s: the negative leaves %v, %v", about, mirrorRest, err)
		}
		for i := range parts {
			if !mirror[i].Equal(parts[i].Neg()) {
				t.Fatalf("%s: the negative gives %v", about, mirror)
			}
		}
	}
}

func checkSum(t *testing.T, about string, a Amount, parts []Amount, rest Amount) {
	t.Helper()
	sum := rest.rat()
	for _, p := range append([]Amount{rest}, parts...) {
		checkCanonical(t, p)
		if p.Currency() != a.Currency() || p.Sign() != 0 && p.Sign() != a.Sign() {
			t.Fatalf("%s: %v has another currency or sign", about, p)
		}
	}
	for _, p := range parts {
		sum.Add(sum, p.rat())
	}
	if sum.Cmp(a.rat()) != 0 {
		t.Fatalf("%s: they add up to %s", about, sum.FloatString(10))
	}
}

func checkShares(t *testing.T, about string, a Amount, ws []*big.Rat, total *big.Rat, al Allocation, parts []Amount) {
	t.Helper()
	step, offGrid := gridStep(al.Rounding, a.cur), 0
	for i, p := range parts {
		if ws[i].Sign() == 0 && !p.IsZero() {
			t.Fatalf("%s: part %d has weight zero", about, i)
		}
		if !new(big.Rat).Quo(p.rat(), step).IsInt() {
			offGrid++
		}
		share := new(big.Rat).Mul(a.rat(), ws[i])
		off := share.Sub(share.Quo(share, total), p.rat())
		if c := off.Abs(off).Cmp(step); c > 0 || c == 0 && al.Method != ToFirst {
			t.Fatalf("%s: part %d is a step or more from its share", about, i)
		}
	}
	most := 1
	if al.Method == KeepRest || new(big.Rat).Quo(a.rat(), step).IsInt() {
		most = 0
	}
	if offGrid > most {
		t.Fatalf("%s: %d parts are off the grid", about, offGrid)
	}
	if al.Method != LargestRemainder {
		return
	}
	byWeight := make([]int, len(ws))
	for i := range byWeight {
		byWeight[i] = i
	}
	slices.SortFunc(byWeight, func(i, j int) int { return ws[i].Cmp(ws[j]) })
	for k := 1; k < len(byWeight); k++ {
		i, j := byWeight[k-1], byWeight[k]
		if ws[i].Cmp(ws[j]) < 0 && parts[i].Abs().rat().Cmp(parts[j].Abs().rat()) > 0 {
			t.Fatalf("%s: part %d has the larger weight and the smaller part than %d", about, j, i)
		}
	}
}

// What a key gets does not depend on the order of the parts.
func TestLawAllocationOrder(t *testing.T) {
	g := generator{random(t)}
	for range rounds() / 2 {
		a, ws := g.amount(g.code()), g.weights()
		al := Allocation{Method: g.method(), Rounding: g.rounding()}
		for al.Keys == nil {
			al.Keys = g.keys(len(ws))
		}
		parts, rest, err := al.Divide(a, ws)
		if err != nil {
			continue // TestLawAllocation says when that may be
		}
		byKey := make(map[string]Amount)
		for i, k := range al.Keys {
			byKey[k] = parts[i]
		}
		keys := slices.Clone(al.Keys)
		g.Shuffle(len(ws), func(i, j int) {
			ws[i], ws[j], keys[i], keys[j] = ws[j], ws[i], keys[j], keys[i]
		})
		shuffled := al
		shuffled.Keys = keys
		again, restAgain, err := shuffled.Divide(a, ws)
		if err != nil || !restAgain.Equal(rest) {
			t.Fatalf("%v by %v: rest %v, shuffled %v, %v", a, ws, rest, restAgain, err)
		}
		for i, k := range keys {
			if !again[i].Equal(byKey[k]) {
				t.Fatalf("%v by %v, %+v: %s gets %v, shuffled %v", a, ws, al, k, byKey[k], again[i])
			}
		}
	}
}

// The fast and the exact path agree wherever the fast one answers, and it
// answers for what shops divide.
func TestLawAllocationFastIsExact(t *testing.T) {
	g := generator{random(t)}
	fast := 0
	for range rounds() {
		a, ws := g.amount(g.code()), g.weights()
		grid, err := g.rounding().grid(a.cur)
		if err != nil {
			t.Fatal(err)
		}
		d := division{whole: a, weights: make([]number, len(ws)), grid: grid, method: g.method()}
		if g.IntN(2) == 0 {
			d.order = g.Perm(len(ws))
		}
		positive := false
		for i, w := range ws {
			if d.weights[i], err = numberOf(w); err != nil {
				t.Fatal(err)
			}
			positive = positive || w.Sign() > 0
		}
		if !positive || a.IsZero() {
			continue
		}
		parts, rest, ok := d.fast(nil)
		if !ok {
			continue
		}
		fast++
		// Scales that the fast path takes keep all parts in the domain.
		want, wantRest, err := d.exact(nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range parts {
			if !parts[i].Equal(want[i]) || !rest.Equal(wantRest) {
				t.Fatalf("%v by %v, %v: fast %v and %v, exact %v and %v", a, ws, d.method, parts, rest, want, wantRest)
			}
		}
	}
	if fast < rounds()/2 {
		t.Errorf("the fast path answered %d of %d", fast, rounds())
	}
}

// Split is a division by equal weights, and a division by amounts is one by
// their decimals.
func TestLawAllocationForms(t *testing.T) {
	g := generator{random(t)}
	same := func(what string, parts []Amount, rest Amount, err error, want []Amount, wantRest Amount, wantErr error) {
		t.Helper()
		if (err == nil) != (wantErr == nil) || !slices.EqualFunc(parts, want, Amount.Equal) || !rest.Equal(wantRest) {
			t.Fatalf("%s: %v, %v, %v, want %v, %v, %v", what, parts, rest, err, want, wantRest, wantErr)
		}
	}
	for range rounds() / 5 {
		a, n := g.amount(EUR), 1+g.IntN(30)
		al := Allocation{Method: g.method(), Rounding: g.rounding(), Keys: g.keys(n)}
		ones, amounts, decimals := make([]decimal.Decimal, n), make([]Amount, n), make([]decimal.Decimal, n)
		for i := range n {
			ones[i] = decimal.New(1, 0)
			amounts[i] = g.amount(USD).Abs()
			decimals[i] = amounts[i].Decimal()
		}
		parts, rest, err := al.Split(a, n)
		want, wantRest, wantErr := al.Divide(a, ones)
		same("split", parts, rest, err, want, wantRest, wantErr)
		parts, rest, err = al.DivideBy(a, amounts)
		want, wantRest, wantErr = al.Divide(a, decimals)
		same("by amounts", parts, rest, err, want, wantRest, wantErr)

		al.Keys, al.Method = nil, LargestRemainder
		parts, err = a.Split(n, al.Rounding)
		want, wantRest, wantErr = al.Split(a, n)
		same("short split", parts, wantRest, err, want, wantRest, wantErr)
		parts, err = a.Allocate(decimals, al.Rounding)
		want, wantRest, wantErr = al.Divide(a, decimals)
		same("short division", parts, wantRest, err, want, wantRest, wantErr)
		parts, err = a.AllocateBy(amounts, al.Rounding)
		same("short division by amounts", parts, wantRest, err, want, wantRest, wantErr)
		before := append(make([]Amount, 0, g.IntN(40)), a)
		all, err := a.AppendAllocateBy(before, amounts, al.Rounding)
		if !all[0].Equal(a) {
			t.Fatalf("appended to %v: %v", a, all)
		}
		same("appended", all[1:], wantRest, err, want, wantRest, wantErr)
	}
}

// The most parts that Split makes, on both paths and with keys. A path of
// quadratic time would take minutes.
func TestAllocationOfManyParts(t *testing.T) {
	race.Alone(t)
	keys := make([]string, maxParts)
	for i := range keys {
		keys[i] = fmt.Sprint(i * 7919 % maxParts)
	}
	for _, whole := range []string{"12345678.91", "12345678901234567890123456789012.34"} {
		for _, m := range []Method{LargestRemainder, ToFirst, KeepRest} {
			a := MustAmount(whole, EUR)
			parts, rest, err := Allocation{Method: m, Keys: keys}.Split(a, maxParts)
			if err != nil || len(parts) != maxParts {
				t.Fatalf("%s, %v: %d parts, %v", whole, m, len(parts), err)
			}
			if sum, err := Sum(append(parts, rest)...); err != nil || !sum.Equal(a) {
				t.Fatalf("%s, %v: parts and rest add up to %v, %v", whole, m, sum, err)
			}
		}
	}
}
