package web

import (
	"net/http"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
)

// frame is what every page has: who reads it, in which market and language, and
// what stands around its content.
type frame struct {
	page.Reader
	*tongue
	visit shop.Visit
	home  locale.Country // the seller's
	// Words are those for tax and duty, as customers of the country read them.
	Words   locale.Label
	Path    string // of this page
	Markets []choice
	Langs   []choice
	Count   int64 // of things in the basket
}

// choice is one of several things to choose from.
type choice struct {
	ID, Name string
	Chosen   bool
}

// Market is the ID of the market, with which its addresses begin.
func (f *frame) Market() string { return f.visit.Market.ID }

// Country is what the country of the market is called.
func (f *frame) Country() string { return f.country(f.visit.Country) }

// Currency is that of the market.
func (f *frame) Currency() string { return f.visit.Market.Currency.String() }

// LangName is what speakers of the page's language call it.
func (f *frame) LangName() string { return f.name }

// Lang is for the lang attribute; the one of the Locale names the country too.
func (f *frame) Lang() string { return f.tag.String() }

// Terms says in a sentence or two what the displayed prices hold, and what a
// visitor may choose.
func (f *frame) Terms() string {
	m := &f.visit.Market
	said := f.T(f.terms())
	if m.Duty == m.Tax && shop.PayChoices(m) != nil {
		said += " " + f.T("terms.choice")
	}
	return said
}

// terms is the key of the text for what the prices hold.
func (f *frame) terms() string {
	m := &f.visit.Market
	inside := func(p pricing.Placement) bool { return p == pricing.InPrice || p == pricing.Absorbed }
	switch {
	case f.visit.Country == f.home:
		return "terms.home"
	case inside(m.Duty) && inside(m.Tax):
		return "terms.all"
	case inside(m.Tax):
		return "terms.tax"
	case m.Duty == pricing.Absorbed:
		return "terms.dutyfree"
	case m.Duty == pricing.InPrice:
		return "terms.duty"
	}
	return "terms.checkout"
}

// TaxName is what the tax is called, at the head of a line.
func (f *frame) TaxName() string {
	name := f.Words.TaxName
	if name == "" {
		name = f.Words.Tax
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// kind is what a kind of levy is called.
func (f *frame) kind(k pricing.ChargeKind) string {
	switch k {
	case pricing.DutyCharge:
		return f.Words.Duty
	case pricing.TaxCharge:
		return f.TaxName()
	}
	return f.Words.Fees
}

// zones are where the clocks of a market's readers may be taken to stand; a
// browser that runs the script shows its own.
var zones = map[locale.Country]string{
	"US": "America/New_York", "GB": "Europe/London", "DE": "Europe/Berlin", "FR": "Europe/Paris", "ES": "Europe/Madrid",
	"JP": "Asia/Tokyo", "AE": "Asia/Dubai", "CH": "Europe/Zurich", "CA": "America/Toronto", "AU": "Australia/Sydney", "NO": "Europe/Oslo",
}

// frame resolves the visitor of a request, in a market or, where it is "", in the
// one that suits.
func (s *Site) frame(r *http.Request, market string) (*frame, error) {
	v, err := s.shop.Visit(shop.Request{
		Market: market, CookieMarket: cookie(r, marketCookie), CookieLang: cookie(r, langCookie),
		AcceptLanguage: r.Header.Get("Accept-Language"),
	})
	if err != nil {
		return nil, err
	}
	s.log.Debug("visit", "market", v.Market.ID, "language", v.Lang, "why", v.Why)
	t := s.tongues[v.Lang]
	f := &frame{
		Reader: page.Reader{Locale: v.Locale, Zone: s.zones[v.Country], DayForm: t.T("date"), ClockForm: t.T("clock")},
		tongue: t, visit: v, home: s.shop.Seller().Country, Words: locale.LabelOf(v.Country, v.Lang), Path: r.URL.Path,
	}
	f.Markets = make([]choice, len(s.shop.Markets()))
	for i, m := range s.shop.Markets() {
		f.Markets[i] = choice{m.ID, t.country(m.Countries[0]), m.ID == v.Market.ID}
	}
	f.Langs = make([]choice, len(s.langs))
	for i, other := range s.langs {
		f.Langs[i] = choice{other.tag.String(), other.name, other == t}
	}
	for _, item := range readCart(cookie(r, cartCookie)) {
		f.Count += item.Quantity
	}
	return f, nil
}

// loadZones finds the zones; a machine without their table shows UTC.
func loadZones() map[locale.Country]*time.Location {
	all := make(map[locale.Country]*time.Location, len(zones))
	for country, name := range zones {
		if zone, err := time.LoadLocation(name); err == nil {
			all[country] = zone
		}
	}
	return all
}
