package tax

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// The classes of error of tax numbers, for errors.Is.
var (
	// ErrIDCountry: there is no rule for tax numbers of the country.
	ErrIDCountry = errors.New("unknown country of a tax number")
	// ErrIDFormat: the text has no form of a tax number of the country.
	ErrIDFormat = errors.New("invalid format of a tax number")
	// ErrIDChecksum: the check digits of a tax number are wrong: it was
	// mistyped, or made up.
	ErrIDChecksum = errors.New("wrong check digit of a tax number")
	// ErrNoAnswer: a register could not be asked, or did not answer. It says
	// nothing of the number.
	ErrNoAnswer = errors.New("no answer from the register of tax numbers")
)

// IDError is a text that is no tax number. It wraps ErrIDCountry, ErrIDFormat
// or ErrIDChecksum.
type IDError struct {
	Input   string         // as it was given, shortened
	Country locale.Country // as asked for, or as the prefix tells; "" if neither
	Reason  string         // "check digit wrong", "want 9 digits"
	Err     error
}

func (e *IDError) Error() string {
	of := ""
	if e.Country != "" {
		of = " of " + excerpt.Text(e.Country)
	}
	return fmt.Sprintf("tax: number %s%s: %v: %s", excerpt.Quote(e.Input), of, e.Err, e.Reason)
}

// Unwrap returns the class.
func (e *IDError) Unwrap() error { return e.Err }

func idError(country locale.Country, input, reason string, class error) *IDError {
	return &IDError{Input: excerpt.Text(input), Country: country, Reason: reason, Err: class}
}
