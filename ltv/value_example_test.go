package ltv_test

import (
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// eur returns an amount in euros.
func eur(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

// euroInDollars is the rate of one day.
func euroInDollars() currency.Rate {
	rate, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.15"),
		time.Date(2026, time.January, 31, 0, 0, 0, 0, time.UTC), "treasury")
	if err != nil {
		log.Fatal(err)
	}
	return rate
}

// germany is the model of the customers of a market, as a fit gave it, and what
// their purchases contribute.
func germany() (ltv.Model, ltv.Margin) {
	return ltv.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: ltv.Week},
		ltv.Margin{Market: "DE", First: ltv.Each(eur("9.00")), Repeat: ltv.Each(eur("13.00"))}
}

// A new customer: the first purchase, and those that a model expects.
func ExampleValue() {
	model, margin := germany()
	curve, err := ltv.Value(model, margin, ltv.Discount{Annual: decimal.New(10, 0), Horizon: 2 * ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	for _, month := range []ltv.Period{0, 6, 12, 24} {
		amount, err := curve.At(month)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(int(month), amount, curve.Basis())
	}
	ceiling, err := curve.MaxCAC(decimal.New(3, 0), 12)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("may cost to win:", ceiling)
	// Output:
	// 0 9.00 EUR forecast
	// 6 20.48 EUR forecast
	// 12 27.05 EUR forecast
	// 24 35.58 EUR forecast
	// may cost to win: 11.86 EUR
}

// Two customers who have bought as often: one is worth keeping.
func ExampleResidual() {
	model, margin := germany()
	for _, s := range []ltv.Summary{{Repeat: 4, Last: 250, Age: 270}, {Repeat: 4, Last: 60, Age: 270}} {
		curve, err := ltv.Residual(model, s, margin, ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v: %.2f alive, %v over a year\n", s, model.Alive(s), curve.LTV())
	}
	// Output:
	// 4 repeats, last on day 250 of 270: 0.84 alive, 41.04 EUR over a year
	// 4 repeats, last on day 60 of 270: 0.04 alive, 2.00 EUR over a year
}

// The two ways into the currency of the books agree where discount rates differ as
// the interest does.
func ExampleCurve_Forward() {
	model, margin := germany()
	local, reporting := decimal.New(4, 0), decimal.New(10, 0)
	curve, err := ltv.Value(model, margin, ltv.Discount{Annual: local, Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	atSpot, err := curve.In(euroInDollars())
	if err != nil {
		log.Fatal(err)
	}
	forward := ltv.Forward{Spot: euroInDollars(), Local: local, Reporting: reporting}
	sold, err := curve.Forward(forward, ltv.Discount{Annual: reporting, Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(curve.LTV(), "=", atSpot.LTV(), "=", sold.LTV())
	// Output:
	// 27.51 EUR = 31.63 USD = 31.63 USD
}

// What a weaker euro, or customers who come back less, would make of a value.
func ExampleCurve_Under() {
	model, margin := germany()
	curve, err := ltv.Value(model, margin, ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year})
	if err != nil {
		log.Fatal(err)
	}
	dollars, err := curve.In(euroInDollars())
	if err != nil {
		log.Fatal(err)
	}
	tenth := decimal.New(-10, 0)
	goods := ltv.Each(currency.MustAmount("24.00", currency.USD)) // bought at home
	for _, shock := range []ltv.Shock{{Rate: tenth}, {Rate: tenth, Home: goods}, {Retention: tenth}} {
		effect, err := dollars.Under(shock)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(effect.LTV, effect.Change, effect.Percent)
	}
	// Output:
	// 29.03 USD -2.08 USD -6.67
	// 25.70 USD -5.41 USD -17.38
	// 29.03 USD -2.08 USD -6.67
}

// The same market under three placements of its duty: what the share of buyers
// has to be for each to pay.
func ExampleCompare() {
	model, _ := germany()
	margin := func(first, repeat string) ltv.Margin {
		return ltv.Margin{Market: "DE", First: ltv.Each(eur(first)), Repeat: ltv.Each(eur(repeat))}
	}
	placements, err := ltv.Compare(model, ltv.Discount{Annual: decimal.New(10, 0), Horizon: ltv.Year}, []ltv.Placement{
		{Name: "at checkout", Margin: margin("12.00", "16.00")},
		{Name: "in the price", Margin: margin("9.00", "13.00"), Conversion: decimal.New(25, 0)},
		{Name: "absorbed", Margin: margin("5.90", "9.90"), Conversion: decimal.New(40, 0)},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range placements {
		fmt.Printf("%-12s %v each, %v with %v %% more buyers; breaks even at %v %%\n", p.Name, p.LTV, p.Worth, p.Conversion, p.BreakEven)
	}
	// Output:
	// at checkout  34.21 EUR each, 34.21 EUR with 0 % more buyers; breaks even at 0 %
	// in the price 27.05 EUR each, 33.81 EUR with 25 % more buyers; breaks even at 26.49 %
	// absorbed     19.64 EUR each, 27.50 EUR with 40 % more buyers; breaks even at 74.16 %
}

// What returns cost, spread over all orders.
func ExampleReturns_Cost() {
	returns := ltv.Returns{
		Rate:    decimal.New(8, 0),
		Refund:  eur("58.00"),
		Duty:    eur("6.10"), // no authority pays it back
		Freight: eur("7.50"),
		Salvage: eur("15.00"),
	}
	cost, err := returns.Cost(currency.Rounding{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(cost)
	// Output:
	// 4.53 EUR
}

// A shop's own export is read by a layout.
func ExampleLayout() {
	const export = `Name;Email;Created at;Currency;Subtotal;Country;Tags
#1001;ann@example.org;2026-01-05 23:30:00 +0100;EUR;58.00;DE;gift
#1002;bob@example.org;2026-01-06 09:10:11 +0100;EUR;20.00;DE;
`
	layout := ltv.Layout{
		Columns: map[string]string{
			"order_id": "Name", "customer": "Email", "date": "Created at",
			"currency": "Currency", "revenue": "Subtotal", "market": "Country",
		},
		Values: map[string]string{"cost_of_goods": "8.00", "absorbed_duty": "0", "absorbed_tax": "0", "freight": "4.90", "fees": "0.35"},
		Date:   "2006-01-02 15:04:05 -0700",
		Comma:  ';',
		Others: true,
	}
	orders, err := layout.ReadOrders(strings.NewReader(export), currency.NewDate(2026, time.January, 31))
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range orders {
		contribution, err := o.Contribution()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(o.ID, o.Date, contribution)
	}
	// Output:
	// #1001 2026-01-05 44.75 EUR
	// #1002 2026-01-06 6.75 EUR
}

// Customers who pay in several currencies are kept apart, unless there are rates
// to convert their orders with.
func ExampleIntake() {
	orders := []ltv.Order{
		{ID: "1", Customer: "ann", Market: "CH", Date: currency.NewDate(2026, time.January, 5), Revenue: eur("50.00")},
		{ID: "2", Customer: "ann", Market: "CH", Date: currency.NewDate(2026, time.January, 9), Revenue: currency.MustAmount("45.00", currency.CHF)},
	}
	asOf := currency.NewDate(2026, time.January, 31)
	_, err := ltv.Summarize(slices.Values(orders), asOf)
	fmt.Println(err)
	cohorts, err := ltv.Intake{Apart: true}.Summarize(slices.Values(orders), asOf)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range cohorts {
		fmt.Println(c.Market(), c.Currency(), c.Orders())
	}
	// Output:
	// ltv: order "2": currency: currencies differ: market "CH" has orders in EUR and in CHF
	// CH CHF 1
	// CH EUR 1
}
