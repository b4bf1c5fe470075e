package currency

import (
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
)

// checkAmount compares a result with the exact value that it must have: that
// value, in canonical form, or ErrRange where the domain does not hold it.
func checkAmount(t *testing.T, what string, got Amount, err error, want *big.Rat, c Code) {
	t.Helper()
	if !holds(want, c) {
		if !errors.Is(err, ErrRange) {
			t.Fatalf("%s = %v, %v, want ErrRange: exact is %s", what, got, err, want.RatString())
		}
		return
	}
	if err != nil {
		t.Fatalf("%s: %v, want %s", what, err, want.RatString())
	}
	if got.rat().Cmp(want) != 0 || got.Currency() != c {
		t.Fatalf("%s = %v, want %s", what, got, want.RatString())
	}
	checkCanonical(t, got)
}

func checkCanonical(t *testing.T, a Amount) {
	t.Helper()
	n := a.number()
	if n.big != nil && n.big.IsInt64() {
		t.Fatalf("%v is kept big, but fits an int64", a)
	}
	if int(n.scale) < a.cur.Digits() {
		t.Fatalf("%v has fewer digits than its currency", a)
	}
	if last := new(big.Int).Rem(n.value(), big.NewInt(10)); int(n.scale) > a.cur.Digits() && last.Sign() == 0 {
		t.Fatalf("%v has needless zeros", a)
	}
}

// rounds is how many random cases a law is tried on.
var rounds = 5_000

// Law 2: sums, differences and exact products are exact.
func TestLawExact(t *testing.T) {
	g := generator{random(t)}
	for range rounds {
		c := g.code()
		a, b, x := g.amount(c), g.amount(c), g.number()

		sum, err := a.Add(b)
		checkAmount(t, "sum of "+a.String()+" and "+b.String(), sum, err, new(big.Rat).Add(a.rat(), b.rat()), c)
		diff, err := a.Sub(b)
		checkAmount(t, "difference of "+a.String()+" and "+b.String(), diff, err, new(big.Rat).Sub(a.rat(), b.rat()), c)
		product, err := a.Mul(x)
		checkAmount(t, "product of "+a.String()+" and "+x.String(), product, err, new(big.Rat).Mul(a.rat(), rat(x)), c)
		n := g.Int64() >> g.IntN(64)
		product, err = a.MulInt(n)
		checkAmount(t, "multiple of "+a.String(), product, err, new(big.Rat).Mul(a.rat(), new(big.Rat).SetInt64(n)), c)
		checkAmount(t, "negative of "+a.String(), a.Neg(), nil, new(big.Rat).Neg(a.rat()), c)
		checkAmount(t, "absolute of "+a.String(), a.Abs(), nil, new(big.Rat).Abs(a.rat()), c)

		cmp, err := a.Cmp(b)
		if want := a.rat().Cmp(b.rat()); err != nil || cmp != want {
			t.Fatalf("%v compared with %v is %d, %v, want %d", a, b, cmp, err, want)
		}
		if a.Equal(b) != (cmp == 0) || a.Sign() != a.rat().Sign() || a.IsZero() != (a.Sign() == 0) {
			t.Fatalf("Equal, Sign or IsZero of %v and %v disagree with Cmp", a, b)
		}
	}
}

// Law 2: a rounded result is the exact one rounded once.
func TestLawOneRounding(t *testing.T) {
	g := generator{random(t)}
	for range rounds {
		c, r := g.code(), g.rounding()
		a, x, y := g.amount(c), g.number(), g.number()
		round := func(exact *big.Rat) *big.Rat { return roundRat(exact, r.Mode, r.Digits.In(c), r.Increment) }
		about := a.String() + " by " + x.String() + " over " + y.String() + ", " + r.Mode.String()

		got, err := a.Round(r)
		checkAmount(t, "round "+about, got, err, round(a.rat()), c)
		got, err = a.MulRound(x, r)
		checkAmount(t, "multiply "+about, got, err, round(new(big.Rat).Mul(a.rat(), rat(x))), c)
		got, err = a.Percent(x, r)
		checkAmount(t, "percent "+about, got, err, round(new(big.Rat).Mul(a.rat(), new(big.Rat).Quo(rat(x), big.NewRat(100, 1)))), c)
		got, err = a.MulDiv(x, y, r)
		if y.Sign() == 0 {
			if !errors.Is(err, ErrDivision) {
				t.Fatalf("divide %s = %v, %v, want ErrDivision", about, got, err)
			}
			continue
		}
		exact := new(big.Rat).Mul(a.rat(), rat(x))
		checkAmount(t, "divide "+about, got, err, round(exact.Quo(exact, rat(y))), c)
	}
}

