package locale

import (
	"strings"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
)

// subtags is what matters of a language tag for choosing words: language,
// script and region in the casing of BCP 47, filled up with zero bytes. They
// are canonical: no outdated codes, and the script is there only for languages
// of several scripts or where it is not the usual one.
type subtags struct {
	language [3]byte
	script   [4]byte
	region   [3]byte
}

// readSubtags reads the beginning of a tag of BCP 47 in any casing: a language
// of two or three letters, perhaps an extended language in its place, a script
// and a region. The rest may be anything that tags are made of.
func readSubtags(tag string) (subtags, bool) {
	var s subtags
	if !all(tag, isCapital, isSmall, isDigit, isHyphen) {
		return s, false
	}
	part, rest, _ := strings.Cut(tag, "-")
	if n := len(part); n != 2 && n != 3 || !isAlpha(part) {
		return s, false
	}
	extended, after, _ := strings.Cut(rest, "-")
	if len(extended) == 3 && isAlpha(extended) {
		part, rest = extended, after // "zh-yue" is the language yue
	}
	fold(s.language[:], part, 0)
	if part, after, _ = strings.Cut(rest, "-"); len(part) == 4 && isAlpha(part) {
		fold(s.script[:], part, 1)
		rest = after
	}
	if part, _, _ = strings.Cut(rest, "-"); len(part) == 2 && isAlpha(part) || len(part) == 3 && all(part, isDigit) {
		fold(s.region[:], part, len(part))
	}
	return s.canonical(), true
}

// subtagsOf returns the subtags of a tag.
func subtagsOf(tag language.Tag) subtags {
	base, script, region := tag.Raw()
	var s subtags
	copy(s.language[:], base.String())
	copy(s.script[:], subtag(script.String(), "Zzzz"))
	copy(s.region[:], subtag(region.String(), "ZZ"))
	return s.canonical()
}

// canonical replaces outdated codes and says the script the one way.
func (s subtags) canonical() subtags {
	var c subtags
	// Each text is used up here: together they would go to the heap.
	base, script, region := cldr.Canonical(string(s.language[:length(s.language[:])]),
		string(s.script[:length(s.script[:])]), string(s.region[:length(s.region[:])]))
	if base == "no" {
		base = "nb" // Norwegian that does not say which is Bokmål
	}
	if script != "" {
		if _, usual, _ := cldr.Canonical(base, "", ""); usual == "" && isOnlyScript(base, script) {
			script = ""
		}
	}
	copy(c.language[:], base)
	copy(c.script[:], script)
	copy(c.region[:], currentRegion(region))
	return c
}

// currentRegion returns GB for UK, which ISO 3166-1 keeps free for the United
// Kingdom and which people write.
func currentRegion(region string) string {
	if region == "UK" {
		return "GB"
	}
	return region
}

// isOnlyScript reports whether a language that CLDR knows in one script is
// written in this one.
func isOnlyScript(base, script string) bool {
	usual, _ := language.Make(strings.Clone(base)).Script() // the clone keeps base off the heap
	return usual.String() == script
}

// tag returns the subtags as a tag.
func (s subtags) tag() language.Tag { return language.Make(s.String()) }

// String returns the subtags as BCP 47 writes them, "" for none.
func (s subtags) String() string {
	var buf [12]byte
	text := append(buf[:0], s.language[:length(s.language[:])]...)
	for _, part := range [2][]byte{s.script[:], s.region[:]} {
		if n := length(part); n > 0 {
			text = append(append(text, '-'), part[:n]...)
		}
	}
	return string(text)
}

func (s subtags) withoutRegion() subtags {
	s.region = [3]byte{}
	return s
}

// parents returns s and what it inherits from, by CLDR: es-MX, es-419 and es.
func (s subtags) parents() []subtags {
	list := []subtags{s}
	for tag := s.tag().Parent(); !tag.IsRoot(); tag = tag.Parent() {
		p := subtagsOf(tag)
		if p.language != s.language || p.script != s.script {
			break
		}
		if p != list[len(list)-1] {
			list = append(list, p)
		}
	}
	return list
}

// parts returns language, script and region, "" for none.
func (s subtags) parts() (string, string, string) {
	return string(s.language[:length(s.language[:])]), string(s.script[:length(s.script[:])]), string(s.region[:length(s.region[:])])
}

// length returns how many bytes stand before the first zero.
func length(b []byte) int {
	n := 0
	for n < len(b) && b[n] != 0 {
		n++
	}
	return n
}

// fold copies letters, the first ones as capitals and the others small.
func fold(dst []byte, s string, capitals int) {
	for i := range len(s) {
		switch b := s[i]; {
		case i < capitals && isSmall(b):
			dst[i] = b - ('a' - 'A')
		case i >= capitals && isCapital(b):
			dst[i] = b + ('a' - 'A')
		default:
			dst[i] = b
		}
	}
}

func isAlpha(s string) bool { return s != "" && all(s, isCapital, isSmall) }
func isHyphen(b byte) bool  { return b == '-' }
