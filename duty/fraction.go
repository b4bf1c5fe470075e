package duty

import (
	"errors"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// fraction is an exact amount of money: num/den, with den above zero. The zero
// den stands for one, the usual case, and saves multiplying by it.
type fraction struct{ num, den decimal.Decimal }

func (f fraction) times(num, den decimal.Decimal) fraction {
	return fraction{num: f.num.Mul(num), den: f.under(den)}
}

// under returns f's denominator times n.
func (f fraction) under(n decimal.Decimal) decimal.Decimal {
	switch {
	case f.den.IsZero():
		return n
	case n.IsZero():
		return f.den
	}
	return f.den.Mul(n)
}

// over returns f's numerator when f is brought to den times its own.
func (f fraction) over(den decimal.Decimal) decimal.Decimal {
	if den.IsZero() {
		return f.num
	}
	return f.num.Mul(den)
}

func (f fraction) plus(g fraction) fraction {
	if f.den.Equal(g.den) {
		return fraction{num: f.num.Add(g.num), den: f.den}
	}
	return fraction{num: f.over(g.den).Add(g.over(f.den)), den: f.under(g.den)}
}

func (f fraction) compare(g fraction) int { return f.over(g.den).Cmp(g.over(f.den)) }

func (f fraction) larger(g fraction) fraction {
	if f.compare(g) >= 0 {
		return f
	}
	return g
}

func (f fraction) smaller(g fraction) fraction {
	if f.compare(g) <= 0 {
		return f
	}
	return g
}

// round gives the amount of money nearest to f on the grid of rd.
func (f fraction) round(c currency.Code, rd currency.Rounding) (currency.Amount, error) {
	unit := decimal.New(1, 0)
	one, err := currency.FromDecimal(unit, c)
	if err != nil {
		return currency.Amount{}, err
	}
	den := f.under(unit)
	if duty, err := one.MulDiv(f.num, den, rd); !errors.Is(err, currency.ErrRange) {
		return duty, err
	}
	// The numbers are too long for an Amount, the duty need not be: cut the
	// quotient two digits below the grid, and keep a trace of what was cut, so
	// that it stays on its side of each step and each half step.
	digits := int32(rd.Digits.In(c)) + 2
	quotient, rest := f.num.QuoRem(den, digits)
	if !rest.IsZero() {
		quotient = quotient.Add(decimal.New(1, -digits-1))
	}
	duty, err := currency.FromDecimal(quotient, c)
	if err != nil {
		return currency.Amount{}, err
	}
	return duty.Round(rd)
}
