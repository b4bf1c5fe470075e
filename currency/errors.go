package currency

import (
	"errors"
	"fmt"
	"time"

	"github.com/landedhq/landed/internal/excerpt"
)

// The classes of failure. Each error of this package wraps one of them and
// says what was being done and to what.
var (
	// ErrMismatch: two amounts, or an amount and a rate, are in different
	// currencies. See [MismatchError].
	ErrMismatch = errors.New("currencies differ")
	// ErrRange: a value leaves the domain of this package, 34 significant
	// digits of which at most 34 stand after the point.
	ErrRange = errors.New("out of range")
	// ErrSyntax: a text is not of the form that its reader takes. See
	// [ParseError].
	ErrSyntax = errors.New("invalid syntax")
	// ErrUnknownCode: a text names no currency. See [CodeError].
	ErrUnknownCode = errors.New("unknown currency")
	// ErrDivision: a divisor is zero.
	ErrDivision = errors.New("division by zero")
	// ErrInexact: a result would have to be rounded, and the operation was not
	// told how: an amount in minor units that is finer than they are, a quotient
	// without end.
	ErrInexact = errors.New("not exact without a rounding")
	// ErrAllocation: weights, or a number of parts, by which nothing can be
	// divided.
	ErrAllocation = errors.New("invalid allocation")
	// ErrColumn: a column of a database holds what its reader does not take: a
	// NULL, a float. See [ColumnError].
	ErrColumn = errors.New("cannot be read from the column")
	// ErrRounding: a rounding with an unknown mode, too many digits or a negative
	// increment, or without digits where there is no minor unit to take them
	// from.
	ErrRounding = errors.New("invalid rounding")
	// ErrInvalidRate: an exchange rate that is not positive, or that
	// contradicts another.
	ErrInvalidRate = errors.New("invalid exchange rate")
	// ErrNoRate: a snapshot has no rate between two currencies. See
	// [NoRateError].
	ErrNoRate = errors.New("no exchange rate")
	// ErrStale: the latest exchange rates are older than they may be. See
	// [DayError].
	ErrStale = errors.New("exchange rates are too old")
)

// MismatchError says which two currencies met where one was needed. It wraps
// [ErrMismatch].
type MismatchError struct {
	A, B Code
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%v: %s and %s", ErrMismatch, orNone(e.A), orNone(e.B))
}

// Unwrap returns [ErrMismatch].
func (e *MismatchError) Unwrap() error { return ErrMismatch }

func orNone(c Code) string {
	if c == 0 {
		return "none"
	}
	return c.String()
}

// CodeError says why a text or a name is not a currency code. It wraps
// [ErrUnknownCode].
type CodeError struct {
	Input  string // as it was given
	Reason string // what is wrong with it
}

func (e *CodeError) Error() string {
	return fmt.Sprintf("currency: %v %s: %s", ErrUnknownCode, excerpt.Quote(e.Input), e.Reason)
}

// Unwrap returns [ErrUnknownCode].
func (e *CodeError) Unwrap() error { return ErrUnknownCode }

// ParseError says why a text could not be read. It wraps [ErrSyntax] or
// [ErrRange].
type ParseError struct {
	What   string // what was to be read: "amount", "date", …
	Input  string // as it was given
	Reason string // what is wrong with it
	Err    error  // the class, or the error of a part
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("currency: %s %s: %s: %v", e.What, excerpt.Quote(e.Input), e.Reason, e.Err)
}

// Unwrap returns the class, or the error of a part.
func (e *ParseError) Unwrap() error { return e.Err }

// ColumnError says that the driver of a database gave for a column what its
// reader does not take. It wraps [ErrColumn].
type ColumnError struct {
	What   string // what was to be read: "amount", "number", "date", …
	Type   string // what there was: "NULL", or a type of Go like "float64"
	Reason string // what to do about it
}

func (e *ColumnError) Error() string {
	return fmt.Sprintf("currency: %s %v: %s: %s", e.What, ErrColumn, e.Type, e.Reason)
}

// Unwrap returns [ErrColumn].
func (e *ColumnError) Unwrap() error { return ErrColumn }

func syntaxError(what, input, reason string) error {
	return &ParseError{What: what, Input: input, Reason: reason, Err: ErrSyntax}
}

// NoRateError says which exchange rate is missing from which snapshot. It
// wraps [ErrNoRate].
type NoRateError struct {
	From, To Code
	Pivot    Code      // the currency through which crosses were tried
	AsOf     time.Time // the time of the snapshot
	Source   string    // the source of the snapshot
	Reason   string    // what more there is to say, empty if nothing
}

func (e *NoRateError) Error() string {
	s := fmt.Sprintf("currency: %v from %s to %s", ErrNoRate, orNone(e.From), orNone(e.To))
	if e.Source != "" {
		s += " in the rates of " + e.Source
	}
	if !e.AsOf.IsZero() {
		s += " of " + e.AsOf.Format(time.DateOnly)
	}
	if e.Pivot != 0 {
		s += ", neither directly nor through " + e.Pivot.String()
	}
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// Unwrap returns [ErrNoRate].
func (e *NoRateError) Unwrap() error { return ErrNoRate }
