package currency

import (
	"math/bits"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

var (
	sinkAmounts  []Amount
	sinkInts     []int64
	sinkDecimals []decimal.Decimal
)

// The totals of ten lines, over which a discount of 25.00 is divided.
var lineMinor = []int64{1999, 4001, 999, 2495, 12000, 350, 8990, 1, 5995, 4900}

type plainClaim struct {
	remainder uint64
	index     int
}

//go:noinline
func plainAllocate(units int64, weights []int64) []int64 {
	total := int64(0)
	for _, w := range weights {
		total += w
	}
	parts := make([]int64, len(weights))
	var buf [16]plainClaim
	claims, left := buf[:0], units
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(units), uint64(w))
		q, r := bits.Div64(hi, lo, uint64(total))
		parts[i] = int64(q)
		left -= int64(q)
		claims = append(claims, plainClaim{r, i})
	}
	slices.SortFunc(claims, func(c, d plainClaim) int {
		switch {
		case c.remainder > d.remainder:
			return -1
		case c.remainder < d.remainder:
			return +1
		}
		return c.index - d.index
	})
	for _, c := range claims[:left] {
		parts[c.index]++
	}
	return parts
}

func shopspringAllocate(amount decimal.Decimal, weights []decimal.Decimal) []decimal.Decimal {
	total := decimal.Sum(weights[0], weights[1:]...)
	cent := decimal.New(1, -2)
	parts, remainders, order := make([]decimal.Decimal, len(weights)), make([]decimal.Decimal, len(weights)), make([]int, len(weights))
	left := amount
	for i, w := range weights {
		parts[i], remainders[i] = amount.Mul(w).QuoRem(total, 2)
		left = left.Sub(parts[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return remainders[j].Cmp(remainders[i]) })
	for _, i := range order {
		if left.Sign() <= 0 {
			break
		}
		parts[i] = parts[i].Add(cent)
		left = left.Sub(cent)
	}
	return parts
}

func BenchmarkAllocate(b *testing.B) {
	discount, discountD := FromMinor(2500, EUR), decimal.New(2500, -2)
	lines, weights := make([]Amount, len(lineMinor)), make([]decimal.Decimal, len(lineMinor))
	for i, n := range lineMinor {
		lines[i], weights[i] = FromMinor(n, EUR), decimal.New(n, -2)
	}
	parts, err := discount.AllocateBy(lines, Rounding{})
	if err != nil {
		b.Fatal(err)
	}
	plain, slow := plainAllocate(2500, lineMinor), shopspringAllocate(discountD, weights)
	for i, p := range parts {
		check(b, p, plain[i], slow[i])
	}
	b.Run("landed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkAmounts, _ = discount.AllocateBy(lines, Rounding{})
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkInts = plainAllocate(2500, lineMinor)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkDecimals = shopspringAllocate(discountD, weights)
		}
	})
}

// The most parts, on both paths and by keys.
func BenchmarkAllocateMany(b *testing.B) {
	weights, keys := make([]decimal.Decimal, maxParts), make([]string, maxParts)
	for i := range weights {
		weights[i] = decimal.New(int64(i*7919%maxParts), -2)
		keys[i] = decimal.New(int64(i*104729%maxParts), 0).String()
	}
	for _, bb := range []struct {
		name  string
		whole Amount
		al    Allocation
	}{
		{"fast", MustAmount("12345678.91", EUR), Allocation{}},
		{"fast by keys", MustAmount("12345678.91", EUR), Allocation{Keys: keys}},
		{"big", MustAmount("12345678901234567890123456789012.34", EUR), Allocation{}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				sinkAmounts, _, _ = bb.al.Divide(bb.whole, weights)
			}
		})
	}
}
