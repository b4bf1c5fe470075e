package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Level is where tax is put on the grid of the currency. The laws of most
// countries allow several; two systems that choose differently disagree by
// cents on the same order.
type Level uint8

// The levels.
const (
	// PerLine rounds each tax of each line. The default: what a line shows is
	// what it adds to the total.
	PerLine Level = iota
	// PerUnit rounds each tax of one unit and multiplies by the quantity, so
	// that the tax shown beside a price times the quantity is the tax charged.
	PerUnit
	// PerRate rounds the tax of each rate once, over all its lines (the total
	// of a VAT category in EN 16931).
	PerRate
	// PerInvoice rounds the whole tax once.
	PerInvoice
)

var levelWords = [...]string{"line", "unit", "rate_total", "invoice"}

// String returns the text form, "rate_total".
func (l Level) String() string { return wordOf(l, levelWords[:]) }

// MarshalText returns the text form.
func (l Level) MarshalText() ([]byte, error) {
	return marshalWord(l, "level", levelWords[:], ErrPolicy)
}

// UnmarshalText reads the text form: "line", "unit", "rate_total" or "invoice".
// It returns a *WordError that wraps ErrPolicy for any other word.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = parseWord[Level](string(text), "level", levelWords[:], ErrPolicy)
	return err
}

// Target is the figure that is rounded; the other figure is the difference.
type Target uint8

// The targets.
const (
	// TargetTax rounds the tax, each rate by itself. The default.
	TargetTax Target = iota
	// TargetNet rounds the price without tax of inclusive lines and takes the
	// tax as the difference. It differs from TargetTax on exact halves, and
	// where several rates meet. For exclusive lines, whose net is given, it
	// rounds the price with tax, at the levels line and invoice; at the other
	// two, where a tax is what is counted, it makes no difference to them.
	TargetNet
	// TargetPrice does what TargetNet does, and also rounds the price with tax
	// of exclusive lines at the level unit: the price of one unit, times the
	// quantity. It differs from TargetNet where several rates meet, where the
	// amount of one unit is not on the grid (10.00 for three), and on halves
	// that go to the even figure.
	TargetPrice
)

var targetWords = [...]string{"tax", "net", "price"}

// String returns the text form.
func (t Target) String() string { return wordOf(t, targetWords[:]) }

// MarshalText returns the text form.
func (t Target) MarshalText() ([]byte, error) {
	return marshalWord(t, "target", targetWords[:], ErrPolicy)
}

// UnmarshalText reads the text form: "tax", "net" or "price". It returns a
// *WordError that wraps ErrPolicy for any other word.
func (t *Target) UnmarshalText(text []byte) (err error) {
	*t, err = parseWord[Target](string(text), "target", targetWords[:], ErrPolicy)
	return err
}

// Policy says how Calculate rounds, and what the law leaves to the shop
// besides. The zero value rounds the tax of each line half up to the minor
// unit, and taxes shipping at the rates of its line. A shop stores the policy
// with the order: another policy gives other figures for the same order.
type Policy struct {
	Level    Level             `json:"level"`
	Target   Target            `json:"target"`
	Rounding currency.Rounding `json:"rounding,omitzero"`

	Shipping        ShippingRule      `json:"shipping,omitzero"`         // the rates of lines of Kind Shipping
	ShippingWeights Basis             `json:"shipping_weights,omitzero"` // of the goods, where Shipping weighs them; AsPriced: without tax
	DiscountWeights Basis             `json:"discount_weights,omitzero"` // by which the discounts of an Order are spread; AsPriced: the basis of the discount
	Cash            currency.Rounding `json:"cash,omitzero"`             // of what is to be paid; zero: none. currency.Code.Cash knows the customs
}

func (p Policy) check() error {
	switch {
	case int(p.Level) >= len(levelWords):
		return fmt.Errorf("tax: level %d: %w", p.Level, ErrPolicy)
	case int(p.Target) >= len(targetWords):
		return fmt.Errorf("tax: target %d: %w", p.Target, ErrPolicy)
	case int(p.Shipping) >= len(shippingWords):
		return fmt.Errorf("tax: shipping %d: %w", p.Shipping, ErrPolicy)
	case int(p.ShippingWeights) >= len(basisWords), int(p.DiscountWeights) >= len(basisWords):
		return fmt.Errorf("tax: weights %d, %d: %w", p.ShippingWeights, p.DiscountWeights, ErrPolicy)
	}
	if err := p.Rounding.Validate(); err != nil {
		return fmt.Errorf("tax: policy: %w", err)
	}
	if err := p.Cash.Validate(); err != nil {
		return fmt.Errorf("tax: policy: cash: %w", err)
	}
	return nil
}

// byPrice reports whether a line by itself, or one unit of it, has its price in
// the other basis rounded, and not its taxes.
func (p *Policy) byPrice(inclusive bool) bool {
	return p.Target == TargetPrice || p.Target == TargetNet && (inclusive || p.Level == PerLine)
}

// core is what of a policy is for the lines by themselves.
func (p Policy) core() Policy {
	return Policy{Level: p.Level, Target: p.Target, Rounding: p.Rounding}
}

// grid is the rounding of prices, as against that of taxes: the same mode, on
// the finer of the minor unit and the digits of the policy. A price is never
// moved to a coarser grid that was meant for the tax.
func (p Policy) grid(c currency.Code) currency.Rounding {
	return currency.Rounding{Mode: p.Rounding.Mode, Digits: currency.To(p.places(c))}
}

func (p Policy) places(c currency.Code) int {
	return max(c.Digits(), p.Rounding.Digits.In(c))
}
