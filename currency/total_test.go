package currency

import (
	"errors"
	"math/big"
	"testing"
)

func TestTotalKeepsFirstError(t *testing.T) {
	var total Total
	total.Add(FromMinor(1000, EUR))
	total.Sub(FromMinor(1, USD))
	total.Add(FromMinor(1, GBP))
	total.AddResult(Amount{}, errors.New("later"))
	got, err := total.Amount()
	var mismatch *MismatchError
	if got != (Amount{}) || !errors.As(err, &mismatch) || mismatch.B != USD || total.Err() != err {
		t.Errorf("%v, %v, want the mismatch with USD", got, err)
	}
}

func TestTotalSaysWhatFailed(t *testing.T) {
	a := FromMinor(1000, EUR)
	tests := []struct {
		f    func(*Total)
		want string
	}{
		{func(t *Total) { t.Add(FromMinor(1, USD)) }, "currency: step 2 of a total: add 0.01 USD to 10.00 EUR: currencies differ: EUR and USD"},
		{func(t *Total) { t.Sub(FromMinor(1, USD)) }, "currency: step 2 of a total: subtract 0.01 USD from 10.00 EUR: currencies differ: EUR and USD"},
		{func(t *Total) { t.AddResult(a.Div(dec("3"))) }, "currency: step 2 of a total: currency: divide 10.00 EUR by 3: not exact without a rounding"},
		{func(t *Total) {
			t.Add(MustAmount("99999999999999999999999999999999.99", EUR))
		}, "currency: step 2 of a total: add 99999999999999999999999999999999.99 EUR to 10.00 EUR: out of range"},
	}
	for _, tt := range tests {
		var total Total
		total.Add(a)
		tt.f(&total)
		if err := total.Err(); err == nil || err.Error() != tt.want {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	if _, err := Sum(a, a, FromMinor(1, USD)); err == nil || err.Error() != "currency: step 3 of a total: add 0.01 USD to 20.00 EUR: currencies differ: EUR and USD" {
		t.Errorf("error of a sum: %v", err)
	}
}

func TestTotalAddsResults(t *testing.T) {
	var total Total
	for _, quantity := range []int64{1, 2, 3} {
		total.AddResult(FromMinor(1999, EUR).MulInt(quantity))
	}
	total.AddResult(FromMinor(300, EUR).MulRat(big.NewRat(-1, 3), Rounding{}))
	if got, err := total.Amount(); err != nil || got != FromMinor(6*1999-100, EUR) || total.Err() != nil {
		t.Errorf("%v, %v", got, err)
	}
}
