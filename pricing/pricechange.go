package pricing

import (
	"context"
	"iter"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// PriceChange is a displayed price that differs from what it was.
type PriceChange struct {
	Before *Price `json:"before,omitempty"` // nil: there was none
	After  Price  `json:"after"`
	// Causes say why, as far as the two prices tell; empty for a new one.
	//
	//   - price: the list price, the price book, adjustment or charm;
	//   - rate: the exchange rate or the margin on it;
	//   - terms: where duty and tax are placed;
	//   - law: the rates of tax, or a duty of which both the amount and the share
	//     of the value differ: by a new rate, a threshold, or because it goes by
	//     quantity. A flat duty that stays the same is no cause.
	Causes []Cause `json:"causes,omitempty"`
}

// Changes reprices a catalogue like [Engine.Reprice] and gives only what a shop
// has to publish: displayed prices that differ from those before, and new ones.
// A move that the market's charm or grid absorbs is not a change. Errors come
// as from Reprice, in a change that has only SKU and Market of After.
//
// before returns the price that is published; it is called in the goroutine
// that consumes the changes, once for each price that can be computed.
func (e *Engine) Changes(ctx context.Context, products iter.Seq[Product], before func(sku, market string) (Price, bool), r Repricing) iter.Seq2[PriceChange, error] {
	return func(yield func(PriceChange, error) bool) {
		for after, err := range e.Reprice(ctx, products, r) {
			change := PriceChange{After: after}
			if err == nil {
				if old, ok := before(after.SKU, after.Market); ok {
					if change.Causes = after.Causes(old); len(change.Causes) == 0 {
						continue
					}
					change.Before = &old
				}
			}
			if !yield(change, err) {
				return
			}
		}
	}
}

// Causes returns why the figure that p is shown at differs from that of an
// earlier price of the same product and market, as in PriceChange; none if it
// does not. It is for callers that keep unchanged prices too, which
// Engine.Changes leaves out.
func (p Price) Causes(before Price) []Cause {
	if p.Shown.Equal(before.Shown) {
		return nil
	}
	a, b := &before, &p
	var all []Cause
	say := func(c Cause, differ bool) {
		if differ && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	say(CausePrice, !a.List.Equal(b.List) || a.Fixed != b.Fixed || a.Fixed && !a.Base.Equal(b.Base))
	say(CauseRate, !a.Fixed && !b.Fixed && !sameMoney(a.Rate, b.Rate))
	say(CauseTerms, a.DutyAt != b.DutyAt || a.TaxAt != b.TaxAt)
	say(CauseLaw, !slices.EqualFunc(a.TaxRates, b.TaxRates, sameTax) || !sameShare(a, b))
	if len(all) == 0 { // the same list price at the same rate, under the same law
		all = append(all, CausePrice)
	}
	return all
}

// sameMoney tells whether money is worth what it was, whenever and by whomever it
// was quoted.
func sameMoney(a, b currency.Rate) bool {
	num, den := a.Ratio()
	n, d := b.Ratio()
	return a.Base() == b.Base() && a.Quote() == b.Quote() && num.Mul(d).Equal(n.Mul(den))
}

// sameTax tells whether a rate levies what it did.
func sameTax(a, b tax.Rate) bool {
	return a.Jurisdiction == b.Jurisdiction && a.Name == b.Name && a.Treatment == b.Treatment && a.Percent.Equal(b.Percent)
}

// sameShare tells whether the duty in two prices is the same amount, which moves
// neither, or can be the same share of the declared value, each rounded.
func sameShare(a, b *Price) bool {
	if a.Duty.Equal(b.Duty) {
		return true
	}
	if a.DutyAt != InPrice || b.DutyAt != InPrice || a.Declared.Sign() <= 0 || b.Declared.Sign() <= 0 {
		return true
	}
	least := func(p *Price, round int64) *big.Rat {
		half := big.NewRat(round, 2)
		half.Quo(half, new(big.Rat).SetInt(tenTo(p.Duty.Currency().Digits())))
		return half.Quo(half.Add(half, p.Duty.Decimal().Rat()), p.Declared.Decimal().Rat())
	}
	return least(a, -1).Cmp(least(b, 1)) < 0 && least(b, -1).Cmp(least(a, 1)) < 0 // a half is rounded up
}
