package special

import (
	"math"
	"math/big"
	"testing"
)

// off returns the relative error of got.
func off(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Max(math.Abs(want), 1e-300)
}

// logRat returns the logarithm of a positive rational number of any size.
func logRat(r *big.Rat) float64 {
	mantissa := new(big.Float)
	exponent := new(big.Float).SetPrec(200).SetRat(r).MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}

// factorial returns n!.
func factorial(n int64) *big.Int { return new(big.Int).MulRange(1, n) }

func TestLogBeta(t *testing.T) {
	for _, a := range []int64{1, 2, 5, 9, 10, 11, 40, 700, 3000} {
		for _, b := range []int64{1, 3, 8, 10, 15, 90, 2500, 20000} {
			want := logRat(new(big.Rat).SetFrac(new(big.Int).Mul(factorial(a-1), factorial(b-1)), factorial(a+b-1)))
			if got := LogBeta(float64(a), float64(b)); math.Abs(got-want) > 1e-13*max(1, math.Abs(want)) {
				t.Errorf("ln B(%d, %d) = %v, want %v", a, b, got, want)
			}
			want = logRat(new(big.Rat).SetFrac(factorial(a+b-1), factorial(a-1)))
			if got := LogRising(float64(a), float64(b)); math.Abs(got-want) > 1e-13*max(1, math.Abs(want)) {
				t.Errorf("ln (%d)_%d = %v, want %v", a, b, got, want)
			}
		}
	}
	// Where separate gamma functions of a large argument have no digits left:
	// B(1/2, n) = √π Γ(n)/Γ(n+1/2), which is √(π/n) (1 + 1/8n + 1/128n² - …).
	for _, n := range []float64{1e4, 1e6, 1e9, 1e12} {
		want := math.Log(math.Pi/n)/2 + math.Log1p(1/(8*n)+1/(128*n*n))
		if got := LogBeta(0.5, n); off(got, want) > 1e-14 {
			t.Errorf("ln B(1/2, %v) = %v, want %v", n, got, want)
		}
	}
}

func TestDigamma(t *testing.T) {
	const euler = 0.57721566490153286061
	for _, test := range []struct{ x, want float64 }{
		{1, -euler},
		{0.5, -euler - 2*math.Ln2},
		{0.25, -euler - math.Pi/2 - 3*math.Ln2},
		{2, 1 - euler},
		{10, 7129./2520 - euler},
		{10.5, -euler - 2*math.Ln2 + 2*(1+1./3+1./5+1./7+1./9+1./11+1./13+1./15+1./17+1./19)},
	} {
		if got := Digamma(test.x); off(got, test.want) > 1e-14 {
			t.Errorf("ψ(%v) = %v, want %v", test.x, got, test.want)
		}
	}
	for x := 1e-6; x < 1e7; x *= 3.7 {
		if got, want := Digamma(x+1), Digamma(x)+1/x; math.Abs(got-want) > 1e-13*(math.Abs(want)+1/x) {
			t.Errorf("ψ(%v+1) = %v, the recurrence says %v", x, got, want)
		}
	}
}

