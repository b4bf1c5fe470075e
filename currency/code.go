package currency

import (
	"strconv"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// Code is a currency: its code of up to five capital letters or digits and the
// number of digits of its minor unit, packed into one comparable word. The
// constants of this package ([EUR], [USD], …) are those of ISO 4217; others,
// such as loyalty points, are made by [NewCode] and need no registration.
//
// The zero Code is no currency. Codes sort by their text.
type Code uint32

// A Code is the text in base 37, left-aligned to five places (so that codes
// sort as text), above five bits for the digits of the minor unit.
const (
	codeBase   = 37
	codePlaces = 5
	digitBits  = 5
	digitMask  = 1<<digitBits - 1

	// maxMinorDigits is the most digits that a minor unit may have: with 18,
	// one major unit still fits an int64.
	maxMinorDigits = 18
)

// isoEntry is what is known of an ISO currency beside its text and digits. The
// days on which it was in use stand in a table of their own, so that the search
// through this one touches less memory.
type isoEntry struct {
	code          Code
	numeric       uint16
	cashPlaces    Places
	cashIncrement uint8
}

// datePeriod is a first and a last day, zero where open.
type datePeriod struct{ from, until Date }

// ParseCode returns the currency that s names: an ISO 4217 code such as "EUR",
// or the text form of a custom currency, "PTS:0" for points without minor
// units. Capitals only, no spaces.
//
// ParseCode returns a [*CodeError], which wraps [ErrUnknownCode], if s is
// neither; so it does for an ISO code in the custom form, which would give
// one currency two texts.
func ParseCode(s string) (Code, error) {
	if len(s) > maxCodeText {
		return 0, &CodeError{Input: s, Reason: codeShape}
	}
	name, digits, custom := strings.Cut(s, ":")
	if !custom {
		if i, ok := findISO(s); ok {
			return isoTable[i].code, nil
		}
		return 0, &CodeError{Input: s, Reason: "not a currency of ISO 4217; a custom currency is written with its digits, like PTS:0"}
	}
	if _, iso := findISO(name); iso {
		return 0, &CodeError{Input: s, Reason: "an ISO 4217 currency is written without digits"}
	}
	n, ok := parseDigits(digits)
	if !ok {
		return 0, &CodeError{Input: s, Reason: "after the colon stand the digits of the minor unit, 0 to 18"}
	}
	text, ok := packText(name)
	if !ok {
		return 0, &CodeError{Input: s, Reason: codeShape}
	}
	return Code(text<<digitBits | n), nil
}

// maxCodeText is the longest text of a code: five places, a colon and two digits.
const maxCodeText = codePlaces + 3

const codeShape = "a code is one to five capital letters or digits"

// parseDigits reads 0 to 18 without leading zeros.
func parseDigits(s string) (uint32, bool) {
	if s == "" || len(s) > 2 || len(s) == 2 && s[0] == '0' {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 8)
	return uint32(n), err == nil && n <= maxMinorDigits && s[0] != '+'
}

// NewCode returns a currency with a name of one to five capital letters or
// digits and a minor unit of 0 to 18 digits: NewCode("PTS", 0). The name of an
// ISO 4217 currency gives that currency.
//
// NewCode returns a [*CodeError] if:
//   - the name has another form;
//   - digits is not between 0 and 18;
//   - the name is an ISO 4217 code and digits are not those of ISO.
func NewCode(name string, digits int) (Code, error) {
	if i, ok := findISO(name); ok {
		c := isoTable[i].code
		if c.Digits() != digits {
			return 0, &CodeError{Input: name, Reason: "ISO 4217 gives it " + strconv.Itoa(c.Digits()) + " digits, not " + strconv.Itoa(digits)}
		}
		return c, nil
	}
	text, ok := packText(name)
	if !ok {
		return 0, &CodeError{Input: name, Reason: codeShape}
	}
	if digits < 0 || digits > maxMinorDigits {
		return 0, &CodeError{Input: name, Reason: "a minor unit has 0 to 18 digits, not " + strconv.Itoa(digits)}
	}
	return Code(text<<digitBits | uint32(digits)), nil
}

// Codes returns the currencies of ISO 4217 that this version knows, sorted:
// those in use, those for special use, and those withdrawn since about 1999, so
// that old orders load for ever. [Code.ActiveOn] tells which were in use on a
// day.
func Codes() []Code {
	cs := make([]Code, len(isoTable))
	for i := range isoTable {
		cs[i] = isoTable[i].code
	}
	return cs
}

// packText returns the upper 27 bits of a code.
func packText(s string) (uint32, bool) {
	if len(s) == 0 || len(s) > codePlaces {
		return 0, false
	}
	n := uint32(0)
	for i := range codePlaces {
		n *= codeBase
		if i >= len(s) {
			continue
		}
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			n += uint32(c-'A') + 1
		case '0' <= c && c <= '9':
			n += uint32(c-'0') + 27
		default:
			return 0, false
		}
	}
	return n, true
}

