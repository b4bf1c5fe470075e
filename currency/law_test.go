package currency

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/race"
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
func rounds() int { return race.Cases(5_000) }

// Law 2: sums, differences and exact products are exact.
func TestLawExact(t *testing.T) {
	g := generator{random(t)}
	for range rounds() {
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
	for range rounds() {
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
	for range rounds() {
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
		units, ok := quotient(a.units, x.units, y.units, int(grid.scale+y.scale-x.scale)-int(a.scale), grid.mode, int64(grid.increment))
		if !ok {
			continue
		}
		fast++
		want := grid.mulDivBig(a.number(), x, y)
		if want.big != nil || want.units != units {
			t.Fatalf("%v × %v / %v: fast %d, exact %v", a, x, y, units, want)
		}
	}
	if fast < rounds()/3 {
		t.Errorf("the fast path answered %d of %d", fast, rounds())
	}
}

// Text, JSON and decimal forms give back the same amount.
func TestLawRoundTrips(t *testing.T) {
	g := generator{random(t)}
	for range rounds() {
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
	for range rounds() / 10 {
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

func (r Rate) rat() *big.Rat {
	num, den := r.Ratio()
	return new(big.Rat).Quo(rat(num), rat(den))
}

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

// Margins multiply, whatever they are given in; a mid is half the sum; a
// snapshot answers with the exact product of what it was given, by whatever rule,
// and JSON gives back the same snapshot.
func TestLawSnapshots(t *testing.T) {
	g := generator{random(t)}
	hundredth := func(percent decimal.Decimal) *big.Rat {
		return new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Quo(rat(percent), big.NewRat(100, 1)))
	}
	for range rounds() / 8 {
		r := g.rate(EUR, USD)
		percent, points := decimal.New(g.Int64N(2000)-900, -2), decimal.New(g.Int64N(5000), -1)
		a, err1 := r.WithMargin(percent)
		b, err2 := a.AgainstCustomer(points)
		c, err3 := b.ForCustomer(points)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		part := new(big.Rat).Quo(rat(points), big.NewRat(10_000, 1))
		factor := new(big.Rat).Sub(big.NewRat(1, 1), part.Mul(part, part)) // (1+p)(1-p)
		factor.Mul(factor, hundredth(percent))
		if c.rat().Cmp(new(big.Rat).Mul(r.rat(), factor)) != 0 {
			t.Fatalf("%v with %s per cent and %s points both ways is %v", r, percent, points, c)
		}
		if was := hundredth(r.Margin()); hundredth(c.Margin()).Cmp(was.Mul(was, factor)) != 0 {
			t.Fatalf("%v has a margin of %s, want %s", c, c.Margin(), was.FloatString(12))
		}

		usd, gbp := g.twoWay(EUR, USD), g.twoWay(GBP, EUR)
		jpy := g.rate(EUR, JPY)
		rs, err := NewRates(EUR, rateDay, "test", slices.Concat(usd.Rates(), []Rate{gbp.Bid(), gbp.Ask()})) // the mid of the pound is derived
		if err == nil {
			rs, err = rs.With(jpy)
		}
		if err != nil {
			t.Fatal(err)
		}
		checkSnapshot(t, rs, usd, gbp, jpy)
		data, err := json.Marshal(rs)
		again := new(Rates)
		if err == nil {
			err = again.UnmarshalJSON(data)
		}
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		checkSnapshot(t, again, usd, gbp, jpy)
	}
}

// twoWay returns a quotation with a spread of up to a third.
func (g generator) twoWay(base, quote Code) TwoWay {
	bid := 1 + g.Int64N(2_000_000)
	scale := -int32(g.IntN(7))
	q, err := NewTwoWay(base, quote, decimal.New(bid, scale), decimal.New(bid+g.Int64N(1+bid/3), scale), rateDay, "test")
	if err != nil {
		panic(err)
	}
	return q
}

func checkSnapshot(t *testing.T, rs *Rates, usd, gbp TwoWay, jpy Rate) {
	t.Helper()
	times := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	over := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Quo(a, b) }
	mean := func(q TwoWay) *big.Rat {
		sum := new(big.Rat).Add(q.Bid().rat(), q.Ask().rat())
		return sum.Quo(sum, big.NewRat(2, 1))
	}
	one := big.NewRat(1, 1)
	for _, tt := range []struct {
		get      func(Code, Code) (Rate, error)
		from, to Code
		want     *big.Rat
	}{
		{rs.Rate, EUR, USD, usd.Bid().rat()}, {rs.Rate, USD, EUR, over(one, usd.Ask().rat())},
		{rs.Mid, EUR, USD, mean(usd)}, {rs.Mid, USD, EUR, over(one, mean(usd))},
		{rs.Ask, EUR, USD, usd.Ask().rat()}, {rs.Mid, GBP, EUR, mean(gbp)},
		{rs.Rate, GBP, USD, times(gbp.Bid().rat(), usd.Bid().rat())},
		{rs.Rate, USD, GBP, over(one, times(usd.Ask().rat(), gbp.Ask().rat()))},
		{rs.Mid, USD, GBP, over(one, times(mean(usd), mean(gbp)))},
		{rs.Rate, GBP, JPY, times(gbp.Bid().rat(), jpy.rat())},
		{rs.Ask, JPY, USD, over(usd.Ask().rat(), jpy.rat())},
	} {
		if r, err := tt.get(tt.from, tt.to); err != nil || r.rat().Cmp(tt.want) != 0 {
			t.Fatalf("%v to %v by %v, %v, %v: %v, %v, want %s", tt.from, tt.to, usd, gbp, jpy, r, err, tt.want.RatString())
		}
		if _, used, err := rs.Convert(FromMinor(100, tt.from), tt.to, Rounding{}); err != nil || used.Base() != tt.from || used.Quote() != tt.to {
			t.Fatalf("%v to %v: %v, %v", tt.from, tt.to, used, err)
		}
	}
}

// Rates are exact: the inverse of the inverse is the rate, a cross is the
// product, a conversion rounds once, and JSON gives back the same rate.
func TestLawRates(t *testing.T) {
	g := generator{random(t)}
	for range rounds() / 4 {
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
