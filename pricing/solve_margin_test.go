package pricing_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// Margins with some of the levies absorbed: each solution is quoted with the
// same placements, and what is left is the target but for the rounding stated.
func TestSolveLawMargin(t *testing.T) {
	r := newRand(t)
	next := solveTasks(t)
	verified, none := 0, 0
	for i := range targets() / 4 {
		k := next(r)
		k.goal.Margin = k.price(r)
		duty := []pricing.Placement{pricing.Absorbed, pricing.AtCheckout, pricing.OnDelivery}[r.IntN(3)]
		k.goal.Duty = &duty
		out, err := k.engine.Solve(k.goal)
		if err != nil {
			if ge := (*pricing.GapError)(nil); !errors.As(err, &ge) {
				t.Fatalf("margin %d: %v\n%v", i, err, k)
			}
			none++
			continue
		}
		for _, s := range append(slices.Clone(out.All), out.Chosen) {
			q, err := k.quote(s.Units)
			if err != nil {
				t.Fatalf("margin %d: quoting: %v\n%v", i, err, k)
			}
			if q.Totals.CustomerPays != s.Price || q.Totals.Margin != s.Margin || q.Totals.Absorbed != s.Absorbed {
				t.Fatalf("margin %d: pays %v, leaves %v, absorbs %v; the quote says %v, %v, %v\n%v", i,
					s.Price, s.Margin, s.Absorbed, q.Totals.CustomerPays, q.Totals.Margin, q.Totals.Absorbed, k)
			}
			if sum(s.Margin, s.Rounding, s.Subsidy) != out.Target {
				t.Fatalf("margin %d: %v, rounding %v and subsidy %v are not %v\n%v", i, s.Margin, s.Rounding, s.Subsidy, out.Target, k)
			}
			verified++
		}
	}
	t.Logf("%d solutions, %d margins beyond all nets", verified, none)
	if verified < targets()/5 {
		t.Errorf("only %d solutions", verified)
	}
}

