package currency

import (
	"fmt"
	"strconv"
)

// Side tells which price of its base currency a rate is. A dealer buys at the
// bid and sells at the ask, which is higher. The zero Side is Mid.
type Side uint8

// The sides, as seen by the one who holds the base currency: at the bid it can
// be sold, at the ask it can be bought.
const (
	Mid Side = iota // between the two, or the one figure that there is
	Bid             // what a dealer pays for one unit of the base
	Ask             // what a dealer wants for one unit of the base
)

var sideTexts = [...]string{"mid", "bid", "ask"}

// String returns the text form: "mid", "bid" or "ask".
func (s Side) String() string {
	if int(s) < len(sideTexts) {
		return sideTexts[s]
	}
	return "side(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText returns the text form. It returns an error, which wraps
// [ErrInvalidRate], for a Side that is none of the constants.
func (s Side) MarshalText() ([]byte, error) {
	if int(s) >= len(sideTexts) {
		return nil, fmt.Errorf("currency: unknown %v: %w", s, ErrInvalidRate)
	}
	return []byte(sideTexts[s]), nil
}

// UnmarshalText reads the text form.
func (s *Side) UnmarshalText(text []byte) error {
	for i, known := range sideTexts {
		if known == string(text) {
			*s = Side(i)
			return nil
		}
	}
	return syntaxError("side", string(text), "want mid, bid or ask")
}

// opposite returns the side of the inverse: who buys the base sells the quote.
func (s Side) opposite() Side {
	switch s {
	case Bid:
		return Ask
	case Ask:
		return Bid
	}
	return s
}

// cross returns the side of a cross. A mid has no spread and goes with either;
// a bid with an ask is a price that nobody gives.
func (s Side) cross(t Side) (Side, error) {
	if s == t || t == Mid {
		return s, nil
	}
	if s == Mid {
		return t, nil
	}
	return 0, s.clash(t)
}

func (s Side) clash(t Side) error {
	return fmt.Errorf("%v with %v is neither: %w", s, t, ErrInvalidRate)
}
