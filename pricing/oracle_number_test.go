package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// This file is the arithmetic of the oracle: rational numbers, a grid on which
// they are rounded once, and shares of a whole.

func ratOf(a currency.Amount) *big.Rat { return a.Decimal().Rat() }

func ratAdd(xs ...*big.Rat) *big.Rat {
	total := new(big.Rat)
	for _, x := range xs {
		total.Add(total, x)
	}
	return total
}

func ratSub(x *big.Rat, ys ...*big.Rat) *big.Rat {
	rest := new(big.Rat).Set(x)
	for _, y := range ys {
		rest.Sub(rest, y)
	}
	return rest
}

func ratMul(x, y *big.Rat) *big.Rat { return new(big.Rat).Mul(x, y) }

func ratQuo(x, y *big.Rat) *big.Rat { return new(big.Rat).Quo(x, y) }

func ratInt(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// fractionOf is a percentage as a fraction of one.
func fractionOf(percent decimal.Decimal) *big.Rat { return ratQuo(percent.Rat(), ratInt(100)) }

// steps is the grid of a currency: what is on it is a whole number of steps.
type steps struct {
	size *big.Rat
	mode currency.Mode
	code currency.Code
}

func stepsOf(c currency.Code, r currency.Rounding) steps {
	digits := r.Digits.In(c)
	size := new(big.Rat).SetFrac(big.NewInt(max(r.Increment, 1)), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil))
	return steps{size, r.Mode, c}
}

// round brings x to the grid, once.
func (s steps) round(x *big.Rat) *big.Rat {
	n := ratQuo(x, s.size)
	below := new(big.Int).Quo(n.Num(), n.Denom()) // towards zero
	rest := ratSub(n, new(big.Rat).SetInt(below))
	half := new(big.Rat).Abs(rest).Cmp(big.NewRat(1, 2))
	away := false
	switch s.mode {
	case currency.HalfUp:
		away = half >= 0
	case currency.HalfEven:
		away = half > 0 || half == 0 && below.Bit(0) == 1
	case currency.HalfDown:
		away = half > 0
	case currency.Up:
		away = rest.Sign() != 0
	case currency.Down:
	default:
		panic(fmt.Sprintf("the oracle does not round %v", s.mode))
	}
	if away {
		below.Add(below, big.NewInt(int64(n.Sign())))
	}
	return ratMul(new(big.Rat).SetInt(below), s.size)
}

// share divides whole by weights: each part is the exact share cut down to the
// grid, and the steps left over go one by one to the largest remainders, of
// equal ones to the earlier; less than a step goes whole. Weights of nothing count as equal.
func (s steps) share(whole *big.Rat, weights []*big.Rat) []*big.Rat {
	total := ratAdd(weights...)
	if total.Sign() == 0 {
		weights = slices.Repeat([]*big.Rat{ratInt(1)}, len(weights))
		total = ratInt(int64(len(weights)))
	}
	down := steps{s.size, currency.Down, s.code}
	parts, rests, order := make([]*big.Rat, len(weights)), make([]*big.Rat, len(weights)), make([]int, len(weights))
	left := new(big.Rat).Set(whole)
	for i, w := range weights {
		exact := ratQuo(ratMul(whole, w), total)
		parts[i] = down.round(exact)
		rests[i] = ratSub(exact, parts[i])
		left.Sub(left, parts[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rests[j].Cmp(rests[i]) })
	for _, i := range order {
		if left.Sign() <= 0 {
			break
		}
		step := s.size
		if left.Cmp(step) < 0 {
			step = new(big.Rat).Set(left)
		}
		parts[i] = ratAdd(parts[i], step)
		left.Sub(left, step)
	}
	return parts
}

// ratAmount is x as money, exactly.
func ratAmount(x *big.Rat, c currency.Code) currency.Amount {
	const digits = 12
	return currency.MustAmount(x.FloatString(digits), c)
}
