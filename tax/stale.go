package tax

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
)

// ErrStale: a table is so old that the law may have changed since.
var ErrStale = errors.New("table is out of date")

// FreshDays is how long a book is taken to be current: half a year, in which
// rates do change, since most changes come with the first of January or July.
const FreshDays = 180

// StaleError is a warning that a book is old. It wraps ErrStale.
type StaleError struct {
	AsOf, On currency.Date
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("tax: the book is of %s, %d days before %s: load newer rates, or check those in use", e.AsOf, e.On.Sub(e.AsOf), e.On)
}

// Unwrap returns ErrStale.
func (e *StaleError) Unwrap() error { return ErrStale }

// Stale returns a *StaleError if the day lies more than FreshDays after AsOf,
// and nil otherwise. It is a warning: rates are given all the same.
func (b *Book) Stale(on currency.Date) error {
	if on.Sub(b.asOf) <= FreshDays {
		return nil
	}
	return &StaleError{AsOf: b.asOf, On: on}
}
