package ltv

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Average is a total and the number of things that it is spread over.
type Average struct {
	Total currency.Amount `json:"total"` // exact
	Count int             `json:"count"`
}

// Each returns an average of one thing: an amount that is given, not observed.
func Each(a currency.Amount) Average { return Average{Total: a, Count: 1} }

// rat returns the exact average; count must not be zero.
func (a Average) rat() *big.Rat {
	r := a.Total.Decimal().Rat()
	return r.Quo(r, big.NewRat(int64(a.Count), 1))
}

// Amount returns total / count, rounded once by r.
//
// Amount returns an error of class [ErrSparse] if count is zero: nothing has no
// average.
func (a Average) Amount(r currency.Rounding) (currency.Amount, error) {
	if a.Count <= 0 {
		return currency.Amount{}, fmt.Errorf("ltv: average: %w: there is nothing to average", ErrSparse)
	}
	return a.Total.MulDiv(decimal.New(1, 0), decimal.New(int64(a.Count), 0), r)
}

// Share is a part of a number of customers.
type Share struct {
	Count int `json:"count"` // the part
	Total int `json:"total"` // of all these
}

// Percent returns the share in percent, rounded half up to two places.
//
// Percent returns an error of class [ErrSparse] if the total is zero: a part of
// nothing is no share.
func (s Share) Percent() (decimal.Decimal, error) {
	if s.Total <= 0 {
		return decimal.Decimal{}, fmt.Errorf("ltv: share: %w: there is nobody to take a share of", ErrSparse)
	}
	hundredths := (int64(s.Count)*20000 + int64(s.Total)) / (2 * int64(s.Total))
	return decimal.New(hundredths, -2), nil
}
