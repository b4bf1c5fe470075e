package tax

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Basis says whether an amount contains tax.
type Basis uint8

// The bases.
const (
	AsPriced   Basis = iota // as the price of the line does
	WithTax                 // it contains the tax
	WithoutTax              // it does not
)

var basisWords = [...]string{"as_priced", "with_tax", "without_tax"}

// String returns the text form, "with_tax".
func (b Basis) String() string { return wordOf(b, basisWords[:]) }

// MarshalText returns the text form.
func (b Basis) MarshalText() ([]byte, error) {
	return marshalWord(b, "basis", basisWords[:], ErrPolicy)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrPolicy for any other word.
func (b *Basis) UnmarshalText(text []byte) (err error) {
	*b, err = parseWord[Basis](string(text), "basis", basisWords[:], ErrPolicy)
	return err
}

// is reports whether an amount in this basis, on a line priced with tax or
// without, is in the basis of the price.
func (b Basis) is(inclusive bool) bool {
	return b == AsPriced || (b == WithTax) == inclusive
}

// Discount is an amount off a line or an order, or a percent of it.
//
// Before tax, it lowers what is taxed. An amount whose basis is not that of the
// price is converted by the rates of its line, and rounded once to the grid of
// prices: 11.90 with tax off a net price at 19 % is 10.00. Where a rate depends
// on the price, the price is brought into the basis of the discount, lowered
// there and brought back, each by the rates that hold then.
//
// A tax per unit is charged whatever the discount, even if the price contains
// it: for a bottle at 1.25 that contains a deposit of 0.25, a discount of 10 %
// is 0.10, a discount of 100 % leaves the 0.25 to pay, as a voucher does, and
// an amount of more than 1.00 is ErrDiscount.
//
// After tax, it lowers what is paid and nothing else, as a payment does: it
// stands in Result.Deductions, and its amount contains the tax.
type Discount struct {
	Name     string          // what the customer reads; may be empty
	Amount   currency.Amount // of the sign of what it is taken from
	Percent  decimal.Decimal // in place of an amount: of price × quantity without the taxes per unit in it, or after tax of what is left to pay; rounded once to the grid of prices
	Basis    Basis           // of the amount
	AfterTax bool
	Shipping bool // before tax and of the whole order: off the shipping too, not the goods alone
}

// discountJSON is the wire form.
type discountJSON struct {
	Name     string          `json:"name,omitempty"`
	Amount   currency.Amount `json:"amount,omitzero"`
	Percent  exact.Wire      `json:"percent,omitzero"`
	Basis    Basis           `json:"basis,omitzero"`
	AfterTax bool            `json:"after_tax,omitempty"`
	Shipping bool            `json:"shipping,omitempty"`
}

// MarshalJSON writes the discount with snake_case names, the percent as a
// string.
func (d Discount) MarshalJSON() ([]byte, error) {
	if err := checkPercent(d.Percent); err != nil {
		return nil, fmt.Errorf("tax: discount: %w", err)
	}
	return json.Marshal(discountJSON{d.Name, d.Amount, exact.Wire{Value: d.Percent}, d.Basis, d.AfterTax, d.Shipping})
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are refused.
func (d *Discount) UnmarshalJSON(data []byte) error {
	var j struct {
		discountJSON
		Percent string `json:"percent"`
	}
	if err := decodeStrictly(data, &j); err != nil {
		return fmt.Errorf("tax: discount: %w", err)
	}
	var p decimal.Decimal
	if j.Percent != "" {
		var err error
		if p, err = parsePercent(j.Percent); err != nil {
			return fmt.Errorf("tax: discount: %w", err)
		}
	}
	*d = Discount{j.Name, j.Amount, p, j.Basis, j.AfterTax, j.Shipping}
	return nil
}

// check refuses a discount that contradicts itself.
func (d *Discount) check() error {
	if int(d.Basis) >= len(basisWords) {
		return fmt.Errorf("discount: basis %d: %w", d.Basis, ErrDiscount)
	}
	if d.Percent.IsZero() {
		return nil
	}
	if err := checkPercent(d.Percent); err != nil {
		return fmt.Errorf("discount: %w", err)
	}
	if d.Percent.GreaterThan(hundred) {
		return fmt.Errorf("discount of %s percent: %w", exact.DecimalText(d.Percent), ErrDiscount)
	}
	if !d.Amount.IsZero() {
		return fmt.Errorf("discount of %v and %s percent, want one of them: %w", d.Amount, exact.DecimalText(d.Percent), ErrDiscount)
	}
	return nil
}

// percentOf is the percent of an amount, or the discount's own amount.
func (d *Discount) percentOf(a currency.Amount, grid currency.Rounding) (currency.Amount, error) {
	if d.Percent.IsZero() {
		return d.Amount, nil
	}
	part, err := a.MulDiv(d.Percent, hundred, grid)
	if err != nil {
		return part, err
	}
	if over, err := part.Abs().Cmp(a.Abs()); err == nil && over > 0 {
		return a, nil // an amount of less than a step of the grid
	}
	return part, nil
}

// off is what the discount takes off line l, which costs a with due of taxes
// per unit in it, in the basis of its price. Earlier discounts have left the
// rest of that.
func (d *Discount) off(l *Line, a, rest, due currency.Amount, p Policy) (currency.Amount, error) {
	if err := d.check(); err != nil {
		return currency.Amount{}, err
	}
	grid := p.grid(a.Currency())
	if !d.Percent.IsZero() || d.Basis.is(l.Inclusive) {
		open, err := a.Sub(due)
		if err != nil {
			return open, err
		}
		return d.percentOf(open, grid)
	}
	return l.convertDiscount(d.Amount, rest, grid)
}

// forgives reports whether what a discount is too much by comes of its rounding:
// less than a step of the grid for a converted amount, and for percents one,
// since two of a half can be rounded up by half a step each.
func (d *Discount) forgives(over currency.Amount, inclusive bool, p Policy) bool {
	percent := !d.Percent.IsZero()
	if !percent && d.Basis.is(inclusive) {
		return false
	}
	step, err := currency.FromDecimal(decimal.New(1, -int32(p.places(over.Currency()))), over.Currency())
	if err != nil {
		return false
	}
	large, err := over.Abs().Cmp(step)
	return err == nil && (large < 0 || large == 0 && percent)
}

// convertDiscount brings a discount on an amount into the basis of the price.
func (l *Line) convertDiscount(discount, amount currency.Amount, grid currency.Rounding) (currency.Amount, error) {
	if !thresholded(l.Rates) {
		return convert(discount, l.Rates, l.Inclusive, grid)
	}
	c, err := l.convertOff(discount, amount)
	if err != nil {
		return discount, err
	}
	return c.off(grid)
}

// convert brings an amount into the basis with tax, or into that without.
func convert(a currency.Amount, rates []Rate, inclusive bool, grid currency.Rounding) (currency.Amount, error) {
	s, err := newStack(rates)
	if err != nil {
		return a, err
	}
	if inclusive {
		return a.MulDiv(s.whole, one, grid)
	}
	return a.MulDiv(one, s.whole, grid)
}
