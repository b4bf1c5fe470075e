package ltv_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// germans are the customers of orders, as known on a day.
func germans(asOf currency.Date) ltv.Cohort {
	cohorts, err := ltv.Summarize(slices.Values(orders()), asOf)
	if err != nil {
		log.Fatal(err)
	}
	return cohorts[0]
}

// A market by the month in which its customers were won.
func ExampleCohort_ByMonth() {
	for _, c := range germans(currency.NewDate(2026, time.January, 31)).ByMonth() {
		first := c.Customers()[0]
		fmt.Println(c.Month(), c.Size(), "customers,", first.ID(), "since", first.Acquired(), "enough for a value:", c.Size() >= ltv.Enough)
	}
	// Output: 2025-01-01 30 customers, c-0 since 2025-01-15 enough for a value: true
}

// A model of occasions, as BG/BB, counts months in place of days.
func ExampleCohort_SummariesBy() {
	cohort := germans(currency.NewDate(2026, time.January, 31))
	months, err := cohort.SummariesBy(ltv.ByMonth)
	fmt.Println(cohort.Summaries()[0], "|", months[0], err)
	// Output: 1 repeats, last on day 107 of 381 | 1 repeats, last on day 4 of 12 <nil>
}

// The tracking plot: repeat purchases as they came, and as a model expects them.
func ExampleCohort_Tracking() {
	model, _ := germany()
	weeks, err := germans(currency.NewDate(2025, time.May, 20)).Tracking(model)
	if err != nil {
		log.Fatal(err)
	}
	last := weeks[len(weeks)-1]
	fmt.Println(last.Ends, last.Cumulative.Round(2), "expected,", last.Total, "made")
	// Output: 2025-05-20 20.52 expected, 10 made
}

// A tally holds what figures take of customers, without the customers.
func ExampleTally_All() {
	tally, err := germans(currency.NewDate(2026, time.January, 31)).Tally()
	if err != nil {
		log.Fatal(err)
	}
	all, err := tally.All()
	fmt.Println(all.Revenue.Total, "by", all.Revenue.Count, "purchases of", tally.Customers(), err)
	// Output: 2107.00 EUR by 40 purchases of 30 <nil>
}

// How many customers pay for entering a market.
func ExampleCurve_BreakEven() {
	model, margin := germany()
	annual, err := ltv.Monthly(decimal.New(1, 0)) // 1 % a month
	if err != nil {
		log.Fatal(err)
	}
	curve, err := ltv.Value(model, margin, ltv.Discount{Annual: annual, Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.LTV())
	fmt.Println(curve.BreakEven(eur("20.00"), eur("5000.00")))
	fmt.Println(curve.BreakEven(eur("30.00"), eur("5000.00")))
	// Output:
	// 26.85 EUR
	// 730 true <nil>
	// 0 false <nil>
}

// The rate at which the euros of next year can be sold today.
func ExampleForward_Factor() {
	forward := ltv.Forward{Spot: euroInDollars(), Local: decimal.New(2, 0), Reporting: decimal.New(4, 0)}
	fmt.Println(forward.Factor(ltv.Year))
	// Output: 1.019607843137 <nil>
}

// What the next customer costs, and how far to go until one costs that much.
func ExampleResponse_Marginal() {
	response := ltv.Response{Shape: ltv.Saturation, Scale: 400, Bend: 1000}
	fmt.Printf("beyond 1000 a customer costs %.2f\n", 1/response.Marginal(1000))
	fmt.Printf("one costs 40 beyond %.2f\n", response.Spend(1.0/40))
	// Output:
	// beyond 1000 a customer costs 10.00
	// one costs 40 beyond 3000.00
}
