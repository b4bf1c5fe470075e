package duty

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// term is a percentage of the value, or of a part of it or of another amount
// of money, or an amount of money per unit.
type term struct {
	minus    bool
	third    uint8           // thirds to be added to the number, as in "33 1/3%"
	scale    uint8           // of units
	currency currency.Code   // 0 = the number is a percentage
	units    int64           // the number in units of 10^-scale; -1 if that does not fit
	number   decimal.Decimal // percent, or money per unit
	part     string          // of a percentage: "" is the whole value
	unit     measure         // of an amount of money
}

// newTerm returns a term without part, currency and unit.
func newTerm(number decimal.Decimal) term {
	t := term{number: canonicalNumber(number), units: -1}
	if n, scale, ok := integerOf(t.number); ok && scale >= 0 && scale <= mostPlaces {
		t.units, t.scale = n, uint8(scale)
	}
	return t
}

// plain reports whether t is a percentage of the whole value, and a decimal.
func (t *term) plain() bool {
	return t.currency == 0 && t.part == "" && !t.minus && t.third == 0
}

func (t *term) write(b *strings.Builder) {
	b.WriteString(exact.DecimalText(t.number))
	if t.third > 0 {
		b.WriteByte(' ')
		b.WriteByte('0' + t.third)
		b.WriteString("/3")
	}
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

// integerOf returns d as n·10^-scale; ok is false if that takes more than 18
// digits.
func integerOf(d decimal.Decimal) (n int64, scale int, ok bool) {
	const digits = 18
	if d.NumDigits() > digits {
		return 0, 0, false
	}
	return d.CoefficientInt64(), -int(d.Exponent()), true
}