// Small margins are found by trying every net there is: the lowest in each run
// of one law that leaves the target exactly, also where customs that drop
// fractions make a margin fall at each of their steps.
func TestSolveLawMarginComplete(t *testing.T) {
	race.Alone(t)
	r := newRand(t)
	next := solveTasks(t)
	e := solveEngine(t, solveMarkets)
	absorbed := pricing.Absorbed
	curves := 12
	if testing.Short() {
		curves = 4
	}
	exact := 0
	for i := range curves {
		k := next(r)
		for k.goal.Product.HSCode == "240220" || k.goal.Product.HSCode == "711311" || // a margin that falls has its own test
			i%3 == 0 && k.code != currency.JPY {
			k = next(r)
		}
		k.engine, k.goal.Quantity, k.goal.Duty = e, 0, &absorbed
		last := int64(6000)
		if k.code == currency.JPY { // up to 10,000 there may be a relief
			last = 24_000
		}
		c := k.trace(t, last, func(q *pricing.Quote) currency.Amount { return q.Totals.Margin })
		for range 200 {
			target := r.Int64N(last * 5 / 6)
			k.goal.Margin = currency.FromMinor(target, k.code)
			out, err := k.engine.Solve(k.goal)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			var got []int64
			for _, s := range out.All {
				if n := minorOf(t, s.Net); s.Rounding.IsZero() && n < int64(len(c.pays)) {
					got = append(got, n)
				}
			}
			var want []int64
			for n, met := 0, false; n < len(c.pays); n++ {
				met = met && c.law[n] == c.law[n-1]
				if c.pays[n] == target && !met {
					want, met = append(want, int64(n)), true
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("margin %d: nets %v, trying all gives %v\n%v", target, got, want, k)
			}
			exact += len(got)
		}
	}
	t.Logf("%d nets", exact)
}

// Of several goods at once a step of the grid may leap over a margin: then the
// net that leaves the least above it is taken, in Japan too, where a margin is
// met in as many places as it falls back.
func TestSolveMarginOfSeveral(t *testing.T) {
	race.Alone(t)
	r := newRand(t)
	next := solveTasks(t)
	e := solveEngine(t, solveMarkets)
	placements := []pricing.Placement{pricing.Absorbed, pricing.AtCheckout}
	exact, beyond := 0, 0
	for range race.Cases(6) {
		k := next(r)
		for k.code != currency.JPY || k.goal.Product.HSCode == "240220" || k.goal.Product.HSCode == "711311" { // a margin that falls has its own test
			k = next(r)
		}
		k.engine, k.goal.Quantity = e, 2+r.Int64N(6)
		k.goal.Duty, k.goal.Tax = &placements[r.IntN(2)], &placements[0]
		c := k.trace(t, 24_000/k.goal.Quantity, func(q *pricing.Quote) currency.Amount { return q.Totals.Margin })
		for range 100 {
			target := r.Int64N(18_000) // from 10,000 on there is no relief
			k.goal.Margin = currency.FromMinor(target, k.code)
			out, err := k.engine.Solve(k.goal)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			for n := 0; n < len(c.pays); {
				first, best := n, -1
				for ; n < len(c.pays) && c.law[n] == c.law[first]; n++ {
					if c.pays[n] >= target && (best < 0 || c.pays[n] < c.pays[best]) {
						best = n
					}
				}
				if n == len(c.pays) && best >= 0 && c.pays[best] > target && c.pays[n-1] < target+3000 || best < 0 || c.pays[first] > target && c.pays[best] > target || c.pays[best]-target >= k.goal.Quantity {
					continue // beyond the run, or near the last net that was tried
				}
				at := slices.IndexFunc(out.All, func(s pricing.Solution) bool { return minorOf(t, s.Net) == int64(best)*k.goal.Quantity })
				if at < 0 || minorOf(t, out.All[at].Rounding) != target-c.pays[best] {
					t.Fatalf("margin %d: %d goods at %d leave %d, and no solution says so\n%v\n%+v", target, k.goal.Quantity, best, c.pays[best], k, out.All)
				}
				if c.pays[best] == target {
					exact++
				} else {
					beyond++
				}
			}
		}
	}
	t.Logf("%d exact, %d beyond", exact, beyond)
	if exact == 0 || beyond == 0 {
		t.Error("not both were met")
	}
}

// A margin in full steps of customs is found by some hundred nets, however far
// it is: each costs what a quote does.
func TestSolveMarginEffort(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates")
	}
	e := solveEngine(t, solveMarkets)
	absorbed := pricing.Absorbed
	g := goalOf(locale.Place{Country: "JP"}, "610910", "JPY 1")
	g.Duty, g.Tax, g.Target = &absorbed, &absorbed, currency.Amount{}
	for i, hs := range solveCodes[:3] {
		p := g.Product
		p.SKU, p.HSCode, p.Price = fmt.Sprint(p.SKU, i), hs, currency.FromMinor(1000+37*int64(i), currency.JPY)
		g.Lines = append(g.Lines, pricing.Line{Product: p, Quantity: 1 + int64(i)})
	}
	g.Product = pricing.Product{}
	each := testing.AllocsPerRun(10, func() {
		if _, err := e.Quote(pricing.Cart{At: noon, ShipTo: g.Offer.ShipTo, Lines: g.Lines, Duty: g.Duty, Tax: g.Tax, Shipping: currency.FromMinor(15000, currency.JPY)}); err != nil {
			t.Fatal(err)
		}
	})
	for _, margin := range []int64{100, 9_000, 30_000, 3_000_000, 1_000_000_000_000} {
		g.Margin = currency.FromMinor(margin, currency.JPY)
		allocs := testing.AllocsPerRun(1, func() {
			if _, err := e.Solve(g); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > 400*each {
			t.Errorf("a margin of %v takes %.0f allocations, a quote %.0f", g.Margin, allocs, each)
		}
	}
}

// A solution for a market that shows prices with levies inside is the net of a
// product page: it shows the target.
func TestSolveLawPrice(t *testing.T) {
	race.Alone(t)
	r := newRand(t)
	next := solveTasks(t)
	inside := func(c *pricing.Config) {
		solveMarkets(c)
		for i := range c.Markets {
			c.Markets[i].Duty, c.Markets[i].Tax = pricing.InPrice, pricing.InPrice
		}
	}
	tables, err := wholeTables()
	if err != nil {
		t.Fatal(err)
	}
	e, whole := solveEngine(t, inside), solveEngine(t, func(c *pricing.Config) {
		inside(c)
		c.Regimes, c.Schemes = tables.Regimes, tables.Schemes
	})
	shown, gains := 0, 0
	for range 1000 {
		k := next(r)
		k.engine = e
		k.goal.Quantity, k.goal.Shipping, k.goal.Insurance, k.goal.Mode = 0, currency.Amount{}, currency.Amount{}, 0
		k.goal.Duty, k.goal.Tax = nil, nil
		k.goal.Target = k.price(r)
		out, err := e.Solve(k.goal)
		if err != nil {
			t.Fatalf("%v\n%v", err, k)
		}
		for _, s := range out.All {
			if s.Net.IsZero() {
				continue
			}
			p := k.goal.Product
			p.Price = s.Units[0]
			page, err := e.Price(p, k.goal.Offer)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			gain, err := k.gain(e, whole, p)
			if err != nil {
				t.Fatalf("%v\n%v", err, k)
			}
			if !gain.IsZero() { // the merchant keeps the fractions that customs drop
				gains++
				if page.Shown != s.Total || sum(page.Duty, page.Tax, gain.Neg()) != sum(s.Duty, s.Tax) || s.Margin != sum(out.Target, s.Duty.Neg(), s.Tax.Neg()) {
					t.Fatalf("the page shows %v with %v and %v, of which customs drop %v, want %v with %v and %v\n%v", page.Shown, page.Duty, page.Tax, gain, s.Total, s.Duty, s.Tax, k)
				}
				continue
			}
			if page.Shown != s.Total || sum(page.Shown, s.Rounding) != out.Target || page.Duty != s.Duty ||
				page.Tax != sum(s.Tax, s.Fees, s.Absorbed.Neg()) { // the fees and the tax on them are the merchant's
				t.Fatalf("the page shows %v with %v and %v, want %v with %v and %v\n%v", page.Shown, page.Duty, page.Tax, s.Total, s.Duty, s.Tax, k)
			}
			shown++
		}
	}
	if shown < 500 || gains == 0 {
		t.Errorf("only %d pages, %d gains", shown, gains)
	}
}

// gain is what the merchant keeps of the price of one unit because customs drop
// fractions of the levies inside: what they are less by quotes than by an engine
// whose customs drop nothing.
func (k task) gain(e, whole *pricing.Engine, p pricing.Product) (currency.Amount, error) {
	cart := pricing.Cart{Market: k.goal.Offer.Market, At: k.goal.Offer.At, ShipTo: k.goal.Offer.ShipTo, Lines: []pricing.Line{{Product: p, Quantity: 1}}}
	q, err := e.Quote(cart)
	if err != nil || !declares(q) {
		return currency.FromMinor(0, k.code), err
	}
	w, err := whole.Quote(cart)
	if err == nil {
		err = keepsFractions(q, w)
	}
	return sum(w.Totals.Duty, w.Totals.Tax, q.Totals.Duty.Neg(), q.Totals.Tax.Neg()), err
}

// Carts of several lines: each solution is quoted, units keep the proportions
// of the list prices, and no net around leads closer to the target.
func TestSolveLawCart(t *testing.T) {
	r := newRand(t)
	next := solveTasks(t)
	solved, away := 0, map[int64]int{}
	for i := range targets() / 10 {
		k := next(r)
		first := k.goal.Product
		k.goal.Product, k.goal.Quantity = pricing.Product{}, 0
		for j := range 2 + r.IntN(4) {
			p := first
			p.SKU, p.HSCode = p.SKU+string(rune('A'+j)), solveCodes[r.IntN(len(solveCodes))]
			p.Price = currency.FromMinor(1+r.Int64N(10000), currency.USD)
			if j > 0 && r.IntN(4) == 0 {
				p.Kind, p.HSCode, p.Origin, p.Measures, p.WeightKG = pricing.Service, "", "", nil, decimal.Decimal{}
			}
			k.goal.Lines = append(k.goal.Lines, pricing.Line{ID: p.SKU, Product: p, Quantity: 1 + r.Int64N(3)})
		}
		k.goal.Target = k.price(r)
		out, err := k.engine.Solve(k.goal)
		if err != nil {
			t.Fatalf("cart %d: %v\n%v", i, err, k)
		}
		for _, s := range append(slices.Clone(out.All), out.Chosen) {
			q, err := k.quote(s.Units)
			if err != nil {
				t.Fatalf("cart %d: quoting: %v\n%v", i, err, k)
			}
			if q.Totals.CustomerPays != s.Total || q.Totals.Duty != s.Duty || q.Totals.Tax != s.Tax || q.Totals.Goods != s.Net ||
				sum(s.Total, s.Rounding, s.Subsidy.Neg()) != s.Price || s.Price != out.Target {
				t.Fatalf("cart %d: %+v, the quote says %+v\n%v", i, s, q.Totals, k)
			}
			away[minorOf(t, s.Rounding)/10]++
			solved++
		}
		var most pricing.Line
		for _, l := range k.goal.Lines {
			if l.Product.Price.Sign() > 0 && (most.Quantity == 0 || minorOf(t, l.Product.Price) > minorOf(t, most.Product.Price)) {
				most = l
			}
		}
		for _, s := range out.All {
			for j, l := range k.goal.Lines { // within a step of its share of the dearest
				at := slices.IndexFunc(k.goal.Lines, func(o pricing.Line) bool { return o.ID == most.ID })
				off := minorOf(t, s.Units[j])*minorOf(t, most.Product.Price) - minorOf(t, s.Units[at])*minorOf(t, l.Product.Price)
				if step := minorOf(t, k.step); off > step*minorOf(t, most.Product.Price) || -off > step*minorOf(t, most.Product.Price) {
					t.Fatalf("cart %d: units %v do not keep the proportions\n%v", i, s.Units, k)
				}
			}
		}
	}
	t.Logf("%d solutions, by ten minor units of rounding: %v", solved, away)
}

// Under a duty of 80 % and taxes of 10 % on both 2 % are left of the most that goods
// may cost, 10^15 yen, and some of the last teeth: 4,001 yen less bear a duty of 4,000
// less, a tax of 7.8 % on 9,000 less that is 800 less in full hundreds, and 22/78 of it
// that are 300 less.
func TestSolveMarginOfAll(t *testing.T) {
	absorbed := pricing.Absorbed
	g := goalOf(locale.Place{Country: "JP"}, "611020", "JPY 100000000000000")
	g.Margin, g.Target, g.Duty, g.Tax = g.Target, currency.Amount{}, &absorbed, &absorbed
	out, err := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Tariff = madeUp(t, "JP", "80%")
	}).Solve(g)
	var ge *pricing.GapError
	if !errors.As(err, &ge) || ge.Gap.Low.Text() != "20000000001099" || ge.Gap.NetLow.Text() != "999999999995999" {
		t.Errorf("%v, %+v, want nothing above 20000000001099", err, out.All)
	}
}

