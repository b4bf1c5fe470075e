package worth

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// Terms are what customers are valued by. They travel to the workers as JSON.
type Terms struct {
	AsOf     currency.Date     // last day that the orders cover
	Discount ltv.Discount      // how far a value looks, and what waiting costs
	Ratio    decimal.Decimal   // how many times the cost to win a customer the value has to be
	CAC      map[string]string // cost to win a customer by market, in the currency of its orders
	Parts    int               // into which orders, and the customers of each market, are dealt
}

// MaxParts bounds the files that a market is written to.
const MaxParts = 100_000

// Check returns an error if customers cannot be valued by the terms.
func (t Terms) Check() error {
	if t.AsOf.IsZero() {
		return errors.New("-asof: say which is the last day that the orders cover")
	}
	if t.Parts < 1 || t.Parts > MaxParts {
		return fmt.Errorf("-parts %d: want 1 to %d", t.Parts, MaxParts)
	}
	for market, text := range t.CAC {
		// Its currency is not known yet; every currency knows plain decimals.
		if a, err := currency.ParseAmount(text, currency.EUR); err != nil || a.Sign() < 0 {
			return fmt.Errorf("-cac %s=%s: want a plain decimal that is not negative", market, text)
		}
	}
	// The library knows best what else cannot be; an empty curve has no amounts.
	curve, err := ltv.Value(ltv.BGNBD{R: 1, Alpha: 1, A: 1, B: 1}, ltv.Margin{First: one, Repeat: one}, t.Discount)
	if err != nil {
		return err
	}
	_, err = curve.MaxCAC(t.Ratio, t.Discount.Horizon)
	return err
}

var one = ltv.Each(currency.FromMinor(100, currency.EUR))

// spend is what winning n customers of a market cost, in a currency.
func (t Terms) spend(market string, n int, code currency.Code) (currency.Amount, error) {
	text, ok := t.CAC[market]
	if !ok {
		return currency.Amount{}, nil
	}
	each, err := currency.ParseAmount(text, code)
	if err != nil {
		return currency.Amount{}, err
	}
	return each.MulInt(int64(n))
}

// known returns an error if a cost is of a market that has no orders.
func (t Terms) known(markets []Market) error {
	var names []string
	for i := range markets {
		names = append(names, markets[i].Market)
	}
	for _, market := range slices.Sorted(maps.Keys(t.CAC)) {
		if !slices.Contains(names, market) {
			return fmt.Errorf("-cac %s=%s: no order is of that market; those of the orders are %q", market, t.CAC[market], slices.Compact(names))
		}
	}
	return nil
}

// bucket deals a name out to one of n buckets: FNV-1a, the same on every machine.
func bucket(name string, n int) int {
	const offset, prime = 14695981039346656037, 1099511628211
	hash := uint64(offset)
	for i := range len(name) {
		hash = (hash ^ uint64(name[i])) * prime
	}
	// The low bits of the product alone know little of the first bytes.
	return int((hash ^ hash>>32) % uint64(n))
}

// key is what customers have in common who are in one part: a market, its currency
// and their bucket. A market has no control characters in it.
func key(market string, code currency.Code, bucket int) string {
	return fmt.Sprintf("%s\x00%v\x00%05d", market, code, bucket)
}

// market is the part of a key that names the market and its currency.
func market(key string) string { return key[:strings.LastIndexByte(key, 0)] }
