package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Limits of untrusted input; beyond them a cart is refused unread.
const (
	MaxCartBytes = 1 << 20 // of JSON
	MaxLines     = 1000
	MaxDiscounts = 100

	MaxVouchers   = 100
	MaxDispatches = 100
	MaxQuantity   = 1_000_000 // of one line
	maxClearance  = 20        // fees of a market
	maxText       = 256       // bytes of a name or identifier
	maxYear       = 9000      // of the moment of a quote
	maxNumber     = 64        // bytes of a decimal
)

// fields maps the names of a JSON object to what reads their values.
type fields map[string]func(json.RawMessage) error

// decodeObject reads one JSON object strictly: a field that is not in fs, a
// field that stands twice, and anything after the object are errors, and each
// error carries the path of the field that it is about.
func decodeObject(data []byte, fs fields) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := expectDelim(dec, '{'); err != nil {
		return err
	}
	seen := make(map[string]bool, len(fs))
	for dec.More() {
		key, raw, err := nextField(dec)
		if err != nil {
			return err
		}
		read, known := fs[key]
		switch {
		case !known:
			return &CartError{Field: excerpt.Text(key), Err: ErrUnknownField}
		case seen[key]:
			return &CartError{Field: key, Err: fmt.Errorf("%w: stands twice", ErrInvalid)}
		}
		seen[key] = true
		if err := read(raw); err != nil {
			return inField(key, err)
		}
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return syntax(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("%w: text after the JSON value", ErrInvalid)
	}
	return nil
}

func nextField(dec *json.Decoder) (string, json.RawMessage, error) {
	tok, err := dec.Token()
	if err != nil {
		return "", nil, syntax(err)
	}
	key, _ := tok.(string)
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return "", nil, inField(excerpt.Text(key), syntax(err))
	}
	return key, raw, nil
}

// decodeArray calls read with each element of a JSON array of at most limit.
// Its errors carry the index.
func decodeArray(data []byte, limit int, read func(i int, raw json.RawMessage) error) error {
	atIndex := func(i int, err error) error { return inField(fmt.Sprintf("[%d]", i), err) }
	return decodeElements(data, limit, atIndex, read)
}

// decodeElements is decodeArray with another way to say which element an
// error is about.
func decodeElements(data []byte, limit int, at func(int, error) error, read func(i int, raw json.RawMessage) error) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := expectDelim(dec, '['); err != nil {
		return err
	}
	for i := 0; dec.More(); i++ {
		if i == limit {
			return fmt.Errorf("%w: more than %d elements", ErrLimit, limit)
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return at(i, syntax(err))
		}
		if err := read(i, raw); err != nil {
			return at(i, err)
		}
	}
	return nil
}

func expectDelim(dec *json.Decoder, want json.Delim) error {
	tok, err := dec.Token()
	if err != nil {
		return syntax(err)
	}
	if got, ok := tok.(json.Delim); !ok || got != want {
		kind := "an object"
		if want == '[' {
			kind = "an array"
		}
		return fmt.Errorf("%w: want %s", ErrInvalid, kind)
	}
	return nil
}

// syntax names what is wrong with the JSON itself.
func syntax(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: JSON ends too early", ErrInvalid)
	}
	return fmt.Errorf("%w: JSON: %s", ErrInvalid, excerpt.Cut(err.Error(), 120))
}

// maxToken is more than any string or number of the wire form can have.
const maxToken = 4 << 10

// clip shortens strings and numbers of JSON that are longer than maxToken to
// that length. They are refused in any field; clipped, they are refused, with
// their line and field, without being read over and over.
func clip(data []byte) []byte {
	var out []byte
	done := 0 // what of data is in out
	for i := 0; i < len(data); {
		end := tokenEnd(data, i)
		if end-i > maxToken+2 {
			out = append(out, data[done:i]...)
			out = appendClipped(out, data[i:end])
			done = end
		}
		i = end
	}
	if done == 0 {
		return data
	}
	return append(out, data[done:]...)
}

