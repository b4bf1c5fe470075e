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
// the first purchase: what was observed, by [Cohort.Value], or what a model
// expects, by [Value] and [Residual]. It is immutable.
type Curve struct {
	market   string
	currency currency.Code
	basis    Basis
	discount Discount
	points   []Point
	flows    []*big.Rat // what a customer contributes in each month, before any discount
	exact    []*big.Rat // the cumulative amounts before rounding
	spot     bool       // converted at one rate
}

// Basis says what a curve rests on.
type Basis uint8

// What curves rest on.
const (
	Observed Basis = iota + 1 // what customers did
	Forecast                  // what a model expects them to do
)

var bases = [...]string{"", "observed", "forecast"}

// String returns "observed" or "forecast".
func (b Basis) String() string {
	if int(b) < len(bases) {
		return bases[b]
	}
	return fmt.Sprintf("basis %d", uint8(b))
}

// MarshalText returns the form of [Basis.String].
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads the form of [Basis.String]; it returns an error of class
// [ErrTerms] for any other text.
func (b *Basis) UnmarshalText(text []byte) error {
	i := slices.Index(bases[1:], string(text))
	if i < 0 {
		return fmt.Errorf("ltv: basis of a curve: %w: %s is neither observed nor forecast", ErrTerms, excerpt.Quote(text))
	}
	*b = Basis(i + 1)
	return nil
}

// Point is one month of a curve. That of an observed curve has Customers,
// Purchases and Total, that of a forecast has Expected.
type Point struct {
	Month     Period          `json:"month"`             // months since the first purchase; 0 is its day
	Customers int             `json:"customers"`         // observed to the end of the month
	Purchases int             `json:"purchases"`         // what these bought in the month
	Total     currency.Amount `json:"total"`             // what these purchases contributed, exact, in the currency of the market
	Expected  decimal.Decimal `json:"expected,omitzero"` // repeat purchases of a customer that a model expects in the month
	Forward   decimal.Decimal `json:"forward,omitzero"`  // forward rate over spot rate; zero where the curve is not converted at forward rates
	Factor    decimal.Decimal `json:"factor"`            // discount at the end of the month

	// Cumulative is the sum, up to this month, of what a customer contributes ·
	// forward · factor, rounded half up to the minor unit of the curve's
	// currency. A customer contributes total / customers where that was observed,
	// and the margin of a repeat purchase · expected where that is a forecast.
	Cumulative currency.Amount `json:"cumulative"`
}

// MarshalJSON writes decimals as strings, and of a forecast only what it has.
func (p Point) MarshalJSON() ([]byte, error) {
	type tail struct {
		Forward    exact.Wire      `json:"forward,omitzero"`
		Factor     exact.Wire      `json:"factor"`
		Cumulative currency.Amount `json:"cumulative"`
	}
	end := tail{exact.Wire{Value: p.Forward}, exact.Wire{Value: p.Factor}, p.Cumulative}
	if p.Customers == 0 {
		return json.Marshal(struct {
			Month    Period     `json:"month"`
			Expected exact.Wire `json:"expected"`
			tail
		}{p.Month, exact.Wire{Value: p.Expected}, end})
	}
	return json.Marshal(struct {
		Month     Period          `json:"month"`
		Customers int             `json:"customers"`
		Purchases int             `json:"purchases"`
		Total     currency.Amount `json:"total"`
		tail
	}{p.Month, p.Customers, p.Purchases, p.Total, end})
}

// orders returns the repeat purchases of a customer in the month; those of
// month 0 are none.
func (p Point) orders() *big.Rat {
	switch {
	case p.Month == 0:
		return new(big.Rat)
	case p.Customers > 0:
		return big.NewRat(int64(p.Purchases), int64(p.Customers))
	}
	return p.Expected.Rat()
}

// accumulate fills in the cumulative amounts from the flows.
func (c *Curve) accumulate() error {
	sum := new(big.Rat)
	c.exact = make([]*big.Rat, len(c.flows))
	for i, flow := range c.flows {
		p := &c.points[i]
		present := new(big.Rat).Mul(flow, p.Factor.Rat())
		if !p.Forward.IsZero() {
			present.Mul(present, p.Forward.Rat())
		}
		sum.Add(sum, present)
		c.exact[i] = new(big.Rat).Set(sum)
		var err error
		if p.Cumulative, err = roundRat(sum, c.currency); err != nil {
			return fmt.Errorf("ltv: market %s: month %d in %v: %w", excerpt.Quote(c.market), i, c.currency, err)
		}
	}
	return nil
}

