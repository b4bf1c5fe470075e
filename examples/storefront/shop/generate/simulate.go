package main

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/internal/chance"
)

// history is what happened in all markets.
type history struct {
	sales []sale
	spent []outlay
}

// sale is an order before it has its number.
type sale struct {
	market   *market
	customer string
	date     currency.Date
	amounts  [6]int64 // revenue, goods, absorbed duty and tax, freight, fees and returns
}

// outlay is what a month of spending cost.
type outlay struct {
	month, market string
	spend         int
}

// simulate lets all markets live. Each has random numbers of its own, so that a
// change of one leaves the others as they are.
func simulate(seed uint64) history {
	var h history
	for i := range markets {
		markets[i].live(&h, chance.Chance{Rand: rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	slices.SortStableFunc(h.sales, func(a, b sale) int {
		return cmp.Or(a.date.Sub(b.date), cmp.Compare(a.customer, b.customer))
	})
	slices.SortStableFunc(h.spent, func(a, b outlay) int { return cmp.Compare(a.month, b.month) })
	return h
}

// live adds what happens in a market: each month some is spent, by which customers
// are won, others come by themselves, and each goes on to buy.
func (m *market) live(h *history, c chance.Chance) {
	known := 0
	for k := range months {
		first := monthBegin(k)
		days := monthBegin(k + 1).Sub(first)
		share := 0.6 + 0.8*c.Float64() // of a usual month
		h.spent = append(h.spent, outlay{first.String()[:7], m.name, int(m.spend*share) / 10 * 10})
		// Each further dollar wins less than the one before.
		for range c.Poisson(m.won*2*share/(1+share)) + c.Poisson(m.organic) {
			known++
			m.buy(h, c, fmt.Sprintf("%s-%03d", m.name, known), first.AddDays(c.IntN(days)))
		}
	}
}

// buy adds all orders of a customer who first buys on a day.
func (m *market) buy(h *history, c chance.Chance, customer string, day currency.Date) {
	rate := c.Gamma(m.buying.R) / m.buying.Alpha
	leave := c.Beta(m.buying.A, m.buying.B)
	taste := 0.5 + c.Gamma(8)/16 // how dearly this one buys
	welcome := 0.9               // a tenth off the first order
	for at := 0.0; !day.AddDays(int(at)).After(lastDay); welcome = 1 {
		revenue := int64(float64(m.basket) * taste * welcome * (0.6 + 0.8*c.Float64()))
		h.sales = append(h.sales, sale{m, customer, day.AddDays(int(at)), m.costs(c, revenue)})
		if welcome == 1 && c.Float64() < leave {
			return
		}
		at += c.ExpFloat64() / rate
		if at > 31*months {
			return
		}
	}
}

// costs are the amounts of an order of some revenue.
func (m *market) costs(c chance.Chance, revenue int64) [6]int64 {
	percent := func(p int64) int64 { return revenue * p / 100 }
	return [6]int64{
		revenue,
		percent(m.goods - 4 + c.Int64N(9)),
		percent(m.duty),
		percent(m.tax),
		m.freight*3/4 + c.Int64N(m.freight/2),
		m.fee + revenue*29/1000 + percent(m.back),
	}
}

// monthBegin is the first day of a month, counted from 0 for the first of the files.
func monthBegin(k int) currency.Date {
	last := lastDay.Time()
	return currency.NewDate(last.Year(), last.Month()-months+1+time.Month(k), 1)
}

// write writes the orders, in the form of [ltv.ReadOrders], and the spending.
func (h history) write(orders, spend io.Writer) {
	fmt.Fprintln(orders, "order_id,customer,market,date,currency,revenue,cost_of_goods,absorbed_duty,absorbed_tax,freight,fees")
	for i, s := range h.sales {
		fmt.Fprintf(orders, "EX-%05d,%s,%s,%v,%v", i+1, s.customer, s.market.name, s.date, s.market.code)
		for _, minor := range s.amounts {
			fmt.Fprintf(orders, ",%s", currency.FromMinor(minor, s.market.code).Text())
		}
		fmt.Fprintln(orders)
	}
	fmt.Fprintln(spend, "month,market,spend,currency")
	for _, o := range h.spent {
		fmt.Fprintf(spend, "%s,%s,%d,USD\n", o.month, o.market, o.spend)
	}
}
