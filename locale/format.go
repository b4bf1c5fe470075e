package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/internal/exact"
)

// noBreakSpace keeps a symbol that ends in a letter apart from the digits.
const noBreakSpace = "\u00a0"

// Format writes a in the zero [Style]: "1.234,50 €" in German.
func (l Locale) Format(a currency.Amount) string {
	return l.FormatStyle(a, Style{})
}

// FormatStyle writes a in a style.
func (l Locale) FormatStyle(a currency.Amount, s Style) string {
	var buf [64]byte
	return string(l.AppendFormat(buf[:0], a, s))
}

// AppendFormat appends a, written in a style, to dst. It writes amounts of any
// size exactly; only a style that asks for fewer digits than a has rounds, half
// away from zero. A zero has no sign unless the style asks for one. An amount
// without a currency is written as a plain number. It does not allocate if dst
// has room and the digits of a fit an int64.
//
// The form is that of CLDR (UTS 35, part 3): the pattern of the locale, a
// no-break space between digits and a symbol that ends in a letter, and groups
// only where the locale wants them for numbers of this length. The per-currency
// patterns of CLDR are not followed, but its separators are: en-DE writes euros
// as it writes dollars.
func (l Locale) AppendFormat(dst []byte, a currency.Amount, s Style) []byte {
	c := newMoney(a.Currency())
	f := l.form
	if s.NumberingSystem != 0 {
		f = l.formIn(s.NumberingSystem)
	}
	if units, scale, ok := a.Units(); ok && f.System() == 0 && c.name != "" && s.plain() {
		return l.appendPlain(dst, f, c, units, scale, &s)
	}
	var n number
	n.setShown(a, &s)
	n.layout.set(f, c.name, &s)
	p := l.phrase(f, c, n.negative, n.isZero(), &s, false)
	return p.append(dst, &n)
}

