package ltv

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Scorer tells what known customers are worth from now on as [Residual] does, for
// millions of them: it gives the value over the horizon, and makes no curve. It is
// immutable. The zero Scorer has no model and values nobody.
type Scorer struct {
	model   Model
	factors []uint64 // discount at the end of month 1, 2, …, in units of 10^-factorPlaces
}

// NewScorer returns the scorer of customers whom a model describes.
//
// NewScorer returns an error if there is no model or it is not usable ([ErrModel]),
// or if the horizon ([ErrHorizon]) or the rate ([ErrTerms]) is missing or out of
// range.
func NewScorer(m Model, d Discount) (Scorer, error) {
	if err := usable(m); err != nil {
		return Scorer{}, err
	}
	if err := d.check(); err != nil {
		return Scorer{}, err
	}
	s := Scorer{model: m}
	for k := Month; k <= d.Horizon; k++ {
		s.factors = append(s.factors, uint64(d.factorUnits(k)))
	}
	return s, nil
}

// Value returns what a customer is expected to be worth from the day of their
// summary on, if a repeat purchase of theirs contributes repeat: the LTV of the
// curve of [Residual], exact and rounded once, half up to the minor unit.
//
// Value returns an error if:
//   - the scorer is the zero Scorer, or its model expects no number ([ErrModel]);
//   - the history is impossible ([ErrHistory]);
//   - repeat is missing ([ErrTerms]);
//   - the value becomes too large ([currency.ErrRange]).
func (s Scorer) Value(h Summary, repeat Average) (currency.Amount, error) {
	if s.model == nil {
		return currency.Amount{}, fmt.Errorf("ltv: value of a customer: %w: there is none", ErrModel)
	}
	if err := h.Check(); err != nil {
		return currency.Amount{}, fmt.Errorf("ltv: value of a customer: %w", err)
	}
	if repeat.Count <= 0 || repeat.Total.Currency() == 0 {
		return currency.Amount{}, fmt.Errorf("ltv: value of a customer: margin of a repeat purchase: %w: it is missing", ErrTerms)
	}
	orders, err := s.discounted(h)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("ltv: value of a customer: %w", err)
	}
	return repeat.Total.MulDiv(orders, decimal.New(int64(repeat.Count), 0), currency.Rounding{})
}

// discounted returns the orders that are expected in each month, as they are
// stated, times its discount.
func (s Scorer) discounted(h Summary) (decimal.Decimal, error) {
	var high, low uint64 // of the sum: at most 10^15 orders' units at 10^12 each
	sofar := int64(0)
	for i, factor := range s.factors {
		until, err := statedCount(s.model.Expected(h, monthDays*float64(i+1)), sofar)
		if err != nil {
			return decimal.Decimal{}, fmt.Errorf("month %d: %w", i+1, err)
		}
		h, l := bits.Mul64(uint64(until-sofar), factor)
		var carry uint64
		low, carry = bits.Add64(low, l, 0)
		high += h + carry
		sofar = until
	}
	var sum [16]byte
	binary.BigEndian.PutUint64(sum[:8], high)
	binary.BigEndian.PutUint64(sum[8:], low)
	return decimal.NewFromBigInt(new(big.Int).SetBytes(sum[:]), -countPlaces-factorPlaces), nil
}
