// Package race tells tests whether the race detector watches them. It makes
// everything some ten times slower, and what it looks for, two goroutines at
// the same memory, a loop over generated cases in one goroutine cannot show.
package race

// Cases is how many of n generated cases a test in one goroutine tries: all,
// and one in twenty, but at least one, under the race detector.
func Cases(n int) int {
	if Enabled && n > 0 {
		return max(n/20, 1)
	}
	return n
}
