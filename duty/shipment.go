package duty

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/locale"
)

// Shipment is a consignment that crosses a border: what is sent together to
// one person. All amounts are in one currency.
type Shipment struct {
	From      locale.Place      // where the goods are sent from
	To        locale.Place      // where they are delivered
	On        currency.Date     // the day of import, as the caller foresees it: rates and thresholds are those of this day
	Mode      Mode              // zero = courier
	Scheme    string            // the seller's scheme for low values: "ioss", "voec", or ""
	Items     []Item            //
	Freight   currency.Amount   // paid for the transport of all items; zero Amount = none
	Insurance currency.Amount   // of the transport; zero Amount = none
	Rates     *currency.Rates   // for thresholds and amounts in other currencies; nil if there are none
	Rounding  currency.Rounding // of each charge; zero = half up to the minor unit
	// Ambiguous says what to do with a code too short to tell lines with
	// different levies apart. Zero = refuse.
	Ambiguous Ambiguous
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
	Value      currency.Amount // of all pieces, after discounts, without tax
	Quantity   int64           // pieces, above zero
	Quantities []Quantity      // of all pieces: weight, pairs, litres; strengths and shares as they are (Unit.Intensive)
	Claim      string          // the preference programme that is claimed, with proof of origin; "" = none
}

// Mode is how a consignment travels, as thresholds tell them apart.
type Mode uint8

// Modes.
const (
	Courier Mode = iota // courier or freight
	Postal
)

// String returns "courier" or "postal".
func (m Mode) String() string {
	switch m {
	case Courier:
		return "courier"
	case Postal:
		return "postal"
	}
	return fmt.Sprintf("mode(%d)", m)
}

// MarshalText returns the text form. It returns an error for a Mode that is
// none of the constants.
func (m Mode) MarshalText() ([]byte, error) {
	if m > Postal {
		return nil, fmt.Errorf("duty: unknown %v", m)
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads "courier" or "postal".
func (m *Mode) UnmarshalText(text []byte) error {
	for _, mode := range [...]Mode{Courier, Postal} {
		if mode.String() == string(text) {
			*m = mode
			return nil
		}
	}
	return fmt.Errorf("duty: mode %s: want courier or postal", excerpt.Quote(text))
}

// Ambiguous is what [Assess] does with a code that is too short.
type Ambiguous uint8

// Ways with codes that are too short.
const (
	Refuse  Ambiguous = iota // an [*AmbiguousCodeError]
	Lowest                   // the line with the lowest duty, and the assessment is an estimate
	Highest                  // the line with the highest
)

// ErrShipment is the class of what can be wrong with a shipment.
var ErrShipment = errors.New("duty: shipment")

// ItemError says which item of a shipment could not be assessed, and why.
type ItemError struct {
	Index int // from 0
	ID    string
	Err   error
}

func (e *ItemError) Error() string {
	return fmt.Sprintf("duty: item %d (%s): %v", e.Index+1, excerpt.Text(e.ID), e.Err)
}

// Unwrap returns what was wrong.
func (e *ItemError) Unwrap() error { return e.Err }

// currency returns the currency of the shipment's amounts, having checked
// that they share it and that none is negative.
func (s *Shipment) currency() (currency.Code, error) {
	var code currency.Code
	check := func(a currency.Amount) error {
		if a.Sign() < 0 {
			return fmt.Errorf("%w: %s", ErrNegative, a)
		}
		if code == 0 {
			code = a.Currency()
		}
		if c := a.Currency(); c != 0 && c != code {
			return &currency.MismatchError{A: code, B: c}
		}
		return nil
	}
	for i := range s.Items {
		if err := check(s.Items[i].Value); err != nil {
			return 0, s.at(i, err)
		}
	}
	if err := check(s.Freight); err != nil {
		return 0, fmt.Errorf("duty: freight: %w", err)
	}
	if err := check(s.Insurance); err != nil {
		return 0, fmt.Errorf("duty: insurance: %w", err)
	}
	if code == 0 {
		return 0, fmt.Errorf("%w: no amount has a currency", ErrShipment)
	}
	return code, nil
}

// sorted returns the indexes of the items in an order that does not depend on
// the order they came in, as far as their duty goes: who gets the odd cent of
// the freight must not depend on it either.
func (s *Shipment) sorted() []int {
	order := make([]int, len(s.Items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int { return s.Items[i].compare(&s.Items[k]) })
	return order
}

// compare orders items by everything that their duty depends on.
func (i *Item) compare(k *Item) int {
	order := cmp.Or(cmp.Compare(i.Code, k.Code), cmp.Compare(i.Origin, k.Origin), cmp.Compare(i.Claim, k.Claim),
		cmp.Compare(i.Quantity, k.Quantity))
	if order == 0 {
		order, _ = i.Value.Cmp(k.Value) // in one currency, by now
	}
	if order == 0 {
		order = slices.CompareFunc(i.Quantities, k.Quantities, func(q, r Quantity) int {
			return cmp.Or(cmp.Compare(q.Unit, r.Unit), q.Value.Cmp(r.Value))
		})
	}
	return order
}

func (s *Shipment) at(i int, err error) error {
	return &ItemError{Index: i, ID: s.Items[i].ID, Err: err}
}

// validate checks what does not depend on where the goods go.
func (s *Shipment) validate() error {
	if len(s.Items) == 0 {
		return fmt.Errorf("%w: no items", ErrShipment)
	}
	if s.On.IsZero() {
		return fmt.Errorf("%w: no day of import", ErrShipment)
	}
	if s.Mode > Postal || s.Ambiguous > Highest {
		return fmt.Errorf("%w: unknown mode or way with short codes", ErrShipment)
	}
	for i := range s.Items {
		item := &s.Items[i]
		if item.Quantity <= 0 {
			return s.at(i, fmt.Errorf("%w: quantity %d is not above zero", ErrShipment, item.Quantity))
		}
		if item.Code != "" {
			if err := item.Code.validate(); err != nil {
				return s.at(i, err)
			}
		}
		for _, q := range item.Quantities {
			if err := q.check(); err != nil {
				return s.at(i, err)
			}
		}
		if item.Origin != "" && !item.Origin.Valid() {
			return s.at(i, &locale.CountryError{Input: string(item.Origin)})
		}
	}
	return nil
}
