package currency

import "fmt"

// Payment providers take and give amounts as whole numbers of a minor unit of
// their own choice. For what each of them chose, see [Provider].

// MinorUnits returns a in units of 10^-exponent of its currency, as a payment
// provider wants it: 1234 for 12.34 EUR and an exponent of 2, 50000 for 500 ISK
// and an exponent of 2 although the króna has no minor unit.
//
// MinorUnits returns an error if:
//   - a is finer than that unit ([ErrInexact]); round it first;
//   - the number does not fit an int64, or exponent is not 0 to 18
//     ([ErrRange]).
func (a Amount) MinorUnits(exponent int) (int64, error) {
	n, err := a.minorUnits(exponent)
	if err != nil {
		return 0, fmt.Errorf("currency: %v in minor units of %d digits: %w", a, exponent, err)
	}
	return n, nil
}

func (a Amount) minorUnits(exponent int) (int64, error) {
	if exponent < 0 || exponent > maxMinorDigits {
		return 0, ErrRange
	}
	n := a.number().trim(int32(exponent)).narrow()
	switch {
	case n.scale > int32(exponent):
		return 0, ErrInexact
	case n.sign() == 0:
		return 0, nil
	case n.big != nil:
		return 0, ErrRange
	}
	return scaleUp(n.units, exponent-int(n.scale))
}

// scaleUp returns units·10^places.
func scaleUp(units int64, places int) (int64, error) {
	for ; places > 0; places-- {
		next := units * 10
		if next/10 != units {
			return 0, ErrRange
		}
		units = next
	}
	return units, nil
}

// FromMinorUnits returns the amount of n units of 10^-exponent of c, as a
// payment provider reports it: FromMinorUnits(50000, 2, ISK) is 500 ISK. What is
// finer than the minor unit of c is kept.
//
// FromMinorUnits returns an error if:
//   - exponent is not 0 to 18 ([ErrRange]);
//   - c is the zero Code and n is not zero ([ErrUnknownCode]).
func FromMinorUnits(n int64, exponent int, c Code) (Amount, error) {
	err := ErrRange
	if exponent >= 0 && exponent <= maxMinorDigits {
		var a Amount
		if a, err = settle(number{units: n, scale: int32(exponent)}, c); err == nil && (c != 0 || n == 0) {
			return a, nil
		}
		if err == nil {
			err = errNoCode
		}
	}
	return Amount{}, fmt.Errorf("currency: amount from %d minor units of %d digits: %w", n, exponent, err)
}
