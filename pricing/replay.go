package pricing

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// ErrReplay is the class of quotes that are not what their cart gives.
var ErrReplay = errors.New("not what the cart gives")

// ReplayError says at which figure a stored quote and its replay part. It wraps
// [ErrReplay].
type ReplayError struct {
	Field string // path in the wire form, such as "lines[2].tax.amount"
	// Stored and Replayed are what stands there, as JSON, shortened; empty
	// where one of the two has nothing more.
	Stored, Replayed string
}

// Error names the field and both values.
func (e *ReplayError) Error() string {
	return fmt.Sprintf("pricing: quote: %v: %s is stored as %s, replayed it is %s", ErrReplay, e.Field, e.Stored, e.Replayed)
}

// Unwrap returns ErrReplay.
func (e *ReplayError) Unwrap() error { return ErrReplay }

// Replay quotes the cart of a stored quote again, as of its moment, and demands
// that each byte of the quote's JSON comes out the same: who changed a figure,
// and so broke the way from cart to total, is found out. The engine must have
// the seller, markets, exchange rates and tables that the quote was made with,
// or later tables that say the same of its day.
//
// Replay returns:
//   - a *ReplayError that names the first figure which differs, of the stored
//     quote or of the law;
//   - the *CartError of Quote, if the cart is refused now;
//   - a *QuoteError if q cannot be written.
func (e *Engine) Replay(q *Quote) error {
	stored, err := q.MarshalJSON()
	if err != nil {
		return err
	}
	again, err := e.Quote(q.Cart)
	if err != nil {
		return err
	}
	replayed, err := again.MarshalJSON()
	if err != nil {
		return err
	}
	if bytes.Equal(stored, replayed) {
		return nil
	}
	at := 0
	for at < min(len(stored), len(replayed)) && stored[at] == replayed[at] {
		at++
	}
	field, was := wire.PathAt(stored, at)
	_, is := wire.PathAt(replayed, at)
	return &ReplayError{Field: field, Stored: excerpt.Text(was), Replayed: excerpt.Text(is)}
}
