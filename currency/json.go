package currency

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/landedhq/landed/internal/excerpt"
)

// maxAmountJSON is the longest JSON that is read as an amount: the object with
// room for white space.
const maxAmountJSON = 512

// AppendJSON appends {"amount":"12.34","currency":"EUR"} to dst. The amount is a
// string, because JSON numbers pass through floats in many programs.
func (a Amount) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"amount":"`...)
	dst = a.number().appendText(dst)
	dst = append(dst, `","currency":"`...)
	dst = a.cur.appendText(dst)
	return append(dst, `"}`...)
}

// MarshalJSON returns {"amount":"12.34","currency":"EUR"}; the zero Amount is
// {"amount":"0","currency":""}.
func (a Amount) MarshalJSON() ([]byte, error) {
	return a.AppendJSON(make([]byte, 0, 64)), nil
}

// UnmarshalJSON reads what [Amount.MarshalJSON] writes. The amount may also be
// a JSON number without exponent. A string is read as by
// [Amount.UnmarshalText], because it is with the string that encoding/json
// calls for an Amount that is the key of a map. null gives the zero Amount.
//
// UnmarshalJSON returns a [*ParseError] if:
//   - data is longer than 512 bytes ([ErrRange]); a decoder has read all of them
//     by then, so bound the body too;
//   - data is neither a string nor an object of exactly the fields amount and
//     currency, each once, in whatever order ([ErrSyntax]);
//   - the amount is not one for [ParseAmount], or the currency not one for
//     [ParseCode]; the error of the part is wrapped.
func (a *Amount) UnmarshalJSON(data []byte) error {
	if len(data) > maxAmountJSON {
		return &ParseError{What: "amount", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
	}
	if written, n := ScanAmount(data); n > 0 && n == len(data) {
		*a = written
		return nil
	}
	parsed, err := readAmount(data)
	if err != nil {
		return &ParseError{What: "amount", Input: string(data), Reason: "JSON", Err: err}
	}
	*a = parsed
	return nil
}

// ScanAmount reads an amount at the beginning of data, in the form that
// [Amount.AppendJSON] writes, without white space or escapes, in a currency of
// ISO 4217 and with at most 18 digits, the point counted as one. It returns the
// amount and how many bytes it took; 0 where something else stands there, which
// [Amount.UnmarshalJSON] may be able to read. It is for decoders that read many
// amounts, and allocates nothing.
func ScanAmount(data []byte) (a Amount, n int) {
	const head, middle, end = `{"amount":"`, `","currency":"`, `"}`
	if len(data) < len(head) || string(data[:len(head)]) != head {
		return Amount{}, 0
	}
	digits := len(head)
	negative := digits < len(data) && data[digits] == '-'
	if negative {
		digits++
	}
	units, point, i := int64(0), -1, digits
	for ; i < len(data) && i < digits+19; i++ {
		if c := data[i]; '0' <= c && c <= '9' {
			units = units*10 + int64(c-'0')
		} else if c == '.' && point < 0 {
			point = i
		} else {
			break
		}
	}
	tail := data[i:]
	const code = len(middle) + isoPlaces
	switch {
	case i == digits || i == digits+19, point == digits, point == i-1,
		len(tail) < code+len(end), string(tail[:len(middle)]) != middle, string(tail[code:code+len(end)]) != end:
		return Amount{}, 0
	}
	iso, ok := findISO(string(tail[len(middle):code]))
	if !ok {
		return Amount{}, 0
	}
	parsed := number{units: units}
	if negative {
		parsed.units = -units
	}
	if point >= 0 {
		parsed.scale = int32(i - point - 1)
	}
	a, err := settle(parsed, isoTable[iso].code)
	if err != nil {
		return Amount{}, 0
	}
	return a, i + code + len(end)
}

// isoPlaces is the length of a code of ISO 4217.
const isoPlaces = 3

func readAmount(data []byte) (Amount, error) {
	s := jsonScanner{data: data}
	if s.null() {
		return Amount{}, s.end()
	}
	if s.peek() == '"' {
		return s.textAmount()
	}
	var amount, code string
	var hasAmount, hasCode bool
	err := s.object(func(key string) (err error) {
		switch key {
		case "amount":
			if hasAmount {
				return errTwice(key)
			}
			hasAmount = true
			amount, err = s.stringOrNumber()
		case "currency":
			if hasCode {
				return errTwice(key)
			}
			hasCode = true
			code, err = s.text()
		default:
			return fmt.Errorf("unknown field %s: %w", excerpt.Quote(key), ErrSyntax)
		}
		return err
	})
	switch {
	case err != nil:
		return Amount{}, err
	case !hasAmount:
		return Amount{}, fmt.Errorf("field amount is missing: %w", ErrSyntax)
	case !hasCode:
		return Amount{}, fmt.Errorf("field currency is missing: %w", ErrSyntax)
	}
	if err := s.end(); err != nil {
		return Amount{}, err
	}
	var c Code
	if code != "" {
		if c, err = ParseCode(code); err != nil {
			return Amount{}, err
		}
	}
	return ParseAmount(amount, c)
}

// textAmount reads a string with the text form of an amount.
func (s *jsonScanner) textAmount() (a Amount, err error) {
	text, err := s.text()
	if err == nil {
		err = s.end()
	}
	if err == nil {
		err = a.UnmarshalText([]byte(text))
	}
	return a, err
}

func errTwice(key string) error {
	return fmt.Errorf("field %s occurs twice: %w", excerpt.Quote(key), ErrSyntax)
}

// jsonScanner reads the flat objects of this package. encoding/json would let
// unknown case, duplicate fields and exponents pass.
type jsonScanner struct {
	data []byte
	pos  int
}

func (s *jsonScanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte after white space, 0 at the end.
func (s *jsonScanner) peek() byte {
	s.space()
	if s.pos == len(s.data) {
		return 0
	}
	return s.data[s.pos]
}

func (s *jsonScanner) expect(c byte) error {
	if s.peek() != c || c == 0 {
		return s.unexpected("want " + string(rune(c)))
	}
	s.pos++
	return nil
}

func (s *jsonScanner) unexpected(want string) error {
	if s.pos >= len(s.data) {
		return fmt.Errorf("%s, not the end of input: %w", want, ErrSyntax)
	}
	return fmt.Errorf("%s at byte %d, not %s: %w", want, s.pos, excerpt.Quote(s.data[s.pos:s.pos+1]), ErrSyntax)
}

func (s *jsonScanner) end() error {
	if s.peek() != 0 || s.pos < len(s.data) {
		return s.unexpected("want the end of input")
	}
	return nil
}

func (s *jsonScanner) null() bool {
	s.space()
	if string(s.data[s.pos:min(s.pos+4, len(s.data))]) != "null" {
		return false
	}
	s.pos += 4
	return true
}

// object reads an object and calls field with each key, to read the value.
func (s *jsonScanner) object(field func(key string) error) error {
	if err := s.expect('{'); err != nil {
		return err
	}
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	for {
		key, err := s.text()
		if err != nil {
			return err
		}
		if err := s.expect(':'); err != nil {
			return err
		}
		if err := field(key); err != nil {
			return err
		}
		if s.peek() == '}' {
			s.pos++
			return nil
		}
		if err := s.expect(','); err != nil {
			return err
		}
	}
}

// text reads a string.
func (s *jsonScanner) text() (string, error) {
	if err := s.expect('"'); err != nil {
		return "", err
	}
	start, escaped := s.pos, false
	for ; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.unescape(start, escaped)
		case c == '\\':
			escaped = true
			s.pos++
		case c < ' ':
			return "", s.unexpected("want a string without control characters")
		}
	}
	return "", fmt.Errorf("string without end: %w", ErrSyntax)
}

