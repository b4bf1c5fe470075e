package duty

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Components is a set of what a levy may be charged on. The zero set stands
// for the customs value, whatever the destination counts in it.
type Components uint8

// Components of a base.
const (
	OnGoods     Components = 1 << iota // the value of the goods alone
	OnFreight                          // the freight
	OnInsurance                        // the insurance of the transport
	OnDuty                             // the duties charged before
	OnFees                             // the fees charged before
	OnTax                              // the taxes charged before
)

var componentWords = [...]string{"goods", "freight", "insurance", "duty", "fees", "tax"}

// Has reports whether all of o are in c.
func (c Components) Has(o Components) bool { return c&o == o }

// String returns the words, such as "goods+freight"; "" is the customs value.
func (c Components) String() string {
	var words []string
	for i, word := range componentWords {
		if c.Has(1 << i) {
			words = append(words, word)
		}
	}
	if rest := c >> len(componentWords); rest != 0 {
		words = append(words, fmt.Sprintf("components(%d)", rest<<len(componentWords)))
	}
	return strings.Join(words, "+")
}

// MarshalText returns the words. It returns an error for a set that has more
// than the constants.
func (c Components) MarshalText() ([]byte, error) {
	if c>>len(componentWords) != 0 {
		return nil, fmt.Errorf("duty: unknown %v", c)
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads words joined by "+", each once, in any order.
func (c *Components) UnmarshalText(text []byte) error {
	var set Components
	if len(text) > 0 {
		for word := range strings.SplitSeq(string(text), "+") {
			bit := componentOf(word)
			if bit == 0 || set.Has(bit) {
				return fmt.Errorf("duty: base %s: want goods, freight, insurance, duty, fees, tax, joined by +: %w", excerpt.Quote(text), ErrTable)
			}
			set |= bit
		}
	}
	*c = set
	return nil
}

func componentOf(word string) Components {
	for i, w := range componentWords {
		if w == word {
			return 1 << i
		}
	}
	return 0
}
