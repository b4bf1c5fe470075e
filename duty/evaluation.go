package duty

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Errors of [Rate.Duty].
var (
	// ErrNoRate says that the zero Rate was to be charged.
	ErrNoRate = errors.New("no rate to charge")
	// ErrSeasonal says that a seasonal rate was to be charged, and not that of a
	// day.
	ErrSeasonal = errors.New("the rate depends on the season: charge that of a day (Rate.On)")
	// ErrNegative says that a value to be charged is below zero.
	ErrNegative = errors.New("negative value")
)

// Duty charges r on a customs value and on quantities, both of the whole line,
// and returns the duty in the value's currency. The sum, the bounds and the
// conversion of amounts per unit (at the rate of fx, from the expression's
// currency to the value's) are exact; the result is rounded once, by rd. fx may
// be nil if nothing has to be converted. In that case, and if the figures fit
// 64 bits and their products 128, Duty allocates nothing.
//
// Duty returns an error if:
//   - r charges by a quantity that is not among qs ([*NeedQuantityError]);
//   - a quantity is negative or above 34 digits ([ErrQuantity]), or in a unit
//     that is not known ([ErrUnit]);
//   - the value is negative ([ErrNegative]), or r is the zero Rate
//     ([ErrNoRate]) or seasonal ([ErrSeasonal]);
//   - there is no exchange rate (wraps [currency.ErrNoRate]), or the duty
//     leaves the domain of [currency.Amount].
func (r Rate) Duty(value currency.Amount, qs []Quantity, fx *currency.Rates, rd currency.Rounding) (currency.Amount, error) {
	return r.charge(value, quantities{stated: qs}, fx, rd)
}

func (r Rate) charge(value currency.Amount, qs quantities, fx *currency.Rates, rd currency.Rounding) (currency.Amount, error) {
	switch {
	case r.IsZero():
		return currency.Amount{}, fmt.Errorf("duty: %w", ErrNoRate)
	case r.Seasonal():
		return currency.Amount{}, fmt.Errorf("duty: %w: %s", ErrSeasonal, r)
	case value.Sign() < 0:
		return currency.Amount{}, fmt.Errorf("duty: %w: %s", ErrNegative, value)
	}
	if t := r.only(); t != nil && t.plain() {
		return value.Percent(t.number, rd)
	}
	if duty, ok := r.quick(value, qs, fx, rd); ok {
		return duty, nil
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
	for _, s := range r.e.sums {
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
	for i := range terms {
		part, err := c.term(&terms[i])
		if err != nil {
			return fraction{}, err
		}
		if terms[i].minus {
			part.num = part.num.Neg()
		}
		total = total.plus(part)
	}
	if total.num.Sign() < 0 {
		return fraction{}, nil
	}
	return total, nil
}

func (c *charging) term(t *term) (fraction, error) {
	if t.currency != 0 {
		return c.specific(t)
	}
	base := fraction{num: c.value}
	switch {
	case moneyPart(t.part):
		own, err := c.money(t.part)
		if err != nil {
			return fraction{}, err
		}
		base = own
	case t.part != "":
		share, err := c.quantities.share(t.part, c.rate)
		if err != nil {
			return fraction{}, err
		}
		base.num = base.num.Mul(share).Shift(-2)
	}
	number := t.number
	if t.third > 0 {
		three := decimal.New(3, 0)
		number = number.Mul(three).Add(decimal.New(int64(t.third), 0))
		base.den = base.under(three)
	}
	base.num = base.num.Mul(number).Shift(-2)
	return base, nil
}

// specific is an amount per unit times the quantity, converted.
func (c *charging) specific(t *term) (fraction, error) {
	n, err := c.quantities.of(t.unit, c.rate)
	if err != nil {
		return fraction{}, err
	}
	f := fraction{num: t.number.Mul(n)}
	if t.unit.coefficient != 1 || t.unit.exponent != 0 {
		f.den = t.unit.factor()
	}
	return c.converted(f, t.currency)
}

// money is an amount of money that was stated in place of the customs value.
func (c *charging) money(part string) (fraction, error) {
	n, code, err := c.quantities.money(part, c.rate)
	if err != nil {
		return fraction{}, err
	}
	if code == 0 {
		code = c.currency
	}
	return c.converted(fraction{num: n}, code)
}

// converted brings an amount in a currency to that of the value.
func (c *charging) converted(f fraction, from currency.Code) (fraction, error) {
	if from == c.currency {
		return f, nil
	}
	if c.fx == nil {
		return f, fmt.Errorf("duty: the rate %q is in %s, the value in %s, and there are no exchange rates: %w",
			c.rate, from, c.currency, currency.ErrNoRate)
	}
	fx, err := c.fx.Rate(from, c.currency)
	if err != nil {
		return f, fmt.Errorf("duty: converting the rate %q: %w", c.rate, err)
	}
	num, den := fx.Ratio()
	return f.times(num, den), nil
}
