package pricing

import (
	"bytes"
	"errors"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
)

// amountField is an amount in the wire form of package currency. The zero
// Amount is left out; zero euros are written.
func amountField(c *wire.Codec, name string, v *currency.Amount) {
	if !c.Reading() && c.Omitted(*v == currency.Amount{}) || !c.Field(name) {
		return
	}
	switch {
	case c.Packed():
		packAmount(c, v)
	case c.Reading():
		c.Fail(readAmount(c, v))
	default:
		writeAmount(c, v)
	}
	c.Done(name)
}

// packAmount writes or reads an amount in the packed form: its currency, as a
// text, and its minor units, or no currency and its JSON.
func packAmount(c *wire.Codec, v *currency.Amount) {
	if c.Reading() {
		unpackAmount(c, v)
		return
	}
	units, scale, ok := v.Units()
	code := v.Currency()
	if !ok || scale != code.Digits() || code == 0 {
		c.TextValue(new(string), 0)
		c.Append(v.AppendJSON)
		return
	}
	if c.Last.Value != uint32(code) {
		c.Last = wire.Last{Text: code.String(), Value: uint32(code)}
	}
	c.TextValue(&c.Last.Text, maxText)
	c.IntValue(&units)
}

func unpackAmount(c *wire.Codec, v *currency.Amount) {
	var text string
	if c.TextValue(&text, maxText); text == "" {
		c.Fail(readAmount(c, v))
		return
	}
	if text != c.Last.Text {
		code, err := currency.ParseCode(text)
		c.Fail(err)
		c.Last = wire.Last{Text: text, Value: uint32(code)}
	}
	var units int64
	c.IntValue(&units)
	*v = currency.FromMinor(units, currency.Code(c.Last.Value))
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
	i := len(amountBegin)
	negative := i < len(data) && data[i] == '-'
	if negative {
		i++
	}
	whole := i
	for ; i < len(data) && data[i]-'0' <= 9; i++ {
		units = units*10 + int64(data[i]-'0') // wrong if there are too many
	}
	digits := i - whole
	if i < len(data) && data[i] == '.' {
		point := i
		for i++; i < len(data) && data[i]-'0' <= 9; i++ {
			units = units*10 + int64(data[i]-'0')
		}
		if scale = i - point - 1; scale == 0 {
			return 0, 0, 0
		}
	}
	if digits == 0 || digits+scale > 17 {
		return 0, 0, 0
	}
	if negative {
		units = -units
	}
	return units, scale, i
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