func TestLogSumExp(t *testing.T) {
	for _, test := range []struct{ a, b, want float64 }{
		{0, 0, math.Ln2},
		{-5000, -5000, math.Ln2 - 5000},
		{700, 800, 800},
		{math.Inf(-1), 3, 3},
		{math.Inf(-1), math.Inf(-1), math.Inf(-1)},
	} {
		if got := LogSumExp(test.a, test.b); got != test.want || got != LogSumExp(test.b, test.a) {
			t.Errorf("ln(e^%v + e^%v) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

func TestGrowth(t *testing.T) {
	for _, l := range []float64{-3, -1e-9, 0, 1e-5, 2} {
		for _, k := range []float64{-2, -1e-12, 0, 1e-12, 1} {
			want := l * (1 + k*l/2) // near k = 0
			if math.Abs(k) >= 1 {
				want = (math.Exp(k*l) - 1) / k
			}
			if got := Growth(k, l); math.Abs(got-want) > 1e-14*max(1, math.Abs(want)) {
				t.Errorf("(e^(%v·%v) - 1)/%v = %v, want %v", k, l, k, got, want)
			}
		}
	}
}

// TestBetaRatio compares the incomplete beta function with sums of binomial
// probabilities (DLMF 8.17.5) and with closed forms.
func TestBetaRatio(t *testing.T) {
	for _, x := range []float64{1e-4, 0.01, 0.3, 0.5, 0.77, 0.999} {
		for _, m := range []int64{1, 2, 7, 30} {
			for _, n := range []int64{5, 30, 200} {
				if m > n {
					continue
				}
				sum := 0.0
				for j := m; j <= n; j++ {
					choose, _ := new(big.Float).SetInt(new(big.Int).Binomial(n, j)).Float64()
					sum += choose * math.Pow(x, float64(j)) * math.Pow(1-x, float64(n-j))
				}
				if got := BetaRatio(float64(m), float64(n-m+1), x); off(got, sum) > 1e-11 {
					t.Errorf("I_%v(%d, %d) = %v, want %v", x, m, n-m+1, got, sum)
				}
			}
		}
		for _, a := range []float64{0.01, 0.7, 3, 4000} {
			if got, want := BetaRatio(a, 1, x), math.Pow(x, a); off(got, want) > 1e-11 && want > 1e-290 {
				t.Errorf("I_%v(%v, 1) = %v, want %v", x, a, got, want)
			}
			if got, want := BetaRatio(a, 2.5, x)+BetaRatio(2.5, a, 1-x), 1.0; off(got, want) > 1e-11 {
				t.Errorf("I_%v(%v, 2.5) and its complement sum to %v", x, a, got)
			}
		}
	}
	if BetaRatio(2, 3, 0) != 0 || BetaRatio(2, 3, 1) != 1 {
		t.Error("ends")
	}
}

// TestLogIntegral integrates what is known in closed form, with tails and peaks
// of all widths.
func TestLogIntegral(t *testing.T) {
	normal := func(u float64) float64 { return -u * u / 2 }
	for _, start := range []float64{0, -3, 500} {
		if got, want := LogIntegral(normal, start), math.Log(2*math.Pi)/2; off(got, want) > 1e-13 {
			t.Errorf("normal from %v: %v, want %v", start, got, want)
		}
	}
	for _, a := range []float64{1e-3, 0.1, 1, 30, 1e4, 1e7} {
		gamma := func(u float64) float64 { return a*u - math.Exp(u) }
		if got, want := LogIntegral(gamma, 0), LogGamma(a); math.Abs(got-want) > 1e-12*max(1, math.Abs(want)) {
			t.Errorf("ln Γ(%v) = %v, want %v", a, got, want)
		}
		for _, b := range []float64{1e-3, 2.5, 400, 1e6} {
			beta := func(u float64) float64 {
				p, q := Logistic(u)
				return a*p + b*q
			}
			if got, want := LogIntegral(beta, 0), LogBeta(a, b); math.Abs(got-want) > 1e-11*max(1, math.Abs(want)) {
				t.Errorf("ln B(%v, %v) = %v, want %v", a, b, got, want)
			}
		}
	}
	nothing := func(float64) float64 { return math.Inf(-1) }
	if got := LogIntegral(nothing, 0); !math.IsInf(got, -1) {
		t.Errorf("the integral of nothing is %v", got)
	}
}

// TestTricomi checks Tricomi's function against special cases (DLMF 13.6), the
// exponential integral (table of Abramowitz and Stegun), Kummer's transformation
// and the recurrence 13.3.7.
func TestTricomi(t *testing.T) {
	for _, test := range []struct{ z, want float64 }{
		{0.5, 0.5597735947761608}, // E1(z), DLMF 6.2.1
		{1, 0.21938393439552026},
		{2, 0.04890051070806112},
		{10, 4.156968929685324e-06},
	} {
		if got := math.Exp(LogTricomi(1, 1, test.z) - test.z); off(got, test.want) > 1e-13 {
			t.Errorf("E1(%v) = %v, want %v", test.z, got, test.want)
		}
	}
	for _, z := range []float64{1e-6, 1e-3, 0.1, 1, 20, 3000} {
		for _, a := range []float64{0.01, 0.4, 1, 2.5, 60} {
			if got, want := LogTricomi(a, a+1, z), -a*math.Log(z); math.Abs(got-want) > 1e-11*max(1, math.Abs(want)) {
				t.Errorf("ln Ψ(%v, %v, %v) = %v, want %v", a, a+1, z, got, want)
			}
			for _, b := range []float64{-7, -0.5, 0.3, 1, 1.7} {
				if a-b+1 > 0 {
					got, want := LogTricomi(a, b, z), (1-b)*math.Log(z)+LogTricomi(a-b+1, 2-b, z)
					if math.Abs(got-want) > 1e-11*max(1, math.Abs(want)) {
						t.Errorf("ln Ψ(%v, %v, %v) = %v, by Kummer %v", a, b, z, got, want)
					}
				}
				top := LogTricomi(a, b, z)
				low := math.Exp(LogTricomi(a+2, b, z) - top)
				mid := math.Exp(LogTricomi(a+1, b, z) - top)
				terms := [...]float64{1, (b - 2*(a+1) - z) * mid, (a + 1) * (a + 1 - b + 1) * low}
				if sum := terms[0] + terms[1] + terms[2]; math.Abs(sum) > 1e-10*max(1, math.Abs(terms[1])) {
					t.Errorf("Ψ(%v…, %v, %v): the recurrence leaves %v of %v", a, b, z, sum, terms)
				}
			}
		}
	}
}
