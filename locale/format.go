package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
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
	var n number
	n.setShown(a, &s)
	p := l.phrase(a.Currency(), &n, &s, false)
	return p.append(dst, &n)
}

// phrase is what stands around the digits of an amount.
type phrase struct {
	before  string // a sign before a pattern that has no place for one
	pattern string // with marks
	sign    string // in place of the mark
	about   string // "~" before the sign
	symbol  string
	spaced  bool // whether a letter of the symbol must not touch the digits
}

// phrase returns what l writes around the digits of n, and sets how l writes
// these. With about it says that the number is not exact.
func (l Locale) phrase(c currency.Code, n *number, s *Style, about bool) phrase {
	f := l.form
	if s.NumberingSystem != 0 {
		f = l.formIn(s.NumberingSystem)
	}
	name := c.Name()
	n.system = f.System()
	n.decimal, n.group = f.SeparatorsOf(name)
	// The sign that accounting would show in another form is not shown.
	accounting := s.Accounting && s.Sign != SignNever
	if !s.NoGrouping {
		primary, secondary := f.StandardSizes()
		if accounting {
			primary, secondary = f.AccountingSizes()
		}
		n.setGroups(primary, secondary, f.MinimumGrouping())
	}
	p := signed(f, s.Sign.of(n), accounting, about)
	if c == 0 {
		p.pattern = withoutSymbol(p.pattern)
		return p
	}
	p.symbol = l.symbol(name, s.Display)
	p.spaced = !n.system.Ideographic() // which have no digits in the sense of Unicode
	return p
}

// withoutSymbol returns the pattern of a plain number with the sign of another.
func withoutSymbol(pattern string) string {
	const plain = string(cldr.MarkSign) + string(cldr.MarkNumber)
	if strings.IndexByte(pattern, cldr.MarkSign) >= 0 {
		return plain
	}
	return plain[1:]
}

// signed returns the pattern of money with a sign: -1, 0 or +1. A plus and the
// sign for "about" take the place of the minus in the pattern of negative
// amounts; where that has none they stand before the positive one.
func signed(f cldr.Form, sign int, accounting, about bool) phrase {
	read := f.Standard
	if accounting {
		read = f.Accounting
	}
	if sign == 0 && !about {
		return phrase{pattern: read(false)}
	}
	p := phrase{pattern: read(true)}
	if about {
		p.about = f.Approximately()
	}
	switch {
	case sign < 0:
		p.sign = f.Minus()
	case sign > 0:
		p.sign = f.Plus()
	}
	if sign >= 0 && strings.IndexByte(p.pattern, cldr.MarkSign) < 0 {
		p.pattern, p.before = read(false), p.about+p.sign
	}
	return p
}

// symbol returns how l names the currency with this code.
func (l Locale) symbol(code string, d Display) string {
	if d == ISOCode {
		return code
	}
	if s := l.index.Symbol(code, d == NarrowSymbol); s != "" {
		return s
	}
	return code
}

// append writes the pattern with what its marks stand for.
func (p *phrase) append(dst []byte, n *number) []byte {
	dst = append(dst, p.before...)
	i := strings.IndexByte(p.pattern, cldr.MarkNumber)
	dst = p.appendPrefix(dst, p.pattern[:i])
	dst = n.append(dst)
	return p.appendSuffix(dst, p.pattern[i+1:])
}

// appendPrefix writes what stands before the digits.
func (p *phrase) appendPrefix(dst []byte, affix string) []byte {
	dst = p.appendAffix(dst, affix)
	if last := len(affix) - 1; last >= 0 && affix[last] == cldr.MarkSymbol && p.spaced {
		if r, _ := utf8.DecodeLastRuneInString(p.symbol); needsSpace(r) {
			dst = append(dst, noBreakSpace...)
		}
	}
	return dst
}

// appendSuffix writes what stands behind the digits.
func (p *phrase) appendSuffix(dst []byte, affix string) []byte {
	if affix != "" && affix[0] == cldr.MarkSymbol && p.spaced {
		if r, _ := utf8.DecodeRuneInString(p.symbol); needsSpace(r) {
			dst = append(dst, noBreakSpace...)
		}
	}
	return p.appendAffix(dst, affix)
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
	if r < utf8.RuneSelf {
		return r != '$' && r != ' '
	}
	return !unicode.IsSymbol(r) && !unicode.Is(unicode.Z, r)
}