// Market returns the market of the customers.
func (c Curve) Market() string { return c.market }

// Currency returns the currency of the curve: that of the market, or that to
// which [Curve.In] converted it.
func (c Curve) Currency() currency.Code { return c.currency }

// Basis returns what the curve rests on; it is 0 for the zero Curve.
func (c Curve) Basis() Basis { return c.basis }

// Discount returns the rate and the horizon of the curve.
func (c Curve) Discount() Discount { return c.discount }

// Estimated reports whether the curve was observed, and to the end of some
// month with fewer than [Enough] customers.
func (c Curve) Estimated() bool {
	return c.basis == Observed && slices.ContainsFunc(c.points, func(p Point) bool { return p.Customers < Enough })
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
	if err := c.converts(rate); err != nil {
		return Curve{}, err
	}
	converted := c
	converted.currency, converted.spot = rate.Quote(), true
	converted.points = c.Points()
	converted.flows = scaled(c.flows, ratio(rate))
	if err := converted.accumulate(); err != nil {
		return Curve{}, err
	}
	return converted, nil
}

// BreakEven returns how many customers have to be won at cac each so that what
// they are worth beyond it pays a fixed cost, such as that of entering the
// market: fixed / (LTV - cac), rounded up. It is false if a customer is not worth
// more than cac, so that no number pays, or so little more that the number is
// beyond 64 bits. Where fixed is zero, a customer who is worth cac is enough.
//
// BreakEven returns an error if cac or fixed is negative ([ErrTerms]) or not in the
// currency of the curve ([currency.ErrMismatch]), or if the curve is the zero
// Curve ([ErrHorizon]).
func (c Curve) BreakEven(cac, fixed currency.Amount) (customers int64, ok bool, err error) {
	if err := c.reaches(0); err != nil {
		return 0, false, err
	}
	for _, cost := range [...]currency.Amount{cac, fixed} {
		if cost.Sign() < 0 {
			return 0, false, fmt.Errorf("ltv: break-even of %v and %v: %w: a negative cost", cac, fixed, ErrTerms)
		}
		if _, err := c.LTV().Cmp(cost); err != nil {
			return 0, false, fmt.Errorf("ltv: market %s: break-even: %w", excerpt.Quote(c.market), err)
		}
	}
	gain := new(big.Rat).Sub(c.exact[len(c.exact)-1], cac.Decimal().Rat())
	if gain.Sign() <= 0 {
		return 0, fixed.IsZero() && gain.Sign() == 0, nil
	}
	n := gain.Quo(fixed.Decimal().Rat(), gain)
	up := new(big.Int).Add(n.Num(), new(big.Int).Sub(n.Denom(), big.NewInt(1)))
	up.Quo(up, n.Denom())
	if !up.IsInt64() {
		return 0, false, nil
	}
	return up.Int64(), true, nil
}

// ratio returns the exact value of a rate.
func ratio(r currency.Rate) *big.Rat {
	num, den := r.Ratio()
	return new(big.Rat).Quo(num.Rat(), den.Rat())
}

// scaled returns the flows times x.
func scaled(flows []*big.Rat, x *big.Rat) []*big.Rat {
	products := make([]*big.Rat, len(flows))
	for i, flow := range flows {
		products[i] = new(big.Rat).Mul(flow, x)
	}
	return products
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
	return currency.FromDecimal(roundPlaces(x, code.Digits()), code)
}

// roundPlaces returns x rounded half up, away from zero, to places.
func roundPlaces(x *big.Rat, places int) decimal.Decimal {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	// |x|·10^places + 1/2, rounded down
	num := new(big.Int).Abs(x.Num())
	num.Mul(num, scale).Lsh(num, 1).Add(num, x.Denom())
	units := num.Quo(num, new(big.Int).Lsh(x.Denom(), 1))
	if x.Sign() < 0 {
		units.Neg(units)
	}
	return decimal.NewFromBigInt(units, -int32(places))
}
