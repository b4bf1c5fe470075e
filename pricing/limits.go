package pricing

import (
	"cmp"
	"errors"
	"fmt"
)

// Limits bound the carts that an engine takes: one beyond them is refused
// before anything is computed. A zero field stands for its default; none may be
// more than ten times its default.
type Limits struct {
	CartBytes  int   // of the JSON that [Engine.ReadCart] reads: MaxCartBytes
	Lines      int   // MaxLines
	Discounts  int   // MaxDiscounts
	Vouchers   int   // MaxVouchers
	Dispatches int   // MaxDispatches
	Quantity   int64 // of one line: MaxQuantity
}

// The defaults of [Limits].
const (
	MaxCartBytes  = 1 << 20
	MaxLines      = 1000
	MaxDiscounts  = 100
	MaxVouchers   = 100
	MaxDispatches = 100
	MaxQuantity   = 1_000_000
)

// Limits that are not for a shop to set.
const (
	maxClearance = 20   // fees of a market
	maxText      = 256  // bytes of a name or identifier
	maxYear      = 9000 // of the moment of a quote
	maxNumber    = 64   // bytes of a decimal
)

var (
	usual  = Limits{MaxCartBytes, MaxLines, MaxDiscounts, MaxVouchers, MaxDispatches, MaxQuantity}
	widest = Limits{10 * MaxCartBytes, 10 * MaxLines, 10 * MaxDiscounts, 10 * MaxVouchers, 10 * MaxDispatches, 10 * MaxQuantity}
)

// orUsual puts the defaults in the place of zeros, and names what is out of
// range.
func (l Limits) orUsual() (Limits, error) {
	var faults []error
	for _, x := range [...]struct {
		name          string
		own           *int
		usual, widest int
	}{
		{"cart_bytes", &l.CartBytes, usual.CartBytes, widest.CartBytes},
		{"lines", &l.Lines, usual.Lines, widest.Lines},
		{"discounts", &l.Discounts, usual.Discounts, widest.Discounts},
		{"vouchers", &l.Vouchers, usual.Vouchers, widest.Vouchers},
		{"dispatches", &l.Dispatches, usual.Dispatches, widest.Dispatches},
	} {
		*x.own = cmp.Or(*x.own, x.usual)
		faults = append(faults, inRange(x.name, int64(*x.own), int64(x.widest)))
	}
	l.Quantity = cmp.Or(l.Quantity, usual.Quantity)
	faults = append(faults, inRange("quantity", l.Quantity, widest.Quantity))
	return l, errors.Join(faults...)
}

func inRange(name string, n, most int64) error {
	if n < 1 || n > most {
		return fmt.Errorf("pricing: limits: %s: %w: %d, 1 to %d", name, ErrLimit, n, most)
	}
	return nil
}

// ReadCart reads the JSON of a cart as [Cart.UnmarshalJSON] does, within the
// limits of the engine in place of the default ones.
func (e *Engine) ReadCart(data []byte) (Cart, error) {
	var c Cart
	err := c.read(data, &e.limits)
	return c, err
}
