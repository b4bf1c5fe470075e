package currency

import (
	"errors"
	"fmt"
	"strconv"
)

// Provider is a payment provider whose API takes amounts as whole numbers. The
// providers do not all count in the minor unit of ISO 4217: Adyen wants two
// digits for CLP, Stripe two zeros after each UGX. A wrong exponent charges a
// hundred times too much or too little.
//
// The table holds what their documentation said on the day in
// data/provider_digits.csv. It does not say which currencies a provider takes.
type Provider uint8

// The providers. The zero Provider is none.
const (
	Adyen         Provider = iota + 1
	Checkout               // Checkout.com
	Currencycloud          //
	Datatrans              //
	PayPal                 // whose amounts are decimals, with this many digits
	Square                 //
	Stripe                 // charges, refunds and all but payouts
	StripePayouts          // payouts, which take whole units of HUF and TWD only
	SumUp                  //
)

var providerNames = [...]string{
	"adyen", "checkout", "currencycloud", "datatrans", "paypal", "square", "stripe", "stripe_payouts", "sumup",
}

// String returns the name that the provider has in the table: "stripe".
func (p Provider) String() string {
	if p >= 1 && int(p) <= len(providerNames) {
		return providerNames[p-1]
	}
	return "provider(" + strconv.Itoa(int(p)) + ")"
}

// providerDigit is what a provider documents of one currency.
type providerDigit struct {
	provider Provider
	code     Code
	exponent uint8 // digits of its minor unit
	step     uint8 // of how many of them it takes multiples
}

// ErrProvider: a provider's documentation does not say in which unit it counts
// a currency. See [ProviderError].
var ErrProvider = errors.New("no documented minor unit")

// ProviderError says for which provider and currency the unit is not known. It
// wraps [ErrProvider].
type ProviderError struct {
	Provider Provider
	Code     Code
}

func (e *ProviderError) Error() string {
	return fmt.Sprintf("currency: %v of %s at %v", ErrProvider, orNone(e.Code), e.Provider)
}

// Unwrap returns [ErrProvider].
func (e *ProviderError) Unwrap() error { return ErrProvider }

// Exponent returns the number of digits of the minor unit in which p counts
// amounts in c: as the provider documents it, and 2 where it does not name c
// and ISO 4217 gives c two digits, as all providers document.
//
// Exponent returns a [*ProviderError] for any other currency, a custom one
// among them, and for a Provider that is none of the constants.
func (p Provider) Exponent(c Code) (int, error) {
	d, err := p.digit(c)
	return int(d.exponent), err
}

// Grid returns the rounding to what p takes: half up, to its minor unit and the
// step that it prescribes. An amount so rounded passes [Provider.MinorUnits].
// It fails as [Provider.Exponent] does.
func (p Provider) Grid(c Code) (Rounding, error) {
	d, err := p.digit(c)
	if err != nil {
		return Rounding{}, err
	}
	return Rounding{Digits: To(int(d.exponent)), Increment: int64(d.step)}, nil
}

// MinorUnits returns a as the whole number that p expects: 500 for 5 UGX at
// Stripe, which wants two digits there that are always zero.
//
// MinorUnits returns an error if:
//   - the unit is not known ([*ProviderError]);
//   - a is finer than the unit, or not a multiple of the step that p
//     prescribes ([ErrInexact]); round it by [Provider.Grid] first;
//   - the number does not fit an int64 ([ErrRange]).
func (p Provider) MinorUnits(a Amount) (int64, error) {
	d, err := p.digit(a.cur)
	if err != nil {
		return 0, err
	}
	n, err := a.minorUnits(int(d.exponent))
	if err == nil && n%int64(d.step) != 0 {
		err = fmt.Errorf("taken in steps of %d only: %w", d.step, ErrInexact)
	}
	if err != nil {
		return 0, fmt.Errorf("currency: %v in minor units of %v: %w", a, p, err)
	}
	return n, nil
}

// FromMinorUnits returns the amount that p reports as n: 5 UGX for 500 at
// Stripe. What p reports need not be a multiple of the step in which it takes
// amounts. It fails as [Provider.Exponent] does.
func (p Provider) FromMinorUnits(n int64, c Code) (Amount, error) {
	d, err := p.digit(c)
	if err != nil {
		return Amount{}, err
	}
	return FromMinorUnits(n, int(d.exponent), c)
}

// digit returns what is known of c at p.
func (p Provider) digit(c Code) (providerDigit, error) {
	low, high := 0, len(providerDigits)
	for low < high {
		mid := (low + high) / 2
		if d := &providerDigits[mid]; d.provider < p || d.provider == p && d.code < c {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(providerDigits) && providerDigits[low].provider == p && providerDigits[low].code == c {
		return providerDigits[low], nil
	}
	if p < 1 || int(p) > len(providerNames) || c.Digits() != usualDigits || !c.ISO() {
		return providerDigit{}, &ProviderError{Provider: p, Code: c}
	}
	return providerDigit{provider: p, code: c, exponent: usualDigits, step: 1}, nil
}

// usualDigits is the number of digits that providers take where they say
// nothing else.
const usualDigits = 2
