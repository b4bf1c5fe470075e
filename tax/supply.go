package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Supply is a sale, as far as it decides who taxes it. All its amounts may be
// in any one currency: thresholds are compared in their own.
type Supply struct {
	// Digital is a service supplied electronically: a download, a stream, a
	// subscription. False: goods.
	Digital bool
	Seller  locale.Country // where the seller is established; taken to be registered for the tax there
	// Establishments are further places with staff and means of the seller's
	// own: a fixed establishment abroad, a state of the United States.
	Establishments []locale.Place
	// ShipFrom is where the goods are at the sale, ShipTo where they go. A
	// digital service comes from nowhere and goes to where the buyer lives, or
	// has its business.
	ShipFrom, ShipTo locale.Place
	On               currency.Date // day whose law holds: that of the sale, in the destination; a later import is the caller's to foresee
	Registrations    []Registration
	Buyer            Buyer        // zero: a consumer
	Marketplace      *Marketplace // nil: the seller's own shop
	Sales            []Sales      // what the seller states of its turnover

	// Intrinsic is the value of the goods of the consignment without tax,
	// freight and insurance, or the price of the service without tax. It is
	// needed for imports, and for the turnover that a small seller stays under.
	Intrinsic currency.Amount
	// DearestItem is the highest value of one item, on the same terms. It is
	// needed where items are tested (NO) and the consignment is not below the
	// threshold; Australia tests the consignment, and does not look at it. New
	// Zealand, Singapore, Malaysia and Chile test items too.
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
	// Rates are for comparing amounts with thresholds in other currencies; they
	// are not needed if all are in the currency of the amounts. They are taken
	// as they are: customs convert by rates of their own, fixed for a month or
	// a week, but that is not considered.
	Rates *currency.Rates
}

// check refuses a supply that cannot be.
func (s *Supply) check() error {
	if err := s.checkTerms(); err != nil {
		return err
	}
	c := s.contents()
	return c.check()
}

// checkTerms checks all but the contents.
func (s *Supply) checkTerms() error {
	if _, err := locale.ParseCountry(string(s.Seller)); err != nil {
		return &SupplyError{Field: "seller", Err: err}
	}
	if err := s.ShipFrom.Validate(); err != nil && !s.Digital {
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
	if s.Marketplace != nil {
		if field, err := s.Marketplace.check(s); err != nil {
			return &SupplyError{Field: "marketplace" + field, Err: err}
		}
	}
	for i, p := range s.Establishments {
		if err := p.Validate(); err != nil {
			return &SupplyError{Field: fmt.Sprintf("establishments[%d]", i), Err: err}
		}
	}
	for i, v := range s.Sales {
		if field, err := v.check(); err != nil {
			return &SupplyError{Field: fmt.Sprintf("sales[%d]%s", i, field), Err: err}
		}
	}
	return s.Buyer.Exemption.check()
}
