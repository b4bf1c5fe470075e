package pricing

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Cart is what a customer wants, and all that a quote depends on besides the
// engine: even the time is a value in it.
type Cart struct {
	// ID is copied to the quote.
	ID string `json:"id,omitempty"`
	// Market names a market of the engine; empty takes the one that sells to
	// the country of ShipTo.
	Market string `json:"market,omitempty"`
	// At is the moment of the quote. Its calendar day, in its own zone,
	// decides which law applies.
	At time.Time `json:"at"`
	// ShipFrom is where the goods lie; zero is the seller's country.
	ShipFrom locale.Place `json:"ship_from,omitzero"`
	ShipTo   locale.Place `json:"ship_to"`
	// Mode is how the consignment travels; zero is by courier.
	Mode  duty.Mode `json:"mode,omitzero"`
	Lines []Line    `json:"lines"`
	// Discounts come off in their order, each from what the earlier ones left.
	Discounts []Discount `json:"discounts,omitempty"`
	// Vouchers are redeemed in their order: single-purpose ones after the
	// discounts, the others when all else is known.
	Vouchers []Voucher `json:"vouchers,omitempty"`
	// Shipping and Insurance are what the customer pays for them, before tax,
	// in the merchant's or the market's currency.
	Shipping  currency.Amount `json:"shipping,omitzero"`
	Insurance currency.Amount `json:"insurance,omitzero"`
	// Dispatches are what is paid for carriage from single places. All other
	// places share Shipping and Insurance by the value of their goods.
	Dispatches []Dispatch `json:"dispatches,omitempty"`
	// Duty, Tax and Fees override the market's placement of each.
	Duty *Placement `json:"duty,omitempty"`
	Tax  *Placement `json:"tax,omitempty"`
	Fees *Placement `json:"fees,omitempty"`
	// Buyer is who buys; zero is a consumer. To a business that accounts for
	// the tax itself, prices are net.
	Buyer tax.Buyer `json:"buyer,omitzero"`
	// Marketplace is the platform through which the cart is sold; nil is the
	// seller's own shop. Where the law treats it as the seller, it accounts
	// for the tax.
	Marketplace *tax.Marketplace `json:"marketplace,omitempty"`
}

// Dispatch is what the customer pays for the carriage of the goods from one
// place, before tax, in the merchant's or the market's currency.
type Dispatch struct {
	ShipFrom  locale.Place    `json:"ship_from"`
	Shipping  currency.Amount `json:"shipping,omitzero"`
	Insurance currency.Amount `json:"insurance,omitzero"`
}

// Line is a number of units of one product.
type Line struct {
	// ID names the line in the quote; empty is its number, from 1.
	ID       string  `json:"id,omitempty"`
	Product  Product `json:"product"`
	Quantity int64   `json:"quantity"`
	// ShipFrom is where the goods of the line lie; zero is that of the cart.
	// Goods from several places are several consignments.
	ShipFrom locale.Place `json:"ship_from,omitzero"`
}

// AppendJSON appends the wire form of the cart to dst. What is zero is left
// out. It returns an error for a value that is none of the constants of its
// type.
func (c *Cart) AppendJSON(dst []byte) ([]byte, error) { return appendValue(dst, c.wire) }

// MarshalJSON returns the form of [Cart.AppendJSON].
func (c Cart) MarshalJSON() ([]byte, error) { return c.AppendJSON(nil) }

// UnmarshalJSON reads a cart strictly: what is over the default [Limits], an
// unknown field, a field that appears twice or text after the value are errors,
// each a *CartError that names line and field.
func (c *Cart) UnmarshalJSON(data []byte) error { return c.read(data, &usual) }

// read reads a cart within limits.
func (c *Cart) read(data []byte, l *Limits) error {
	if len(data) > l.CartBytes {
		return &CartError{Err: fmt.Errorf("%w: a cart of %d bytes, at most %d", ErrLimit, len(data), l.CartBytes)}
	}
	var out Cart
	if err := readValue(data, func(w *wire.Codec) { out.wireWithin(w, l) }); err != nil {
		return out.refusal(err)
	}
	*c = out
	return nil
}

