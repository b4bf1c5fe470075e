package special

import (
	"math"
	"math/big"
	"testing"

	"github.com/landedhq/landed/internal/race"
)

// gauss returns F(a, b; c; z) by its series.
func gauss(a, b, c, z float64) float64 {
	sum, _ := Excess(a, b, c, z)
	return 1 + a*b*z/c*sum
}

// TestElementary compares F with the functions that it is in special cases (DLMF
// 15.4).
func TestElementary(t *testing.T) {
	for _, z := range []float64{1e-9, 0.01, 0.3, 0.5, 0.8, 0.95, 0.999} {
		root := math.Sqrt(z)
		for _, test := range []struct {
			name      string
			got, want float64
		}{
			{"F(1, 1; 2; z) = -ln(1-z)/z", gauss(1, 1, 2, z), -math.Log1p(-z) / z},
			{"F(1/2, 1; 3/2; z²) = artanh(z)/z", gauss(0.5, 1, 1.5, z), math.Atanh(root) / root},
			{"F(1/2, 1/2; 3/2; z²) = arcsin(z)/z", gauss(0.5, 0.5, 1.5, z), math.Asin(root) / root},
			{"F(a, b; b; z) = (1-z)^-a", gauss(2.5, 0.3, 0.3, z), math.Pow(1-z, -2.5)},
			{"F(-a, b; b; z) = (1-z)^a", gauss(-0.5, 7, 7, z), math.Pow(1-z, 0.5)},
			{"F(-3, 2; 1/2; z), a polynomial", gauss(-3, 2, 0.5, z), 1 - 12*z + 24*z*z - 12.8*z*z*z},
			{"F(0, b; c; z) = 1", gauss(0, 4, 5, z), 1},
			{"F(1, 2; 3; z) = -2 (ln(1-z) + z)/z²", GaussOne(2, 1, 1-z), -2 * series(z, 2) / (z * z)},
			{"F(1, 1; 2; z), by the fraction", GaussOne(1, 1, 1-z), -math.Log1p(-z) / z},
		} {
			if off(test.got, test.want) > 1e-12 {
				t.Errorf("z = %v: %s: %v, want %v", z, test.name, test.got, test.want)
			}
		}
	}
}

// series returns ln(1-z) without the first terms of its series, up to the one
// before the n-th.
func series(z, n float64) float64 {
	if z > 0.5 {
		sum := math.Log1p(-z)
		for j := 1.0; j < n; j++ {
			sum += math.Pow(z, j) / j
		}
		return sum
	}
	sum := 0.0
	for j := n; j < n+80; j++ {
		sum -= math.Pow(z, j) / j
	}
	return sum
}

// TestContiguous checks Gauss's relation between neighbours in a (DLMF 15.5.11).
func TestContiguous(t *testing.T) {
	for _, z := range []float64{0.05, 0.4, 0.8} {
		for _, a := range []float64{-3.3, 0.4, 2} {
			for _, b := range []float64{-0.7, 0.1, 5} {
				for _, c := range []float64{-0.5, 0.3, 40, 6000} {
					terms := [...]float64{
						(c - a) * gauss(a-1, b, c, z),
						(2*a - c + (b-a)*z) * gauss(a, b, c, z),
						a * (z - 1) * gauss(a+1, b, c, z),
					}
					sum, size := 0.0, 0.0
					for _, v := range terms {
						sum, size = sum+v, size+math.Abs(v)
					}
					if math.Abs(sum) > 1e-12*size {
						t.Errorf("F(%v, %v; %v; %v) and its neighbours leave %v of %v", a, b, c, z, sum, terms)
					}
				}
			}
		}
	}
}

// TestEuler checks that the transformation on which the models stand holds of
// the series: F(r, b; c; z) = (1-z)^(c-r-b) F(c-r, c-b; c; z).
func TestEuler(t *testing.T) {
	for _, x := range []float64{0, 1, 12, 300} {
		r, a, b, z := 0.25+x, 0.8, 2.4+x, 0.6
		c := a + b - 1
		left, right := math.Log(gauss(r, b, c, z)), (c-r-b)*math.Log1p(-z)+math.Log(gauss(c-r, c-b, c, z))
		if math.Abs(left-right) > 1e-12*max(1, math.Abs(left)) {
			t.Errorf("%v orders: %v and %v", x, left, right)
		}
	}
}

