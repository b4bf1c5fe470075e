package duty

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
)

// Step is one step of an assessment, which a person can redo by hand.
type Step struct {
	On       string             `json:"on"`                 // "line 1 (shirt)", "lines 1, 3", "shipment"
	Rule     string             `json:"rule"`               // what is done: "import duty 6109.10.00, 12%"
	Formula  string             `json:"formula"`            // of the names of the inputs; LargestRemainder; a comparison that held; "" of a rule without figures
	Inputs   []Operand          `json:"inputs,omitempty"`   //
	Rounding *currency.Rounding `json:"rounding,omitempty"` // of the figure; nil: it is exact
	Outputs  []Figure           `json:"outputs,omitempty"`  // one; for LargestRemainder one for each input but the first; of a comparison none
	Source   string             `json:"source,omitempty"`   // of the rate or the rule
}

// LargestRemainder is the formula of a step that divides its first input in
// proportion to the others. Each output is its share, cut down to the grid;
// the steps of the grid that are left over go, one each, to the largest
// remainders, and among equal ones in the order of the inputs. Where all
// weights are zero they count as equal.
const LargestRemainder = "largest remainder"

// Operand is an input of a step: a number of any precision.
type Operand struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Figure is an output of a step.
type Figure struct {
	Name   string          `json:"name"`
	Amount currency.Amount `json:"amount"`
}

// String writes the step: "line 1 (shirt): import duty 6109.10.00, 12%: base *
// percent_1 / 100, base = 58.36, percent_1 = 12: amount = 7.00 EUR".
func (s Step) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", s.On, s.Rule)
	if s.Formula != "" {
		fmt.Fprintf(&b, ": %s", s.Formula)
	}
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

// Explain assesses a shipment as [Assess] does, and lists the steps from what
// was given to the totals, in the order in which they are taken. It costs
// nothing where it is not asked for. A formula is made of the names of its
// inputs, numbers, + - * /, parentheses, min(a, b) and max(a, b); one with <,
// <= or > is a comparison that held.
func Explain(s Shipment, t *Tariff, rg *Regimes) (Assessment, []Step, error) {
	a := assessor{tariff: t, regimes: rg, shipment: &s, trace: &trace{}}
	a.begin()
	if err := a.assess(); err != nil {
		return Assessment{}, nil, err
	}
	return a.result, a.trace.steps, nil
}
