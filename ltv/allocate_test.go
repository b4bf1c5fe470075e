package ltv

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// bruteForce returns the most that a budget of whole units can bring net of what
// is spent, over all ways to divide it in steps.
func bruteForce(markets []Market, budget, step int64) float64 {
	if len(markets) == 0 {
		return 0
	}
	m := markets[0]
	low, high := minor(m.Min, 0), minor(m.Max, budget)
	best := math.Inf(-1)
	for s := low; s <= min(high, budget); s += step {
		if rest := bruteForce(markets[1:], budget-s, step); rest+net(m, s) > best {
			best = rest + net(m, s)
		}
	}
	return best
}

// net returns what a spend in minor units brings in a market, less itself.
func net(m Market, spend int64) float64 {
	s := float64(spend) / 100
	return m.Value.Decimal().InexactFloat64()*m.Response.Customers(s) - s
}

func minor(a currency.Amount, none int64) int64 {
	if a == (currency.Amount{}) {
		return none
	}
	n, err := a.Minor()
	if err != nil {
		panic(err)
	}
	return n
}

// randomMarkets returns markets of all shapes, some with bounds.
func randomMarkets(r *rand.Rand, n int) []Market {
	var markets []Market
	for i := range n {
		m := Market{Name: fmt.Sprintf("m%02d", i), Value: currency.FromMinor(500+r.Int64N(10_000), currency.EUR)}
		switch shape := Shape(1 + r.IntN(3)); shape {
		case Power:
			m.Response = Response{shape, 0.1 + r.Float64(), 0.3 + 0.5*r.Float64()}
		default:
			m.Response = Response{shape, 20 + 200*r.Float64(), 100 + 2000*r.Float64()}
		}
		if r.IntN(4) == 0 {
			m.Min = currency.FromMinor(r.Int64N(200)*100, currency.EUR)
		}
		if r.IntN(4) == 0 {
			m.Max = currency.FromMinor(20_000+r.Int64N(1000)*100, currency.EUR)
		}
		markets = append(markets, m)
	}
	return markets
}

// eachAllocation calls law with generated problems, and prints the seed of those
// that break it.
func eachAllocation(t *testing.T, seeds uint64, law func(t *testing.T, r *rand.Rand, budget currency.Amount, markets []Market, p Plan)) {
	t.Helper()
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 23))
		markets := randomMarkets(r, 1+r.IntN(8))
		least := int64(0)
		for _, m := range markets {
			least += minor(m.Min, 0)
		}
		budget := currency.FromMinor(least+r.Int64N(2_000_000), currency.EUR)
		plan, err := Allocate(budget, markets, decimal.New(1, 0))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { law(t, r, budget, markets, plan) }); t.Failed() {
			return
		}
	}
}

