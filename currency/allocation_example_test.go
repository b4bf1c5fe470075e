package currency_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// A shipping fee is divided over three lines by their weights. Keys make the
// result of a line the same in whatever order the lines come.
func ExampleAllocation() {
	shipping := currency.MustAmount("10.00", currency.EUR)
	kilograms := []decimal.Decimal{decimal.New(15, -1), decimal.New(15, -1), decimal.New(15, -1)}

	byLine := currency.Allocation{Keys: []string{"line-b", "line-c", "line-a"}}
	parts, _, err := byLine.Divide(shipping, kilograms)
	fmt.Println(byLine.Keys, parts, err)

	toFirst := currency.Allocation{Method: currency.ToFirst, Rounding: currency.Rounding{Digits: currency.To(0)}}
	parts, _, err = toFirst.Divide(shipping, kilograms)
	fmt.Println(parts, err)
	// Output:
	// [line-b line-c line-a] [3.33 EUR 3.33 EUR 3.34 EUR] <nil>
	// [4.00 EUR 3.00 EUR 3.00 EUR] <nil>
}

// What no part can have on the grid of cash is kept apart.
func ExampleAllocation_keepRest() {
	cash := currency.Allocation{Method: currency.KeepRest, Rounding: currency.CHF.Cash()} // to 0.05
	parts, rest, err := cash.Split(currency.MustAmount("10.02", currency.CHF), 3)
	fmt.Println(parts, "and", rest, "are left", err)
	// Output: [3.30 CHF 3.30 CHF 3.30 CHF] and 0.12 CHF are left <nil>
}

// Shares by other amounts, of which a zero one gets nothing.
func ExampleAllocation_DivideBy() {
	discount := currency.MustAmount("10.00", currency.EUR)
	lines := []currency.Amount{currency.MustAmount("20.00", currency.EUR), {}, currency.MustAmount("40.00", currency.EUR)}
	parts, _, err := currency.Allocation{Method: currency.LargestRemainder}.DivideBy(discount, lines)
	fmt.Println(parts, err)
	// Output: [3.33 EUR 0.00 EUR 6.67 EUR] <nil>
}
