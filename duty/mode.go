package duty

import (
	"fmt"

	"github.com/landedhq/landed/internal/excerpt"
)

// Mode is how a consignment travels, as thresholds and fees tell them apart.
type Mode uint8

// Modes.
const (
	Courier Mode = iota // courier, air freight or road
	Postal
	Sea
)

var modeWords = [...]string{"courier", "postal", "sea"}

// String returns "courier", "postal" or "sea".
func (m Mode) String() string {
	if int(m) < len(modeWords) {
		return modeWords[m]
	}
	return fmt.Sprintf("mode(%d)", m)
}

// MarshalText returns the text form. It returns an error for a Mode that is
// none of the constants.
func (m Mode) MarshalText() ([]byte, error) {
	if int(m) >= len(modeWords) {
		return nil, fmt.Errorf("duty: unknown %v", m)
	}
	return []byte(modeWords[m]), nil
}

// UnmarshalText reads "courier", "postal" or "sea".
func (m *Mode) UnmarshalText(text []byte) error {
	for i, word := range modeWords {
		if word == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return fmt.Errorf("duty: %w: mode %s: want courier, postal or sea", ErrShipment, excerpt.Quote(text))
}

// CustomerKind is who imports the goods.
type CustomerKind string

// The kinds of customers.
const (
	Consumer CustomerKind = "consumer"
	Business CustomerKind = "business"
)

// Weighing says in proportion to what an amount is shared among the items.
type Weighing uint8

// Ways to weigh items.
const (
	ByValue  Weighing = iota // of the goods
	ByWeight                 // in kilograms: the item's "kg gross", or else its "kg"
)

// Ambiguous is what [Assess] does with a code that is too short.
type Ambiguous uint8

// Ways with codes that are too short. All but the first make an estimate.
const (
	Refuse  Ambiguous = iota // an [*AmbiguousCodeError]
	Lowest                   // the line with the lowest duty
	Highest                  // the line with the highest
	Average                  // the mean of the duties of the known lines
)
