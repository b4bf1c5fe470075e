package exact

import (
	"bytes"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// The functions here do without the text and JSON of package decimal, which
// depend on settings that a host program may change for all decimals.

// maxZeros is how many zeros plain notation may put before or behind the
// digits of a decimal: 1e1000000000 must not be written out.
const maxZeros = 64

// AppendDecimal appends d in plain notation without zeros at the end of the
// fraction: "-0.05", "1200". Where that would take more than 64 zeros that d
// does not store, it appends digits and exponent: "12E100".
func AppendDecimal(dst []byte, d decimal.Decimal) []byte {
	var buf [20]byte
	digits, scale := magnitude(buf[:0], d)
	if len(digits) == 0 {
		return append(dst, '0')
	}
	if d.Sign() < 0 {
		dst = append(dst, '-')
	}
	switch point := int64(len(digits)) - scale; {
	case scale < -maxZeros || point < -maxZeros:
		dst = append(append(dst, digits...), 'E')
		return strconv.AppendInt(dst, -scale, 10)
	case scale <= 0:
		dst = append(dst, digits...)
		return appendZeros(dst, -scale)
	case point <= 0:
		dst = appendZeros(append(dst, '0', '.'), -point)
		return append(dst, digits...)
	default:
		dst = append(append(dst, digits[:point]...), '.')
		return append(dst, digits[point:]...)
	}
}

// magnitude appends the digits of d, without sign and zeros at the end, and
// returns how many of them stand behind the point; zero has no digits.
func magnitude(dst []byte, d decimal.Decimal) (digits []byte, scale int64) {
	if d.NumDigits() <= 18 {
		digits = strconv.AppendUint(dst, Abs(d.CoefficientInt64()), 10)
	} else {
		n := d.Coefficient()
		digits = n.Abs(n).Append(dst, 10)
	}
	trimmed := bytes.TrimRight(digits, "0")
	return trimmed, -int64(d.Exponent()) - int64(len(digits)-len(trimmed))
}

func appendZeros(dst []byte, n int64) []byte {
	for range n {
		dst = append(dst, '0')
	}
	return dst
}

// DecimalText returns the form of [AppendDecimal].
func DecimalText(d decimal.Decimal) string {
	var buf [64]byte
	return string(AppendDecimal(buf[:0], d))
}

// ParseDecimal reads digits, with a point between them if there is one: at
// most whole digits before it and places behind it. There is no sign, exponent,
// space or separator. The result has as many places as s.
func ParseDecimal(s string, whole, places int) (d decimal.Decimal, ok bool) {
	before, behind, pointed := strings.Cut(s, ".")
	if !Digits(before) || pointed && !Digits(behind) || len(before) > whole || len(behind) > places {
		return decimal.Decimal{}, false
	}
	exponent := -int32(len(behind))
	if len(before)+len(behind) > 18 {
		n, ok := new(big.Int).SetString(before+behind, 10)
		return decimal.NewFromBigInt(n, exponent), ok
	}
	n := int64(0)
	for i := range len(s) {
		if s[i] != '.' {
			n = n*10 + int64(s[i]-'0')
		}
	}
	return decimal.New(n, exponent), true
}

// Bounded reports whether d has at most 34 digits and an exponent of at most
// 34 either way, so that arithmetic with it is cheap. It is cheap itself.
func Bounded(d decimal.Decimal) bool {
	const most, bits = 34, 113 // 10^34 < 2^113
	if e := d.Exponent(); e < -most || e > most {
		return false
	}
	return d.Coefficient().BitLen() <= bits
}

// Digits reports whether s is digits, at least one.
func Digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Wire is a decimal that JSON shows as a string in plain notation.
type Wire struct{ Value decimal.Decimal }

// IsZero is for the option omitzero.
func (w Wire) IsZero() bool { return w.Value.IsZero() }

// MarshalText returns the form of [AppendDecimal], which JSON quotes.
func (w Wire) MarshalText() ([]byte, error) { return AppendDecimal(nil, w.Value), nil }
