package currency

import (
	"math"
	"math/bits"
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

var plainRate = plainRatio{base: 840, quote: 826, num: 86393, den: 115000}

// plainRatio is an exchange rate: one unit of base is num/den of quote.
type plainRatio struct {
	base, quote uint32
	num, den    int64
}

//go:noinline
func plainConvert(a plainAmount, r plainRatio) (plainAmount, error) {
	if a.code != r.base {
		return plainAmount{}, errPlainCode
	}
	hi, lo := bits.Mul64(plainAbs(a.units), uint64(r.num))
	if hi >= uint64(r.den) {
		return plainAmount{}, errPlainRange
	}
	q, rest := bits.Div64(hi, lo, uint64(r.den))
	if q >= math.MaxInt64 {
		return plainAmount{}, errPlainRange
	}
	if rest >= uint64(r.den)-rest {
		q++
	}
	if a.units < 0 {
		return plainAmount{-int64(q), r.quote}, nil
	}
	return plainAmount{int64(q), r.quote}, nil
}

// 1234.56 USD to GBP at the cross rate of EUR/GBP 0.86393 and EUR/USD 1.15,
// half up to the penny.
func BenchmarkConvert(b *testing.B) {
	num, den := decimal.New(86393, -5), decimal.New(115, -2)
	rate, err := NewRatio(USD, GBP, num, den, NewDate(2026, 3, 18).Time(), "ECB")
	if err != nil {
		b.Fatal(err)
	}
	usd, usdPlain := FromMinor(123456, USD), plainAmount{123456, 840}
	check(b, must(rate.Convert(usd, halfUp)), mustPlain(plainConvert(usdPlain, plainRate)), priceD.Mul(num).DivRound(den, 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = rate.Convert(usd, halfUp)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainConvert(usdPlain, plainRate)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Mul(num).DivRound(den, 2)
		}
	})
}

// plainRates are rates against one currency, all with the same decimals.
type plainRates map[uint32]int64

//go:noinline
func (rs plainRates) convert(a plainAmount, to uint32) (plainAmount, error) {
	from, ok1 := rs[a.code]
	onto, ok2 := rs[to]
	if !ok1 || !ok2 {
		return plainAmount{}, errPlainCode
	}
	return plainConvert(a, plainRatio{base: a.code, quote: to, num: onto, den: from})
}

// 1234.56 EUR to GBP through USD, out of 160 currencies; and what a cross is to
// be compared with: 1234.56 USD out of the same, and at a rate in hand.
func BenchmarkCrossConvert(b *testing.B) {
	rs := worldRates(b)
	plainWorld, world := plainRates{}, map[Code]decimal.Decimal{}
	for _, r := range rs.All() {
		plainWorld[uint32(r.Quote())], world[r.Quote()] = r.num*ten(5-int(r.scales[0])).Int64(), r.ratio().num.decimal()
	}
	eur, usd := FromMinor(123456, EUR), FromMinor(123456, USD)
	eurPlain := plainAmount{123456, uint32(EUR)}
	cross, rate, err := rs.Convert(eur, GBP, halfUp)
	if err != nil || len(rate.Path()) != 3 {
		b.Fatal(rate, err)
	}
	check(b, cross, mustPlain(plainWorld.convert(eurPlain, uint32(GBP))), priceD.Mul(world[GBP]).DivRound(world[EUR], 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkRate, sinkError = rs.Convert(eur, GBP, halfUp)
		}
	})
	b.Run("direct", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkRate, sinkError = rs.Convert(usd, GBP, halfUp)
		}
	})
	inHand, err := rs.Rate(USD, GBP)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("in hand", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = inHand.Convert(usd, halfUp)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainWorld.convert(eurPlain, uint32(GBP))
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Mul(world[GBP]).DivRound(world[EUR], 2)
		}
	})
}

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
	if size := unsafe.Sizeof(Rate{}); size > 48 {
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
