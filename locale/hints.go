package locale

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Hints is what is known about a customer. All of it may come from a client and
// is taken as untrusted text: country codes of ISO 3166-1 and currency codes of
// ISO 4217 in any casing, languages as tags of BCP 47. Each may be empty, and
// one of more than 256 bytes is unreadable, except URL and AcceptLanguage.
type Hints struct {
	// On is the day, in the time zone of the shop, which the currency of a
	// country depends on. It is required.
	On currency.Date
	// Choice is what the customer has picked on the site.
	Choice Choice
	// ShipTo is the country of the shipping address.
	ShipTo string
	// Account is what is kept in the customer's account.
	Account Choice
	// URL is the address that was asked for, whole, without the scheme, or the
	// path alone. [Offer.Sites] tells what it stands for.
	URL string
	// Geo is the country of the IP address, from whoever looks it up. Codes
	// that stand for no country, such as "XX" and "T1", are treated like any
	// unknown one.
	Geo string
	// AcceptLanguage is the header of that name (RFC 9110, section 12.5.4).
	// What is malformed in it is left out, and only its first 1024 bytes and
	// 16 languages count.
	AcceptLanguage string
}

// Choice is a choice of a customer, in whole or in part.
type Choice struct {
	Country, Language, Currency string
}

// Hint is what decided something, or could have.
type Hint uint8

const (
	// FromDefault: no hint decided, but the default of the shop.
	FromDefault Hint = iota
	// FromCountry: the country decided, with its default language or its
	// currency.
	FromCountry
	FromChoice
	FromShipTo
	FromAccount
	FromURL
	FromGeo
	FromAcceptLanguage
)

var hintNames = [...]string{
	FromDefault: "default", FromCountry: "country", FromChoice: "choice", FromShipTo: "ship_to",
	FromAccount: "account", FromURL: "url", FromGeo: "geo", FromAcceptLanguage: "accept_language",
}

// String returns "default", "country", "choice", "ship_to", "account", "url",
// "geo" or "accept_language".
func (h Hint) String() string {
	if int(h) < len(hintNames) {
		return hintNames[h]
	}
	return fmt.Sprintf("Hint(%d)", uint8(h))
}

// Why tells which hint decided what.
type Why struct {
	Country, Language, Currency Hint
}

// Axis is one of the three things that a [Resolver] decides.
type Axis uint8

const (
	CountryAxis Axis = iota
	LanguageAxis
	CurrencyAxis
)

var axisNames = [...]string{CountryAxis: "country", LanguageAxis: "language", CurrencyAxis: "currency"}

// String returns "country", "language" or "currency".
func (a Axis) String() string {
	if int(a) < len(axisNames) {
		return axisNames[a]
	}
	return fmt.Sprintf("Axis(%d)", uint8(a))
}

// Fault is why a hint was passed over.
type Fault uint8

const (
	// Unreadable: the hint is no country, language, currency or address.
	Unreadable Fault = iota
	// NotOffered: the shop does not sell to that country, or offers no such
	// language or currency there; or no site is at that address.
	NotOffered
)

var faultNames = [...]string{Unreadable: "unreadable", NotOffered: "not offered"}

// String returns "unreadable" or "not offered".
func (f Fault) String() string {
	if int(f) < len(faultNames) {
		return faultNames[f]
	}
	return fmt.Sprintf("Fault(%d)", uint8(f))
}

// Skip is a hint that was given, and would have decided, but could not.
type Skip struct {
	Hint  Hint
	Axis  Axis
	Fault Fault
	Input string // as it was given, or its beginning
}

// String returns a line for logs: `account country "FR": not offered`.
func (s Skip) String() string {
	return fmt.Sprintf("%v %v %s: %v", s.Hint, s.Axis, excerpt.Quote(s.Input), s.Fault)
}
