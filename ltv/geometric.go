package ltv

import (
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// geometric is the future of a customer who leaves at each occasion with a
// probability that has a beta distribution of a and b: the stay of [SBG] and
// of [BGBB].
type geometric struct{ a, b float64 }

// survival returns the probability that the customer is there after n occasions,
// B(a, b+n)/B(a, b).
func (g geometric) survival(n float64) float64 {
	// The ratio as it stands cancels for large b.
	return math.Exp(special.LogRising(g.b, g.a) - special.LogRising(g.b+n, g.a))
}

// expected returns how many of the next n occasions the customer is expected to
// stay through: the sum of survival from 1 to n. It telescopes to
// b/(1-a) ((b+1)_n/(a+b)_n - 1); near a = 1, where nothing is left of that, it is
// the mean of (1-θ) (1 - (1-θ)^n) / θ.
func (g geometric) expected(n float64) float64 {
	const near = 1e-3
	if n == 0 {
		return 0
	}
	if math.Abs(g.a-1) > near {
		rest := special.LogRising(g.b+n, g.a) - special.LogRising(g.b, g.a)
		return g.b * math.Expm1(math.Log1p(n/g.b)-rest) / (1 - g.a)
	}
	f := func(u float64) float64 {
		p, q := special.Logistic(u)
		return (g.a-1)*p + (g.b+1)*q + math.Log(-math.Expm1(n*q))
	}
	return math.Exp(special.LogIntegral(f, math.Log(g.a/g.b)) - special.LogBeta(g.a, g.b))
}

// discounted returns the sum of survival from 0, each term discounted at a rate
// per occasion: F(1, b; a+b; 1/(1+rate)). Without a discount it needs an a above 1.
func (g geometric) discounted(rate float64) float64 {
	if rate == 0 {
		return 1 + g.b/(g.a-1)
	}
	return special.GaussOne(g.b, g.a, rate/(1+rate))
}
