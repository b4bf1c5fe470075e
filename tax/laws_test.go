package tax

import (
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// checkResult holds a result to law 3: net + tax = gross everywhere, and lines
// and rates sum to the totals.
func checkResult(t *testing.T, what string, r Result) {
	t.Helper()
	adds := func(where string, net, tax, gross currency.Amount) {
		t.Helper()
		if sum, err := net.Add(tax); err != nil || !sum.Equal(gross) {
			t.Fatalf("%s: %s: %v + %v = %v (%v), not %v", what, where, net, tax, sum, err, gross)
		}
	}
	adds("whole", r.Net, r.Tax, r.Gross)
	var net, tax, gross, retained, taxes currency.Total
	for i, l := range r.Lines {
		adds("line "+r.lineID(i), l.Net, l.Tax, l.Gross)
		net.Add(l.Net)
		tax.Add(l.Tax)
		gross.Add(l.Gross)
		kept, err := l.Retained()
		retained.AddResult(kept, err)
		var line currency.Total
		for _, x := range l.Taxes {
			if !x.Rate.Retained {
				line.Add(x.Amount)
			}
			if !x.Rate.Treatment.Charges() && !x.Amount.IsZero() {
				t.Fatalf("%s: %v charges %v", what, x.Rate, x.Amount)
			}
		}
		if sum, err := line.Amount(); err != nil || !sum.Equal(l.Tax) && !l.Tax.IsZero() {
			t.Fatalf("%s: line %s: taxes sum to %v (%v), not %v", what, r.lineID(i), sum, err, l.Tax)
		}
	}
	for _, x := range r.Totals {
		if x.Rate.Retained {
			retained.Sub(x.Amount)
		} else {
			taxes.Add(x.Amount)
		}
	}
	equal := func(where string, got currency.Total, want currency.Amount) {
		t.Helper()
		if sum, err := got.Amount(); err != nil || !sum.Equal(want) && !(sum.IsZero() && want.IsZero()) {
			t.Fatalf("%s: %s sum to %v (%v), not %v", what, where, sum, err, want)
		}
	}
	equal("nets", net, r.Net)
	equal("taxes", tax, r.Tax)
	equal("grosses", gross, r.Gross)
	equal("rates", taxes, r.Tax)
	equal("retained", retained, currency.Amount{})
}

// order makes up an order of up to twelve lines with all that lines can have.
func order(rnd *rand.Rand, mixed bool) []Line {
	curs := []currency.Code{currency.EUR, currency.JPY, currency.KWD, currency.USD}
	cur := curs[rnd.IntN(len(curs))]
	inclusive, clothes := rnd.IntN(2) == 0, rnd.IntN(8) == 0
	lines := make([]Line, 1+rnd.IntN(12))
	for i := range lines {
		l := &lines[i]
		l.ID = fmt.Sprint("line-", i)
		l.Kind = Kind(rnd.IntN(5))
		l.Price = currency.FromMinor(rnd.Int64N(100_000), cur)
		if rnd.IntN(8) == 0 {
			l.Price = currency.FromMinor(rnd.Int64N(2000)*100, cur) // round prices meet in ties
		}
		l.Quantity = decimal.New(1+rnd.Int64N(9), 0)
		switch rnd.IntN(10) {
		case 0:
			l.Quantity = decimal.New(1+rnd.Int64N(9999), -3) // kilograms
		case 1:
			l.Quantity = l.Quantity.Neg() // a return
		}
		l.Inclusive = inclusive
		if mixed {
			l.Inclusive = rnd.IntN(2) == 0
		}
		l.Rates = stacks[rnd.IntN(len(stacks))]
		if clothes && rnd.IntN(3) == 0 {
			l.Rates = inCurrency(bracketed[rnd.IntN(len(bracketed)-1)], cur)
		}
		if rnd.IntN(3) == 0 {
			if a, err := l.amount(Policy{}); err == nil {
				d, err := a.MulDiv(decimal.New(rnd.Int64N(101), 0), hundred, currency.Rounding{Mode: currency.Down})
				if err != nil {
					panic(err)
				}
				l.Discounts = off(d)
			}
		}
	}
	return lines
}

// inCurrency moves thresholds to another currency.
func inCurrency(rates []Rate, cur currency.Code) []Rate {
	rates = slices.Clone(rates)
	for i := range rates {
		if t := &rates[i].Threshold; !t.IsZero() {
			t.Amount = currency.MustAmount(t.Amount.Text(), cur)
		}
	}
	return rates
}

// off is a discount before tax in the basis of the price.
func off(a currency.Amount) []Discount { return []Discount{{Amount: a}} }

// discountOf sums such discounts.
func discountOf(l Line) currency.Amount {
	var sum currency.Total
	for _, d := range l.Discounts {
		sum.Add(d.Amount)
	}
	a, err := sum.Amount()
	if err != nil {
		panic(err)
	}
	return a
}

func percent(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// stacks are rates side by side, on top of each other, and of each treatment.
var stacks = [][]Rate{
	{{Name: "VAT", Percent: percent("19")}},
	{{Name: "VAT", Percent: percent("7"), Treatment: Reduced}},
	{{Name: "VAT", Percent: percent("5.5"), Treatment: Reduced}},
	{{Name: "VAT", Percent: percent("0"), Treatment: Zero}},
	{{Name: "VAT", Percent: percent("19"), Treatment: ReverseCharge}},
	{},
	{{Name: "GST", Percent: percent("5")}, {Name: "QST", Percent: percent("9.975")}},
	{{Name: "GST", Percent: percent("5")}, {Name: "PST", Percent: percent("8"), Compound: true}},
	{{Name: "state", Percent: percent("0.25")}, {Name: "county", Percent: percent("6")}, {Name: "city", Percent: percent("1.5")}},
	{{Name: "IVA", Percent: percent("21")}, {Name: "recargo", Percent: percent("5.2")}, {Name: "IRPF", Percent: percent("15"), Retained: true}},
	{{Name: "VAT", Percent: percent("19")}, {Name: "books", Percent: percent("7"), Treatment: Exempt}},
	{{Name: "VAT", Percent: percent("0"), Treatment: Exempt}},
}

// deposited gives lines a tax per unit, before a tax on it or beside one, and a
// price that covers them.
func deposited(rnd *rand.Rand, l *Line) {
	cur := l.Price.Currency()
	tax := Rate{Name: "deposit", PerUnit: currency.FromMinor(1+rnd.Int64N(50), cur)}
	if rnd.IntN(2) == 0 {
		tax.PerUnit = currency.MustAmount(fmt.Sprintf("0.%03d", 1+rnd.IntN(999)), cur)
	}
	l.Rates = append([]Rate{tax}, Rate{Name: "VAT", Percent: percent("19"), Compound: rnd.IntN(2) == 0})
	if floor := currency.FromMinor(2000, cur); l.Discounts == nil && l.Price.Sign() >= 0 {
		l.Price, _ = l.Price.Add(floor)
	} else {
		l.Rates = l.Rates[1:]
	}
}

func policies() []Policy {
	var all []Policy
	for level := range Level(len(levelWords)) {
		for target := range Target(len(targetWords)) {
			for mode := currency.HalfUp; mode <= currency.Floor; mode++ {
				all = append(all, Policy{Level: level, Target: target, Rounding: currency.Rounding{Mode: mode}})
			}
		}
	}
	return append(all,
		Policy{Rounding: currency.Rounding{Digits: currency.To(0)}},
		Policy{Level: PerRate, Rounding: currency.Rounding{Digits: currency.To(4)}},
		Policy{Level: PerInvoice, Rounding: currency.Rounding{Increment: 5}},
		Policy{Level: PerInvoice, Target: TargetNet, Rounding: currency.Rounding{Increment: 5}},
		Policy{Level: PerUnit, Rounding: currency.Rounding{Increment: 5}},
	)
}

var (
	seedFlag   = flag.Uint64("seed", 0, "the seed of generated orders; 0: a new one")
	ordersFlag = flag.Int("orders", 100_000, "how many orders to generate")
)

func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(rand.Int64())
	}
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// TestLaws holds generated orders under every policy to laws 3 and 4: all adds
// up, the gross of an inclusive line is its price, and the order of the lines
// changes nothing.
func TestLaws(t *testing.T) {
	rnd := seeded(t)
	all := policies()
	for round := range race.Cases(1200) {
		lines := order(rnd, round%3 == 0)
		named := round%4 != 0
		if !named {
			for i := range lines {
				lines[i].ID = "" // then only the totals can be compared
			}
		}
		shuffled := slices.Clone(lines)
		rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		some := all
		if round > 20 {
			some = make([]Policy, 6)
			for i := range some {
				some[i] = all[rnd.IntN(len(all))]
			}
		}
		for _, p := range some {
			what := fmt.Sprintf("%v/%v/%+v %+v", p.Level, p.Target, p.Rounding, lines)
			got, err := Calculate(lines, p)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			checkResult(t, what, got)
			checkStanding(t, what, lines, got, p)
			again, err := Calculate(shuffled, p)
			if err != nil {
				t.Fatalf("%s: shuffled: %v", what, err)
			}
			checkSame(t, what, got, again, named)
		}
	}
}

// checkStanding holds that what was given stands: the gross of inclusive lines,
// the net of exclusive ones, wherever they are on the grid.
func checkStanding(t *testing.T, what string, lines []Line, r Result, p Policy) {
	t.Helper()
	for i := range lines {
		a, err := lines[i].amount(Policy{})
		if err != nil {
			t.Fatal(err)
		}
		onGrid, err := a.Round(p.grid(a.Currency()))
		if err != nil {
			t.Fatal(err)
		}
		got, name := r.Lines[i].Gross, "gross"
		if !lines[i].Inclusive {
			got, name = r.Lines[i].Net, "net"
		}
		if a.Equal(onGrid) {
			// At the pooled levels an off-grid line elsewhere is settled with its
			// pool, and a line on the grid then still has a remainder of zero.
			if !got.Equal(a) && !anyOffGrid(lines, p) {
				t.Fatalf("%s: %s of %s is %v, want %v", what, name, lines[i].ID, got, a)
			}
			continue
		}
		step := currency.MustAmount("0.01", a.Currency())
		if a.Currency() == currency.JPY {
			step = currency.FromMinor(1, currency.JPY)
		}
		if p.Level == PerInvoice {
			// The sum is what is left of two rounded figures, which sales and
			// returns can move by nearly a step each.
			step, _ = step.Add(step)
		}
		if d, _ := got.Sub(a); p.Rounding.Increment == 0 {
			if c, _ := d.Abs().Cmp(step); c > 0 {
				t.Fatalf("%s: %s of %s is %v, too far from %v", what, name, lines[i].ID, got, a)
			}
		}
	}
}

func anyOffGrid(lines []Line, p Policy) bool {
	for i := range lines {
		a, _ := lines[i].amount(Policy{})
		if r, _ := a.Round(p.grid(a.Currency())); !r.Equal(a) {
			return true
		}
	}
	return false
}

// checkSame compares the results of one order in two sequences: the totals, and
// each line by its ID.
func checkSame(t *testing.T, what string, a, b Result, named bool) {
	t.Helper()
	if !a.Net.Equal(b.Net) || !a.Tax.Equal(b.Tax) || !a.Gross.Equal(b.Gross) || !a.Retained.Equal(b.Retained) {
		t.Fatalf("%s: shuffled totals are %v %v %v, want %v %v %v", what, b.Net, b.Tax, b.Gross, a.Net, a.Tax, a.Gross)
	}
	byID := map[string]LineResult{}
	for i, l := range b.Lines {
		byID[b.lineID(i)] = l
	}
	for i, l := range a.Lines {
		m := byID[a.lineID(i)]
		if named && !(l.Net.Equal(m.Net) && l.Tax.Equal(m.Tax) && l.Gross.Equal(m.Gross)) {
			t.Fatalf("%s: shuffled line %s is %v %v %v, want %v %v %v", what, a.lineID(i), m.Net, m.Tax, m.Gross, l.Net, l.Tax, l.Gross)
		}
	}
	for _, x := range a.Totals {
		found := false
		for _, y := range b.Totals {
			if x.Rate.sameTax(y.Rate) {
				found = x.Amount.Equal(y.Amount) && x.Base.Equal(y.Base)
			}
		}
		if !found {
			t.Fatalf("%s: shuffled total of %v differs from %v", what, x.Rate, x.Amount)
		}
	}
}

// TestLineAgainstRationals recomputes the level line with big.Rat.
func TestLineAgainstRationals(t *testing.T) {
	rnd := seeded(t)
	for range 1500 {
		lines := order(rnd, true)
		for _, mode := range []currency.Mode{currency.HalfUp, currency.HalfEven, currency.HalfDown, currency.Down} {
			got, err := Calculate(lines, Policy{Rounding: currency.Rounding{Mode: mode}})
			if err != nil {
				t.Fatal(err)
			}
			for i := range lines {
				l := &lines[i]
				if thresholded(l.Rates) { // see TestThresholdLaws
					continue
				}
				scale := new(big.Rat).SetInt64(1)
				for range l.Price.Currency().Digits() {
					scale.Mul(scale, new(big.Rat).SetInt64(10))
				}
				amount := new(big.Rat).Mul(l.Price.Decimal().Rat(), l.Quantity.Rat())
				amount.Sub(amount, discountOf(*l).Decimal().Rat())
				base := roundRat(amount.Mul(amount, scale), mode)
				whole := new(big.Rat).SetInt64(1)
				var factors []*big.Rat
				for _, r := range l.Rates {
					f := new(big.Rat)
					if r.Treatment.Charges() {
						f.Quo(r.Percent.Rat(), new(big.Rat).SetInt64(100))
					}
					if r.Compound {
						f.Mul(f, whole)
					}
					if !r.Retained {
						whole.Add(whole, f)
					}
					factors = append(factors, f)
				}
				for k, f := range factors {
					exact := new(big.Rat).Mul(base, f)
					if l.Inclusive {
						exact.Quo(exact, whole)
					}
					want := roundRat(exact, mode)
					if have := new(big.Rat).Mul(got.Lines[i].Taxes[k].Amount.Decimal().Rat(), scale); have.Cmp(want) != 0 {
						t.Fatalf("%v: tax %d of %+v is %v, want %v", mode, k, l, have, want)
					}
				}
			}
		}
	}
}

// roundRat rounds to an integer, the slow and plain way.
func roundRat(x *big.Rat, mode currency.Mode) *big.Rat {
	abs := new(big.Rat).Abs(x)
	q, rest := new(big.Int).QuoRem(abs.Num(), abs.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(abs.Denom())
	if half > 0 && mode != currency.Down || half == 0 && (mode == currency.HalfUp || mode == currency.HalfEven && q.Bit(0) == 1) {
		q.Add(q, big.NewInt(1))
	}
	r := new(big.Rat).SetInt(q)
	if x.Sign() < 0 {
		r.Neg(r)
	}
	return r
}

// TestSpreadDiscountLaws: the shares sum to the discount, no line pays less
// than nothing, and the order of the lines decides nothing.
func TestSpreadDiscountLaws(t *testing.T) {
	rnd := seeded(t)
	for range 3000 {
		lines := order(rnd, true)
		var total, before, after currency.Total
		for i := range lines {
			lines[i].Quantity = decimal.New(1+rnd.Int64N(5), 0)
			lines[i].Discounts = nil
			a, err := lines[i].amount(Policy{})
			if err != nil {
				t.Fatal(err)
			}
			total.Add(a)
		}
		sum, err := total.Amount()
		if err != nil {
			t.Fatal(err)
		}
		discount, err := sum.MulDiv(decimal.New(rnd.Int64N(1001), 0), decimal.New(1000, 0), currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		spread, err := SpreadDiscount(lines, discount, currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		shuffled := slices.Clone(lines)
		rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err := SpreadDiscount(shuffled, discount, currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		shares := map[string]currency.Amount{}
		for i := range again {
			shares[again[i].ID] = discountOf(again[i])
		}
		for i := range spread {
			before.Add(discountOf(spread[i]))
			a, err := spread[i].amount(Policy{})
			if err != nil || a.Sign() < 0 {
				t.Fatalf("line %d costs %v (%v)", i, a, err)
			}
			after.Add(a)
			if s := shares[spread[i].ID]; !s.Equal(discountOf(spread[i])) && !(s.IsZero() && discountOf(spread[i]).IsZero()) {
				t.Fatalf("share of %s is %v, shuffled %v", spread[i].ID, discountOf(spread[i]), s)
			}
		}
		if got, err := before.Amount(); err != nil || !got.Equal(discount) && !discount.IsZero() {
			t.Fatalf("shares sum to %v (%v), want %v", got, err, discount)
		}
		if _, err := Calculate(spread, Policy{}); err != nil {
			t.Fatal(err)
		}
	}
}
