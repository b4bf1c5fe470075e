package tax

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
)

// decideCases are sales that pricing asks about, one for each sort of question.
func decideCases(t testing.TB) map[string]Supply {
	t.Helper()
	codes := []string{"610910", "620342", "640399", "420221", "950300", "330300", "851830", "910211", "711311", "490199"}
	usd := func(minor int64) currency.Amount { return currency.FromMinor(minor, currency.USD) }
	return map[string]Supply{
		"IOSS": {Seller: "US", ShipFrom: place("US"), ShipTo: place("DE"), On: day("2026-11-21"), Rates: manyRates(t),
			Registrations: []Registration{reg("IE ioss")}, Intrinsic: usd(17_999), Codes: codes},
		"GB": {Seller: "US", ShipFrom: place("US"), ShipTo: place("GB"), On: day("2026-11-21"), Rates: manyRates(t),
			Registrations: []Registration{reg("GB vat")}, Intrinsic: usd(9_999), Codes: codes},
		"JP": {Seller: "US", ShipFrom: place("US"), ShipTo: place("JP"), On: day("2026-11-21"), Rates: manyRates(t),
			Intrinsic: usd(900), Freight: usd(50), Insurance: usd(3), Codes: codes},
		"NO": {Seller: "US", ShipFrom: place("US"), ShipTo: place("NO"), On: day("2026-11-21"), Rates: manyRates(t),
			Registrations: []Registration{reg("NO voec")}, Intrinsic: usd(40_000), DearestItem: usd(25_000), Codes: codes},
		"domestic": {Seller: "DE", ShipFrom: place("DE"), ShipTo: place("DE"), On: day("2026-11-21"), Rates: manyRates(t),
			Intrinsic: usd(17_999), Codes: codes},
		"small": {Seller: "FR", ShipFrom: place("FR"), ShipTo: place("DE"), On: day("2026-11-21"), Rates: manyRates(t),
			Sales: []Sales{{Country: union, Previous: Volume{Value: money("3000 EUR")}, Current: Volume{Value: money("4000 EUR")}}}, Intrinsic: usd(17_999), Freight: usd(999), Codes: codes},
	}
}

// BenchmarkDecide decides on a sale of ten goods: landed is compiled, beside it
// is what a decision takes from the start, and what it takes to compile.
func BenchmarkDecide(b *testing.B) {
	for name, s := range decideCases(b) {
		d, err := Compile(s)
		if err != nil {
			b.Fatal(err)
		}
		c := s.contents()
		want, err := Decide(s)
		if err != nil {
			b.Fatal(err)
		}
		got, err := d.Decide(c)
		if err != nil || !cmp.Equal(*got, want) {
			b.Fatalf("%s: got %v (%v), want %v", name, got, err, want)
		}
		b.Run(name+"/landed", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decide(c); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/uncompiled", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decide(s); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/compile", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compile(s); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(d.forks)), "forks")
		})
	}
}
