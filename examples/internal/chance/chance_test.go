package chance

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestMeans holds each distribution against its mean, to five standard errors.
func TestMeans(t *testing.T) {
	const n = 200_000
	c := Chance{rand.New(rand.NewPCG(1, 2))}
	for _, test := range []struct {
		name           string
		draw           func() float64
		mean, variance float64
	}{
		{"gamma(0.4)", func() float64 { return c.Gamma(0.4) }, 0.4, 0.4},
		{"gamma(3)", func() float64 { return c.Gamma(3) }, 3, 3},
		{"beta(2, 6)", func() float64 { return c.Beta(2, 6) }, 0.25, 12.0 / (64 * 9)},
		{"poisson(1.7)", func() float64 { return float64(c.Poisson(1.7)) }, 1.7, 1.7},
	} {
		sum := 0.0
		for range n {
			sum += test.draw()
		}
		if off := math.Abs(sum/n - test.mean); off > 5*math.Sqrt(test.variance/n) {
			t.Errorf("%s: a mean of %v, want %v", test.name, sum/n, test.mean)
		}
	}
}
