package tax

import (
	"errors"
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Supply is a sale of goods to a consumer, as far as it decides who taxes it.
// All amounts may be in any one currency: thresholds are compared in their own.
type Supply struct {
	Seller           locale.Country // where the seller is established; taken to be registered for the tax there
	ShipFrom, ShipTo locale.Place   // where the goods are at the sale, and where they go
	On               currency.Date  // day of the sale, in the destination
	Registrations    []Registration

	// Intrinsic is the value of the goods of the consignment without tax,
	// freight and insurance. It is needed for imports.
	Intrinsic currency.Amount
	// DearestItem is the highest value of one item, on the same terms. It is
	// needed where items are tested (NO, AU) and the consignment is above the
	// line.
	DearestItem currency.Amount
	// Freight and Insurance are what customs add to the goods for the customs
	// value (JP). Zero: none.
	Freight, Insurance currency.Amount

	// Postal says that the goods go by post and not by courier (CA).
	Postal bool
	// AtBorder says that the seller wants the tax collected at the border
	// where the law leaves the choice (IOSS, VOEC).
	AtBorder bool
	// Rates compare with thresholds in other currencies; not needed if all are
	// in the currency of the amounts.
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
		field := fmt.Sprintf("registrations[%d]", i)
		if _, err := locale.ParseCountry(string(r.Country)); err != nil {
			return &SupplyError{Field: field + ".country", Err: err}
		}
		if _, err := ParseScheme(string(r.Scheme)); err != nil {
			return &SupplyError{Field: field + ".scheme", Err: err}
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

// established reports whether the seller has its seat in c, or the ordinary
// registration of c.
func (s *Supply) established(c locale.Country) bool {
	return s.Seller == c || s.registered(c, SchemeVAT, SchemeGST)
}

func (s *Supply) registered(c locale.Country, schemes ...Scheme) bool {
	for _, r := range s.Registrations {
		if r.holds(c, schemes...) {
			return true
		}
	}
	return false
}

func (s *Supply) registeredInUnion(scheme Scheme) bool {
	for _, r := range s.Registrations {
		if r.union(scheme, s.On) {
			return true
		}
	}
	return false
}

// nexus reports whether the seller collects for a state of the United States:
// by registration there, or by goods that lie there.
func (s *Supply) nexus(state string) bool {
	if s.Seller == "US" && s.ShipFrom.Country == "US" && s.ShipFrom.Region == state {
		return true
	}
	for _, r := range s.Registrations {
		if r.Region == state && r.holds("US", SchemeSalesTax, SchemeVAT) {
			return true
		}
	}
	return false
}
