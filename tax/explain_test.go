package tax

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
	"github.com/landedhq/landed/internal/formula"
)

// replay redoes a step with math/big, by what the step says and nothing else.
func replay(s explain.Step, cur currency.Code) ([]*big.Rat, error) {
	in := map[string]*big.Rat{}
	var shares []*big.Rat
	for _, x := range s.Inputs {
		v, ok := new(big.Rat).SetString(x.Value)
		if !ok {
			return nil, fmt.Errorf("input %s is %q", x.Name, x.Value)
		}
		in[x.Name] = v
		shares = append(shares, v)
	}
	if s.Formula == explain.LargestRemainder {
		return divided(shares[0], shares[1:], s.Rounding.Digits.In(cur)), nil
	}
	v, err := formula.Evaluate(s.Formula, in)
	if err != nil {
		return nil, err
	}
	if s.Rounding == nil {
		return []*big.Rat{v}, nil
	}
	step := new(big.Rat).SetInt64(max(1, s.Rounding.Increment))
	for range s.Rounding.Digits.In(cur) {
		step.Quo(step, big.NewRat(10, 1))
	}
	v.Quo(v, step)
	return []*big.Rat{v.Mul(roundAny(v, s.Rounding.Mode), step)}, nil
}

// divided is the largest remainder, as LargestRemainder describes it.
func divided(total *big.Rat, shares []*big.Rat, scale int) []*big.Rat {
	step := big.NewRat(1, 1)
	for range scale {
		step.Quo(step, big.NewRat(10, 1))
	}
	left := new(big.Rat).Quo(total, step)
	type part struct {
		at           int
		cut, rest, a *big.Rat
	}
	parts := make([]part, len(shares))
	for i, x := range shares {
		steps := new(big.Rat).Quo(x, step)
		cut := roundAny(steps, currency.Floor)
		parts[i] = part{i, cut, new(big.Rat).Sub(steps, cut), new(big.Rat).Abs(x)}
		left.Sub(left, cut)
	}
	slices.SortStableFunc(parts, func(a, b part) int {
		if c := b.rest.Cmp(a.rest); c != 0 {
			return c
		}
		return b.a.Cmp(a.a)
	})
	one := big.NewRat(1, 1)
	for i := 0; left.Sign() > 0; i = (i + 1) % len(parts) {
		parts[i].cut.Add(parts[i].cut, one)
		left.Sub(left, one)
	}
	out := make([]*big.Rat, len(shares))
	for _, p := range parts {
		out[p.at] = p.cut.Mul(p.cut, step)
	}
	return out
}

// roundAny rounds to an integer in every mode.
func roundAny(x *big.Rat, mode currency.Mode) *big.Rat {
	abs := new(big.Rat).Abs(x)
	q, rest := new(big.Int).QuoRem(abs.Num(), abs.Denom(), new(big.Int))
	up := false
	if rest.Sign() != 0 {
		half := new(big.Int).Lsh(rest, 1).Cmp(abs.Denom())
		switch mode {
		case currency.HalfUp:
			up = half >= 0
		case currency.HalfEven:
			up = half > 0 || half == 0 && q.Bit(0) == 1
		case currency.HalfDown:
			up = half > 0
		case currency.Up:
			up = true
		case currency.Ceiling:
			up = x.Sign() > 0
		case currency.Floor:
			up = x.Sign() < 0
		}
	}
	if up {
		q.Add(q, big.NewInt(1))
	}
	if x.Sign() < 0 {
		q.Neg(q)
	}
	return new(big.Rat).SetInt(q)
}

// checkTrace replays every step of a result, and looks for its figures among
// the outputs.
func checkTrace(t *testing.T, what string, r Result) {
	t.Helper()
	steps, err := r.Explain()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	cur := r.Gross.Currency()
	last := map[string]currency.Amount{}
	for _, s := range steps {
		got, err := replay(s, cur)
		if err != nil {
			t.Fatalf("%s: %v: %v", what, s, err)
		}
		if len(got) != len(s.Outputs) {
			t.Fatalf("%s: %v: %d figures, want %d", what, s, len(got), len(s.Outputs))
		}
		for i, out := range s.Outputs {
			if got[i].Cmp(out.Amount.Decimal().Rat()) != 0 {
				t.Fatalf("%s: %v: by hand %s is %s", what, s, out.Name, got[i].RatString())
			}
			last[s.On+" "+out.Name] = out.Amount
		}
	}
	payable, err := r.Payable()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]currency.Amount{"order net": r.Net, "order gross": r.Gross, "order payable": payable} {
		if !last[name].Equal(want) {
			t.Fatalf("%s: the trace ends with %s %v, want %v", what, name, last[name], want)
		}
	}
}

func TestTraceLaws(t *testing.T) {
	rnd := seeded(t)
	for round := range 400 {
		o, p := wholeOrder(rnd, round)
		r, err := o.Calculate(p)
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		checkTrace(t, fmt.Sprintf("%+v %+v", p, o), r)
	}
}

func TestExplainChanged(t *testing.T) {
	rates := []Rate{{Name: "VAT", Percent: percent("19"), Source: "UStG"}}
	lines := []Line{{ID: "a", Price: eur("119"), Quantity: one, Inclusive: true, Rates: rates}}
	r, err := Calculate(lines, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	checkTrace(t, "one line", r)
	lines[0].Price = eur("120")
	if _, err := r.Explain(); !errors.Is(err, ErrChanged) {
		t.Errorf("price changed: %v", err)
	}
	lines[0].Price, lines[0].Rates = eur("119"), []Rate{{Name: "VAT", Percent: percent("19"), Source: "hearsay"}}
	if _, err := r.Explain(); !errors.Is(err, ErrChanged) {
		t.Errorf("source changed: %v", err)
	}
	lines[0].Rates = rates
	r.Policy.Level = 9
	if _, err := r.Explain(); err == nil {
		t.Error("policy changed: explained all the same")
	}
	if _, err := new(Result).Explain(); err == nil {
		t.Error("nothing explained")
	}
}

// TestPriceOnTheGrid: where each line or unit is rounded by itself, the trace says
// what a price off the grid becomes; where sums are rounded, lines get shares.
func TestPriceOnTheGrid(t *testing.T) {
	for level := range Level(len(levelWords)) {
		for price, off := range map[string]bool{"9.996": true, "9.99": false} {
			r, err := Calculate([]Line{{Price: eur(price), Quantity: one, Rates: vat("10")}}, Policy{Level: level})
			if err != nil {
				t.Fatal(err)
			}
			steps, err := r.Explain()
			if err != nil {
				t.Fatal(err)
			}
			const want = "line 1: price on the grid: amount, amount = 9.996: base = 10.00 EUR (policy)"
			if has := slices.ContainsFunc(steps, func(s explain.Step) bool { return s.String() == want }); has != (off && level <= PerUnit) {
				t.Errorf("%v, %s: %v", level, price, steps)
			}
		}
	}
}
