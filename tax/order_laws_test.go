package tax

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// wholeOrder makes up an order with shipping, discounts and vouchers, and a
// policy.
func wholeOrder(rnd *rand.Rand, round int) (Order, Policy) {
	all := policies()
	p := all[rnd.IntN(len(all))]
	p.Shipping, p.ShippingWeights, p.DiscountWeights = ShippingRule(rnd.IntN(len(shippingWords))), Basis(rnd.IntN(3)), Basis(rnd.IntN(3))
	o := Order{Lines: order(rnd, round%2 == 0)}
	if rnd.IntN(6) == 0 {
		deposited(rnd, &o.Lines[rnd.IntN(len(o.Lines))])
	}
	if from, to := rnd.IntN(len(o.Lines)), rnd.IntN(len(o.Lines)); rnd.IntN(3) == 0 {
		id := o.Lines[to].ID
		o.Lines[to] = o.Lines[from] // equal lines meet in ties
		o.Lines[to].ID = id
	}
	cur := o.Lines[0].Price.Currency()
	if rnd.IntN(4) == 0 {
		p.Cash = currency.Rounding{Increment: 5}
	}
	if rnd.IntN(3) == 0 {
		d := Discount{Percent: decimal.New(rnd.Int64N(101), 0)}
		if d.AfterTax = rnd.IntN(2) == 0; !d.AfterTax {
			d.Basis, d.Shipping = Basis(rnd.IntN(3)), rnd.IntN(4) == 0
		}
		o.Discounts = append(o.Discounts, d)
	}
	if i := rnd.IntN(len(o.Lines)); rnd.IntN(3) == 0 {
		o.Lines[i].Discounts = append(o.Lines[i].Discounts, Discount{Percent: decimal.New(rnd.Int64N(51), 0), AfterTax: true})
	}
	if i := rnd.IntN(len(o.Lines)); rnd.IntN(4) == 0 && o.Lines[i].Discounts == nil {
		o.Lines[i].Discounts = []Discount{{Percent: decimal.New(rnd.Int64N(500), -1)}, {Amount: o.Lines[i].tenth(), Basis: Basis(rnd.IntN(3))}}
	}
	for range rnd.IntN(3) {
		o.Vouchers = append(o.Vouchers, Voucher{Purpose: Purpose(rnd.IntN(2)), Amount: currency.FromMinor(rnd.Int64N(20_000), cur), Basis: Basis(rnd.IntN(3))})
	}
	return o, p
}

// tenth is that of the price of the quantity, rounded down to the grid.
func (l *Line) tenth() currency.Amount {
	a, err := l.cost()
	if err == nil {
		a, err = a.MulDiv(one, decimal.New(10, 0), currency.Rounding{Mode: currency.Down})
	}
	if err != nil {
		panic(err)
	}
	return a
}

// TestOrderLaws holds a hundred thousand orders to all laws: figures add up, the
// prices given stand, the sequence of lines decides nothing, equal taxes rebase
// to the same price, treatments at the same percent stay apart, twice the
// quantity is twice the tax of units, an electronic invoice keeps to the
// standard, and credits sum to the charge. Of some, every step is redone by
// hand.
func TestOrderLaws(t *testing.T) {
	seeds := seeded(t)
	n := race.Cases(*ordersFlag)
	if race.Enabled { // beside each other, a few show a race
		n = race.Cases(n)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // orders are small, and gone at once
	const streams = 8                                 // at a time, and of any number of cores the same orders
	t.Run("stream", func(t *testing.T) {
		for s := range streams {
			rnd := rand.New(rand.NewPCG(seeds.Uint64(), 0))
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for round := s; round < n; round += streams {
					checkOrder(t, rnd, round)
				}
			})
		}
	})
}

// checkOrder makes up an order and holds it to all laws.
func checkOrder(t *testing.T, rnd *rand.Rand, round int) {
	o, p := wholeOrder(rnd, rnd.IntN(2))
	if len(o.Lines) > 4 && rnd.IntN(8) != 0 {
		o.Lines = o.Lines[:1+rnd.IntN(4)]
	}
	if rnd.IntN(3) == 0 { // as most orders are, and calculated in minor units
		o, p = Order{Lines: o.Lines}, Policy{Level: p.Level & 1, Target: p.Target}
	}
	what := fmt.Sprintf("order %d", round)
	defer func() {
		if t.Failed() {
			t.Logf("%s: %+v %+v", what, p, o)
		}
	}()
	r, err := o.Calculate(p)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	checkResult(t, what, r)
	checkGiven(t, what, r)
	checkTreatments(t, what, r)
	checkEN16931(t, what, r)
	checkPerUnitDoubles(t, what, rnd, o.Lines[0])
	for i := range o.Lines {
		price, to := o.Lines[i].Price, o.Lines[rnd.IntN(len(o.Lines))].Rates
		if rnd.IntN(2) == 0 {
			price, _ = price.Add(currency.MustAmount("0.00025", price.Currency())) // need not be on the grid
		}
		checkRebase(t, what, price, o.Lines[i].Rates, to)
	}
	o.Lines = slices.Clone(o.Lines)
	rnd.Shuffle(len(o.Lines), func(i, j int) { o.Lines[i], o.Lines[j] = o.Lines[j], o.Lines[i] })
	again, err := o.Calculate(p)
	if err != nil {
		t.Fatalf("%s: shuffled: %v", what, err)
	}
	checkSame(t, what, r, again, true)
	checkCredits(t, what, rnd, r)
	if round/8%20 == 0 { // it takes most of the time
		checkTrace(t, what, r)
		checkJSON(t, what, r)
	}
}

