package pricing

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/internal/excerpt"
)

// Placement says who pays a levy and where it is shown. It changes who pays
// and what is shown, never the law by which the levy is computed.
type Placement uint8

const (
	// AtCheckout shows the levy as a line of its own; the customer pays it
	// with the order. It is the zero value.
	AtCheckout Placement = iota
	// InPrice has the levy inside the displayed price.
	InPrice
	// OnDelivery leaves the levy to the customer at the door; the quote shows
	// what the carrier will ask.
	OnDelivery
	// Absorbed has the merchant pay the levy out of the margin.
	Absorbed
)

var placementNames = [...]string{"at_checkout", "in_price", "on_delivery", "absorbed"}

// Placements lists all four, in the order of their constants.
func Placements() []Placement { return []Placement{AtCheckout, InPrice, OnDelivery, Absorbed} }

// String returns the word that JSON uses, such as "at_checkout".
func (p Placement) String() string { return wordOf(placementNames[:], int(p), "Placement") }

// MarshalText writes the word of p.
func (p Placement) MarshalText() ([]byte, error) {
	return marshalWord(placementNames[:], int(p), "placement")
}

// UnmarshalText reads one of "at_checkout", "in_price", "on_delivery" and
// "absorbed".
func (p *Placement) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(p), placementNames[:], text, "placement")
}

// Rebasing says what a displayed price keeps when a levy moves into it.
type Rebasing uint8

const (
	// KeepNet adds the levies to the market's net price: the merchant keeps
	// the net, the customer sees more. It is the zero value.
	KeepNet Rebasing = iota
	// KeepShown leaves the market's price as it is shown: the levies are
	// carved out of it, the merchant keeps less. A list price with home tax in it
	// is kept with that tax, unless the customer pays tax on top.
	KeepShown
)

var rebasingNames = [...]string{"keep_net", "keep_shown"}

// String returns the word that JSON uses, such as "keep_net".
func (r Rebasing) String() string { return wordOf(rebasingNames[:], int(r), "Rebasing") }

// MarshalText writes the word of r.
func (r Rebasing) MarshalText() ([]byte, error) {
	return marshalWord(rebasingNames[:], int(r), "rebase")
}

// UnmarshalText reads "keep_net" or "keep_shown".
func (r *Rebasing) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(r), rebasingNames[:], text, "rebase")
}

// Absorption says how the merchant bears a levy that is Absorbed.
type Absorption uint8

const (
	// OnTop declares the price that the customer pays and has the merchant
	// pay the levies beside it. It is the zero value. A tax that the seller
	// itself must account for on the consideration cannot be paid on top:
	// what the customer pays then contains it (VAT Directive 2006/112/EC
	// Art. 73, VATA 1994 s. 19), so that such a tax is always carved out.
	OnTop Absorption = iota
	// CarvedOut declares what is left of the price once the levies are taken out
	// of it, so that there is less duty. The invoice must show the levies apart.
	CarvedOut
)

var absorptionNames = [...]string{"on_top", "carved_out"}

// String returns the word that JSON uses, such as "on_top".
func (a Absorption) String() string { return wordOf(absorptionNames[:], int(a), "Absorption") }

// MarshalText writes the word of a.
func (a Absorption) MarshalText() ([]byte, error) {
	return marshalWord(absorptionNames[:], int(a), "absorption")
}

// UnmarshalText reads "on_top" or "carved_out".
func (a *Absorption) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(a), absorptionNames[:], text, "absorption")
}

// Forbidden says what happens to a placement that the law does not leave to
// the merchant.
type Forbidden uint8

const (
	// RefuseForbidden refuses the cart with ErrPlacement. It is the zero value.
	RefuseForbidden Forbidden = iota
	// ToCheckout places the levy at checkout, and says why in a warning.
	ToCheckout
)

var forbiddenNames = [...]string{"refuse", "checkout"}

// String returns the word that JSON uses, such as "refuse".
func (f Forbidden) String() string { return wordOf(forbiddenNames[:], int(f), "Forbidden") }

// MarshalText writes the word of f.
func (f Forbidden) MarshalText() ([]byte, error) {
	return marshalWord(forbiddenNames[:], int(f), "on_forbidden")
}

// UnmarshalText reads "refuse" or "checkout".
func (f *Forbidden) UnmarshalText(text []byte) error {
	return unmarshalWord((*uint8)(f), forbiddenNames[:], text, "on_forbidden")
}

// feesAt is where the fees of customs and carrier are placed beside a tax at some
// place: where the customer pays duty, or at the door with what else is paid
// there.
func (c *consignment) feesAt(tax Placement) Placement {
	switch {
	case c.ownFees != nil:
		return *c.ownFees
	case c.m.Fees != nil:
		return *c.m.Fees
	case c.duty == AtCheckout:
		return AtCheckout
	case c.duty == OnDelivery || tax == OnDelivery:
		return OnDelivery
	}
	return Absorbed
}

func wordOf(names []string, i int, kind string) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", kind, i)
}

func marshalWord(names []string, i int, kind string) ([]byte, error) {
	if i >= len(names) {
		return nil, fmt.Errorf("pricing: no %s %d", kind, i)
	}
	return []byte(names[i]), nil
}

func unmarshalWord(dst *uint8, names []string, text []byte, kind string) error {
	if i := slices.Index(names, string(text)); i >= 0 {
		*dst = uint8(i)
		return nil
	}
	return fmt.Errorf("%w: %s %s is none of %v", ErrInvalid, kind, excerpt.Quote(text), names)
}
