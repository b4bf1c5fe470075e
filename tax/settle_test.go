package tax

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Totals that are rounded more coarsely than prices, or are many times the
// figure of one unit, miss the sum of their exact shares by more than a step.
func TestCoarseTotals(t *testing.T) {
	wholeEuros := currency.Rounding{Digits: currency.To(0)}
	item := func(price, quantity string, inclusive bool, rates []Rate) Line {
		return Line{ID: price, Price: eur(price), Quantity: percent(quantity), Inclusive: inclusive, Rates: rates}
	}
	states := stacks[8] // 0.25, 6 and 1.5 %
	for _, c := range []struct {
		name   string
		lines  []Line
		p      Policy
		want   string // the taxes of each line
		reason string
	}{
		{"net of a unit, many of it", []Line{item("0.12", "200", true, states)}, Policy{Level: PerUnit, Target: TargetNet},
			"0.06 1.55 0.39", "0.11 is net, so 2.00 is tax: 0.25, 6 and 1.5 of 7.75 parts"},
		{"no tax on a unit, many of it", []Line{item("0.06", "200", true, states)}, Policy{Level: PerUnit, Target: TargetNet},
			"0.00 0.00 0.00", "0.06 is net, so there is no tax to divide"},
		{"whole euros, down", []Line{item("0.10", "1", false, vat("19")), item("128", "1", false, vat("19"))}, Policy{Level: PerRate, Rounding: wholeEuros},
			"0.02, 23.98", "0.339 is rounded off: no line pays a negative tax for another"},
		{"whole euros, up", []Line{item("0.10", "1", false, vat("19")), item("130", "1", false, vat("19"))}, Policy{Level: PerRate, Rounding: wholeEuros},
			"0.02, 24.98", "0.281 is rounded up, nearly all of it on the larger line"},
		{"a return among sales", []Line{item("100", "1", false, vat("19")), item("80", "-1", false, vat("19"))}, Policy{Level: PerInvoice, Rounding: wholeEuros},
			"19.11, -15.11", "3.80 is 4.00: what is rounded up goes by size, not by sign"},
	} {
		r, err := Calculate(c.lines, c.p)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkResult(t, c.name, r)
		checkTrace(t, c.name, r)
		var lines []string
		for _, l := range r.Lines {
			var taxes []string
			for _, x := range l.Taxes {
				taxes = append(taxes, x.Amount.Text())
			}
			lines = append(lines, strings.Join(taxes, " "))
		}
		if got := strings.Join(lines, ", "); got != c.want {
			t.Errorf("%s: got %s, want %s: %s", c.name, got, c.want, c.reason)
		}
	}
}

// TestTargetPrice holds the price of one unit, in the basis in which it is not
// given, to its exact figure rounded once and multiplied.
func TestTargetPrice(t *testing.T) {
	rnd := seeded(t)
	modes := []currency.Mode{currency.HalfUp, currency.HalfDown, currency.HalfEven, currency.Down}
	for range 20_000 {
		l := Line{Price: currency.FromMinor(rnd.Int64N(3000), currency.EUR), Quantity: decimal.NewFromInt(1 + rnd.Int64N(6)),
			Inclusive: rnd.IntN(2) == 0, Rates: stacks[rnd.IntN(len(stacks))]}
		if rnd.IntN(3) == 0 {
			l.Discounts = []Discount{{Percent: decimal.NewFromInt(rnd.Int64N(101))}}
		}
		p := Policy{Level: PerUnit, Target: TargetPrice, Rounding: currency.Rounding{Mode: modes[rnd.IntN(len(modes))]}}
		r, err := Calculate([]Line{l}, p)
		if err != nil {
			t.Fatalf("%+v: %v", l, err)
		}
		amount, err := l.amount(p)
		if err != nil {
			t.Fatal(err)
		}
		whole, _ := wholeOf(l.Rates)
		unit, got := new(big.Rat).Quo(ratOf(amount), l.Quantity.Rat()), r.Net
		if l.Inclusive {
			unit.Quo(unit, whole)
		} else {
			unit.Mul(unit, whole)
			got = r.Gross
		}
		want := roundAny(unit.Mul(unit, big.NewRat(100, 1)), p.Rounding.Mode)
		if whole.Cmp(big.NewRat(1, 1)) == 0 {
			want = new(big.Rat).Mul(ratOf(amount), big.NewRat(100, 1)) // untaxed: the price stands
		} else {
			want.Mul(want, l.Quantity.Rat())
		}
		if cents(ratOf(got)).Cmp(want) != 0 {
			t.Fatalf("%v %+v: price %v, want %s cents", p.Rounding.Mode, l, got, want.RatString())
		}
	}
}

