package currency

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// maxAmountText is the longest text form: a number, a space and a code.
const maxAmountText = maxText + 1 + codePlaces + 3

// Text returns the value of a in plain decimal notation: "12.34", "-0.005", with
// at least the digits of the minor unit.
func (a Amount) Text() string {
	var buf [maxAmountText]byte
	return string(a.number().appendText(buf[:0]))
}

// String returns value and currency: "12.34 EUR", "120 PTS:0", and "0" for the
// zero Amount. It is the same everywhere; for people, format with package
// locale.
func (a Amount) String() string {
	var buf [maxAmountText]byte
	return string(a.appendText(buf[:0]))
}

// AppendText appends the form of [Amount.String] to dst. It returns no error.
func (a Amount) AppendText(dst []byte) ([]byte, error) { return a.appendText(dst), nil }

func (a Amount) appendText(dst []byte) []byte {
	dst = a.number().appendText(dst)
	if a.cur == 0 {
		return dst
	}
	return a.cur.appendText(append(dst, ' '))
}

// MarshalText returns the form of [Amount.String]. By it an Amount is a key of a
// map in JSON, and a flag of a command ([flag.TextVar]).
func (a Amount) MarshalText() ([]byte, error) { return a.appendText(nil), nil }

// UnmarshalText reads the form of [Amount.String]: a number as [ParseAmount]
// takes it, one space, a code as [ParseCode] takes it. It returns a
// [*ParseError], which wraps the error of the part.
func (a *Amount) UnmarshalText(text []byte) error {
	if len(text) > maxAmountText {
		return &ParseError{What: "amount", Input: excerpt.Text(text), Reason: fmt.Sprintf("text of %d bytes", len(text)), Err: ErrRange}
	}
	value, name, found := strings.Cut(string(text), " ")
	var c Code
	if found {
		var err error
		if c, err = ParseCode(name); err != nil {
			return &ParseError{What: "amount", Input: string(text), Reason: "after the space stands a currency", Err: err}
		}
	}
	parsed, err := ParseAmount(value, c)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}
