package ltv

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// unexported lets cohorts be compared, customers by what they bought.
var unexported = cmp.Options{
	cmp.AllowUnexported(Cohort{}),
	cmp.Transformer("bought", func(c Customer) any {
		return struct {
			ID        string
			Purchases []Purchase
		}{c.id, c.Purchases()}
	}),
}

// customer returns a customer who bought that.
func customer(id string, purchases ...Purchase) Customer {
	c := Customer{id: id, vault: &vault{code: purchases[0].Revenue.Currency()}}
	for _, p := range purchases {
		c.purchases = append(c.purchases, c.vault.pack(p))
	}
	return c
}

// eur returns an amount in euros.
func eur(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }

// day returns a date.
func day(t testing.TB, s string) currency.Date {
	t.Helper()
	d, err := currency.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// percent returns a discount of an annual rate over a horizon.
func percent(annual int64, horizon Period) Discount {
	return Discount{Annual: decimal.New(annual, 0), Horizon: horizon, Undiscounted: annual == 0}
}

// purchase is an order of a customer in a market of euros, and what it
// contributed; it may have lost money.
type purchase struct{ customer, date, contribution string }

// summarized returns the cohort of the purchases.
func summarized(t testing.TB, asOf string, purchases ...purchase) Cohort {
	t.Helper()
	var orders []Order
	for i, p := range purchases {
		revenue, goods := eur(p.contribution), eur("0")
		if revenue.Sign() < 0 {
			revenue, goods = eur("0"), revenue.Neg()
		}
		orders = append(orders, Order{
			ID: fmt.Sprint(i), Customer: p.customer, Market: "DE", Date: day(t, p.date),
			Revenue: revenue, Costs: Costs{Goods: goods},
		})
	}
	cohorts, err := Summarize(slices.Values(orders), day(t, asOf))
	if err != nil {
		t.Fatal(err)
	}
	if len(cohorts) != 1 {
		t.Fatalf("%d cohorts, want 1", len(cohorts))
	}
	return cohorts[0]
}
