package currency

import (
	"testing"

	"github.com/shopspring/decimal"
)

// worldRates returns a snapshot of 160 currencies of ISO 4217 against the
// dollar, with rates of six digits, as providers publish them.
func worldRates(t testing.TB) *Rates {
	t.Helper()
	var rates []Rate
	for i, c := range Codes() {
		if c == USD || len(rates) == 160 {
			continue
		}
		r, err := NewRate(USD, c, decimal.New(int64(100_003+977*i*i), -5), rateDay, "world")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	rs, err := NewRates(USD, rateDay, "world", rates)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

var sinkRate Rate

// 1234.56 EUR to GBP through USD, out of 160 currencies; and what is faster in
// a direct one.
func BenchmarkRatesConvert(b *testing.B) {
	rs := worldRates(b)
	eur, usd := FromMinor(123456, EUR), FromMinor(123456, USD)
	direct, err := rs.Rate(USD, GBP)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("cross", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkRate, _ = rs.Convert(eur, GBP, Rounding{})
		}
	})
	b.Run("direct", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkRate, _ = rs.Convert(usd, GBP, Rounding{})
		}
	})
	b.Run("rate", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = direct.Convert(usd, Rounding{})
		}
	})
}