// A duty of 60 % and VAT of 20 % on both leave 0.08 of a penny of each more, and of a
// duty that is rounded up 0.6 less: where taxes are counted in hundredths of a penny,
// two pence are left of each 25 more, and six pence before, as the 16.00 of 200.00 are
// of 199.94 with a duty of 119.96.
func TestSolveMarginOfRounding(t *testing.T) {
	absorbed := pricing.Absorbed
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Tariff = madeUp(t, "GB", "60%")
		for i := range c.Markets {
			c.Markets[i].Policy.Rounding.Digits = currency.To(4)
		}
	})
	for twos := int64(600); twos < 1000; twos++ {
		g := goalOf(locale.Place{Country: "GB"}, "611020", "GBP 1.00")
		g.Margin, g.Target = currency.FromMinor(2*twos, currency.GBP), currency.Amount{}
		g.Duty, g.Tax = &absorbed, &absorbed
		out, err := e.Solve(g)
		if err != nil {
			t.Fatal(err)
		}
		want := currency.FromMinor(25*twos-6, currency.GBP)
		if s := out.All[len(out.All)-1]; s.Net != want || !s.Rounding.IsZero() {
			t.Errorf("%v is left of %v, but for %v, want %v", g.Margin, s.Net, s.Rounding, want)
		}
	}
}

