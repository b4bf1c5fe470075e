package special

import "math"

// LogGamma returns ln Γ(x).
func LogGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// stirlingFrom is the argument from which the expansions of Stirling's kind are
// accurate to the last digit.
const stirlingFrom = 10

// stirling returns ln Γ(x) - (x-1/2) ln x + x - ln(2π)/2 for x of at least
// stirlingFrom (DLMF 5.11.1).
func stirling(x float64) float64 {
	w := 1 / (x * x)
	return (1./12 - w*(1./360-w*(1./1260-w*(1./1680-w*(1./1188-w*(691./360360-w/156)))))) / x
}

// LogBeta returns ln B(a, b). It does not lose the digits that three separate
// values of ln Γ lose when an argument is large.
func LogBeta(a, b float64) float64 {
	a, b = min(a, b), max(a, b)
	if b < stirlingFrom {
		return LogGamma(a) + LogGamma(b) - LogGamma(a+b)
	}
	if a < stirlingFrom {
		return LogGamma(a) - logRise(b, a)
	}
	sum := a + b
	return math.Log(2*math.Pi)/2 - math.Log(b)/2 + stirling(a) + stirling(b) - stirling(sum) -
		(a-0.5)*math.Log1p(b/a) - b*math.Log1p(a/b)
}

// logRise returns ln Γ(x+a) - ln Γ(x) for x of at least stirlingFrom.
func logRise(x, a float64) float64 {
	return (x-0.5)*math.Log1p(a/x) + a*(math.Log(x+a)-1) + stirling(x+a) - stirling(x)
}

// LogRising returns ln Γ(x+n) - ln Γ(x), the logarithm of the rising factorial
// x (x+1) … (x+n-1), for n of at least zero.
func LogRising(x, n float64) float64 {
	if x >= stirlingFrom {
		return logRise(x, n)
	}
	return LogGamma(x+n) - LogGamma(x)
}

// Digamma returns ψ(x), the derivative of ln Γ (DLMF 5.5.2, 5.11.2).
func Digamma(x float64) float64 {
	below := 0.0
	for ; x < stirlingFrom; x++ {
		below += 1 / x
	}
	w := 1 / (x * x)
	tail := w * (1./12 - w*(1./120-w*(1./252-w*(1./240-w*(1./132-w*(691./32760-w/12))))))
	return math.Log(x) - 0.5/x - tail - below
}

// LogSumExp returns ln(e^a + e^b). Either may be -Inf, for nothing.
func LogSumExp(a, b float64) float64 {
	a, b = max(a, b), min(a, b)
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// Growth returns (e^(k·l) - 1) / k, which is l where k is zero.
func Growth(k, l float64) float64 {
	if k == 0 {
		return l
	}
	return math.Expm1(k*l) / k
}
