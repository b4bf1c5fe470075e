package duty

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Rate is a duty expression: what is charged on a value and on quantities.
// [ParseRate] makes one. It is immutable. The zero Rate is no rate: charging
// it is an error, so that a forgotten rate is never a free one.
//
// A rate is a sum of terms, bounded in turn: each MIN is a floor for what
// stands before it, each MAX a cap, from left to right. So the last bound
// splits first: "A MIN B MAX C" is the lesser of C and the greater of A and B,
// and in "A + B MAX C + D" the cap is C + D. A sum with deductions never falls
// below zero.
type Rate struct {
	sums []sum // the first has no bound
}

// sum is a run of terms, and how it bounds what stands before it.
type sum struct {
	bound bound
	terms []term
}

type bound uint8

const (
	unbounded bound = iota
	floor           // MIN
	ceiling         // MAX
)

// term is a percentage of the value, or of a part of it, or an amount of
// money per unit.
type term struct {
	minus    bool
	number   decimal.Decimal // percent, or money per unit
	part     string          // of a percentage: "" is the whole value
	currency currency.Code   // 0 = the number is a percentage
	unit     measure
}

// IsZero reports whether r is no rate at all.
func (r Rate) IsZero() bool { return len(r.sums) == 0 }

// IsFree reports whether r charges nothing whatever the goods: "Free", "0%".
func (r Rate) IsFree() bool {
	if r.IsZero() {
		return false
	}
	for _, s := range r.sums {
		for _, t := range s.terms {
			if !t.number.IsZero() {
				return false
			}
		}
	}
	return true
}

// AdValorem returns the percentage of a rate that is nothing but one
// percentage of the whole value, and whether it is one. Such a duty grows in
// proportion to the customs value.
func (r Rate) AdValorem() (percent decimal.Decimal, ok bool) {
	if t, ok := r.only(); ok && t.currency == 0 && t.part == "" && !t.minus {
		return t.number, true
	}
	return decimal.Decimal{}, false
}

// only returns the term of a rate that has just one.
func (r Rate) only() (*term, bool) {
	if len(r.sums) != 1 || len(r.sums[0].terms) != 1 {
		return nil, false
	}
	return &r.sums[0].terms[0], true
}

// Needs lists the units of the quantities that r charges by, in the order of
// the expression, each once: what a shop must state with the item. A compound
// unit such as "% vol/hl" is served by its parts too.
func (r Rate) Needs() []Unit {
	var units []Unit
	for _, s := range r.sums {
		for _, t := range s.terms {
			switch {
			case t.currency != 0:
				units = appendNew(units, t.unit.unit)
			case t.part != "":
				units = appendNew(units, Share(t.part))
			}
		}
	}
	return units
}

func appendNew(units []Unit, u Unit) []Unit {
	for _, have := range units {
		if have == u {
			return units
		}
	}
	return append(units, u)
}

// Equal reports whether both rates say the same in the same order.
func (r Rate) Equal(o Rate) bool { return r.String() == o.String() }

// String returns the canonical form, which [ParseRate] reads back to an equal
// rate whatever the home currency: "Free", "12%", "0.064 USD / kg + 7.8%",
// "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item". The zero Rate gives "".
func (r Rate) String() string {
	if t, ok := r.only(); ok && t.currency == 0 && t.part == "" && !t.minus {
		if t.number.IsZero() {
			return "Free"
		}
		return exact.DecimalText(t.number) + "%"
	}
	var b strings.Builder
	for _, s := range r.sums {
		switch s.bound {
		case floor:
			b.WriteString(" MIN ")
		case ceiling:
			b.WriteString(" MAX ")
		}
		for i, t := range s.terms {
			switch {
			case t.minus:
				b.WriteString(" - ")
			case i > 0:
				b.WriteString(" + ")
			}
			t.write(&b)
		}
	}
	return b.String()
}

func (t term) write(b *strings.Builder) {
	b.WriteString(exact.DecimalText(t.number))
	switch {
	case t.currency != 0:
		b.WriteByte(' ')
		b.WriteString(t.currency.String())
		b.WriteString(" / ")
		b.WriteString(string(t.unit.unit))
	case t.part != "":
		b.WriteString("% of ")
		b.WriteString(t.part)
	default:
		b.WriteByte('%')
	}
}

// MarshalText returns the canonical form.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the canonical form; the empty text gives the zero Rate.
func (r *Rate) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Rate{}
		return nil
	}
	parsed, err := ParseRate(string(text), 0)
	if err == nil {
		*r = parsed
	}
	return err
}

