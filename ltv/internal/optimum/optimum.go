// Package optimum finds minima of smooth functions of a few variables, such as
// the log-likelihood of a model taken negative.
package optimum

import "math"

// Function returns a value and writes the gradient there. A value that is not
// finite says that the point is outside of the function's domain.
type Function func(x, gradient []float64) float64

// Result is where a search ended.
type Result struct {
	X          []float64
	Value      float64
	Iterations int // steps taken

	// Covariance is the inverse of the matrix of second derivatives, by rows; it
	// is nil where that matrix is not positive definite, so that the point is no
	// proper minimum.
	Covariance [][]float64

	// Decrement is twice what a quadratic function with the derivatives found
	// here would still lose: zero at the minimum. It means nothing without a
	// covariance.
	Decrement float64
}

const (
	mostSteps  = 500
	longest    = 2     // of a step, in any variable
	armijo     = 1e-4  // part of the promised fall that a step must bring
	wolfe      = 0.9   // part of the slope that a step may leave
	slack      = 1e-13 // of a value, that rounding may add
	little     = 1e-11 // of a value, that is no progress
	closeTo    = 1e-9  // decrement at which second derivatives take over
	difference = 1e-4  // half the step of numerical second derivatives
)

// Minimise searches from x by the quasi-Newton method of Broyden, Fletcher,
// Goldfarb and Shanno (1970), then by Newton's own. Variables should be scaled
// so that a step of 1 is a moderate one, and the value so that 1e-9 of it is
// little: logarithms of parameters, and a mean.
func Minimise(f Function, x []float64) Result {
	s := search{f: f, at: newPoint(len(x)), next: newPoint(len(x))}
	copy(s.at.x, x)
	s.at.value = f(s.at.x, s.at.gradient)
	if !finite(s.at.value) {
		return Result{X: s.at.x, Value: s.at.value}
	}
	s.quasiNewton()
	return s.newton()
}

// point is a place, the value and the gradient there.
type point struct {
	x, gradient []float64
	value       float64
}

func newPoint(n int) point { return point{x: make([]float64, n), gradient: make([]float64, n)} }

// search is the state of a search.
type search struct {
	f        Function
	at, next point
	steps    int
}

// quasiNewton moves towards the minimum until second derivatives are worth their
// cost, or until rounding hides any progress.
func (s *search) quasiNewton() {
	n := len(s.at.x)
	inverse := identity(n)
	fresh, stalled := true, 0
	for ; s.steps < mostSteps && stalled < 5; s.steps++ {
		direction := times(inverse, s.at.gradient)
		for i := range direction {
			direction[i] = -direction[i]
		}
		slope := dot(direction, s.at.gradient)
		if -slope <= closeTo && !fresh || slope == 0 {
			return
		}
		if !(slope < 0) || !s.line(direction, slope) {
			if fresh {
				return
			}
			inverse, fresh = identity(n), true
			continue
		}
		if s.at.value-s.next.value <= little*math.Abs(s.at.value) {
			stalled++
		} else {
			stalled = 0
		}
		update(inverse, s.at, s.next, fresh)
		fresh = false
		s.at, s.next = s.next, s.at
	}
}

// line puts into next a point along the direction that satisfies the conditions
// of Wolfe, up to rounding, by bisection.
func (s *search) line(direction []float64, slope float64) bool {
	low, high, step := 0.0, math.Inf(1), 1.0
	for _, d := range direction {
		step = min(step, longest/math.Abs(d))
	}
	for range 60 {
		for i, d := range direction {
			s.next.x[i] = s.at.x[i] + step*d
		}
		s.next.value = s.f(s.next.x, s.next.gradient)
		allowed := s.at.value + armijo*step*slope + slack*math.Abs(s.at.value)
		switch {
		case !finite(s.next.value) || s.next.value > allowed:
			high = step
		case dot(direction, s.next.gradient) < wolfe*slope:
			low = step
		default:
			return true
		}
		if math.IsInf(high, 1) {
			step *= 2
		} else {
			step = (low + high) / 2
		}
	}
	// A slope that only rounding keeps steep is as good as none.
	return finite(s.next.value) && s.next.value <= s.at.value
}

// update makes the inverse matrix of second derivatives agree with the change of
// the gradient between two points.
func update(inverse [][]float64, from, to point, fresh bool) {
	n := len(from.x)
	step, change := make([]float64, n), make([]float64, n)
	for i := range n {
		step[i] = to.x[i] - from.x[i]
		change[i] = to.gradient[i] - from.gradient[i]
	}
	curvature := dot(step, change)
	if !(curvature > 1e-14*math.Sqrt(dot(step, step)*dot(change, change))) {
		return
	}
	if fresh {
		scale := curvature / dot(change, change)
		for i := range n {
			inverse[i][i] = scale
		}
	}
	turned := times(inverse, change)
	size := (1 + dot(change, turned)/curvature) / curvature
	for i := range n {
		for j := range n {
			inverse[i][j] += size*step[i]*step[j] - (turned[i]*step[j]+step[i]*turned[j])/curvature
		}
	}
}

// newton takes the last steps with the second derivatives of the point reached,
// and says what these tell of it.
func (s *search) newton() Result {
	const most = 6
	r := Result{}
	for range most {
		covariance, ok := invert(s.second())
		if !ok {
			r.Covariance = nil
			break
		}
		r.Covariance = covariance
		if !s.chords(covariance) {
			break
		}
	}
	if r.Covariance != nil {
		r.Decrement = dot(s.at.gradient, times(r.Covariance, s.at.gradient))
	}
	r.X, r.Value, r.Iterations = s.at.x, s.at.value, s.steps
	return r
}

// chords takes steps with the same second derivatives as long as they help. It
// reports whether they came too far for these to be right.
func (s *search) chords(covariance [][]float64) (far bool) {
	const near = 1e-3 // a step within which second derivatives hardly change
	for range 8 {
		step := times(covariance, s.at.gradient)
		decrement, most := dot(s.at.gradient, step), 0.0
		for _, d := range step {
			most = max(most, math.Abs(d))
		}
		shrink := min(1, longest/most)
		for i := range step {
			s.next.x[i] = s.at.x[i] - shrink*step[i]
		}
		if most == 0 {
			return far
		}
		s.next.value = s.f(s.next.x, s.next.gradient)
		left := dot(s.next.gradient, times(covariance, s.next.gradient))
		if !finite(s.next.value) || s.next.value > s.at.value+slack*math.Abs(s.at.value) || !(left < decrement/2) {
			return far
		}
		far = far || most > near
		s.steps++
		s.at, s.next = s.next, s.at
		if left < 1e-22 {
			return far
		}
	}
	return far
}

// second returns the matrix of second derivatives, from differences of the
// gradient.
func (s *search) second() [][]float64 {
	n := len(s.at.x)
	matrix := identity(n)
	x, up, down := make([]float64, n), make([]float64, n), make([]float64, n)
	copy(x, s.at.x)
	for i := range n {
		x[i] = s.at.x[i] + difference
		s.f(x, up)
		x[i] = s.at.x[i] - difference
		s.f(x, down)
		x[i] = s.at.x[i]
		for j := range n {
			matrix[i][j] = (up[j] - down[j]) / (2 * difference)
		}
	}
	for i := range n {
		for j := range i {
			mean := (matrix[i][j] + matrix[j][i]) / 2
			matrix[i][j], matrix[j][i] = mean, mean
		}
	}
	return matrix
}

// finite reports whether v is a number.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
