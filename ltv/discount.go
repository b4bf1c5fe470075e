package ltv

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/internal/exact"
)

// Discount says how far a lifetime value looks and what a year of waiting
// costs. Both are mandatory: an unbounded value of a customer has no limit when
// it is not discounted, and a figure with no stated horizon says nothing.
type Discount struct {
	// Annual is the discount rate of a year in percent: 10 is 10 % a year. It is
	// at most 1000, and zero only where Undiscounted says that this is meant.
	Annual decimal.Decimal `json:"annual"`

	// Horizon is how many months since the first purchase count. It is at least
	// one month.
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
	yearly := 1 + d.Annual.InexactFloat64()/100
	factor := math.Pow(yearly, -float64(k)/float64(Year))
	scaled := math.Round(factor * math.Pow10(factorPlaces))
	return decimal.New(int64(scaled), -factorPlaces), nil
}

// check returns an error if the rate or the horizon is missing or out of range.
func (d Discount) check() error {
	if d.Horizon < Month {
		return fmt.Errorf("ltv: horizon of %v: %w: state how many months count, 1 or more", d.Horizon, ErrHorizon)
	}
	return d.checkRate()
}

func (d Discount) checkRate() error {
	switch {
	case !bounded(d.Annual) || d.Annual.IsNegative() || d.Annual.GreaterThan(decimal.New(1000, 0)):
		return fmt.Errorf("ltv: annual discount rate: %w: it must lie between 0 and 1000 percent", ErrTerms)
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
