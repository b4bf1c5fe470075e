//go:build !race

package pricing_test

// raceEnabled: the race detector makes everything many times slower.
const raceEnabled = false
