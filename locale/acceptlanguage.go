package locale

import (
	"strings"

	"github.com/landedhq/landed/internal/cldr"
)

const (
	// maxAcceptLanguage is how many bytes of a header are read. Browsers send
	// less than two hundred.
	maxAcceptLanguage = 1024
	// maxRanges is how many languages of a header count.
	maxRanges = 16
)

// languageRange is one item of an Accept-Language header (RFC 9110, section
// 12.5.4). The zero subtags stand for "*", any language.
type languageRange struct {
	subtags
	quality uint16 // in thousandths; 0 forbids
}

// acceptLanguage is a header as its sender prefers it: the highest quality
// first, and items of the same quality in their order.
type acceptLanguage struct {
	list [maxRanges]languageRange
	n    int
}

// ranges returns the items.
func (a *acceptLanguage) ranges() []languageRange { return a.list[:a.n] }

// read takes in a header. An item that is malformed is left out and the others
// stay; of a header that is too long only the beginning counts. Whatever comes
// after language, script and region, as "-u-cu-usd", is not looked at.
func (a *acceptLanguage) read(header string) {
	if len(header) > maxAcceptLanguage {
		// The item that the limit cuts in two is lost, not misread.
		header = header[:strings.LastIndexByte(header[:maxAcceptLanguage], ',')+1]
	}
	for header != "" && a.n < maxRanges {
		var item string
		item, header, _ = strings.Cut(header, ",")
		if r, ok := readRange(item); ok {
			a.insert(r)
		}
	}
}

// insert keeps the list in order.
func (a *acceptLanguage) insert(r languageRange) {
	i := a.n
	for ; i > 0 && a.list[i-1].quality < r.quality; i-- {
		a.list[i] = a.list[i-1]
	}
	a.list[i] = r
	a.n++
}

// region returns the region of the language that is preferred, "" for none.
func (a *acceptLanguage) region() string {
	if a.n == 0 || a.list[0].quality == 0 {
		return ""
	}
	code := a.list[0].region[:]
	code = code[:length(code)]
	if r, ok := cldr.FindRegion(string(code)); ok {
		return r.Code() // which is in memory already
	}
	return string(code)
}

// forbids reports whether the header refuses a language: the longest range that
// covers it has the quality 0. Of two that are as long the first counts, and
// those with the quality 0 are last.
func (a *acceptLanguage) forbids(s subtags) bool {
	longest, refused := -1, false
	for i := range a.ranges() {
		r := &a.list[i]
		if n := r.covers(s); n > longest {
			longest, refused = n, r.quality == 0
		}
	}
	return longest >= 0 && refused
}

// covers returns how many subtags of a range are those of s, 0 for the range
// of all languages, and -1 if s is outside the range.
func (r *languageRange) covers(s subtags) int {
	n := 0
	if r.language != [3]byte{} {
		if r.language != s.language {
			return -1
		}
		n++
	}
	if r.script != [4]byte{} {
		if r.script != s.script {
			return -1
		}
		n++
	}
	if r.region != [3]byte{} {
		if r.region != s.region {
			return -1
		}
		n++
	}
	return n
}

// readRange reads "de-AT;q=0.8".
func readRange(item string) (languageRange, bool) {
	tag, weight, weighted := strings.Cut(item, ";")
	r := languageRange{quality: 1000}
	ok := true
	if weighted {
		r.quality, ok = readQuality(trimSpace(weight))
	}
	if tag = trimSpace(tag); !ok || tag == "*" {
		return r, ok
	}
	r.subtags, ok = readSubtags(tag)
	return r, ok
}

// readQuality reads "q=0.8" in thousandths. Digits beyond the third are cut
// off, but do not make a small quality a prohibition.
func readQuality(s string) (uint16, bool) {
	if len(s) < 3 || s[0]|0x20 != 'q' || s[1] != '=' || s[2] != '0' && s[2] != '1' {
		return 0, false
	}
	q, fraction := uint16(s[2]-'0')*1000, s[3:]
	if fraction == "" {
		return q, true
	}
	if fraction[0] != '.' || !all(fraction[1:], isDigit) {
		return 0, false
	}
	unit, rest := uint16(100), false
	for _, b := range []byte(fraction[1:]) {
		q += uint16(b-'0') * unit
		rest = rest || b != '0'
		unit /= 10
	}
	if q == 0 && rest {
		q = 1
	}
	return q, q <= 1000
}

// trimSpace cuts the optional white space of HTTP.
func trimSpace(s string) string { return strings.Trim(s, " \t") }
