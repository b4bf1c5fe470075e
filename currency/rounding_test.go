package currency

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestModes(t *testing.T) {
	// Each row: an amount, and what the modes make of it to the cent in the
	// order of the constants.
	tests := []struct {
		in   string
		want [7]string
	}{
		//         half up, half even, half down, down, up, ceiling, floor
		{"1.005", [7]string{"1.01", "1.00", "1.00", "1.00", "1.01", "1.01", "1.00"}},
		{"1.015", [7]string{"1.02", "1.02", "1.01", "1.01", "1.02", "1.02", "1.01"}},
		{"-1.005", [7]string{"-1.01", "-1.00", "-1.00", "-1.00", "-1.01", "-1.00", "-1.01"}},
		{"1.0051", [7]string{"1.01", "1.01", "1.01", "1.00", "1.01", "1.01", "1.00"}},
		{"1.0049", [7]string{"1.00", "1.00", "1.00", "1.00", "1.01", "1.01", "1.00"}},
		{"-1.0049", [7]string{"-1.00", "-1.00", "-1.00", "-1.00", "-1.01", "-1.00", "-1.01"}},
		{"1.00", [7]string{"1.00", "1.00", "1.00", "1.00", "1.00", "1.00", "1.00"}},
		{"0.12500000000000000001", [7]string{"0.13", "0.13", "0.13", "0.12", "0.13", "0.13", "0.12"}},
	}
	for _, tt := range tests {
		for mode, want := range tt.want {
			got, err := MustAmount(tt.in, EUR).Round(Rounding{Mode: Mode(mode)})
			if err != nil || got.Text() != want {
				t.Errorf("%s rounded %v is %v, %v, want %s", tt.in, Mode(mode), got, err, want)
			}
		}
	}
}

func TestModeText(t *testing.T) {
	for m, want := range []string{"half_up", "half_even", "half_down", "down", "up", "ceiling", "floor"} {
		text, err := Mode(m).MarshalText()
		if err != nil || string(text) != want || Mode(m).String() != want {
			t.Errorf("mode %d is %v, %s, %v, want %s", m, Mode(m), text, err, want)
		}
	}
	if text, err := (Floor + 1).MarshalText(); !errors.Is(err, ErrRounding) || (Floor+1).String() != "mode(7)" {
		t.Errorf("the first mode that is none is %v, %s, %v", Floor+1, text, err)
	}
}

func TestRounding(t *testing.T) {
	tests := []struct {
		in     string
		code   Code
		r      Rounding
		want   string
		reason string
	}{
		{"12.345", EUR, Rounding{}, "12.35", "the zero Rounding: half up to the minor unit"},
		{"1234.5", JPY, Rounding{}, "1235", "no minor unit"},
		{"1.0005", KWD, Rounding{}, "1.001", "three digits"},
		{"12.33", CHF, CHF.Cash(), "12.35", "cash to 0.05"},
		{"12.32", CHF, CHF.Cash(), "12.30", "cash to 0.05"},
		{"1232.50", HUF, HUF.Cash(), "1235.00", "cash to 5 forints, half up"},
		{"12.50", SEK, SEK.Cash(), "13.00", "cash to the krona"},
		{"12.30", DKK, DKK.Cash(), "12.50", "cash to half a krone"},
		{"12.24", DKK, DKK.Cash(), "12.00", "cash to half a krone"},
		{"0.012345", USD, Rounding{Digits: To(4)}, "0.0123", "unit price finer than the cent"},
		{"1234.56", EUR, Rounding{Digits: To(0)}, "1235.00", "whole euros; the text keeps the minor unit"},
		{"1250", EUR, Rounding{Digits: To(0), Increment: 100}, "1300.00", "to hundreds"},
		{"17.20", EUR, Rounding{Mode: Up, Increment: 95}, "18.05", "a step that divides nothing"},
		{"99999999999999999999.995", EUR, Rounding{}, "100000000000000000000.00", "carry beyond an int64"},
		{"0.4", EUR, Rounding{Increment: 1 << 62}, "0.00", "a step larger than any price"},
	}
	for _, tt := range tests {
		got, err := MustAmount(tt.in, tt.code).Round(tt.r)
		if err != nil || got.Text() != tt.want {
			t.Errorf("%s %s rounded by %v is %v, %v, want %s (%s)", tt.in, tt.code, tt.r, got, err, tt.want, tt.reason)
		}
	}
}

