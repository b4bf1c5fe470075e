package currency

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
)

// Each benchmark does the same work three times: with this package, plainly
// and with shopspring/decimal alone. Results are checked to be equal before the
// timer starts. Figures come from variables, so that none is folded into the
// code, and results go to variables, so that no work is optimised away.
//
// Plain is the limit of what can be reached: routines by hand over int64 minor
// units and 128-bit intermediates, with one currency code, half up as the only
// rounding, to the cent as the only grid and no fallback for figures that do
// not fit; but they do check currencies and overflow, and take factors at run
// time. They are calls, as the methods of an Amount are.

var (
	sinkAmount  Amount
	sinkPlain   plainAmount
	sinkInt     int
	sinkDecimal decimal.Decimal
	sinkBytes   []byte
	sinkError   error
)

var (
	price    = MustAmount("1234.56", EUR)
	price2   = MustAmount("987.65", EUR)
	plain    = plainAmount{123456, 978}
	plain2   = plainAmount{98765, 978}
	priceD   = decimal.New(123456, -2)
	priceD2  = decimal.New(98765, -2)
	factorD  = decimal.New(10837, -4)
	divisorD = decimal.New(119, -2)
	hundredD = decimal.New(100, 0)
	grossD   = decimal.New(119, 0)
	halfUp   Rounding
)

func check(b *testing.B, got Amount, plain int64, d decimal.Decimal) {
	b.Helper()
	minor, err := got.Minor()
	if err != nil || minor != plain || !d.Equal(got.Decimal()) {
		b.Fatalf("landed %v, plain %d, shopspring %v", got, plain, d)
	}
}

func must(a Amount, err error) Amount {
	if err != nil {
		panic(err)
	}
	return a
}

// plainAmount is cents of a currency by its ISO number.
type plainAmount struct {
	units int64
	code  uint32
}

func mustPlain(a plainAmount, err error) int64 {
	if err != nil {
		panic(err)
	}
	return a.units
}

var (
	errPlainCode  = errors.New("currencies differ")
	errPlainRange = errors.New("out of range")
)

//go:noinline
func plainAdd(a, b plainAmount) (plainAmount, error) {
	if a.code != b.code {
		return plainAmount{}, errPlainCode
	}
	sum := a.units + b.units
	if (sum > a.units) != (b.units > 0) {
		return plainAmount{}, errPlainRange
	}
	return plainAmount{sum, a.code}, nil
}

//go:noinline
func plainCmp(a, b plainAmount) (int, error) {
	switch {
	case a.code != b.code:
		return 0, errPlainCode
	case a.units < b.units:
		return -1, nil
	case a.units > b.units:
		return 1, nil
	}
	return 0, nil
}

func plainAbs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// plainMulDiv returns a·num/den, half up; den is positive.
//
//go:noinline
func plainMulDiv(a plainAmount, num, den int64) (plainAmount, error) {
	hi, lo := bits.Mul64(plainAbs(a.units), plainAbs(num))
	if hi >= uint64(den) {
		return plainAmount{}, errPlainRange
	}
	q, r := bits.Div64(hi, lo, uint64(den))
	if q >= math.MaxInt64 {
		return plainAmount{}, errPlainRange
	}
	if r >= uint64(den)-r {
		q++
	}
	if a.units^num < 0 {
		return plainAmount{-int64(q), a.code}, nil
	}
	return plainAmount{int64(q), a.code}, nil
}

var plainPow10 = [...]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// plainMulRound returns a·factor/10^places, half up.
//
//go:noinline
func plainMulRound(a plainAmount, factor int64, places uint8) (plainAmount, error) {
	if int(places) >= len(plainPow10) {
		return plainAmount{}, errPlainRange
	}
	den := uint64(plainPow10[places])
	hi, lo := bits.Mul64(plainAbs(a.units), plainAbs(factor))
	if hi >= den {
		return plainAmount{}, errPlainRange
	}
	q, r := bits.Div64(hi, lo, den)
	if q >= math.MaxInt64 {
		return plainAmount{}, errPlainRange
	}
	if r >= den-r {
		q++
	}
	if a.units^factor < 0 {
		return plainAmount{-int64(q), a.code}, nil
	}
	return plainAmount{int64(q), a.code}, nil
}

func BenchmarkAdd(b *testing.B) {
	check(b, must(price.Add(price2)), mustPlain(plainAdd(plain, plain2)), priceD.Add(priceD2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = price.Add(price2)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainAdd(plain, plain2)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Add(priceD2)
		}
	})
}

func BenchmarkCmp(b *testing.B) {
	l, err := price.Cmp(price2)
	p, err2 := plainCmp(plain, plain2)
	if s := priceD.Cmp(priceD2); l != 1 || p != 1 || s != 1 || err != nil || err2 != nil {
		b.Fatalf("landed %d, %v, plain %d, %v, shopspring %d", l, err, p, err2, s)
	}
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkInt, sinkError = price.Cmp(price2)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkInt, sinkError = plainCmp(plain, plain2)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkInt = priceD.Cmp(priceD2)
		}
	})
}

