// Package ltv tells what a customer is worth in each market, and what may be
// spent to win one.
//
// It starts from orders and what pricing left of them: the revenue without the
// tax and duty that were collected for an authority, less the goods, the duty
// and tax that the merchant absorbed, freight, fees, exchange and returns. The
// placement that a market chose for duty and tax therefore moves the value of its
// customers.
//
// # The way of an order
//
//	ReadOrders ─► Order ─► Summarize ─► a Cohort per market ─► Cohort.Value ─► Curve ─► MaxCAC, Payback, BreakEven
//	                                       │                                     ▲        In, Forward, Under
//	                                       ├► Summaries ─► Groups ─► Fit… ─► Model ─► Value, Residual
//	                                       ├► Spends ─► FitGammaGamma ─► GammaGamma
//	                                       ├► Margin, First, Repeat, Vintages
//	                                       ├► Check, Tracking: was the model right?
//	                                       └► Tally: what models and figures need of the customers
//
//	Cohort, Curve, spend ─► Figures ─► a KPI per market and in total
//	LTV, Response ─► Allocate ─► Plan: what to spend where
//	Model, margins by placement ─► Compare
//
// Values may be shared between goroutines; only the [Lines] of a file are for
// one goroutine at a time.
//
// # What is computed
//
// A curve says what it rests on: [Curve.Basis].
//
// The observed curve is arithmetic on what happened. Month 0 is the
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
// The forecast is the margin of a purchase times the purchases that a model
// expects, month by month: [Value]. It looks as far as it is asked to, and is
// as good as its model; [Cohort.Check] tells how good the model was.
//
// A customer belongs to a market: someone who buys in two is a customer of
// each. Orders of a customer on one day are one purchase. There is no limit to
// the orders of a customer. Orders in several currencies are converted at the
// rate of their day, or kept apart, as an [Intake] says.
//
// Orders that are too many for one machine are summarized in parts:
// [Cohort.Merge] makes one cohort of two, [Tally.Merge] one tally of those of
// different customers, and the result does not depend on how the parts were
// made. [Layout.Lines] reads a file a line at a time, and goes on after a line
// that is not an order.
//
// # Money and floats
//
// Sums of money are exact. Models, discount factors and forward rates are computed
// in floating point and stated to a fixed number of places: expected purchases to
// nine, factors to twelve. What is multiplied is the stated figure, exactly, so a
// curve can be redone by hand from its points; and every amount is rounded once,
// half up to the minor unit of its currency. [Allocate] searches in floating point
// and gives spends on the minor unit that add up to the budget.
package ltv
