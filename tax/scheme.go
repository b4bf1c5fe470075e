package tax

import (
	"fmt"
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
	SchemeNZLowValue  Scheme = "nz_lvg"        // New Zealand: goods up to 1000 NZD
	SchemeSGVendor    Scheme = "sg_ovr"        // Singapore, overseas vendor registration: goods up to 400 SGD, remote services
	SchemeMYLowValue  Scheme = "my_lvg"        // Malaysia: goods up to 500 MYR
	SchemeCLRemote    Scheme = "cl_remote"     // Chile: goods up to 500 USD, simplified regime of the tax office
	SchemeCHMailOrder Scheme = "ch_mail_order" // Switzerland: registered mail-order seller
	SchemeSalesTax    Scheme = "sales_tax"     // United States: state sales or use tax
	SchemeImport      Scheme = "import"        // collected at the border

	SchemeNonUnionOSS    Scheme = "non_union_oss"   // EU: services of a seller from outside to consumers, One Stop Shop
	SchemeRemoteServices Scheme = "remote_services" // services of a seller from abroad, by a simplified registration of the buyer's country
	SchemeCHPlatform     Scheme = "ch_platform"     // Switzerland: deliveries through a platform
	SchemeIntraCommunity Scheme = "intra_community" // EU: goods to a business in another member state
	SchemeReverseCharge  Scheme = "reverse_charge"  // the buyer accounts, a business
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
	SchemeNZLowValue, SchemeSGVendor, SchemeMYLowValue, SchemeCLRemote, SchemeNonUnionOSS, SchemeRemoteServices,
	SchemeCHPlatform, SchemeIntraCommunity, SchemeReverseCharge,
}

// parseScheme reads a scheme. It returns a *WordError that wraps
// ErrUnknownScheme for any other word.
func parseScheme(s string) (Scheme, error) {
	if slices.Contains(schemes, Scheme(s)) {
		return Scheme(s), nil
	}
	known := make([]string, len(schemes))
	for i := range schemes {
		known[i] = string(schemes[i])
	}
	return "", &WordError{Kind: "scheme", Word: s, Known: known, Err: ErrUnknownScheme}
}

// UnmarshalText reads a scheme. It returns a *WordError that wraps
// ErrUnknownScheme for any other word.
func (s *Scheme) UnmarshalText(text []byte) error {
	v, err := parseScheme(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}

// Registration is where the seller is registered, and for what:
//
//	{"DE", "ioss"}           IOSS, whichever member state it was taken in
//	{"DE", "oss"}            OSS, likewise; {"GB", "oss"} for goods from Northern Ireland
//	{"IE", "non_union_oss"}  OSS for the services of sellers from outside the EU
//	{"FR", "vat"}            the VAT of one country
//	{"GB", "vat"}            also for imports up to 135 GBP; {"XI", "vat"} is the same
//	{"NO", "voec"}           VOEC
//	{"AU", "gst"}            also for imports up to 1000 AUD
//	{"SG", "sg_ovr"}         Singapore's overseas vendor registration; so nz_lvg, my_lvg, cl_remote
//	{"CA", "remote_services"} a country's simplified registration for services from abroad
//	{"CH", "mail_order"}     the Swiss mail-order rule
//	{"US", "CA", "sales_tax"} a seller's permit in California
type Registration struct {
	Country locale.Country `json:"country"`
	Region  string         `json:"region,omitempty"` // the state, for the United States
	Scheme  Scheme         `json:"scheme"`
	Number  string         `json:"number,omitempty"`
}

// check refuses registrations that cannot exist, by the place where each
// scheme is taken. It names the field of r at fault, "" for r as a whole.
func (r Registration) check(on currency.Date) (field string, err error) {
	if _, err := locale.ParseCountry(string(r.Country)); err != nil {
		return ".country", err
	}
	if _, err := parseScheme(string(r.Scheme)); err != nil {
		return ".scheme", err
	}
	switch r.Scheme {
	case SchemeNone, SchemeDomestic, SchemeImport, SchemeExport, SchemeIntraCommunity, SchemeReverseCharge, SchemeCHPlatform:
		return ".scheme", fmt.Errorf("%s is nothing to be registered for: %w", r.Scheme, ErrSupply)
	case SchemeIOSS, SchemeNonUnionOSS:
		return r.only(r.Country.EU(on), "is taken in a member state of the EU")
	case SchemeOSS:
		return r.only(r.Country.EU(on) || vatOf(r.Country) == "GB", "is taken in a member state of the EU, or for goods from Northern Ireland in the United Kingdom")
	case SchemeUKLowValue:
		return r.only(vatOf(r.Country) == "GB", "is taken in GB")
	case SchemeVOEC:
		return r.only(r.Country == "NO", "is taken in NO")
	case SchemeAULowValue, SchemeNZLowValue, SchemeSGVendor, SchemeMYLowValue, SchemeCLRemote:
		return r.only(r.Country == schemeCountry[r.Scheme], "is taken in "+string(schemeCountry[r.Scheme]))
	case SchemeRemoteServices:
		return r.only(!r.Country.EU(on) && r.Country != "US", "is taken in the country of the buyers, outside the EU and the US")
	case SchemeCHMailOrder, SchemeMailOrder:
		return r.only(vatOf(r.Country) == "CH", "is taken in CH")
	case SchemeSalesTax:
		if field, err := r.only(r.Country == "US", "is taken in a state of the US"); err != nil {
			return field, err
		}
	}
	if r.Country == "US" && r.Region == "" {
		return ".region", fmt.Errorf("missing: sales tax is a state's: %w", ErrSupply)
	}
	return "", nil
}

// schemeCountry is where the low-value schemes of one country are taken.
var schemeCountry = map[Scheme]locale.Country{
	SchemeAULowValue: "AU", SchemeNZLowValue: "NZ", SchemeSGVendor: "SG", SchemeMYLowValue: "MY", SchemeCLRemote: "CL",
}

// ordinary is the ordinary registration of a country, by the name of its tax.
func ordinary(c locale.Country) Scheme {
	switch c {
	case "AU", "CA", "IN", "NZ", "SG":
		return SchemeGST
	}
	return SchemeVAT
}

func (r Registration) only(ok bool, where string) (field string, err error) {
	if !ok {
		err = fmt.Errorf("%s in %s: it %s: %w", r.Scheme, r.Country, where, ErrSupply)
	}
	return "", err
}
