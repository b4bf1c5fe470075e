package currency

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// This file is the second implementation that the laws are checked against:
// rational numbers, slow and plain.

var seedFlag = flag.Uint64("seed", 0, "seed of the property tests; 0 takes the time")

// random returns a source of random numbers and prints its seed.
func random(t *testing.T) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d (repeat with -seed %d)", seed, seed)
	return rand.New(rand.NewPCG(seed, 1))
}

func ten(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// rat returns the value of a decimal; its exponent is not hostile in tests.
func rat(d decimal.Decimal) *big.Rat {
	r := new(big.Rat).SetInt(d.Coefficient())
	e := int(d.Exponent())
	if e >= 0 {
		return r.Mul(r, new(big.Rat).SetInt(ten(e)))
	}
	return r.Quo(r, new(big.Rat).SetInt(ten(-e)))
}

func (a Amount) rat() *big.Rat { return rat(a.Decimal()) }

// roundRat rounds x to multiples of increment/10^digits.
func roundRat(x *big.Rat, mode Mode, digits int, increment int64) *big.Rat {
	step := new(big.Rat).SetFrac(big.NewInt(max(increment, 1)), ten(digits))
	q := new(big.Rat).Quo(x, step)
	down, rest := new(big.Int).QuoRem(q.Num(), q.Denom(), new(big.Int)) // towards zero
	if rest.Sign() != 0 {
		half := new(big.Rat).SetFrac(new(big.Int).Abs(rest), q.Denom()).Cmp(big.NewRat(1, 2))
		var up bool
		switch mode {
		case HalfUp:
			up = half >= 0
		case HalfDown:
			up = half > 0
		case HalfEven:
			up = half > 0 || half == 0 && down.Bit(0) == 1
		case Down:
		case Up:
			up = true
		case Ceiling:
			up = x.Sign() > 0
		case Floor:
			up = x.Sign() < 0
		}
		if up {
			down.Add(down, big.NewInt(int64(x.Sign())))
		}
	}
	return step.Mul(step, new(big.Rat).SetInt(down))
}

// holds reports whether x is in the domain of amounts in c.
func holds(x *big.Rat, c Code) bool {
	for scale := c.Digits(); scale <= 34; scale++ {
		n := new(big.Rat).Mul(x, new(big.Rat).SetInt(ten(scale)))
		if n.IsInt() {
			return n.Num().CmpAbs(ten(34)) < 0 || n.Num().IsInt64()
		}
	}
	return false
}

// generator makes random values with a liking for the edges.
type generator struct{ *rand.Rand }

// The last two are the custom currencies PTS:0 and PTS:18.
var generatorCodes = []Code{EUR, JPY, KWD, CLF, 0x1d969ef << digitBits, 0x1d969ef<<digitBits | 18}

func (g generator) code() Code { return generatorCodes[g.IntN(len(generatorCodes))] }

// coefficient returns an integer of up to 34 digits.
func (g generator) coefficient() *big.Int {
	n := new(big.Int)
	switch g.IntN(10) {
	case 0:
		n.SetInt64(int64(g.IntN(3)))
	case 1:
		n.SetInt64(1<<63 - 1 - int64(g.IntN(3)))
	case 2:
		n.SetUint64(1<<63 + uint64(g.IntN(3)))
	case 3:
		n.Sub(ten(1+g.IntN(34)), big.NewInt(1))
	case 4, 5:
		for range 2 {
			n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(g.Uint64()))
		}
		n.Rsh(n, uint(g.IntN(127)))
		n.Mod(n, ten(34))
	default:
		n.SetUint64(g.Uint64() >> (1 + g.IntN(63)))
	}
	if g.IntN(2) == 0 {
		n.Neg(n)
	}
	return n
}

func (g generator) decimal() decimal.Decimal {
	scale := g.IntN(8)
	if g.IntN(5) == 0 {
		scale = g.IntN(35)
	}
	return decimal.NewFromBigInt(g.coefficient(), -int32(scale))
}

// small returns a decimal as prices and rates are.
func (g generator) small() decimal.Decimal {
	return decimal.New(g.Int64N(2_000_000)-1_000_000, -int32(g.IntN(7)))
}

func (g generator) number() decimal.Decimal {
	if g.IntN(3) == 0 {
		return g.decimal()
	}
	return g.small()
}

func (g generator) amount(c Code) Amount {
	for {
		if a, err := FromDecimal(g.number(), c); err == nil {
			return a
		}
	}
}

func (g generator) rounding() Rounding {
	r := Rounding{Mode: Mode(g.IntN(7))}
	if g.IntN(3) == 0 {
		r.Digits = To(g.IntN(7))
	}
	switch g.IntN(20) {
	case 0:
		r.Digits = To(g.IntN(35))
	case 1:
		r.Increment = 1 + g.Int64N(1<<62)
	}
	if g.IntN(3) == 0 {
		r.Increment = []int64{1, 2, 5, 20, 25, 50, 95, 100}[g.IntN(8)]
	}
	return r
}