// appendPlain is AppendFormat for what nearly all amounts are: digits of their
// own that fit an integer, in Latin digits, with a minus or nothing.
func (l Locale) appendPlain(dst []byte, f cldr.Form, c money, units int64, scale int, s *Style) []byte {
	symbol := l.symbol(c, s.Display)
	pattern := f.Standard(units < 0)
	if s.Accounting {
		pattern = f.Accounting(units < 0)
	}
	for i := range len(pattern) {
		switch pattern[i] {
		case cldr.MarkNumber:
			var y layout
			y.set(f, c.name, s)
			dst = y.appendLatin(dst, exact.Abs(units), scale)
		case cldr.MarkSign:
			dst = append(dst, f.Minus()...)
		case cldr.MarkSymbol:
			if i > 0 && pattern[i-1] == cldr.MarkNumber && needsSpace(firstRune(symbol)) {
				dst = append(dst, noBreakSpace...)
			}
			dst = append(dst, symbol...)
			if i+1 < len(pattern) && pattern[i+1] == cldr.MarkNumber && needsSpace(lastRune(symbol)) {
				dst = append(dst, noBreakSpace...)
			}
		default:
			dst = append(dst, pattern[i])
		}
	}
	return dst
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// money is a currency as the tables know it.
type money struct {
	name  string
	index cldr.Currency
	known bool // whether it has an index
}

// newMoney looks a currency up by the number that a [currency.Code] is, which
// is quicker than by its name: five places in base 37 above five bits.
func newMoney(c currency.Code) money {
	const twoPlaces, digitBits = 37 * 37, 5
	n := uint32(c) >> digitBits
	if key := n / twoPlaces; key*twoPlaces == n {
		if index, ok := cldr.FindKey(key); ok {
			return money{index.Code(), index, true}
		}
	}
	return money{name: c.Name()}
}

// set takes how the digits of money are written in a style. Amounts without a
// currency have no name.
func (y *layout) set(f cldr.Form, name string, s *Style) {
	y.system = f.System()
	y.decimal, y.group = f.SeparatorsOf(name)
	switch {
	case s.NoGrouping:
	case s.accounting():
		y.primary, y.secondary = f.AccountingSizes()
	default:
		y.primary, y.secondary = f.StandardSizes()
	}
	y.minimum = f.MinimumGrouping()
}

// phrase is what stands around the digits of an amount.
type phrase struct {
	first          string // a sign before a pattern that has no place for one
	before, behind string // the pattern on either side of the digits, with marks
	sign           string // in place of the mark
	about          string // "~" before the sign
	symbol         string
	spaced         bool // whether a letter of the symbol must not touch the digits
}

// phrase returns what l writes around the digits of an amount. With about it
// says that the number is not exact.
func (l Locale) phrase(f cldr.Form, c money, negative, zero bool, s *Style, about bool) phrase {
	p := signed(f, s.Sign.of(negative, zero), s.accounting(), about)
	if c.name == "" {
		p.before, p.behind = withoutSymbol(p.before+p.behind), ""
		return p
	}
	p.symbol = l.symbol(c, s.Display)
	p.spaced = !f.System().Ideographic() // which has no digits in the sense of Unicode
	return p
}

// withoutSymbol returns what stands before a plain number with the sign of a
// pattern.
func withoutSymbol(pattern string) string {
	const sign = string(cldr.MarkSign)
	if strings.IndexByte(pattern, cldr.MarkSign) >= 0 {
		return sign
	}
	return ""
}

// signed returns the pattern of money with a sign: -1, 0 or +1. A plus and the
// sign for "about" take the place of the minus in the pattern of negative
// amounts; where that has none they stand before the positive one.
func signed(f cldr.Form, sign int, accounting, about bool) phrase {
	var p phrase
	pattern := patternOf(f, sign != 0 || about, accounting)
	if sign != 0 || about {
		if about {
			p.about = f.Approximately()
		}
		switch {
		case sign < 0:
			p.sign = f.Minus()
		case sign > 0:
			p.sign = f.Plus()
		}
		if sign >= 0 && strings.IndexByte(pattern, cldr.MarkSign) < 0 {
			pattern, p.first = patternOf(f, false, accounting), p.about+p.sign
		}
	}
	i := strings.IndexByte(pattern, cldr.MarkNumber)
	p.before, p.behind = pattern[:i], pattern[i+1:]
	return p
}

func patternOf(f cldr.Form, negative, accounting bool) string {
	if accounting {
		return f.Accounting(negative)
	}
	return f.Standard(negative)
}

// symbol returns how l names a currency.
func (l Locale) symbol(c money, d Display) string {
	if d == ISOCode || !c.known {
		return c.name
	}
	return l.index.Symbol(c.index, d == NarrowSymbol)
}

// append writes the pattern around the digits.
func (p *phrase) append(dst []byte, n *number) []byte {
	return p.appendSuffix(n.append(p.appendPrefix(dst)))
}

// appendPrefix writes what stands before the digits.
func (p *phrase) appendPrefix(dst []byte) []byte {
	dst = p.appendAffix(append(dst, p.first...), p.before)
	if last := len(p.before) - 1; last >= 0 && p.before[last] == cldr.MarkSymbol && p.spaced && needsSpace(lastRune(p.symbol)) {
		dst = append(dst, noBreakSpace...)
	}
	return dst
}

// appendSuffix writes what stands behind the digits.
func (p *phrase) appendSuffix(dst []byte) []byte {
	if p.behind != "" && p.behind[0] == cldr.MarkSymbol && p.spaced && needsSpace(firstRune(p.symbol)) {
		dst = append(dst, noBreakSpace...)
	}
	return p.appendAffix(dst, p.behind)
}

func (p *phrase) appendAffix(dst []byte, affix string) []byte {
	for i := range len(affix) {
		switch affix[i] {
		case cldr.MarkSign:
			dst = append(append(dst, p.about...), p.sign...)
		case cldr.MarkSymbol:
			dst = append(dst, p.symbol...)
		default:
			dst = append(dst, affix[i])
		}
	}
	return dst
}

// needsSpace is the currencyMatch of CLDR, [[:^S:]&[:^Z:]]: what is neither a
// symbol nor a space must not touch a digit.
func needsSpace(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r != '$' && r != ' '
	case 0x20a0 <= r && r <= 0x20cf: // signs of currencies, the newest among them
		return false
	}
	return !unicode.IsSymbol(r) && !unicode.Is(unicode.Z, r)
}
