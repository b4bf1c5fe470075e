package special

import "math"

// LogIntegral returns the logarithm of the integral of e^f over the real line,
// for a function e^f that rises to one peak and falls from it at least like an
// exponential on both sides. The search for the peak begins at start.
//
// It is the trapezoidal rule after a substitution by the hyperbolic sine, which
// makes the tails fall doubly exponentially (Takahasi and Mori 1974): terms are
// positive, so nothing cancels, and only ratios to the peak are formed, so
// nothing overflows.
func LogIntegral(f func(u float64) float64, start float64) float64 {
	peak, reach := climb(f, start)
	top := f(peak)
	if math.IsInf(top, -1) || math.IsNaN(top) {
		return top
	}
	width := min(fall(f, peak, top, -reach), fall(f, peak, top, reach), 1)
	step, before := 1./4, 0.0
	sum := 1 + half(f, peak, top, width, step, 1) + half(f, peak, top, -width, step, 1)
	for range 4 {
		// Halving the step squares the error: what has changed by little is right.
		if math.Abs(sum*step-before) <= 1e-10*sum*step {
			break
		}
		before = sum * step
		step /= 2
		sum += half(f, peak, top, width, step, 2) + half(f, peak, top, -width, step, 2)
	}
	return top + math.Log(sum*step*width)
}

// half adds up one side of the peak, without the peak itself: every stride-th
// step from the first.
func half(f func(float64) float64, peak, top, width, step float64, stride int) float64 {
	const far = 50 // of which the hyperbolic sine is beyond all tails
	sum := 0.0
	for k := 1; float64(k)*step < far; k += stride {
		e := math.Exp(float64(k) * step)
		term := math.Exp(f(peak+width*(e-1/e)/2)-top) * (e + 1/e) / 2
		sum += term
		if !(term > 1e-18*(1+sum)) && float64(k)*step > 1 {
			break
		}
	}
	return sum
}

// climb returns a point near the peak, and a step to whose either side the
// function has fallen by no more than half.
func climb(f func(float64) float64, u float64) (peak, step float64) {
	best, step := f(u), 1.0
	for range 300 {
		right, left := f(u+step), f(u-step)
		switch {
		case right > best && right >= left:
			u, best, step = u+step, right, step*2
		case left > best:
			u, best, step = u-step, left, step*2
		case best-min(left, right) <= 0.5 || step < 1e-9:
			return u, step
		default:
			step /= 2
		}
	}
	return u, step
}

// fall returns the distance from the peak, a power of two times the step, at
// which the function has fallen by half or more.
func fall(f func(float64) float64, peak, top, step float64) float64 {
	for range 40 {
		if !(top-f(peak+step) < 0.5) {
			break
		}
		step *= 2
	}
	return math.Abs(step)
}
