package tax

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// itemTaxes are the taxes on an item at a net, by the words of the law and with
// rational numbers; reached says of which thresholds it is on the high side,
// nil by the net itself.
func itemTaxes(rates []Rate, net *big.Rat, reached func(*Threshold) bool) []*big.Rat {
	var taxes []*big.Rat
	before := new(big.Rat).Set(net)
	for i := range rates {
		r := &rates[i]
		base, percent, limit := net, r.Percent, new(big.Rat)
		if r.Compound {
			base = before
		}
		if t := &r.Threshold; !t.IsZero() {
			c := net.Cmp(t.Amount.Decimal().Rat())
			high := c > 0 || c == 0 && t.Rule != WholeAbove
			if reached != nil {
				high = reached(t)
			}
			switch {
			case !high:
				percent = t.Below
			case t.Rule == Excess:
				limit = t.Amount.Decimal().Rat()
			}
		}
		tax := new(big.Rat).Sub(base, limit)
		tax.Mul(tax, percent.Shift(-2).Rat())
		if !r.PerUnit.IsZero() {
			tax = r.PerUnit.Decimal().Rat()
		}
		before = new(big.Rat).Add(before, tax)
		taxes = append(taxes, tax)
	}
	return taxes
}

func sumRat(x ...*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for i := range x {
		sum.Add(sum, x[i])
	}
	return sum
}

// netOfItem finds the net of which an item with its taxes costs so much: for
// every set of thresholds that a net can have reached, it solves for the net
// and sees whether that reaches just these. Where none does, the price is in
// the jump of a threshold, and beyond it.
func netOfItem(rates []Rate, gross *big.Rat) (*big.Rat, []*big.Rat) {
	steps := []*big.Rat{new(big.Rat)}
	for i := range rates {
		if t := &rates[i].Threshold; !t.IsZero() {
			steps = append(steps, t.Amount.Decimal().Rat())
		}
	}
	slices.SortFunc(steps, (*big.Rat).Cmp)
	reaching := func(limit *big.Rat) func(*Threshold) bool {
		return func(t *Threshold) bool { return t.Amount.Decimal().Rat().Cmp(limit) <= 0 }
	}
	costs := func(net *big.Rat, reached func(*Threshold) bool) *big.Rat {
		return sumRat(append(itemTaxes(rates, net, reached), net)...)
	}
	solve := func(reached func(*Threshold) bool) *big.Rat {
		at0, at1 := costs(new(big.Rat), reached), costs(big.NewRat(1, 1), reached)
		net := new(big.Rat).Sub(gross, at0)
		return net.Quo(net, at1.Sub(at1, at0))
	}
	for _, limit := range steps {
		if net := solve(reaching(limit)); costs(net, nil).Cmp(gross) == 0 {
			return net, itemTaxes(rates, net, nil)
		}
	}
	for n := len(steps) - 1; n > 0; n-- {
		if costs(steps[n], reaching(steps[n-1])).Cmp(gross) <= 0 {
			net := solve(reaching(steps[n]))
			return net, itemTaxes(rates, net, reaching(steps[n]))
		}
	}
	return nil, nil
}

// bracketed are rates with thresholds of all kinds, alone and together.
var bracketed = [][]Rate{
	{newYork}, {massachusetts}, {manitoba}, {india}, {newYork, county}, {county, newYork, commuters}, {massachusetts, county},
	{massachusetts, rhodeIsland}, {rhodeIsland, newYork, county}, {newYork, manitoba}, {massachusetts, from("city", "1.5", Excess, "175", "0")},
	{county, from("top", "10", Excess, "120", "0"), from("over", "3", Whole, "200", "1")},
	{newYork, {Name: "on top", Percent: percentOf("8"), Compound: true, Threshold: massachusetts.Threshold}},
	{massachusetts, {Name: "on top", Percent: percentOf("8"), Compound: true}},
	{{Name: "deposit", PerUnit: dollars("0.25")}, massachusetts, {Name: "on top", Percent: percentOf("5"), Compound: true, Threshold: newYork.Threshold}},
}

// near makes up a line whose price is about a threshold.
func near(rnd *rand.Rand) Line {
	l := Line{Rates: bracketed[rnd.IntN(len(bracketed))], Inclusive: rnd.IntN(2) == 0}
	limit := int64(11000)
	for i := range l.Rates {
		if t := l.Rates[i].Threshold; !t.IsZero() && rnd.IntN(2) == 0 {
			limit, _ = t.Amount.Minor()
		}
	}
	quantity := 1 + rnd.Int64N(6)
	price := limit + rnd.Int64N(limit/4) - limit/8
	if rnd.IntN(4) == 0 {
		price = limit + rnd.Int64N(3) - 1
	}
	if rnd.IntN(3) == 0 {
		l.Discounts = off(currency.FromMinor(1+rnd.Int64N(quantity*20), currency.USD))
	}
	if rnd.IntN(5) == 0 {
		quantity = -quantity
		if l.Discounts != nil {
			l.Discounts[0].Amount = l.Discounts[0].Amount.Neg()
		}
	}
	l.Price, l.Quantity = currency.FromMinor(price, currency.USD), decimal.NewFromInt(quantity)
	return l
}

