package ltv_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// The orders of a market are summarized on two machines, and the cohorts merged.
func ExampleCohort_Merge() {
	all := orders()
	asOf := currency.NewDate(2025, time.December, 31)
	var cohort ltv.Cohort
	for _, part := range [][]ltv.Order{all[:11], all[11:]} {
		cohorts, err := ltv.Summarize(slices.Values(part), asOf)
		if err != nil {
			log.Fatal(err)
		}
		for _, c := range cohorts { // those of other markets would merge with their own
			if cohort, err = cohort.Merge(c); err != nil {
				log.Fatal(err)
			}
		}
	}
	tally, err := cohort.Tally()
	if err != nil {
		log.Fatal(err)
	}
	margin, err := tally.Margin()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tally.Customers(), "customers with", tally.Orders, "orders and", len(tally.Groups), "histories")
	fmt.Println("a later order contributes", margin.Repeat.Total, "/", margin.Repeat.Count)
	// Output:
	// 30 customers with 40 orders and 2 histories
	// a later order contributes 252.50 EUR / 10
}
