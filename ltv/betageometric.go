package ltv

import (
	"math"

	"github.com/landedhq/landed/ltv/internal/special"
)

// betaGeometric is the future of a customer who is alive, under a model in which
// each order may be the last: orders come at a rate λ drawn from a gamma
// distribution of shape r and rate alpha per day, and after each the customer
// leaves with a probability p drawn from a beta distribution of a and b. It is
// the new customer of [BGNBD]; an old one has the same future with the
// parameters that follow from the history.
type betaGeometric struct{ r, alpha, a, b float64 }

// logLikelihood returns the logarithm of the likelihood of a history with a number
// of chances to leave, in the form of [betaGeometricLikelihood].
func (g betaGeometric) logLikelihood(s Summary, chances int, unit Unit) float64 {
	x, y := float64(s.Repeat), float64(chances)
	last, age := float64(s.Last)/unit.days(), float64(s.Age)/unit.days()
	alive := -(g.r + x) * math.Log(g.alpha+age)
	left := math.Inf(-1)
	if chances > 0 {
		left = math.Log(g.a/(g.b+y-1)) - (g.r+x)*math.Log(g.alpha+last)
	}
	return special.LogRising(g.r, x) + g.r*math.Log(g.alpha) + special.LogBeta(g.a, g.b+y) - special.LogBeta(g.a, g.b) +
		special.LogSumExp(alive, left)
}

// expected returns the orders in t days.
//
// The textbook form, (a+b-1)/(a-1) (1 - (α/(α+t))^r F(r, b; a+b-1; z)) with
// z = t/(α+t), overflows for many orders and has holes at a = 1 and a+b = 1. By
// Euler's transformation and one step of the series it becomes
//
//	(a+b-1) φ - A z (1-z)^(a-1) Σ (A+1)_j (a)_j / ((a+b)_j (2)_j) z^j
//
// with A = a+b-1-r and φ = (1 - (1-z)^(a-1)) / (a-1), which has none.
func (g betaGeometric) expected(t float64) float64 {
	const near = 0.9  // beyond, the series is long
	const lost = 1e-3 // with more of the digits gone, the integral is better
	z := t / (g.alpha + t)
	if z <= 0 {
		return 0
	}
	if z <= near {
		l := math.Log1p(t / g.alpha)
		c := g.a + g.b - 1
		growth := special.Growth(1-g.a, l)
		whole := c * growth
		sum, top := special.Excess(c-g.r, g.a-1, c, z)
		power := 1 + (1-g.a)*growth // (1-z)^(a-1), unless that is small
		if g.a > 1 {
			power = math.Exp((1 - g.a) * l)
		}
		scale := (c - g.r) * z * power
		value := whole - scale*sum
		if value > lost*max(math.Abs(whole), math.Abs(scale)*top) {
			return value
		}
	}
	return g.expectedIntegral(t)
}

// expectedIntegral is expected as the mean over p of the orders
// (1 - (1+pt/α)^-r) / p, on the scale of ln p/(1-p). All of it is positive.
func (g betaGeometric) expectedIntegral(t float64) float64 {
	scaled := math.Log(t / g.alpha)
	f := func(u float64) float64 {
		p, q := special.Logistic(u)
		orders := g.r * math.Log1p(math.Exp(p+scaled))
		if orders < 1e-12 {
			return g.a*p + g.b*q + math.Log(g.r) + scaled
		}
		return g.a*p + g.b*q + math.Log(-math.Expm1(-orders)) - p
	}
	return math.Exp(special.LogIntegral(f, math.Log(g.a/g.b)) - special.LogBeta(g.a, g.b))
}

// probability returns the probability of n orders in t days: either the customer
// stayed, or left with the last of at least n orders that would have come.
func (g betaGeometric) probability(n int, t float64) float64 {
	count := float64(n)
	norm := special.LogBeta(g.a, g.b)
	stayed := math.Exp(special.LogBeta(g.a, g.b+count) - norm + logNegativeBinomial(count, g.r, g.alpha, t))
	if n == 0 {
		return stayed
	}
	left := math.Exp(special.LogBeta(g.a+1, g.b+count-1)-norm) * special.BetaRatio(count, g.r, t/(g.alpha+t))
	return stayed + left
}

// discounted returns all orders of the future discounted at a rate per day, the
// mean over λ of λ/(δ+λ) F(1, b; a+b; λ/(δ+λ)).
func (g betaGeometric) discounted(rate float64) float64 {
	level := math.Log(rate)
	f := func(u float64) float64 {
		share, rest := special.Logistic(u - level)
		gamma := g.r*u - g.alpha*math.Exp(u)
		return gamma + share + math.Log(special.GaussOne(g.b, g.a, math.Exp(rest)))
	}
	norm := g.r*math.Log(g.alpha) - special.LogGamma(g.r)
	return math.Exp(special.LogIntegral(f, math.Log(g.r/g.alpha)) + norm)
}

// undiscounted returns all orders of the future, for a above 1.
func (g betaGeometric) undiscounted() float64 { return (g.a + g.b - 1) / (g.a - 1) }

// logNegativeBinomial returns the logarithm of the probability of n orders in t
// days of a customer who stays.
func logNegativeBinomial(n, r, alpha, t float64) float64 {
	idle := -r * math.Log1p(t/alpha)
	if n == 0 {
		return idle
	}
	return idle + special.LogRising(r, n) - special.LogGamma(n+1) - n*math.Log1p(alpha/t)
}
