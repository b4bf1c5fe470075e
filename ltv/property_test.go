package ltv

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// rounds is how many generated files each law is checked on.
const rounds = 40

// eachRandom calls law with generated orders, and prints the seed of those that
// break it.
func eachRandom(t *testing.T, law func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date)) {
	t.Helper()
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 19))
		asOf := currency.NewDate(2026, time.March, 1+r.IntN(31))
		orders := randomOrders(r, 1+r.IntN(200), asOf)
		if t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { law(t, r, orders, asOf) }); t.Failed() {
			return
		}
	}
}

// randomOrders returns orders of few customers in a few markets over two years,
// with many on the same days and at the ends of months.
func randomOrders(r *rand.Rand, n int, asOf currency.Date) []Order {
	codes := map[string]currency.Code{"DE": currency.EUR, "JP": currency.JPY, "KW": currency.KWD}
	markets := []string{"DE", "JP", "KW"}[:1+r.IntN(3)]
	var orders []Order
	for i := range n {
		market := markets[r.IntN(len(markets))]
		code := codes[market]
		amount := func(most int64) currency.Amount { return currency.FromMinor(r.Int64N(most), code) }
		date := asOf.AddDays(-r.IntN(730))
		if r.IntN(3) == 0 {
			year, month, _ := date.Time().Date()
			date = currency.NewDate(year, month, 1).AddDays(-1)
		}
		orders = append(orders, Order{
			ID: fmt.Sprintf("o%d", i), Customer: fmt.Sprintf("c%d", r.IntN(1+n/3)), Market: market, Date: date,
			Revenue: amount(10_000),
			Costs:   Costs{amount(5_000), amount(500), amount(1_500), amount(1_000), amount(300), amount(100), amount(200)},
		})
	}
	return orders
}

func mustSummarize(t *testing.T, orders []Order, asOf currency.Date) []Cohort {
	t.Helper()
	cohorts, err := Summarize(slices.Values(orders), asOf)
	if err != nil {
		t.Fatal(err)
	}
	return cohorts
}

// longest returns the curve of a cohort as far as it was observed, or false if
// nobody was observed for a month.
func longest(t *testing.T, c Cohort, annual int64) (Curve, bool) {
	t.Helper()
	var known Period
	for _, customer := range c.customers {
		known = max(known, monthsCompleted(customer.Acquired(), c.asOf))
	}
	if known == 0 {
		return Curve{}, false
	}
	curve, err := c.Estimate(percent(annual, known))
	if err != nil {
		t.Fatal(err)
	}
	return curve, true
}

// Law: the order of the lines does not matter, from the file to the curve.
func TestOrderDoesNotMatter(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		want := mustSummarize(t, orders, asOf)
		r.Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
		read, err := ReadOrders(bytes.NewReader(writeOrders(t, orders)), asOf)
		if err != nil {
			t.Fatal(err)
		}
		got := mustSummarize(t, read, asOf)
		if diff := cmp.Diff(want, got, unexported); diff != "" {
			t.Fatalf("shuffled (-before +after):\n%s", diff)
		}
		for i := range want {
			before, _ := longest(t, want[i], 12)
			after, _ := longest(t, got[i], 12)
			if diff := cmp.Diff(before.Points(), after.Points()); diff != "" {
				t.Fatalf("curve (-before +after):\n%s", diff)
			}
		}
	})
}

