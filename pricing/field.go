package pricing

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
)

// The functions here are the kinds of fields that the wire form of this package
// has beside those of package wire. Each writes or reads one field; what is
// zero is left out where nothing else is said.

// appendValue appends an object of these fields to dst.
func appendValue(dst []byte, fields func(*wire.Codec)) ([]byte, error) {
	c := wire.Writer(dst)
	c.Value(fields)
	if err := c.End(); err != nil {
		return dst, asFieldError(err)
	}
	return c.Bytes(), nil
}

// readValue reads an object of these fields.
func readValue(data []byte, fields func(*wire.Codec)) error {
	c := wire.Reader(data)
	c.Value(fields)
	return c.End()
}

// asFieldError is a *CartError with the path of the field.
func asFieldError(err error) error {
	var at *wire.Error
	if errors.As(err, &at) {
		return &CartError{Field: at.Path, Err: at.Err}
	}
	return err
}

// amountField is an amount in the wire form of package currency. The zero
// Amount is left out; zero euros are written.
func amountField(c *wire.Codec, name string, v *currency.Amount) {
	if c.Omitted(*v == currency.Amount{}) || !c.Field(name) {
		return
	}
	if c.Reading() {
		c.Fail(readAmount(c, v))
	} else {
		writeAmount(c, v)
	}
	c.Done(name)
}

// writeAmount writes what AppendJSON writes. What stands behind the digits is
// remembered for the next amount, which most often has the same currency.
func writeAmount(c *wire.Codec, v *currency.Amount) {
	units, scale, ok := v.Units()
	if code := v.Currency(); c.Last.Text == "" || c.Last.Value != uint32(code) {
		c.Last = amountEnd(code)
	}
	if !ok || scale > maxScale {
		c.Append(v.AppendJSON)
		return
	}
	c.Append(func(dst []byte) []byte {
		return append(appendUnits(append(dst, amountBegin...), units, scale), c.Last.Text...)
	})
}

const (
	amountBegin = `{"amount":"`
	maxScale    = 18 // digits behind the point of what fits an int64
)

// amountEnd is what stands behind the digits of an amount in that currency.
func amountEnd(code currency.Code) wire.Last {
	text := currency.FromMinor(0, code).AppendJSON(make([]byte, 0, 64))
	return wire.Last{Text: string(text[bytes.LastIndex(text, []byte(`","`)):]), Value: uint32(code)}
}

// appendUnits appends the decimal units / 10^scale.
func appendUnits(dst []byte, units int64, scale int) []byte {
	var digits [maxScale + 3]byte
	i, left := len(digits), uint64(units)
	if units < 0 {
		left = -left
	}
	for n := 0; n <= scale || left > 0; n++ {
		if i--; n == scale && scale > 0 {
			digits[i] = '.'
			i--
		}
		digits[i] = byte('0' + left%10)
		left /= 10
	}
	if units < 0 {
		dst = append(dst, '-')
	}
	return append(dst, digits[i:]...)
}

// readAmount reads an amount. One in the same currency as that before it, as
// writeAmount writes it, is read here: a quote is full of them.
func readAmount(c *wire.Codec, v *currency.Amount) error {
	s := c.Scanner()
	rest := s.Rest()
	code := currency.Code(c.Last.Value)
	if units, scale, n := scanUnits(rest); n > 0 && scale == code.Digits() && c.Last.Text != "" && hasPrefix(rest[n:], c.Last.Text) {
		*v = currency.FromMinor(units, code)
		s.Skip(n + len(c.Last.Text))
		return nil
	}
	if a, n := currency.ScanAmount(rest); n > 0 {
		*v = a
		c.Last = amountEnd(a.Currency())
		s.Skip(n)
		return nil
	}
	raw, err := s.Raw()
	if err != nil {
		return err
	}
	if err := v.UnmarshalJSON(raw); err != nil {
		return ofAmount(err)
	}
	return nil
}

// scanUnits reads the beginning of an amount as writeAmount writes it: up to 17
// digits with a point among them or without. n is how long it is, or 0.
func scanUnits(data []byte) (units int64, scale, n int) {
	if len(data) < len(amountBegin) || string(data[:len(amountBegin)]) != amountBegin {
		return 0, 0, 0
	}
	begin := len(amountBegin)
	negative := begin < len(data) && data[begin] == '-'
	if negative {
		begin++
	}
	n, point := 0, -1
	for _, c := range data[begin:min(begin+19, len(data))] {
		if d := c - '0'; d <= 9 {
			units = units*10 + int64(d)
		} else if c == '.' && point < 0 {
			point = n
		} else {
			break
		}
		n++
	}
	switch {
	case n == 0, n > 18, point == 0, point == n-1:
		return 0, 0, 0
	case point > 0:
		scale = n - point - 1
	}
	if negative {
		units = -units
	}
	return units, scale, begin + n
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}

// ofAmount is what is wrong with the number, not that it stands in JSON.
func ofAmount(err error) error {
	var outer, inner *currency.ParseError
	if errors.As(err, &outer) && errors.As(outer.Err, &inner) {
		return inner
	}
	return err
}

// decimalField is a plain decimal, which is written as a string and read as a
// string or a number: no exponent, no NaN.
func decimalField(c *wire.Codec, name string, v *decimal.Decimal) {
	if !c.Omitted(v.IsZero()) {
		writtenDecimal(c, name, v)
	}
}

