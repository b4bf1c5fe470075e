package ltv

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// Forward is the rate at which the market exchanges money of a later month: the
// spot rate moved by the difference between the interest rates of the two
// currencies (covered interest parity).
//
//	F(k) = spot · ((1 + reporting/100) / (1 + local/100))^(k/12)
type Forward struct {
	Spot      currency.Rate   // from the currency of the market to that of the books
	Local     decimal.Decimal // interest of a year in the market's currency, in percent
	Reporting decimal.Decimal // interest of a year in the currency of the books, in percent
}

// Factor returns the forward rate of month k over the spot rate, rounded half up
// to twelve places.
//
// Factor returns an error of class [ErrTerms] if an interest rate is not
// between -50 and 1,000,000 percent, if k is negative or beyond [MaxHorizon],
// or if the factor is above 1,000,000.
func (f Forward) Factor(k Period) (decimal.Decimal, error) {
	if k < 0 || k > MaxHorizon {
		return decimal.Decimal{}, fmt.Errorf("ltv: forward rate of month %d: %w", int(k), ErrTerms)
	}
	for _, interest := range [...]decimal.Decimal{f.Local, f.Reporting} {
		if !bounded(interest) || interest.LessThan(decimal.New(-50, 0)) || interest.GreaterThan(decimal.New(1_000_000, 0)) {
			return decimal.Decimal{}, fmt.Errorf("ltv: interest rate: %w: it must lie between -50 and 1,000,000 percent", ErrTerms)
		}
	}
	ratio := (1 + f.Reporting.InexactFloat64()/100) / (1 + f.Local.InexactFloat64()/100)
	factor := math.Pow(ratio, float64(k)/float64(Year))
	if factor > 1e6 {
		return decimal.Decimal{}, fmt.Errorf("ltv: forward rate of month %d: %w: it is %v times the spot rate", int(k), ErrTerms, factor)
	}
	return decimal.New(int64(math.Round(factor*math.Pow10(factorPlaces))), -factorPlaces), nil
}

// Forward returns the curve in the currency of the books, with each month's flow
// sold forward and discounted at a rate of that currency: d.
//
// It is one of two ways to convert a value, the other being [Curve.In], which
// discounts the local flows at the local rate and converts the result at spot.
// They give the same where the discount rates differ as the interest does, (1 +
// d)/(1 + local discount) = (1 + reporting)/(1 + local). They are not to be mixed:
// local flows at the spot rate, discounted at a rate of the books' currency, would
// count a currency that loses value as if it did not. So a curve that was
// converted is not converted forward again.
//
// Forward returns an error if:
//   - the spot rate is missing, or not from the curve's currency
//     ([currency.ErrMismatch]);
//   - the curve was converted before, or a rate is missing or out of range
//     ([ErrTerms]);
//   - the horizon of d is missing or beyond that of the curve ([ErrHorizon]);
//   - an amount becomes too large ([currency.ErrRange]).
func (c Curve) Forward(f Forward, d Discount) (Curve, error) {
	if err := c.converts(f.Spot); err != nil {
		return Curve{}, err
	}
	if c.spot {
		return Curve{}, fmt.Errorf("ltv: market %s: curve in %v: %w: it has been converted already", excerpt.Quote(c.market), c.currency, ErrTerms)
	}
	if err := d.check(); err != nil {
		return Curve{}, err
	}
	if err := c.reaches(d.Horizon); err != nil {
		return Curve{}, err
	}
	forward := c
	forward.currency, forward.discount, forward.spot = f.Spot.Quote(), d, true
	forward.points = c.Points()[:d.Horizon+1]
	forward.flows = scaled(c.flows[:d.Horizon+1], ratio(f.Spot))
	for i := range forward.points {
		p := &forward.points[i]
		var err error
		if p.Forward, err = f.Factor(p.Month); err != nil {
			return Curve{}, err
		}
		if p.Factor, err = d.Factor(p.Month); err != nil {
			return Curve{}, err
		}
	}
	if err := forward.accumulate(); err != nil {
		return Curve{}, err
	}
	return forward, nil
}

// converts returns an error if the rate does not convert the curve.
func (c Curve) converts(rate currency.Rate) error {
	if rate.IsZero() || rate.Base() != c.currency {
		return fmt.Errorf("ltv: market %s: %w: a curve in %v does not convert at %v",
			excerpt.Quote(c.market), currency.ErrMismatch, c.currency, rate)
	}
	return nil
}
