package duty

import (
	"errors"
	"fmt"
)

// ErrRate is the class of *RateError.
var ErrRate = errors.New("not a duty expression")

// RateKind says why an expression was refused.
type RateKind string

// Kinds of [RateError].
const (
	RateEmpty        RateKind = "empty"        // nothing there
	RateTooLong      RateKind = "too_long"     // above 400 bytes, as it stands or in its canonical form
	RateSyntax       RateKind = "syntax"       // not a duty expression, or prose
	RateNumber       RateKind = "number"       // not a plain decimal of at most 15 + 12 digits
	RateUnit         RateKind = "unit"         // an amount without a unit, or in a unit not known
	RateCurrency     RateKind = "currency"     // a currency not known, or $ and ¢ without a home that has them
	RateSeasonal     RateKind = "seasonal"     // seasons that leave a day without a rate, or with two
	RateAgricultural RateKind = "agricultural" // the EU's agricultural components EA, AD S/Z, AD F/M
	RateEntryPrice   RateKind = "entry_price"  // depends on the EU's entry price
	RateConditional  RateKind = "conditional"  // depends on a certificate, a price or a quantity
	RateRelative     RateKind = "relative"     // refers to the rate of another line
)

// RateError is a duty expression that was refused, and why. It never stands
// for a rate of zero. It wraps ErrRate.
type RateError struct {
	Rate string // the expression, shortened
	Term string // the part that was not understood, shortened
	Kind RateKind
}

func (e *RateError) Error() string {
	switch {
	case e.Kind == RateSeasonal && e.Term != "":
		return fmt.Sprintf("duty: rate %q: seasons: %s", e.Rate, e.Term)
	case e.Term != "" && e.Term != e.Rate:
		return fmt.Sprintf("duty: rate %q: %s: not understood: %q", e.Rate, e.Kind, e.Term)
	}
	return fmt.Sprintf("duty: rate %q: not understood: %s", e.Rate, e.Kind)
}

// Unwrap returns [ErrRate].
func (e *RateError) Unwrap() error { return ErrRate }
