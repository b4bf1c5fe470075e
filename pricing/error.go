package pricing

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Classes of errors, which errors.Is finds in a *CartError. Errors of the
// packages underneath (currency.ErrNoRate, tax.ErrNoRate, duty.ErrUnknownCode,
// …) are wrapped too and can be tested for in the same way.
var (
	// ErrInvalid is the class of carts and markets that cannot be read or
	// contradict themselves.
	ErrInvalid = wire.ErrInvalid
	// ErrUnknownField is the class of JSON fields that the wire form does not
	// have.
	ErrUnknownField = wire.ErrUnknown
	// ErrMissing is the class of values that must be there and are not.
	ErrMissing = wire.ErrMissing
	// ErrLimit is the class of input beyond the stated limits.
	ErrLimit = wire.ErrLimit
	// ErrUnknownMarket is the class of markets that the engine does not have.
	ErrUnknownMarket = errors.New("unknown market")
	// ErrStaleRates is the class of exchange rates older than the market
	// allows.
	ErrStaleRates = errors.New("stale exchange rates")
	// ErrDiscount is the class of discounts of more than 100 %.
	ErrDiscount = errors.New("discount above the total")
	// ErrTooSmall is the class of prices that the market's currency or grid
	// rounds to nothing.
	ErrTooSmall = errors.New("rounds to nothing")
	// ErrPlacement is the class of placements that the law does not leave to
	// the merchant.
	ErrPlacement = errors.New("placement not allowed")
)

// CartError says which part of a cart was refused, and why.
type CartError struct {
	Line int    // 1 for the first line; 0 when the fault is not in a line
	SKU  string // of that line, where known, or of the product of a Price
	// Field is the path in the wire form below the line or cart, such as
	// "product.hs_code". A fault of a consignment as a whole is put on "ship_to",
	// or on "ship_to.region" (ErrMissing) where the tax is that of a state or
	// province and the address names none.
	Field string
	Err   error
}

// Error names the line, the product and the field before the reason.
func (e *CartError) Error() string {
	var b strings.Builder
	b.WriteString("pricing: ")
	switch {
	case e.Line > 0:
		fmt.Fprintf(&b, "line %d", e.Line)
		if e.SKU != "" {
			fmt.Fprintf(&b, " (sku %s)", excerpt.Text(e.SKU))
		}
		b.WriteString(": ")
	case e.SKU != "": // a product by itself
		fmt.Fprintf(&b, "sku %s: ", excerpt.Text(e.SKU))
	}
	if e.Field != "" {
		b.WriteString(e.Field)
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap returns the reason.
func (e *CartError) Unwrap() error { return e.Err }

// inField puts field before the path of err, which need not be a *CartError.
func inField(field string, err error) error {
	if err == nil {
		return nil
	}
	var ce *CartError
	if !errors.As(err, &ce) {
		return &CartError{Field: field, Err: err}
	}
	out := *ce
	switch {
	case out.Line > 0: // the path begins at its line
	case out.Field == "":
		out.Field = field
	case strings.HasPrefix(out.Field, "["):
		out.Field = field + out.Field
	default:
		out.Field = field + "." + out.Field
	}
	return &out
}

// inLine marks err as belonging to line i, counted from 0.
func inLine(i int, sku string, err error) error {
	if err == nil {
		return nil
	}
	out := CartError{Err: err}
	var ce *CartError
	if errors.As(err, &ce) {
		out = *ce
	}
	if out.Line == 0 {
		out.Line, out.SKU = i+1, sku
	}
	return &out
}

// ofCart puts the blame on the field of the cart, not on the line at which it
// showed first, where the fault is not in a line.
func ofCart(err *CartError) error {
	var supply *tax.SupplyError
	var regime *duty.NoRegimeError
	var rate *tax.NoRateError
	switch {
	case errors.Is(err, tax.ErrBeforeBook):
		return &CartError{Field: "at", Err: err.Err}
	case errors.Is(err, ErrPlacement) && err.Field != "duty" && err.Field != "fees":
		return &CartError{Field: "tax", Err: err.Err}
	case errors.As(err, &supply):
		return &CartError{Field: ofSupply(supply.Field), Err: supply.Err}
	case errors.Is(err, tax.ErrNoRule), errors.Is(err, tax.ErrRegistration), errors.As(err, &regime):
		return &CartError{Field: "ship_to", Err: err.Err}
	case errors.As(err, &rate) && rate.NeedsRegion():
		return &CartError{Field: "ship_to.region", Err: fmt.Errorf("%w: %w", ErrMissing, err.Err)}
	case errors.As(err, &rate) && len(rate.Known) == 0:
		return &CartError{Field: "ship_to", Err: err.Err}
	case err.Field == "" && err.Line == 0 && errors.Is(err, currency.ErrRange):
		return &CartError{Field: "lines", Err: err.Err}
	case err.Field == "" && err.Line == 0: // the law of the way there
		return &CartError{Field: "ship_to", SKU: err.SKU, Err: err.Err}
	}
	return err
}

// ofSupply is the field of a cart that a field of a supply was made of. Exchange
// rates are no field of it: those that lack are to the thresholds where it goes.
func ofSupply(field string) string {
	switch field {
	case "rates":
		return "ship_to"
	case "on":
		return "at"
	case "freight":
		return "shipping"
	case "intrinsic", "dearest_item":
		return "lines"
	}
	return field
}

// inProduct puts errors about a field of the product below it; those of a
// consignment name their field themselves.
func inProduct(err error) error {
	if ce, ok := err.(*CartError); ok && (ce.Field == "price" || ce.Field == "includes") {
		return inField("product", err)
	}
	return err
}

func asCartError(err error) *CartError {
	if ce, ok := err.(*CartError); ok {
		return ce
	}
	return &CartError{Err: err}
}

// blame puts line and field into an error of customs about one item: of
// several that fail, the first in the cart.
func (c *consignment) blame(s duty.Shipment, err error) error {
	var item *duty.ItemError
	if !errors.As(err, &item) {
		return asCartError(err)
	}
	var at []int // where the items stand among the goods
	for i, g := range c.goods {
		if g.product.Kind == Goods {
			at = append(at, i)
		}
	}
	ordered, of := s, []int{}
	ordered.Items, ordered.Regimes = nil, nil
	for _, i := range c.inCartOrder() {
		if k, sent := slices.BinarySearch(at, i); sent {
			ordered.Items, of = append(ordered.Items, s.Items[k]), append(of, i)
		}
	}
	g := c.goods[at[item.Index]]
	var first *duty.ItemError
	if _, err := duty.Assess(ordered, c.e.tariff, c.e.regimes); errors.As(err, &first) {
		g, item = c.goods[of[first.Index]], first
	}
	return inLine(g.line, g.product.SKU, inField("product."+dutyField(item.Err), item.Err))
}

// dutyField names the field of a product that an error of customs is about.
func dutyField(err error) string {
	var quantity *duty.NeedQuantityError
	var country *locale.CountryError
	switch {
	case errors.As(err, &quantity):
		return "measures"
	case errors.As(err, &country):
		return "origin"
	}
	return "hs_code"
}