// exactTaxes are those of the line, of which one item costs its amount through
// its quantity, before any rounding.
func exactTaxes(t *testing.T, l Line) (net *big.Rat, taxes []*big.Rat) {
	t.Helper()
	a, err := l.amount(Policy{})
	if err != nil {
		t.Fatal(err)
	}
	quantity := l.Quantity.Rat()
	net = new(big.Rat).Quo(a.Decimal().Rat(), quantity)
	if l.Inclusive {
		net, taxes = netOfItem(l.Rates, net)
	} else {
		taxes = itemTaxes(l.Rates, net, nil)
	}
	for _, x := range taxes {
		x.Mul(x, quantity)
	}
	return new(big.Rat).Mul(net, quantity), taxes
}

// charged are the taxes of a line result, one for each rate.
func charged(l LineResult) []currency.Amount {
	var out []currency.Amount
	for k, t := range l.Taxes {
		if k > 0 && t.Rate.Treatment == Exempt && t.Rate.Name == l.Taxes[k-1].Rate.Name {
			continue // the rest beside an excess
		}
		out = append(out, t.Amount)
	}
	return out
}

func cents(x *big.Rat) *big.Rat { return new(big.Rat).Mul(x, big.NewRat(100, 1)) }

// TestThresholdLaws recomputes orders about the thresholds with rational
// numbers, at each level, and holds them to the laws of all orders.
func TestThresholdLaws(t *testing.T) {
	rnd := seeded(t)
	for round := range race.Cases(6000) {
		lines := make([]Line, 1+rnd.IntN(4))
		for i := range lines {
			lines[i] = near(rnd)
			lines[i].ID = fmt.Sprint("line-", i)
		}
		var nets, taxes []*big.Rat
		var each [][]*big.Rat
		for i := range lines {
			net, of := exactTaxes(t, lines[i])
			nets, taxes, each = append(nets, net), append(taxes, of...), append(each, of)
		}
		for _, level := range []Level{PerLine, PerUnit, PerRate, PerInvoice} {
			what := fmt.Sprintf("%v: %+v", level, lines)
			r, err := Calculate(lines, Policy{Level: level})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			checkResult(t, what, r)
			if round%10 == 0 {
				checkTrace(t, what, r)
				checkCredits(t, what, rnd, r)
			}
			if level == PerInvoice {
				if want := roundRat(cents(sumRat(taxes...)), currency.HalfUp); cents(r.Tax.Decimal().Rat()).Cmp(want) != 0 {
					t.Fatalf("%s: tax %v, want %v cents", what, r.Tax, want.FloatString(0))
				}
				continue
			}
			if level == PerRate {
				checkRateTotals(t, what, r, lines, each)
				continue
			}
			for i := range lines {
				got := charged(r.Lines[i])
				for k, x := range each[i] {
					want := roundRat(cents(x), currency.HalfUp)
					if level == PerUnit {
						q := lines[i].Quantity.Rat()
						want = roundRat(cents(new(big.Rat).Quo(x, q)), currency.HalfUp)
						want.Mul(want, q)
					}
					if cents(got[k].Decimal().Rat()).Cmp(want) != 0 {
						t.Fatalf("%s: line %d: tax %d is %v, want %s cents of %s", what, i, k+1, got[k], want.FloatString(0), x.RatString())
					}
				}
			}
			net, err := Calculate(lines, Policy{Level: level, Target: TargetNet})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			checkResult(t, what, net)
			for i := range lines {
				if want := roundRat(cents(nets[i]), currency.HalfUp); lines[i].Inclusive && level == PerLine && cents(net.Lines[i].Net.Decimal().Rat()).Cmp(want) != 0 {
					t.Fatalf("%s: line %d: net %v, want %s cents", what, i, net.Lines[i].Net, want.FloatString(0))
				}
			}
		}
	}
}

// checkRateTotals holds each tax to its rounded sum. The taxes of a total are
// those that the result puts into one.
func checkRateTotals(t *testing.T, what string, r Result, lines []Line, each [][]*big.Rat) {
	t.Helper()
	for _, total := range r.Totals {
		want := new(big.Rat)
		for i := range lines {
			k := 0
			for n, x := range r.Lines[i].Taxes {
				if n > 0 && x.Rate.Treatment == Exempt && x.Rate.Name == r.Lines[i].Taxes[n-1].Rate.Name {
					continue
				}
				if x.Rate.sameTax(total.Rate) {
					want.Add(want, each[i][k])
				}
				k++
			}
		}
		if want = roundRat(cents(want), currency.HalfUp); cents(total.Amount.Decimal().Rat()).Cmp(want) != 0 {
			t.Fatalf("%s: %v: %v, want %s cents", what, total.Rate, total.Amount, want.FloatString(0))
		}
	}
}
