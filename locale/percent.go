package locale

import (
	"bytes"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/cldr"
)

// FormatPercent writes a number of percent: 19 is "19 %" in German, with a
// no-break space, and "%19" in Turkish. It writes every digit, without zeros
// at the end; a number with more than 64 zeros before or after its digits is
// written with an exponent.
func (l Locale) FormatPercent(percent decimal.Decimal) string {
	var buf [64]byte
	text, exponent := appendPlain(buf[:0], percent)
	n := cutNumber(text)
	f := l.index.Format()
	pattern, primary, secondary := f.Percent(n.negative)
	n.zero = f.Zero()
	n.decimal, n.group = f.Separators()
	n.setGroups(primary, secondary, f.MinimumGrouping())
	var out [64]byte
	dst := out[:0]
	for i := range len(pattern) {
		switch pattern[i] {
		case cldr.MarkMinus:
			dst = append(dst, f.Minus()...)
		case cldr.MarkNumber:
			dst = append(n.append(dst), exponent...)
		default:
			dst = append(dst, pattern[i])
		}
	}
	return string(dst)
}

// appendPlain writes d without an exponent and without zeros at the end, or,
// where that would take too many zeros, its digits and a text for the
// exponent. It does not use the text of d, which depends on settings that a
// program may change for all decimals.
func appendPlain(dst []byte, d decimal.Decimal) (text []byte, exponent string) {
	const maxZeros = 64
	digits := new(big.Int).Abs(d.Coefficient()).Append(nil, 10)
	scale := -int64(d.Exponent())
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
		scale--
	}
	if d.Sign() == 0 {
		return append(dst, '0'), ""
	}
	if d.Sign() < 0 {
		dst = append(dst, '-')
	}
	switch point := int64(len(digits)) - scale; {
	case scale < -maxZeros || point < -maxZeros:
		return append(dst, digits...), "E" + strconv.FormatInt(-scale, 10)
	case scale <= 0:
		dst = append(dst, digits...)
		return append(dst, bytes.Repeat([]byte{'0'}, int(-scale))...), ""
	case point <= 0:
		dst = append(dst, '0', '.')
		dst = append(dst, bytes.Repeat([]byte{'0'}, int(-point))...)
		return append(dst, digits...), ""
	default:
		dst = append(append(dst, digits[:point]...), '.')
		return append(dst, digits[point:]...), ""
	}
}