// checkJSON holds that the figures of a result, of its invoice and of a credit
// survive JSON to the last field.
func checkJSON(t *testing.T, what string, r Result) {
	t.Helper()
	r.Given = Order{} // what was given can name a currency for nothing
	survives(t, what, r)
	if e, err := r.EN16931(); err == nil {
		survives(t, what+": invoice", e)
	}
}

// survives sends a value through JSON.
func survives[T any](t *testing.T, what string, v T) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	var back T
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%s: %v: %s", what, err, data)
	}
	if reflect.DeepEqual(v, back) {
		return // most do, to the last word of memory
	}
	decimals := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	if diff := cmp.Diff(v, back, decimals); diff != "" {
		t.Fatalf("%s: through JSON: %s", what, diff)
	}
}

// checkGiven holds an order whose prices all contain the tax, or all do not, to
// law 4: the gross is the prices less the discounts, to the cent, and so is
// the net. What is in the other basis, or off the grid, is not held to it.
func checkGiven(t *testing.T, what string, r Result) {
	t.Helper()
	inclusive := r.Given.Lines[0].Inclusive
	sum, goods := new(big.Rat), new(big.Rat) // of all lines, and of goods that cost something
	for i := range r.Given.Lines {
		l := &r.Given.Lines[i]
		if l.Kind == Shipping && r.Policy.Shipping != OwnRates && dueOf(&r, l).Sign() != 0 {
			return // its own rates are not charged
		}
		line := new(big.Rat).Mul(ratOf(l.Price), l.Quantity.Rat())
		cost := new(big.Rat).Sub(line, dueOf(&r, l))
		for _, d := range l.Discounts {
			if !d.AfterTax {
				if !d.Basis.is(inclusive) {
					return
				}
				line.Sub(line, discountBy(d, cost, r))
			}
		}
		if l.Inclusive != inclusive || !new(big.Rat).Mul(line, r.steps()).IsInt() {
			return
		}
		sum.Add(sum, line)
		if l.Kind == Goods && line.Sign() > 0 {
			goods.Add(goods, line)
			goods.Sub(goods, dueOf(&r, l))
		}
	}
	take := func(off *big.Rat) {
		sum.Sub(sum, off)
		goods.Sub(goods, off)
	}
	for _, d := range r.Given.Discounts {
		if !d.AfterTax {
			if !d.Basis.is(inclusive) || d.Shipping {
				return
			}
			take(discountBy(d, goods, r))
		}
	}
	for _, v := range r.Given.Vouchers {
		if v.Purpose == SinglePurpose {
			if !v.Basis.is(inclusive) {
				return
			}
			off := ratOf(v.Amount)
			if off.Cmp(goods) > 0 {
				off.Set(goods)
			}
			take(off)
		}
	}
	if !new(big.Rat).Mul(sum, r.steps()).IsInt() {
		return // taxes per unit are what is left, and off the grid
	}
	got := r.Net
	if inclusive {
		got = r.Gross
	}
	if ratOf(got).Cmp(sum) != 0 {
		t.Fatalf("%s: prices less discounts are %s, not %v", what, sum.FloatString(6), got)
	}
}

// dueOf are the taxes per unit in the price of a line, by hand, up to the next
// step of the grid: no discount takes them.
func dueOf(r *Result, l *Line) *big.Rat {
	due := new(big.Rat)
	if !l.Inclusive {
		return due
	}
	for i := range l.Rates {
		switch r := &l.Rates[i]; {
		case !r.Treatment.Charges() || !r.Threshold.IsZero() || r.Retained:
		case !r.PerUnit.IsZero():
			due.Add(due, ratOf(r.PerUnit))
		case r.Compound:
			due.Add(due, new(big.Rat).Mul(due, new(big.Rat).Quo(r.Percent.Rat(), big.NewRat(100, 1))))
		}
	}
	scale := r.steps()
	due.Mul(due, l.Quantity.Rat())
	return due.Quo(roundAny(due.Mul(due, scale), currency.Up), scale)
}

// discountBy is a discount on a cost, by hand.
func discountBy(d Discount, cost *big.Rat, r Result) *big.Rat {
	if d.Percent.IsZero() {
		return ratOf(d.Amount)
	}
	off := new(big.Rat).Mul(cost, d.Percent.Rat())
	off.Quo(off, big.NewRat(100, 1))
	steps := r.steps()
	return off.Quo(roundAny(off.Mul(off, steps), r.Policy.Rounding.Mode), steps)
}

