package currency

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// TwoWay is a quotation with both prices of a currency: the dealer who gives it
// buys the base at the bid and sells it at the ask. It is immutable. The zero
// TwoWay quotes nothing.
type TwoWay struct {
	bid, mid, ask Rate
}

// NewTwoWay returns the quotation of one unit of base in units of quote.
//
// NewTwoWay returns an error if:
//   - bid is above ask ([ErrInvalidRate]);
//   - either is not a value for [NewRate];
//   - their mean has more than 34 digits ([ErrRange]).
func NewTwoWay(base, quote Code, bid, ask decimal.Decimal, asOf time.Time, source string) (TwoWay, error) {
	b, err := NewRate(base, quote, bid, asOf, source)
	if err != nil {
		return TwoWay{}, err
	}
	a, err := NewRate(base, quote, ask, asOf, source)
	if err != nil {
		return TwoWay{}, err
	}
	if b, err = b.WithSide(Bid); err != nil {
		return TwoWay{}, err
	}
	if a, err = a.WithSide(Ask); err != nil {
		return TwoWay{}, err
	}
	return twoWayOf(b, a)
}

// twoWayOf returns the quotation of two rates of one pair.
func twoWayOf(bid, ask Rate) (TwoWay, error) {
	if bid.ratio().cmp(ask.ratio()) > 0 {
		return TwoWay{}, rateError(bid.base, bid.quote, fmt.Errorf("bid %s is above ask %s: %w", bid.shown(), ask.shown(), ErrInvalidRate))
	}
	mean, err := bid.ratio().mean(ask.ratio())
	if err != nil {
		return TwoWay{}, rateError(bid.base, bid.quote, fmt.Errorf("mean of bid and ask: %w", err))
	}
	mid := makeRate(bid.base, bid.quote, mean, bid.origin().mean(ask.origin()))
	return TwoWay{bid: bid, mid: mid, ask: ask}, nil
}

// Base returns the currency that is bought and sold.
func (t TwoWay) Base() Code { return t.bid.base }

// Quote returns the currency in which it is paid.
func (t TwoWay) Quote() Code { return t.bid.quote }

// Bid returns the rate at which the base can be sold.
func (t TwoWay) Bid() Rate { return t.bid }

// Ask returns the rate at which the base can be bought.
func (t TwoWay) Ask() Rate { return t.ask }

// Mid returns the mean of bid and ask, exactly.
func (t TwoWay) Mid() Rate { return t.mid }

// Rates returns bid, mid and ask, for [NewRates].
func (t TwoWay) Rates() []Rate {
	if t.bid.IsZero() {
		return nil
	}
	return []Rate{t.bid, t.mid, t.ask}
}

// Inverse returns the same quotation for the other currency, exactly: its bid
// is the inverse of the ask, because whoever buys the one sells the other. Its
// mid is the inverse of the mid, so that a pair has one mid whichever way it is
// read; it is not the mean of its own bid and ask, but a little below.
func (t TwoWay) Inverse() TwoWay {
	return TwoWay{bid: t.ask.Inverse(), mid: t.mid.Inverse(), ask: t.bid.Inverse()}
}

// String returns the quotation for people who know codes: "1 EUR = 1.149 / 1.151
// USD (bank 2026-03-18)".
func (t TwoWay) String() string {
	if t.bid.IsZero() {
		return "no rate"
	}
	return "1 " + t.bid.base.String() + " = " + t.bid.shown() + " / " + t.ask.shown() + " " + t.bid.quote.String() + t.mid.about()
}
