package pricing_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// mirror has the fields of a quote without its methods, so that encoding/json
// writes and reads it.
type mirror pricing.Quote

func w10Quote(t testing.TB) pricing.Quote {
	t.Helper()
	w := readW10(t)
	q, err := w10Engine(t, w, pricing.AtCheckout).Quote(w10Cart(t, w))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func quoteText(t testing.TB, q *pricing.Quote) []byte {
	t.Helper()
	text, err := q.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// BenchmarkQuoteJSON writes and reads the ten-line quote W10. The yardstick is
// encoding/json over the same fields.
func BenchmarkQuoteJSON(b *testing.B) {
	q := w10Quote(b)
	text := quoteText(b, &q)
	plain, err := json.Marshal(mirror(q))
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d bytes, by encoding/json %d", len(text), len(plain))
	equal := func(got pricing.Quote) {
		b.Helper()
		if diff := cmp.Diff(q, got, cmp.Comparer(currency.Rate.Equal)); diff != "" {
			b.Fatal(diff)
		}
	}
	b.Run("encode/landed", func(b *testing.B) {
		dst := make([]byte, 0, len(text))
		b.ReportAllocs()
		for b.Loop() {
			if dst, err = q.AppendJSON(dst[:0]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encode/landed through json.Marshal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(&q); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encode/encoding json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal((*mirror)(&q)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode/landed", func(b *testing.B) {
		var back pricing.Quote
		b.ReportAllocs()
		for b.Loop() {
			if err := back.UnmarshalJSON(text); err != nil {
				b.Fatal(err)
			}
		}
		equal(back)
	})
	b.Run("decode/landed through json.Unmarshal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var back pricing.Quote
			if err := json.Unmarshal(text, &back); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode/encoding json", func(b *testing.B) {
		var back mirror
		b.ReportAllocs()
		for b.Loop() {
			back = mirror{}
			if err := json.Unmarshal(plain, &back); err != nil {
				b.Fatal(err)
			}
		}
		equal(pricing.Quote(back))
	})
}
