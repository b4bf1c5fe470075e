// Package lock promises an exchange rate until a time: a customer who was shown
// a price in their own currency pays it at that rate, whatever the market does
// meanwhile.
//
//	locked, err := lock.Rate(rate, shown.Add(30*time.Minute), "cart 17", key)
//	…                                       // as JSON to the browser, and back
//	rate, err := locked.Verify(now, key)
//
// A [Locked] carries a seal under a key of the shop, so that nobody else can
// make or change one; an expired lock and an altered one are different errors.
// Nothing here reads a clock. It is a package of its own so that a program which
// locks nothing carries no cryptography.
package lock
