package duty

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Shipment is a consignment that crosses a border: what is sent together to
// one person. Goods that are sent from several places are several
// consignments, which [Shipment.Consignments] tells apart.
type Shipment struct {
	From     locale.Place  // where the goods are sent from
	To       locale.Place  // where they are delivered
	On       currency.Date // the day of import, as the caller foresees it: rates and thresholds are those of this day
	Mode     Mode          // zero = courier
	Customer CustomerKind  // who imports; zero = a consumer
	Scheme   string        // the seller's scheme for low values: "ioss", "voec", or ""
	Items    []Item        //

	Freight   currency.Amount // paid for the transport of all items; zero Amount = none
	Insurance currency.Amount // of the transport; zero Amount = none
	// Inland is the part of Freight that is paid for the way beyond the border,
	// which no customs value contains: it is in the base of taxes only. Zero
	// Amount = all freight is for the way to the border.
	Inland    currency.Amount
	FreightBy Weighing // how freight is shared out to the items; zero = by value

	// Currency is what customs assess in: amounts in other currencies are
	// converted to it at CustomsRates, each rounded once by Rounding. Zero =
	// the one currency of all amounts.
	Currency currency.Code
	// CustomsRates are the exchange rates that customs fix, for a week or a
	// month: for values, thresholds and amounts of the law. Nil = Rates.
	CustomsRates *currency.Rates
	// Rates are those of the shop, for what carriers charge. Nil = CustomsRates.
	Rates    *currency.Rates
	Rounding currency.Rounding // of each charge; zero = half up to the minor unit, and what the law says for excise

	// Earlier is what else the same person imports, which counts against
	// thresholds by day or by period.
	Earlier Earlier
	// Fees are levies that the tables do not have: what a carrier asks for
	// disbursement and clearance, or a tax at import that is to be computed
	// here. They are charged on the consignment after all duties and fees of
	// customs, in their order, so that each may be charged on those before.
	// Those with a Jurisdiction are of customs. Their kind is Fee (so is ""),
	// Tax, Additional or Remedy.
	Fees []Levy
	// Restrictions are the goods that the shop does not send, or not without
	// more: a [*ForbiddenError], or a warning. Nil = there are none.
	Restrictions *Restrictions
	// DutyOnly leaves the fees of customs out, and says so in a warning if there
	// are any: for callers that have no place for them.
	DutyOnly bool
	// Unpaid says that the addressee pays what customs charge (delivered at
	// place): every levy of customs is then zero here, and Waived says what it
	// will be.
	Unpaid bool
	// Ambiguous says what to do with a code too short to tell lines with
	// different levies apart. Zero = refuse.
	Ambiguous Ambiguous
	// WholeFractions says that no fractions are dropped: each line is charged
	// by itself, even where the regime drops [Fractions]. This is how a shop
	// computes the duty in a price, which is set before anybody knows what the
	// goods are declared with.
	WholeFractions bool
	// Regimes are the IDs of the regimes of the items, in their order, where
	// the caller assumes them: to find the price that a regime would leave.
	// Nil = the thresholds decide.
	Regimes []string
}

// Item is a line of a shipment: some pieces of one product.
type Item struct {
	ID         string          // the caller's; it comes back with the result
	Code       Code            // needed where a border is crossed
	Origin     locale.Country  // where the goods were made, not where they are sent from
	From       locale.Place    // where it is sent from, if not from the shipment's From: see [Shipment.Consignments]
	Value      currency.Amount // of all pieces, after discounts, without tax
	Quantity   int64           // pieces, above zero
	Quantities []Quantity      // of all pieces: weight, pairs, litres; strengths and shares as they are (Unit.Intensive)
	Column     string          // of goods that stand in another column of the declaration than others of their code, origin and claim, such as for their tax: the caller's word
	Claim      string          // the preference or quota that is claimed, with proof of origin; "" = none
	// Returned says that the goods come back unaltered to where they were
	// exported from, and that relief for returned goods is claimed: Regulation
	// (EU) 952/2013 Art. 203 (within three years), HTS 9801.00.10.
	Returned bool
}

