package duty

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// condition is a list of allowed words, or of forbidden ones. Without words
// it allows all.
type condition struct {
	not   bool
	words []string
}

func readCondition(s string) condition {
	rest, not := strings.CutPrefix(s, "!")
	return condition{not: not, words: strings.Fields(rest)}
}

func (c condition) allows(word string) bool {
	return len(c.words) == 0 || slices.Contains(c.words, word) != c.not
}

// allowsCountry is allows for a country, of which the word "EU" stands for the
// member states of the day.
func (c condition) allowsCountry(country locale.Country, on currency.Date) bool {
	if len(c.words) > 0 && slices.Contains(c.words, unionTariff) && country.EU(on) {
		return !c.not
	}
	return c.allows(string(country))
}

// covers reports whether c allows all that o allows.
func (c condition) covers(o condition) bool {
	switch {
	case len(c.words) == 0:
		return true
	case len(o.words) == 0:
		return false
	case c.not && o.not:
		return subset(c.words, o.words)
	case c.not:
		return !slices.ContainsFunc(o.words, func(w string) bool { return slices.Contains(c.words, w) })
	case o.not:
		return false
	}
	return subset(o.words, c.words)
}

func subset(part, whole []string) bool {
	for _, w := range part {
		if !slices.Contains(whole, w) {
			return false
		}
	}
	return true
}

// prefixes are beginnings of codes.
type prefixes []string

// hold reports whether a code begins with one of them.
func (p prefixes) hold(code string) bool {
	for _, prefix := range p {
		if strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}

// cover reports whether they hold whatever any of o holds.
func (p prefixes) cover(o prefixes) bool {
	for _, prefix := range o {
		if !p.hold(prefix) {
			return false
		}
	}
	return true
}
