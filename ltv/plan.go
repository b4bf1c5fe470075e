package ltv

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// Plan is a budget divided between markets, by [Allocate].
type Plan struct {
	Budget  currency.Amount `json:"budget"`
	Spent   currency.Amount `json:"spent"`
	Unspent currency.Amount `json:"unspent"` // what would have brought less than the hurdle, or more than the markets may get
	Value   currency.Amount `json:"value"`   // of the customers won: the sum of those of the grants
	Net     currency.Amount `json:"net"`     // value less spent

	// Return is what the last unit brings in every market between its bounds,
	// stated to six places.
	Return decimal.Decimal `json:"return"`

	Grants []Grant `json:"grants"` // in the order of the markets
}

// Grant is what a market gets, and what it is expected to bring.
type Grant struct {
	Market    string          `json:"market"`
	Spend     currency.Amount `json:"spend"`
	Customers decimal.Decimal `json:"customers"` // expected to be won, stated to six places
	Value     currency.Amount `json:"value"`     // of the customers: what one is worth · customers, rounded once

	// CAC is what a customer costs on average: spend / customers, rounded once;
	// the zero Amount where nobody is won.
	CAC currency.Amount `json:"cac"`

	// MarginalCAC is what the next customer costs. It, not CAC, is what a
	// customer's worth has to exceed. It is the zero Amount where even
	// 1,000,000,000,000 units win no further customer, as where a response has
	// come to its end, or where the next one costs nothing at all: a power at
	// no spend.
	MarginalCAC currency.Amount `json:"marginal_cac"`

	// Return is what the next unit brings, stated to six places; zero for a
	// power at no spend, for which it is infinite.
	Return decimal.Decimal `json:"return"`

	AtMin bool `json:"at_min,omitempty"` // the market gets its least, and would get less without it
	AtMax bool `json:"at_max,omitempty"` // the market gets its most, and would get more without it
}

// statedPlaces are the places to which expected customers and returns of a plan
// are stated.
const statedPlaces = 6

// MarshalJSON writes the return as a string.
func (p Plan) MarshalJSON() ([]byte, error) {
	type plain Plan // without this method
	return json.Marshal(struct {
		plain
		Return exact.Wire `json:"return"`
	}{plain(p), exact.Wire{Value: p.Return}})
}

// MarshalJSON writes decimals as strings.
func (g Grant) MarshalJSON() ([]byte, error) {
	type plain Grant // without this method
	return json.Marshal(struct {
		plain
		Customers exact.Wire `json:"customers"`
		Return    exact.Wire `json:"return"`
	}{plain(g), exact.Wire{Value: g.Customers}, exact.Wire{Value: g.Return}})
}

// plan states what spends, in the order of the bidders, bring.
func (a allocation) plan(markets []Market, spends []int64, lambda float64) (Plan, error) {
	p := Plan{Grants: make([]Grant, len(markets)), Budget: currency.FromMinor(a.budget, a.code)}
	p.Return, _ = stated(lambda)
	var spent, value currency.Total
	spent.Add(currency.FromMinor(0, a.code))
	value.Add(currency.FromMinor(0, a.code))
	for i, b := range a.bidders {
		g, err := b.grant(markets[b.place], spends[i], a, lambda)
		if err != nil {
			return Plan{}, fmt.Errorf("market %s: %w", excerpt.Quote(b.name), err)
		}
		p.Grants[b.place] = g
		spent.Add(g.Spend)
		value.Add(g.Value)
	}
	var err error
	if p.Spent, err = spent.Amount(); err != nil {
		return Plan{}, err
	}
	if p.Value, err = value.Amount(); err != nil {
		return Plan{}, err
	}
	if p.Unspent, err = p.Budget.Sub(p.Spent); err != nil {
		return Plan{}, err
	}
	p.Net, err = p.Value.Sub(p.Spent)
	return p, err
}

// grant states what a spend brings in a market.
func (b bidder) grant(m Market, minor int64, a allocation, lambda float64) (Grant, error) {
	g := Grant{Market: b.name, Spend: currency.FromMinor(minor, a.code)}
	spend := float64(minor) / a.unit
	var err error
	if g.Customers, err = stated(b.response.Customers(spend)); err != nil {
		return Grant{}, err
	}
	if g.Value, err = m.Value.MulRound(g.Customers, currency.Rounding{}); err != nil {
		return Grant{}, err
	}
	if g.Customers.IsPositive() {
		if g.CAC, err = g.Spend.DivRound(g.Customers, currency.Rounding{}); err != nil {
			return Grant{}, err
		}
	}
	marginal := b.response.Marginal(spend)
	if g.MarginalCAC, err = marginalCAC(marginal, a.code); err != nil {
		return Grant{}, err
	}
	brings := 0.0
	if b.value != 0 { // nothing of infinitely many customers would be no number
		brings = b.value * marginal
	}
	if !math.IsInf(brings, 0) {
		if g.Return, err = stated(brings); err != nil {
			return Grant{}, err
		}
	}
	g.AtMin = minor == b.low && minor > 0 && brings < lambda
	g.AtMax = minor == b.high && m.Max != (currency.Amount{}) && brings > lambda
	return g, nil
}

// marginalCAC returns the inverse of the customers that the next unit wins, half
// up to the minor unit; the zero Amount where these are as good as none, or
// infinitely many.
func marginalCAC(marginal float64, code currency.Code) (currency.Amount, error) {
	const fewest = 1e-12 // of a market that is won, e^(-s/Bend) gets smaller than any amount is large
	if !(marginal >= fewest) || math.IsInf(marginal, 0) {
		return currency.Amount{}, nil
	}
	next := new(big.Rat).SetFloat64(1 / marginal)
	return roundRat(next, code)
}

// stated returns a number to six places, or an error if it is too large for that.
func stated(x float64) (decimal.Decimal, error) {
	const most = 1e12
	if !(math.Abs(x) <= most) {
		return decimal.Decimal{}, fmt.Errorf("%w: %v is too large", ErrTerms, x)
	}
	return decimal.New(int64(math.Round(x*1e6)), -statedPlaces), nil
}
