//go:build !race

package pricing

// RaceEnabled: the race detector makes everything many times slower.
const RaceEnabled = false
