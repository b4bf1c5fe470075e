package tax

import (
	"errors"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// Fractions that are read are written as they were, and a tax without them is not
// above the rate on its base.
func FuzzFractions(f *testing.F) {
	for _, text := range []string{"", "1000/100 JPY 78+22", "1000/100 JPY", "1.00/0.05 CHF", "1000/100 JPY 78+0", "1e9/1 JPY", "9223372036854775807/1 JPY 1+2147483647"} {
		f.Add(text, int64(13636), uint8(10))
	}
	f.Fuzz(func(t *testing.T, text string, value int64, percent uint8) {
		var fr, back Fractions
		if err := fr.UnmarshalText([]byte(text)); err != nil {
			if !errors.Is(err, ErrSyntax) || !fr.IsZero() {
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
		base := currency.FromMinor(value&(1<<50-1), fr.Base.Currency())
		d, err := fr.Declare([]Column{{base, decimal.NewFromInt(int64(percent))}})
		if err != nil {
			t.Fatal(err)
		}
		due, err := d.National.Add(d.Local)
		if err != nil {
			t.Fatal(err)
		}
		whole := base.Decimal().Mul(decimal.NewFromInt(int64(percent))).Shift(-2)
		if due.Decimal().Cmp(whole) > 0 || due.Sign() < 0 || d.Columns[0].Base.Decimal().Cmp(base.Decimal()) > 0 {
			t.Fatalf("%v of %v at %d %% by %v", due, base, percent, fr)
		}
	})
}
