package pricing_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// filler gives every field of a value another value than zero.
type filler struct{ n int64 }

func (f *filler) fill(t *testing.T, v reflect.Value) {
	t.Helper()
	f.n++
	switch x := v.Addr().Interface().(type) {
	case *currency.Amount:
		*x = currency.FromMinor(f.n, currency.EUR)
		return
	case *decimal.Decimal:
		*x = decimal.New(f.n*10+1, -2)
		return
	case *time.Time:
		*x = time.Date(2026, 11, 21, 12, 0, 0, int(f.n), time.FixedZone("", 3600))
		return
	case *currency.Date:
		*x = currency.NewDate(2026, 1, 1).AddDays(int(f.n))
		return
	case *currency.Code:
		*x = currency.GBP
		return
	case *tax.Scheme:
		*x = tax.SchemeIOSS
		return
	case *tax.ID:
		id, err := tax.ParseID("CH", "CHE-684.673.484 MWST")
		if err != nil {
			t.Fatal(err)
		}
		*x = id
		return
	case *currency.Rate:
		r, err := currency.NewRate(currency.USD, currency.EUR, decimal.New(9, -1), time.Unix(f.n, 0).UTC(), "source")
		if err != nil {
			t.Fatal(err)
		}
		*x = r
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(t, v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(t, v.Index(0))
		f.fill(t, v.Index(1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem())
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for key, text := range map[string]string{"EU": "1", "GB": "2"} {
			v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), reflect.ValueOf(text).Convert(v.Type().Elem()))
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("text <%d> \u2028", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.n)
	default:
		t.Fatalf("no value for a %v", v.Type())
	}
}

// fullQuote has a value in every field.
func fullQuote(t *testing.T) (q pricing.Quote) {
	t.Helper()
	new(filler).fill(t, reflect.ValueOf(&q).Elem())
	return q
}

// TestQuoteJSONFields demands that every field of a quote is written under the
// name of its tag, and read back.
func TestQuoteJSONFields(t *testing.T) {
	q := fullQuote(t)
	text := quoteText(t, &q)
	var back pricing.Quote
	if err := back.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(q, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if again := quoteText(t, &back); !bytes.Equal(again, text) {
		t.Errorf("written again: %s", firstDifference(again, text))
	}
	if through, err := json.Marshal(q); err != nil || !bytes.Equal(through, text) {
		t.Errorf("through encoding/json: %v, %s", err, firstDifference(through, text))
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	fieldNames(t, "quote", reflect.TypeFor[pricing.Quote](), tree)
}

// fieldNames compares the names of fields with their tags. Where a type has
// JSON of its own below, it has no tags.
func fieldNames(t *testing.T, path string, typ reflect.Type, value any) {
	t.Helper()
	switch typ.Kind() {
	case reflect.Slice:
		for i, element := range value.([]any) {
			fieldNames(t, fmt.Sprintf("%s[%d]", path, i), typ.Elem(), element)
		}
		return
	case reflect.Struct:
	default:
		return
	}
	object, ok := value.(map[string]any)
	if !ok || typ == reflect.TypeFor[currency.Amount]() || typ == reflect.TypeFor[currency.Rate]() || typ == reflect.TypeFor[tax.ID]() {
		return
	}
	left := maps.Clone(object)
	switch typ { // rules stand apart
	case reflect.TypeFor[pricing.Quote]():
		fieldNames(t, path+".rules", reflect.TypeFor[[]pricing.Rule](), object["rules"])
		delete(left, "rules")
	case reflect.TypeFor[pricing.Charge]():
		delete(left, "rule")
	}
	for i := range typ.NumField() {
		field := typ.Field(i)
		if field.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if object[name] == nil {
			t.Errorf("%s: %s is not written as %q", path, field.Name, name)
			continue
		}
		delete(left, name)
		fieldNames(t, path+"."+name, field.Type, object[name])
	}
	if len(left) > 0 {
		t.Errorf("%s: no field has the names %v", path, slices.Sorted(maps.Keys(left)))
	}
}

// TestQuoteJSONEmpty: nothing and empty stay what they are, and rules that are
// equal are written once, whether they are one in memory or several.
func TestQuoteJSONEmpty(t *testing.T) {
	tee, book := pricing.Rule{Name: "VAT", Text: "general"}, pricing.Rule{Name: "VAT", Text: "general", Percent: "7"}
	copied := tee
	for _, tt := range []struct {
		reason string
		quote  pricing.Quote
		want   string
	}{
		{"nothing", pricing.Quote{}, `{"duty":"at_checkout","tax":"at_checkout","fees":"at_checkout"}`},
		{"empty lists", pricing.Quote{Charges: []pricing.Charge{}, Warnings: []string{}},
			`{"duty":"at_checkout","tax":"at_checkout","fees":"at_checkout","charges":[],"warnings":[]}`},
		{"rules", pricing.Quote{Charges: []pricing.Charge{{Rule: &tee}, {Rule: &book}, {Rule: &copied}, {Rule: &tee}}},
			`{"duty":"at_checkout","tax":"at_checkout","fees":"at_checkout","rules":[{"name":"VAT","text":"general"},{"name":"VAT","percent":"7","text":"general"}],` +
				`"charges":[{"consignment":0,"placement":"at_checkout","rule":0},{"consignment":0,"placement":"at_checkout","rule":1},` +
				`{"consignment":0,"placement":"at_checkout","rule":0},{"consignment":0,"placement":"at_checkout","rule":0}]}`},
	} {
		text := quoteText(t, &tt.quote)
		if string(text) != tt.want {
			t.Errorf("%s: %s", tt.reason, text)
		}
		var back pricing.Quote
		if err := back.UnmarshalJSON(text); err != nil {
			t.Errorf("%s: %v", tt.reason, err)
		}
		if diff := cmp.Diff(tt.quote, back); diff != "" {
			t.Errorf("%s: read back (-want +got):\n%s", tt.reason, diff)
		}
	}
}

// TestQuoteJSONRefused: each fault is told by its field.
func TestQuoteJSONRefused(t *testing.T) {
	q := w10Quote(t)
	text := string(quoteText(t, &q))
	replaced := func(old, by string) string {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("%s is not in %s", old, text)
		}
		return strings.Replace(text, old, by, 1)
	}
	const line = `{"id":"1","sku":"LAPTOP"`
	for _, tt := range []struct {
		reason, text, field string
		class               error
	}{
		{"an unknown field", replaced(`"totals":{`, `"totals":{"extra":1,`), "totals.extra", pricing.ErrUnknownField},
		{"a field twice", replaced(line, `{"id":"1","id":"2","sku":"LAPTOP"`), "lines[0].id", pricing.ErrInvalid},
		{"an amount without currency", replaced(`"fees":{"amount":"0.00","currency":"EUR"}`, `"fees":{"amount":"1.00","currency":""}`), "totals.fees", currency.ErrUnknownCode},
		{"a placement that is none", replaced(`"placement":"at_checkout"`, `"placement":"nowhere"`), "charges[0].placement", pricing.ErrInvalid},
		{"a rule that is not there", replaced(`"rule":1}`, `"rule":99}`), "charges[1].rule", pricing.ErrInvalid},
		{"a negative rule", replaced(`"rule":1}`, `"rule":-1}`), "charges[1].rule", pricing.ErrInvalid},
		{"no rule", replaced(`,"rule":1}`, `}`), "charges[1]", pricing.ErrMissing},
		{"no time", replaced(`"at":"2026-11-21T12:00:00Z"`, `"at":"noon"`), "cart.at", pricing.ErrInvalid},
		{"text after it", text + "x", "", pricing.ErrInvalid},
		{"the end missing", text[:len(text)-1], "", pricing.ErrInvalid},
		{"a million lines", `{"lines":[` + strings.Repeat("{},", 1_000_000) + `{}]}`, "lines", pricing.ErrLimit},
		{"10,000 discounts", `{"discounts":[` + strings.Repeat("{},", 10_000) + `{}]}`, "discounts", pricing.ErrLimit},
		{"deep nesting", `{"cart":` + strings.Repeat(`{"lines":[`, 100_000), "cart.lines[0].lines", pricing.ErrUnknownField},
		{"deep brackets", `{"rate":` + strings.Repeat(`[`, 1_000_000), "rate", pricing.ErrLimit},
		{"a giant string", `{"market":"` + strings.Repeat("x", 10<<20) + `"}`, "market", pricing.ErrLimit},
		{"a giant number", `{"lines":[{"quantity":` + strings.Repeat("9", 1<<20) + `}]}`, "lines[0].quantity", pricing.ErrInvalid},
		{"a giant name of a field", `{"` + strings.Repeat("x", 1<<20) + `":1}`, strings.Repeat("x", 57) + "…", pricing.ErrUnknownField},
		{"too many bytes", strings.Repeat(" ", pricing.MaxQuoteBytes) + "{}", "", pricing.ErrLimit},
		{"null", "null", "", pricing.ErrInvalid},
	} {
		start := time.Now()
		var got pricing.Quote
		err := got.UnmarshalJSON([]byte(tt.text))
		var qe *pricing.QuoteError
		if !errors.As(err, &qe) || qe.Field != tt.field || !errors.Is(err, tt.class) {
			t.Errorf("%s: %v, want %q refused as %v", tt.reason, err, tt.field, tt.class)
		}
		if err != nil && len(err.Error()) > maxMessage {
			t.Errorf("%s: a message of %d bytes", tt.reason, len(err.Error()))
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: refused after %v", tt.reason, took)
		}
		if diff := cmp.Diff(pricing.Quote{}, got); diff != "" {
			t.Errorf("%s: the quote was changed", tt.reason)
		}
	}
	if _, err := (&pricing.Quote{Charges: make([]pricing.Charge, 1)}).AppendJSON(nil); !errors.Is(err, pricing.ErrMissing) {
		t.Errorf("a charge without a rule: %v", err)
	}
	if _, err := (&pricing.Quote{Duty: 9}).AppendJSON(nil); !errors.Is(err, pricing.ErrInvalid) {
		t.Errorf("a placement that is none: %v", err)
	}
}

// TestQuoteJSONZeros: figures of lines that are left out are zero of the
// quote's currency, wherever in the text that stands.
func TestQuoteJSONZeros(t *testing.T) {
	var q pricing.Quote
	if err := q.UnmarshalJSON([]byte(`{"lines":[{"id":"1","tax":{"amount":"1.00","currency":"EUR"}}],"currency":"EUR"}`)); err != nil {
		t.Fatal(err)
	}
	zero := currency.FromMinor(0, currency.EUR)
	want := pricing.QuoteLine{ID: "1", Tax: currency.FromMinor(100, currency.EUR), Discount: zero, DutyInPrice: zero,
		TaxInPrice: zero, Subsidy: zero, Rounding: zero, Duty: zero, Fees: zero, FXMargin: zero}
	if diff := cmp.Diff(want, q.Lines[0]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// FuzzQuoteJSON: what is read is written as a text that reads and writes the
// same for ever.
func FuzzQuoteJSON(f *testing.F) {
	q := w10Quote(f)
	f.Add(quoteText(f, &q))
	f.Add([]byte(`{"charges":[{"rule":0}],"rules":[{"name":"VAT"},{}],"lines":[]}`))
	f.Add([]byte(`{"cart":{"lines":[{"product":{"measures":[]}}],"at":"2026-11-21T12:00:00+14:00"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var q, back pricing.Quote
		if err := q.UnmarshalJSON(data); err != nil {
			var qe *pricing.QuoteError
			if !errors.As(err, &qe) || len(err.Error()) > maxMessage {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		text, err := q.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatalf("%v: reading back %s", err, text)
		}
		if diff := cmp.Diff(q, back); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
		if again := quoteText(t, &back); !bytes.Equal(again, text) {
			t.Fatal(firstDifference(again, text))
		}
	})
}

// TestQuoteJSONAllocates pins what a quote of ten lines takes.
func TestQuoteJSONAllocates(t *testing.T) {
	q := w10Quote(t)
	text := quoteText(t, &q)
	dst := make([]byte, 0, len(text))
	if n := testing.AllocsPerRun(20, func() { dst, _ = q.AppendJSON(dst[:0]) }); n > 12 {
		t.Errorf("%v allocations to write, want at most 12", n)
	}
	var back pricing.Quote
	if n := testing.AllocsPerRun(20, func() { _ = back.UnmarshalJSON(text) }); n > 50 {
		t.Errorf("%v allocations to read, want at most 50", n)
	}
}
