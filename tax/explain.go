package tax

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
)

// Step is one step of a calculation, which a person can redo by hand.
type Step struct {
	On       string             `json:"on"`      // "line 1 (shirt)", "order"
	Rule     string             `json:"rule"`    // what is done: "tax on the price"
	Formula  string             `json:"formula"` // of the names of the inputs, or LargestRemainder
	Inputs   []Operand          `json:"inputs"`
	Rounding *currency.Rounding `json:"rounding,omitempty"` // of the figure; nil: it is exact
	Outputs  []Figure           `json:"outputs"`            // one; for LargestRemainder one for each input but the first
	Source   string             `json:"source,omitempty"`   // of the rate, or the policy that asks for it
}

// LargestRemainder is the formula of a step that divides its first input. The
// others are exact shares in it. Each output is its share, cut down to the
// grid; the steps of the grid that are left over go to the largest remainders.
// Among equal remainders the larger share is first, and then the order of the
// inputs.
const LargestRemainder = "largest remainder"

// Operand is an input of a step: a number of any precision, "19/119".
type Operand struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Figure is an output of a step.
type Figure struct {
	Name   string          `json:"name"`
	Amount currency.Amount `json:"amount"`
}

// String writes the step: "line 1 (shirt): tax on the price: amount * factor /
// within, amount = 119.00, factor = 0.19, within = 1.19: tax_1 = 19.00 EUR".
func (s Step) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s", s.On, s.Rule, s.Formula)
	for _, x := range s.Inputs {
		fmt.Fprintf(&b, ", %s = %s", x.Name, x.Value)
	}
	for i, x := range s.Outputs {
		sep := ","
		if i == 0 {
			sep = ":"
		}
		fmt.Fprintf(&b, "%s %s = %v", sep, x.Name, x.Amount)
	}
	if s.Source != "" {
		fmt.Fprintf(&b, " (%s)", s.Source)
	}
	return b.String()
}

// Explain lists the steps from the order given to the figures of the result,
// in the order in which they are taken, down to the payment. It calculates
// again, so it costs nothing where it is not asked for; a result that its order
// and policy do not give, because one of them was changed, is ErrChanged.
func (r *Result) Explain() ([]Step, error) {
	var t trace
	again, err := r.Given.calculate(r.Policy, &t)
	if err != nil {
		return nil, fmt.Errorf("tax: explain: %w", err)
	}
	if !r.same(&again) {
		return nil, fmt.Errorf("tax: explain: the order gives %v + %v = %v, not %v + %v = %v: %w",
			again.Net, again.Tax, again.Gross, r.Net, r.Tax, r.Gross, ErrChanged)
	}
	return t.steps, nil
}

// same reports whether two results have the same figures.
func (r *Result) same(s *Result) bool {
	a, errA := r.Payable()
	b, errB := s.Payable()
	if errors.Join(errA, errB) != nil || len(r.Lines) != len(s.Lines) || !a.Equal(b) ||
		!r.Net.Equal(s.Net) || !r.Tax.Equal(s.Tax) || !r.Gross.Equal(s.Gross) {
		return false
	}
	for i := range r.Lines {
		x, y := &r.Lines[i], &s.Lines[i]
		if !x.Net.Equal(y.Net) || !x.Tax.Equal(y.Tax) || !x.Gross.Equal(y.Gross) || len(x.Taxes) != len(y.Taxes) {
			return false
		}
		for k := range x.Taxes {
			if !x.Taxes[k].Amount.Equal(y.Taxes[k].Amount) || !x.Taxes[k].Base.Equal(y.Taxes[k].Base) || !x.Taxes[k].Rate.same(y.Taxes[k].Rate) {
				return false
			}
		}
	}
	return true
}