// Customs that count thousands and ask for hundreds leave a margin of teeth, each of
// which grows to 999 above where it begins. Here carriage is no part of what they
// count, and of n thousand a duty of 110 % leaves 100 less than before, one of 99 %
// what 10 n are of full hundreds more.
func TestSolveMarginOfTeeth(t *testing.T) {
	absorbed, checkout := pricing.Absorbed, pricing.AtCheckout
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	rows := regimes.All("JP")
	for i := range rows {
		rows[i].Valuation = duty.FOB
	}
	if regimes, err = duty.NewRegimes(rows); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rate             string
		step             int64 // of prices
		shipping, margin string
		want             string
		reason           string
	}{
		{"110% MAX 5500 JPY / item", 1, "1000", "JPY 700", "3000 leaves 700; 5200 leaves 700; nothing below 500 JPY at 5000", "a duty of 3,300, and of 5,500, which 5,000 bear as all beyond"},
		{"110% MAX 5500 JPY / item", 1, "1000", "JPY 500", "5000 leaves 500; nothing below 500 JPY at 5000", "the least of all"},
		{"110%", 1, "1000", "JPY 2000", "nothing above 1999 JPY at 999", "999 bear nothing"},
		{"110%", 1, "1000", "JPY 1999", "999 leaves 1999", "the most of all"},
		{"100.5%", 1, "1000", "JPY 2000", "nothing above 1999 JPY at 999", "20,000 bear 20,100, and each 20,000 more as much"},
		{"99%", 30, "0", "JPY 95", "3000 leaves 100", "120 leave 120, 2,010 with a duty of 1,900 leave 110, and 3,000 with 2,900 the least of all from there on"},
		{"99%", 30, "0", "JPY 195", "2100 leaves 200", "1,110 with a duty of 900 leave 210, 2,070 with 1,900 170"},
		{"99%", 30, "0", "JPY 1195", "21900 leaves 1200", "with a duty of 20,700; up to 21,000 no net leaves more than 1,190"},
		{"100%", 300, "0", "JPY 750", "1800 leaves 800", "900, 1,200 and 1,500 leave 900, 200 and 500"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			conf.Tariff, conf.Regimes = madeUp(t, "JP", c.rate), regimes
			for i := range conf.Markets {
				conf.Markets[i].Rounding.Increment = c.step
			}
		})
		g := goalOf(locale.Place{Country: "JP"}, "611020", c.margin)
		g.Margin, g.Target, g.Duty, g.Tax = g.Target, currency.Amount{}, &absorbed, &checkout
		g.Shipping = currency.MustAmount(c.shipping, currency.JPY)
		out, err := e.Solve(g)
		var got []string
		for _, s := range out.All {
			got = append(got, s.Net.Text()+" leaves "+s.Margin.Text())
		}
		for _, gap := range out.Gaps {
			if gap.High.Text() != c.shipping { // what is left of goods for nothing
				got = append(got, gap.String()+" at "+gap.NetHigh.Text())
			}
		}
		if ge := (*pricing.GapError)(nil); errors.As(err, &ge) {
			got = append(got, ge.Gap.String()+" at "+ge.Gap.NetLow.Text())
		} else if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(got, "; "); got != c.want {
			t.Errorf("%s, %s: got %s, want %s: %s", c.rate, c.margin, got, c.want, c.reason)
		}
	}
}

