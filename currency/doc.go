// Package currency holds currencies, exact amounts of money, rounding,
// allocation and exchange rates.
//
// # What it is
//
//   - [Code] is a currency of ISO 4217, withdrawn ones among them, or one of
//     your own; [Succession] says what became of a withdrawn one.
//   - [Amount] is exact money of one currency, [Total] a sum of it.
//   - [Rounding] names the grid and the direction of a rounding.
//   - [Rate] is an exact exchange rate, [Rates] a dated snapshot of them; the
//     sub-package feed reads them from files that banks publish.
//   - [Provider] is a payment provider and the unit in which it counts.
//   - [Date] is a day of the calendar, by which rates of every kind are dated.
//
// # Rules
//
//  1. Arithmetic is exact. [Amount.Add], [Amount.Sub], [Amount.Mul] and
//     [Amount.MulInt] never round; a price of 0.0125 EUR is an amount.
//  2. Each other operation takes a [Rounding] and rounds once: the exact result
//     of a·x/y, not an intermediate one. No default is hidden anywhere, but the
//     zero Rounding is the one of invoices, half up to the minor unit.
//  3. The parts of an allocation add up to the whole.
//  4. Values stay within 34 digits, as in decimal128 of IEEE 754; what would
//     leave that domain is [ErrRange]. A price in any currency with every
//     digit of every rate fits many times over.
//  5. Text from outside is bounded before it is read. An exponent, a NaN or a
//     megabyte of digits is an error at once.
//  6. An error says what was being done and to what, and wraps one of the
//     exported sentinels; no function panics on input, except [MustAmount].
//  7. Nothing depends on package variables, neither ours, of which there are
//     none to set, nor those of shopspring/decimal.
//
// Values are immutable and may be shared between goroutines.
//
// # How it computes
//
// An amount is an int64 and a number of decimal places; products and quotients
// go through 128 bits and need no memory. What does not fit is computed by
// math/big, with the same result. Decimals of the package shopspring/decimal
// come in as factors and go out by [Amount.Decimal]; its arithmetic is not used.
//
// # Non-goals
//
// This package does not format for people or read what they type (package
// locale does), fetch rates, take floats, keep a registry of currencies or a
// default one, or change with the time: nothing in it reads a clock.
package currency

//go:generate go run ./internal/gen
