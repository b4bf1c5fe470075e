package locale

import (
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// visit is the work on the hints of one customer.
type visit struct {
	*Resolver
	hints  Hints
	accept acceptLanguage
	site   Site
	out    Resolution
}

// skip notes a hint that could not decide.
func (v *visit) skip(h Hint, a Axis, f Fault, input string) {
	v.out.Skipped = append(v.out.Skipped, Skip{h, a, f, excerpt.Text(input)})
}

// readSite returns what the URL stands for. A URL that stands for nothing is
// skipped for the country, the axis that comes first.
func (v *visit) readSite() Site {
	if v.hints.URL == "" {
		return Site{}
	}
	site, found, readable := stands(v.sites, v.hints.URL)
	switch {
	case !readable:
		v.skip(FromURL, CountryAxis, Unreadable, v.hints.URL)
	case !found:
		v.skip(FromURL, CountryAxis, NotOffered, v.hints.URL)
	}
	return site
}

// country decides the country.
func (v *visit) country() *servedCountry {
	h := &v.hints
	for _, c := range [...]struct {
		from Hint
		text string
	}{
		{FromChoice, h.Choice.Country}, {FromShipTo, h.ShipTo}, {FromAccount, h.Account.Country},
		{FromURL, string(v.site.Country)}, {FromGeo, h.Geo}, {FromAcceptLanguage, v.accept.region()},
	} {
		if c.text == "" {
			continue
		}
		code, _ := readCode(c.text)
		where := Country(currentRegion(code))
		if !where.Valid() {
			v.skip(c.from, CountryAxis, Unreadable, c.text)
			continue
		}
		if s := v.countries[where]; s != nil {
			v.out.Why.Country = c.from
			return s
		}
		v.skip(c.from, CountryAxis, NotOffered, c.text)
	}
	return v.fallback
}

// maxHint is how long a hint may be that names a country, a language or a
// currency, in bytes. Longer ones are not looked into.
const maxHint = 256

// readCode returns a code of up to eight letters, digits and colons in
// capitals.
func readCode(s string) (string, bool) {
	if len(s) > maxHint {
		return "", false
	}
	if s = strings.TrimSpace(s); len(s) > 8 {
		return "", false
	}
	return strings.ToUpper(s), true
}

// readLanguage returns the subtags of a language that a client names.
func readLanguage(s string) (subtags, bool) {
	if len(s) > maxHint {
		return subtags{}, false
	}
	return readSubtags(strings.TrimSpace(s))
}

// language decides which language of a country.
func (v *visit) language(s *servedCountry) int {
	for _, c := range [...]struct {
		from Hint
		text string
	}{
		{FromChoice, v.hints.Choice.Language}, {FromAccount, v.hints.Account.Language}, {FromURL, siteLanguage(v.site)},
	} {
		if c.text == "" {
			continue
		}
		want, ok := readLanguage(c.text)
		if !ok {
			v.skip(c.from, LanguageAxis, Unreadable, c.text)
			continue
		}
		if i := v.best(s, want, nil); i >= 0 {
			v.out.Why.Language = c.from
			return i
		}
		v.skip(c.from, LanguageAxis, NotOffered, c.text)
	}
	for i := range v.accept.ranges() {
		if l := v.acceptable(s, &v.accept.list[i]); l >= 0 {
			v.out.Why.Language = FromAcceptLanguage
			return l
		}
	}
	if v.hints.AcceptLanguage != "" {
		fault := NotOffered
		if v.accept.n == 0 {
			fault = Unreadable
		}
		v.skip(FromAcceptLanguage, LanguageAxis, fault, v.hints.AcceptLanguage)
	}
	if i := v.notForbidden(s); i > 0 {
		v.out.Why.Language = FromAcceptLanguage // by what it refuses
		return i
	}
	v.out.Why.Language = s.byDefault
	return 0
}

func siteLanguage(s Site) string {
	if s.Language.IsRoot() {
		return ""
	}
	return s.Language.String()
}

// acceptable returns the language of s for an item of Accept-Language, -1 for
// none.
func (v *visit) acceptable(s *servedCountry, r *languageRange) int {
	switch {
	case r.quality == 0:
		return -1
	case r.subtags == subtags{}:
		return v.notForbidden(s)
	}
	return v.best(s, r.subtags, &v.accept)
}

// notForbidden returns the first language of s that Accept-Language does not
// refuse, -1 for none.
func (v *visit) notForbidden(s *servedCountry) int {
	return slices.IndexFunc(s.languages, func(n int) bool { return !v.accept.forbids(v.languages[n].subtags) })
}

// currency decides the currency, 0 for none.
func (v *visit) currency(s *servedCountry) currency.Code {
	own := s.currencyOn(v.hints.On)
	if len(v.currencies) > 0 && own != s.currency && !slices.Contains(v.currencies, own) {
		own = 0
	}
	for _, c := range [...]struct {
		from Hint
		text string
	}{{FromChoice, v.hints.Choice.Currency}, {FromAccount, v.hints.Account.Currency}} {
		if c.text == "" {
			continue
		}
		text, _ := readCode(c.text)
		code, err := currency.ParseCode(text)
		if err != nil {
			v.skip(c.from, CurrencyAxis, Unreadable, c.text)
			continue
		}
		if code == own || slices.Contains(v.currencies, code) {
			v.out.Why.Currency = c.from
			return code
		}
		v.skip(c.from, CurrencyAxis, NotOffered, c.text)
	}
	if own != 0 || len(v.currencies) == 0 {
		v.out.Why.Currency = FromCountry
		return own
	}
	return v.currencies[0]
}
