package shop

import (
	"errors"
	"fmt"
	"time"

	"github.com/landedhq/landed/pricing"
)

// Classes of what a visitor's request can be refused for; errors.Is finds them
// below a *FieldError.
var (
	// ErrMissing: the field must be filled in.
	ErrMissing = errors.New("missing")
	// ErrInvalid: the field has another form.
	ErrInvalid = errors.New("invalid")
	// ErrUnknown: there is no such market, good, code, option or order.
	ErrUnknown = errors.New("unknown")
	// ErrLimit: there is more of it than the shop takes.
	ErrLimit = errors.New("too much")
	// ErrNotSold: the good has no price in the market.
	ErrNotSold = errors.New("not sold here")
	// ErrChanged: it is not what the sealed quote was made for.
	ErrChanged = errors.New("not as quoted")
)

// ErrTampered is the class of sealed quotes that the shop did not make, or that
// were altered since.
var ErrTampered = errors.New("not a quote of this shop")

// ErrForgotten is the class of sealed quotes whose key the shop does not have, or
// has no more: a shop without a QUOTE_KEY forgets its own when it stops. Whether
// they were altered nobody can tell, and they are offered anew.
var ErrForgotten = errors.New("sealed with a key that the shop does not have")

// ErrStale is the class of checkouts that are refused because the exchange rates
// are old.
var ErrStale = errors.New("the exchange rates are too old")

// FieldError says which field of a visitor's request was refused, and why.
type FieldError struct {
	// Field is a field of Request, Basket or Customer as forms name it: "market",
	// "sku", "quantity", "code", "option", "country", "region", "postal_code",
	// "vat_id", "pay", "name", "email", "street", "city", "key".
	Field string
	Item  int // of a basket, from 1; 0 for all else
	Err   error
}

func (e *FieldError) Error() string {
	if e.Item > 0 {
		return fmt.Sprintf("item %d: %s: %v", e.Item, e.Field, e.Err)
	}
	return e.Field + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *FieldError) Unwrap() error { return e.Err }

// field makes a FieldError of a class and what was wrong.
func field(name string, class error, format string, args ...any) *FieldError {
	return &FieldError{Field: name, Err: fmt.Errorf("%w: %s", class, fmt.Sprintf(format, args...))}
}

// StaleError says how old the exchange rates are that a checkout was refused for.
// It is of class ErrStale.
type StaleError struct {
	AsOf        time.Time
	Age, MaxAge time.Duration
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("%v: they are of %s, and may be %s old", ErrStale, e.AsOf.Format(time.DateOnly), e.MaxAge)
}

// Unwrap returns ErrStale.
func (e *StaleError) Unwrap() error { return ErrStale }

// LapsedError answers a confirmation that came after the quote had expired with a
// fresh quote for the same basket, sealed, and what moved.
type LapsedError struct {
	Lapsed, Fresh pricing.Quote
	Difference    pricing.Difference
	Sealed        string // Fresh
}

func (e *LapsedError) Error() string {
	return fmt.Sprintf("the quote expired at %s", e.Lapsed.Expires.Format(time.RFC3339))
}

// Unwrap returns pricing.ErrExpired.
func (e *LapsedError) Unwrap() error { return pricing.ErrExpired }
