package currency

import "testing"

func TestUnits(t *testing.T) {
	tests := []struct {
		amount Amount
		units  int64
		scale  int
		ok     bool
		reason string
	}{
		{MustAmount("12.34", EUR), 1234, 2, true, "minor units"},
		{MustAmount("-0.0125", EUR), -125, 4, true, "finer than the minor unit"},
		{MustAmount("5", JPY), 5, 0, true, "no minor unit"},
		{Amount{}, 0, 0, true, "the zero Amount"},
		{FromMinor(-1<<63, EUR), -1 << 63, 2, true, "the smallest integer"},
		{MustAmount("92233720368547758.08", EUR), 0, 2, false, "one more than an int64 holds"},
	}
	for _, tt := range tests {
		if units, scale, ok := tt.amount.Units(); units != tt.units || scale != tt.scale || ok != tt.ok {
			t.Errorf("%v: %d, %d, %v (%s)", tt.amount, units, scale, ok, tt.reason)
		}
	}
}
