package pricing

// Includes says which levies a price that somebody stated contains.
type Includes uint8

const (
	// IncludesNone is a price without tax and duty. It is the zero value.
	IncludesNone Includes = 0
	// IncludesTax is a price with tax: VAT, GST or sales tax.
	IncludesTax Includes = 1
	// IncludesDuty is a price with duty, before tax.
	IncludesDuty Includes = 2
	// IncludesBoth is a price with duty and tax.
	IncludesBoth = IncludesTax | IncludesDuty
)

var includesNames = [...]string{"none", "tax", "duty", "both"}

// String returns the word that JSON and CSV use, such as "tax".
func (i Includes) String() string { return wordOf(includesNames[:], int(i), "Includes") }

// MarshalText writes the word of i.
func (i Includes) MarshalText() ([]byte, error) {
	return marshalWord(includesNames[:], int(i), "includes")
}

// UnmarshalText reads "none", "tax", "duty" or "both".
func (i *Includes) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(i), includesNames[:], text, "includes")
}

func (i Includes) tax() bool  { return i&IncludesTax != 0 }
func (i Includes) duty() bool { return i&IncludesDuty != 0 }