// A margin under a duty of more than the goods are worth above an allowance grows
// with the net until that is used up, and falls from there: it is met once on each
// side of the turn, by the lowest net.
func TestSolveMarginBends(t *testing.T) {
	absorbed := pricing.Absorbed
	for _, c := range []struct {
		country                locale.Country
		table, rate            string
		margin, shipping, want string
		reason                 string
	}{
		{"GB", "GB", "150% - 202.52 GBP / item", "GBP 135.01", "0", "135.01", "the allowance is used up at the first net beyond the relief, and 135.02 with a duty of 0.01 leave as much"},
		{"GB", "GB", "150% - 202.52 GBP / item", "GBP 135.00", "0", "135.00; 135.03", "135.00 under the relief; 135.03 with 0.03, as 135.04 with 0.04"},
		{"AU", "AU", "150% - 14999.98 AUD / item", "AUD 9904.98", "0", "9999.98", "95.00 of fees; 9,999.99 with a duty of 0.01 leave as much, but as the last net before other fees begin turn nowhere"},
		{"AU", "AU", "150% - 14999.99 AUD / item", "AUD 9904.99", "0", "9999.99", "the allowance is used up at that last net"},
		{"DE", "EU", "150% - 300 EUR / item", "EUR 190.00", "20.00", "170.00; 199.99", "170 with 20 of freight; 219.99 bear 29.99"},
		{"AU", "AU", "100%", "AUD 15.00", "110.00", "1000.01", "what 95.00 of fees leave of the shipping, whatever the goods cost: of all those nets the lowest"},
	} {
		e := solveEngine(t, func(conf *pricing.Config) {
			solveMarkets(conf)
			conf.Tariff = madeUp(t, c.table, c.rate)
		})
		g := goalOf(locale.Place{Country: c.country}, "611020", c.margin)
		g.Margin, g.Target, g.Duty = g.Target, currency.Amount{}, &absorbed
		g.Shipping = currency.MustAmount(c.shipping, g.Margin.Currency())
		out, err := e.Solve(g)
		var nets []string
		for _, s := range out.All {
			nets = append(nets, s.Net.Text())
			if s.Margin != out.Target {
				t.Errorf("%s, %s: %v leaves %v", c.rate, c.margin, s.Net, s.Margin)
			}
		}
		if got := strings.Join(nets, "; "); err != nil || got != c.want {
			t.Errorf("%s, %s: got %s (%v), want %s: %s", c.rate, c.margin, got, err, c.want, c.reason)
		}
	}
}

