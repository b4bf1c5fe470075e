package currency

import (
	"fmt"
	"math"

	"github.com/landedhq/landed/internal/excerpt"
)

// maxRoundingJSON is the longest JSON that is read as a rounding.
const maxRoundingJSON = 256

// UnmarshalJSON reads an object of the fields mode, digits and increment, each
// at most once; what is missing is zero, and so is null. The result is valid
// in the sense of [Rounding.Validate].
//
// UnmarshalJSON returns a [*ParseError] if:
//   - data is longer than 256 bytes ([ErrRange]);
//   - a field is unknown, there twice or of another form: a mode is a word,
//     digits are a whole number from 0 to 34 or null, an increment is a whole
//     number that is not negative ([ErrSyntax]).
func (r *Rounding) UnmarshalJSON(data []byte) error {
	if len(data) > maxRoundingJSON {
		return &ParseError{What: "rounding", Input: excerpt.Text(data), Reason: fmt.Sprintf("JSON of %d bytes", len(data)), Err: ErrRange}
	}
	parsed, err := readRounding(data)
	if err != nil {
		return &ParseError{What: "rounding", Input: string(data), Reason: "JSON", Err: err}
	}
	*r = parsed
	return nil
}

func readRounding(data []byte) (Rounding, error) {
	var r Rounding
	s := jsonScanner{data: data}
	if s.null() {
		return Rounding{}, s.end()
	}
	seen := make(map[string]bool, 3)
	err := s.object(func(key string) (err error) {
		if seen[key] {
			return errTwice(key)
		}
		seen[key] = true
		switch key {
		case "mode":
			text, err := s.text()
			if err != nil {
				return err
			}
			return r.Mode.UnmarshalText([]byte(text))
		case "digits":
			if s.null() {
				return nil
			}
			var n int64
			n, err = s.whole(maxScale)
			r.Digits = To(int(n))
		case "increment":
			r.Increment, err = s.whole(math.MaxInt64)
		default:
			err = fmt.Errorf("unknown field %s: %w", excerpt.Quote(key), ErrSyntax)
		}
		return err
	})
	if err == nil {
		err = s.end()
	}
	return r, err
}
