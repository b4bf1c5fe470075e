package main

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
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
	customer, market string
	date             currency.Date
	items            string
	discount         int // percent
}

// outlay is what a month of spending cost and whom it won.
type outlay struct {
	month, market string
	spend         int
	customers     int
}

// simulate lets all markets live. Each has random numbers of its own, so that a
// change of one leaves the others as they are.
func simulate(seed uint64) history {
	var h history
	for i, m := range markets {
		m.live(&h, chance.Chance{Rand: rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	slices.SortStableFunc(h.sales, func(a, b sale) int {
		return cmp.Or(a.date.Sub(b.date), cmp.Compare(a.customer, b.customer))
	})
	slices.SortStableFunc(h.spent, func(a, b outlay) int { return cmp.Compare(a.month, b.month) })
	return h
}

// live adds what happens in a market: each month some is spent, by which customers
// are won, others come by themselves, and each goes on to buy.
func (m market) live(h *history, c chance.Chance) {
	known := 0
	for k := m.opened; k < months; k++ {
		first := monthBegin(k)
		days := monthBegin(k + 1).Sub(first)
		// Budgets differ a lot from month to month, or nobody could tell what
		// they do.
		spend := int(m.spend*(0.3+1.6*c.Float64())) / 10 * 10
		won := c.Poisson(m.wins(float64(spend)))
		h.spent = append(h.spent, outlay{first.String()[:7], m.name, spend, won})
		for range won + c.Poisson(m.organic) {
			known++
			m.buy(h, c, fmt.Sprintf("%s-%04d", m.name, known), first.AddDays(c.IntN(days)))
		}
	}
}

// buy adds all orders of a customer who first buys on a day.
func (m market) buy(h *history, c chance.Chance, customer string, day currency.Date) {
	rate := c.Gamma(m.buying.R) / m.buying.Alpha
	leave := c.Beta(m.buying.A, m.buying.B)
	pieces := m.basket * c.Gamma(4) / 4
	discount := 10 // to welcome
	for at := 0.0; !day.AddDays(int(at)).After(lastDay); discount = 0 {
		h.sales = append(h.sales, sale{customer, m.name, day.AddDays(int(at)), m.items(c, pieces), discount})
		if discount == 0 && c.Float64() < leave {
			return
		}
		at += c.ExpFloat64() / rate
		if at > 366*months/12 {
			return
		}
	}
}

// items is a basket: a piece and as many more as the customer is given to.
func (m market) items(c chance.Chance, more float64) string {
	total := 0
	for _, weight := range m.taste {
		total += weight
	}
	counts := make([]int, len(catalogue))
	for range 1 + c.Poisson(more) {
		x := c.IntN(total)
		for i, weight := range m.taste {
			if x -= weight; x < 0 {
				counts[i]++
				break
			}
		}
	}
	var items []string
	for i, n := range counts {
		if n > 0 {
			items = append(items, fmt.Sprintf("%s:%d", catalogue[i], n))
		}
	}
	return strings.Join(items, " ")
}

// monthBegin is the first day of a month, counted from 0 for the first of the files.
func monthBegin(k int) currency.Date {
	last := lastDay.Time()
	return currency.NewDate(last.Year(), last.Month()-months+1+time.Month(k), 1)
}

// write writes the orders and the spending.
func (h history) write(orders, spend io.Writer) {
	fmt.Fprintln(orders, "order_id,customer,market,date,items,discount")
	for i, s := range h.sales {
		fmt.Fprintf(orders, "B-%05d,%s,%s,%v,%s,%d\n", i+1, s.customer, s.market, s.date, s.items, s.discount)
	}
	fmt.Fprintln(spend, "month,market,spend,currency,customers")
	for _, o := range h.spent {
		fmt.Fprintf(spend, "%s,%s,%d,USD,%d\n", o.month, o.market, o.spend, o.customers)
	}
}