// At the very value that an excess begins at no rate has a share of what a coarse grid
// makes of the price: one of them has it all, as if there were no other.
func TestCoarseTotalsOfNothing(t *testing.T) {
	excess := func(name, rate string) Rate {
		return Rate{Name: name, Percent: percent(rate), Treatment: Standard, Threshold: Threshold{Rule: Excess, Amount: eur("100.03")}}
	}
	state, city := excess("state", "6"), excess("city", "2")
	for _, c := range []struct {
		inclusive bool
		rates     []Rate
		grid      currency.Rounding
		want      string // tax of the line, by itself
		reason    string
	}{
		{false, []Rate{state}, currency.Rounding{Increment: 5}, "0.02", "100.03 is shown as 100.05"},
		{false, []Rate{state, city}, currency.Rounding{Increment: 5}, "0.02", "the same"},
		{false, []Rate{state, city}, currency.Rounding{Digits: currency.To(0)}, "-0.03", "100.03 is shown as 100"},
		{true, []Rate{state, city}, currency.Rounding{Digits: currency.To(0)}, "0.03", "100 of it is net"},
		{true, []Rate{state, city}, currency.Rounding{Digits: currency.To(1), Mode: currency.Up}, "-0.07", "100.1 of it is net"},
	} {
		for _, level := range []Level{PerLine, PerUnit, PerRate, PerInvoice} {
			r, err := Calculate([]Line{{ID: "a", Price: eur("100.03"), Quantity: percent("1"), Inclusive: c.inclusive, Rates: c.rates}}, Policy{Level: level, Target: TargetNet, Rounding: c.grid})
			if err != nil {
				t.Fatal(err)
			}
			due, err := r.Gross.Sub(r.Net)
			var charged currency.Total
			for _, charge := range r.Lines[0].Taxes {
				charged.Add(charge.Amount)
			}
			if sum, errOf := charged.Amount(); err != nil || errOf != nil || !sum.Equal(due) || level == PerLine && !due.Equal(eur(c.want)) {
				t.Errorf("%v, inclusive %v, %v: %v charged of %v, want %s: %s", level, c.inclusive, c.grid, sum, due, c.want, c.reason)
			}
			if _, err := r.Explain(); err != nil {
				t.Errorf("%v, inclusive %v: %v", level, c.inclusive, err)
			}
		}
	}
}

// Taxes per unit are compared with what a part of a unit costs exactly, whatever its
// rounding makes of it.
func TestPartOfAUnit(t *testing.T) {
	for _, c := range []struct {
		price, quantity, deposit string
		want                     error
		reason                   string
	}{
		{"1.00", "0.333", "1.00", nil, "all of the price"},
		{"0.25", "0.33", "0.25", nil, "all of 0.0825, which is 0.08"},
		{"1.00", "1.006", "1.001", ErrLine, "1.007 in 1.006, though both are 1.01"},
	} {
		line := Line{ID: "a", Price: eur(c.price), Quantity: percent(c.quantity), Inclusive: true,
			Rates: []Rate{{Name: "VAT", Percent: percent("19"), Treatment: Standard}, {Name: "deposit", PerUnit: eur(c.deposit), Treatment: Standard}}}
		for _, level := range []Level{PerLine, PerUnit, PerRate, PerInvoice} {
			r, err := Calculate([]Line{line}, Policy{Level: level})
			if !errors.Is(err, c.want) {
				t.Errorf("%v: got %v, want %v: %s", level, err, c.want, c.reason)
				continue
			}
			if c.want != nil {
				continue
			}
			if !r.Net.IsZero() {
				t.Errorf("%v: net %v: %s", level, r.Net, c.reason)
			}
			if _, err := r.Explain(); err != nil {
				t.Errorf("%v: %v", level, err)
			}
		}
	}
}
