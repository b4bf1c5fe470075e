package ltv

import (
	"errors"
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Classes of errors, for errors.Is.
var (
	// ErrSyntax is the class of text that is not a file of orders.
	ErrSyntax = errors.New("not in the form of an orders file")

	// ErrTooLarge is the class of input beyond the limits of [ReadOrders].
	ErrTooLarge = errors.New("too large")

	// ErrOrder is the class of orders that cannot be: without an identifier, a
	// date or a currency, or with a negative amount.
	ErrOrder = errors.New("impossible order")

	// ErrDuplicate is the class of orders that were there before.
	ErrDuplicate = errors.New("duplicate order")

	// ErrFuture is the class of orders after the day of the summary.
	ErrFuture = errors.New("date in the future")

	// ErrTerms is the class of rates, ratios and costs of acquisition that are
	// missing or out of range.
	ErrTerms = errors.New("unusable terms")

	// ErrHorizon is the class of months that have not been observed.
	ErrHorizon = errors.New("beyond what was observed")

	// ErrSparse is the class of figures that too few customers support.
	ErrSparse = errors.New("too few customers")

	// ErrFlat is the class of fits to data that do not determine the parameters
	// of the model.
	ErrFlat = errors.New("no estimate")
)

// OrderError says which order is wrong, where, and why.
type OrderError struct {
	Line   int    // line of the file, the header being line 1; 0 if the order is not from a file
	ID     string // identifier of the order; "" if it is not known
	Column string // column of the file; "" if it is the whole line
	Err    error  // the reason; errors.Is finds its class
}

// Error returns the place and the reason.
func (e *OrderError) Error() string {
	var b strings.Builder
	b.WriteString("ltv: ")
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.ID != "" {
		fmt.Fprintf(&b, "order %s: ", excerpt.Quote(e.ID))
	}
	if e.Column != "" {
		b.WriteString(e.Column + ": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap returns the reason.
func (e *OrderError) Unwrap() error { return e.Err }

// HorizonError says that more months were asked for than are known. It is of
// class [ErrHorizon].
type HorizonError struct {
	Market string
	Asked  Period // months asked for
	Known  Period // months that are known: ask for at most that
}

// Error returns what was asked for and what is known.
func (e *HorizonError) Error() string {
	if e.Asked < 0 || e.Known < 0 {
		return fmt.Sprintf("ltv: market %s: %v: there is no such month", excerpt.Quote(e.Market), e.Asked)
	}
	remedy := "collect more orders"
	if e.Known > 0 {
		remedy = fmt.Sprintf("ask for at most %v", e.Known)
	}
	return fmt.Sprintf("ltv: market %s: %v asked, %v known: %v; %s",
		excerpt.Quote(e.Market), e.Asked, e.Known, ErrHorizon, remedy)
}

// Unwrap returns [ErrHorizon].
func (e *HorizonError) Unwrap() error { return ErrHorizon }

// SparseError says that too few customers were observed for a figure. It is of
// class [ErrSparse].
type SparseError struct {
	Market    string
	Month     Period // the first month with too few customers
	Customers int    // those observed to the end of that month
	Need      int    // those needed
}

// Error returns the month, its customers and what to do.
func (e *SparseError) Error() string {
	remedy := "collect more orders"
	switch {
	case e.Month > 1:
		remedy = fmt.Sprintf("ask for at most %v, or for an estimate", e.Month-1)
	case e.Month == 1:
		remedy = "ask for an estimate"
	}
	return fmt.Sprintf("ltv: market %s: month %d: %v: %d observed that long, %d needed; %s",
		excerpt.Quote(e.Market), int(e.Month), ErrSparse, e.Customers, e.Need, remedy)
}

// Unwrap returns [ErrSparse].
func (e *SparseError) Unwrap() error { return ErrSparse }