// Law: it adds up. What the orders contributed is what first and repeat
// purchases contributed, in all and by month.
func TestAddsUp(t *testing.T) {
	eachRandom(t, func(t *testing.T, _ *rand.Rand, orders []Order, asOf currency.Date) {
		contributed, counted := map[string]currency.Total{}, map[string]int{}
		for _, o := range orders {
			c, err := o.Contribution()
			if err != nil {
				t.Fatal(err)
			}
			sum := contributed[o.Market]
			sum.Add(c)
			contributed[o.Market] = sum
			counted[o.Market]++
		}
		for _, cohort := range mustSummarize(t, orders, asOf) {
			want, err := contributed[cohort.market].Amount()
			if err != nil {
				t.Fatal(err)
			}
			whole, byMonth := sum(t, cohort), sum(t, cohort.ByMonth()...)
			if !whole.Equal(want) || !byMonth.Equal(want) {
				t.Fatalf("%s: orders contributed %v, purchases %v, by month %v", cohort.market, want, whole, byMonth)
			}
			if n := cohort.Orders(); n != counted[cohort.market] {
				t.Fatalf("%s: %d orders, want %d", cohort.market, n, counted[cohort.market])
			}
		}
	})
}

// sum returns what the first and repeat purchases of cohorts contributed.
func sum(t *testing.T, cohorts ...Cohort) currency.Amount {
	t.Helper()
	var total currency.Total
	for _, c := range cohorts {
		first, err := c.First()
		if err != nil {
			t.Fatal(err)
		}
		repeat, err := c.Repeat()
		if err != nil {
			t.Fatal(err)
		}
		if first.Contribution.Count != len(c.customers) {
			t.Fatalf("%d first purchases of %d customers", first.Contribution.Count, len(c.customers))
		}
		total.Add(first.Contribution.Total)
		total.Add(repeat.Contribution.Total)
	}
	amount, err := total.Amount()
	if err != nil {
		t.Fatal(err)
	}
	return amount
}

// Law: the curve is its definition, computed here customer by customer and month
// by month from the orders, with month-days that are counted out on the calendar.
func TestCurveIsItsDefinition(t *testing.T) {
	eachRandom(t, func(t *testing.T, r *rand.Rand, orders []Order, asOf currency.Date) {
		annual := r.Int64N(40)
		for _, cohort := range mustSummarize(t, orders, asOf) {
			curve, ok := longest(t, cohort, annual)
			if !ok {
				continue
			}
			cumulative := new(big.Rat)
			for k, total := range definition(t, orders, cohort.market, asOf, curve.Discount().Horizon) {
				factor, err := curve.Discount().Factor(Period(k))
				if err != nil {
					t.Fatal(err)
				}
				cumulative.Add(cumulative, total.Mul(total, factor.Rat()))
				got, err := curve.At(Period(k))
				if err != nil {
					t.Fatal(err)
				}
				// FloatString rounds half away from zero.
				want := currency.MustAmount(cumulative.FloatString(cohort.currency.Digits()), cohort.currency)
				if !got.Equal(want) {
					t.Fatalf("%s month %d: %v, want %v", cohort.market, k, got, want)
				}
			}
		}
	})
}

// definition returns, for each month, what the customers observed to its end
// contributed in it per head.
func definition(t *testing.T, orders []Order, market string, asOf currency.Date, horizon Period) []*big.Rat {
	t.Helper()
	perHead := make([]*big.Rat, horizon+1)
	heads := make([]int64, horizon+1)
	for k := range perHead {
		perHead[k] = new(big.Rat)
	}
	for customer, first := range firstOrders(orders, market) {
		after := first.AddDays(-1) // the month before ended on this day
		for k := Period(0); k <= horizon && !monthDay(first, k).After(asOf); k++ {
			heads[k]++
			end := monthDay(first, k)
			for _, o := range orders {
				if o.Market != market || o.Customer != customer || !o.Date.After(after) || o.Date.After(end) {
					continue
				}
				c, err := o.Contribution()
				if err != nil {
					t.Fatal(err)
				}
				perHead[k].Add(perHead[k], c.Decimal().Rat())
			}
			after = end
		}
	}
	for k := range perHead {
		perHead[k].Quo(perHead[k], big.NewRat(heads[k], 1))
	}
	return perHead
}

func firstOrders(orders []Order, market string) map[string]currency.Date {
	first := map[string]currency.Date{}
	for _, o := range orders {
		if known, ok := first[o.Customer]; o.Market == market && (!ok || o.Date.Before(known)) {
			first[o.Customer] = o.Date
		}
	}
	return first
}

