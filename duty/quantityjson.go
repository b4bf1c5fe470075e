package duty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// MarshalJSON writes the value as a string: {"unit":"kg","value":"0.25"}.
func (q Quantity) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Unit  Unit       `json:"unit"`
		Value exact.Wire `json:"value"`
	}{q.Unit, exact.Wire{Value: q.Value}})
}

// maxQuantityJSON is the longest quantity that is read, in bytes.
const maxQuantityJSON = 400

// UnmarshalJSON reads the form of [Quantity.MarshalJSON]: the unit in any
// spelling of [ParseUnit], the value as a string or a number of at most 34
// digits, without exponent and sign. A null leaves q as it is.
//
// UnmarshalJSON returns an error if:
//   - the object lacks one of the two, has one twice, or has others;
//   - the unit is not known ([ErrUnit]);
//   - the value is not such a number, or the text has more than 400 bytes
//     ([ErrQuantity]).
func (q *Quantity) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) > maxQuantityJSON {
		return fmt.Errorf("duty: %w: JSON of %d bytes", ErrQuantity, len(data))
	}
	unit, value, err := quantityFields(data)
	if err != nil {
		return err
	}
	parsed := Quantity{}
	if parsed.Unit, err = ParseUnit(unit); err != nil {
		return err
	}
	var ok bool
	if parsed.Value, ok = exact.ParseDecimal(value, 34, 34); !ok || parsed.Value.NumDigits() > 34 {
		return fmt.Errorf("duty: %w: the value %s is not a plain decimal of at most 34 digits", ErrQuantity, excerpt.Quote(value))
	}
	*q = parsed
	return nil
}

// quantityFields reads the two fields of the object.
func quantityFields(data []byte) (unit, value string, err error) {
	bad := func(what string) (string, string, error) {
		return "", "", fmt.Errorf("duty: %w: JSON %s: %s: want {\"unit\":\"kg\",\"value\":\"0.25\"}", ErrQuantity, excerpt.Quote(data), what)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return bad("not an object")
	}
	seen := map[string]string{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return bad("not JSON")
		}
		name, _ := key.(string)
		field, err := d.Token()
		if err != nil {
			return bad("not JSON")
		}
		if _, twice := seen[name]; twice || name != "unit" && name != "value" {
			return bad("the field " + excerpt.Quote(name) + " is unknown, or there twice")
		}
		switch f := field.(type) {
		case string:
			seen[name] = f
		case json.Number:
			if name == "unit" {
				return bad("the unit is a number")
			}
			seen[name] = f.String()
		default:
			return bad("a field is neither text nor number")
		}
	}
	if t, err := d.Token(); err != nil || t != json.Delim('}') {
		return bad("not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return bad("more than an object")
	}
	if len(seen) != 2 {
		return bad("a field is missing")
	}
	return seen["unit"], seen["value"], nil
}
