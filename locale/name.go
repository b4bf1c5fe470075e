package locale

import (
	"strings"
	"unicode"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

// matchNames returns how many bytes at the start of s name the currency, the
// longest name if there are several.
func (p *parser) matchNames(s string) int {
	if p.money.name == "" {
		return 0
	}
	longest := matchName(s, p.locale.symbol(p.money, Symbol))
	if longest == len(s) {
		return longest
	}
	code := matchName(s, p.money.name)
	longest = max(longest, code, matchName(s, p.locale.symbol(p.money, NarrowSymbol)))
	if longest == len(s) || code != 0 { // no symbol of English or the root is longer than a code that it begins with
		return longest
	}
	english, _ := cldr.Find("en")
	for _, l := range [2]Locale{{}, {index: english}} {
		longest = max(longest, matchName(s, l.symbol(p.money, Symbol)), matchName(s, l.symbol(p.money, NarrowSymbol)))
	}
	return longest
}

// matchName returns how many bytes at the start of s are the name, as far as
// ink goes, or 0.
func matchName(s, name string) int {
	n, ink := 0, false
	for name != "" {
		want, size := decode(name)
		name = name[size:]
		if want = normal(want); want == none {
			continue
		}
		ink = true
		for {
			got, size := decode(s[n:])
			if size == 0 {
				return 0
			}
			n += size
			if got = normal(got); got == none {
				continue
			}
			if got != want && unicode.ToLower(got) != unicode.ToLower(want) {
				return 0
			}
			break
		}
	}
	if !ink {
		return 0
	}
	return n
}

// namesAnother reports whether the text from i to end, or its first word, is
// the name of some currency. It is only asked where that of the expected one
// does not fit.
func (p *parser) namesAnother(i, end int) bool {
	rest := strings.TrimRightFunc(p.text[i:end], func(r rune) bool { return isAround(r) || normal(r) == ')' })
	word := rest
	if j := strings.IndexFunc(rest, isAround); j > 0 {
		word = rest[:j]
	}
	return p.namesAny(rest) || p.namesAny(word)
}

// isAround reports whether r may stand beside a name of a currency.
func isAround(r rune) bool {
	switch normal(r) {
	case none, ' ', '-', '+', '(':
		return true
	}
	return false
}

// namesAny reports whether s is the code or a symbol of some currency. A single
// small letter is only one as CLDR writes it: "5k" are no kyats.
func (p *parser) namesAny(s string) bool {
	if s == "" {
		return false
	}
	if len(s) == 3 {
		if _, err := currency.ParseCode(strings.ToUpper(s)); err == nil {
			return true
		}
	}
	r, size := decode(s)
	small := size == len(s) && unicode.IsLower(r)
	is := func(name string) bool { return matchName(s, name) == len(s) && (!small || name == s) }
	for i := range cldr.Currencies {
		c := cldr.Currency(i)
		for _, l := range [2]cldr.Locale{p.locale.index, 0} {
			if is(l.Symbol(c, false)) || is(l.Symbol(c, true)) {
				return true
			}
		}
		if is(c.Code()) {
			return true
		}
	}
	return false
}
