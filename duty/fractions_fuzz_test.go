package duty_test

import (
	"errors"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// Steps that are read are written as they were, and what they leave of a value
// is a multiple of them, not above it.
func FuzzFractions(f *testing.F) {
	for _, text := range []string{"", "1000/100 JPY", "1.00/0.05 CHF", "1000/100", "0/1 JPY", "1e9/1 JPY", "9223372036854775807/1 JPY"} {
		f.Add(text, int64(13636))
	}
	f.Fuzz(func(t *testing.T, text string, value int64) {
		var fr, back duty.Fractions
		if err := fr.UnmarshalText([]byte(text)); err != nil {
			if !errors.Is(err, duty.ErrTable) || !fr.IsZero() {
				t.Fatalf("%v, %v", fr, err)
			}
			return
		}
		if fr.IsZero() {
			return
		}
		written, err := fr.MarshalText()
		if err == nil {
			err = back.UnmarshalText(written)
		}
		if err != nil || back != fr {
			t.Fatalf("%q is written %q: %v, %v", text, written, back, err)
		}
		whole := currency.FromMinor(value&(1<<62-1), fr.Value.Currency())
		left, err := fr.OfValue(whole)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := fr.OfValue(left); err != nil || order(again, left) != 0 || order(left, whole) > 0 || left.Sign() < 0 {
			t.Fatalf("%v of %v, and then %v, %v", left, whole, again, err)
		}
	})
}

func order(a, b currency.Amount) int {
	n, _ := a.Cmp(b)
	return n
}
