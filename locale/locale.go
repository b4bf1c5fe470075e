// Package locale knows places and how the people there read prices: countries
// and special territories, the currency, languages and tax convention of a
// country, money and percentages written as each language writes them, and the
// words for tax and duty.
package locale

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
)

// Locale writes money and percentages as one language does in one region, by
// the Common Locale Data Repository. It is a small comparable value; the zero
// Locale is the root, which serves languages that CLDR does not know.
type Locale struct {
	index cldr.Locale
}

// For returns the locale that serves a language tag best: the tag itself if
// CLDR has it, else with its usual script added or left out, else without the
// region, else the root. It never fails; what was found is in [Locale.Tag].
// Extensions of the tag are not looked at.
func For(tag language.Tag) Locale {
	base, script, region := tag.Raw()
	if variants := tag.Variants(); len(variants) > 0 {
		if l, ok := cldr.Find(variantTag(base, region, variants[0])); ok {
			return Locale{l}
		}
	}
	return Locale{cldr.Match(base.String(), subtag(script.String(), "Zzzz"), subtag(region.String(), "ZZ"))}
}

// Tag returns the tag of the data that l uses, so that a fallback shows: the
// locale for de-DE has the tag de, that for an unknown language und.
func (l Locale) Tag() language.Tag { return language.Make(l.index.Tag()) }

// String returns the tag as text, "und" for the root.
func (l Locale) String() string { return l.Tag().String() }

// subtag returns s, or nothing if it stands for an unknown script or region.
func subtag(s, unknown string) string {
	if s == unknown {
		return ""
	}
	return s
}

func variantTag(base language.Base, region language.Region, v language.Variant) string {
	tag := base.String()
	if r := subtag(region.String(), "ZZ"); r != "" {
		tag += "-" + r
	}
	return tag + "-" + v.String()
}
