package locale

import (
	"golang.org/x/text/language"

	"github.com/landedhq/landed/internal/cldr"
)

// Locale writes and reads money and percentages as one language does in one
// region, by the Common Locale Data Repository. It is a small comparable value;
// the zero Locale is the root, which serves languages that CLDR does not know.
type Locale struct {
	index cldr.Locale
	form  cldr.Form
}

// For returns the locale that serves a language tag best: the tag itself if
// CLDR has it, else with its usual script added or left out, else without the
// region, else the root. It never fails; what was found is in [Locale.Tag].
//
// Of the extensions of a tag, only the numbering system is looked at: "-u-nu-"
// with a name that [ParseNumberingSystem] takes, or "native" for the digits of
// the script. Any other name is ignored.
func For(tag language.Tag) Locale {
	l := newLocale(find(tag))
	switch name := tag.TypeForKey("nu"); name {
	case "":
	case "native":
		l.form = l.index.FormIn(l.index.Native())
	default:
		if s, ok := cldr.FindSystem(name); ok {
			l.form = l.index.FormIn(s)
		}
	}
	return l
}

func newLocale(l cldr.Locale) Locale { return Locale{l, l.Form()} }

func find(tag language.Tag) cldr.Locale {
	base, script, region := tag.Raw()
	if variants := tag.Variants(); len(variants) > 0 {
		if l, ok := cldr.Find(variantTag(base, region, variants[0])); ok {
			return l
		}
	}
	return cldr.Match(base.String(), subtag(script.String(), "Zzzz"), subtag(region.String(), "ZZ"))
}

// Tag returns the tag of the data that l uses, so that a fallback shows: the
// locale for de-DE has the tag de, that for an unknown language und. It names
// the numbering system where that is not the one of the language.
func (l Locale) Tag() language.Tag {
	tag := language.Make(l.index.Tag())
	if s := l.form.System(); s != l.index.Form().System() {
		tag, _ = tag.SetTypeForKey("nu", s.String()) // a known name is no error
	}
	return tag
}

// String returns the tag as text, "und" for the root.
func (l Locale) String() string { return l.Tag().String() }

// formIn returns how l writes numbers in a style.
func (l Locale) formIn(n NumberingSystem) cldr.Form {
	if s, ok := n.system(); ok {
		return l.index.FormIn(s)
	}
	return l.form
}

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