// writtenDecimal is a decimalField of which zero is written too.
func writtenDecimal(c *wire.Codec, name string, v *decimal.Decimal) {
	if !c.Field(name) {
		return
	}
	if c.Reading() {
		text, err := c.TextOrNumber()
		if err == nil {
			*v, err = parseDecimal(string(text))
		}
		c.Fail(err)
	} else {
		c.Append(func(dst []byte) []byte {
			return append(exact.AppendDecimal(append(dst, '"'), *v), '"')
		})
	}
	c.Done(name)
}

// textForm is a value with a text form, such as a constant or a day.
type textForm interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// wordField is such a value, as a string; omitted says whether it is left out.
func wordField(c *wire.Codec, name string, v textForm, omitted bool) {
	if c.Omitted(omitted) || !c.Field(name) {
		return
	}
	if c.Reading() {
		text, err := c.Scanner().Text()
		if err == nil {
			err = v.UnmarshalText(text)
		}
		c.Fail(err)
	} else {
		text, err := v.MarshalText()
		c.Fail(err)
		c.Append(func(dst []byte) []byte { return wire.AppendText(dst, text) })
	}
	c.Done(name)
}

// codeField is a currency.
func codeField(c *wire.Codec, name string, v *currency.Code) { wordField(c, name, v, *v == 0) }

// dateField is a day.
func dateField(c *wire.Codec, name string, v *currency.Date) {
	if c.Reading() || v.IsZero() {
		wordField(c, name, v, true)
	} else if c.Field(name) {
		c.Append(func(dst []byte) []byte {
			return append(v.Time().AppendFormat(append(dst, '"'), time.DateOnly), '"')
		})
		c.Done(name)
	}
}

// placementField is a placement; it is always written.
func placementField(c *wire.Codec, name string, v *Placement) {
	c.Word(name, (*uint8)(v), placementNames[:])
}

// choiceField is a placement that need not be stated.
func choiceField(c *wire.Codec, name string, v **Placement) {
	if c.Omitted(*v == nil) || !c.Field(name) {
		return
	}
	if c.Reading() {
		*v = new(Placement)
	}
	c.WordValue((*uint8)(*v), placementNames[:])
	c.Done(name)
}

// timeField is a time of RFC 3339, with fractions of a second where it has
// them. A time is read into a zone that is nothing but its offset from UTC, so
// that what is computed from it does not depend on the machine's own zone.
func timeField(c *wire.Codec, name string, v *time.Time) {
	if c.Omitted(v.IsZero()) || !c.Field(name) {
		return
	}
	if c.Reading() {
		text, err := c.Scanner().Text()
		if err == nil {
			*v, err = parseTime(text)
		}
		c.Fail(err)
	} else {
		c.Append(func(dst []byte) []byte {
			return append(v.AppendFormat(append(dst, '"'), time.RFC3339Nano), '"')
		})
	}
	c.Done(name)
}

func parseTime(text []byte) (time.Time, error) {
	var t time.Time
	if err := t.UnmarshalText(text); err != nil {
		return time.Time{}, fmt.Errorf("%w: %s is not an RFC 3339 time such as 2026-11-21T12:00:00Z", ErrInvalid, excerpt.Quote(text))
	}
	return inOffset(t), nil
}

// inOffset returns t in a zone that is its present offset from UTC.
func inOffset(t time.Time) time.Time {
	switch _, offset := t.Zone(); {
	case t.Location() == time.UTC:
		return t
	case offset == 0:
		return t.UTC()
	default:
		return t.In(time.FixedZone("", offset))
	}
}

// placeField is a place; one without fields is left out.
func placeField(c *wire.Codec, name string, v *locale.Place) {
	c.Object(name, func(c *wire.Codec) {
		c.Text("country", (*string)(&v.Country), maxText)
		c.Text("region", &v.Region, maxText)
		c.Text("postal_code", &v.PostalCode, maxText)
	})
}

// quantitiesField is a list of quantities, at most most.
func quantitiesField(c *wire.Codec, name string, v *[]duty.Quantity, most int) {
	wire.List(c, name, v, most, func(q *duty.Quantity, c *wire.Codec) {
		c.Text("unit", (*string)(&q.Unit), maxText)
		writtenDecimal(c, "value", &q.Value)
	})
}

// roundingField is a rounding; the zero Rounding is left out.
func roundingField(c *wire.Codec, name string, v *currency.Rounding) {
	c.Object(name, func(c *wire.Codec) {
		wordField(c, "mode", &v.Mode, v.Mode == 0)
		jsonField(c, "digits", &v.Digits, v.Digits == 0)
		c.Int("increment", &v.Increment)
	})
}

// rateField is an exchange rate; the zero Rate is left out.
func rateField(c *wire.Codec, name string, v *currency.Rate) {
	if c.Reading() {
		jsonField(c, name, v, true)
	} else if !c.Omitted(v.IsZero()) && c.Field(name) {
		c.Append(v.AppendJSON)
		c.Done(name)
	}
}

// jsonForm is a value that writes and reads its own JSON, strictly.
type jsonForm interface {
	MarshalJSON() ([]byte, error)
	UnmarshalJSON([]byte) error
}

// jsonField is such a value; omitted says whether it is left out.
func jsonField(c *wire.Codec, name string, v jsonForm, omitted bool) {
	if c.Omitted(omitted) || !c.Field(name) {
		return
	}
	if c.Reading() {
		raw, err := c.Scanner().Raw()
		if err == nil {
			err = v.UnmarshalJSON(raw)
		}
		c.Fail(err)
	} else {
		raw, err := v.MarshalJSON()
		c.Fail(err)
		c.Append(func(dst []byte) []byte { return append(dst, raw...) })
	}
	c.Done(name)
}
