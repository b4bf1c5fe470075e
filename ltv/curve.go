package ltv

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Curve is the discounted cumulative contribution of a customer by month since
// the first purchase. It comes from [Cohort.Value]; it is immutable.
type Curve struct {
	market   string
	currency currency.Code
	discount Discount
	points   []Point
	exact    []*big.Rat // the cumulative amounts before rounding
}

// Point is one month of a curve.
type Point struct {
	Month     Period          `json:"month"`     // months since the first purchase; 0 is its day
	Customers int             `json:"customers"` // observed to the end of the month
	Purchases int             `json:"purchases"` // what these bought in the month
	Total     currency.Amount `json:"total"`     // what these purchases contributed, exact, in the currency of the market
	Factor    decimal.Decimal `json:"factor"`    // discount at the end of the month

	// Cumulative is the sum, up to this month, of total / customers · factor,
	// rounded half up to the minor unit of the curve's currency.
	Cumulative currency.Amount `json:"cumulative"`
}

// MarshalJSON writes the factor as a string.
func (p Point) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Month      Period          `json:"month"`
		Customers  int             `json:"customers"`
		Purchases  int             `json:"purchases"`
		Total      currency.Amount `json:"total"`
		Factor     exact.Wire      `json:"factor"`
		Cumulative currency.Amount `json:"cumulative"`
	}{p.Month, p.Customers, p.Purchases, p.Total, exact.Wire{Value: p.Factor}, p.Cumulative})
}

// present returns the discounted contribution of the month per customer.
func (p Point) present() *big.Rat {
	r := p.Total.Decimal().Rat()
	r.Mul(r, p.Factor.Rat())
	return r.Quo(r, big.NewRat(int64(p.Customers), 1))
}

// Market returns the market of the customers.
func (c Curve) Market() string { return c.market }

// Currency returns the currency of the curve: that of the market, or that to
// which [Curve.In] converted it.
func (c Curve) Currency() currency.Code { return c.currency }

// Discount returns the rate and the horizon of the curve.
func (c Curve) Discount() Discount { return c.discount }

// Estimated reports whether fewer than [Enough] customers were observed to the
// end of some month.
func (c Curve) Estimated() bool {
	return slices.ContainsFunc(c.points, func(p Point) bool { return p.Customers < Enough })
}

// Points returns the months of the curve, from 0 to the horizon.
func (c Curve) Points() []Point { return slices.Clone(c.points) }

// LTV returns the lifetime value over the horizon: the cumulative contribution at
// its end. It is a zero Amount for the zero Curve.
func (c Curve) LTV() currency.Amount {
	if len(c.points) == 0 {
		return currency.Amount{}
	}
	return c.points[len(c.points)-1].Cumulative
}

// At returns the cumulative contribution at the end of a month.
//
// At returns a *[HorizonError] if the month is negative or beyond the horizon.
func (c Curve) At(month Period) (currency.Amount, error) {
	if err := c.reaches(month); err != nil {
		return currency.Amount{}, err
	}
	return c.points[month].Cumulative, nil
}

// Payback returns the first month at whose end the cumulative contribution, as
// At returns it, is at least cac, what a customer cost to win. It is month 0 if
// the first purchase already pays. The second result is false if cac is not paid
// back within the horizon.
//
// Payback returns an error if cac is negative ([ErrTerms]) or not in the currency
// of the curve ([currency.ErrMismatch]).
func (c Curve) Payback(cac currency.Amount) (Period, bool, error) {
	if cac.Sign() < 0 {
		return 0, false, fmt.Errorf("ltv: payback of %v: %w: a negative cost of acquisition", cac, ErrTerms)
	}
	for _, p := range c.points {
		order, err := p.Cumulative.Cmp(cac)
		if err != nil {
			return 0, false, fmt.Errorf("ltv: market %s: payback: %w", excerpt.Quote(c.market), err)
		}
		if order >= 0 {
			return p.Month, true, nil
		}
	}
	return 0, false, nil
}

// MaxCAC returns the most that may be spent to win a customer if the lifetime
// value has to be ratio times as much, and if it has to be paid back within a
// number of months: the smaller of LTV / ratio and the cumulative contribution
// at that month, rounded once, half up to the minor unit. It is negative if a
// customer costs more than they bring.
//
// MaxCAC returns an error if ratio is not positive or out of range
// ([ErrTerms]), or if within is negative or beyond the horizon ([ErrHorizon]).
func (c Curve) MaxCAC(ratio decimal.Decimal, within Period) (currency.Amount, error) {
	if err := c.reaches(within); err != nil {
		return currency.Amount{}, err
	}
	if !ratio.IsPositive() || !bounded(ratio) {
		return currency.Amount{}, fmt.Errorf("ltv: ratio of lifetime value to cost of acquisition: %w: it must be positive, of at most 34 digits", ErrTerms)
	}
	limit := new(big.Rat).Quo(c.exact[len(c.exact)-1], ratio.Rat())
	if paid := c.exact[within]; paid.Cmp(limit) < 0 {
		limit = paid
	}
	return roundRat(limit, c.currency)
}

// In returns the curve in another currency, each amount converted exactly at the
// one rate and rounded once. The discounting has been done in the currency of the
// market, with its rate: convert a value that was discounted there, never flows
// that are to be discounted with the rate of another currency.
//
// In returns an error if the rate is not from the curve's currency
// ([currency.ErrMismatch]), or if an amount becomes too large
// ([currency.ErrRange]).
func (c Curve) In(rate currency.Rate) (Curve, error) {
	if rate.IsZero() || rate.Base() != c.currency {
		return Curve{}, fmt.Errorf("ltv: market %s: %w: a curve in %v does not convert at %v",
			excerpt.Quote(c.market), currency.ErrMismatch, c.currency, rate)
	}
	num, den := rate.Ratio()
	factor := new(big.Rat).Quo(num.Rat(), den.Rat())
	converted := Curve{market: c.market, currency: rate.Quote(), discount: c.discount, points: c.Points()}
	for i, exact := range c.exact {
		amount := new(big.Rat).Mul(exact, factor)
		cumulative, err := roundRat(amount, converted.currency)
		if err != nil {
			return Curve{}, fmt.Errorf("ltv: market %s: month %d in %v: %w", excerpt.Quote(c.market), i, converted.currency, err)
		}
		converted.points[i].Cumulative = cumulative
		converted.exact = append(converted.exact, amount)
	}
	return converted, nil
}

// reaches returns an error if the curve has no such month.
func (c Curve) reaches(month Period) error {
	known := Period(len(c.points)) - 1
	if month < 0 || month > known {
		return &HorizonError{Market: c.market, Asked: month, Known: known}
	}
	return nil
}

// roundRat returns x as an amount, rounded half up, away from zero, to the minor
// unit of code.
func roundRat(x *big.Rat, code currency.Code) (currency.Amount, error) {
	digits := code.Digits()
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	// |x|·10^digits + 1/2, rounded down
	num := new(big.Int).Abs(x.Num())
	num.Mul(num, scale).Lsh(num, 1).Add(num, x.Denom())
	units := num.Quo(num, new(big.Int).Lsh(x.Denom(), 1))
	if x.Sign() < 0 {
		units.Neg(units)
	}
	return currency.FromDecimal(decimal.NewFromBigInt(units, -int32(digits)), code)
}