// A duty of all that the goods are worth leaves what customs drop of each thousand:
// a margin that is met in every one of them, without an end, is met by the lowest
// net, and one that none of them leaves is a gap.
func TestSolveMarginOfEachStep(t *testing.T) {
	e := solveEngine(t, func(c *pricing.Config) {
		solveMarkets(c)
		c.Tariff = madeUp(t, "JP", "100%")
	})
	absorbed, checkout := pricing.Absorbed, pricing.AtCheckout
	for _, c := range []struct {
		margin, net string
		quantity    int64
		reason      string
	}{
		{"JPY 0", "0", 1, "of nothing nothing is left, as of 1,000"},
		{"JPY 1", "1", 1, "and of 1,001"},
		{"JPY 400", "400", 1, "and of 1,400, 2,400 …"},
		{"JPY 999", "999", 1, "the most that is left"},
		{"JPY 1000", "", 1, "1,000 bear a duty of 1,000"},
		{"JPY 400", "1400", 7, "200 each; 400 are no seventh of a thousand, 399 and 406 are"},
		{"JPY 999", "999", 27, "37 each"},
	} {
		g := goalOf(locale.Place{Country: "JP"}, "611020", c.margin)
		g.Margin, g.Target, g.Duty, g.Tax, g.Quantity = g.Target, currency.Amount{}, &absorbed, &checkout, c.quantity
		out, err := e.Solve(g)
		var ge *pricing.GapError
		if c.net == "" {
			if !errors.As(err, &ge) || ge.Gap.Low.Text() != "999" || ge.Gap.High != (currency.Amount{}) {
				t.Errorf("a margin of %s: %v, %+v: %s", c.margin, err, out.All, c.reason)
			}
			continue
		}
		if err != nil || len(out.All) != 1 || out.All[0].Net.Text() != c.net || !out.All[0].Rounding.IsZero() {
			t.Errorf("a margin of %s of %d: %v, %+v, want it of %s: %s", c.margin, c.quantity, err, out.All, c.net, c.reason)
		}
	}
}