// findISO returns the index of an ISO currency by its text.
func findISO(s string) (int, bool) {
	if len(s) != 3 {
		return 0, false
	}
	text, ok := packText(s)
	if !ok {
		return 0, false
	}
	i := searchISO(Code(text << digitBits))
	return i, i < len(isoTable) && uint32(isoTable[i].code>>digitBits) == text
}

// searchISO returns the index of the first ISO currency that is not below c.
func searchISO(c Code) int {
	low, high := 0, len(isoTable)
	for low < high {
		if mid := (low + high) / 2; isoTable[mid].code < c {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// entry returns what is known of c, or nil if c is not of ISO.
func (c Code) entry() (*isoEntry, int) {
	if i := searchISO(c); i < len(isoTable) && isoTable[i].code == c {
		return &isoTable[i], i
	}
	return nil, 0
}

// Name returns the code without its digits: "EUR", and "PTS" for a custom
// currency whose text form is "PTS:0". The zero Code has no name.
func (c Code) Name() string {
	if e, i := c.entry(); e != nil {
		return isoNames[3*i : 3*i+3]
	}
	var buf [codePlaces]byte
	return string(c.appendName(buf[:0]))
}

// String returns the text form that [ParseCode] reads: "EUR", "PTS:0", and ""
// for the zero Code.
func (c Code) String() string {
	if e, i := c.entry(); e != nil {
		return isoNames[3*i : 3*i+3]
	}
	var buf [codePlaces + 3]byte
	return string(c.appendText(buf[:0]))
}

// AppendText appends the text form to b. It returns no error.
func (c Code) AppendText(b []byte) ([]byte, error) { return c.appendText(b), nil }

func (c Code) appendText(b []byte) []byte {
	if e, i := c.entry(); e != nil {
		return append(b, isoNames[3*i:3*i+3]...)
	}
	if c == 0 {
		return b
	}
	b = append(c.appendName(b), ':')
	return strconv.AppendUint(b, uint64(c&digitMask), 10)
}

func (c Code) appendName(b []byte) []byte {
	var text [codePlaces]byte
	n := uint32(c >> digitBits)
	for i := codePlaces - 1; i >= 0; i-- {
		switch d := n % codeBase; {
		case d == 0:
			text[i] = 0
		case d <= 26:
			text[i] = byte('A' + d - 1)
		default:
			text[i] = byte('0' + d - 27)
		}
		n /= codeBase
	}
	for _, t := range text {
		if t != 0 {
			b = append(b, t)
		}
	}
	return b
}

// Digits returns the number of decimal digits of the minor unit: 2 for EUR, 0
// for JPY, 3 for KWD. They are those of ISO 4217, which for some currencies
// are more than people use (HUF has 2); see [Code.Cash].
func (c Code) Digits() int { return int(c & digitMask) }

// ISO reports whether c is a currency of ISO 4217, active or withdrawn.
func (c Code) ISO() bool {
	e, _ := c.entry()
	return e != nil
}

// Active returns the first and the last day on which c was in use as legal
// tender in some country, by CLDR; a zero Date is an end that is open or not
// known. For a currency that was replaced by another, the last day is the end
// of the time in which both were accepted. Custom currencies, funds codes and
// codes for special use have no such days.
func (c Code) Active() (from, until Date) {
	if e, i := c.entry(); e != nil {
		p := isoPeriods[i]
		return p.from, p.until
	}
	return 0, 0
}

// ActiveOn reports whether c was in use on a day: d lies within [Code.Active].
// A custom currency is in use on every day; the zero Code and the zero Date
// are never.
func (c Code) ActiveOn(d Date) bool {
	from, until := c.Active()
	return c != 0 && d.Within(from, until)
}

// Numeric returns the three-digit number of ISO 4217, and 0 for a custom
// currency and the few to which ISO gave none (XFO, XFU, XRE). A withdrawn
// currency may share it with its successor.
func (c Code) Numeric() int {
	if e, _ := c.entry(); e != nil {
		return int(e.numeric)
	}
	return 0
}

// Cash returns the rounding of cash payments: to 0.05 for CHF, to 5 for HUF, to
// 1 for SEK. Where CLDR 48 knows no such custom it is the zero Rounding, the
// minor unit; the practice of countries that share a currency (the euro in
// Finland) and the rules of AUD and NZD are not in that data.
func (c Code) Cash() Rounding {
	if e, _ := c.entry(); e != nil {
		return Rounding{Digits: e.cashPlaces, Increment: int64(e.cashIncrement)}
	}
	return Rounding{}
}

// MarshalText returns the text form: "EUR", "PTS:0", "" for the zero Code.
func (c Code) MarshalText() ([]byte, error) {
	return c.appendText(make([]byte, 0, codePlaces+3)), nil
}

// UnmarshalText reads the text form; the empty text gives the zero Code. It
// fails as [ParseCode] does.
func (c *Code) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = 0
		return nil
	}
	parsed, err := ParseCode(excerpt.Cut(text, maxColumn))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}