// refusal is what was wrong in the JSON of a cart that was read so far.
func (c *Cart) refusal(err error) *CartError {
	ce := &CartError{Err: err}
	var at *wire.Error
	if errors.As(err, &at) {
		ce.Field, ce.Err = at.Path, at.Err
	}
	below, inLines := strings.CutPrefix(ce.Field, "lines[")
	number, field, _ := strings.Cut(below, "]")
	if i, err := strconv.Atoi(number); inLines && err == nil && i < len(c.Lines) {
		ce.Line, ce.SKU, ce.Field = i+1, c.Lines[i].Product.SKU, strings.TrimPrefix(field, ".")
	}
	return ce
}

// wire lists the fields of the wire form, of a cart that some engine takes.
func (c *Cart) wire(w *wire.Codec) { c.wireWithin(w, &widest) }

func (c *Cart) wireWithin(w *wire.Codec, l *Limits) {
	w.Text("id", &c.ID, maxText)
	w.Text("market", &c.Market, maxText)
	timeField(w, "at", &c.At)
	placeField(w, "ship_from", &c.ShipFrom)
	placeField(w, "ship_to", &c.ShipTo)
	wordField(w, "mode", &c.Mode, c.Mode == 0)
	wire.List(w, "lines", &c.Lines, l.Lines, (*Line).wire)
	wire.List(w, "discounts", &c.Discounts, l.Discounts, (*Discount).wire)
	wire.List(w, "vouchers", &c.Vouchers, l.Vouchers, (*Voucher).wire)
	amountField(w, "shipping", &c.Shipping)
	amountField(w, "insurance", &c.Insurance)
	wire.List(w, "dispatches", &c.Dispatches, l.Dispatches, (*Dispatch).wire)
	choiceField(w, "duty", &c.Duty)
	choiceField(w, "tax", &c.Tax)
	choiceField(w, "fees", &c.Fees)
	buyerField(w, "buyer", &c.Buyer)
	marketplaceField(w, "marketplace", &c.Marketplace)
}

func (l *Line) wire(w *wire.Codec) {
	w.Text("id", &l.ID, maxText)
	w.Object("product", l.Product.wire)
	w.Int("quantity", &l.Quantity)
	placeField(w, "ship_from", &l.ShipFrom)
}

// check refuses what no engine of these limits could quote, whatever its tables.
func (c *Cart) check(l *Limits) error {
	if err := checkMoment(c.At); err != nil {
		return err
	}
	for _, p := range []struct {
		field string
		*Placement
	}{{"duty", c.Duty}, {"tax", c.Tax}, {"fees", c.Fees}} {
		if p.Placement != nil && int(*p.Placement) >= len(placementNames) {
			return &CartError{Field: p.field, Err: fmt.Errorf("%w: no placement %d", ErrInvalid, *p.Placement)}
		}
	}
	if c.Fees != nil && *c.Fees == InPrice {
		return &CartError{Field: "fees", Err: errFeesInPrice}
	}
	if c.Mode > duty.Postal {
		return &CartError{Field: "mode", Err: fmt.Errorf("%w: no mode %d", ErrInvalid, c.Mode)}
	}
	if c.ShipTo.Country == "" {
		return &CartError{Field: "ship_to.country", Err: ErrMissing}
	}
	if err := c.ShipTo.Validate(); err != nil {
		return inField("ship_to", err)
	}
	if c.ShipFrom != (locale.Place{}) {
		if err := c.ShipFrom.Validate(); err != nil {
			return inField("ship_from", err)
		}
	}
	if err := c.checkDispatches(l); err != nil {
		return err
	}
	switch n := len(c.Lines); {
	case n == 0:
		return &CartError{Field: "lines", Err: ErrMissing}
	case n > l.Lines:
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: %d lines, at most %d", ErrLimit, n, l.Lines)}
	}
	if err := c.checkTexts(); err != nil {
		return err
	}
	if err := checkBuyer(&c.Buyer); err != nil {
		return err
	}
	if err := c.checkLines(l.Quantity); err != nil {
		return err
	}
	if err := c.checkDiscounts(l); err != nil {
		return err
	}
	if err := c.checkVouchers(l); err != nil {
		return err
	}
	if err := notNegative("shipping", c.Shipping); err != nil {
		return err
	}
	return notNegative("insurance", c.Insurance)
}

