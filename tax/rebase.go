package tax

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Rebasing says what of a tax-inclusive price is kept when the tax changes.
type Rebasing uint8

// The ways to rebase.
const (
	KeepNet   Rebasing = iota // the seller's part stays: the old tax out, the new one in
	KeepGross                 // the consumer's price stays, and the seller bears the difference
)

var rebasingWords = [...]string{"keep_net", "keep_gross"}

// ParseRebasing reads the text form. It returns a *WordError that wraps
// ErrPolicy for any other word.
func ParseRebasing(s string) (Rebasing, error) {
	return parseWord[Rebasing](s, "rebasing", rebasingWords[:], ErrPolicy)
}

// String gives the text form.
func (r Rebasing) String() string { return wordOf(r, rebasingWords[:]) }

// MarshalText gives the text form.
func (r Rebasing) MarshalText() ([]byte, error) {
	return marshalWord(r, "rebasing", rebasingWords[:], ErrPolicy)
}

// UnmarshalText reads the text form.
func (r *Rebasing) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRebasing(string(text))
	return err
}

// Rebase moves a tax-inclusive price from one tax to another.
//
// KeepNet takes the old rates out and puts the new ones in, in one step:
// price × (1 + new) / (1 + old), rounded once by r. The net in between is
// exact; rounding it would turn 2.00 into 1.99 where both rates are the same.
// Where the rates add up to the same, the price is returned as it is, not even
// rounded. With no rates on one side, it adds or removes the tax: from nil, the
// price is the net.
//
// KeepGross returns the price as it is.
//
// Rebase returns an error if how or a rate is not valid, or as
// currency.Amount.MulDiv does.
func Rebase(price currency.Amount, from, to []Rate, how Rebasing, r currency.Rounding) (currency.Amount, error) {
	if how == KeepGross {
		return price, nil
	}
	if how != KeepNet {
		return currency.Amount{}, fmt.Errorf("tax: rebase %v: rebasing %d: %w", price, how, ErrPolicy)
	}
	before, err := newStack(from)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("tax: rebase %v: from: %w", price, err)
	}
	after, err := newStack(to)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("tax: rebase %v: to: %w", price, err)
	}
	if before.whole.Equal(after.whole) {
		return price, nil
	}
	out, err := price.MulDiv(after.whole, before.whole, r)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("tax: rebase: %w", err)
	}
	return out, nil
}