// Earlier is what else a person imports besides a shipment: value of the goods
// and number of consignments.
type Earlier struct {
	Day    currency.Amount // on the same day
	Period currency.Amount // in the period that the law looks at, the day among it: a half-year, a year
	Count  int64           // consignments in that period
}

// limits of a shipment: what comes from outside stays small enough to be
// assessed at once.
const (
	maxItems      = 10_000
	maxQuantities = 32 // of an item
	maxFees       = 100
	maxPieces     = 1_000_000_000_000 // of an item
)

// ErrShipment is the class of what can be wrong with a shipment.
var ErrShipment = errors.New("invalid shipment")

// ItemError says which item of a shipment could not be assessed, and why.
type ItemError struct {
	Index int // from 0
	ID    string
	Err   error
}

func (e *ItemError) Error() string {
	id := ""
	if e.ID != "" {
		id = " (" + excerpt.Text(e.ID) + ")"
	}
	return fmt.Sprintf("duty: item %d%s: %s", e.Index+1, id, strings.TrimPrefix(e.Err.Error(), "duty: "))
}

// Unwrap returns what was wrong.
func (e *ItemError) Unwrap() error { return e.Err }

// currency returns the currency of the assessment, having checked that the
// amounts share it, unless it is stated, and that none is negative.
func (s *Shipment) currency() (currency.Code, error) {
	code := s.Currency
	for i := range s.Items {
		if err := s.count(&code, s.Items[i].Value); err != nil {
			return 0, s.at(i, err)
		}
	}
	for _, part := range [...]struct {
		name   string
		amount currency.Amount
	}{{"freight", s.Freight}, {"inland freight", s.Inland}, {"insurance", s.Insurance}} {
		if err := s.count(&code, part.amount); err != nil {
			return 0, fmt.Errorf("duty: %s: %w", part.name, err)
		}
	}
	if code == 0 {
		return 0, fmt.Errorf("duty: %w: no amount has a currency", ErrShipment)
	}
	return code, nil
}

// count checks an amount, and sets the currency by the first that has one.
func (s *Shipment) count(code *currency.Code, a currency.Amount) error {
	if a.Sign() < 0 {
		return fmt.Errorf("duty: %w: %s", ErrNegative, a)
	}
	c := a.Currency()
	if *code == 0 {
		*code = c
	}
	if c != 0 && c != *code && s.Currency == 0 {
		return fmt.Errorf("%w: state the Currency of the shipment, and its CustomsRates", &currency.MismatchError{A: *code, B: c})
	}
	return nil
}

// compare orders items by everything that their duty depends on.
func (i *Item) compare(k *Item) int {
	order := cmp.Or(cmp.Compare(i.Code, k.Code), cmp.Compare(i.Origin, k.Origin), cmp.Compare(i.Claim, k.Claim),
		cmp.Compare(i.Quantity, k.Quantity), cmp.Compare(i.Value.Currency(), k.Value.Currency()))
	if order == 0 {
		order, _ = i.Value.Cmp(k.Value) // in one currency, by now
	}
	if order == 0 && i.Returned != k.Returned {
		order = -1
		if k.Returned {
			order = +1
		}
	}
	if order == 0 {
		order = slices.CompareFunc(i.Quantities, k.Quantities, func(q, r Quantity) int {
			return cmp.Or(cmp.Compare(q.Unit, r.Unit), q.Value.Cmp(r.Value))
		})
	}
	return order
}

// at names the item that an error is about, unless it does so itself.
func (s *Shipment) at(i int, err error) error {
	if _, ok := err.(*ItemError); ok {
		return err
	}
	return &ItemError{Index: i, ID: s.Items[i].ID, Err: err}
}