// The largest increment costs no more than another: the result is one step, none,
// or out of range.
func TestLargestIncrement(t *testing.T) {
	const most = 1<<63 - 1
	tests := []struct {
		in     string
		r      Rounding
		want   string
		reason string
	}{
		{"0.01", Rounding{Increment: most}, "0.00", "less than half a step"},
		{"0.01", Rounding{Increment: most, Mode: Up}, "92233720368547758.07", "one step of cents"},
		{"-0.01", Rounding{Increment: most, Mode: Floor, Digits: To(0)}, "-9223372036854775807.00", "one step of euros"},
		{"0.01", Rounding{Increment: most, Mode: Up, Digits: To(34)}, "0.0100000000000008814396191319358792", "many steps"},
		{"0.00", Rounding{Increment: most, Mode: Up}, "0.00", "zero is on every grid"},
		{"99999999999999999999999999999999.99", Rounding{Increment: most, Mode: Up}, "", "beyond 34 digits"},
		{"99999999999999999999999999999999.99", Rounding{Increment: most, Mode: Down}, "99999999999999959959035938774017.28", "1084202172485504 steps"},
	}
	for _, tt := range tests {
		got, err := MustAmount(tt.in, EUR).Round(tt.r)
		if tt.want == "" {
			if !errors.Is(err, ErrRange) {
				t.Errorf("%s by %s is %v, %v, want ErrRange (%s)", tt.in, rounding(tt.r), got, err, tt.reason)
			}
		} else if err != nil || got.Text() != tt.want {
			t.Errorf("%s by %s is %v, %v, want %s (%s)", tt.in, rounding(tt.r), got, err, tt.want, tt.reason)
		}
	}
}

// shopspring's Div(…).Round(2) rounds twice here and gives 0.12.
func TestOneRounding(t *testing.T) {
	a := MustAmount("0.12500000000000000001", EUR)
	got, err := a.MulDiv(dec("1"), dec("1"), Rounding{Mode: HalfEven})
	if err != nil || got.Text() != "0.13" {
		t.Errorf("%v, %v, want 0.13", got, err)
	}
}

func TestInvalidRounding(t *testing.T) {
	for _, r := range []Rounding{{Mode: 7}, {Digits: To(-1)}, {Digits: To(35)}, {Increment: -1}} {
		if err := r.Validate(); !errors.Is(err, ErrRounding) {
			t.Errorf("Validate of %v: %v", r, err)
		}
		a := FromMinor(100, EUR)
		_, err1 := a.Round(r)
		_, err2 := a.MulRound(dec("2"), r)
		_, err3 := a.MulDiv(dec("2"), dec("3"), r)
		_, err4 := a.Percent(dec("2"), r)
		_, err5 := a.Split(2, r)
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if !errors.Is(err, ErrRounding) {
				t.Errorf("operation %d with %v: %v", i, r, err)
			}
		}
	}
}

// The last mode is no fault of a rounding that has another.
func TestInvalidRoundingSaysWhy(t *testing.T) {
	const want = "currency: invalid rounding: digits are not between 0 and 34"
	if err := (Rounding{Mode: Floor, Digits: To(35)}).Validate(); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestRoundingJSON(t *testing.T) {
	tests := []struct {
		r    Rounding
		want string
	}{
		{Rounding{}, `{}`},
		{Rounding{Mode: HalfEven}, `{"mode":"half_even"}`},
		{Rounding{Digits: To(0), Increment: 5}, `{"digits":0,"increment":5}`},
		{Rounding{Mode: Floor, Digits: To(34)}, `{"mode":"floor","digits":34}`},
	}
	for _, tt := range tests {
		data, err := json.Marshal(tt.r)
		if err != nil || string(data) != tt.want {
			t.Errorf("%v is %s, %v, want %s", tt.r, data, err, tt.want)
		}
		var got Rounding
		if err := json.Unmarshal(data, &got); err != nil || got != tt.r {
			t.Errorf("%s gives %v, %v", data, got, err)
		}
	}
	for _, in := range []string{`{"mode":"bankers"}`, `{"digits":35}`, `{"digits":-1}`, `{"digits":1.5}`, `{"digits":"2"}`} {
		var r Rounding
		if err := json.Unmarshal([]byte(in), &r); !errors.Is(err, ErrSyntax) {
			t.Errorf("%s: %v", in, err)
		}
	}
	if _, err := json.Marshal(Rounding{Mode: 9}); !errors.Is(err, ErrRounding) {
		t.Errorf("an unknown mode is written: %v", err)
	}
	for in, want := range map[string]Places{
		strings.Repeat(" ", 62) + "34": To(34), strings.Repeat(" ", 60) + "null": 0,
		"2" + strings.Repeat(" ", 64): badPlaces, "null" + strings.Repeat(" ", 61): badPlaces, "null5": badPlaces, "35": badPlaces,
	} {
		p := To(7)
		if err := p.UnmarshalJSON([]byte(in)); (err != nil) != (want == badPlaces) || err == nil && p != want || err != nil && (p != To(7) || !errors.Is(err, ErrSyntax)) {
			t.Errorf("%d bytes, %.5q…: %v, %v, want %v", len(in), in, p, err, want)
		}
	}
	var p Places
	if err := json.Unmarshal([]byte("null"), &p); err != nil || p != 0 || To(2).String() != "2" || p.String() != "minor unit" {
		t.Errorf("places: %v, %v", p, err)
	}
}