func (s *jsonScanner) unescape(start int, escaped bool) (string, error) {
	if !escaped {
		return string(s.data[start : s.pos-1]), nil
	}
	var text string
	if err := json.Unmarshal(s.data[start-1:s.pos], &text); err != nil {
		return "", errors.Join(fmt.Errorf("string at byte %d: %w", start, ErrSyntax), err)
	}
	return text, nil
}

// stringOrNumber reads a string or a number. Of the form of a number it refuses
// what plain decimals may have and JSON numbers may not, "007" and "+1"; the
// rest is left to the one who parses it.
func (s *jsonScanner) stringOrNumber() (string, error) {
	if c := s.peek(); c == '"' {
		return s.text()
	} else if c != '-' && (c < '0' || c > '9') {
		return "", s.unexpected("want a decimal as a string or a number")
	}
	start := s.pos
	for s.pos < len(s.data) && numeral(s.data[s.pos]) {
		s.pos++
	}
	number := string(s.data[start:s.pos])
	whole, _, _ := strings.Cut(strings.TrimPrefix(number, "-"), ".")
	if len(whole) > 1 && whole[0] == '0' || strings.HasSuffix(number, ".") {
		return "", fmt.Errorf("%s is no JSON number: %w", excerpt.Quote(number), ErrSyntax)
	}
	return number, nil
}

// whole reads a whole number from 0 to most.
func (s *jsonScanner) whole(most int64) (int64, error) {
	if c := s.peek(); c < '0' || c > '9' {
		return 0, s.unexpected("want a whole number")
	}
	text, err := s.stringOrNumber()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > most {
		return 0, fmt.Errorf("want a whole number from 0 to %d, not %s: %w", most, excerpt.Quote(text), ErrSyntax)
	}
	return n, nil
}

func numeral(c byte) bool {
	return '0' <= c && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}
