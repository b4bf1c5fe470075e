//go:build race

package tax

const raceEnabled = true
