package currency

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// FuzzNewRate makes rates of any figures and sources: what is made is positive,
// is written and read to the same, and stands in a table and a quotation; what is
// refused is of a class.
func FuzzNewRate(f *testing.F) {
	for _, source := range []string{"", "ECB", "\xff", "a\x00b", "ﷺ", "bank \"x\"\n"} {
		f.Add(int64(115), int32(-2), int64(1), int32(0), int64(1_773_792_000), source)
	}
	f.Add(int64(1), int32(1<<31-1), int64(1), int32(-1<<31), int64(0), "exponents")
	f.Add(int64(-1), int32(0), int64(0), int32(0), int64(-1), "not positive")
	f.Add(int64(1<<63-1), int32(15), int64(1<<63-1), int32(-33), int64(253402300799), "34 digits")
	f.Fuzz(func(t *testing.T, num int64, numExp int32, den int64, denExp int32, at int64, source string) {
		asOf := time.Unix(at, 0).UTC()
		n, d := decimal.New(num, numExp), decimal.New(den, denExp)
		r, err := NewRate(EUR, USD, n, asOf, source)
		checkRate(t, r, err, source)
		ratio, ratioErr := NewRatio(EUR, USD, n, d, asOf, source)
		checkRate(t, ratio, ratioErr, source)
		if two, err := NewTwoWay(EUR, USD, n, d, asOf, source); err == nil {
			for _, r := range two.Rates() {
				checkRate(t, r, nil, source)
			}
		} else if !classed(err) {
			t.Fatalf("two ways: %v", err)
		}
		if err != nil {
			return
		}
		table, err := NewRates(EUR, asOf, source, []Rate{r})
		if err != nil {
			t.Fatalf("%v stands in no table: %v", r, err)
		}
		if got, err := table.Rate(EUR, USD); err != nil || !got.Equal(r) {
			t.Fatalf("%v stands in the table as %v, %v", r, got, err)
		}
	})
}

func checkRate(t *testing.T, r Rate, err error, source string) {
	t.Helper()
	if err != nil {
		if !classed(err) || len(err.Error()) > 2*maxMessage {
			t.Fatalf("%v", err)
		}
		return
	}
	if !utf8.ValidString(source) || len(source) > 100 {
		t.Fatalf("source %q", source)
	}
	var back Rate
	if err := viaJSON(r, &back); err != nil || !back.Equal(r) {
		t.Fatalf("%v is read as %v, %v", r, back, err)
	}
}

func classed(err error) bool {
	return errors.Is(err, ErrInvalidRate) || errors.Is(err, ErrRange) || errors.Is(err, ErrSyntax)
}

// FuzzWords reads each kind of word from any text: what is read is written as
// it was.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "half_up", "half_even", "floor", "largest_remainder", "keep_rest", "bid", "mid", "ask", "Half_up", "half_up ", "\x00", "0", "34", "-35", "null", "1e1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var mode Mode
		if err := mode.UnmarshalText(text); err != nil {
			tidy(t, text, mode, err)
		} else if out, err := mode.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, mode, out, err)
		}
		var method Method
		if err := method.UnmarshalText(text); err != nil {
			tidy(t, text, method, err)
		} else if out, err := method.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, method, out, err)
		}
		var places, again Places
		if err := places.UnmarshalJSON(text); err != nil {
			tidy(t, text, places, err)
		} else if err := viaJSON(places, &again); err != nil || again != places {
			t.Fatalf("%q is %v, read again %v, %v", text, places, again, err)
		}
		var side Side
		if err := side.UnmarshalText(text); err != nil {
			tidy(t, text, side, err)
		} else if out, err := side.MarshalText(); err != nil || string(out) != string(text) {
			t.Fatalf("%q is %v, written %q, %v", text, side, out, err)
		}
	})
}