// monthDay returns the day k months after first: the same day of the month, or
// its last.
func monthDay(first currency.Date, k Period) currency.Date {
	year, month, day := first.Time().Date()
	start := time.Date(year, month+time.Month(k), 1, 0, 0, 0, 0, time.UTC)
	end := start
	for end.Day() < day && end.AddDate(0, 0, 1).Month() == start.Month() {
		end = end.AddDate(0, 0, 1)
	}
	return currency.DateOf(end)
}

// Law: a higher rate lowers a curve of gains more, and undiscounted it is a plain
// mean: when everybody was observed to the horizon, each customer counts with all
// that they contributed within it.
func TestDiscountLowers(t *testing.T) {
	eachRandom(t, func(t *testing.T, _ *rand.Rand, orders []Order, asOf currency.Date) {
		for i := range orders {
			orders[i].Costs = Costs{}
			orders[i].Date = orders[i].Date.AddDays(-400)
		}
		for _, cohort := range mustSummarize(t, orders, asOf) {
			var curve Curve
			for _, annual := range []int64{40, 10, 0} {
				higher := curve
				var err error
				if curve, err = cohort.Estimate(percent(annual, Year)); err != nil {
					t.Fatal(err)
				}
				if annual < 40 && curve.exact[Year].Cmp(higher.exact[Year]) < 0 {
					t.Fatalf("%s: %v at %d %%, %v at more", cohort.market, curve.LTV(), annual, higher.LTV())
				}
			}
			var revenue currency.Total
			for _, o := range orders {
				first := firstOrders(orders, cohort.market)[o.Customer]
				if o.Market == cohort.market && !o.Date.After(monthDay(first, Year)) {
					revenue.Add(o.Revenue)
				}
			}
			total, err := revenue.Amount()
			if err != nil {
				t.Fatal(err)
			}
			want, err := Average{total, len(cohort.customers)}.Amount(currency.Rounding{})
			if err != nil || !curve.LTV().Equal(want) {
				t.Fatalf("%s: undiscounted LTV %v, contribution per customer %v, %v", cohort.market, curve.LTV(), want, err)
			}
		}
	})
}

// Law: payback and ceiling agree. What may be spent to have it back within a
// number of months is had back within them, and a minor unit more is not.
func TestPaybackAgrees(t *testing.T) {
	eachRandom(t, func(t *testing.T, _ *rand.Rand, orders []Order, asOf currency.Date) {
		for _, cohort := range mustSummarize(t, orders, asOf) {
			curve, ok := longest(t, cohort, 10)
			if !ok {
				continue
			}
			var best currency.Amount
			for _, p := range curve.Points() {
				// A ratio this small leaves only the limit of the payback.
				limit, err := curve.MaxCAC(decimal.New(1, -9), p.Month)
				if err != nil || !limit.Equal(p.Cumulative) && curve.LTV().Sign() > 0 {
					t.Fatalf("ceiling within %v: %v, %v; want %v", p.Month, limit, err, p.Cumulative)
				}
				if p.Month == 0 {
					best = p.Cumulative
				}
				if order, err := p.Cumulative.Cmp(best); err != nil || order > 0 {
					best = p.Cumulative
				}
				if best.Sign() < 0 {
					continue
				}
				if month, ok, err := curve.Payback(best); err != nil || !ok || month > p.Month {
					t.Fatalf("payback of %v: %v, %v, %v; want %v at most", best, month, ok, err, p.Month)
				}
				more, err := best.Add(currency.FromMinor(1, cohort.currency))
				if err != nil {
					t.Fatal(err)
				}
				if month, ok, err := curve.Payback(more); err != nil || ok && month <= p.Month {
					t.Fatalf("payback of %v: %v, %v, %v; want later than %v", more, month, ok, err, p.Month)
				}
			}
		}
	})
}
