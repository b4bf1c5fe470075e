// Package explain defines the form in which a computation is written down, step
// by step, so that a person can redo it with a pocket calculator.
//
//	line 1 (shirt): import duty 6109.10.00, 12%: base * percent_1 / 100, base = 58.36, percent_1 = 12: amount = 7.00 EUR
//
// Packages tax and duty return such steps: tax.Result.Explain, duty.Explain.
package explain
