package tax

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/internal/excerpt"
)

// errThreshold: a rate depends on the price of the item, and it was met where
// there is none: whoever piles rates up has asked Rate.At before.
var errThreshold = errors.New("rate depends on the price of the item")

// ThresholdRule says what a rate taxes of an item at or above a threshold.
type ThresholdRule uint8

// The rules. Items on the low side bear Threshold.Below, nothing if that is
// zero.
const (
	NoThreshold ThresholdRule = iota
	Whole                     // from the amount on, the whole price: New York, clothing of 110 USD or more
	WholeAbove                // only above the amount, but then the whole price: Manitoba, children's clothes up to 150 CAD
	Excess                    // the part of the price above the amount: Massachusetts 175 USD, Rhode Island 250 USD
)

var thresholdWords = [...]string{"", "whole", "whole_above", "excess"}

// String returns the text form, "excess".
func (t ThresholdRule) String() string { return wordOf(t, thresholdWords[:]) }

// MarshalText returns the text form.
func (t ThresholdRule) MarshalText() ([]byte, error) {
	return marshalWord(t, "threshold rule", thresholdWords[:], ErrSyntax)
}

// UnmarshalText reads the text form, "" for NoThreshold. It returns a
// *WordError that wraps ErrSyntax for any other word.
func (t *ThresholdRule) UnmarshalText(text []byte) (err error) {
	*t, err = parseWord[ThresholdRule](string(text), "threshold rule", thresholdWords[:], ErrSyntax)
	return err
}

// Threshold is a price of one item at which a rate sets in. The zero value is
// none. Calculate compares it with what each item of a line costs after all
// discounts before tax, including its share of those of the order: a seller's
// discount and a coupon taken at the sale lower the price, a rebate paid out
// later does not (830 CMR 64H.1.4 and 64H.1.8 of Massachusetts, as of 2000 and
// 2019); that is a discount after tax.
type Threshold struct {
	Rule   ThresholdRule   // NoThreshold: the rate holds at any price
	Amount currency.Amount // price of one item without tax
	Below  decimal.Decimal // percent on the low side; zero: exempt there
}

// IsZero reports whether there is no threshold.
func (t Threshold) IsZero() bool { return t.Rule == NoThreshold }

// check refuses a threshold that cannot be.
func (t *Threshold) check() error {
	if t.IsZero() {
		return nil
	}
	if int(t.Rule) >= len(thresholdWords) {
		return fmt.Errorf("threshold rule %d: %w", t.Rule, ErrSyntax)
	}
	if t.Amount.Currency() == 0 || t.Amount.Sign() <= 0 {
		return fmt.Errorf("threshold of %v: want more than zero of a currency: %w", t.Amount, ErrSyntax)
	}
	if t.Rule == Excess && !t.Below.IsZero() {
		return fmt.Errorf("threshold with %s percent below it: what is below is not taxed when only the excess is: %w", exact.DecimalText(t.Below), ErrSyntax)
	}
	return checkPercent(t.Below)
}

// At returns the rate as it holds for one item at a price after discount, and
// the part of that price which it taxes. A rate without a threshold taxes the
// whole price. The result has no threshold: it can go into a Line, whose taxed
// part is that of the item times the quantity.
//
// The price may contain the tax, and then so does the part. Thresholds are
// prices without tax. With the rule Excess, the taxed part is price less
// threshold either way: a gross G−T has the net (G−T)/(1+r). With the other
// rules, an item whose price contains the tax is on the low side if its price
// is so without the tax of the low side; some prices above the threshold
// correspond to no net price, and with these the item is on the high side. At
// considers no other rate: where a price contains several, use
// Line.RatesAtPrice. A rate with a treatment beyond Exempt, such as Export, is
// the same at any price.
//
// All comparisons and the part are exact. At returns an error if the price is
// in another currency than the threshold (a *currency.MismatchError: convert
// the threshold first, with In) or the threshold is not valid.
func (r Rate) At(price currency.Amount, inclusive bool) (Rate, currency.Amount, error) {
	t := r.Threshold
	r.Threshold = Threshold{}
	if t.IsZero() || !r.conditional() {
		return r, price, nil
	}
	if err := t.check(); err != nil {
		return r, price, fmt.Errorf("tax: rate %s: %w", excerpt.Quote(r.Name), err)
	}
	low, err := t.low(price, inclusive)
	if err != nil {
		return r, price, fmt.Errorf("tax: rate %s: %w", excerpt.Quote(r.Name), err)
	}
	if low {
		return r.below(t), lowPart(price, t), nil
	}
	if t.Rule != Excess {
		return r, price, nil
	}
	taxed, err := price.Abs().Sub(t.Amount)
	if err == nil && price.Sign() < 0 {
		taxed = taxed.Neg()
	}
	return r, taxed, err
}

// low compares the price with the threshold: price × 100 against
// amount × (100 + below), so that nothing is divided.
func (t *Threshold) low(price currency.Amount, inclusive bool) (bool, error) {
	limit := t.Amount
	if inclusive && !t.Below.IsZero() {
		var err error
		if limit, err = limit.Mul(hundred.Add(t.Below).Shift(-2)); err != nil {
			return false, err
		}
	}
	c, err := price.Abs().Cmp(limit)
	if t.Rule == WholeAbove {
		return c <= 0, err
	}
	return c < 0, err
}

// lowPart is what is taxed on the low side: all, at the rate that holds there,
// or nothing.
func lowPart(price currency.Amount, t Threshold) currency.Amount {
	if t.Below.IsZero() {
		return currency.FromMinor(0, price.Currency())
	}
	return price
}

// conditional reports whether it matters on which side of a threshold an item
// is. What leaves the country, or is taxed by another, is untaxed at any price.
func (r *Rate) conditional() bool { return r.Treatment <= Exempt }

// below is the rate of the low side.
func (r Rate) below(t Threshold) Rate {
	r.Percent, r.Treatment = t.Below, Reduced
	if t.Below.IsZero() {
		r.Treatment = Exempt
	}
	return r
}

// same reports whether two thresholds are one.
func (t *Threshold) same(as *Threshold) bool {
	return t.Rule == as.Rule && (t.Rule == NoThreshold || t.Amount.Equal(as.Amount) && samePercent(t.Below, as.Below))
}

// checkAny is check for a rate that may have a threshold.
func (r *Rate) checkAny() error {
	if r.Threshold.IsZero() {
		return r.check()
	}
	if err := r.Threshold.check(); err != nil {
		return fmt.Errorf("rate %s: %w", excerpt.Quote(r.Name), err)
	}
	if !r.PerUnit.IsZero() && (r.Threshold.Rule == Excess || !r.Threshold.Below.IsZero()) {
		return fmt.Errorf("rate %s: %v per unit cannot be a part of a price: %w", excerpt.Quote(r.Name), r.PerUnit, ErrLine)
	}
	whole := *r
	whole.Threshold = Threshold{}
	return whole.check()
}

// In returns the threshold in the quote currency of an exchange rate from its
// own, rounded once by rd.
func (t Threshold) In(x currency.Rate, rd currency.Rounding) (Threshold, error) {
	if t.IsZero() {
		return t, nil
	}
	a, err := x.Convert(t.Amount, rd)
	if err != nil {
		return t, fmt.Errorf("tax: threshold: %w", err)
	}
	t.Amount = a
	return t, nil
}
