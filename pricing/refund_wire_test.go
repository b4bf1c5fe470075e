package pricing_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// What a refund writes, it reads: every field.
func TestRefundJSON(t *testing.T) {
	q := soldShirts(t, 3, pricing.AtCheckout)
	withFee(&q, pricing.AtCheckout, currency.FromMinor(1500, currency.EUR))
	f, err := q.Refund(
		pricing.Return{Line: 1, Quantity: 2, Levies: pricing.LeviesRecovered, Recovered: pricing.Recovery{Duty: decimal.New(995, -1)},
			Restocking: pricing.Restocking{Percent: decimal.New(125, -1), Treatment: pricing.Compensation}},
		pricing.Return{Line: 1, Amount: currency.FromMinor(100, currency.EUR)},
		pricing.Return{Of: pricing.PartFees, Amount: currency.FromMinor(500, currency.EUR)})
	if err != nil {
		t.Fatal(err)
	}
	text := bytesOf(f, nil)
	for _, want := range []string{
		`{"line":1,"quantity":2,"restocking":{"percent":"12.5","treatment":"compensation"},"levies":"recovered","recovered":{"duty":"99.5"}}`,
		`{"line":1,"amount":{"amount":"1.00","currency":"EUR"}}`, `{"of":"fees","amount":{"amount":"5.00","currency":"EUR"}}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	var back pricing.Refund
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, back, cmp.Comparer(currency.Amount.Equal), cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i, x := range f.Returns {
		var back pricing.Return
		if err := json.Unmarshal(bytesOf(x, nil), &back); err != nil || string(bytesOf(back, nil)) != string(bytesOf(x, nil)) {
			t.Errorf("return %d: %v, %s", i, err, bytesOf(back, nil))
		}
	}
}

// TestRefundJSONFields demands that every field of a refund is written under
// the name of its tag, and read back.
func TestRefundJSONFields(t *testing.T) {
	var f, back pricing.Refund
	new(filler).fill(t, reflect.ValueOf(&f).Elem())
	text := bytesOf(f, nil)
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, back); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	fieldNames(t, "refund", reflect.TypeFor[pricing.Refund](), tree)
}

func TestRefusedRefundJSON(t *testing.T) {
	q := soldShirts(t, 3, pricing.AtCheckout)
	f, err := q.Refund(pricing.Return{Line: 1, Quantity: 2})
	if err != nil {
		t.Fatal(err)
	}
	good := string(bytesOf(f, nil))
	for _, tt := range []struct {
		old, new, field string
		class           error
	}{
		{`{"quote"`, `{"quotes"`, "quotes", pricing.ErrUnknownField},
		{`{"quote"`, `{"number":1,"quote"`, "number", pricing.ErrInvalid},
		{`"number":1`, `"number":1.5`, "number", pricing.ErrInvalid},
		{`"number":1`, `"number":"one"`, "number", pricing.ErrInvalid},
		{`"returns":[{"line":1`, `"returns":[{"lime":1`, "returns[0].lime", pricing.ErrUnknownField},
		{`"returns":[{"line":1`, `"returns":[{"levies":"lost","line":1`, "returns[0].levies", pricing.ErrInvalid},
		{`"returns":[{"line":1`, `"returns":[{"recovered":{"duty":"1e9"},"line":1`, "returns[0].recovered.duty", pricing.ErrInvalid},
		{`"returns":[`, `"returns":[` + strings.Repeat(`{"line":1},`, pricing.MaxReturns), "returns", pricing.ErrLimit},
		{`"placement":"at_checkout"`, `"placement":"somewhere"`, "charges[0].placement", pricing.ErrInvalid},
		{`"due":`, `"tips":`, "lines[0].tips", pricing.ErrUnknownField},
		{`"to_payment":`, `"to_bank":`, "totals.to_bank", pricing.ErrUnknownField},
		{`"untaxed":`, `"untaxable":`, "credit_note.untaxable", pricing.ErrUnknownField},
		{`"merchant":{"`, `"merchant":{"x`, "merchant.xpaid_back", pricing.ErrUnknownField},
		{good, good + "x", "", pricing.ErrInvalid},
		{good, good[:len(good)/2], "", pricing.ErrInvalid},
		{good, `[]`, "", pricing.ErrInvalid},
		{good, strings.Repeat(" ", pricing.MaxRefundBytes) + good, "", pricing.ErrLimit},
	} {
		var back pricing.Refund
		err := back.UnmarshalJSON([]byte(strings.Replace(good, tt.old, tt.new, 1)))
		var re *pricing.RefundError
		if !errors.As(err, &re) || !errors.Is(err, tt.class) || !strings.HasPrefix(re.Field, tt.field) {
			t.Errorf("%.60s: got %v, want %s refused as %v", tt.new, err, tt.field, tt.class)
		}
	}
	var x pricing.Return
	if err := x.UnmarshalJSON([]byte(`{"line":1,"kuantity":1}`)); !errors.Is(err, pricing.ErrUnknownField) {
		t.Errorf("a return: %v", err)
	}
}

// FuzzRefundJSON reads refunds from anywhere and gives the rest back after
// them: nothing panics, a refusal is a *RefundError with a short message, and
// an answer adds up.
func FuzzRefundJSON(f *testing.F) {
	q := soldShirts(f, 3, pricing.AtCheckout)
	withFee(&q, pricing.AtCheckout, currency.FromMinor(1500, currency.EUR))
	for _, returns := range [][]pricing.Return{
		{{Line: 1, Quantity: 2}}, {{Line: 1, Amount: currency.FromMinor(100, currency.EUR)}, {Of: pricing.PartFees}}, {{Of: pricing.PartOrder}},
		{{Line: 1, Quantity: 1, Levies: pricing.LeviesKept, Restocking: pricing.Restocking{Percent: decimal.New(1, 1)}}},
	} {
		r, err := q.Refund(returns...)
		if err != nil {
			f.Fatal(err)
		}
		text := string(bytesOf(r, nil))
		f.Add([]byte(text))
		for _, change := range [][2]string{
			{`"quantity":2`, `"quantity":0`}, {`"number":1`, `"number":2`}, {`"charge":0`, `"charge":1`}, {`"1.00"`, `"-1.00"`},
			{`"EUR"`, `"USD"`}, {`"3.00"`, `"99999999999999999999999999999999.99"`}, {`"line":1`, `"line":9223372036854775807`}, {`{`, `[`},
		} {
			f.Add([]byte(strings.ReplaceAll(text, change[0], change[1])))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		refused := func(err error) {
			var re *pricing.RefundError
			if !errors.As(err, &re) {
				t.Fatalf("%T %v, want a *RefundError", err, err)
			}
			if len(err.Error()) > maxMessage {
				t.Fatalf("a message of %d bytes: %v", len(err.Error()), err)
			}
		}
		var earlier pricing.Refund
		if err := earlier.UnmarshalJSON(data); err != nil {
			refused(err)
			return
		}
		if again, err := reread(earlier); err != nil {
			t.Fatalf("%v: %+v", err, again)
		}
		rest, err := q.RefundAfter([]pricing.Refund{earlier}, pricing.Return{Of: pricing.PartOrder})
		if err != nil {
			refused(err)
			return
		}
		if rest.Number != 2 || rest.Totals.Due.Sign() < 0 {
			t.Fatalf("%+v", rest)
		}
	})
}
