package pricing_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// FuzzWords reads each kind of word from any text: what is read is written as it
// was, and what is refused is of a class and leaves the value alone.
func FuzzWords(f *testing.F) {
	for _, s := range []string{
		"", "at_checkout", "in_price", "on_delivery", "absorbed", "on_top", "carved_out", "keep_net", "keep_gross", "keep_shown", "none", "tax", "duty", "both",
		"never", "always", "refuse", "checkout", "seller", "customer", "up", "nearest", "In_price", "in_price ", "\x00", "0", strings.Repeat("a", 10_000),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		word[pricing.Placement](t, text)
		word[pricing.Rebasing](t, text)
		word[pricing.Absorption](t, text)
		word[pricing.Forbidden](t, text)
		word[pricing.Includes](t, text)
		word[pricing.FeeTreatment](t, text)
		word[pricing.LevyRefund](t, text)
		word[pricing.SolvePolicy](t, text)
	})
}

func word[T interface {
	comparable
	encoding.TextMarshaler
}, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, text []byte) {
	t.Helper()
	var v, zero T
	if err := P(&v).UnmarshalText(text); err != nil {
		if v != zero || !errors.Is(err, pricing.ErrInvalid) || len(err.Error()) > maxMessage {
			t.Fatalf("%T of %q: %v, %v", v, text, v, err)
		}
	} else if out, err := v.MarshalText(); err != nil || !bytes.Equal(out, text) {
		t.Fatalf("%T of %q is %v, written %q, %v", v, text, v, out, err)
	}
}

// FuzzPartsJSON reads the parts of markets, carts and returns from any text: what
// is read is written, and read to the same; a refusal is short.
func FuzzPartsJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `null`, `[]`, `"x"`, `{"sku":"TEE","hs_code":"6109.10","origin":"BD","category":"general","price":{"amount":"24.00","currency":"USD"}}`,
		`{"sku":"A","measures":[{"unit":"kg","value":"0.25"}],"cost":{"amount":"1","currency":"USD"},"was":{"amount":"30.00","currency":"USD"}}`,
		`{"bands":[{"upto":{"amount":"10","currency":"EUR"},"endings":["0.99"]},{"step":"5","mode":"up"}],"min_margin":"10"}`,
		`{"upto":{"amount":"10","currency":"EUR"},"endings":["0.99","0.49"],"step":"1e-400000000"}`,
		`{"id":"DE","countries":["DE","AT"],"currency":"EUR","duty":"in_price","tax":"in_price","fx_margin":"1.5","max_age":"720h"}`,
		`{"line":"1","quantity":2}`, `{"line":"1","quantity":9223372036854775808}`, `{"line":"1","amount":{"amount":"1.00","currency":"EUR"},"reason":"\ud800"}`,
		`{"line":"1","line":"2"}`, `{"sku":"` + strings.Repeat("x", 300) + `"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		part[pricing.Product](t, data)
		part[pricing.Charm](t, data)
		part[pricing.CharmBand](t, data)
		part[pricing.Market](t, data)
		part[pricing.Return](t, data)
		part[pricing.Refund](t, data)
	})
}

func part[T any](t *testing.T, data []byte) {
	t.Helper()
	var v, back T
	if err := json.Unmarshal(data, &v); err != nil {
		if len(err.Error()) > maxMessage {
			t.Fatalf("%T: a message of %d bytes: %v", v, len(err.Error()), err)
		}
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T of %s: %v", v, data, err)
	}
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%T of %s is written %s: %v", v, data, text, err)
	}
	if again, err := json.Marshal(back); err != nil || !bytes.Equal(again, text) {
		t.Fatalf("%T of %s is written %s, and then %s, %v", v, data, text, again, err)
	}
}

// FuzzReadCart reads carts with the limits of an engine: one with the usual limits
// reads what UnmarshalJSON does, and one with narrower ones no more than that.
func FuzzReadCart(f *testing.F) {
	for _, change := range fuzzChanges {
		f.Add([]byte(strings.Replace(fuzzCart, change[0], change[1], 1)))
	}
	usual := engine(f)
	narrow := engine(f, func(c *pricing.Config) { c.Limits = pricing.Limits{CartBytes: 700, Lines: 1, Discounts: 1} })
	f.Fuzz(func(t *testing.T, data []byte) {
		var want pricing.Cart
		wantErr := want.UnmarshalJSON(data)
		got, err := usual.ReadCart(data)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%v, by itself %v", err, wantErr)
		}
		few, fewErr := narrow.ReadCart(data)
		if fewErr == nil && (err != nil || len(few.Lines) > 1 || len(few.Discounts) > 1 || len(data) > 700) {
			t.Fatalf("within narrower limits it is read: %s", data)
		}
		if err != nil {
			refusal(t, err)
			return
		}
		wantText, err1 := want.AppendJSON(nil)
		gotText, err2 := got.AppendJSON(nil)
		if err1 != nil || err2 != nil || !bytes.Equal(wantText, gotText) {
			t.Fatalf("%s (%v), by itself %s (%v)", gotText, err2, wantText, err1)
		}
	})
}
