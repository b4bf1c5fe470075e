package currency

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
)

// {"amount":"1234.56","currency":"EUR"} by encoding/json: how much of the time is its own, and how
// much our reader's alone. The yardsticks are structs of the same JSON.
func BenchmarkJSON(b *testing.B) {
	type plainObject struct {
		Amount   string `json:"amount"`
		Currency string `json:"currency"`
	}
	type decimalObject struct {
		Amount   decimal.Decimal `json:"amount"`
		Currency string          `json:"currency"`
	}
	data := price.AppendJSON(nil)
	var a Amount
	var p plainObject
	var d decimalObject
	for _, into := range []any{&a, &p, &d} {
		if err := json.Unmarshal(data, into); err != nil {
			b.Fatal(err)
		}
		if again, err := json.Marshal(into); err != nil || string(again) != string(data) {
			b.Fatalf("%s became %s, %v", data, again, err)
		}
	}
	for _, bb := range []struct {
		name string
		v    any
	}{{"landed", &a}, {"plain", &p}, {"shopspring", &d}} {
		b.Run("marshal/"+bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sinkBytes, _ = json.Marshal(bb.v)
			}
		})
		b.Run("unmarshal/"+bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = json.Unmarshal(data, bb.v)
			}
		})
	}
	b.Run("unmarshal/landed without encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = a.UnmarshalJSON(data)
		}
	})
}

func BenchmarkBinary(b *testing.B) {
	buf := make([]byte, 0, 64)
	data := price.appendBinary(nil)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkBytes, _ = price.AppendBinary(buf)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = sinkAmount.UnmarshalBinary(data)
		}
	})
}