// 1234.56 × 1.0837, half up to the cent.
func BenchmarkMulRound(b *testing.B) {
	factor, places := int64(10837), uint8(4)
	check(b, must(price.MulRound(factorD, halfUp)), mustPlain(plainMulRound(plain, factor, places)), priceD.Mul(factorD).Round(2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = price.MulRound(factorD, halfUp)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainMulRound(plain, factor, places)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Mul(factorD).Round(2)
		}
	})
}

// 1234.56 ÷ 1.19, half up to the cent.
func BenchmarkDivRound(b *testing.B) {
	num, den := int64(100), int64(119)
	check(b, must(price.DivRound(divisorD, halfUp)), mustPlain(plainMulDiv(plain, num, den)), priceD.DivRound(divisorD, 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = price.DivRound(divisorD, halfUp)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainMulDiv(plain, num, den)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.DivRound(divisorD, 2)
		}
	})
}

// 1234.56 × 100 ÷ 119, half up to the cent: two decimals are read.
func BenchmarkMulDiv(b *testing.B) {
	num, den := int64(100), int64(119)
	check(b, must(price.MulDiv(hundredD, grossD, halfUp)), mustPlain(plainMulDiv(plain, num, den)), priceD.Mul(hundredD).DivRound(grossD, 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = price.MulDiv(hundredD, grossD, halfUp)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainMulDiv(plain, num, den)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Mul(hundredD).DivRound(grossD, 2)
		}
	})
}

// plainParse reads digits with two of them after a point.
//
//go:noinline
func plainParse(s string, code uint32) (plainAmount, error) {
	n, digits, point := int64(0), 0, -1
	for i := range len(s) {
		c := s[i]
		if c == '.' && point < 0 {
			point = digits
			continue
		}
		if c < '0' || c > '9' || digits > 17 {
			return plainAmount{}, errPlainRange
		}
		n = n*10 + int64(c-'0')
		digits++
	}
	if point < 1 || point != digits-2 {
		return plainAmount{}, errPlainRange
	}
	return plainAmount{n, code}, nil
}

func BenchmarkParse(b *testing.B) {
	text := "1234.56"
	check(b, must(ParseAmount(text, EUR)), mustPlain(plainParse(text, 978)), decimal.RequireFromString(text))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, sinkError = ParseAmount(text, EUR)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkPlain, sinkError = plainParse(text, 978)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal, sinkError = decimal.NewFromString(text)
		}
	})
}

// plainCodes are the texts of currencies by ISO number.
var plainCodes = map[uint32]string{826: "GBP", 840: "USD", 978: "EUR"}

//go:noinline
func plainNumber(dst []byte, a plainAmount) []byte {
	cents := plainAbs(a.units)
	if a.units < 0 {
		dst = append(dst, '-')
	}
	dst = strconv.AppendUint(dst, cents/100, 10)
	cents %= 100
	return append(dst, '.', byte('0'+cents/10), byte('0'+cents%10))
}

//go:noinline
func plainAppend(dst []byte, a plainAmount) []byte {
	return append(append(plainNumber(dst, a), ' '), plainCodes[a.code]...)
}

// "1234.56 EUR" into a buffer.
func BenchmarkAppendText(b *testing.B) {
	buf := make([]byte, 0, 64)
	text, _ := price.AppendText(nil)
	if s := string(text); s != string(plainAppend(nil, plain)) || s != priceD.String()+" EUR" {
		b.Fatalf("landed %s, plain %s, shopspring %v EUR", text, plainAppend(nil, plain), priceD)
	}
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkBytes, _ = price.AppendText(buf)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = plainAppend(buf, plain)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = append(append(buf, priceD.String()...), " EUR"...)
		}
	})
}

//go:noinline
func plainAppendJSON(dst []byte, a plainAmount) []byte {
	dst = plainNumber(append(dst, `{"amount":"`...), a)
	dst = append(append(dst, `","currency":"`...), plainCodes[a.code]...)
	return append(dst, `"}`...)
}

func shopspringAppendJSON(dst []byte, d decimal.Decimal, code string) []byte {
	dst = append(append(dst, `{"amount":"`...), d.String()...)
	dst = append(append(dst, `","currency":"`...), code...)
	return append(dst, `"}`...)
}

// {"amount":"1234.56","currency":"EUR"} into a buffer.
func BenchmarkAppendJSON(b *testing.B) {
	buf, code := make([]byte, 0, 64), "EUR"
	const want = `{"amount":"1234.56","currency":"EUR"}`
	if l, p, s := price.AppendJSON(nil), plainAppendJSON(nil, plain), shopspringAppendJSON(nil, priceD, code); string(l) != want || string(p) != want || string(s) != want {
		b.Fatalf("landed %s, plain %s, shopspring %s", l, p, s)
	}
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = price.AppendJSON(buf)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = plainAppendJSON(buf, plain)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = shopspringAppendJSON(buf, priceD, code)
		}
	})
}
