package tax

import (
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// Rebasing says what of a tax-inclusive price is kept when the tax changes.
type Rebasing uint8

// The ways to rebase.
const (
	KeepNet   Rebasing = iota // the seller's part stays: the old tax out, the new one in
	KeepGross                 // the consumer's price stays, and the seller bears the difference
	KeepShown                 // the figure on the price tag stays, whether tags there contain tax or not
)

var rebasingWords = [...]string{"keep_net", "keep_gross", "keep_shown"}

// String returns the text form.
func (r Rebasing) String() string { return wordOf(r, rebasingWords[:]) }

// MarshalText returns the text form.
func (r Rebasing) MarshalText() ([]byte, error) {
	return marshalWord(r, "rebasing", rebasingWords[:], ErrPolicy)
}

// UnmarshalText reads the text form. It returns a *WordError that wraps
// ErrPolicy for any other word.
func (r *Rebasing) UnmarshalText(text []byte) (err error) {
	*r, err = parseWord[Rebasing](string(text), "rebasing", rebasingWords[:], ErrPolicy)
	return err
}

// Rebase moves a tax-inclusive price from one tax to another: it is RebaseTo
// for a destination that shows prices with tax. There KeepGross and KeepShown
// return the price as it is.
func Rebase(price currency.Amount, from, to []Rate, how Rebasing, r currency.Rounding) (currency.Amount, error) {
	return RebaseTo(WithTax, price, from, to, how, r)
}

// RebaseTo moves a tax-inclusive price, of one unit, from one tax to another,
// and gives the price to show where prices are shown with tax, or without it.
//
//	            shown with tax                      shown without tax
//	KeepNet     price × (1 + to) / (1 + from)       price / (1 + from)
//	KeepGross   price                               price / (1 + to)
//	KeepShown   price                               price
//
// The figure is rounded once by r, and a price that stays is not even rounded.
// The net in between is exact; rounding it would turn 2.00 into 1.99 where both
// rates are the same. Where the rates add up to the same, KeepNet returns the
// price as it is. If from is nil, the price is a net; taxes per unit are taken
// out and put in separately. A Threshold is compared with the net of the price.
//
// RebaseTo returns an error if shown is neither WithTax nor WithoutTax, how or
// a rate is not valid, or the price is below the taxes per unit to take out of it, and also
// as currency.Amount.MulDiv does.
func RebaseTo(shown Basis, price currency.Amount, from, to []Rate, how Rebasing, r currency.Rounding) (currency.Amount, error) {
	out, err := rebase(shown, price, from, to, how, r)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("tax: rebase %v: %w", price, err)
	}
	return out, nil
}

func rebase(shown Basis, price currency.Amount, from, to []Rate, how Rebasing, r currency.Rounding) (currency.Amount, error) {
	if shown != WithTax && shown != WithoutTax {
		return price, fmt.Errorf("shown %v: %w", shown, ErrPolicy)
	}
	if int(how) >= len(rebasingWords) {
		return price, fmt.Errorf("rebasing %d: %w", how, ErrPolicy)
	}
	if how == KeepShown || how == KeepGross && shown == WithTax {
		return price, checkAll(from, to)
	}
	before, after, err := rebaseStacks(shown, price, from, to, how)
	if err != nil {
		return price, err
	}
	if before.whole.Equal(after.whole) && before.flat.Equal(after.flat) {
		return price, nil
	}
	if before.flats == nil && after.flats == nil {
		return price.MulDiv(after.whole, before.whole, r)
	}
	return rebaseFlat(price, &before, &after, r)
}

// rebaseStacks are the taxes in the price, and those to be put on its net; none
// where it is shown without. With KeepGross the price contains those of the
// destination.
func rebaseStacks(shown Basis, price currency.Amount, from, to []Rate, how Rebasing) (before, after stack, err error) {
	if err := checkAll(from, to); err != nil {
		return before, after, err
	}
	if how == KeepGross {
		from = to
	}
	in := bracket{amount: price, units: one, items: 1, inclusive: true}
	if before, _, err = in.resolve(from); err != nil {
		return before, after, err
	}
	if shown == WithoutTax {
		return before, stack{whole: one}, nil
	}
	if !sameRates(from, to) {
		// The net is not divided out: so many times more units stand for it.
		in = bracket{units: before.whole, items: 1}
		if in.amount, err = price.Sub(before.flat); err != nil {
			return before, after, err
		}
	}
	after, _, err = in.resolve(to)
	return before, after, err
}

// checkAll refuses rates that no tax can be.
func checkAll(from, to []Rate) error {
	for i := range from {
		if err := from[i].checkAny(); err != nil {
			return fmt.Errorf("from: %w", err)
		}
	}
	for i := range to {
		if err := to[i].checkAny(); err != nil {
			return fmt.Errorf("to: %w", err)
		}
	}
	return nil
}

// sameRates reports whether rates are alike, thresholds included.
func sameRates(a, b []Rate) bool {
	return slices.EqualFunc(a, b, func(r, s Rate) bool { return r.same(&s) })
}

// rebaseFlat is KeepNet with taxes per unit: the net of the price, without what
// of it does not depend on it, and that of the other tax.
func rebaseFlat(price currency.Amount, before, after *stack, r currency.Rounding) (currency.Amount, error) {
	rest, err := price.Sub(before.flat)
	if err != nil {
		return rest, err
	}
	if before.perUnit && rest.Sign() < 0 {
		return rest, fmt.Errorf("%v of taxes per unit: %w", before.flat, ErrLine)
	}
	if rest, err = rest.Mul(after.whole); err != nil {
		return rest, err
	}
	flat, err := after.flat.Mul(before.whole)
	if err == nil {
		rest, err = rest.Add(flat)
	}
	if err != nil {
		return rest, err
	}
	return rest.MulDiv(one, before.whole, r)
}
