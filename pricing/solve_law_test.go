package pricing_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

var targetsFlag = flag.Int("targets", 0, "number of random targets that are solved; 0 takes 10,000, or 500 with -short or the race detector")

func targets() int {
	if *targetsFlag > 0 {
		return *targetsFlag
	}
	return race.Cases(10_000)
}

// solvePlaces are where the law differs: relief, flat amounts, low-value
// schemes by consignment and by item, a least tax, rates by the price.
var solvePlaces = []struct {
	place locale.Place
	code  currency.Code
}{
	{locale.Place{Country: "DE"}, currency.EUR}, {locale.Place{Country: "FR"}, currency.EUR},
	{locale.Place{Country: "GB"}, currency.GBP}, {locale.Place{Country: "CH"}, currency.CHF},
	{locale.Place{Country: "NO"}, currency.NOK}, {locale.Place{Country: "JP"}, currency.JPY},
	{locale.Place{Country: "AU"}, currency.AUD}, {locale.Place{Country: "CA", Region: "ON"}, currency.CAD},
	{locale.Place{Country: "US", Region: "NY"}, currency.USD}, {locale.Place{Country: "US", Region: "MA"}, currency.USD},
	{locale.Place{Country: "US", Region: "CA"}, currency.EUR},
}

// solveCodes are those of testdata/solve-tariff.csv.
var solveCodes = []string{"490199", "610910", "420222", "910211", "220421", "330499", "640411", "950300", "732393", "240220", "847130", "711311"}

// solveMarkets sell where the law differs, at a rate of exchange without
// margin, so that a price in the market's currency is a net price.
func solveMarkets(c *pricing.Config) {
	c.Seller.Registrations = append(c.Seller.Registrations,
		tax.Registration{Country: "US", Region: "NY", Scheme: "sales_tax"}, tax.Registration{Country: "US", Region: "MA", Scheme: "sales_tax"})
	c.Markets = nil
	for _, p := range solvePlaces {
		id := p.place.String()
		c.Markets = append(c.Markets, pricing.Market{ID: id, Countries: []locale.Country{p.place.Country}, Currency: p.code, OnForbidden: pricing.ToCheckout})
	}
}

// task is a goal and the engine that it is for, with what quotes it.
type task struct {
	engine *pricing.Engine
	goal   pricing.Goal
	code   currency.Code
	step   currency.Amount // of the grid of prices
	finer  int             // digits of figures beyond those of the minor unit
}

func (k task) String() string {
	return fmt.Sprintf("to %v in %v: %+v", k.goal.Offer.ShipTo, k.code, k.goal)
}

// quote asks what a customer pays at net unit prices, all levies shown apart.
func (k task) quote(units []currency.Amount) (pricing.Quote, error) {
	g := k.goal
	cart := pricing.Cart{Market: g.Offer.Market, At: g.Offer.At, ShipFrom: g.Offer.ShipFrom, ShipTo: g.Offer.ShipTo, Mode: g.Mode,
		Shipping: g.Shipping, Insurance: g.Insurance, Duty: g.Duty, Tax: g.Tax, Lines: slices.Clone(g.Lines)}
	if len(g.Lines) == 0 {
		cart.Lines = []pricing.Line{{Product: g.Product, Quantity: max(g.Quantity, 1)}}
	}
	for i := range cart.Lines {
		cart.Lines[i].Product.Price = units[i]
	}
	return k.engine.Quote(cart)
}