// steps are those of the grid of prices in one unit of the currency.
func (r *Result) steps() *big.Rat {
	return decimal.New(1, int32(r.Policy.places(r.Gross.Currency()))).Rat()
}

// checkTreatments holds that 0 % is not an exemption: each tax keeps the
// treatment given, and totals add up those of one treatment only.
func checkTreatments(t *testing.T, what string, r Result) {
	t.Helper()
	bases := map[Treatment]*big.Rat{}
	add := func(treatment Treatment, base *big.Rat) {
		if bases[treatment] == nil {
			bases[treatment] = new(big.Rat)
		}
		bases[treatment].Add(bases[treatment], base)
	}
	for i, l := range r.Lines {
		for k, x := range l.Taxes {
			given := r.Given.Lines[i]
			if given.Kind != Shipping && !thresholded(given.Rates) && given.Rates[k].Treatment != x.Rate.Treatment {
				t.Fatalf("%s: line %d is %v, not %v", what, i+1, x.Rate.Treatment, given.Rates[k].Treatment)
			}
			add(x.Rate.Treatment, ratOf(x.Base))
		}
	}
	for _, x := range r.Totals {
		add(x.Rate.Treatment, ratOf(x.Base.Neg()))
	}
	for treatment, rest := range bases {
		if rest.Sign() != 0 {
			t.Fatalf("%s: what is %v in the totals and in the lines differs by %s", what, treatment, rest.FloatString(4))
		}
	}
}

// checkPerUnitDoubles holds that twice the quantity is twice the tax at the
// level of units.
func checkPerUnitDoubles(t *testing.T, what string, rnd *rand.Rand, l Line) {
	t.Helper()
	l.Discounts, l.Quantity = nil, decimal.NewFromInt(1+rnd.Int64N(9))
	single, err := Calculate([]Line{l}, Policy{Level: PerUnit})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	l.Quantity = l.Quantity.Add(l.Quantity)
	double, err := Calculate([]Line{l}, Policy{Level: PerUnit})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if sum, err := single.Tax.Add(single.Tax); err != nil || !sum.Equal(double.Tax) {
		t.Fatalf("%s: %+v: tax %v of one, %v of two", what, l, single.Tax, double.Tax)
	}
}

// checkRebase holds that equal taxes leave a price as it is, and that others
// keep its net as exactly as one rounding can.
func checkRebase(t *testing.T, what string, price currency.Amount, from, to []Rate) {
	t.Helper()
	same, err := Rebase(price, from, slices.Clone(from), KeepNet, currency.Rounding{})
	if err != nil || same != price {
		t.Fatalf("%s: rebase %v to the same %v is %v (%v)", what, price, from, same, err)
	}
	kept, err := Rebase(price, from, to, KeepGross, currency.Rounding{})
	if err != nil || kept != price {
		t.Fatalf("%s: keep gross %v is %v (%v)", what, price, kept, err)
	}
	got, err := Rebase(price, from, to, KeepNet, currency.Rounding{})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	before, simple := wholeOf(from)
	after, alsoSimple := wholeOf(to)
	if !simple || !alsoSimple || before.Cmp(after) == 0 {
		return
	}
	cents := decimal.New(1, int32(price.Currency().Digits())).Rat()
	exact := new(big.Rat).Mul(ratOf(price), after)
	exact.Quo(exact, before).Mul(exact, cents)
	if want := roundAny(exact, currency.HalfUp); want.Cmp(cents.Mul(cents, ratOf(got))) != 0 {
		t.Fatalf("%s: rebase %v from %v to %v is %v, want %s minor units", what, price, from, to, got, want.RatString())
	}
}

// wholeOf is what rates make of a net of one, by hand; simple is false for
// those that do not only depend on it.
func wholeOf(rates []Rate) (whole *big.Rat, simple bool) {
	whole = big.NewRat(1, 1)
	for i := range rates {
		r := &rates[i]
		if !r.PerUnit.IsZero() || !r.Threshold.IsZero() {
			return whole, false
		}
		if r.Retained || !r.Treatment.Charges() {
			continue
		}
		part := new(big.Rat).Quo(r.Percent.Rat(), big.NewRat(100, 1))
		if r.Compound {
			part.Mul(part, whole)
		}
		whole.Add(whole, part)
	}
	return whole, true
}

// TestRebaseLaws holds prices that are finer than the minor unit to the same.
func TestRebaseLaws(t *testing.T) {
	rnd := seeded(t)
	for round := range 5000 {
		price := currency.MustAmount(fmt.Sprintf("%d.%05d", rnd.IntN(100), rnd.IntN(100_000)), currency.EUR)
		checkRebase(t, fmt.Sprintf("price %d", round), price, stacks[rnd.IntN(len(stacks))], stacks[rnd.IntN(len(stacks))])
	}
}
