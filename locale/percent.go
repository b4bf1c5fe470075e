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
	f := l.form
	var n number
	n.setText(text)
	n.system = f.System()
	n.decimal, n.group = f.Separators()
	n.primary, n.secondary = f.PercentSizes()
	n.minimum = f.MinimumGrouping()
	var out [64]byte
	dst := out[:0]
	pattern := f.Percent(n.negative)
	for i := range len(pattern) {
		switch pattern[i] {
		case cldr.MarkSign:
			dst = append(dst, f.Minus()...)
		case cldr.MarkPercent:
			dst = append(dst, f.PercentSign()...)
		case cldr.MarkNumber:
			dst = append(n.append(dst), exponent...)
		default:
			dst = append(dst, pattern[i])
		}
	}
	return string(dst)
}