// The fast path and the exact path give the same, wherever the fast one answers.
func TestLawFastIsExact(t *testing.T) {
	g := generator{random(t)}
	fast := 0
	for range rounds {
		a := g.amount(g.code())
		x, err := numberOf(g.number())
		y, err2 := numberOf(g.number())
		grid, err3 := g.rounding().grid(a.cur)
		if err := errors.Join(err, err2, err3); err != nil {
			t.Fatal(err)
		}
		if a.big != nil || x.big != nil || y.big != nil || y.sign() == 0 {
			continue
		}
		units, ok := grid.mulDivFast(a.units, x.units, y.units, int(y.scale-x.scale)-int(a.scale))
		if !ok {
			continue
		}
		fast++
		want := grid.mulDivBig(a.number(), x, y)
		if want.big != nil || want.units != units {
			t.Fatalf("%v × %v / %v: fast %d, exact %v", a, x, y, units, want)
		}
	}
	if fast < rounds/3 {
		t.Errorf("the fast path answered %d of %d", fast, rounds)
	}
}

// Text, JSON and decimal forms give back the same amount.
func TestLawRoundTrips(t *testing.T) {
	g := generator{random(t)}
	for range rounds {
		c := g.code()
		a := g.amount(c)
		same := func(what string, b Amount, err error) {
			t.Helper()
			if err != nil || !a.Equal(b) {
				t.Fatalf("%v by %s: %v, %v", a, what, b, err)
			}
			if a.big == nil && a != b {
				t.Fatalf("%v by %s: equal but not ==", a, what)
			}
		}
		b, err := ParseAmount(a.Text(), c)
		same("text", b, err)
		b, err = FromDecimal(a.Decimal(), c)
		same("decimal", b, err)
		text, err := a.MarshalText()
		if err == nil {
			err = b.UnmarshalText(text)
		}
		same("text form", b, err)
		data, err := json.Marshal(a)
		if err == nil {
			err = json.Unmarshal(data, &b)
		}
		same("JSON", b, err)
		if minor, err := a.Minor(); err == nil {
			same("minor units", FromMinor(minor, c), nil)
		}
	}
}

// The order of a sum does not matter, and a sum can be taken apart again.
func TestLawSum(t *testing.T) {
	g := generator{random(t)}
	for range rounds / 10 {
		c := g.code()
		amounts := make([]Amount, 1+g.IntN(20))
		for i := range amounts {
			amounts[i], _ = FromDecimal(g.small(), c)
		}
		sum, err := Sum(amounts...)
		if err != nil {
			t.Fatal(err)
		}
		g.Shuffle(len(amounts), func(i, j int) { amounts[i], amounts[j] = amounts[j], amounts[i] })
		again, err := Sum(amounts...)
		if err != nil || !again.Equal(sum) {
			t.Fatalf("sum is %v in one order, %v in another, %v", sum, again, err)
		}
		var total Total
		total.Add(sum)
		for _, a := range amounts {
			total.Sub(a)
		}
		if rest, err := total.Amount(); err != nil || !rest.IsZero() {
			t.Fatalf("sum less its parts is %v, %v", rest, err)
		}
	}
}

