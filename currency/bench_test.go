package currency

import (
	"math/bits"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"
)

// Each benchmark does the same work three times: with this package, plainly
// (int64 minor units with 128-bit intermediates, the limit of what can be
// reached) and with shopspring/decimal alone. Results are checked to be equal
// before the timer starts.

// Results go to package variables, so that no work is optimised away.
var (
	sinkAmount  Amount
	sinkInt     int64
	sinkDecimal decimal.Decimal
	sinkBytes   []byte
)

var (
	price     = MustAmount("1234.56", EUR)
	price2    = MustAmount("987.65", EUR)
	plainUnit = int64(123456)
	plain2    = int64(98765)
	priceD    = decimal.New(123456, -2)
	priceD2   = decimal.New(98765, -2)
	factorD   = decimal.New(10837, -4)
	divisorD  = decimal.New(119, -2)
	oneD      = decimal.New(1, 0)
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

// plainAmount is money without rules: what an Amount would be if it did not
// check anything but its currency and overflow.
type plainAmount struct {
	units int64
	code  [3]byte
}

//go:noinline
func plainAdd(a, b plainAmount) (plainAmount, bool) {
	sum := a.units + b.units
	return plainAmount{sum, a.code}, a.code == b.code && (sum > a.units) == (b.units > 0)
}

// plainMulDiv returns units·num/den, half up.
//
//go:noinline
func plainMulDiv(units, num, den int64) int64 {
	hi, lo := bits.Mul64(uint64(units), uint64(num))
	q, r := bits.Div64(hi, lo, uint64(den))
	if r >= uint64(den)-r {
		q++
	}
	return int64(q)
}

func BenchmarkAdd(b *testing.B) {
	eur := [3]byte{'E', 'U', 'R'}
	x, y := plainAmount{plainUnit, eur}, plainAmount{plain2, eur}
	sum, _ := plainAdd(x, y)
	check(b, must(price.Add(price2)), sum.units, priceD.Add(priceD2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = price.Add(price2)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sum, _ := plainAdd(x, y)
			sinkInt = sum.units
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Add(priceD2)
		}
	})
}

// 1234.56 × 1.0837, half up to the cent.
func BenchmarkMulRound(b *testing.B) {
	check(b, must(price.MulRound(factorD, Rounding{})), plainMulDiv(plainUnit, 10837, 10000), priceD.Mul(factorD).Round(2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = price.MulRound(factorD, Rounding{})
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkInt = plainMulDiv(plainUnit, 10837, 10000)
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
	check(b, must(price.MulDiv(oneD, divisorD, Rounding{})), plainMulDiv(plainUnit, 100, 119), priceD.DivRound(divisorD, 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = price.MulDiv(oneD, divisorD, Rounding{})
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkInt = plainMulDiv(plainUnit, 100, 119)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.DivRound(divisorD, 2)
		}
	})
}

//go:noinline
func plainParse(s string) (int64, bool) {
	n, digits, point := int64(0), 0, -1
	for i := range len(s) {
		c := s[i]
		if c == '.' && point < 0 {
			point = digits
			continue
		}
		if c < '0' || c > '9' || digits > 17 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
		digits++
	}
	return n, point == digits-2
}

func BenchmarkParse(b *testing.B) {
	const text = "1234.56"
	n, _ := plainParse(text)
	check(b, must(ParseAmount(text, EUR)), n, decimal.RequireFromString(text))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = ParseAmount(text, EUR)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkInt, _ = plainParse(text)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal, _ = decimal.NewFromString(text)
		}
	})
}

//go:noinline
func plainAppend(dst []byte, a plainAmount) []byte {
	dst = strconv.AppendInt(dst, a.units/100, 10)
	cents := a.units % 100
	dst = append(dst, '.', byte('0'+cents/10), byte('0'+cents%10), ' ')
	return append(dst, a.code[:]...)
}

// "1234.56 EUR" into a buffer.
func BenchmarkAppendText(b *testing.B) {
	p := plainAmount{plainUnit, [3]byte{'E', 'U', 'R'}}
	buf := make([]byte, 0, 64)
	text, _ := price.AppendText(nil)
	if s := string(text); s != string(plainAppend(nil, p)) || s != priceD.String()+" EUR" {
		b.Fatalf("landed %s, plain %s, shopspring %v EUR", text, plainAppend(nil, p), priceD)
	}
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkBytes, _ = price.AppendText(buf)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = plainAppend(buf, p)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkBytes = append(append(buf, priceD.String()...), " EUR"...)
		}
	})
}

// 1234.56 USD to GBP at the cross rate of EUR/GBP 0.86393 and EUR/USD 1.15,
// half up to the penny.
func BenchmarkConvert(b *testing.B) {
	num, den := decimal.New(86393, -5), decimal.New(115, -2)
	rate, err := NewRatio(USD, GBP, num, den, NewDate(2026, 3, 18).Time(), "ECB")
	if err != nil {
		b.Fatal(err)
	}
	usd := FromMinor(123456, USD)
	check(b, must(rate.Convert(usd, Rounding{})), plainMulDiv(plainUnit, 86393, 115000), priceD.Mul(num).DivRound(den, 2))
	b.Run("landed", func(b *testing.B) {
		for b.Loop() {
			sinkAmount, _ = rate.Convert(usd, Rounding{})
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			sinkInt = plainMulDiv(plainUnit, 86393, 115000)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		for b.Loop() {
			sinkDecimal = priceD.Mul(num).DivRound(den, 2)
		}
	})
}
