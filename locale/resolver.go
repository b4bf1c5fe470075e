package locale

import (
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/cldr"
)

// Resolver tells from hints in which country, language and currency a shop
// meets a customer. It is immutable and safe for use by many goroutines. The zero
// Resolver offers nothing and resolves nothing.
type Resolver struct {
	countries  map[Country]*servedCountry
	fallback   *servedCountry
	languages  []offeredLanguage
	currencies []currency.Code
	sites      []siteAddress
}

// servedCountry is a country with what the shop offers there.
type servedCountry struct {
	country   Country
	languages []int    // in Resolver.languages, the default first
	locales   []Locale // of each of languages
	byDefault Hint     // what made the default language so
	currency  currency.Code
	tenders   []tenderPeriod
}

type tenderPeriod struct {
	period
	currency currency.Code // 0 if unknown to package currency
}

// Resolution is how a shop meets a customer.
type Resolution struct {
	Country  Country
	Language language.Tag // exactly as it is in the [Offer]
	Currency currency.Code
	// Locale writes money as readers of the language see it in the country.
	Locale Locale
	// Why tells what decided each.
	Why Why
	// Skipped are the hints that could not decide, in the order in which they
	// were looked at.
	Skipped []Skip
}

// NewResolver returns a resolver for what a shop offers. It works out all
// countries at once, which takes some milliseconds: build it once.
//
// NewResolver returns an [*OfferError] if:
//   - there is no language, or no default country, or it is not served;
//   - a country, language, currency or site is invalid or there twice;
//   - terms or a site name a country that is not served.
func NewResolver(o Offer) (*Resolver, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	sites, err := compileSites(o.Sites)
	if err != nil {
		return nil, err
	}
	r := &Resolver{countries: map[Country]*servedCountry{}, currencies: slices.Clone(o.Currencies), sites: sites}
	countries := o.Countries
	if len(countries) == 0 {
		countries = allCountries()
	}
	for _, c := range countries {
		r.countries[c] = r.serve(c, &o)
	}
	r.fallback = r.countries[o.Default]
	return r, nil
}

func allCountries() []Country {
	list := []Country{northernIreland}
	for r := range cldr.Region(cldr.Regions) {
		list = append(list, Country(r.Code()))
	}
	return list
}

// serve prepares a country.
func (r *Resolver) serve(c Country, o *Offer) *servedCountry {
	terms := o.In[c]
	s := &servedCountry{country: c, currency: terms.Currency, byDefault: FromCountry, tenders: tendersOf(c)}
	tags := terms.Languages
	if len(tags) == 0 {
		tags = o.Languages
	}
	for _, tag := range tags {
		s.languages = append(s.languages, r.language(tag))
		s.locales = append(s.locales, localeIn(tag, c))
	}
	if len(terms.Languages) > 0 {
		return s
	}
	first := r.spoken(s)
	if first < 0 {
		s.byDefault = FromDefault
		return s
	}
	s.toFront(first)
	return s
}

// toFront makes the i-th language of s the default.
func (s *servedCountry) toFront(i int) {
	n, l := s.languages[i], s.locales[i]
	copy(s.languages[1:], s.languages[:i])
	copy(s.locales[1:], s.locales[:i])
	s.languages[0], s.locales[0] = n, l
}

// language returns the place of a language among all that are offered.
func (r *Resolver) language(tag language.Tag) int {
	i := slices.IndexFunc(r.languages, func(o offeredLanguage) bool { return o.tag == tag })
	if i < 0 {
		i = len(r.languages)
		r.languages = append(r.languages, offerLanguage(tag))
	}
	return i
}

// spoken returns which language of s the country speaks: the first of the
// official ones that is offered, or the usual one if no official one is, as
// English in New Zealand; -1 for none.
func (r *Resolver) spoken(s *servedCountry) int {
	region, _ := facts(s.country).region()
	tags := region.Languages()
	if base, _ := language.Make("und-" + region.Code()).Base(); base.String() != "und" {
		tags = append(tags, base.String()+"-"+region.Code())
	}
	for _, tag := range tags {
		want := subtagsOf(language.Make(tag))
		if i := r.best(s, inRegion(want, region.Code()), nil); i >= 0 {
			return i
		}
	}
	return -1
}

