package pricing

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
)

// ErrReplay is the class of quotes that differ from what their cart gives when
// it is quoted again.
var ErrReplay = errors.New("not what the cart gives")

// ReplayError says at which figure a stored quote and its replay differ. It
// wraps [ErrReplay].
type ReplayError struct {
	Field string // path in the wire form, such as "lines[2].tax.amount"
	// Stored and Replayed are what stands there, as JSON, shortened; one of them
	// is empty where only the other has the field.
	Stored, Replayed string
}

// Error names the field and both values.
func (e *ReplayError) Error() string {
	return fmt.Sprintf("pricing: quote: %v: %s is stored as %s, replayed it is %s", ErrReplay, e.Field, cmp.Or(e.Stored, "nothing"), cmp.Or(e.Replayed, "nothing"))
}

// Unwrap returns ErrReplay.
func (e *ReplayError) Unwrap() error { return ErrReplay }

// Replay quotes the cart of a stored quote again, as of its moment, and
// requires each byte of the quote's JSON to come out the same, so that it is
// found out if a figure was changed. The engine must have the seller, markets,
// exchange rates and tables that the quote was made with, or later tables that
// say the same for its day: it is for a shop to check an order that it quoted
// itself. For later years there is [Record], which contains all that it needs.
//
// Replay returns:
//   - a *ReplayError that names the first figure that differs, whether the
//     stored quote or the law was changed;
//   - the *CartError of Quote, if the cart is refused now;
//   - a *QuoteError if q cannot be written.
func (e *Engine) Replay(q *Quote) error {
	_, err := e.replay(q)
	return err
}

// replay returns what the cart of a quote gives, if that is the quote.
func (e *Engine) replay(q *Quote) (Quote, error) {
	stored, err := q.MarshalJSON()
	if err != nil {
		return Quote{}, err
	}
	again, err := e.Quote(q.Cart)
	if err != nil {
		return Quote{}, err
	}
	replayed, err := again.MarshalJSON()
	if err != nil {
		return Quote{}, err
	}
	if bytes.Equal(stored, replayed) {
		return again, nil
	}
	return Quote{}, parted(stored, replayed)
}

// parted says where two quotes part: at a field of both, or at one that only
// one of them has.
func parted(stored, replayed []byte) *ReplayError {
	at := 0
	for at < min(len(stored), len(replayed)) && stored[at] == replayed[at] {
		at++
	}
	field, was := wire.PathAt(stored, at)
	other, is := wire.PathAt(replayed, at)
	switch {
	case field == other:
	case wire.Has(replayed, field): // it comes later
		field, was = other, nil
	default:
		is = nil
	}
	return &ReplayError{Field: field, Stored: excerpt.Text(was), Replayed: excerpt.Text(is)}
}
