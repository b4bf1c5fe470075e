package ltv_test

import (
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// A budget goes where the next unit brings most, and stays where that is less than
// it costs.
func ExampleAllocate() {
	markets := []ltv.Market{
		{Name: "UK", Value: eur("40.00"), Response: ltv.Response{Shape: ltv.Saturation, Scale: 400, Bend: 1000}},
		{Name: "DE", Value: eur("20.00"), Response: ltv.Response{Shape: ltv.Exponential, Scale: 100, Bend: 500}},
		{Name: "AU", Value: eur("30.00"), Response: ltv.Response{Shape: ltv.Power, Scale: 2, Bend: 0.5}, Max: eur("500.00")},
	}
	for _, budget := range []string{"2000.00", "10000.00"} {
		plan, err := ltv.Allocate(eur(budget), markets, decimal.New(1, 0))
		if err != nil {
			log.Fatal(err)
		}
		for _, g := range plan.Grants {
			fmt.Println(g.Market, g.Spend, "a customer costs", g.CAC, "the next one", g.MarginalCAC)
		}
		fmt.Println("unspent", plan.Unspent, "net", plan.Net, "the last euro brings", plan.Return)
	}
	// Output:
	// UK 1585.88 EUR a customer costs 6.46 EUR the next one 16.72 EUR
	// DE 256.92 EUR a customer costs 6.39 EUR the next one 8.36 EUR
	// AU 157.20 EUR a customer costs 6.27 EUR the next one 12.54 EUR
	// unspent 0.00 EUR net 9368.44 EUR the last euro brings 2.392774
	// UK 3000.00 EUR a customer costs 10.00 EUR the next one 40.00 EUR
	// DE 693.14 EUR a customer costs 9.24 EUR the next one 20.00 EUR
	// AU 500.00 EUR a customer costs 11.18 EUR the next one 22.36 EUR
	// unspent 5806.86 EUR net 10648.49 EUR the last euro brings 1
}

// A response is learnt from what spending has won.
func ExampleFitResponse() {
	history := []ltv.Outlay{
		{Spend: eur("500"), Customers: 131}, {Spend: eur("1000"), Customers: 204}, {Spend: eur("2000"), Customers: 262},
		{Spend: eur("3000"), Customers: 302}, {Spend: eur("4000"), Customers: 317},
	}
	response, fit, err := ltv.FitResponse(ltv.Saturation, history)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v: half of %.0f customers by %.0f euros, R² %.3f\n", response.Shape, response.Scale, response.Bend, fit.R2)

	_, _, err = ltv.FitResponse(ltv.Saturation, history[:2])
	fmt.Println(err)
	// Output:
	// saturation: half of 397 customers by 985 euros, R² 0.998
	// ltv: fitting the saturation response: unusable history of spending: 2 different spends, a response takes three
}

// A response is stored as JSON.
func ExampleResponse() {
	text, err := json.Marshal(ltv.Response{Shape: ltv.Power, Scale: 3.25, Bend: 0.6})
	if err != nil {
		log.Fatal(err)
	}
	var response ltv.Response
	if err := json.Unmarshal(text, &response); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s wins %.1f customers by 1000\n", text, response.Customers(1000))
	// Output:
	// {"shape":"power","scale":3.25,"bend":0.6} wins 205.1 customers by 1000
}

// The figures of a market, in the currency of the books.
func ExampleFigures() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	curve, err := cohorts[0].Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	report, err := ltv.Figures(currency.USD, []ltv.Account{{
		Cohort: cohorts[0], Curve: curve, Rate: euroInDollars(),
		Spend: eur("540.00"), Fixed: eur("90.00"),
		Response: ltv.Response{Shape: ltv.Power, Scale: 0.8, Bend: 0.56},
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range report.Markets {
		fmt.Println(k.Market, k.New, "customers,", k.AOV, "an order,", k.Margin, "of it left")
		fmt.Println("LTV", k.LTV, "CAC", k.CAC, "ratio", k.Ratio, "paid back in", *k.Payback)
		fmt.Println("the next customer costs", k.MarginalCAC, "- net of all,", k.NPV)
	}
	// Output:
	// DE 30 customers, 60.58 USD an order, 19.46 USD of it left
	// LTV 25.65 USD CAC 20.70 USD ratio 1.24 paid back in 4 months
	// the next customer costs 37.82 USD - net of all, 44.97 USD
}

// A cohort table: who came back, and what they had brought by then.
func ExampleCohort_Vintages() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2025, time.June, 20))
	if err != nil {
		log.Fatal(err)
	}
	vintages, err := cohorts[0].Vintages(12)
	if err != nil {
		log.Fatal(err)
	}
	for _, v := range vintages {
		for _, a := range v.Ages {
			fmt.Println(v.Month, int(a.Month), a.Buyers, a.Cumulative)
		}
	}
	// Output:
	// 2025-01-01 0 {30 30} 14.15 EUR
	// 2025-01-01 1 {0 30} 14.15 EUR
	// 2025-01-01 2 {0 30} 14.15 EUR
	// 2025-01-01 3 {0 30} 14.15 EUR
	// 2025-01-01 4 {10 30} 22.57 EUR
	// 2025-01-01 5 {0 30} 22.57 EUR
}

// A model is compared with what happened after the day on which it was made.
func ExampleCohort_Check() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2025, time.June, 20))
	if err != nil {
		log.Fatal(err)
	}
	model, _ := germany()
	check, err := cohorts[0].Check(model, currency.NewDate(2025, time.April, 30))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(check.Customers, "customers,", check.Expected.Round(2), "purchases expected,", check.Actual, "made, error", check.Error, "%")
	// Output:
	// 30 customers, 2.59 purchases expected, 10 made, error -74.05 %
}