// inRegion returns a language as it is written in a region.
func inRegion(s subtags, region string) subtags {
	copy(s.region[:], region)
	return s
}

func tendersOf(c Country) []tenderPeriod {
	region, _ := facts(c).region()
	var list []tenderPeriod
	for _, t := range region.Tenders() {
		code, err := currency.ParseCode(t.Currency)
		if err != nil {
			code = 0
		}
		list = append(list, tenderPeriod{period{dateOf(t.From), dateOf(t.Until)}, code})
	}
	return list
}

// Resolve decides from hints. The first hint that names something on offer
// decides; those before it that could not are in [Resolution.Skipped], and
// those after it are not looked at.
//
//   - Country: the choice of the customer, the shipping address, the account
//     (the address is of this order, and the account may be of years ago), the
//     site (a link brings customers to sites of other countries), the IP
//     address, the region of the language that Accept-Language prefers, the
//     default of the offer. A language alone names no country.
//   - Language, among those offered in the country: the choice, the account,
//     the site, the first language of Accept-Language that is offered, and the
//     default of the country. Language and script must be the same, the region
//     need not: see below.
//   - Currency: that of the choice or the account if it is offered, else that
//     of the country on the day. It never follows the language.
//   - Locale: the language in the country, so that a reader of English in
//     Germany sees 1.234,50 €.
//
// Of several varieties of a language the reader gets exactly the one asked for,
// else one of the same area (es-419 for es-MX, en-GB for en-AU, pt-PT for
// pt-AO), else the one without a region, else that of the most speakers, else
// the first. A language with the quality 0 in Accept-Language is not chosen for
// "*", nor as a default as long as there is another.
//
// For taxes and duties the shipping address counts, whatever is resolved here.
//
// Resolve returns an error if:
//   - h.On is zero, or the country has no currency on that day and the offer
//     names none (ErrNoCurrency);
//   - r is the zero Resolver (ErrOffer).
func (r *Resolver) Resolve(h Hints) (Resolution, error) {
	if r.fallback == nil {
		return Resolution{}, fmt.Errorf("locale: resolve: %w: nothing is on offer", ErrOffer)
	}
	if h.On.IsZero() {
		return Resolution{}, fmt.Errorf("locale: resolve: %w without a day", ErrNoCurrency)
	}
	v := visit{Resolver: r, hints: h}
	v.accept.read(h.AcceptLanguage)
	v.site = v.readSite()
	s := v.country()
	i := v.language(s)
	v.out.Country, v.out.Language, v.out.Locale = s.country, r.languages[s.languages[i]].tag, s.locales[i]
	if v.out.Currency = v.currency(s); v.out.Currency == 0 {
		return Resolution{}, fmt.Errorf("locale: resolve: %s on %s: %w", s.country, h.On, ErrNoCurrency)
	}
	return v.out, nil
}

// currencyOn returns the currency of the terms, or the legal tender on a day.
func (s *servedCountry) currencyOn(on currency.Date) currency.Code {
	if s.currency != 0 {
		return s.currency
	}
	for _, t := range s.tenders {
		if on.Within(t.from, t.until) {
			return t.currency
		}
	}
	return 0
}

// best returns the language of s that serves a reader best and that
// Accept-Language, unless it is nil, does not refuse; -1 for none.
func (r *Resolver) best(s *servedCountry, want subtags, accept *acceptLanguage) int {
	best, found := noMatch, -1
	for i, n := range s.languages {
		o := &r.languages[n]
		if fit := o.serves(want, s.country); fit > best && (accept == nil || !accept.forbids(o.subtags)) {
			best, found = fit, i
		}
	}
	return found
}
