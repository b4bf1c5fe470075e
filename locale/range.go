package locale

import (
	"bytes"
	"unicode/utf8"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

// Range writes the span from one amount to another in the zero [Style]:
// "10,00–20,00 €" in German.
func (l Locale) Range(from, to currency.Amount) string {
	return l.RangeStyle(from, to, Style{})
}

// RangeStyle writes a span in a style.
func (l Locale) RangeStyle(from, to currency.Amount, s Style) string {
	var buf [96]byte
	return string(l.AppendRange(buf[:0], from, to, s))
}

// AppendRange appends a span in a style to dst. A symbol and sign that both
// ends share is written once, unless it is a single character as in "$10.00 –
// $20.00". Ends of the same digits and sign, shown or not, are written as one
// approximate amount: "~$10.00". That is the form of CLDR and ECMA-402, with one
// exception: ends below zero are both written in full, because "-10–5 €" would be
// misread.
// The ends stand in the order in which they were given.
func (l Locale) AppendRange(dst []byte, from, to currency.Amount, s Style) []byte {
	f := l.formIn(s.NumberingSystem)
	var a, b number
	p := l.setEnd(&a, f, from, &s, false)
	q := l.setEnd(&b, f, to, &s, false)
	width := p.width()
	switch same := from.Currency() == to.Currency(); {
	case same && a.equal(&b):
		p = l.setEnd(&a, f, from, &s, true)
		return p.append(dst, &a)
	case same && p == q && width > 1 && !a.below(&s):
		dst = append(a.append(p.appendPrefix(dst)), f.Between()...)
		return p.appendSuffix(b.append(dst))
	}
	dst = p.append(dst, &a)
	if width+q.width() > 0 {
		dst = appendApart(dst, f.Between())
	} else {
		dst = append(dst, f.Between()...)
	}
	return q.append(dst, &b)
}

// setEnd takes the digits of one end of a range and returns what stands around
// them.
func (l Locale) setEnd(n *number, f cldr.Form, a currency.Amount, s *Style, about bool) phrase {
	c := newMoney(a.Currency())
	*n = number{}
	n.layout.set(f, c.name, s)
	n.setShown(a, s)
	return l.phrase(f, c, n.negative, n.isZero(), s, about)
}

// equal reports whether two numbers show the same digits and sign.
func (n *number) equal(m *number) bool {
	return n.negative == m.negative && bytes.Equal(n.integer(), m.integer()) && bytes.Equal(n.fraction(), m.fraction())
}

// below reports whether a number is shown as one below zero.
func (n *number) below(s *Style) bool { return s.Sign.of(n.negative, n.isZero()) < 0 }

// width is how many characters stand around the digits, without the space that
// keeps a symbol from them.
func (p *phrase) width() int {
	n := utf8.RuneCountInString(p.first)
	for _, affix := range [2]string{p.before, p.behind} {
		for i := range len(affix) {
			switch c := affix[i]; {
			case c == cldr.MarkSymbol:
				n += utf8.RuneCountInString(p.symbol)
			case c == cldr.MarkSign:
				n += utf8.RuneCountInString(p.about) + utf8.RuneCountInString(p.sign)
			case utf8.RuneStart(c):
				n++
			}
		}
	}
	return n
}

// appendApart writes a separator with a space on either side, unless it has
// its own.
func appendApart(dst []byte, between string) []byte {
	if between[0] != ' ' {
		dst = append(dst, ' ')
	}
	dst = append(dst, between...)
	if between[len(between)-1] != ' ' {
		dst = append(dst, ' ')
	}
	return dst
}
