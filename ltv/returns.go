package ltv

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Returns is what the return of an order costs, and how often one comes, so that
// the cost can be counted on every order before it is known which will be sent
// back. Amounts are positive, in one currency; a zero Amount is none.
type Returns struct {
	Rate    decimal.Decimal // share of the orders that are returned, in percent
	Refund  currency.Amount // what the customer gets back, of what the merchant had kept
	Duty    currency.Amount // duty and tax that no authority pays back
	Freight currency.Amount // what the carrier is paid for the way back
	Salvage currency.Amount // what the goods are worth when they are back
}

// Cost returns what returns cost an average order: rate · (refund + duty +
// freight - salvage), rounded once by r. It is zero where salvage exceeds the
// rest: a shop does not live on returns.
//
// Cost returns an error if the rate is not between 0 and 100 or an amount is
// negative ([ErrTerms]), if currencies differ ([currency.ErrMismatch]) or if an
// amount becomes too large ([currency.ErrRange]).
func (rt Returns) Cost(r currency.Rounding) (currency.Amount, error) {
	if !bounded(rt.Rate) || rt.Rate.IsNegative() || rt.Rate.GreaterThan(hundred) {
		return currency.Amount{}, fmt.Errorf("ltv: rate of returns: %w: it must lie between 0 and 100 percent", ErrTerms)
	}
	var t currency.Total
	for _, a := range [...]currency.Amount{rt.Refund, rt.Duty, rt.Freight, rt.Salvage} {
		if a.Sign() < 0 {
			return currency.Amount{}, fmt.Errorf("ltv: cost of returns: %w: negative amount %v", ErrTerms, a)
		}
	}
	for _, a := range [...]currency.Amount{rt.Refund, rt.Duty, rt.Freight} {
		t.Add(a)
	}
	t.Sub(rt.Salvage)
	each, err := t.Amount()
	if err != nil {
		return currency.Amount{}, fmt.Errorf("ltv: cost of returns: %w", err)
	}
	if each.Sign() < 0 {
		return currency.FromMinor(0, each.Currency()), nil
	}
	return each.Percent(rt.Rate, r)
}
