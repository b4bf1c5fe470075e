// Package race tells tests how much to try. The race detector makes everything
// some ten times slower, and what it looks for, two goroutines at the same memory,
// a test in one goroutine cannot show; a short run, with -short, is for what is the
// same in every case.
package race

import "testing"

// Cases is how many of n generated cases a test in one goroutine tries: all, and
// one in twenty, but at least one, in a short run and under the race detector.
func Cases(n int) int {
	if (Enabled || testing.Short()) && n > 0 {
		return max(n/20, 1)
	}
	return n
}

// Alone skips a long test in one goroutine under the race detector.
func Alone(t testing.TB) {
	t.Helper()
	if Enabled {
		t.Skip("one goroutine: there is nothing to race with")
	}
}
