package duty

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Code is a commodity code: the six digits of the Harmonized System, or eight
// or ten digits of a national tariff that begins with them. It holds digits
// only. [ParseCode] makes one; a Code made by conversion is checked where it
// is used.
//
// Japan's statistical codes have nine digits; they are written here with a
// zero behind them: 6109.10-020 is "6109100200".
type Code string

// Classes of errors of [ParseCode].
var (
	// ErrCodeSyntax says that a text does not have the form of a commodity code.
	ErrCodeSyntax = errors.New("a commodity code has 6, 8 or 10 digits, with dots or spaces at will")
	// ErrUnknownCode says that the first six digits are not in the Harmonized System of 2022.
	ErrUnknownCode = errors.New("not a subheading of the Harmonized System 2022")
	// ErrFormerCode says that the first six digits were in the Harmonized System
	// of 2017, and are not in that of 2022: the goods have another code now. It
	// wraps [ErrUnknownCode].
	ErrFormerCode = fmt.Errorf("%w, but of that of 2017: find the code that the goods have now", ErrUnknownCode)
)

// What else [ErrCodeSyntax] may be about.
var (
	errUnparsed     = fmt.Errorf("%w, but a Code holds the digits alone: make it with ParseCode", ErrCodeSyntax)
	errPrefixSyntax = fmt.Errorf("%w; here it may also have the 2 or 4 that all codes under it begin with", ErrCodeSyntax)
)

// CodeError is a commodity code that was refused. Err is [ErrCodeSyntax] or
// wraps it, or is [ErrUnknownCode] or [ErrFormerCode].
type CodeError struct {
	Code string // the code as given, shortened
	Err  error
}

func (e *CodeError) Error() string { return fmt.Sprintf("duty: code %q: %v", e.Code, e.Err) }

// Unwrap returns the class of the error.
func (e *CodeError) Unwrap() error { return e.Err }

// ParseCode reads a commodity code of 6, 8 or 10 digits, with dots or spaces
// between them: "6109.10", "6109 10 00", "6109100010".
//
// ParseCode returns a [*CodeError] if:
//   - the text is not such a number of digits ([ErrCodeSyntax]);
//   - its first six digits are not in HS 2022 ([ErrUnknownCode]), though they
//     may have been in HS 2017 ([ErrFormerCode]).
func ParseCode(s string) (Code, error) {
	digits, ok := codeDigits(s)
	if !ok || len(digits) < 6 {
		return "", &CodeError{Code: excerpt.Text(s), Err: ErrCodeSyntax}
	}
	c := Code(digits)
	if err := c.validate(); err != nil {
		return "", err
	}
	return c, nil
}

// codeDigits strips dots and spaces. It refuses anything else, an odd number
// of digits and more than ten.
func codeDigits(s string) (string, bool) {
	if len(s) > 32 {
		return "", false
	}
	var buf [10]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n == len(buf) {
				return "", false
			}
			buf[n] = c
			n++
		case (c == '.' || c == ' ') && i > 0 && i < len(s)-1:
		default:
			return "", false
		}
	}
	if n == len(s) {
		return s, n%2 == 0 // the common case keeps the caller's string
	}
	return string(buf[:n]), n%2 == 0
}

// validate checks a code that may have been made by conversion.
func (c Code) validate() error {
	known, err := subheadings()
	if err != nil {
		return err
	}
	return c.validateBy(known)
}

func (c Code) validateBy(known *nomenclature) error {
	if n := len(c); n != 6 && n != 8 && n != 10 || n > 6 && !exact.Digits(string(c[6:])) {
		return c.malformed(ErrCodeSyntax)
	}
	if !known.has(string(c)) {
		if !exact.Digits(string(c)) {
			return c.malformed(ErrCodeSyntax)
		}
		return &CodeError{Code: excerpt.Text(c), Err: unknownCode(string(c))}
	}
	return nil
}

// malformed refuses a code for want, or says that it was not parsed.
func (c Code) malformed(want error) error {
	if digits, ok := codeDigits(string(c)); ok && digits != string(c) {
		want = errUnparsed
	}
	return &CodeError{Code: excerpt.Text(c), Err: want}
}

// HS6 returns the subheading: the first six digits.
func (c Code) HS6() Code { return c.first(6) }

// Heading returns the first four digits.
func (c Code) Heading() Code { return c.first(4) }

// Chapter returns the first two digits.
func (c Code) Chapter() Code { return c.first(2) }

func (c Code) first(n int) Code { return c[:min(n, len(c))] }

// Dotted returns the code as tariffs print it: "6109.10", "6109.10.00",
// "6109.10.00.10".
func (c Code) Dotted() string {
	if len(c) <= 4 {
		return string(c)
	}
	dotted := string(c[:4])
	for i := 4; i < len(c); i += 2 {
		dotted += "." + string(c[i:min(i+2, len(c))])
	}
	return dotted
}
