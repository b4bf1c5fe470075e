package pricing_test

import (
	"encoding/json"
	"testing"

	"github.com/landedhq/landed/pricing"
)

// BenchmarkRecord makes, writes, reads and replays the record of the ten-line
// quote W10: what it costs a shop to keep one beside an order.
func BenchmarkRecord(b *testing.B) {
	w := readW10(b)
	e := w10Engine(b, w, pricing.AtCheckout)
	q, err := e.Quote(w10Cart(b, w))
	if err != nil {
		b.Fatal(err)
	}
	text, r := recorded(b, e, &q)
	for _, of := range []struct {
		name string
		do   func() error
	}{
		{"made", func() error { _, err := e.Record(&q); return err }},
		{"encode", func() error { _, err := r.AppendJSON(nil); return err }},
		{"decode", func() error { return json.Unmarshal(text, new(pricing.Record)) }},
		{"replay", func() error { _, err := r.Replay(); return err }},
	} {
		b.Run(of.name, func(b *testing.B) {
			for b.Loop() {
				if err := of.do(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text)), "bytes")
		})
	}
}
