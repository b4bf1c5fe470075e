package currency

import (
	"slices"
	"testing"
	"unsafe"

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

// The 25 years of the European Central Bank, as a feed builds them.
func manyDays(t testing.TB, days, currencies int) []*Rates {
	t.Helper()
	codes := slices.DeleteFunc(Codes(), func(c Code) bool { return c == EUR })[:currencies]
	first := NewDate(1999, 1, 4)
	history := make([]*Rates, days)
	rates := make([]Rate, currencies)
	for d := range history {
		at := first.AddDays(d).Time()
		for i, c := range codes {
			r, err := NewRate(EUR, c, decimal.New(int64(10_001+d+977*i*i), -4), at, "ECB")
			if err != nil {
				t.Fatal(err)
			}
			rates[i] = r
		}
		rs, err := NewRates(EUR, at, "ECB", rates)
		if err != nil {
			t.Fatal(err)
		}
		history[d] = rs
	}
	return history
}

// A snapshot takes 56 bytes a rate, so that 25 years of 40 currencies stay far
// below 100 MB; and building it allocates four times, whatever its size.
func TestRatesAreCompact(t *testing.T) {
	if size := unsafe.Sizeof(Rate{}); size != 48 {
		t.Errorf("a Rate takes %d bytes", size)
	}
	rates := worldRates(t).All()
	var err error
	if n := testing.AllocsPerRun(100, func() { _, err = NewRates(USD, rateDay, "world", rates) }); err != nil || n > 4 {
		t.Errorf("a snapshot takes %v allocations, %v", n, err)
	}
	h, err := NewHistory(manyDays(t, 100, 40))
	if err != nil {
		t.Fatal(err)
	}
	a, on := FromMinor(123456, CAD), NewDate(1999, 3, 1)
	n := testing.AllocsPerRun(100, func() { _, _, err = h.Convert(a, AUD, on, Rounding{}) })
	if err != nil || n > 0 {
		t.Errorf("a conversion by a history takes %v allocations, %v", n, err)
	}
}

// Making a history of 25 years out of rates.
func BenchmarkHistory(b *testing.B) {
	for b.Loop() {
		h, err := NewHistory(manyDays(b, 6_900, 40))
		if err != nil || h.Len() != 6_900 {
			b.Fatal(err)
		}
	}
}
