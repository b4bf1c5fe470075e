package tax

import (
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Scheme is the way in which a tax is accounted for, in a Decision, or what a
// seller is registered for, in a Registration.
type Scheme string

// The schemes of decisions.
const (
	SchemeNone        Scheme = "none"          // nobody accounts
	SchemeDomestic    Scheme = "domestic"      // a sale inside the country
	SchemeOSS         Scheme = "oss"           // EU: sale to another member state, One Stop Shop
	SchemeIOSS        Scheme = "ioss"          // EU: import up to 150 EUR, Import One Stop Shop
	SchemeUKLowValue  Scheme = "uk_low_value"  // UK: import up to 135 GBP
	SchemeVOEC        Scheme = "voec"          // Norway: items below 3000 NOK
	SchemeAULowValue  Scheme = "au_lvg"        // Australia: goods up to 1000 AUD
	SchemeCHMailOrder Scheme = "ch_mail_order" // Switzerland: registered mail-order seller
	SchemeSalesTax    Scheme = "sales_tax"     // United States: state sales or use tax
	SchemeImport      Scheme = "import"        // collected at the border
)

// More schemes that a seller can be registered for.
const (
	SchemeVAT       Scheme = "vat"        // the ordinary registration of a country
	SchemeGST       Scheme = "gst"        // the same where the tax is called GST
	SchemeMailOrder Scheme = "mail_order" // as ch_mail_order
)

// SchemeExport names the origin's side of a sale abroad; no Decision has it,
// since a Decision is about the destination.
const SchemeExport Scheme = "export"

var schemes = []Scheme{
	SchemeNone, SchemeDomestic, SchemeOSS, SchemeIOSS, SchemeUKLowValue, SchemeVOEC, SchemeAULowValue,
	SchemeCHMailOrder, SchemeSalesTax, SchemeImport, SchemeExport, SchemeVAT, SchemeGST, SchemeMailOrder,
}

// ParseScheme reads a scheme. It returns a *WordError that wraps
// ErrUnknownScheme for any other word.
func ParseScheme(s string) (Scheme, error) {
	if slices.Contains(schemes, Scheme(s)) {
		return Scheme(s), nil
	}
	known := make([]string, len(schemes))
	for i := range schemes {
		known[i] = string(schemes[i])
	}
	return "", &WordError{Kind: "scheme", Word: s, Known: known, Err: ErrUnknownScheme}
}

// UnmarshalText reads a scheme as ParseScheme does.
func (s *Scheme) UnmarshalText(text []byte) error {
	v, err := ParseScheme(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

// Registration is where the seller is registered, and for what:
//
//	{"DE", "ioss"}           IOSS, whichever member state it was taken in
//	{"DE", "oss"}            OSS, likewise
//	{"FR", "vat"}            the VAT of one country
//	{"GB", "vat"}            also for imports up to 135 GBP
//	{"NO", "voec"}           VOEC
//	{"AU", "gst"}            also for imports up to 1000 AUD
//	{"CH", "mail_order"}     the Swiss mail-order rule
//	{"US", "CA", "sales_tax"} a seller's permit in California
type Registration struct {
	Country locale.Country `json:"country"`
	Region  string         `json:"region,omitempty"` // the state, for the United States
	Scheme  Scheme         `json:"scheme"`
	Number  string         `json:"number,omitempty"`
}

// holds reports whether r is for one of the schemes in a country.
func (r Registration) holds(c locale.Country, schemes ...Scheme) bool {
	return r.Country == c && slices.Contains(schemes, r.Scheme)
}

// union reports whether r is for a scheme that all member states share.
func (r Registration) union(s Scheme, on currency.Date) bool {
	return r.Scheme == s && r.Country.EU(on)
}