// bigGaussOne returns F(1, b; c; 1-rest) from its series, all terms of which are
// positive, to many digits.
func bigGaussOne(b, c, rest float64) float64 {
	const digits = 120
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(digits).SetFloat64(v) }
	z := number(1)
	z.Sub(z, number(rest))
	sum, term := number(0), number(1)
	over, under, one := number(b), number(c), number(1)
	for range 200000 {
		sum.Add(sum, term)
		if term.MantExp(nil) < sum.MantExp(nil)-70 {
			break
		}
		term.Mul(term, z)
		term.Mul(term, over)
		term.Quo(term, under)
		over.Add(over, one)
		under.Add(under, one)
	}
	v, _ := sum.Float64()
	return v
}

// TestGaussOne compares the continued fraction, Euler's integral and the
// derivatives with the series.
func TestGaussOne(t *testing.T) {
	race.Alone(t)
	rests := []float64{1, 0.999, 0.7, 0.3, 0.05, 0.004}
	if testing.Short() {
		rests = rests[:4]
	}
	for _, b := range []float64{1e-3, 0.5, 1, 2.5, 80, 7000} {
		for _, over := range []float64{1e-3, 0.4, 1, 25, 9000} {
			for _, rest := range rests {
				c := b + over
				want := bigGaussOne(b, c, rest)
				value, byB, byC, byZ := GaussOneSlopes(b, over, rest)
				if got := GaussOne(b, over, rest); off(got, want) > 1e-12 || off(value, want) > 1e-12 {
					t.Errorf("F(1, %v; %v; %v) = %v, %v, want %v", b, c, 1-rest, got, value, want)
				}
				if got := math.Exp(logEuler(b, over, rest)); off(got, want) > 1e-10 {
					t.Errorf("Euler's integral for F(1, %v; %v; %v) = %v, want %v", b, c, 1-rest, got, want)
				}
				differences(t, [3]float64{b, over, rest}, [3]float64{byB + byC, byC, -byZ})
			}
		}
	}
	// Next to z = 1 the limit is (c-1)/(c-1-b) (DLMF 15.4.20).
	for _, b := range []float64{0.5, 3, 4000} {
		c := b + 2.5
		if got, want := GaussOne(b, 2.5, 1e-14), (c-1)/(c-1-b); off(got, want) > 1e-9 {
			t.Errorf("F(1, %v; %v; 1) = %v, want %v", b, c, got, want)
		}
	}
	for _, rest := range []float64{1e-6, 1e-9, 1e-15} {
		if got, want := GaussOne(1, 1, rest), -math.Log(rest)/(1-rest); off(got, want) > 1e-12 {
			t.Errorf("F(1, 1; 2; 1-%v) = %v, want %v", rest, got, want)
		}
	}
}

// differences compares derivatives of F(1, b; b+over; 1-rest) with differences.
func differences(t *testing.T, at, derivatives [3]float64) {
	t.Helper()
	for i, derivative := range derivatives {
		step := 1e-3 * at[i]
		if i < 2 {
			step = 1e-3 * min(at[0], at[1])
		}
		value := func(by float64) float64 {
			x := at
			x[i] += by * step
			v, _, _, _ := GaussOneSlopes(x[0], x[1], x[2])
			return v
		}
		if i == 2 && at[2]*1.002 > 1 {
			continue
		}
		slope := (8*(value(1)-value(-1)) - (value(2) - value(-2))) / (12 * step)
		noise := 1e-14 * value(0) / step
		if math.Abs(slope-derivative) > 1e-7*math.Abs(slope)+100*noise {
			t.Errorf("F(1, b; b+over; 1-rest) at %v: derivative %d is %v, differences say %v", at, i, derivative, slope)
		}
	}
}
