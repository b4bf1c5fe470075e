package explain

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Step is one step of a computation. The zero Step says nothing.
type Step struct {
	On   string `json:"on"`   // "line 1 (shirt)", "lines 1, 3", "order", "shipment"
	Rule string `json:"rule"` // what is done: "tax on the price", "import duty 6109.10.00, 12%"
	// Formula is made of the names of the inputs, numbers, + - * /, parentheses,
	// min(a, b) and max(a, b); or [LargestRemainder]. One with <, <= or > is a
	// comparison that held; "" is a rule without figures.
	Formula  string             `json:"formula"`
	Inputs   []Operand          `json:"inputs,omitempty"`
	Rounding *currency.Rounding `json:"rounding,omitempty"` // of the figure; nil: it is exact
	Outputs  []Figure           `json:"outputs,omitempty"`  // one; of LargestRemainder one for each input but the first; of a comparison none
	Source   string             `json:"source,omitempty"`   // of the rate or the rule, or the policy that asks for it
}

// LargestRemainder is the formula of a step that divides its first input in
// proportion to the others. Each output is its share, cut down to the grid of
// Rounding; the steps of the grid that are left over go, one each, to the
// largest remainders. The function that gives the step says which of equal ones
// comes first.
const LargestRemainder = "largest remainder"

// Operand is an input of a step: a number of any precision, "19/119".
type Operand struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Amount returns an amount as an operand, without its currency.
func Amount(name string, a currency.Amount) Operand { return Operand{name, a.Text()} }

// Decimal returns a decimal as an operand.
func Decimal(name string, d decimal.Decimal) Operand { return Operand{name, exact.DecimalText(d)} }

// Figure is an output of a step.
type Figure struct {
	Name   string          `json:"name"`
	Amount currency.Amount `json:"amount"`
}

// String writes the step in a line, as in the package comment, with its source
// in brackets behind it.
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
