// Package ltv tells what a customer is worth in each market, and what may be
// spent to win one.
//
// It starts from orders and what pricing left of them: the revenue without the
// tax and duty that were collected for an authority, less the goods, the duty
// and tax that the merchant absorbed, freight and fees. The placement that a
// market chose for duty and tax therefore moves the value of its customers.
//
// # The way of an order
//
//	ReadOrders ─► []Order ─► Summarize ─► a Cohort per market ─► Value ─► Curve ─► MaxCAC, Payback
//	                                          │
//	                                          └► repeat rate, contribution per first and repeat purchase, cohorts by month
//
// # What is computed
//
// The curve is arithmetic on what was observed, not a forecast. Month 0 is the
// day of the first purchase; month k reaches from the day after the month-day
// k-1 to the month-day k, where the month-days of a customer won on January 31
// are February 28 (or 29), March 31, April 30 and so on. For each month the
// curve takes the customers who have been observed to its end and no other, so
// a customer won last week neither adds to nor dilutes month 12:
//
//	n(k)  customers whose month-day k lies on or before the day of the summary
//	s(k)  what those customers contributed in month k
//	F(k)  (1 + annual/100)^(-k/12), the discount at the end of month k
//	C(k)  s(0)/n(0)·F(0) + s(1)/n(1)·F(1) + … + s(k)/n(k)·F(k)
//
// C(k) is the cumulative contribution per customer won, and the lifetime value
// over a horizon of k months. A horizon beyond what was observed is refused
// with [ErrHorizon], a month with fewer than [Enough] customers with
// [ErrSparse], unless [Cohort.Estimate] is asked for.
//
// A customer belongs to a market: who buys in two is a customer of each. Orders
// of a customer on one day are one purchase.
//
// # Money and floats
//
// Sums of money are exact. The discount factor is computed in floating point and
// stated to twelve places; what is multiplied is the stated factor, so a curve
// can be redone by hand from its points. Every figure of a curve is rounded once,
// half up to the minor unit of its currency.
package ltv
