package currency

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Mode is the direction of a rounding. The zero Mode is HalfUp, which tax and
// customs rules ask for where they ask for anything.
type Mode uint8

// The modes. "Up" and "down" are away from and towards zero, so that a refund
// rounds as the charge it takes back; Ceiling and Floor look at the sign.
const (
	HalfUp   Mode = iota // to the nearest step, half away from zero
	HalfEven             // to the nearest step, half to the even one
	HalfDown             // to the nearest step, half towards zero
	Down                 // towards zero
	Up                   // away from zero
	Ceiling              // towards positive infinity
	Floor                // towards negative infinity
)

var modeTexts = [...]string{"half_up", "half_even", "half_down", "down", "up", "ceiling", "floor"}

// String returns the text form: "half_up", "half_even", ….
func (m Mode) String() string {
	if int(m) < len(modeTexts) {
		return modeTexts[m]
	}
	return "mode(" + strconv.Itoa(int(m)) + ")"
}

// MarshalText returns the text form. It returns an error for a Mode that is
// none of the constants.
func (m Mode) MarshalText() ([]byte, error) {
	if int(m) >= len(modeTexts) {
		return nil, fmt.Errorf("currency: %w: unknown %v", ErrRounding, m)
	}
	return []byte(modeTexts[m]), nil
}

// UnmarshalText reads the text form.
func (m *Mode) UnmarshalText(text []byte) error {
	for i, s := range modeTexts {
		if s == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return syntaxError("rounding mode", excerpt.Text(text), "want half_up, half_even, half_down, down, up, ceiling or floor")
}

// away reports whether a quotient moves one step away from zero: half compares
// the remainder, which is not zero, with half a step; odd says whether the
// quotient cut off is odd.
func (m Mode) away(half int, odd, negative bool) bool {
	switch m {
	case HalfUp:
		return half >= 0
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfDown:
		return half > 0
	case Up:
		return true
	case Ceiling:
		return !negative
	case Floor:
		return negative
	}
	return false
}

// carry returns the step, 0 or 1, by which a quotient q with a rest of a
// division by d moves away from zero.
func (m Mode) carry(q, rest, d uint64, negative bool) uint64 {
	if rest != 0 && m.away(exact.CmpHalf(rest, d), q&1 != 0, negative) {
		return 1
	}
	return 0
}

// carryHalfUp is carry for HalfUp, small enough to be inlined and without a
// branch, which no processor could predict.
func carryHalfUp(rest, d uint64) uint64 {
	_, below := bits.Sub64(rest, d-rest, 0) // not 2·rest: that may overflow
	return 1 - below
}

// Places is a number of digits after the point. The zero Places is that of the
// currency's minor unit; [To] names any other.
type Places uint8

// To returns exactly n digits after the point, 0 to 34. Any other n gives a
// Places that every rounding refuses.
func To(n int) Places {
	if n < 0 || n > maxScale {
		return badPlaces
	}
	return Places(n + 1)
}

const badPlaces Places = 255

// In returns the number of digits that p means for amounts in c.
func (p Places) In(c Code) int {
	if p == 0 {
		return c.Digits()
	}
	return int(p) - 1
}

// String returns "minor unit" or the number of digits.
func (p Places) String() string {
	if p == 0 {
		return "minor unit"
	}
	return strconv.Itoa(int(p) - 1)
}

// MarshalJSON returns the number of digits, null for the minor unit. It returns
// an error for a Places that every rounding refuses.
func (p Places) MarshalJSON() ([]byte, error) {
	if p == 0 {
		return []byte("null"), nil
	}
	if int(p)-1 > maxScale {
		return nil, Rounding{Digits: p}.Validate()
	}
	return strconv.AppendInt(nil, int64(p)-1, 10), nil
}

// UnmarshalJSON reads a number of digits from 0 to 34, or null.
func (p *Places) UnmarshalJSON(data []byte) error {
	s, read := jsonScanner{data: data}, Places(0)
	ok := len(data) <= maxText
	if ok && !s.null() {
		n, err := s.whole(maxScale)
		read, ok = To(int(n)), err == nil
	}
	if !ok || s.end() != nil {
		return syntaxError("digits", excerpt.Text(data), "want a number from 0 to 34, or null")
	}
	*p = read
	return nil
}

// Rounding is the grid that an amount is rounded to, and the direction. The
// zero Rounding rounds half up to the currency's minor unit, which is what
// invoices use.
//
//	Rounding{}                                   // 0.01 EUR, 1 JPY
//	Rounding{Increment: 5}                       // 0.05 CHF, cash
//	Rounding{Digits: To(0), Increment: 5}        // 5 HUF, cash
//	Rounding{Mode: HalfEven, Digits: To(4)}      // 0.0001, a unit price
//
// In JSON it is an object of the fields that are not zero:
// {"mode":"half_even","digits":0,"increment":5}.
type Rounding struct {
	// Mode is the direction; zero is HalfUp.
	Mode Mode `json:"mode,omitempty"`
	// Digits is the number of digits after the point; zero is the minor unit.
	Digits Places `json:"digits,omitempty"`
	// Increment is the step of the grid, counted in units of the last digit;
	// zero is 1. Any positive step will do: what is rounded up to one beyond
	// 34 digits is [ErrRange].
	Increment int64 `json:"increment,omitempty"`
}

// Validate returns an error, which wraps [ErrRounding], if the mode is unknown,
// the digits are more than 34 or the increment is negative.
func (r Rounding) Validate() error {
	_, err := r.grid(0)
	return err
}

// grid is a rounding resolved for a currency.
type grid struct {
	scale     int32
	mode      Mode
	increment uint64 // at least 1
}

func (r Rounding) grid(c Code) (grid, error) {
	g := grid{scale: int32(r.Digits.In(c)), mode: r.Mode, increment: uint64(r.Increment)}
	if r.Mode > Floor || g.scale > maxScale || r.Increment < 0 {
		return grid{}, r.invalid()
	}
	if r.Increment == 0 {
		g.increment = 1
	}
	return g, nil
}

func (r Rounding) invalid() error {
	switch {
	case r.Mode > Floor:
		return fmt.Errorf("currency: %w: unknown %v", ErrRounding, r.Mode)
	case r.Increment < 0:
		return fmt.Errorf("currency: %w: increment %d is negative", ErrRounding, r.Increment)
	}
	return fmt.Errorf("currency: %w: digits are not between 0 and %d", ErrRounding, maxScale)
}