// tokenEnd returns where the string or the run of other characters that
// begins at i ends.
func tokenEnd(data []byte, i int) int {
	if data[i] == '"' {
		for i++; i < len(data); i++ {
			switch data[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(data)
	}
	for i++; i < len(data); i++ {
		switch data[i] {
		case '"', '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n':
			return i
		}
	}
	return i
}

// appendClipped appends the beginning of a token, filled up to maxToken with
// nines so that it stays too long, and free of a broken escape.
func appendClipped(out, token []byte) []byte {
	quoted := token[0] == '"'
	head := token[:maxToken]
	if i := bytes.IndexByte(head, '\\'); i >= 0 {
		head = head[:i]
	}
	out = append(out, head...)
	out = append(out, bytes.Repeat([]byte("9"), maxToken-len(head))...)
	if quoted {
		out = append(out, '"')
	}
	return out
}

// text reads a JSON string of at most maxText bytes into dst.
func text[S ~string](dst *S) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		s, err := stringOf(raw)
		if err != nil {
			return err
		}
		if len(s) > maxText {
			return fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(s), maxText)
		}
		*dst = S(s)
		return nil
	}
}

func stringOf(raw json.RawMessage) (string, error) {
	if len(raw) > 6*maxText+2 { // every byte escaped, and the quotes
		return "", fmt.Errorf("%w: %d bytes of text", ErrLimit, len(raw))
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil || len(raw) == 0 || raw[0] != '"' {
		return "", fmt.Errorf("%w: want a string, got %s", ErrInvalid, excerpt.Text(raw))
	}
	return s, nil
}

// word reads a JSON string through the UnmarshalText of dst.
func word(dst interface{ UnmarshalText([]byte) error }) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		s, err := stringOf(raw)
		if err != nil {
			return err
		}
		return dst.UnmarshalText([]byte(s))
	}
}

// money reads an amount in the wire form of the currency package.
func money(dst *currency.Amount) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		err := dst.UnmarshalJSON(raw)
		var outer, inner *currency.ParseError
		if errors.As(err, &outer) && errors.As(outer.Err, &inner) {
			return inner // what is wrong with the number, not that it stands in JSON
		}
		return err
	}
}

// number reads a plain decimal, quoted or not: no exponent, no NaN.
func number(dst *decimal.Decimal) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		s := string(raw)
		if len(raw) > 0 && raw[0] == '"' {
			var err error
			if s, err = stringOf(raw); err != nil {
				return err
			}
		}
		d, err := parseDecimal(s)
		if err != nil {
			return err
		}
		*dst = d
		return nil
	}
}

func parseDecimal(s string) (decimal.Decimal, error) {
	if len(s) > maxNumber {
		return decimal.Decimal{}, fmt.Errorf("%w: a number of %d bytes, at most %d", ErrLimit, len(s), maxNumber)
	}
	digits, negative := strings.CutPrefix(s, "-")
	d, ok := exact.ParseDecimal(digits, maxNumber, maxNumber)
	if !ok {
		return decimal.Decimal{}, fmt.Errorf("%w: %s is not a plain decimal", ErrInvalid, excerpt.Quote(s))
	}
	if negative {
		d = d.Neg()
	}
	return d, nil
}

// whole reads an integer, quoted or not.
func whole(dst *int64) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var d decimal.Decimal
		if err := number(&d)(raw); err != nil {
			return err
		}
		if !d.IsInteger() || d.NumDigits() > 18 {
			return fmt.Errorf("%w: %s is not a whole number", ErrInvalid, excerpt.Text(raw))
		}
		*dst = d.IntPart()
		return nil
	}
}

func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %s is not an RFC 3339 time such as 2026-11-21T12:00:00Z", ErrInvalid, excerpt.Quote(s))
	}
	return t, nil
}

// span reads a duration such as "72h" or "30m".
func span(dst *time.Duration) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		s, err := stringOf(raw)
		if err != nil {
			return err
		}
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return fmt.Errorf("%w: %s is not a duration such as 72h", ErrInvalid, excerpt.Quote(s))
		}
		*dst = d
		return nil
	}
}

// place reads a place.
func place(dst *locale.Place) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		return decodeObject(raw, fields{
			"country":     text(&dst.Country),
			"region":      text(&dst.Region),
			"postal_code": text(&dst.PostalCode),
		})
	}
}
