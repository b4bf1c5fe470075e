package tax

import (
	"fmt"
	"math/big"
	"slices"
	"sync/atomic"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// asked is a question that is asked often. It remembers where its threshold
// cuts the amounts of a currency.
type asked struct {
	question
	cuts atomic.Pointer[[]cut]
}

// cut is the most of a question in a currency.
type cut struct {
	currency currency.Code
	ok       bool // there is one
	most     int64
}

// maxCuts is for how many currencies a question remembers its cuts.
const maxCuts = 32

// answer is that of the question, found by the cut where that is enough.
func (q *asked) answer(c *Contents, rates *currency.Rates) (int, error) {
	if q.of >= intrinsic {
		if a, ok := q.amount(c); ok {
			if low, ok := q.cut(a.Currency(), rates).low(a); ok {
				return answerOf(low), nil
			}
		}
	}
	return q.question.answer(c, rates)
}

// amount is what the question compares, if that is one amount.
func (q *asked) amount(c *Contents) (a currency.Amount, ok bool) {
	switch q.of {
	case intrinsic:
		a = c.Intrinsic
	case dearestItem:
		a = c.DearestItem
	default:
		var err error
		if a, err = c.customsValue(); err != nil || c.Intrinsic.Currency() == 0 {
			return a, false
		}
	}
	return a, a.Currency() != 0
}

// low reports whether an amount, not below zero, is on the low side. ok is false
// where the cut does not say.
func (k cut) low(a currency.Amount) (low, ok bool) {
	units, scale, ok := a.Units()
	if !ok || !k.ok {
		return false, false
	}
	if finer := scale - k.currency.Digits(); finer > 0 {
		p, ok := exact.Pow10(finer)
		if !ok || p > 1<<63-1 {
			return false, false
		}
		units /= int64(p)
		// Between the last unit of the low side and the next lies the threshold, too.
		if units == k.most {
			return false, false
		}
	}
	return units <= k.most, true
}

// cut finds the cut of a currency, and remembers it.
func (q *asked) cut(c currency.Code, rates *currency.Rates) cut {
	for {
		known := q.cuts.Load()
		var cuts []cut
		if known != nil {
			cuts = *known
		}
		for i := range cuts {
			if cuts[i].currency == c {
				return cuts[i]
			}
		}
		if len(cuts) == maxCuts {
			return cut{}
		}
		k := cut{currency: c}
		var err error
		k.most, err = q.most(c, rates)
		k.ok = err == nil
		more := append(slices.Clip(cuts), k)
		if q.cuts.CompareAndSwap(known, &more) {
			return k
		}
	}
}

// most is the largest number of minor units of a currency on the low side of the
// threshold; below 0 if there is none. It fails as answer does, and if an int64
// does not hold the number.
func (q *question) most(c currency.Code, rates *currency.Rates) (int64, error) {
	limit := q.rule.limit.Decimal().Rat()
	if q.of == turnover {
		sold, err := inLimit(rates, "sales", q.sold, q.rule.limit)
		if err != nil {
			return 0, err
		}
		limit.Sub(limit, sold)
	}
	unit, err := inLimit(rates, "amount", currency.FromMinor(1, c), q.rule.limit)
	if err != nil {
		return 0, err
	}
	limit.Quo(limit, unit)
	most := new(big.Int).Div(limit.Num(), limit.Denom()) // towards minus infinity
	if q.rule.strict && limit.IsInt() {
		most.Sub(most, big.NewInt(1))
	}
	if !most.IsInt64() {
		return 0, &SupplyError{Field: "rates", Err: fmt.Errorf("%v in minor units of %s: %w", q.rule.limit, c, currency.ErrRange)}
	}
	return most.Int64(), nil
}
