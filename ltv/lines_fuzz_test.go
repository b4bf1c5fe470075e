package ltv

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// FuzzLines reads a header and a line of it, one at a time and as a file: both
// refuse it, or read the same order.
func FuzzLines(f *testing.F) {
	const line = "A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75"
	f.Add(strings.TrimSpace(header), line)
	f.Add("\ufeff"+strings.TrimSpace(header), strings.Replace(line, "A-1001", `"A,""1"`, 1))
	f.Add(strings.TrimSpace(header), strings.Replace(line, "58.00", "1e9", 1))
	f.Add(strings.TrimSpace(header), strings.Replace(line, "2026-01-15", "9999-12-31", 1))
	f.Add(strings.TrimSpace(whole), line+",0.00,1.00")
	f.Add("", "")
	asOf := day(f, "2026-01-31")
	f.Fuzz(func(t *testing.T, header, line string) {
		if strings.ContainsAny(header+line, "\r\n") || header == "" || line == "" {
			return // not one line
		}
		lines, err := Layout{}.Lines(header, asOf)
		var o Order
		if err == nil {
			o, err = lines.Order(line)
		}
		if fault := (*OrderError)(nil); err != nil && (!errors.As(err, &fault) || len(err.Error()) > 1000) {
			t.Fatalf("%T %v", err, err)
		}
		orders, fileErr := ReadOrders(strings.NewReader(header+"\n"+line+"\n"), asOf)
		if err == nil != (fileErr == nil) && !errors.Is(fileErr, ErrTooLarge) && len(orders) != 1 {
			t.Fatalf("a line at a time: %v; as a file: %v", err, fileErr)
		}
		if err == nil && fileErr == nil && (len(orders) != 1 || orders[0] != o) {
			t.Fatalf("a line at a time: %+v; as a file: %+v", o, orders)
		}
	})
}

// FuzzBasis: what is read is written as it was.
func FuzzBasis(f *testing.F) {
	for _, s := range []string{"observed", "forecast", "", "Observed", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var b Basis
		if err := b.UnmarshalText(text); err != nil {
			if b != 0 || !errors.Is(err, ErrTerms) || len(err.Error()) > 1000 {
				t.Fatalf("%q is %v, %v", text, b, err)
			}
		} else if out, err := b.MarshalText(); err != nil || !bytes.Equal(out, text) {
			t.Fatalf("%q is %v, written %q, %v", text, b, out, err)
		}
	})
}
