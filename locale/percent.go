package locale

import (
	"bytes"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/exact"
)

// FormatPercent writes a number of percent: 19 is "19 %" in German, with a
// no-break space, and "%19" in Turkish. It writes every digit, without zeros
// at the end; a number with more than 64 zeros before or after its digits is
// written with an exponent.
func (l Locale) FormatPercent(percent decimal.Decimal) string {
	var buf [64]byte
	text := exact.AppendDecimal(buf[:0], percent)
	var exponent []byte
	if i := bytes.IndexByte(text, 'E'); i >= 0 {
		text, exponent = text[:i], text[i:]
	}
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
