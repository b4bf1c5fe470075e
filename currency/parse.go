package currency

import (
	"math/big"

	"github.com/landedhq/landed/internal/excerpt"
)

// maxText is the longest text that is read as a number: more than the 34
// digits of the domain with sign and point, so that some needless zeros pass.
const maxText = 64

// ParseAmount reads an amount of currency c in plain decimal notation: "12.34",
// "-0.005". A leading + is allowed; digits stand on both sides of a point; there
// are no exponents, group separators, spaces or symbols (package locale reads
// what people write).
//
// ParseAmount returns a [*ParseError], in time that does not depend on the
// length of s, if:
//   - s has another form ([ErrSyntax]) or is longer than 64 bytes ([ErrRange]);
//   - the number has more than 34 significant digits, or more than 34 after
//     the point ([ErrRange]);
//   - c is the zero Code and the number is not zero ([ErrUnknownCode]).
func ParseAmount(s string, c Code) (Amount, error) {
	n, reason, err := parseNumber(s)
	if err != nil {
		return Amount{}, &ParseError{What: "amount", Input: s, Reason: reason, Err: err}
	}
	if c == 0 && n.sign() != 0 {
		return Amount{}, &ParseError{What: "amount", Input: s, Reason: "no currency", Err: errNoCode}
	}
	a, err := settle(n, c)
	if err != nil {
		return Amount{}, &ParseError{What: "amount", Input: s, Reason: tooManyDigits, Err: err}
	}
	return a, nil
}

// MustAmount is [ParseAmount] for constants and tests; it panics on an error.
func MustAmount(s string, c Code) Amount {
	a, err := ParseAmount(s, c)
	if err != nil {
		panic(err)
	}
	return a
}

const tooManyDigits = "more than 34 digits"

// parseNumber reads plain decimal notation. On an error it says why, and the
// error is the class.
func parseNumber(s string) (n number, reason string, err error) {
	if len(s) > maxText {
		return number{}, "longer than 64 bytes", ErrRange
	}
	body := s
	negative := false
	if body != "" && (body[0] == '-' || body[0] == '+') {
		negative = body[0] == '-'
		body = body[1:]
	}
	units, point, reason := scanDigits(body)
	if reason != "" {
		return number{}, reason, ErrSyntax
	}
	if point >= 0 {
		n.scale = int32(len(body) - point - 1)
	}
	if len(body) <= 18 {
		n.units = int64(units)
		if negative {
			n.units = -n.units
		}
		return n, "", nil
	}
	n.big = bigDigits(body, negative)
	if n = n.trim(0).narrow(); !n.inDomain() {
		return number{}, tooManyDigits, ErrRange
	}
	return n, "", nil
}

// scanDigits checks that s is digits with at most one point between them. It
// returns the digits as a number, which wraps beyond 19 of them, and the index
// of the point or -1.
func scanDigits(s string) (units uint64, point int, reason string) {
	point = -1
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			units = units*10 + uint64(c-'0')
		case c != '.':
			return 0, 0, unwanted(s, i)
		case point >= 0:
			return 0, 0, "a second decimal point"
		default:
			point = i
		}
	}
	switch {
	case len(s) == 0:
		return 0, 0, "no digits"
	case point == 0, point == len(s)-1:
		return 0, 0, "want digits on both sides of the decimal point"
	}
	return units, point, ""
}

func unwanted(s string, i int) string {
	switch c := s[i]; {
	case (c == 'e' || c == 'E') && i > 0:
		return "exponents are not accepted"
	case c == ',' || c == '\'' || c == '_':
		return "group separators and decimal commas are not accepted"
	case c < ' ' || c >= 0x7f:
		return "not a decimal number"
	default:
		return "not a decimal number: unexpected " + excerpt.Quote(string(rune(c)))
	}
}

func bigDigits(s string, negative bool) *big.Int {
	buf := make([]byte, 0, maxText)
	if negative {
		buf = append(buf, '-')
	}
	for i := range len(s) {
		if s[i] != '.' {
			buf = append(buf, s[i])
		}
	}
	n, _ := new(big.Int).SetString(string(buf), 10) // only digits: cannot fail
	return n
}