func solveTasks(t testing.TB) func(*rand.Rand) task {
	var engines []*pricing.Engine
	changes := []func(*pricing.Config){
		solveMarkets,
		func(c *pricing.Config) {
			solveMarkets(c)
			for i := range c.Markets {
				c.Markets[i].Policy.Level = tax.PerUnit
			}
		},
		func(c *pricing.Config) { // without the registrations that low values ask for, but in Britain and Australia
			solveMarkets(c)
			c.Seller.Registrations = slices.DeleteFunc(c.Seller.Registrations, func(r tax.Registration) bool {
				return r.Scheme == "ioss" || r.Scheme == "voec"
			})
			for i := range c.Markets {
				c.Markets[i].Rounding = currency.Rounding{Increment: 5}
				c.Markets[i].Policy.Level = tax.PerInvoice
			}
		},
	}
	changes = append(changes, func(c *pricing.Config) { // fees of customs and of carriers, placed by themselves
		solveMarkets(c)
		for i := range c.Markets {
			m := &c.Markets[i]
			m.Clearance = []pricing.Fee{{Name: "clearance", Rate: clearanceRates[i%len(clearanceRates)], Base: duty.OnDuty | duty.OnTax | duty.OnFees}}
			if i%2 == 0 {
				m.Fees = &[]pricing.Placement{pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed}[i/2%3]
			}
		}
	})
	for _, change := range changes {
		engines = append(engines, solveEngine(t, change))
	}
	return func(r *rand.Rand) task {
		to := solvePlaces[r.IntN(len(solvePlaces))]
		k := task{code: to.code}
		which := r.IntN(len(engines))
		k.engine, k.step = engines[which], currency.FromMinor([]int64{1, 1, 5, 1}[which], to.code)
		k.goal = pricing.Goal{
			Offer: pricing.Offer{Market: to.place.String(), At: noon, ShipTo: to.place},
			Product: pricing.Product{SKU: "THING", HSCode: solveCodes[r.IntN(len(solveCodes))], Origin: []locale.Country{"CN", "VN"}[r.IntN(2)],
				Category: tax.General, WeightKG: decimal.New(1+r.Int64N(300), -2),
				Measures: []duty.Quantity{{Unit: duty.Pair, Value: decimal.NewFromInt(1)}, {Unit: "l", Value: decimal.New(75, -2)}}},
		}
		if to.place.Country == "US" && r.IntN(3) > 0 {
			k.goal.Product.Category = tax.ClothingFootwear
		}
		if r.IntN(3) == 0 {
			k.goal.Quantity = 1 + r.Int64N(7)
		}
		if r.IntN(2) == 0 {
			k.goal.Shipping = k.money(r.Int64N(2500))
		}
		if r.IntN(5) == 0 {
			k.goal.Insurance = k.money(r.Int64N(300))
		}
		if r.IntN(6) == 0 {
			k.goal.Mode = duty.Postal
		}
		if which == len(engines)-1 {
			k.goal.Duty = &[]pricing.Placement{pricing.AtCheckout, pricing.OnDelivery, pricing.Absorbed}[r.IntN(3)]
			k.goal.Tax = &[]pricing.Placement{pricing.AtCheckout, pricing.OnDelivery}[r.IntN(2)]
		}
		return k
	}
}

// money is an amount whose figures are alike in all currencies.
func (k task) money(cents int64) currency.Amount {
	switch k.code {
	case currency.JPY:
		return currency.FromMinor(cents*3/2, k.code)
	case currency.NOK:
		return currency.FromMinor(cents*10, k.code)
	}
	return currency.FromMinor(cents, k.code)
}

// price is a target that is as likely to be small as large, often near what a
// threshold makes of it.
func (k task) price(r *rand.Rand) currency.Amount {
	if k.code == currency.EUR && r.IntN(3) == 0 { // where a flat amount ends, which some duties are less than
		carriage, _ := sum(k.goal.Shipping, k.goal.Insurance).Minor()
		return k.money((15000+carriage)*119/100 + r.Int64N(600) - 100)
	}
	if r.IntN(3) == 0 {
		return k.money(12000 + r.Int64N(12000))
	}
	return k.money(r.Int64N(100) + r.Int64N(1<<(7+r.IntN(14))))
}

