package ltv

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// Discount says how far a lifetime value looks and what a year of waiting
// costs. Both are mandatory, and a value without a horizon is an error, not a
// large number: in the markets that purchase models describe best some
// customers hardly ever leave, so that their expected orders add up without
// limit. The CDNOW customers, for whom BG/NBD has a = 0.793, are expected to
// order again 1.4 times in a year, 5.0 times in ten and 8.8 times in forty, and
// wherever a (in Pareto/NBD: s) is not above 1 there is no finite number for
// all time. A stated horizon, or a rate, is what makes two markets comparable.
// The method Residual of a [Model] gives the orders of all the future,
// discounted at a rate.
type Discount struct {
	// Annual is the discount rate of a year in percent: 10 is 10 % a year. It is
	// at most 1,000,000, and zero only where Undiscounted says that this is meant.
	Annual decimal.Decimal `json:"annual"`

	// Horizon is how many months since the first purchase count. It is at least
	// one month and at most [MaxHorizon].
	Horizon Period `json:"horizon"`

	// Undiscounted says that a later contribution is worth as much as one today,
	// so that Annual is zero.
	Undiscounted bool `json:"undiscounted,omitempty"`
}

// MarshalJSON writes the rate as a string.
func (d Discount) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Annual       exact.Wire `json:"annual"`
		Horizon      Period     `json:"horizon"`
		Undiscounted bool       `json:"undiscounted,omitempty"`
	}{exact.Wire{Value: d.Annual}, d.Horizon, d.Undiscounted})
}

// MaxHorizon is the longest horizon: more than anybody buys.
const MaxHorizon = 100 * Year

// Monthly returns the discount rate per year, in percent, that a rate per month
// amounts to: ((1 + percent/100)^12 - 1) · 100, rounded half up to twelve
// places. One percent a month is 12.682503013197 percent a year, and not 12.
//
// Monthly returns an error of class [ErrTerms] if the rate is not between 0 and
// 100, or has more than six places.
func Monthly(percent decimal.Decimal) (decimal.Decimal, error) {
	if !bounded(percent) || percent.IsNegative() || percent.GreaterThan(hundred) || !percent.Equal(percent.Truncate(6)) {
		return decimal.Decimal{}, fmt.Errorf("ltv: monthly discount rate: %w: it must lie between 0 and 100 percent, with six places at most", ErrTerms)
	}
	month, year := percent.Shift(-2).Add(one), one
	for range int(Year) {
		year = year.Mul(month)
	}
	return year.Sub(one).Shift(2).Round(12), nil
}

// factorPlaces are the places to which discount factors are stated.
const factorPlaces = 12

// Factor returns the discount at the end of month k, (1 + annual/100)^(-k/12),
// rounded half up to twelve places. It is 1 for month 0 and where nothing is
// discounted.
//
// Factor returns an error of class [ErrTerms] if the rate is missing or out
// of range, or if k is negative.
func (d Discount) Factor(k Period) (decimal.Decimal, error) {
	if err := d.checkRate(); err != nil {
		return decimal.Decimal{}, err
	}
	if k < 0 {
		return decimal.Decimal{}, fmt.Errorf("ltv: discount of month %d: %w", int(k), ErrTerms)
	}
	return decimal.New(d.factorUnits(k), -factorPlaces), nil
}

// factorUnits returns the discount at the end of month k in units of its last
// stated place.
func (d Discount) factorUnits(k Period) int64 {
	yearly := 1 + d.Annual.InexactFloat64()/100
	factor := math.Pow(yearly, -float64(k)/float64(Year))
	return int64(math.Round(factor * math.Pow10(factorPlaces)))
}

// check returns an error if the rate or the horizon is missing or out of range.
func (d Discount) check() error {
	if d.Horizon < Month || d.Horizon > MaxHorizon {
		return fmt.Errorf("ltv: horizon of %v: %w: state how many months count, 1 to %d: without an end a value may have no limit",
			d.Horizon, ErrHorizon, int(MaxHorizon))
	}
	return d.checkRate()
}

func (d Discount) checkRate() error {
	switch {
	case !bounded(d.Annual) || d.Annual.IsNegative() || d.Annual.GreaterThan(decimal.New(1_000_000, 0)):
		return fmt.Errorf("ltv: annual discount rate: %w: it must lie between 0 and 1,000,000 percent", ErrTerms)
	case d.Annual.IsZero() && !d.Undiscounted:
		return fmt.Errorf("ltv: annual discount rate is missing: %w: state it in percent, or Undiscounted", ErrTerms)
	case !d.Annual.IsZero() && d.Undiscounted:
		return fmt.Errorf("ltv: annual discount rate of %v percent: %w: it is said to be Undiscounted", d.Annual, ErrTerms)
	}
	return nil
}

// bounded reports whether d can be computed with at no great cost: a number
// such as 1e1000000000 cannot.
func bounded(d decimal.Decimal) bool {
	const places, bits = 34, 128
	return d.Exponent() >= -places && d.Exponent() <= places && d.Coefficient().BitLen() <= bits
}

var one, hundred = decimal.New(1, 0), decimal.New(100, 0)