// Errors of [Rate.Duty].
var (
	// ErrNoRate says that the zero Rate was to be charged.
	ErrNoRate = errors.New("duty: no rate to charge")
	// ErrNegative says that a value to be charged is below zero.
	ErrNegative = errors.New("duty: negative value")
)

// Duty charges r on a customs value and on quantities, both of the whole
// line, and returns the duty in the value's currency. The sum, the bounds and
// the conversion of amounts per unit (at the rate of fx, from the
// expression's currency to the value's) are exact; the result is rounded once,
// by rd. A nil fx serves as long as nothing has to be converted.
//
// Duty returns an error if:
//   - r charges by a quantity that is not among qs ([*NeedQuantityError]);
//   - a quantity is negative or above 34 digits ([ErrQuantity]), or in a unit
//     that is not known ([ErrUnit]);
//   - the value is negative ([ErrNegative]), or r is the zero Rate ([ErrNoRate]);
//   - there is no exchange rate (wraps [currency.ErrNoRate]), or the duty
//     leaves the domain of [currency.Amount].
func (r Rate) Duty(value currency.Amount, qs []Quantity, fx *currency.Rates, rd currency.Rounding) (currency.Amount, error) {
	return r.charge(value, quantities{stated: qs}, fx, rd)
}

func (r Rate) charge(value currency.Amount, qs quantities, fx *currency.Rates, rd currency.Rounding) (currency.Amount, error) {
	if r.IsZero() {
		return currency.Amount{}, ErrNoRate
	}
	if value.Sign() < 0 {
		return currency.Amount{}, fmt.Errorf("%w: %s", ErrNegative, value)
	}
	if percent, ok := r.AdValorem(); ok {
		return value.Percent(percent, rd)
	}
	exact, err := r.exact(value, qs, fx)
	if err != nil {
		return currency.Amount{}, err
	}
	return exact.round(value.Currency(), rd)
}

// exact evaluates the expression from left to right without rounding.
func (r Rate) exact(value currency.Amount, qs quantities, fx *currency.Rates) (fraction, error) {
	if value.Currency() == 0 {
		return fraction{}, fmt.Errorf("duty: charging %q: the value has no currency: %w", r, currency.ErrMismatch)
	}
	c := charging{rate: r, value: value.Decimal(), currency: value.Currency(), quantities: qs, fx: fx}
	var duty fraction
	for _, s := range r.sums {
		total, err := c.sum(s.terms)
		if err != nil {
			return fraction{}, err
		}
		switch s.bound {
		case unbounded:
			duty = total
		case floor:
			duty = duty.larger(total)
		case ceiling:
			duty = duty.smaller(total)
		}
	}
	return duty, nil
}

// charging is one evaluation of a rate.
type charging struct {
	rate       Rate
	value      decimal.Decimal
	currency   currency.Code
	quantities quantities
	fx         *currency.Rates
}

func (c *charging) sum(terms []term) (fraction, error) {
	var total fraction
	for _, t := range terms {
		part, err := c.term(t)
		if err != nil {
			return fraction{}, err
		}
		if t.minus {
			part.num = part.num.Neg()
		}
		total = total.plus(part)
	}
	if total.num.Sign() < 0 {
		return fraction{}, nil
	}
	return total, nil
}

func (c *charging) term(t term) (fraction, error) {
	if t.currency != 0 {
		return c.specific(t)
	}
	num := c.value.Mul(t.number).Shift(-2)
	if t.part != "" {
		share, err := c.quantities.share(t.part, c.rate)
		if err != nil {
			return fraction{}, err
		}
		num = num.Mul(share).Shift(-2)
	}
	return fraction{num: num}, nil
}

// specific is an amount per unit times the quantity, converted.
func (c *charging) specific(t term) (fraction, error) {
	n, err := c.quantities.of(t.unit, c.rate)
	if err != nil {
		return fraction{}, err
	}
	f := fraction{num: t.number.Mul(n)}
	if t.unit.coefficient != 1 || t.unit.exponent != 0 {
		f.den = t.unit.factor()
	}
	if t.currency == c.currency {
		return f, nil
	}
	if c.fx == nil {
		return f, fmt.Errorf("duty: the rate %q is in %s, the value in %s, and there are no exchange rates: %w",
			c.rate, t.currency, c.currency, currency.ErrNoRate)
	}
	fx, err := c.fx.Rate(t.currency, c.currency)
	if err != nil {
		return f, fmt.Errorf("duty: converting the rate %q: %w", c.rate, err)
	}
	num, den := fx.Ratio()
	return f.times(num, den), nil
}
