package locale

import "fmt"

// Display is how a currency is named beside the digits.
type Display uint8

const (
	// Symbol is the local symbol: "€", "$" in the United States and "US$" in
	// Canada. It is the zero value.
	Symbol Display = iota
	// NarrowSymbol is the shortest symbol, which may stand for several
	// currencies: "$". Use it only where the currency is clear.
	NarrowSymbol
	// ISOCode is the code: "EUR".
	ISOCode
)

var displayNames = [...]string{Symbol: "symbol", NarrowSymbol: "narrow_symbol", ISOCode: "iso_code"}

// String returns "symbol", "narrow_symbol" or "iso_code".
func (d Display) String() string {
	if int(d) < len(displayNames) {
		return displayNames[d]
	}
	return fmt.Sprintf("Display(%d)", uint8(d))
}

// Style is how an amount is written. The zero value is right for prices: the
// local symbol, groups of digits, and exactly the digits that the amount has,
// so that what is shown is what is charged. No style rounds.
type Style struct {
	// Display is how the currency is named.
	Display Display
	// Accounting writes negative amounts the way of accountants, in many
	// languages in parentheses.
	Accounting bool
	// NoGrouping leaves out the separators between thousands.
	NoGrouping bool
}
