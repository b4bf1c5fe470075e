package pricing

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
	"github.com/landedhq/landed/internal/wire"
	"github.com/landedhq/landed/tax"
)

// DiscountOn is what a discount comes off.
type DiscountOn string

// What a discount comes off.
const (
	// OnGoods is the lines of the cart. It is the zero value.
	OnGoods DiscountOn = ""
	// OnShipping is all shipping of the cart, dispatches too, but no insurance.
	OnShipping DiscountOn = "shipping"
	// OnOrder is both, shared by what each still costs.
	OnOrder DiscountOn = "order"
)

// Discount takes a percentage or a fixed amount off the goods, the shipping or
// both, but never more than there is: no price falls below zero. The shop
// decides when a discount is given, to which customers and from which total on;
// here it is taken as given.
//
// Several lines share a discount in proportion to what each still costs, by
// largest remainder, to the minor unit. "Three for the price of two" is 100 %
// off one unit of the line that has three.
type Discount struct {
	Name string `json:"name,omitempty"`
	// On is what it comes off; zero is the goods.
	On DiscountOn `json:"on,omitempty"`
	// Lines are the IDs of the lines whose goods it comes off; empty is all.
	Lines []string `json:"lines,omitempty"`
	// Units is how many units of each such line it comes off, at most; zero is
	// all. A unit costs what is left of its line, divided by the quantity; what
	// that many units cost is rounded half up to the minor unit.
	Units int64 `json:"units,omitempty"`
	// Percent is a percentage of what earlier discounts left, half up to the
	// minor unit.
	Percent decimal.Decimal `json:"percent,omitzero"`
	// Amount is in the merchant's or the market's currency.
	Amount currency.Amount `json:"amount,omitzero"`
	// Basis says whether Amount contains tax. Zero: it does if the price that it
	// comes off does: for goods the displayed price; for shipping Cart.Shipping,
	// which is before tax unless the market keeps the shown price with tax in it.
	// In the other basis the amount is shared by what the lines cost in that
	// basis, and each share is converted, half up to the minor unit, by the rates
	// that its line bears before discounts: shipping by those that the market's
	// Policy gives it, else by its own, or by those of the goods in proportion to
	// what they cost. A percentage is the same in either basis.
	Basis tax.Basis `json:"basis,omitzero"`
}

// String writes the discount in words: "WELCOME 10 % off lines a, b".
func (d Discount) String() string {
	text := amountText(d.Amount)
	if !d.Percent.IsZero() {
		text = exact.DecimalText(d.Percent) + " %"
	} else if d.Basis != tax.AsPriced {
		text += " " + strings.ReplaceAll(d.Basis.String(), "_", " ")
	}
	if d.Name != "" {
		text = d.Name + " " + text
	}
	if d.On == OnShipping {
		return text + " off shipping"
	}
	text += " off "
	if d.Units > 0 {
		text += fmt.Sprintf("units (at most %d) of ", d.Units)
	}
	switch len(d.Lines) {
	case 0:
		text += "all lines"
	case 1:
		text += "line " + excerpt.Text(d.Lines[0])
	default:
		text += "lines " + excerpt.Text(strings.Join(d.Lines, ", "))
	}
	if d.On == OnOrder {
		text += " and shipping"
	}
	return text
}

// AppliedDiscount is a discount of the cart and what it took off, or a
// single-purpose voucher, which works like a discount.
type AppliedDiscount struct {
	Name string `json:"name,omitempty"`
	// Voucher is the code of the voucher, if it is one.
	Voucher string `json:"voucher,omitempty"`
	// Amount is what came off the displayed prices of the goods, and Shipping
	// what came off the shipping, before or with tax as Cart.Shipping is.
	Amount   currency.Amount `json:"amount"`
	Shipping currency.Amount `json:"shipping"`
	// Capped tells that there was less to take than the discount allowed.
	Capped bool `json:"capped,omitempty"`
	// Lines are the lines of the quote whose price a voucher lowered, and by how
	// much, so that a refund can restore the voucher. A discount has none.
	Lines []LineShare `json:"lines,omitempty"`
}

// LineShare is the part of an amount that falls to a line.
type LineShare struct {
	Line   int             `json:"line"` // of the quote, from 0
	Amount currency.Amount `json:"amount"`
}

func (s *LineShare) wire(c *wire.Codec) {
	c.Index("line", &s.Line)
	amountField(c, "amount", &s.Amount)
}