// checkMoment refuses a moment that is missing, or that JSON cannot write.
func checkMoment(at time.Time) error {
	if at.IsZero() {
		return &CartError{Field: "at", Err: ErrMissing}
	}
	if y := at.Year(); y < 1 || y > maxYear {
		return &CartError{Field: "at", Err: fmt.Errorf("%w: year %d, 1 to %d", ErrLimit, y, maxYear)}
	}
	return writable("at", at)
}

// writable refuses a moment that RFC 3339 cannot write: of another year than 0 to
// 9999, or a zone of a day or more.
func writable(field string, at time.Time) error {
	if y := at.Year(); y < 0 || y > 9999 {
		return &CartError{Field: field, Err: fmt.Errorf("%w: year %d, 0 to 9999", ErrLimit, y)}
	}
	if _, offset := at.Zone(); offset <= -day || offset >= day {
		return &CartError{Field: field, Err: fmt.Errorf("%w: %d seconds from UTC, less than a day", ErrLimit, offset)}
	}
	return nil
}

const day = 24 * 60 * 60 // seconds

// bounded refuses decimals that would make arithmetic costly.
func bounded(field string, d decimal.Decimal) error {
	if !light(d) && !exact.Bounded(d) { // which takes memory
		return &CartError{Field: field, Err: fmt.Errorf("%w: more than 34 digits, or an exponent beyond 34", ErrLimit)}
	}
	return nil
}

func notNegative(field string, a currency.Amount) error {
	if a.Sign() < 0 {
		return &CartError{Field: field, Err: fmt.Errorf("%w: %v is negative", ErrInvalid, a)}
	}
	return nil
}

// checkLines refuses bad lines, lines that share an ID, and carts whose
// prices are in several currencies.
func (c *Cart) checkLines(most int64) error {
	ids := make(map[string]bool, len(c.Lines))
	for i := range c.Lines {
		l := &c.Lines[i]
		sku := l.Product.SKU
		if l.Quantity < 1 {
			return inLine(i, sku, &CartError{Field: "quantity", Err: fmt.Errorf("%w: %d, at least 1", ErrInvalid, l.Quantity)})
		}
		if l.Quantity > most {
			return inLine(i, sku, &CartError{Field: "quantity", Err: fmt.Errorf("%w: %d, at most %d", ErrLimit, l.Quantity, most)})
		}
		if err := l.Product.check(); err != nil {
			return inLine(i, sku, inField("product", err))
		}
		if l.ShipFrom != (locale.Place{}) {
			if err := l.ShipFrom.Validate(); err != nil {
				return inLine(i, sku, inField("ship_from", err))
			}
		}
		if a, b := c.Lines[0].Product.Price, l.Product.Price; a.Currency() != b.Currency() {
			return inLine(i, sku, &CartError{Field: "product.price", Err: &currency.MismatchError{A: a.Currency(), B: b.Currency()}})
		}
		id := c.lineID(i)
		if ids[id] {
			return inLine(i, sku, &CartError{Field: "id", Err: fmt.Errorf("%w: %s names two lines", ErrInvalid, excerpt.Quote(id))})
		}
		ids[id] = true
	}
	return nil
}

func (c *Cart) lineID(i int) string {
	if id := c.Lines[i].ID; id != "" {
		return id
	}
	return strconv.Itoa(i + 1)
}

var hundred = decimal.NewFromInt(100)
