package currency

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// tidy fails if a failed reader changed its target or reports at length. A
// message may show the whole text and its part that is no currency.
func tidy[T comparable](t *testing.T, in any, got T, err error) {
	t.Helper()
	var zero T
	if got != zero || len(err.Error()) > 2*maxMessage {
		t.Fatalf("%q: %v with error %v", in, got, err)
	}
}

func FuzzAmountText(f *testing.F) {
	for _, s := range []string{"12.34 EUR", "-5 JPY", "120 PTS:0", "0", "0.00 EUR", "12.34", "12.34  EUR", "12345678901234567890123456789012.34 EUR"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a Amount
		if err := a.UnmarshalText(data); err != nil {
			tidy(t, data, a, err)
			return
		}
		checkCanonical(t, a)
		text, err := a.MarshalText()
		var again Amount
		if err = errors.Join(err, again.UnmarshalText(text)); err != nil || !again.Equal(a) {
			t.Fatalf("%q is %v, written %s, read %v, %v", data, a, text, again, err)
		}
		if value, err := ParseAmount(a.Text(), a.Currency()); err != nil || !value.Equal(a) {
			t.Fatalf("%q is %v, whose value is %v, %v", data, a, value, err)
		}
	})
}

// What the binary readers accept is what the writers write, byte for byte.
func FuzzAmountBinary(f *testing.F) {
	for _, s := range []string{
		"\x10\x00", "\x13EUR\x00", "\x13EUR\x02\x04\xd2", "\x13JPY\x80\x01", "\x15PTS:0\x00\x78", "\x18ZZZZZ:18\x92\x01",
		"\x13JPY\x00\x01\xed\x09\xbe\xad\x87\xc0\x37\x8d\x8e\x63\xff\xff\xff\xff", "\x13JPY\x80\x80\x00\x00\x00\x00\x00\x00\x00",
		"\x13EUR\x02\x00\x04\xd2", "\x13EUR\x02\x04\xb0", "\x23EUR\x00", "\x13EUR\x80",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a Amount
		if err := a.UnmarshalBinary(data); err != nil {
			tidy(t, data, a, err)
			return
		}
		checkCanonical(t, a)
		if out, err := a.MarshalBinary(); err != nil || !bytes.Equal(out, data) {
			t.Fatalf("%x is %v, written %x, %v", data, a, out, err)
		}
	})
}

func FuzzCodeBinary(f *testing.F) {
	for _, s := range []string{"\x10", "\x13EUR", "\x15PTS:0", "\x18ZZZZZ:18", "\x15EUR:2", "\x13eur", "\x1fEUR"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Code
		if err := c.UnmarshalBinary(data); err != nil {
			tidy(t, data, c, err)
			return
		}
		if out, err := c.MarshalBinary(); err != nil || !bytes.Equal(out, data) {
			t.Fatalf("%x is %v, written %x, %v", data, c, out, err)
		}
	})
}