// validate checks what does not depend on where the goods go.
func (s *Shipment) validate() error {
	known, err := s.validateWhole()
	for i := 0; i < len(s.Items) && err == nil; i++ {
		err = s.validateItem(i, known)
	}
	return err
}

// validateWhole checks all but the items, and returns the nomenclature to check
// them by.
func (s *Shipment) validateWhole() (*nomenclature, error) {
	if len(s.Items) == 0 {
		return nil, fmt.Errorf("duty: %w: no items", ErrShipment)
	}
	if err := s.dated(); err != nil {
		return nil, err
	}
	if err := s.known(); err != nil {
		return nil, err
	}
	if len(s.Items) > maxItems {
		return nil, fmt.Errorf("duty: %w: %d items, more than %d: assess them as several shipments", ErrShipment, len(s.Items), maxItems)
	}
	if len(s.Fees) > maxFees {
		return nil, fmt.Errorf("duty: %w: %d fees, more than %d", ErrShipment, len(s.Fees), maxFees)
	}
	return subheadings()
}

// dated checks that there is a day.
func (s *Shipment) dated() error {
	if s.On.IsZero() {
		return fmt.Errorf("duty: %w: no day of import", ErrShipment)
	}
	return nil
}

// validateItem checks one item. What it has in common with the one before was
// checked there.
func (s *Shipment) validateItem(i int, known *nomenclature) error {
	item := &s.Items[i]
	if err := item.checkPieces(); err != nil {
		return s.at(i, err)
	}
	if item.Code != "" && (i == 0 || item.Code != s.Items[i-1].Code) {
		if err := item.Code.validateBy(known); err != nil {
			return s.at(i, err)
		}
	}
	if err := item.checkQuantities(); err != nil {
		return s.at(i, err)
	}
	if item.Origin != "" && (i == 0 || item.Origin != s.Items[i-1].Origin) {
		if err := item.checkOrigin(); err != nil {
			return s.at(i, err)
		}
	}
	return nil
}

func (i *Item) checkPieces() error {
	if i.Quantity <= 0 || i.Quantity > maxPieces {
		return fmt.Errorf("duty: %w: quantity %d is not between 1 and %d", ErrShipment, i.Quantity, int64(maxPieces))
	}
	return nil
}

func (i *Item) checkQuantities() error {
	if len(i.Quantities) > maxQuantities {
		return fmt.Errorf("duty: %w: %d quantities, more than %d", ErrQuantity, len(i.Quantities), maxQuantities)
	}
	for _, q := range i.Quantities {
		if err := q.check(); err != nil {
			return err
		}
	}
	return nil
}

func (i *Item) checkOrigin() error {
	if i.Origin != "" && !i.Origin.Valid() {
		return &locale.CountryError{Input: string(i.Origin)}
	}
	return nil
}

// known checks that the words of a shipment are among the constants.
func (s *Shipment) known() error {
	switch {
	case s.Mode > Sea:
		return fmt.Errorf("duty: %w: unknown %v", ErrShipment, s.Mode)
	case s.Ambiguous > Average:
		return fmt.Errorf("duty: %w: unknown way %d with short codes", ErrShipment, s.Ambiguous)
	case s.FreightBy > ByWeight:
		return fmt.Errorf("duty: %w: unknown way %d to share freight", ErrShipment, s.FreightBy)
	case s.Customer != "" && s.Customer != Consumer && s.Customer != Business:
		return fmt.Errorf("duty: %w: customer %s: want consumer or business", ErrShipment, excerpt.Quote(s.Customer))
	case s.Earlier.Count < 0 || s.Earlier.Day.Sign() < 0 || s.Earlier.Period.Sign() < 0:
		return fmt.Errorf("duty: %w: earlier consignments: %w", ErrShipment, ErrNegative)
	}
	return nil
}

// customer returns who imports, a consumer unless it is said.
func (s *Shipment) customer() string {
	if s.Customer == "" {
		return string(Consumer)
	}
	return string(s.Customer)
}