// Law: it adds up, in minor units, and within the bounds.
func TestAllocationAddsUp(t *testing.T) {
	eachAllocation(t, 300, func(t *testing.T, r *rand.Rand, budget currency.Amount, markets []Market, p Plan) {
		var spent, value int64
		for i, g := range p.Grants {
			n := minor(g.Spend, 0)
			if g.Market != markets[i].Name || n < minor(markets[i].Min, 0) || n > minor(markets[i].Max, math.MaxInt64) {
				t.Fatalf("%s: %v, bounds %v and %v", g.Market, g.Spend, markets[i].Min, markets[i].Max)
			}
			spent += n
			value += minor(g.Value, 0)
		}
		if spent != minor(p.Spent, 0) || value != minor(p.Value, 0) || spent+minor(p.Unspent, 0) != minor(budget, 0) || value-spent != minor(p.Net, 0) || spent > minor(budget, 0) {
			t.Fatalf("budget %v, spent %v, unspent %v, value %v, net %v; the grants add up to %d and %d",
				budget, p.Spent, p.Unspent, p.Value, p.Net, spent, value)
		}
		again, err := Allocate(budget, markets, decimal.New(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		shuffled, order := append([]Market(nil), markets...), r.Perm(len(markets))
		for i, j := range order {
			shuffled[i] = markets[j]
		}
		other, err := Allocate(budget, shuffled, decimal.New(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		for i, j := range order {
			if diff := cmp.Diff(p.Grants[j], other.Grants[i]) + cmp.Diff(p.Grants[j], again.Grants[j]); diff != "" {
				t.Fatalf("in another order, or again:\n%s", diff)
			}
		}
	})
}

// Law (Karush, Kuhn, Tucker): between its bounds a market's last unit brings the
// same as everywhere, at max at least that, at min at most; and that is the hurdle
// unless the budget is used up.
func TestAllocationMarginalReturns(t *testing.T) {
	eachAllocation(t, 300, func(t *testing.T, _ *rand.Rand, _ currency.Amount, markets []Market, p Plan) {
		lambda := p.Return.InexactFloat64()
		if minor(p.Unspent, 0) > int64(len(markets)) && lambda != 1 {
			t.Fatalf("%v is unspent at a return of %v", p.Unspent, p.Return)
		}
		if lambda < 1 {
			t.Fatalf("the return %v is below the hurdle", p.Return)
		}
		for i, g := range p.Grants {
			m := markets[i]
			brings := func(minorUnits float64) float64 {
				return m.Value.Decimal().InexactFloat64() * m.Response.Marginal(minorUnits/100)
			}
			n := float64(minor(g.Spend, 0))
			// A minor unit of rounding moves the return of a spend near zero.
			less, more := brings(max(n-1, 0)), brings(n+1)
			if atMin := n == float64(minor(m.Min, 0)); !atMin && less < lambda*(1-1e-5) {
				t.Fatalf("%s: %v brings %v, λ %v: less should have been spent", g.Market, g.Spend, less, lambda)
			}
			if atMax := m.Max != (currency.Amount{}) && g.Spend.Equal(m.Max); !atMax && more > lambda*(1+1e-5) {
				t.Fatalf("%s: %v brings %v, λ %v: more should have been spent", g.Market, g.Spend, more, lambda)
			}
		}
	})
}

// Law: no transfer from one market to another, and none to or from what is
// unspent, makes the plan better by more than the rounding to minor units.
func TestAllocationTransfers(t *testing.T) {
	eachAllocation(t, 150, func(t *testing.T, _ *rand.Rand, _ currency.Amount, markets []Market, p Plan) {
		gain := func(i int, by int64) (float64, bool) {
			n := minor(p.Grants[i].Spend, 0)
			if n+by < minor(markets[i].Min, 0) || n+by > minor(markets[i].Max, math.MaxInt64) {
				return 0, false
			}
			return net(markets[i], n+by) - net(markets[i], n), true
		}
		for _, by := range []int64{1, 10, 100, 1000, 10_000} {
			for i := range markets {
				less, ok := gain(i, -by)
				if ok && less > 0.01 {
					t.Fatalf("%s gains %v by %d less", markets[i].Name, less, by)
				}
				if more, able := gain(i, by); able && by <= minor(p.Unspent, 0) && more > 0.01 {
					t.Fatalf("%s gains %v by %d of what is unspent", markets[i].Name, more, by)
				}
				for j := range markets {
					if more, able := gain(j, by); i != j && ok && able && less+more > 0.01 {
						t.Fatalf("%d from %s to %s gains %v", by, markets[i].Name, markets[j].Name, less+more)
					}
				}
			}
		}
	})
}

// Law: on small problems nothing on a grid is better than the plan.
func TestAllocationBruteForce(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 29))
		markets := randomMarkets(r, 1+r.IntN(3))
		for i := range markets {
			if markets[i].Min != (currency.Amount{}) {
				markets[i].Min = currency.FromMinor(10_000, currency.EUR) // on the grid
			}
		}
		budget, step := int64(60_000+r.Int64N(20)*10_000), int64(5_000)
		plan, err := Allocate(currency.FromMinor(budget, currency.EUR), markets, decimal.New(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		for i, g := range plan.Grants {
			got += net(markets[i], minor(g.Spend, 0))
		}
		if best := bruteForce(markets, budget, step); best > got+0.02 {
			t.Fatalf("seed %d: the plan brings %v, the grid %v\n%+v", seed, got, best, plan)
		}
	}
}

// TestAllocationWorked: three markets whose optimum is known in closed form. At a
// return of 1, saturation spends √(M·h·V) - h = √(400·1000·40) - 1000 = 3000, the
// exponential c·ln(M·V/c) = 500·ln(4) = 693.147…, the power
// (K·e·V)^(1/(1-e)) = (2·0.5·30)² = 900; 4593.14 in all.
func TestAllocationWorked(t *testing.T) {
	markets := []Market{
		{Name: "UK", Value: eur("40"), Response: Response{Saturation, 400, 1000}},
		{Name: "DE", Value: eur("20"), Response: Response{Exponential, 100, 500}},
		{Name: "AU", Value: eur("30"), Response: Response{Power, 2, 0.5}},
	}
	plan, err := Allocate(eur("100000"), markets, decimal.New(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ spend, customers, value, cac, marginal string }{
		{"3000.00", "300", "12000.00", "10.00", "40.00"},
		{"693.14", "74.999641", "1499.99", "9.24", "20.00"}, // 75 - 25·(ln 4 - 1.38628) customers
		{"900.00", "60", "1800.00", "15.00", "30.00"},
	} {
		g := plan.Grants[i]
		if g.Spend.Text() != want.spend || g.Customers.String() != want.customers || g.Value.Text() != want.value || g.CAC.Text() != want.cac || g.MarginalCAC.Text() != want.marginal {
			t.Errorf("%s: %v for %v customers worth %v at %v, the next at %v; want %v", g.Market, g.Spend, g.Customers, g.Value, g.CAC, g.MarginalCAC, want)
		}
	}
	if plan.Spent.Text() != "4593.14" || plan.Unspent.Text() != "95406.86" || plan.Return.String() != "1" {
		t.Errorf("spent %v, unspent %v, return %v: what brings less than it costs stays", plan.Spent, plan.Unspent, plan.Return)
	}
	// At a return of 2 the saturation spends √(8,000,000) - 1000 = 1828.42…, the
	// exponential 500·ln 2 = 346.57…, the power 225.
	dear, err := Allocate(eur("100000"), markets, decimal.New(2, 0))
	if err != nil || dear.Spent.Text() != "2399.99" {
		t.Errorf("at a hurdle of 2: %v, %v", dear.Spent, err)
	}
	short, err := Allocate(eur("2400.00"), markets, decimal.New(1, 0))
	if err != nil || !short.Spent.Equal(eur("2400")) || !short.Unspent.IsZero() || short.Return.StringFixed(3) != "2.000" {
		t.Errorf("a budget that is used up: %v at %v, %v", short.Spent, short.Return, err)
	}
	markets[0].Max, markets[1].Min = eur("0"), eur("1000")
	bounded, err := Allocate(eur("2000.00"), markets, decimal.New(1, 0))
	if err != nil || !bounded.Grants[0].Spend.IsZero() || !bounded.Grants[0].AtMax || !bounded.Grants[1].AtMin || bounded.Grants[1].Spend.Text() != "1000.00" || bounded.Grants[2].Spend.Text() != "900.00" {
		t.Errorf("with bounds: %+v, %v", bounded.Grants, err)
	}
	text, err := json.Marshal(bounded.Grants[1])
	const want = `{"market":"DE","spend":{"amount":"1000.00","currency":"EUR"},"value":{"amount":"1729.33","currency":"EUR"},"cac":{"amount":"11.57","currency":"EUR"},` +
		`"marginal_cac":{"amount":"36.95","currency":"EUR"},"at_min":true,"customers":"86.466472","return":"0.541341"}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v; want %s", text, err, want)
	}
}

// A market that has to get far more than it can use is no reason to refuse a plan:
// its next customer costs more than any amount says.
func TestAllocationToTheEndOfAResponse(t *testing.T) {
	markets := []Market{
		{Name: "AT", Value: eur("50"), Response: Response{Exponential, 900, 100}, Min: eur("10000")},
		{Name: "DE", Value: eur("50"), Response: Response{Exponential, 900, 5000}},
	}
	plan, err := Allocate(eur("50000"), markets, decimal.New(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	at := plan.Grants[0]
	if at.Spend != eur("10000.00") || !at.AtMin || at.MarginalCAC != (currency.Amount{}) || !at.Return.IsZero() {
		t.Errorf("%+v", at)
	}
	if de := plan.Grants[1]; de.MarginalCAC != eur("50.00") {
		t.Errorf("%+v, want a next customer that costs what one is worth", de)
	}
}

func TestAllocationRefuses(t *testing.T) {
	one := decimal.New(1, 0)
	good := Market{Name: "DE", Value: eur("40"), Response: Response{Saturation, 400, 1000}}
	change := func(f func(*Market)) []Market {
		m := good
		f(&m)
		return []Market{m}
	}
	usd := currency.MustAmount("1", currency.USD)
	for _, test := range []struct {
		budget  currency.Amount
		markets []Market
		hurdle  decimal.Decimal
		want    error
		reason  string
	}{
		{currency.Amount{}, []Market{good}, one, ErrTerms, "no budget"},
		{eur("-1"), []Market{good}, one, ErrTerms, "a negative budget"},
		{eur("1.001"), []Market{good}, one, ErrTerms, "a budget finer than a cent"},
		{eur("100"), nil, one, ErrTerms, "no markets"},
		{eur("100"), []Market{good, good}, one, ErrTerms, "a market twice"},
		{eur("100"), []Market{good}, decimal.Decimal{}, ErrTerms, "no hurdle: money would be spent for nothing"},
		{eur("100"), []Market{good}, decimal.New(1, 1_000_000_000), ErrTerms, "a hurdle that cannot be computed with"},
		{eur("100"), change(func(m *Market) { m.Value = currency.Amount{} }), one, ErrTerms, "no value"},
		{eur("100"), change(func(m *Market) { m.Value = usd }), one, currency.ErrMismatch, "a value in another currency"},
		{eur("100"), change(func(m *Market) { m.Min = usd }), one, currency.ErrMismatch, "a bound in another currency"},
		{eur("100"), change(func(m *Market) { m.Max = usd }), one, currency.ErrMismatch, "a bound in another currency"},
		{eur("100"), change(func(m *Market) { m.Min = eur("-1") }), one, ErrTerms, "a negative bound"},
		{eur("100"), change(func(m *Market) { m.Min, m.Max = eur("2"), eur("1") }), one, ErrTerms, "bounds the wrong way round"},
		{eur("100"), change(func(m *Market) { m.Min = eur("101") }), one, ErrTerms, "more than the budget at least"},
		{eur("100"), change(func(m *Market) { m.Response = Response{} }), one, ErrModel, "no response"},
		{eur("100"), change(func(m *Market) { m.Response.Scale = math.NaN() }), one, ErrModel, "not a number"},
	} {
		if _, err := Allocate(test.budget, test.markets, test.hurdle); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, err, test.want)
		}
	}
	// A market where customers lose money gets nothing but its least.
	loss := change(func(m *Market) { m.Value, m.Min = eur("-5"), eur("10") })
	plan, err := Allocate(eur("100"), loss, one)
	if err != nil || plan.Spent.Text() != "10.00" || plan.Net.Sign() >= 0 {
		t.Errorf("a market of losses: %+v, %v", plan, err)
	}
	empty, err := Allocate(eur("0"), []Market{good, {Name: "AU", Value: eur("1"), Response: Response{Power, 1, 0.5}}}, one)
	if err != nil || !empty.Spent.IsZero() || !empty.Grants[0].CAC.IsZero() {
		t.Errorf("a budget of nothing: %+v, %v", empty, err)
	}
	// Beyond what floating point tells apart, it still adds up.
	wide := []Market{{Name: "AU", Value: eur("1"), Response: Response{Power, 1000, 0.5}}, {Name: "NZ", Value: eur("1"), Response: Response{Power, 2000, 0.5}}}
	huge, err := Allocate(currency.FromMinor(math.MaxInt64, currency.EUR), wide, decimal.New(1, -9))
	if err != nil || minor(huge.Spent, 0)+minor(huge.Unspent, 0) != math.MaxInt64 {
		t.Errorf("a budget beyond floating point: %+v, %v", huge, err)
	}
}

// A budget that binds is spent to the cent, by one market or by many, even where
// floating point cannot tell a cent from the next: it may cut off too much, or
// have given more than there is.
func TestAllocationSpendsWhatBinds(t *testing.T) {
	market := func(name string, scale float64) Market {
		return Market{Name: name, Value: eur("10000"), Response: Response{Power, scale, 0.5}}
	}
	check := func(budget int64, markets ...Market) {
		t.Helper()
		p, err := Allocate(currency.FromMinor(budget, currency.EUR), markets, decimal.New(1, -9))
		if err != nil || minor(p.Spent, 0) != budget || !p.Unspent.IsZero() {
			t.Errorf("%d cents over %d markets: spent %v, unspent %v, %v", budget, len(markets), p.Spent, p.Unspent, err)
		}
	}
	for _, budget := range []int64{1, 99, 100_003, 1<<53 - 1, 1<<53 + 1, 1<<53 + 3, 1<<60 + 123, 1<<62 + 2047, math.MaxInt64 - 1000, math.MaxInt64} {
		for n := 1; n <= 3; n++ {
			check(budget, []Market{market("AU", 1000), market("CA", 2000), market("NZ", 2500)}[:n]...)
		}
	}
	r := rand.New(rand.NewPCG(41, 29))
	for range 300 {
		scale := func() float64 { return 1000 + float64(r.IntN(1000)) }
		least := market("CA", scale())
		least.Min = eur("1000.00")
		check(1<<(53+r.IntN(9))+r.Int64N(5000), []Market{market("AU", scale()), least, market("NZ", scale())}[:1+r.IntN(3)]...)
	}
}

// A budget that is what the markets take at the hurdle is spent as if there were
// more of it.
func TestAllocationAtTheHurdle(t *testing.T) {
	for _, test := range []struct {
		budget, spent string
		hurdle        int64
		market        Market
		reason        string
	}{
		{"900.00", "900.00", 1, Market{Value: eur("30"), Response: Response{Power, 2, 0.5}}, "(2·0.5·30)²"},
		{"225.00", "225.00", 2, Market{Value: eur("30"), Response: Response{Power, 2, 0.5}}, "(2·0.5·30/2)²"},
		{"225.00", "225.00", 3, Market{Value: eur("45"), Response: Response{Power, 2, 0.5}}, "(2·0.5·45/3)², where the logarithm of the hurdle has no end"},
		{"225.01", "225.00", 2, Market{Value: eur("30"), Response: Response{Power, 2, 0.5}}, "a cent more is left"},
		{"224.99", "224.99", 2, Market{Value: eur("30"), Response: Response{Power, 2, 0.5}}, "a cent less binds"},
		{"100.00", "0.00", 1, Market{Value: eur("0"), Response: Response{Power, 2, 0.5}}, "customers who bring nothing"},
	} {
		test.market.Name = "AU"
		p, err := Allocate(eur(test.budget), []Market{test.market}, decimal.New(test.hurdle, 0))
		if err != nil || p.Spent.Text() != test.spent {
			t.Errorf("%s at a hurdle of %d: spent %v, %v; want %s: %s", test.budget, test.hurdle, p.Spent, err, test.spent, test.reason)
		}
	}
	// √(512.015869140625·1024·32) - 1024 = 3072.125 each: the two half cents make
	// one that would have to go to one market, and half of it would bring too little.
	response := Response{Saturation, 4096.125 * 4096.125 / 1024 / 32, 1024}
	two := []Market{{Name: "AT", Value: eur("32"), Response: response}, {Name: "DE", Value: eur("32"), Response: response}}
	p, err := Allocate(eur("6144.25"), two, decimal.New(1, 0))
	if err != nil || p.Spent.Text() != "6144.24" || p.Return.String() != "1" {
		t.Errorf("spent %v at %v, %v", p.Spent, p.Return, err)
	}
}

// What a grant says of bounds, and of figures at the end of what is stated.
func TestGrantEdges(t *testing.T) {
	for _, test := range []struct {
		market       Market
		atMin, atMax bool
		marginal     string // cost of the next customer
		reason       string
	}{
		{Market{Value: eur("30"), Response: Response{Power, 2, 0.5}, Min: eur("900.00")}, false, false, "30.00", "the least is what it would get anyway"},
		{Market{Value: eur("30"), Response: Response{Power, 2, 0.5}, Min: eur("900.01")}, true, false, "30.00", "a cent more"},
		{Market{Value: eur("30"), Response: Response{Power, 2, 0.5}, Max: eur("900.00")}, false, false, "30.00", "the most is what it would get anyway"},
		{Market{Value: eur("30"), Response: Response{Power, 2, 0.5}, Max: eur("899.99")}, false, true, "30.00", "a cent less"},
		{Market{Value: eur("1"), Response: Response{Saturation, 10, 100}}, false, false, "10.00", "nothing is no least: the first customer costs more than one is worth"},
		{Market{Value: eur("1"), Response: Response{Exponential, 1e-9, 1000}}, false, false, "1000000000000.00", "the most that a next customer is said to cost"},
		{Market{Value: eur("1"), Response: Response{Exponential, 1e-9, 1001}}, false, false, "0", "more is not said"},
		{Market{Value: eur("1"), Response: Response{Power, 1e12, 0.5}, Min: eur("1"), Max: eur("1")}, false, true, "0.00", "a million million customers are the most that are stated"},
	} {
		test.market.Name = "AU"
		p, err := Allocate(eur("1000.00"), []Market{test.market}, decimal.New(1, 0))
		if err != nil {
			t.Errorf("%s: %v", test.reason, err)
			continue
		}
		if g := p.Grants[0]; g.AtMin != test.atMin || g.AtMax != test.atMax || g.MarginalCAC.Text() != test.marginal {
			t.Errorf("%s: %+v", test.reason, g)
		}
	}
}

// A plan has at most 10,000 markets.
func TestAllocationIsBounded(t *testing.T) {
	markets := make([]Market, maxMarkets+1)
	for i := range markets {
		markets[i] = Market{Name: fmt.Sprint(i), Value: eur("30"), Response: Response{Power, 2, 0.5}}
	}
	if p, err := Allocate(eur("1000.00"), markets[:maxMarkets], decimal.New(1, 0)); err != nil || p.Spent.Text() != "1000.00" || p.Grants[0].Spend.Text() != "0.10" {
		t.Errorf("10,000 markets: %v, %v", p.Spent, err)
	}
	if _, err := Allocate(eur("1000.00"), markets, decimal.New(1, 0)); !errors.Is(err, ErrTerms) {
		t.Errorf("one more: %v", err)
	}
}

func BenchmarkAllocate50(b *testing.B) {
	markets := randomMarkets(rand.New(rand.NewPCG(1, 23)), 50)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Allocate(eur("20000"), markets, decimal.New(1, 0)); err != nil {
			b.Fatal(err)
		}
	}
}
