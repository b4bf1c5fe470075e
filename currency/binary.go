package currency

import (
	"encoding/hex"
	"fmt"
	"math/big"
)

// The binary form has one spelling for each value; readers refuse any other.
// A Code is its text form behind a byte of format and length. An Amount is its
// Code, a byte of sign and scale, and its coefficient.
const (
	binaryFormat  = 1
	maxCodeBinary = 1 + codePlaces + 3

	signBit   = 0x80
	scaleMask = 0x3f
	// maxCoefficient is how many bytes hold 34 digits.
	maxCoefficient  = 15
	maxAmountBinary = maxCodeBinary + 1 + maxCoefficient
)

// AppendBinary appends the binary form of c, which is
//
//	byte 0   high four bits: the format, 1; low four bits: n, 0 to 8
//	n bytes  the form of [Code.String] in ASCII; none for the zero Code
//
// so that EUR is 13 45 55 52. It returns no error.
func (c Code) AppendBinary(b []byte) ([]byte, error) { return c.appendBinary(b), nil }

func (c Code) appendBinary(b []byte) []byte {
	start := len(b)
	b = c.appendText(append(b, 0))
	b[start] = binaryFormat<<4 | byte(len(b)-start-1)
	return b
}

// MarshalBinary returns the form of [Code.AppendBinary].
func (c Code) MarshalBinary() ([]byte, error) {
	return c.appendBinary(make([]byte, 0, maxCodeBinary)), nil
}

// UnmarshalBinary reads the form of [Code.AppendBinary]. It returns a
// [*ParseError], which wraps [ErrSyntax], or [ErrUnknownCode] if the text is
// not one for [ParseCode].
func (c *Code) UnmarshalBinary(data []byte) error {
	parsed, rest, err := readBinaryCode(data)
	if err == nil && len(rest) != 0 {
		err = fmt.Errorf("%d bytes after it: %w", len(rest), ErrSyntax)
	}
	if err != nil {
		return binaryError("currency", data, err)
	}
	*c = parsed
	return nil
}

// AppendBinary appends the binary form of a, which is
//
//	the currency, as by [Code.AppendBinary]
//	1 byte   high bit: 1 if a is negative; next bit: 0; low six bits: the scale,
//	         which is the number of digits after the point, 0 to 34
//	n bytes  the coefficient, which is the value without sign and point: big
//	         endian, 0 to 15 bytes, the first of them not zero
//
// with the smallest scale that holds the value, and none for zero: 12.34 EUR is
// 13 45 55 52 02 04 d2, and 12.00 EUR is 13 45 55 52 00 0c. The form does not
// depend on the minor unit of the currency. It returns no error.
func (a Amount) AppendBinary(b []byte) ([]byte, error) { return a.appendBinary(b), nil }

func (a Amount) appendBinary(b []byte) []byte {
	b = a.cur.appendBinary(b)
	n := a.number().trim(0)
	head := byte(n.scale)
	if n.sign() < 0 {
		head |= signBit
	}
	b = append(b, head)
	if n.big != nil {
		return append(b, n.big.Bytes()...)
	}
	units := n.units
	if units < 0 {
		units = -units // the smallest stays as it is, which is its magnitude
	}
	started := false
	for shift := 56; shift >= 0; shift -= 8 {
		if c := byte(uint64(units) >> shift); started || c != 0 {
			started = true
			b = append(b, c)
		}
	}
	return b
}

// MarshalBinary returns the form of [Amount.AppendBinary]. Package gob uses it.
func (a Amount) MarshalBinary() ([]byte, error) {
	return a.appendBinary(make([]byte, 0, maxAmountBinary)), nil
}

// UnmarshalBinary reads the form of [Amount.AppendBinary].
//
// UnmarshalBinary returns a [*ParseError] if:
//   - data is longer than any amount ([ErrRange]);
//   - data has another form, or spells a value otherwise than
//     [Amount.AppendBinary] does ([ErrSyntax]);
//   - the number has more than 34 digits ([ErrRange]);
//   - the currency is not one for [ParseCode], or there is none and the number
//     is not zero ([ErrUnknownCode]).
func (a *Amount) UnmarshalBinary(data []byte) error {
	parsed, err := readBinaryAmount(data)
	if err != nil {
		return binaryError("amount", data, err)
	}
	*a = parsed
	return nil
}

func binaryError(what string, data []byte, err error) error {
	shown := hex.EncodeToString(data[:min(len(data), maxAmountBinary)])
	return &ParseError{What: what, Input: shown, Reason: fmt.Sprintf("binary of %d bytes", len(data)), Err: err}
}

func readBinaryAmount(data []byte) (Amount, error) {
	if len(data) > maxAmountBinary {
		return Amount{}, ErrRange
	}
	c, rest, err := readBinaryCode(data)
	if err != nil {
		return Amount{}, err
	}
	if len(rest) == 0 {
		return Amount{}, fmt.Errorf("no number: %w", ErrSyntax)
	}
	n, err := readBinaryNumber(rest[0], rest[1:])
	if err != nil {
		return Amount{}, err
	}
	if c == 0 && n.sign() != 0 {
		return Amount{}, errNoCode
	}
	return settle(n, c)
}

// readBinaryCode reads a currency and returns what stands behind it.
func readBinaryCode(data []byte) (c Code, rest []byte, err error) {
	if len(data) == 0 {
		return 0, nil, fmt.Errorf("nothing to read: %w", ErrSyntax)
	}
	if format := data[0] >> 4; format != binaryFormat {
		return 0, nil, fmt.Errorf("format %d, want %d: %w", format, binaryFormat, ErrSyntax)
	}
	n := 1 + int(data[0]&0x0f)
	if n > maxCodeBinary || n > len(data) {
		return 0, nil, fmt.Errorf("a currency of %d bytes: %w", n-1, ErrSyntax)
	}
	if n > 1 {
		if c, err = ParseCode(string(data[1:n])); err != nil {
			return 0, nil, err
		}
	}
	return c, data[n:], nil
}

func readBinaryNumber(head byte, coefficient []byte) (number, error) {
	n := number{scale: int32(head & scaleMask)}
	if len(coefficient) < 8 {
		for _, c := range coefficient {
			n.units = n.units<<8 | int64(c)
		}
	} else {
		n.big = new(big.Int).SetBytes(coefficient)
	}
	switch {
	case head&^(signBit|scaleMask) != 0:
		return number{}, fmt.Errorf("unknown sign %#x: %w", head, ErrSyntax)
	case len(coefficient) == 0 && head != 0:
		return number{}, fmt.Errorf("zero with a sign or a scale: %w", ErrSyntax)
	case len(coefficient) != 0 && coefficient[0] == 0:
		return number{}, fmt.Errorf("a zero before the coefficient: %w", ErrSyntax)
	case !n.inDomain():
		return number{}, fmt.Errorf("%s: %w", tooManyDigits, ErrRange)
	}
	if n = n.narrow(); head&signBit != 0 {
		n = n.neg()
	}
	if n.scale != 0 && n.trim(0).scale != n.scale {
		return number{}, fmt.Errorf("needless zeros: %w", ErrSyntax)
	}
	return n, nil
}
