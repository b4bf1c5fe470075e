package locale

import (
	"bytes"
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

// AppendFormat appends a, written in a style, to dst. It writes every digit of
// a, however many, and never rounds; a zero has no sign. An amount without a
// currency is written as a plain number. It does not allocate if dst has room
// and the digits of a fit an int64.
//
// The form is that of CLDR (UTS 35, part 3): the pattern of the locale, a
// no-break space between digits and a symbol that ends in a letter, and groups
// only where the locale wants them for numbers of this length. The per-currency
// patterns of CLDR are not followed: en-DE writes euros as it writes dollars.
func (l Locale) AppendFormat(dst []byte, a currency.Amount, s Style) []byte {
	var buf [64]byte
	text, _ := a.AppendText(buf[:0]) // never an error
	n := cutNumber(text)
	c := a.Currency()
	f := l.index.Format()
	pattern, primary, secondary := f.Standard(n.negative)
	if s.Accounting {
		pattern, primary, secondary = f.Accounting(n.negative)
	}
	n.zero = f.Zero()
	n.decimal, n.group = f.CurrencySeparators()
	if !s.NoGrouping {
		n.setGroups(primary, secondary, f.MinimumGrouping())
	}
	if c == 0 {
		return n.append(dst)
	}
	name := c.Name()
	if own := l.index.OwnDecimal(name); own != "" {
		n.decimal = own
	}
	return appendPattern(dst, pattern, f.Minus(), l.symbol(name, s.Display), &n)
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

// appendPattern writes an affix pattern with what its marks stand for.
func appendPattern(dst []byte, pattern, minus, symbol string, n *number) []byte {
	for i := range len(pattern) {
		switch pattern[i] {
		case cldr.MarkMinus:
			dst = append(dst, minus...)
		case cldr.MarkNumber:
			dst = n.append(dst)
		case cldr.MarkSymbol:
			if i > 0 && pattern[i-1] == cldr.MarkNumber && firstNeedsSpace(symbol) {
				dst = append(dst, noBreakSpace...)
			}
			dst = append(dst, symbol...)
			if i+1 < len(pattern) && pattern[i+1] == cldr.MarkNumber && lastNeedsSpace(symbol) {
				dst = append(dst, noBreakSpace...)
			}
		default:
			dst = append(dst, pattern[i])
		}
	}
	return dst
}

func firstNeedsSpace(symbol string) bool {
	r, _ := utf8.DecodeRuneInString(symbol)
	return needsSpace(r)
}

func lastNeedsSpace(symbol string) bool {
	r, _ := utf8.DecodeLastRuneInString(symbol)
	return needsSpace(r)
}

// needsSpace is the currencyMatch of CLDR, [[:^S:]&[:^Z:]]: what is neither a
// symbol nor a space must not touch a digit.
func needsSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r != '$' && r != ' '
	}
	return !unicode.IsSymbol(r) && !unicode.Is(unicode.Z, r)
}

// number is a number in ASCII digits and how its locale writes it.
type number struct {
	negative           bool
	integer, fraction  []byte // ASCII digits
	zero               rune
	decimal, group     string
	primary, secondary int // sizes of groups, 0 for none
}

// cutNumber splits "-1234.50 EUR" or "-1234.50" into its parts.
func cutNumber(text []byte) number {
	var n number
	if i := bytes.IndexByte(text, ' '); i >= 0 {
		text = text[:i]
	}
	if len(text) > 0 && text[0] == '-' {
		n.negative = true
		text = text[1:]
	}
	n.integer = text
	if i := bytes.IndexByte(text, '.'); i >= 0 {
		n.integer, n.fraction = text[:i], text[i+1:]
	}
	return n
}

// setGroups sets the sizes of groups if the number is long enough for its
// locale to have any.
func (n *number) setGroups(primary, secondary, minimum int) {
	if primary > 0 && len(n.integer) >= primary+minimum {
		n.primary, n.secondary = primary, secondary
	}
}

// append writes the digits with their separators, without a sign.
func (n *number) append(dst []byte) []byte {
	rest := n.integer
	if n.primary > 0 && len(rest) > n.primary {
		head := (len(rest) - n.primary) % n.secondary
		if head == 0 {
			head = n.secondary
		}
		for len(rest) > n.primary {
			dst = append(n.appendDigits(dst, rest[:head]), n.group...)
			rest, head = rest[head:], n.secondary
		}
	}
	dst = n.appendDigits(dst, rest)
	if len(n.fraction) == 0 {
		return dst
	}
	return n.appendDigits(append(dst, n.decimal...), n.fraction)
}

func (n *number) appendDigits(dst, digits []byte) []byte {
	if n.zero == '0' {
		return append(dst, digits...)
	}
	for _, d := range digits {
		dst = utf8.AppendRune(dst, n.zero+rune(d-'0'))
	}
	return dst
}
