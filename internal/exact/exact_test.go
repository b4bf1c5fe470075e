package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"
)

// interesting returns numbers of all sizes, the extremes among them.
func interesting(rnd *rand.Rand) uint64 {
	switch rnd.IntN(8) {
	case 0:
		return 0
	case 1:
		return 1
	case 2:
		return math.MaxUint64
	case 3:
		return 1 << 63
	default:
		return rnd.Uint64() >> rnd.IntN(64)
	}
}

func wide(hi, lo uint64) *big.Int {
	n := new(big.Int).SetUint64(hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(lo))
}

func TestAgainstBig(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for range 200_000 {
		hi, lo, b := interesting(rnd), interesting(rnd), interesting(rnd)
		bigB := new(big.Int).SetUint64(b)

		product := new(big.Int).Mul(wide(hi, lo), bigB)
		h, l, ok := Mul128(hi, lo, b)
		if fits := product.BitLen() <= 128; ok != fits || ok && wide(h, l).Cmp(product) != 0 {
			t.Fatalf("Mul128(%d, %d, %d) = %d, %d, %t, want %s", hi, lo, b, h, l, ok, product)
		}
		product.Mul(new(big.Int).SetUint64(lo), bigB)
		p, ok := Mul(lo, b)
		if fits := product.IsUint64(); ok != fits || ok && p != product.Uint64() {
			t.Fatalf("Mul(%d, %d) = %d, %t, want %s", lo, b, p, ok, product)
		}

		q, r, ok := QuoRem(hi, lo, b)
		if b == 0 {
			if ok {
				t.Fatal("QuoRem by zero is ok")
			}
			continue
		}
		wantQ, wantR := new(big.Int).QuoRem(wide(hi, lo), bigB, new(big.Int))
		if fits := wantQ.IsUint64(); ok != fits || ok && (q != wantQ.Uint64() || r != wantR.Uint64()) {
			t.Fatalf("QuoRem(%d, %d, %d) = %d, %d, %t, want %s, %s", hi, lo, b, q, r, ok, wantQ, wantR)
		}
		if ok {
			want := new(big.Int).Lsh(wantR, 1).Cmp(bigB)
			if got := CmpHalf(r, b); got != want {
				t.Fatalf("CmpHalf(%d, %d) = %d, want %d", r, b, got, want)
			}
		}
	}
}

func TestSigns(t *testing.T) {
	for _, n := range []int64{0, 1, -1, math.MaxInt64, math.MinInt64} {
		got, ok := Signed(Abs(n), n < 0)
		if !ok || got != n {
			t.Errorf("Signed(Abs(%d)) = %d, %t", n, got, ok)
		}
	}
	if _, ok := Signed(1<<63, false); ok {
		t.Error("2^63 fits an int64")
	}
	if _, ok := Signed(1<<63+1, true); ok {
		t.Error("-2^63-1 fits an int64")
	}
}

func TestPow10(t *testing.T) {
	for n := -1; n <= MaxPow10+1; n++ {
		p, ok := Pow10(n)
		if want := n >= 0 && n <= MaxPow10; ok != want {
			t.Errorf("Pow10(%d) ok is %t, want %t", n, ok, want)
		} else if want := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil); ok && want.Uint64() != p {
			t.Errorf("Pow10(%d) = %d, want %s", n, p, want)
		}
	}
}
