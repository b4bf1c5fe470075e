package currency

import (
	"errors"
	"testing"
)

func TestPercent(t *testing.T) {
	a := MustAmount("1234.56", EUR)
	tests := []struct {
		name   string
		f      func() (Amount, error)
		want   string
		reason string
	}{
		{"Percent", func() (Amount, error) { return a.Percent(dec("19"), Rounding{}) }, "234.57", "234.5664"},
		{"PlusPercent", func() (Amount, error) { return a.PlusPercent(dec("19"), Rounding{}) }, "1469.13", "1469.1264"},
		{"MinusPercent", func() (Amount, error) { return a.MinusPercent(dec("12.5"), Rounding{}) }, "1080.24", "a discount"},
		{"MinusPercent 150", func() (Amount, error) { return a.MinusPercent(dec("150"), Rounding{}) }, "-617.28", "more than all"},
		{"WithoutPercent", func() (Amount, error) { return a.WithoutPercent(dec("19"), Rounding{}) }, "1037.45", "1037.4454"},
		{"WithoutPercent down", func() (Amount, error) { return a.WithoutPercent(dec("19"), Rounding{Mode: Down}) }, "1037.44", ""},
		{"WithoutPercent cash", func() (Amount, error) { return a.WithoutPercent(dec("8.1"), Rounding{Increment: 5}) }, "1142.05", "1142.0536"},
		{"Percent to 4 digits", func() (Amount, error) { return a.Percent(dec("0.01"), Rounding{Digits: To(4)}) }, "0.1235", "a hundredth of a per cent"},
		{"Percent -100 of it on top", func() (Amount, error) { return a.PlusPercent(dec("-100"), Rounding{}) }, "0.00", ""},
		{"Percent 0", func() (Amount, error) { return a.WithoutPercent(dec("0"), Rounding{}) }, "1234.56", ""},
	}
	for _, tt := range tests {
		if got, err := tt.f(); err != nil || got.Text() != tt.want {
			t.Errorf("%s: %v, %v, want %s (%s)", tt.name, got, err, tt.want, tt.reason)
		}
	}
}

func TestPercentOf(t *testing.T) {
	tests := []struct {
		a, b Amount
		r    Rounding
		want string
	}{
		{FromMinor(235, EUR), FromMinor(1000, EUR), Rounding{Digits: To(1)}, "23.5"},
		{FromMinor(1, EUR), FromMinor(3, EUR), Rounding{Digits: To(4)}, "33.3333"},
		{FromMinor(-2, EUR), FromMinor(3, EUR), Rounding{Digits: To(0)}, "-67"},
		{FromMinor(2, EUR), FromMinor(3, EUR), Rounding{Digits: To(0), Mode: Down, Increment: 5}, "65"},
		{FromMinor(5, EUR), FromMinor(1000, EUR), Rounding{Digits: To(2)}, "0.50"},
		{Amount{}, FromMinor(1000, EUR), Rounding{Digits: To(0)}, "0"},
	}
	for _, tt := range tests {
		if got, err := tt.a.PercentOf(tt.b, tt.r); err != nil || got.StringFixed(-got.Exponent()) != tt.want {
			t.Errorf("%v in per cent of %v: %v, %v, want %s", tt.a, tt.b, got, err, tt.want)
		}
	}
	one := Rounding{Digits: To(1)}
	refused := []struct {
		a, b  Amount
		r     Rounding
		class error
	}{
		{FromMinor(1, EUR), FromMinor(1, USD), one, ErrMismatch},
		{FromMinor(1, EUR), FromMinor(0, EUR), one, ErrDivision},
		{FromMinor(1, EUR), Amount{}, one, ErrDivision},
		{FromMinor(1, EUR), FromMinor(1, EUR), Rounding{}, ErrRounding},
		{FromMinor(1, EUR), FromMinor(1, EUR), Rounding{Mode: 7, Digits: To(1)}, ErrRounding},
		{FromMinor(1, EUR), FromMinor(1, EUR), Rounding{Digits: To(1), Increment: -1}, ErrRounding},
		{MustAmount("99999999999999999999999999999999.99", EUR), FromMinor(1, EUR), one, ErrRange},
	}
	for _, tt := range refused {
		if got, err := tt.a.PercentOf(tt.b, tt.r); !errors.Is(err, tt.class) || !got.IsZero() {
			t.Errorf("%v in per cent of %v: %v, %v, want %v", tt.a, tt.b, got, err, tt.class)
		}
	}
}

func TestPercentErrors(t *testing.T) {
	a, huge := FromMinor(1000, EUR), dec("1").Shift(40)
	_, err1 := a.PlusPercent(huge, Rounding{})
	_, err2 := a.MinusPercent(huge, Rounding{})
	_, err3 := a.WithoutPercent(huge, Rounding{})
	_, err4 := a.Percent(huge, Rounding{})
	for i, err := range []error{err1, err2, err3, err4} {
		if !errors.Is(err, ErrRange) {
			t.Errorf("operation %d: %v, want ErrRange", i, err)
		}
	}
	_, err := a.WithoutPercent(dec("-100"), Rounding{})
	if want := "currency: 10.00 EUR without -100 per cent on top: division by zero"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
}
