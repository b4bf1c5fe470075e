package explain_test

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// A shop that charges something of its own explains it in the same form.
func Example() {
	step := explain.Step{
		On: "order", Rule: "gift wrap", Formula: "price * percent / 100",
		Inputs: []explain.Operand{
			explain.Amount("price", currency.MustAmount("58.36", currency.EUR)),
			explain.Decimal("percent", decimal.RequireFromString("2.5")),
		},
		Rounding: &currency.Rounding{},
		Outputs:  []explain.Figure{{Name: "amount", Amount: currency.MustAmount("1.46", currency.EUR)}},
		Source:   "the price list of the shop",
	}
	fmt.Println(step)
	text, err := json.Marshal(step)
	fmt.Println(string(text), err)
	// Output:
	// order: gift wrap: price * percent / 100, price = 58.36, percent = 2.5: amount = 1.46 EUR (the price list of the shop)
	// {"on":"order","rule":"gift wrap","formula":"price * percent / 100","inputs":[{"name":"price","value":"58.36"},{"name":"percent","value":"2.5"}],"rounding":{},"outputs":[{"name":"amount","amount":{"amount":"1.46","currency":"EUR"}}],"source":"the price list of the shop"} <nil>
}

// Several figures are written one after the other, and a rule may have none.
func ExampleStep_String() {
	fmt.Println(explain.Step{On: "lines 1, 2", Rule: "share out freight", Formula: explain.LargestRemainder,
		Inputs: []explain.Operand{{Name: "total", Value: "10.00"}, {Name: "line_1", Value: "1"}, {Name: "line_2", Value: "2"}},
		Outputs: []explain.Figure{
			{Name: "line_1", Amount: currency.MustAmount("3.33", currency.EUR)},
			{Name: "line_2", Amount: currency.MustAmount("6.67", currency.EUR)},
		}})
	fmt.Println(explain.Step{On: "line 1", Rule: "regime eu-relief: relief"})
	// Output:
	// lines 1, 2: share out freight: largest remainder, total = 10.00, line_1 = 1, line_2 = 2: line_1 = 3.33 EUR, line_2 = 6.67 EUR
	// line 1: regime eu-relief: relief
}
