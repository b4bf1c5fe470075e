package locale

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
)

// offeredLanguage is a language that a shop offers, with what choosing it needs. Whether it serves a reader is decided here and not by the
// matcher of x/text, which takes Danes for readers of Norwegian and Basques
// for readers of Spanish, and never says that nothing fits.
type offeredLanguage struct {
	subtags
	tag  language.Tag // as the shop gave it
	main bool         // the region is where most speakers of the language are
	// area is the group of regions that the region of the language is in or
	// is, else the region: 419, Latin America, for es-MX and es-419; 001, the
	// world beyond the United States, for en-GB. It is "" without a region.
	area string
	near [(cldr.Regions + 63) / 64]uint64 // the countries of the area
}

func offerLanguage(tag language.Tag) offeredLanguage {
	o := offeredLanguage{subtags: subtagsOf(tag), tag: tag}
	if o.region == [3]byte{} {
		return o
	}
	o.main = mainRegion(o.subtags) == o.region
	o.area = areaOf(o.subtags)
	for r := range cldr.Region(cldr.Regions) {
		there := o.subtags
		there.region = [3]byte{}
		copy(there.region[:], r.Code())
		if areaOf(there) == o.area {
			o.near[r/64] |= 1 << (r % 64)
		}
	}
	return o
}

// mainRegion returns the region where most speakers of a language are.
func mainRegion(s subtags) (region [3]byte) {
	s.region = [3]byte{}
	likely, _ := s.tag().Region()
	copy(region[:], likely.String())
	return region
}

// areaOf returns the region of the last parent that has one, in the inheritance
// of CLDR: 419 for es-MX, 001 for en-DE (by way of 150), PT for pt-AO.
func areaOf(s subtags) string {
	area := ""
	for tag := s.tag(); tag != language.Und; tag = tag.Parent() {
		_, _, region := tag.Raw()
		r := subtag(region.String(), "ZZ")
		if r == "" {
			break
		}
		area = r
	}
	return area
}

// localeIn returns how a reader of a language in a country sees money. The
// country decides, so that an English price in Germany is 1.234,50 €; where
// CLDR has nothing for the language there, the language as the shop gave it.
func localeIn(tag language.Tag, c Country) Locale {
	s := subtagsOf(tag)
	here := s
	here.region = [3]byte{}
	alone := For(here.tag())
	copy(here.region[:], facts(c))
	if l := For(here.tag()); l != alone || mainRegion(s) == here.region {
		return l
	}
	return For(tag)
}

// facts returns the country whose facts hold for c.
func facts(c Country) Country {
	if c == northernIreland {
		return "GB"
	}
	return c
}

// How well a language that is offered serves a reader, from not at all.
const (
	noMatch      = iota
	sameLanguage // another region of the same language
	mainVariety  // the region where most speakers are
	noRegion     // the language without a region
	sameArea     // es-419 for a reader of es-MX, en-GB for one of en-AU
	sameCountry  // the reader named no region, and this is the country's
	sameVariety
)

// serves says how well o serves a reader of want in a country. Language and
// script must be the same: who reads traditional Chinese has not asked for
// simplified.
func (o *offeredLanguage) serves(want subtags, c Country) int {
	switch {
	case o.language != want.language || o.script != want.script:
		return noMatch
	case o.region == want.region:
		return sameVariety
	case want.region == [3]byte{}:
		if string(o.region[:length(o.region[:])]) == string(facts(c)) {
			return sameCountry
		}
	case o.inArea(want.region):
		return sameArea
	}
	switch {
	case o.region == [3]byte{}:
		return noRegion
	case o.main:
		return mainVariety
	}
	return sameLanguage
}

// inArea reports whether a region is in the area of o.
func (o *offeredLanguage) inArea(region [3]byte) bool {
	if o.area == "" {
		return false
	}
	code := region[:length(region[:])]
	r, ok := cldr.FindRegion(string(code))
	return ok && o.near[r/64]>>(r%64)&1 == 1 || string(code) == o.area
}
