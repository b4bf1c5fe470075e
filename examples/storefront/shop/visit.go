package shop

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// languages are those that the shop speaks, the one of last resort first.
var languages = []language.Tag{
	language.English, language.German, language.French, language.Spanish, language.Japanese, language.Arabic,
}

// Languages are those that the shop speaks.
func Languages() []language.Tag { return append([]language.Tag(nil), languages...) }

// Request is what a visitor's request says about where and in which language they
// want to be served. All of it is untrusted text and may be empty.
type Request struct {
	Market       string // of the address
	Lang         string // that was picked with this request
	CookieMarket string
	CookieLang   string
	// AcceptLanguage is the header of that name.
	AcceptLanguage string
}

// Visit is how the shop meets a visitor.
type Visit struct {
	Market  pricing.Market
	Country locale.Country
	// Lang is one of Languages; Locale writes money as its readers see it in the
	// country.
	Lang   language.Tag
	Locale locale.Locale
	// Why says in English what decided country and language.
	Why string
}

// resolver picks market and language: an address stands for its market.
func resolver(markets []pricing.Market) (*locale.Resolver, error) {
	offer := locale.Offer{Languages: languages, Sites: map[string]locale.Site{}}
	for i := range markets {
		m := &markets[i]
		if len(m.Countries) != 1 {
			return nil, fmt.Errorf("market %s: %d countries, but an address stands for one", m.ID, len(m.Countries))
		}
		offer.Countries = append(offer.Countries, m.Countries[0])
		offer.Sites["/"+m.ID] = locale.Site{Country: m.Countries[0]}
	}
	offer.Default = offer.Countries[0]
	return locale.NewResolver(offer)
}

// Visit resolves market and language: the market of the address goes before that
// of the cookie, and that before the region of Accept-Language; the language that
// was picked goes before that of the cookie, that before Accept-Language, and
// that before the market's own. It returns a *FieldError for an address of no
// market.
func (s *Shop) Visit(r Request) (Visit, error) {
	hints := locale.Hints{
		On:             currency.DateOf(s.now().UTC()),
		Choice:         locale.Choice{Language: r.Lang},
		Account:        locale.Choice{Language: r.CookieLang},
		AcceptLanguage: r.AcceptLanguage,
	}
	if r.Market != "" {
		if _, ok := s.Market(r.Market); !ok {
			return Visit{}, field("market", ErrUnknown, "%.40q", r.Market)
		}
		hints.URL = "/" + r.Market
	} else if m, ok := s.Market(r.CookieMarket); ok {
		hints.Account.Country = string(m.Countries[0])
	}
	res, err := s.resolver.Resolve(hints)
	if err != nil {
		return Visit{}, fmt.Errorf("shop: resolving a visitor: %w", err)
	}
	m, ok := s.Market(strings.ToLower(string(res.Country)))
	if !ok {
		return Visit{}, field("market", ErrUnknown, "no market sells to %s", res.Country)
	}
	return Visit{m, res.Country, res.Language, res.Locale, why(res.Why)}, nil
}

// why says what decided.
func why(w locale.Why) string {
	words := map[locale.Hint]string{
		locale.FromDefault: "the shop's default", locale.FromCountry: "the market", locale.FromChoice: "your choice",
		locale.FromAccount: "your last visit", locale.FromURL: "the address", locale.FromAcceptLanguage: "your browser",
	}
	return fmt.Sprintf("market by %s, language by %s", words[w.Country], words[w.Language])
}

// day is the calendar day of the shop's clock.
func day(t time.Time) currency.Date { return currency.DateOf(t.UTC()) }
