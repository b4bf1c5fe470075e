// Package currency holds currencies, exact amounts of money, rounding,
// allocation and exchange rates: the arithmetic of money at the speed of
// integers, without a float, a default or a lost cent.
//
//	price := currency.MustAmount("24.90", currency.EUR)
//	three, err := price.MulInt(3)                                                // 74.70 EUR
//	gross, err := three.PlusPercent(decimal.NewFromInt(19), currency.Rounding{}) // 88.89 EUR
//	parts, err := gross.Split(2, currency.Rounding{})                            // 44.45 EUR, 44.44 EUR
//	paid, rate, err := rates.Convert(gross, currency.USD, currency.Rounding{})   // 102.22 USD, 1 EUR = 1.15 USD (ECB 2026-03-18)
//
//	row, err := json.Marshal(gross)     // {"amount":"88.89","currency":"EUR"}
//	err = json.Unmarshal(row, &gross)   // 88.89 EUR again
//
// # What to use
//
//   - To hold money: [FromMinor] from cents, [ParseAmount] from text,
//     [FromDecimal] from a decimal, [MustAmount] for constants. An [Amount] is a
//     value; the zero Amount is the empty sum.
//   - To name a currency: the constants [EUR], [USD], …, [ParseCode] for text,
//     [NewCode] for points and coins of your own. [Code.ActiveOn] and
//     [Code.Successor] are for withdrawn ones.
//   - To add and compare: [Amount.Add], [Amount.Sub], [Amount.Cmp], [Sum], [Min],
//     [Max]; over many lines a [Total], which is checked once.
//   - To multiply and divide exactly: [Amount.MulInt], [Amount.Mul], [Amount.Div].
//   - To multiply and divide with one rounding: [Amount.MulRound],
//     [Amount.DivRound], [Amount.MulDiv] for a fraction, [Amount.MulRat].
//   - For tax, discount and margin: [Amount.Percent], [Amount.PlusPercent],
//     [Amount.MinusPercent], [Amount.WithoutPercent] (net from gross),
//     [Amount.PercentOf].
//   - To round: [Amount.Round] with a [Rounding]; [Code.Cash] is the one for
//     cash.
//   - To split without losing a cent: [Amount.Split], [Amount.Allocate],
//     [Amount.AllocateBy]; [Allocation] names other methods.
//   - To convert: [Rate.Convert] at one [Rate], [Rates.Convert] at a dated
//     snapshot, directly or across its pivot; both say at which rate. The
//     sub-package feed reads what banks and providers publish; [FixedRates] and
//     [PegOf] need no source. A [TwoWay] has bid and ask,
//     [Rate.AgainstCustomer] adds a margin.
//   - To convert at the rates of a day: [History.Convert]. An amount in a
//     withdrawn currency: [Amount.Redenominate].
//   - To promise a rate until a time: the sub-package lock.
//   - To store and load: JSON, text and binary forms by the usual interfaces;
//     one column by [Amount.Value] and [Amount.Scan], two by [Amount.Columns].
//   - To charge: [Provider.MinorUnits], as the payment provider counts.
//   - For days on which rates hold: [Date].
//
// # Goals and rules
//
//  1. Arithmetic is exact. Add, Sub, Mul, MulInt and Div never round: a price
//     of 0.0125 EUR is an amount, and a quotient that does not end is
//     [ErrInexact].
//  2. Each other operation takes a [Rounding] and rounds once: the exact result
//     of a·x/y, not an intermediate one. No default is hidden anywhere; the
//     zero Rounding is the one that invoices use, half up to the minor unit.
//  3. The parts of an [Allocation] add up to the whole; its [Method] says who
//     gets what is left over.
//  4. Values stay within 34 digits, as in decimal128 of IEEE 754; what would
//     leave that domain is [ErrRange]. A price in any currency with every
//     digit of every rate fits many times over.
//  5. Text from outside is bounded before it is read. An exponent, a NaN or a
//     megabyte of digits is an error at once.
//  6. An error says what was being done and to what, and wraps one of the
//     exported sentinels; no function panics on input, except [MustAmount].
//  7. Nothing is guessed: neither a currency nor the direction of a rate.
//  8. Nothing depends on package variables: this package has none to set, and
//     those of shopspring/decimal have no effect.
//
// Values are immutable and may be shared between goroutines; only a [Total] may
// not.
//
// # How it is stored
//
// Each form gives back the same value, and every amount in every currency can
// be stored in each:
//
//   - JSON: {"amount":"12.34","currency":"EUR"}; a number is read too.
//   - Text, for keys of maps, flags and one column of a database: 12.34 EUR.
//   - Two columns of a database, a number and a code: [Amount.Columns].
//   - Bytes, for package gob and caches: [Amount.AppendBinary].
//
// # How it computes
//
// An amount is an int64 and a number of decimal places; products and quotients
// use 128 bits and allocate nothing. What does not fit is computed by math/big,
// with the same result. Decimals of the package shopspring/decimal come in as
// factors and go out by [Amount.Decimal]; its arithmetic is not used.
//
// # Non-goals
//
// This package does not format for people or read what they type (package
// locale does), fetch rates, take floats, keep a registry of currencies or a
// default one, or change with the time: nothing in it reads a clock.
package currency

//go:generate go run ./internal/gen