// MarshalJSON writes the percent as a string.
func (d Discount) MarshalJSON() ([]byte, error) { return appendValue(nil, d.wire) }

// wire lists the fields of the wire form.
func (d *Discount) wire(c *wire.Codec) {
	c.Text("name", &d.Name, maxText)
	c.Text("on", (*string)(&d.On), maxText)
	c.Texts("lines", &d.Lines, widest.Lines, maxText)
	c.Int("units", &d.Units)
	decimalField(c, "percent", &d.Percent)
	amountField(c, "amount", &d.Amount)
	wordField(c, "basis", &d.Basis, d.Basis == tax.AsPriced)
}

// checkDiscounts refuses discounts that contradict themselves, or name lines
// that are not in the cart.
func (c *Cart) checkDiscounts(l *Limits) error {
	if n := len(c.Discounts); n > l.Discounts {
		return &CartError{Field: "discounts", Err: fmt.Errorf("%w: %d discounts, at most %d", ErrLimit, n, l.Discounts)}
	}
	var known map[string]bool
	for i := range c.Discounts {
		d := &c.Discounts[i]
		if len(d.Lines) > 0 && known == nil {
			known = make(map[string]bool, len(c.Lines))
			for k := range c.Lines {
				known[c.lineID(k)] = true
			}
		}
		if err := d.check(known, l); err != nil {
			return inField(fmt.Sprintf("discounts[%d]", i), err)
		}
	}
	return nil
}

// check refuses a discount that no cart with the known lines can have.
func (d *Discount) check(known map[string]bool, l *Limits) error {
	if err := bounded("percent", d.Percent); err != nil {
		return err
	}
	isPercent, isAmount := !d.Percent.IsZero(), d.Amount != (currency.Amount{})
	switch {
	case isPercent == isAmount:
		return &CartError{Err: fmt.Errorf("%w: give either a percent or an amount", ErrInvalid)}
	case d.Percent.Sign() < 0:
		return &CartError{Field: "percent", Err: fmt.Errorf("%w: negative", ErrInvalid)}
	case d.Percent.Cmp(hundred) > 0:
		return &CartError{Field: "percent", Err: fmt.Errorf("%w: %s%%", ErrDiscount, exact.DecimalText(d.Percent))}
	case d.Basis > tax.WithoutTax:
		return &CartError{Field: "basis", Err: fmt.Errorf("%w: no basis %d", ErrInvalid, d.Basis)}
	}
	if err := d.checkTarget(known, l); err != nil {
		return err
	}
	return notNegative("amount", d.Amount)
}

// checkTarget refuses what a discount cannot come off.
func (d *Discount) checkTarget(known map[string]bool, l *Limits) error {
	switch d.On {
	case OnGoods, OnOrder:
	case OnShipping:
		if len(d.Lines) > 0 || d.Units != 0 {
			return &CartError{Field: "on", Err: fmt.Errorf("%w: shipping has no lines and units", ErrInvalid)}
		}
	default:
		return &CartError{Field: "on", Err: fmt.Errorf("%w: on %s, which is neither empty nor shipping or order", ErrInvalid, excerpt.Quote(string(d.On)))}
	}
	switch {
	case d.Units < 0:
		return &CartError{Field: "units", Err: fmt.Errorf("%w: %d is negative", ErrInvalid, d.Units)}
	case d.Units > l.Quantity:
		return &CartError{Field: "units", Err: fmt.Errorf("%w: %d, at most %d", ErrLimit, d.Units, l.Quantity)}
	case len(d.Lines) > l.Lines:
		return &CartError{Field: "lines", Err: fmt.Errorf("%w: %d lines, at most %d", ErrLimit, len(d.Lines), l.Lines)}
	case len(d.Lines) == 0:
		return nil
	}
	seen := make(map[string]bool, len(d.Lines))
	for k, id := range d.Lines {
		switch {
		case !known[id]:
			return &CartError{Field: fmt.Sprintf("lines[%d]", k), Err: fmt.Errorf("%w: the cart has no line %s", ErrInvalid, excerpt.Quote(id))}
		case seen[id]:
			return &CartError{Field: fmt.Sprintf("lines[%d]", k), Err: fmt.Errorf("%w: line %s stands twice", ErrInvalid, excerpt.Quote(id))}
		}
		seen[id] = true
	}
	return nil
}

func amountText(a currency.Amount) string {
	if a == (currency.Amount{}) {
		return ""
	}
	return a.String()
}
