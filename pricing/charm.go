package pricing

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/wire"
)

// Charm says which displayed prices a shop likes: those that end in 0.99, 9 or
// 90, or multiples of 5, by the size of the price. The zero Charm likes them
// all.
//
// The prices of a charm are a set of figures, and each price moves to one of
// them in the direction of its band. So a price that is one of them stays, a
// higher price never comes out below a lower one, and nothing moves further
// than to the next figure. A price above zero never becomes zero, and a price
// of zero stays: a gift is a gift.
type Charm struct {
	// Bands go by the size of the price, smallest first; the last has no
	// Upto. None: prices stay on the market's Rounding.
	Bands []CharmBand `json:"bands,omitempty"`
	// Floor is the least that a price of more than zero may be; zero Amount:
	// none. A price below it becomes the lowest figure that is not.
	Floor currency.Amount `json:"floor,omitzero"`
	// MinMargin is by how much the net must exceed the cost of the product at
	// least, in percent of the cost; nil asks for nothing, zero for the cost
	// itself. It applies to products whose Cost is known, and to the net of
	// [Price] less the subsidy, before what the merchant absorbs.
	MinMargin *decimal.Decimal `json:"min_margin,omitempty"`
}

// CharmBand is how prices of one size are rounded: to the figures
//
//	k × Step + ending    for k = 0, 1, 2, … and each of Endings
//
// that lie in the band. {Endings: 0.99} are 0.99, 1.99, 2.99, …; {Endings: 9}
// are 9, 19, 29, …; {Endings: 90} are 90, 190, …; {Step: 5} are 5, 10, 15, ….
type CharmBand struct {
	// Upto is the highest price of the band, in the currency of the prices;
	// zero Amount: the band is open, and the last.
	Upto currency.Amount `json:"upto,omitzero"`
	// Endings are what prices end in, in units of the currency; none means
	// multiples of Step.
	Endings []decimal.Decimal `json:"endings,omitempty"`
	// Step is the distance between two figures with the same ending. Zero is the
	// least power of ten, 1 or more, above the highest of Endings: 1 for 0.99, 10
	// for 9, 100 for 90.
	Step decimal.Decimal `json:"step,omitzero"`
	// Mode is the direction: HalfUp to the nearest figure, the higher of two that
	// are equally near; HalfDown to the nearest, the lower of two; Up; Down.
	// Between the lowest figure and zero all go up.
	Mode currency.Mode `json:"mode,omitzero"`
}

// own is the charm with memory of its own.
func (c *Charm) own() Charm {
	out := *c
	out.Bands = slices.Clone(c.Bands)
	for i := range out.Bands {
		out.Bands[i].Endings = slices.Clone(out.Bands[i].Endings)
	}
	if c.MinMargin != nil {
		least := *c.MinMargin
		out.MinMargin = &least
	}
	return out
}

// Limits of a charm.
const (
	MaxCharmBands   = 64
	MaxCharmEndings = 16 // of one band
)

// IsZero reports whether c changes no price.
func (c Charm) IsZero() bool {
	return len(c.Bands) == 0 && c.Floor == (currency.Amount{}) && c.MinMargin == nil
}

// Apply returns the figure of c to which the engine would move a displayed
// price of zero or more. MinMargin, which depends on the product, is left to
// [Engine.Price]. A price finer than the minor unit is first rounded half up to
// it. Without Bands, Apply returns the price itself, or Floor.
//
// Apply returns an error if:
//   - a band has no figure, is not above the one before, or the last is not
//     open ([ErrInvalid]);
//   - two bands pull apart: between the last figure of the one and the first
//     of the next, the lower rounds up and the higher down ([ErrInvalid]);
//   - an ending is negative, not below Step or finer than the minor unit, or a
//     mode is none of the four ([ErrInvalid]);
//   - Upto or Floor are in another currency than the price
//     (currency.ErrMismatch);
//   - the price is negative ([ErrInvalid]) or above 10^16 minor units
//     ([ErrLimit]).
func (c Charm) Apply(price currency.Amount) (currency.Amount, error) {
	g, err := c.compile(price.Currency())
	if err == nil {
		price, err = g.apply(price)
	}
	if err != nil {
		return currency.Amount{}, fmt.Errorf("pricing: charm: %w", err)
	}
	return price, nil
}

// MarshalJSON writes the margin as a decimal string.
func (c Charm) MarshalJSON() ([]byte, error) { return appendValue(nil, c.wire) }

// MarshalJSON writes endings and step as decimal strings.
func (b CharmBand) MarshalJSON() ([]byte, error) { return appendValue(nil, b.wire) }

// UnmarshalJSON reads a charm strictly: an unknown field is an error.
func (c *Charm) UnmarshalJSON(data []byte) error {
	var out Charm
	if err := readValue(data, out.wire); err != nil {
		return asFieldError(err)
	}
	*c = out
	return nil
}

// UnmarshalJSON reads a band strictly; mode is one of "half_up", "half_down",
// "up" and "down".
func (b *CharmBand) UnmarshalJSON(data []byte) error {
	var out CharmBand
	if err := readValue(data, out.wire); err != nil {
		return asFieldError(err)
	}
	*b = out
	return nil
}

// wire lists the fields of the wire form.
func (c *Charm) wire(w *wire.Codec) {
	wire.List(w, "bands", &c.Bands, MaxCharmBands, (*CharmBand).wire)
	amountField(w, "floor", &c.Floor)
	if !w.Omitted(c.MinMargin == nil) && w.Field("min_margin") {
		if w.Reading() {
			c.MinMargin = new(decimal.Decimal)
		}
		decimalValue(w, c.MinMargin)
		w.Done("min_margin")
	}
}

func (b *CharmBand) wire(w *wire.Codec) {
	amountField(w, "upto", &b.Upto)
	wire.Array(w, "endings", &b.Endings, MaxCharmEndings, decimalValue)
	decimalField(w, "step", &b.Step)
	wordField(w, "mode", &b.Mode, b.Mode == 0)
}
