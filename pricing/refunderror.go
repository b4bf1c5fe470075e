package pricing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// Classes of errors of refunds, which errors.Is finds in a *RefundError.
var (
	// ErrRefund is the class of refunds of more than is left.
	ErrRefund = errors.New("more than is left")
	// ErrOtherQuote is the class of earlier refunds that belong to another quote,
	// are missing, or are given twice.
	ErrOtherQuote = errors.New("not the earlier refunds of this quote")
)

// RefundError says which part of a refund was refused, and why.
type RefundError struct {
	Line   int    // 1 for the first line of the quote; 0 when the fault is not in a line
	ID     string // of that line
	Return int    // which of the returns, from 1; 0 when the fault is in none
	Field  string // of the return or of an earlier refund
	Asked  string // what was asked for, where that is too much
	Left   string // of which there is this left
	Err    error
}

// Error names the return, the line and the field before the reason.
func (e *RefundError) Error() string {
	var b strings.Builder
	b.WriteString("pricing: refund: ")
	if e.Return > 0 {
		fmt.Fprintf(&b, "return %d: ", e.Return)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d", e.Line)
		if e.ID != "" {
			fmt.Fprintf(&b, " (%s)", excerpt.Text(e.ID))
		}
		b.WriteString(": ")
	}
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	if e.Asked != "" {
		fmt.Fprintf(&b, "%s asked, %s left: ", e.Asked, e.Left)
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap returns the reason.
func (e *RefundError) Unwrap() error { return e.Err }

func invalidReturn(field, format string, args ...any) error {
	return &RefundError{Field: field, Err: fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))}
}

// asRefundError gives an error of the decoder, or of arithmetic, the type of
// those of refunds.
func asRefundError(err error) error {
	if err == nil {
		return nil
	}
	return refundError(err)
}

func refundError(err error) *RefundError {
	var re *RefundError
	if errors.As(err, &re) {
		return re
	}
	var at *wire.Error
	if errors.As(err, &at) {
		return &RefundError{Field: at.Path, Err: at.Err}
	}
	var ce *CartError
	if errors.As(err, &ce) {
		return &RefundError{Field: ce.Field, Err: ce.Err}
	}
	return &RefundError{Err: err}
}

// atReturn marks err as belonging to return i, counted from 0.
func atReturn(i int, err error) error {
	out := *refundError(err)
	out.Return = i + 1
	return &out
}
