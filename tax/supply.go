package tax

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Supply is a sale of goods to a consumer, as far as it decides who taxes it.
// All amounts may be in any one currency: thresholds are compared in their own.
type Supply struct {
	Seller           locale.Country // where the seller is established; taken to be registered for the tax there
	ShipFrom, ShipTo locale.Place   // where the goods are at the sale, and where they go
	On               currency.Date  // day whose law holds: that of the sale, in the destination; a later import is the caller's to foresee
	Registrations    []Registration

	// Intrinsic is the value of the goods of the consignment without tax,
	// freight and insurance. It is needed for imports.
	Intrinsic currency.Amount
	// DearestItem is the highest value of one item, on the same terms. It is
	// needed where items are tested (NO) and the consignment is not below the
	// line; Australia tests the consignment, and does not look at it.
	DearestItem currency.Amount
	// Codes are the customs codes of the goods, digits only, of the Harmonized
	// System or longer, as far as they are known. Goods without a code are
	// taken not to be among those that a scheme leaves out.
	Codes []string
	// Freight and Insurance are what customs add to the goods for the customs
	// value (JP). Zero: none.
	Freight, Insurance currency.Amount

	// Postal says that the goods go by post and not by courier (CA).
	Postal bool
	// AtBorder says that the seller wants the tax collected at the border
	// where the law leaves the choice (IOSS, VOEC).
	AtBorder bool
	// Rates compare with thresholds in other currencies; not needed if all are
	// in the currency of the amounts. They are taken as they are: that customs
	// convert by rates of their own, fixed for a month or a week, is not
	// looked at.
	Rates *currency.Rates
}

var errMissing = fmt.Errorf("missing: %w", ErrSupply)

func (s *Supply) check() error {
	if _, err := locale.ParseCountry(string(s.Seller)); err != nil {
		return &SupplyError{Field: "seller", Err: err}
	}
	if err := s.ShipFrom.Validate(); err != nil {
		return &SupplyError{Field: "ship_from", Err: err}
	}
	if err := s.ShipTo.Validate(); err != nil {
		return &SupplyError{Field: "ship_to", Err: err}
	}
	if s.On.IsZero() {
		return &SupplyError{Field: "on", Err: errMissing}
	}
	for i, r := range s.Registrations {
		if field, err := r.check(s.On); err != nil {
			return &SupplyError{Field: fmt.Sprintf("registrations[%d]%s", i, field), Err: err}
		}
	}
	for i, code := range s.Codes {
		if err := checkCode(code); err != nil {
			return &SupplyError{Field: fmt.Sprintf("codes[%d]", i), Err: err}
		}
	}
	for _, a := range []struct {
		field string
		a     currency.Amount
	}{{"intrinsic", s.Intrinsic}, {"dearest_item", s.DearestItem}, {"freight", s.Freight}, {"insurance", s.Insurance}} {
		if a.a.Sign() < 0 {
			return &SupplyError{Field: a.field, Err: fmt.Errorf("%v is negative: %w", a.a, ErrSupply)}
		}
	}
	return nil
}

// compare compares a with a threshold in the threshold's currency, exactly:
// a × num against limit × den, never a rounded conversion.
func (s *Supply) compare(field string, a, limit currency.Amount) (int, error) {
	if a.Currency() == 0 {
		return 0, &SupplyError{Field: field, Err: errMissing}
	}
	if a.Currency() == limit.Currency() {
		return a.Cmp(limit)
	}
	if s.Rates == nil {
		return 0, &SupplyError{Field: "rates", Err: fmt.Errorf(
			"none given to compare %v with %v: %w", a, limit, errors.Join(ErrSupply, currency.ErrNoRate))}
	}
	rate, err := s.Rates.Rate(a.Currency(), limit.Currency())
	if err != nil {
		return 0, &SupplyError{Field: "rates", Err: fmt.Errorf("to compare %v with %v: %w", a, limit, err)}
	}
	num, den := rate.Ratio()
	return a.Decimal().Mul(num).Cmp(limit.Decimal().Mul(den)), nil
}

// checkCode accepts the codes of customs, from a chapter to the 14 digits of
// the longest national one.
func checkCode(code string) error {
	if len(code) < 2 || len(code) > 14 || strings.Trim(code, "0123456789") != "" {
		return fmt.Errorf("customs code %s: want 2 to 14 digits: %w", excerpt.Quote(code), ErrSupply)
	}
	return nil
}

// established reports whether the seller has its seat where the tax of c
// holds, or the ordinary registration for it.
func (s *Supply) established(c locale.Country) bool {
	if vatOf(s.Seller) == vatOf(c) {
		return true
	}
	for _, r := range s.Registrations {
		if vatOf(r.Country) == vatOf(c) && (r.Scheme == SchemeVAT || r.Scheme == SchemeGST) {
			return true
		}
	}
	return false
}

// vatOf is the country whose tax holds in c: GB for Northern Ireland and the
// Isle of Man, FR for Monaco, CH for Liechtenstein.
func vatOf(c locale.Country) locale.Country {
	if t, ok := (locale.Place{Country: c}).Territory(); ok && t.InVAT {
		return t.Country
	}
	return c
}

func (s *Supply) registered(c locale.Country, schemes ...Scheme) bool {
	for _, r := range s.Registrations {
		if vatOf(r.Country) == c && slices.Contains(schemes, r.Scheme) {
			return true
		}
	}
	return false
}

// hasIOSS reports whether the seller is registered for IOSS in a member state.
func (s *Supply) hasIOSS() bool {
	for _, r := range s.Registrations {
		if r.Scheme == SchemeIOSS && r.Country.EU(s.On) {
			return true
		}
	}
	return false
}

// hasOSS reports whether the seller is registered for OSS: in a member state,
// or in the United Kingdom, where OSS is for goods that leave Northern Ireland
// (HMRC, "Check how to report and pay VAT on distance sales of goods from
// Northern Ireland to the EU", read 2026-11-21).
func (s *Supply) hasOSS(from area) bool {
	for _, r := range s.Registrations {
		if r.Scheme == SchemeOSS && (r.Country.EU(s.On) || from.country == "XI" && vatOf(r.Country) == "GB") {
			return true
		}
	}
	return false
}

// nexus reports whether the seller collects for a state of the United States:
// by registration there, or by goods that lie there, wherever the seller is.
func (s *Supply) nexus(state string) bool {
	if s.ShipFrom.Country == "US" && s.ShipFrom.Region == state {
		return true
	}
	for _, r := range s.Registrations {
		if r.Country == "US" && r.Region == state && (r.Scheme == SchemeSalesTax || r.Scheme == SchemeVAT) {
			return true
		}
	}
	return false
}
