package special

import "math"

// BetaRatio returns the regularised incomplete beta function I_x(a, b) for x
// between 0 and 1 (DLMF 8.17). With whole a it is the chance that a negative
// binomial count is a or more.
func BetaRatio(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) - LogBeta(a, b))
	// The fraction converges fast on the near side of the mean only.
	if x <= (a+1)/(a+b+2) {
		return min(front*betaFraction(a, b, x)/a, 1)
	}
	return max(1-front*betaFraction(b, a, 1-x)/b, 0)
}

// betaFraction evaluates the continued fraction of DLMF 8.17.22 by the method of
// Lentz.
func betaFraction(a, b, x float64) float64 {
	const most, tiny = 100000, 1e-300
	c, d := 1.0, 1/(1-(a+b)*x/(a+1))
	value := d
	for m := 1.0; m < most; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		before := value
		for _, k := range [...]float64{even, odd} {
			d = 1 / nonzero(1+k*d, tiny)
			c = nonzero(1+k/c, tiny)
			value *= c * d
		}
		if math.Abs(value-before) <= 1e-16*math.Abs(value) {
			break
		}
	}
	return value
}

// nonzero returns v, or tiny in place of zero.
func nonzero(v, tiny float64) float64 {
	if v == 0 {
		return tiny
	}
	return v
}
