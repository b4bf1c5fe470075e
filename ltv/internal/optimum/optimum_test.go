package optimum

import (
	"math"
	"testing"
)

// quadratic returns a quadratic function with a minimum at c, as wide in the
// directions of the diagonals as the widths say.
func quadratic(c []float64, widths ...float64) Function {
	return func(x, gradient []float64) float64 {
		u, v := (x[0]-c[0]+x[1]-c[1])/widths[0], (x[0]-c[0]-x[1]+c[1])/widths[1]
		gradient[0] = 2 * (u/widths[0] + v/widths[1])
		gradient[1] = 2 * (u/widths[0] - v/widths[1])
		return u*u + v*v
	}
}

// rosenbrock is the banana-shaped valley of Rosenbrock (1960).
func rosenbrock(x, gradient []float64) float64 {
	a, b := 1-x[0], x[1]-x[0]*x[0]
	gradient[0] = -2*a - 400*x[0]*b
	gradient[1] = 200 * b
	return a*a + 100*b*b
}

func TestMinimise(t *testing.T) {
	for _, test := range []struct {
		name        string
		f           Function
		start, want []float64
	}{
		{"a bowl", quadratic([]float64{3, -2}, 1, 1), []float64{0, 0}, []float64{3, -2}},
		{"a narrow valley", quadratic([]float64{3, -2}, 30, 0.1), []float64{0, 0}, []float64{3, -2}},
		{"far away", quadratic([]float64{200, -300}, 1, 2), []float64{0, 0}, []float64{200, -300}},
		{"started at the minimum", quadratic([]float64{1, 1}, 1, 1), []float64{1, 1}, []float64{1, 1}},
		{"a bent valley", rosenbrock, []float64{-1.2, 1}, []float64{1, 1}},
		{"a wall", func(x, g []float64) float64 {
			g[0] = 1 - 1/x[0]
			if x[0] <= 0 {
				return math.NaN()
			}
			return x[0] - math.Log(x[0])
		}, []float64{0.001}, []float64{1}},
		{"rounded values", func(x, g []float64) float64 {
			g[0] = 2e-3 * (x[0] - 5)
			return 1e6 + math.Round(1e9*1e-3*(x[0]-5)*(x[0]-5))/1e9
		}, []float64{0}, []float64{5}},
	} {
		r := Minimise(test.f, test.start)
		if r.Covariance == nil || !(r.Decrement < 1e-12) {
			t.Errorf("%s: %+v", test.name, r)
			continue
		}
		for i := range r.X {
			if math.Abs(r.X[i]-test.want[i]) > 1e-6*max(1, math.Abs(test.want[i])) {
				t.Errorf("%s: %v, want %v", test.name, r.X, test.want)
			}
		}
	}
}

// TestCovariance checks the inverse of the second derivatives of a function that
// has them the same everywhere.
func TestCovariance(t *testing.T) {
	r := Minimise(quadratic([]float64{3, -2}, 2, 0.5), []float64{0, 0})
	// Along the diagonals x+y and x-y the function is (·/2)² and (·/0.5)².
	same, opposite := (2*2+0.5*0.5)/8, (2*2-0.5*0.5)/8
	want := [2][2]float64{{same, opposite}, {opposite, same}}
	for i := range want {
		for j := range want[i] {
			if math.Abs(r.Covariance[i][j]-want[i][j]) > 1e-6 {
				t.Fatalf("%v, want %v", r.Covariance, want)
			}
		}
	}
}

// TestNoMinimum checks that a function without one is not said to have it.
func TestNoMinimum(t *testing.T) {
	for name, f := range map[string]Function{
		"a slope that goes on": func(x, g []float64) float64 { g[0] = -math.Exp(-x[0]); return math.Exp(-x[0]) },
		"a saddle":             func(x, g []float64) float64 { g[0], g[1] = 2*x[0], -2*x[1]; return x[0]*x[0] - x[1]*x[1] },
		"a plain":              func(x, g []float64) float64 { clear(g); return 7 },
		"nowhere defined":      func(x, g []float64) float64 { clear(g); return math.NaN() },
		"infinite":             func(x, g []float64) float64 { clear(g); return math.Inf(1) },
	} {
		r := Minimise(f, []float64{0, 0})
		if r.Covariance != nil && r.Covariance[0][0] < 1e6 {
			t.Errorf("%s: %+v", name, r)
		}
		if r.Iterations > mostSteps+100 {
			t.Errorf("%s: %d steps", name, r.Iterations)
		}
	}
}
