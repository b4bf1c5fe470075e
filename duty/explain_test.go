package duty_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/formula"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// replay redoes a step with math/big, by what the step says and nothing else.
func replay(s explain.Step) error {
	in := map[string]*big.Rat{}
	var values []*big.Rat
	for _, x := range s.Inputs {
		v, ok := new(big.Rat).SetString(x.Value)
		if !ok {
			return fmt.Errorf("input %s is %q", x.Name, x.Value)
		}
		in[x.Name] = v
		values = append(values, v)
	}
	if s.Formula == "" {
		if len(s.Outputs) > 0 {
			return errors.New("a figure without a formula")
		}
		return nil
	}
	if s.Formula == explain.LargestRemainder {
		return dividing(s, values[0], values[1:])
	}
	for _, sign := range []string{"<=", "<", ">"} {
		if left, right, ok := strings.Cut(s.Formula, " "+sign+" "); ok {
			return holds(left, sign, right, in)
		}
	}
	v, err := formula.Evaluate(s.Formula, in)
	if err != nil {
		return err
	}
	if len(s.Outputs) != 1 {
		return fmt.Errorf("%d outputs of one formula", len(s.Outputs))
	}
	out := s.Outputs[0].Amount
	if s.Rounding != nil {
		v = onGrid(v, *s.Rounding, out.Currency())
	}
	return same(s.Outputs[0].Name, out, v)
}

func holds(left, sign, right string, in map[string]*big.Rat) error {
	l, err := formula.Evaluate(left, in)
	if err != nil {
		return err
	}
	r, err := formula.Evaluate(right, in)
	if err != nil {
		return err
	}
	order := l.Cmp(r)
	if !(sign == "<=" && order <= 0 || sign == "<" && order < 0 || sign == ">" && order > 0) {
		return fmt.Errorf("%s %s %s does not hold", l.RatString(), sign, r.RatString())
	}
	return nil
}

// onGrid rounds to the grid, half up or down: other modes are not used here.
func onGrid(v *big.Rat, rd currency.Rounding, c currency.Code) *big.Rat {
	step := rat("1")
	for range rd.Digits.In(c) {
		step.Quo(step, rat("10"))
	}
	if rd.Increment > 1 {
		step.Mul(step, new(big.Rat).SetInt64(rd.Increment))
	}
	n := new(big.Rat).Quo(v, step)
	if rd.Mode == currency.HalfUp {
		n.Add(n, rat("1/2"))
	}
	return times(new(big.Rat).SetInt(new(big.Int).Quo(n.Num(), n.Denom())), step)
}

// dividing redoes a step by largest remainder.
func dividing(s explain.Step, total *big.Rat, weights []*big.Rat) error {
	sum := plus(weights...)
	step := rat("1")
	for range s.Rounding.Digits.In(s.Outputs[0].Amount.Currency()) {
		step.Quo(step, rat("10"))
	}
	if n := s.Rounding.Increment; n > 1 {
		step.Mul(step, new(big.Rat).SetInt64(n))
	}
	parts, rests, order := make([]*big.Rat, len(weights)), make([]*big.Rat, len(weights)), make([]int, len(weights))
	left := new(big.Rat).Quo(total, step)
	for i, w := range weights {
		of := sum
		if sum.Sign() == 0 {
			w, of = rat("1"), rat(fmt.Sprint(len(weights)))
		}
		share := new(big.Rat).Quo(times(new(big.Rat).Quo(total, step), w), of)
		cut := new(big.Rat).SetInt(new(big.Int).Quo(share.Num(), share.Denom()))
		parts[i], rests[i], order[i] = cut, new(big.Rat).Sub(share, cut), i
		left.Sub(left, cut)
	}
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for _, i := range order {
		if left.Sign() > 0 {
			parts[i].Add(parts[i], rat("1"))
			left.Sub(left, rat("1"))
		}
	}
	for i := range parts {
		if err := same(s.Outputs[i].Name, s.Outputs[i].Amount, times(parts[i], step)); err != nil {
			return err
		}
	}
	return nil
}

// explained replays every step, and looks for every amount of the assessment
// among their outputs.
func explained(t *testing.T, s duty.Shipment, tariff *duty.Tariff, regimes *duty.Regimes) []explain.Step {
	t.Helper()
	want, err := duty.Assess(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	got, steps, err := duty.Explain(s, tariff, regimes)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("explaining changes the assessment: %s", diff)
	}
	outputs := map[currency.Amount]bool{}
	for _, step := range steps {
		if err := replay(step); err != nil {
			t.Fatalf("%v: %v", step, err)
		}
		for _, x := range step.Outputs {
			outputs[x.Amount] = true
		}
	}
	for i := range got.Lines {
		for k := range got.Lines[i].Charges {
			if c := &got.Lines[i].Charges[k]; !outputs[c.Amount] {
				t.Fatalf("no step gives %v of line %d", c, i+1)
			}
		}
	}
	if last := steps[len(steps)-1]; last.Outputs[0].Amount != got.Total {
		t.Fatalf("the last step is %v, the total %v", last, got.Total)
	}
	return steps
}

func TestLawExplainReplays(t *testing.T) {
	r := random(t)
	tariff, regimes := oracleTables(t)
	for range race.Cases(500) {
		s := oracleShipment(r)
		s.Unpaid = r.IntN(5) == 0
		s.Items[0].Returned = r.IntN(5) == 0
		explained(t, s, tariff, regimes)
	}
}

// The embedded tables, amounts in several currencies and short codes are
// explained too.
func TestExplainEmbedded(t *testing.T) {
	tariff, regimes := tables(t)
	rates := fx(t, map[currency.Code]string{currency.GBP: "0.8571", currency.USD: "1.0835", currency.RON: "5.0871", currency.MXN: "20.11", currency.AUD: "1.77"})
	r := random(t)
	for range 300 {
		s := randomShipment(r)
		s.Rates = rates
		explained(t, s, tariff, regimes)
	}
	for _, to := range []string{"RO", "AU", "US", "GB"} {
		s := shirts("DE", currency.USD, "99.95")
		s.To.Country = currencyHome[to].country
		s.Currency, s.CustomsRates = currencyHome[to].currency, rates
		s.Freight, s.Insurance = money("12.50", currency.USD), money("1.00", currency.USD)
		steps := explained(t, s, tariff, regimes)
		if !slices.ContainsFunc(steps, func(x explain.Step) bool { return strings.HasPrefix(x.Rule, "value from USD") }) && to != "US" {
			t.Errorf("to %s: the conversion is not explained", to)
		}
	}
	s := shirts("DE", currency.EUR, "1000")
	s.Items[0].Code, s.Ambiguous = "640399", duty.Average
	explained(t, s, tariff, regimes)
}

var currencyHome = map[string]struct {
	country  locale.Country
	currency currency.Code
}{"RO": {"RO", currency.RON}, "AU": {"AU", currency.AUD}, "US": {"US", currency.USD}, "GB": {"GB", currency.GBP}}