// Text and bytes of a column are the same, and what was read is written so that
// it reads as the same.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"12.34 EUR", "12.34 EUR   ", "12.3400", "-5", "EUR", "PTS:0  ", "   ", "", "2026-11-21", "NaN", "51426e-6", "12.34\x00EUR"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, a2 Amount
		if err, err2 := a.Scan(data), a2.Scan(string(data)); (err == nil) != (err2 == nil) || !a.Equal(a2) {
			t.Fatalf("%q: %v, %v as bytes, %v, %v as text", data, a, err, a2, err2)
		} else if err != nil {
			tidy(t, data, a, err)
		} else if v, err := a.Value(); err != nil || a2.Scan(v) != nil || !a2.Equal(a) {
			t.Fatalf("%q is %v, written %v, read %v", data, a, v, a2)
		}
		var n, n2 Numeric
		if err, err2 := n.Scan(data), n2.Scan(string(data)); (err == nil) != (err2 == nil) || n.String() != n2.String() {
			t.Fatalf("%q: %v, %v as bytes, %v, %v as text", data, n, err, n2, err2)
		} else if err != nil {
			tidy(t, data, n, err)
		} else if v, err := n.Value(); n.IsNull() || err != nil || n2.Scan(v) != nil || cmpNumbers(n.n, n2.n) != 0 {
			t.Fatalf("%q is %v, written %v, read %v", data, n, v, n2)
		} else if b, err := (Columns{Number: n, Currency: XXX}).Amount(); err != nil {
			t.Fatalf("%q is %v, but no amount: %v", data, n, err)
		} else {
			checkCanonical(t, b)
		}
		var c, c2 Code
		if err, err2 := c.Scan(data), c2.Scan(string(data)); (err == nil) != (err2 == nil) || c != c2 {
			t.Fatalf("%q: %v, %v as bytes, %v, %v as text", data, c, err, c2, err2)
		} else if err != nil {
			tidy(t, data, c, err)
		} else if v, err := c.Value(); err != nil || c2.Scan(v) != nil || c2 != c {
			t.Fatalf("%q is %v, written %v, read %v", data, c, v, c2)
		}
		var d, d2 Date
		if err, err2 := d.Scan(data), d2.Scan(string(data)); (err == nil) != (err2 == nil) || d != d2 {
			t.Fatalf("%q: %v, %v as bytes, %v, %v as text", data, d, err, d2, err2)
		} else if err != nil {
			tidy(t, data, d, err)
		} else if v, err := d.Value(); err != nil || d2.Scan(v) != nil || d2 != d {
			t.Fatalf("%q is %v, written %v, read %v", data, d, v, d2)
		}
	})
}

func FuzzRoundingJSON(f *testing.F) {
	for _, s := range []string{`{}`, `null`, `{"mode":"half_even","digits":0,"increment":5}`, `{"digits":null}`, `{"mode":"up","mode":"up"}`, `{"digits":35}`, `{"increment":-1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Rounding
		if err := r.UnmarshalJSON(data); err != nil {
			tidy(t, data, r, err)
			return
		}
		if err := r.Validate(); err != nil {
			t.Fatalf("%q is %+v: %v", data, r, err)
		}
		var again Rounding
		if err := viaJSON(r, &again); err != nil || again != r {
			t.Fatalf("%q is %+v, read again %+v, %v", data, r, again, err)
		}
	})
}

// FuzzScanAmount: what ScanAmount reads, the strict reader of JSON reads too,
// as the same amount; and what AppendJSON writes, it reads to the end, unless
// the minor unit has made the text too long.
func FuzzScanAmount(f *testing.F) {
	for _, text := range []string{
		`{"amount":"12.34","currency":"EUR"}`, `{"amount":"-0.005","currency":"EUR"},`, `{"amount":"007","currency":"JPY"}`,
		`{"amount":"999999999999999999","currency":"JPY"}`, `{"amount":"9999999999999999999","currency":"JPY"}`,
		`{"amount":"1.","currency":"EUR"}`, `{"amount":".1","currency":"EUR"}`, `{"amount":"1.2.3","currency":"EUR"}`,
		`{"amount":"-","currency":"EUR"}`, `{"amount":"","currency":"EUR"}`, `{"amount":"1","currency":"XXY"}`,
		`{"amount":"1","currency":"PTS:0"}`, `{"amount":"1","currency":"EUR"`, `{"amount":"1`, `{"amount":"`,
		`{"amount":"123456789012345678","currency":"EUR"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, n := ScanAmount([]byte(text))
		if n == 0 {
			return
		}
		want, err := readAmount([]byte(text[:n]))
		if err != nil || !got.Equal(want) {
			t.Fatalf("%q read as %v, by UnmarshalJSON %v, %v", text[:n], got, want, err)
		}
		written := got.AppendJSON(nil)
		long := len(strings.TrimPrefix(got.Text(), "-")) > 18
		if again, n := ScanAmount(written); (n != len(written) || !again.Equal(got)) && (n != 0 || !long) {
			t.Fatalf("%v is written as %s and read as %v", got, written, again)
		}
	})
}
