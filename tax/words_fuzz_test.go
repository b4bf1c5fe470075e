package tax

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/landedhq/landed/locale"
)

// FuzzWords reads each kind of word from any text: what is read is written as
// it was, its Parse function, if it has one, says the same, and what is refused is of the class
// of its kind, leaves the value alone and is said in short.
func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"", "general", "books_printed", "electronics", "official", "derived", "consumer", "business", "seller", "customer", "goods", "goods+freight", "freight+goods",
		"goods+goods", "priced", "with_tax", "without_tax", "line", "unit", "rate_total", "invoice", "tax", "net", "whole", "whole_above", "excess",
		"keep_net", "keep_gross", "ioss", "oss", "vat", "non_union_oss", "proportional", "standard", "reduced", "zero", "single_purpose", "multi_purpose", "shipping",
		"Goods", "goods ", "goods\x00", "0", "255", "\xff", "+",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		word[Category](t, text, ErrUnknownCategory, ParseCategory)
		word[Confidence](t, text, ErrSyntax, nil)
		word[CustomerKind](t, text, ErrSyntax, nil)
		word[Basis](t, text, ErrPolicy, nil)
		word[Level](t, text, ErrPolicy, nil)
		word[Target](t, text, ErrPolicy, nil)
		word[ThresholdRule](t, text, ErrSyntax, nil)
		word[Rebasing](t, text, ErrPolicy, nil)
		word[Scheme](t, text, ErrUnknownScheme, nil)
		word[ShippingRule](t, text, ErrPolicy, nil)
		word[Treatment](t, text, ErrUnknownTreatment, nil)
		word[Purpose](t, text, ErrVoucher, nil)
		word[Kind](t, text, ErrSyntax, nil)
		word[Accountant](t, text, ErrSyntax, nil)
		word[Base](t, text, ErrSyntax, nil)
	})
}

// readsText is a pointer to a T that reads text.
type readsText[T any] interface {
	*T
	encoding.TextUnmarshaler
}

func word[T comparable, P readsText[T]](t *testing.T, text []byte, class error, parse func(string) (T, error)) {
	t.Helper()
	var v, zero T
	err := P(&v).UnmarshalText(text)
	if parse != nil {
		if p, err2 := parse(string(text)); p != v || (err == nil) != (err2 == nil) {
			t.Fatalf("%T of %q: %v, %v, and parsed %v, %v", v, text, v, err, p, err2)
		}
	}
	if err != nil {
		if v != zero || !errors.Is(err, class) || len(err.Error()) > 1000 {
			t.Fatalf("%T of %q: %v, %v, want %v", v, text, v, err, class)
		}
		return
	}
	out := []byte(fmt.Sprint(v))
	if m, ok := any(v).(encoding.TextMarshaler); ok {
		if out, err = m.MarshalText(); err != nil {
			t.Fatalf("%T of %q: %v", v, text, err)
		}
	}
	var back T
	if err := P(&back).UnmarshalText(out); err != nil || back != v {
		t.Fatalf("%T of %q is written %q, and read %v, %v", v, text, out, back, err)
	}
}

// FuzzCreditJSON reads what is given back from any text: what is read is
// written and read to the same, and what is refused leaves the value alone.
func FuzzCreditJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `null`, `[]`, `{"line":1,"quantity":"0.5"}`, `{"line":1,"quantity":"1","amount":{"amount":"1.00","currency":"EUR"}}`,
		`{"id":"a","quantity":"1e400000000"}`, `{"quantity":1}`, `{"line":-1}`, `{"net":{"amount":"1","currency":"EUR"},"tax":{"amount":"0.19","currency":"EUR"}}`,
		`{"quantity":"1","quantity":"2"}`, `{"id":"\ud800"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		viaJSON[Return](t, data)
		viaJSON[CreditLine](t, data)
		viaJSON[CreditedLine](t, data)
		viaJSON[Line](t, data)
		viaJSON[Discount](t, data)
		viaJSON[Rate](t, data)
	})
}

func viaJSON[T any](t *testing.T, data []byte) {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		if len(err.Error()) > 1000 {
			t.Fatalf("%T: a message of %d bytes", v, len(err.Error()))
		}
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T of %s: %v", v, data, err)
	}
	var back T
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%T of %s is written %s: %v", v, data, text, err)
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(text) {
		t.Fatalf("%T of %s is written %s, and then %s, %v", v, data, text, again, err)
	}
}

// FuzzCustomsCode asks for the category of any code, and whether it matters to
// a decision: it is a category, or refused as no code or as one that tells none.
func FuzzCustomsCode(f *testing.F) {
	for _, s := range []string{"4901", "8471", "96190081", "6109.10", "", "49", "4", "490199000000000", "49019\x00", "４９０１"} {
		f.Add(s)
	}
	d, err := mustSchemes(f).Compile(Supply{Seller: "CN", ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "AU"}, On: day("2026-11-22")})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, code string) {
		c, err := CategoryOf(code)
		switch {
		case err == nil && c.index() < 0, err != nil && c != "", err != nil && !errors.Is(err, ErrUnclassified) && !errors.Is(err, ErrSupply):
			t.Fatalf("%q is %q, %v", code, c, err)
		case err != nil && len(err.Error()) > 1000:
			t.Fatalf("a message of %d bytes", len(err.Error()))
		}
		if d.UsesCode(code) && code == "" {
			t.Fatal("no code can decide")
		}
	})
}
