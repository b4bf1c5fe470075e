package special

import "math"

// The hypergeometric function of Gauss, F(a, b; c; z) = Σ (a)_j (b)_j / ((c)_j j!) z^j,
// for z from 0 to below 1 (DLMF 15.2.1).

// mostTerms bounds every series and fraction.
const mostTerms = 1 << 20

// Excess returns the sum of (a+1)_j (b+1)_j / ((c+1)_j (2)_j) z^j over j from 0,
// with which F(a, b; c; z) = 1 + a b z/c · Excess. In this form the places where
// b or c is zero are no exception. The second result is the largest term: where
// it is far above the sum, the sum has lost digits.
func Excess(a, b, c, z float64) (sum, largest float64) {
	term := 1.0
	for j := 1.0; j < mostTerms; j++ {
		sum += term
		size := math.Abs(term)
		largest = max(largest, size)
		if size <= 1e-17*math.Abs(sum) && j > -a {
			break
		}
		term *= (a + j) * (b + j) * z / ((c + j) * (1 + j))
	}
	return sum, largest
}

// GaussOne returns F(1, b; b+over; 1-rest) for rest above 0 and at most 1; the
// value lies between 1 and 1/rest. What is close to 0 is known to the caller
// better than the sum or difference that the function is written in.
func GaussOne(b, over, rest float64) float64 {
	switch {
	case rest < 1e-5:
		return math.Exp(logEuler(b, over, rest))
	case rest < 0.5:
		return gaussFraction(b, over, 1-rest, gaussLevels(b, over, rest))
	}
	sum, term, c := 1.0, 1.0, b+over
	for j := 0.0; term > 1e-17*sum; j++ {
		term *= (b + j) / (c + j) * (1 - rest)
		sum += term
	}
	return sum
}

// gaussFraction evaluates F(1, b; b+over; z) by the continued fraction of Gauss
// (DLMF 15.7.5), from the far end of a number of pairs of levels.
func gaussFraction(b, over, z float64, levels int) float64 {
	value := 1.0
	for n := levels; n >= 1; n-- {
		even, odd := gaussCoefficients(b, over, float64(n))
		value = 1 / (1 - odd*z*value)
		value = 1 / (1 - even*z*value)
	}
	return 1 / (1 - b/(b+over)*z*value)
}

// gaussLevels returns the pairs of levels after which the fraction is exact. Its
// error falls in the end by ((1-√rest)/(1+√rest))² with each; for large b it
// falls much faster before, so that long fractions are tried out.
func gaussLevels(b, over, rest float64) int {
	const short, most = 48, 3000
	if rest >= 1 {
		return 1
	}
	root := math.Sqrt(rest)
	levels := min(3+int(19/(math.Log1p(root)-math.Log1p(-root))), most)
	if levels <= short {
		return levels
	}
	before := gaussFraction(b, over, 1-rest, short/2)
	for tried := short; tried < levels; tried *= 2 {
		now := gaussFraction(b, over, 1-rest, tried)
		if math.Abs(now-before) <= 1e-15*now {
			return tried
		}
		before = now
	}
	return levels
}

// gaussCoefficients returns the coefficients 2n and 2n+1 of the fraction, n from 1.
func gaussCoefficients(b, over, n float64) (even, odd float64) {
	c := b + over
	d := c - 1 + 2*n
	return (over - 1 + n) * n / ((d - 1) * d), (c - 1 + n) * (b + n) / (d * (d + 1))
}

// logEuler returns ln F(1, b; b+over; 1-rest) by Euler's integral (DLMF 15.6.1),
// which has no trouble with a rest next to 0.
func logEuler(b, over, rest float64) float64 {
	level := math.Log(rest)
	f := func(u float64) float64 {
		p, q := Logistic(u) // of the distance from 1 and the remainder
		return over*p + b*q - LogSumExp(p, level+q)
	}
	return max(LogIntegral(f, math.Log(over/b))-LogBeta(b, over), 0)
}

// Logistic returns ln p and ln(1-p) of p = 1/(1+e^-u).
func Logistic(u float64) (p, q float64) {
	if u < 0 {
		l := math.Log1p(math.Exp(u))
		return u - l, -l
	}
	l := math.Log1p(math.Exp(-u))
	return -l, -u - l
}

// LogTricomi returns ln Ψ(a, b, z), Tricomi's confluent hypergeometric function,
// by its integral (DLMF 13.4.4). The second parameter may have any sign.
func LogTricomi(a, b, z float64) float64 {
	f := func(u float64) float64 {
		t := math.Exp(u)
		return a*u + (b-a-1)*math.Log1p(t) - z*t
	}
	return LogIntegral(f, math.Log(a/(a+z))) - LogGamma(a)
}

// GaussOneSlopes returns F(1, b; c; z), c being b+over and z 1-rest, and its derivatives
// by b, c and z. Where rest is below 1e-5 the value is a smooth function near F,
// with these derivatives.
func GaussOneSlopes(b, over, rest float64) (value, byB, byC, byZ float64) {
	c, z := b+over, 1-rest
	v := fraction{value: 1}
	for level := gaussLevels(b, over, rest); level >= 1; level-- {
		n := float64(level)
		d := c - 1 + 2*n
		even, odd := gaussCoefficients(b, over, n)
		perOdd, perEven := 1/(d*(d+1)), 1/((d-1)*d)
		v.extend(z, odd, (c-1+n)*perOdd, (b+n)*perOdd-odd*(1/d+1/(d+1)))
		v.extend(z, even, -n*perEven, n*perEven-even*(1/(d-1)+1/d))
	}
	v.extend(z, b/c, 1/c, -b/(c*c))
	return v.value, v.byB, v.byC, v.byZ
}

// fraction is a continued fraction and its derivatives.
type fraction struct{ value, byB, byC, byZ float64 }

// extend replaces the fraction v by 1/(1 - k z v), where k has derivatives too.
func (v *fraction) extend(z, k, kByB, kByC float64) {
	whole := 1 / (1 - k*z*v.value)
	square := whole * whole
	v.byB = square * z * (kByB*v.value + k*v.byB)
	v.byC = square * z * (kByC*v.value + k*v.byC)
	v.byZ = square * k * (v.value + z*v.byZ)
	v.value = whole
}
