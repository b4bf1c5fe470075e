//go:build !race

package tax

// raceEnabled: the race detector makes everything many times slower.
const raceEnabled = false
