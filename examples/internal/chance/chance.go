// Package chance draws the random numbers of which the examples make customers
// and orders.
package chance

import (
	"math"
	"math/rand/v2"
)

// Chance draws from distributions beside those of [rand.Rand]: the same for the
// same source.
type Chance struct{ *rand.Rand }

// Gamma draws from a gamma distribution of rate 1 (Marsaglia and Tsang, A simple
// method for generating gamma variables, 2000).
func (c Chance) Gamma(shape float64) float64 {
	if shape < 1 {
		return c.Gamma(shape+1) * math.Pow(c.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := c.NormFloat64()
		v := 1 + x/math.Sqrt(9*d)
		if v = v * v * v; v > 0 && math.Log(1-c.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Beta draws from a beta distribution.
func (c Chance) Beta(a, b float64) float64 {
	x := c.Gamma(a)
	return x / (x + c.Gamma(b))
}

// Poisson draws from a Poisson distribution, by the gaps between its events.
func (c Chance) Poisson(mean float64) int {
	n := 0
	for t := c.ExpFloat64(); t < mean; t += c.ExpFloat64() {
		n++
	}
	return n
}