func (g generator) weights() []decimal.Decimal {
	ws := make([]decimal.Decimal, 1+g.IntN(24))
	for i := range ws {
		switch g.IntN(6) {
		case 0:
		case 1:
			ws[i] = decimal.New(int64(g.IntN(4)), 0)
		case 2:
			if g.IntN(10) == 0 {
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

// Law 3: the parts of an allocation add up to the whole, each is the exact
// share cut to the grid or one step more, nothing goes to a weight of zero, and
// a negative amount is divided as a positive one.
func TestLawAllocation(t *testing.T) {
	g := generator{random(t)}
	for range rounds / 5 {
		c, r := g.code(), g.rounding()
		a, ws := g.amount(c), g.weights()
		total := new(big.Rat)
		for _, w := range ws {
			total.Add(total, rat(w))
		}
		parts, err := a.Allocate(ws, r)
		if total.Sign() == 0 && !a.IsZero() {
			if !errors.Is(err, ErrAllocation) {
				t.Fatalf("all weights zero: %v, %v", parts, err)
			}
			continue
		}
		if errors.Is(err, ErrRange) && tooFine(a, r) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		checkParts(t, a, ws, total, r, parts)

		mirror, err := a.Neg().Allocate(ws, r)
		if err != nil {
			t.Fatal(err)
		}
		for i := range parts {
			if !mirror[i].Equal(parts[i].Neg()) {
				t.Fatalf("%v by %v is %v, but its negative gives %v", a, ws, parts, mirror)
			}
		}
	}
}

// tooFine reports whether a part of a on the grid of r may have more than 34
// digits.
func tooFine(a Amount, r Rounding) bool {
	scale := max(r.Digits.In(a.cur), int(a.scale))
	return new(big.Rat).Abs(a.rat()).Cmp(new(big.Rat).SetFrac(ten(34), ten(scale))) >= 0
}

func checkParts(t *testing.T, a Amount, ws []decimal.Decimal, total *big.Rat, r Rounding, parts []Amount) {
	t.Helper()
	sum, offGrid := new(big.Rat), 0
	step := new(big.Rat).SetFrac(big.NewInt(max(r.Increment, 1)), ten(r.Digits.In(a.cur)))
	for i, p := range parts {
		checkCanonical(t, p)
		sum.Add(sum, p.rat())
		if p.Currency() != a.Currency() || p.Sign() != 0 && p.Sign() != a.Sign() {
			t.Fatalf("part %v of %v has another currency or sign", p, a)
		}
		if ws[i].Sign() == 0 && !p.IsZero() {
			t.Fatalf("part %d of %v by %v is %v, want nothing", i, a, ws, p)
		}
		if !new(big.Rat).Quo(p.rat(), step).IsInt() {
			offGrid++
		}
		if a.IsZero() {
			continue
		}
		share := new(big.Rat).Mul(a.rat(), rat(ws[i]))
		share.Quo(share, total)
		low := roundRat(share, Down, r.Digits.In(a.cur), r.Increment)
		above := new(big.Rat).Sub(p.rat(), low)
		if above.Abs(above).Cmp(step) > 0 || new(big.Rat).Abs(p.rat()).Cmp(low.Abs(low)) < 0 {
			t.Fatalf("part %d of %v by %v is %v, share is %s", i, a, ws, p, share.FloatString(10))
		}
	}
	if sum.Cmp(a.rat()) != 0 {
		t.Fatalf("%v by %v gives %v, which add up to %s", a, ws, parts, sum.FloatString(10))
	}
	if onGrid := new(big.Rat).Quo(a.rat(), step).IsInt(); onGrid && offGrid != 0 || offGrid > 1 {
		t.Fatalf("%v by %v gives %v: %d parts are off the grid", a, ws, parts, offGrid)
	}
}

// The fast and the exact allocation agree, and Split is allocation by equal
// weights.
func TestLawAllocationFastIsExact(t *testing.T) {
	g := generator{random(t)}
	fast := 0
	for range rounds {
		a, ws := g.amount(g.code()), g.weights()
		grid, err := g.rounding().grid(a.cur)
		if err != nil {
			t.Fatal(err)
		}
		numbers := make([]number, len(ws))
		positive := false
		for i, w := range ws {
			if numbers[i], err = numberOf(w); err != nil {
				t.Fatal(err)
			}
			positive = positive || w.Sign() > 0
		}
		if !positive || a.IsZero() {
			continue
		}
		parts, ok := grid.allocateFast(a, numbers)
		if !ok {
			continue
		}
		fast++
		// Scales that the fast path takes keep all parts in the domain.
		want, err := grid.allocateBig(a, numbers)
		if err != nil {
			t.Fatal(err)
		}
		for i := range parts {
			if !parts[i].Equal(want[i]) {
				t.Fatalf("%v by %v: fast %v, exact %v", a, ws, parts, want)
			}
		}
	}
	if fast < rounds/3 {
		t.Errorf("the fast path answered %d of %d", fast, rounds)
	}
	for range rounds / 10 {
		a, r, n := g.amount(EUR), g.rounding(), 1+g.IntN(30)
		ones := make([]decimal.Decimal, n)
		for i := range ones {
			ones[i] = decimal.New(1, 0)
		}
		split, err := a.Split(n, r)
		if errors.Is(err, ErrRange) && tooFine(a, r) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		parts, err := a.Allocate(ones, r)
		if err != nil {
			t.Fatal(err)
		}
		for i := range split {
			if !split[i].Equal(parts[i]) {
				t.Fatalf("%v split into %d: %v, allocated %v", a, n, split, parts)
			}
		}
	}
}

func (r Rate) rat() *big.Rat { return new(big.Rat).Quo(rat(r.num.decimal()), rat(r.den.decimal())) }

func (g generator) rate(base, quote Code) Rate {
	value := func() decimal.Decimal { return decimal.New(1+g.Int64N(2_000_000), -int32(g.IntN(7))) }
	r, err := NewRatio(base, quote, value(), value(), NewDate(2026, 3, 1+g.IntN(20)).Time(), "test")
	if err != nil {
		panic(err)
	}
	if g.IntN(3) == 0 {
		if r, err = r.WithMargin(decimal.New(g.Int64N(1000)-500, -2)); err != nil {
			panic(err)
		}
	}
	return r
}

// Rates are exact: the inverse of the inverse is the rate, a cross is the
// product, a conversion rounds once, and JSON gives back the same rate.
func TestLawRates(t *testing.T) {
	g := generator{random(t)}
	for range rounds / 4 {
		r, s := g.rate(USD, EUR), g.rate(EUR, JPY)
		if !r.Inverse().Inverse().Equal(r) {
			t.Fatalf("inverse of the inverse of %v is %v", r, r.Inverse().Inverse())
		}
		unit := new(big.Rat).Mul(r.rat(), r.Inverse().rat())
		if unit.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("%v times its inverse is %s", r, unit.RatString())
		}
		x, err := r.Cross(s)
		if err != nil || x.rat().Cmp(new(big.Rat).Mul(r.rat(), s.rat())) != 0 {
			t.Fatalf("cross of %v and %v is %v, %v", r, s, x, err)
		}
		back, err := s.Inverse().Cross(r.Inverse())
		if err != nil || !back.Inverse().Equal(x) {
			t.Fatalf("cross %v, the other way %v, %v", x, back, err)
		}
		a, rounding := g.amount(USD), g.rounding()
		got, err := x.Convert(a, rounding)
		exact := new(big.Rat).Mul(a.rat(), x.rat())
		checkAmount(t, "convert "+a.String()+" at "+x.String(), got, err, roundRat(exact, rounding.Mode, rounding.Digits.In(JPY), rounding.Increment), JPY)

		for _, rate := range []Rate{r, x, x.Inverse()} {
			var again Rate
			data, err := json.Marshal(rate)
			if err == nil {
				err = json.Unmarshal(data, &again)
			}
			if err != nil || !again.Equal(rate) {
				t.Fatalf("%v by JSON %s is %v, %v", rate, data, again, err)
			}
		}
	}
}
