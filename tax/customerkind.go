package tax

// CustomerKind is the kind of a customer, where a rate depends on it.
type CustomerKind uint8

// The kinds. A row of a book without a kind holds for both.
const (
	Consumer CustomerKind = iota // a person who buys for private use
	Business                     // a taxable person
)

var customerWords = [...]string{"consumer", "business"}

// String returns the text form, "consumer".
func (c CustomerKind) String() string { return wordOf(c, customerWords[:]) }

// MarshalText returns the text form.
func (c CustomerKind) MarshalText() ([]byte, error) {
	return marshalWord(c, "customer", customerWords[:], ErrSyntax)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrSyntax for any other word.
func (c *CustomerKind) UnmarshalText(text []byte) (err error) {
	*c, err = parseWord[CustomerKind](string(text), "customer", customerWords[:], ErrSyntax)
	return err
}
