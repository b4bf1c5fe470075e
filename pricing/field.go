package pricing

import (
	"encoding"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
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

// decimalField is a plain decimal, which is written as a string and read as a
// string or a number: no exponent, no NaN.
func decimalField(c *wire.Codec, name string, v *decimal.Decimal) {
	if !c.Omitted(v.IsZero()) {
		writtenDecimal(c, name, v)
	}
}

// writtenDecimal is a decimalField of which zero is written too.
func writtenDecimal(c *wire.Codec, name string, v *decimal.Decimal) {
	if c.Field(name) {
		decimalValue(c, v)
		c.Done(name)
	}
}

// decimalValue is a decimal where Field was called already, or in an array.
func decimalValue(c *wire.Codec, v *decimal.Decimal) {
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

// schemeField is a scheme of tax, of those that package tax knows.
func schemeField(c *wire.Codec, name string, v *tax.Scheme) {
	wordField(c, name, (*scheme)(v), *v == "")
}

// scheme gives a scheme of tax the text form that it writes.
type scheme tax.Scheme

// MarshalText writes any scheme: what it is judged by is the engine.
func (s scheme) MarshalText() ([]byte, error) { return []byte(s), nil }

// UnmarshalText reads one that package tax knows.
func (s *scheme) UnmarshalText(text []byte) error { return (*tax.Scheme)(s).UnmarshalText(text) }

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

// spanField is a span of time such as "72h".
func spanField(c *wire.Codec, name string, v *time.Duration) {
	if c.Omitted(*v == 0) || !c.Field(name) {
		return
	}
	if c.Reading() {
		text, err := c.Scanner().Text()
		if err == nil {
			*v, err = parseSpan(text)
		}
		c.Fail(err)
	} else {
		c.Append(func(dst []byte) []byte { return wire.AppendText(dst, v.String()) })
	}
	c.Done(name)
}

func parseSpan(text []byte) (time.Duration, error) {
	d, err := time.ParseDuration(excerpt.Cut(text, maxText))
	if err != nil || d < 0 || len(text) > maxText {
		return 0, fmt.Errorf("%w: %s is not a duration such as 72h", ErrInvalid, excerpt.Quote(text))
	}
	return d, nil
}

// placeField is a place; one without fields is left out.
func placeField(c *wire.Codec, name string, v *locale.Place) {
	c.Object(name, func(c *wire.Codec) { placeFields(v, c) })
}

func placeFields(v *locale.Place, c *wire.Codec) {
	c.Text("country", (*string)(&v.Country), maxText)
	c.Text("region", &v.Region, maxText)
	c.Text("postal_code", &v.PostalCode, maxText)
}

// categoriesField is categories by country.
func categoriesField(c *wire.Codec, name string, v *map[locale.Country]tax.Category) {
	var texts map[string]string
	if *v != nil && !c.Reading() {
		texts = make(map[string]string, len(*v))
		for country, category := range *v {
			texts[string(country)] = string(category)
		}
	}
	c.TextMap(name, &texts, maxText, maxText)
	if texts != nil && c.Reading() {
		*v = make(map[locale.Country]tax.Category, len(texts))
		for country, category := range texts {
			(*v)[locale.Country(country)] = tax.Category(category)
		}
	}
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
