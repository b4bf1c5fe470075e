package ltv_test

import (
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// orders has thirty customers who were won on 2025-01-15; every third of them
// came back in May.
func orders() []ltv.Order {
	var orders []ltv.Order
	add := func(customer int, date currency.Date, revenue string) {
		orders = append(orders, ltv.Order{
			ID:       fmt.Sprint("A-", len(orders)+1),
			Customer: fmt.Sprint("c-", customer),
			Market:   "DE",
			Date:     date,
			Revenue:  currency.MustAmount(revenue, currency.EUR),
			Costs: ltv.Costs{
				Goods:        currency.MustAmount("21.50", currency.EUR),
				AbsorbedDuty: currency.MustAmount("6.10", currency.EUR), // the market shows prices without duty lines
				Freight:      currency.MustAmount("6.40", currency.EUR),
				Fees:         currency.MustAmount("1.75", currency.EUR),
			},
		})
	}
	for i := range 30 {
		add(i, currency.NewDate(2025, time.January, 15), "49.90")
		if i%3 == 0 {
			add(i, currency.NewDate(2025, time.May, 2), "61.00")
		}
	}
	return orders
}

// The way from orders to what may be spent to win a customer.
func Example() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	for _, market := range cohorts {
		curve, err := market.Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
		if err != nil {
			log.Fatal(err)
		}
		ceiling, err := curve.MaxCAC(decimal.New(3, 0), 6*ltv.Month)
		if err != nil {
			log.Fatal(err)
		}
		repeat, err := market.RepeatRate().Percent()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d customers, %v %% came back\n", market.Market(), market.Size(), repeat)
		fmt.Println("worth over 12 months:", curve.LTV())
		fmt.Println("may cost to win:     ", ceiling)
	}
	// Output:
	// DE: 30 customers, 33.33 % came back
	// worth over 12 months: 22.30 EUR
	// may cost to win:      7.43 EUR
}

func ExampleReadOrders() {
	const file = `order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees
A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75
A-1002,c-18,DE,2026-01-16,EUR,58.00,21.50,6.10,11.02,6.40,1.75
`
	orders, err := ltv.ReadOrders(strings.NewReader(file), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range orders {
		contribution, err := o.Contribution()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(o.ID, o.Customer, contribution)
	}
	// Output:
	// A-1001 c-17 28.35 EUR
	// A-1002 c-18 11.23 EUR
}

func ExampleReadOrders_error() {
	const file = `order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees
A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75
A-1001,c-17,DE,2026-01-15,EUR,58.00,21.50,0.00,0.00,6.40,1.75
`
	_, err := ltv.ReadOrders(strings.NewReader(file), currency.NewDate(2026, time.January, 31))
	fmt.Println(err)
	fmt.Println(errors.Is(err, ltv.ErrDuplicate))
	// Output:
	// ltv: line 3: order "A-1001": order_id: duplicate order
	// true
}

// First and repeat purchases earn differently: here a second parcel of more
// goods carries the same duty and freight.
func ExampleCohort_First() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	first, err := cohorts[0].First()
	if err != nil {
		log.Fatal(err)
	}
	repeat, err := cohorts[0].Repeat()
	if err != nil {
		log.Fatal(err)
	}
	var cents currency.Rounding // half up to the minor unit
	for _, e := range []ltv.Economics{first, repeat} {
		absorbed, err := e.Absorbed.Amount(cents)
		if err != nil {
			log.Fatal(err)
		}
		contribution, err := e.Contribution.Amount(cents)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.Contribution.Count, "purchases:", absorbed, "absorbed,", contribution, "left")
	}
	// Output:
	// 30 purchases: 6.10 EUR absorbed, 14.15 EUR left
	// 10 purchases: 6.10 EUR absorbed, 25.25 EUR left
}

// A value is refused where nobody, or too few, were observed that long.
func ExampleCohort_Value() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	_, err = cohorts[0].Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: 2 * ltv.Year})
	fmt.Println(err)
	// Output:
	// ltv: market "DE": 24 months asked, 12 months known: beyond what was observed; ask for at most 12 months
}

func ExampleCurve_Payback() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	curve, err := cohorts[0].Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	for _, cac := range []string{"12.00", "20.00", "25.00"} {
		months, ok, err := curve.Payback(currency.MustAmount(cac, currency.EUR))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(cac, months, ok)
	}
	// Output:
	// 12.00 0 months true
	// 20.00 4 months true
	// 25.00 0 months false
}

// A curve is discounted in the currency of its market, then converted.
func ExampleCurve_In() {
	cohorts, err := ltv.Summarize(slices.Values(orders()), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	curve, err := cohorts[0].Value(ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"),
		time.Date(2026, time.January, 31, 0, 0, 0, 0, time.UTC), "treasury")
	if err != nil {
		log.Fatal(err)
	}
	dollars, err := curve.In(rate)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.LTV(), "=", dollars.LTV())
	// Output:
	// 22.30 EUR = 25.65 USD
}

func ExampleDiscount_Factor() {
	d := ltv.Discount{Annual: decimal.New(10, 0), Horizon: 2 * ltv.Year}
	for _, month := range []ltv.Period{0, 1, 12, 24} {
		factor, err := d.Factor(month)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(int(month), factor)
	}
	// Output:
	// 0 1
	// 1 0.992088943447
	// 12 0.909090909091
	// 24 0.826446280992
}