func minorOf(t testing.TB, a currency.Amount) int64 {
	t.Helper()
	n, err := a.Minor()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Each solution is quoted: the levies are those of the quote, and what the
// customer pays is the target, but for the rounding that is stated, which is
// within what one step of the grid moves.
func TestSolveLawForward(t *testing.T) {
	r := newRand(t)
	next := solveTasks(t)
	counts := map[string]int{}
	targets := targets()
	for i := range targets {
		k := next(r)
		k.goal.Target = k.price(r)
		out, err := k.engine.Solve(k.goal)
		if err != nil {
			var ce *pricing.CartError
			if !errors.As(err, &ce) {
				t.Fatalf("target %d: %T %v\n%v", i, err, err, k)
			}
			counts["refused"]++
			continue
		}
		counts[fmt.Sprintf("%d solutions", len(out.All))]++
		for _, s := range append(slices.Clone(out.All), out.Chosen) {
			if err := k.verify(out, s); err != nil {
				t.Fatalf("target %d: %v\n%v\n%+v", i, err, k, s)
			}
		}
		if !slices.IsSortedFunc(out.All, func(a, b pricing.Solution) int { c, _ := a.Net.Cmp(b.Net); return c }) {
			t.Fatalf("target %d: solutions are not by net\n%v", i, k)
		}
	}
	t.Log(counts)
	if counts["refused"] > targets/5 || counts["0 solutions"] < targets/50 || counts["2 solutions"] < targets/200 {
		t.Errorf("the targets are not what they should be: %v", counts)
	}
}

// verify quotes a solution and compares figure by figure.
func (k task) verify(out pricing.Solutions, s pricing.Solution) error {
	q, err := k.quote(s.Units)
	if err != nil {
		return fmt.Errorf("quoting it: %w", err)
	}
	for _, c := range []struct {
		name      string
		got, want currency.Amount
	}{
		{"goods", s.Net, q.Totals.Goods}, {"duty", s.Duty, q.Totals.Duty}, {"tax", s.Tax, q.Totals.Tax}, {"fees", s.Fees, q.Totals.Fees},
		{"absorbed", s.Absorbed, q.Totals.Absorbed}, {"total", s.Total, q.Totals.CustomerPays},
		{"price", s.Price, sum(s.Total, s.Rounding, s.Subsidy.Neg())},
		{"margin", s.Margin, sum(q.Totals.Margin, s.Rounding, s.Subsidy.Neg())},
		{"target", s.Price, out.Target},
	} {
		if order, err := c.got.Cmp(c.want); err != nil || order != 0 {
			return fmt.Errorf("%s is %v, the quote says %v", c.name, c.got, c.want)
		}
	}
	if q.Consignments[0].Customs.Regime != s.Regime || q.Consignments[0].Supply.Scheme != s.Scheme {
		return fmt.Errorf("law %s %s, the quote says %+v", s.Regime, s.Scheme, q.Consignments[0])
	}
	if s.Rounding.Sign() < 0 {
		return fmt.Errorf("rounding of %v", s.Rounding)
	}
	// The next step of the grid leads beyond the target.
	if s.Rounding.IsZero() || s.Price != out.Target || !s.Subsidy.IsZero() {
		return nil
	}
	next := slices.Clone(s.Units)
	for i := range next {
		next[i] = sum(next[i], k.step)
	}
	if q, err = k.quote(next); err != nil {
		return fmt.Errorf("quoting the next step: %w", err)
	}
	if order, _ := q.Totals.CustomerPays.Cmp(out.Target); order <= 0 && q.Consignments[0].Customs.Regime == s.Regime {
		return fmt.Errorf("%v left over, but a step more is %v", s.Rounding, q.Totals.CustomerPays)
	}
	return nil
}

// curve is what the customer pays, or what is left, at each net price, by
// quotes, in minor units or finer.
type curve struct {
	pays []int64
	law  []string
}

// trace quotes every net price up to one, and notes a figure of each.
func (k task) trace(t testing.TB, last int64, figure func(*pricing.Quote) currency.Amount) curve {
	return k.traceUnits(t, last, func(n int64) []currency.Amount { return []currency.Amount{currency.FromMinor(n, k.code)} }, figure)
}

// traceUnits is trace of goods whose prices are of so many steps.
func (k task) traceUnits(t testing.TB, last int64, units func(steps int64) []currency.Amount, figure func(*pricing.Quote) currency.Amount) curve {
	var c curve
	for n := range last + 1 {
		q, err := k.quote(units(n))
		if err != nil {
			t.Fatalf("quoting %d: %v\n%v", n, err, k)
		}
		law := q.Consignments[0].Customs.Regime + "|" + string(q.Consignments[0].Supply.Scheme) + "|" + q.Consignments[0].Supply.Treatment.String()
		for _, x := range q.Charges {
			law += "|" + x.Percent
			if x.Zero == pricing.ZeroMinCollect || x.Zero == pricing.ZeroReason(duty.BelowCollectible) || x.Zero == pricing.ZeroExempt {
				law += string(x.Zero)
			}
		}
		c.law = append(c.law, law)
		value, err := figure(&q).MinorUnits(k.code.Digits() + k.finer)
		if err != nil {
			t.Fatalf("quoting %d: %v\n%v", n, err, k)
		}
		c.pays = append(c.pays, value)
	}
	return c
}

// gridStep is how far prices of neighbouring nets may lie apart because they are
// rounded: what is further apart is a gap.
const gridStep = 12

// solve finds by trying all nets what Solve must find: in each run of one law
// the last net that is not above the target, if the run goes on beyond it and
// does not leap over it.
func (c curve) solve(target int64) (nets []int64) {
	for n := range c.pays {
		if c.pays[n] > target || n+1 == len(c.pays) || c.pays[n] < target && c.pays[n+1]-c.pays[n] > gridStep {
			continue
		}
		ends := c.law[n+1] != c.law[n]
		if c.pays[n] == target && (ends || c.pays[n+1] > target) || !ends && c.pays[n+1] > target {
			nets = append(nets, int64(n))
		}
	}
	return nets
}

// Small prices are solved by trying every net there is: nothing is missed,
// nothing is made up, and the gaps are what no net reaches.
func TestSolveLawComplete(t *testing.T) {
	race.Alone(t)
	r := newRand(t)
	next := solveTasks(t)
	e := solveEngine(t, solveMarkets)
	curves := 24
	if testing.Short() {
		curves = 4
	}
	found, gaps := 0, 0
	for i := range curves {
		k := next(r)
		for i%8 == 0 && k.code != currency.JPY {
			k = next(r)
		}
		k.engine, k.goal.Quantity = e, 0
		to := k.goal.Offer.ShipTo.Country
		most := map[locale.Country]int64{"JP": 13000, "CH": 8000, "GB": 14500, "US": 12000}[to]
		if most == 0 {
			most = 17000
		}
		if testing.Short() && most > 9000 {
			most /= 2
		}
		c := k.trace(t, most, func(q *pricing.Quote) currency.Amount { return q.Totals.CustomerPays })
		for range 300 {
			target := c.pays[0] + r.Int64N(max(1, most-c.pays[0]))
			if r.IntN(10) == 0 {
				target = r.Int64N(c.pays[0] + 1)
			}
			k.goal.Target = currency.FromMinor(target, k.code)
			out, err := k.engine.Solve(k.goal)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			if err := c.agrees(t, target, out); err != nil {
				t.Fatalf("%v\n%v\n%+v", err, k, out)
			}
			found += len(out.All)
		}
		gaps += c.checkGaps(t, k)
	}
	t.Logf("%d solutions of %d curves, %d gaps", found, curves, gaps)
	if gaps == 0 {
		t.Error("no gap was met")
	}
}

// agrees compares what was found with what trying all nets finds.
func (c curve) agrees(t testing.TB, target int64, out pricing.Solutions) error {
	want := c.solve(target)
	var got []int64
	for _, s := range out.All {
		n := minorOf(t, s.Net)
		if rounding := minorOf(t, s.Rounding); int(n)+1 < len(c.law) && c.law[n+1] != c.law[n] && rounding > 0 && rounding <= 8 {
			continue // the next law begins a few steps of the grid above the target
		}
		got = append(got, n)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("target %d: nets %v, trying all gives %v", target, got, want)
	}
	inGap := slices.ContainsFunc(out.Gaps, func(g pricing.Gap) bool {
		low := int64(-1)
		if g.Low != (currency.Amount{}) {
			low = minorOf(t, g.Low)
		}
		return low < target && target < minorOf(t, g.High)
	})
	if inGap != (len(out.All) == 0) {
		return fmt.Errorf("target %d: %d solutions, in a gap: %v", target, len(out.All), inGap)
	}
	return nil
}

// checkGaps looks for each stated gap among all prices, and for each wide range
// that is not reached among the gaps.
func (c curve) checkGaps(t testing.TB, k task) int {
	k.goal.Target = currency.FromMinor(c.pays[0], k.code)
	out, err := k.engine.Solve(k.goal)
	if err != nil {
		t.Fatal(err)
	}
	reached := slices.Compact(slices.Sorted(slices.Values(c.pays)))
	// What is above every net that was tried may be reached by others.
	certain := slices.Min(c.pays[len(c.pays)-1:])
	at := func(n int64) bool { _, ok := slices.BinarySearch(reached, n); return ok }
	n := 0
	for _, g := range out.Gaps {
		high := minorOf(t, g.High)
		low := int64(-1)
		if g.Low != (currency.Amount{}) {
			if low = minorOf(t, g.Low); low < certain && !at(low) {
				t.Fatalf("low end of %v is not reached\n%v", g, k)
			}
		}
		if minorOf(t, g.NetHigh) > int64(len(c.pays)-1) {
			continue
		}
		n++
		if !at(high) {
			t.Fatalf("high end of %v is not reached\n%v", g, k)
		}
		for p := low + 1; p < high; p++ {
			if at(p) {
				t.Fatalf("%d of %v is reached\n%v", p, g, k)
			}
		}
		if g.Low != (currency.Amount{}) && len(g.Thresholds) == 0 {
			t.Fatalf("no cause of %v\n%v", g, k)
		}
	}
	stated := func(gaps []pricing.Gap, low, high int64) bool {
		return slices.ContainsFunc(gaps, func(g pricing.Gap) bool {
			return g.Low != (currency.Amount{}) && minorOf(t, g.Low) == low && minorOf(t, g.High) == high && len(g.Thresholds) > 0
		})
	}
	for i := 1; i < len(reached) && reached[i] <= certain; i++ {
		low, high := reached[i-1], reached[i]
		if high-low <= gridStep || stated(out.Gaps, low, high) {
			continue
		}
		// The next full step of a declaration is stated to who asks for a price
		// that it leaps over: first, last and middle.
		for _, target := range [...]int64{low + 1, (low + high) / 2, high - 1} {
			k.goal.Target = currency.FromMinor(target, k.code)
			within, err := k.engine.Solve(k.goal)
			if err != nil {
				t.Fatal(err)
			}
			if !stated(within.Gaps, low, high) || len(within.All) > 0 {
				t.Fatalf("nothing between %d and %d, and no gap says so: %v\n%v", low, high, within.Gaps, k)
			}
			if c.law[c.netOf(low)] != c.law[c.netOf(low)+1] {
				t.Fatalf("the gap from %d to %d is of another law, and stated only to who asks for %d\n%v", low, high, target, k)
			}
		}
		n++
	}
	return n
}

// netOf is the last net that leads to a price.
func (c curve) netOf(price int64) int {
	for n := len(c.pays) - 1; n >= 0; n-- {
		if c.pays[n] == price {
			return n
		}
	}
	return -1
}

// A target in a gap is kept by default, and by each policy as it says.
func TestSolveLawPolicies(t *testing.T) {
	r := newRand(t)
	next := solveTasks(t)
	in, out := 0, 0
	for range race.Cases(1000) {
		k := next(r)
		k.goal.Target = k.price(r)
		solved, err := k.engine.Solve(k.goal)
		if err != nil {
			continue
		}
		for _, policy := range pricing.SolvePolicies() {
			k.goal.Policy = policy
			s, err := k.engine.Solve(k.goal)
			if len(solved.All) > 0 {
				out++
				want := solved.All[len(solved.All)-1]
				if policy == pricing.SolveLowest {
					want = solved.All[0]
				}
				if err != nil || s.Chosen.Net != want.Net || s.Chosen.Price != solved.Target {
					t.Fatalf("%v chose %v, %v, want %v\n%v", policy, s.Chosen.Net, err, want.Net, k)
				}
				continue
			}
			in++
			gap := solved.Gaps[slices.IndexFunc(solved.Gaps, func(g pricing.Gap) bool { return minorOf(t, g.High) > minorOf(t, solved.Target) })]
			switch policy {
			case pricing.SolveSnapUp:
				if err != nil || s.Chosen.Price != gap.High || s.Chosen.Net != gap.NetHigh || !s.Chosen.Subsidy.IsZero() {
					t.Fatalf("snapped to %v, %v, want %v\n%v", s.Chosen.Price, err, gap, k)
				}
			case pricing.SolveSnapDown, pricing.SolveError:
				var ge *pricing.GapError
				if policy == pricing.SolveError || gap.Low == (currency.Amount{}) {
					if !errors.Is(err, pricing.ErrGap) || !errors.As(err, &ge) || ge.Gap.High != gap.High || ge.Target != solved.Target {
						t.Fatalf("%v: %v\n%v", policy, err, k)
					}
				} else if err != nil || s.Chosen.Price != gap.Low || s.Chosen.Net != gap.NetLow {
					t.Fatalf("snapped to %v, %v, want %v\n%v", s.Chosen.Price, err, gap, k)
				}
			default:
				if err != nil || s.Chosen.Price != solved.Target {
					t.Fatalf("%v: price %v, %v\n%v", policy, s.Chosen.Price, err, k)
				}
			}
		}
	}
	t.Logf("%d in gaps, %d not", in, out)
	if in < race.Cases(100) || out < race.Cases(500) {
		t.Errorf("only %d in gaps, %d not", in, out)
	}
}

// What an engine remembers changes no answer, whoever else asks it.
func TestSolveRemembers(t *testing.T) {
	r := newRand(t)
	next := solveTasks(t)
	shared := solveEngine(t, solveMarkets)
	var tasks []task
	for range 40 {
		k := next(r)
		k.engine, k.goal.Target = shared, k.price(r)
		tasks = append(tasks, k)
	}
	var answers [3][]pricing.Solutions
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			for _, k := range tasks {
				out, err := shared.Solve(k.goal)
				if err != nil {
					t.Errorf("%v\n%v", err, k)
				}
				answers[i] = append(answers[i], out)
			}
		})
	}
	all.Wait()
	for i, k := range tasks {
		fresh, err := solveEngine(t, solveMarkets).Solve(k.goal)
		if err != nil {
			t.Fatal(err)
		}
		for j := range answers {
			if diff := cmp.Diff(fresh, answers[j][i], cmpopts.EquateComparable(currency.Amount{})); diff != "" {
				t.Fatalf("an engine that was asked before says otherwise: %s\n%v", diff, k)
			}
		}
	}
}

func newRand(t testing.TB) *rand.Rand {
	seed := *seedFlag
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, uint64(len(strings.TrimSpace(t.Name())))))
}
