// Package currency holds currencies, exact amounts of money, rounding,
// allocation and exchange rates.
package currency

//go:generate go run ./internal/gen
