//go:build race

package pricing

const RaceEnabled = true
