package ltv

import (
	"bytes"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
)

// benchOrders are 10,000 orders of 3,333 customers.
func benchOrders() ([]Order, currency.Date) {
	asOf := currency.NewDate(2026, time.March, 31)
	return randomOrders(rand.New(rand.NewPCG(1, 19)), 10_000, asOf), asOf
}

func BenchmarkReadOrders(b *testing.B) {
	orders, asOf := benchOrders()
	text := writeOrders(b, orders)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadOrders(bytes.NewReader(text), asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSummarize(b *testing.B) {
	orders, asOf := benchOrders()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Summarize(slices.Values(orders), asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValue(b *testing.B) {
	orders, asOf := benchOrders()
	cohorts, err := Summarize(slices.Values(orders), asOf)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cohorts[0].Value(percent(10, Year)); err != nil {
			b.Fatal(err)
		}
	}
}

// shop yields the orders of a number of customers in one market over two years,
// unsorted: half of them never come back, one in a thousand does weekly.
func shop(customers int, asOf currency.Date) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		r := rand.New(rand.NewPCG(1, 19))
		cost := currency.FromMinor(2150, currency.EUR)
		id := make([]byte, 0, 20)
		n := 0
		for c := range customers {
			name := string(strconv.AppendInt(append(id[:0], "c-"...), int64(c), 10))
			date := asOf.AddDays(-r.IntN(730))
			for {
				n++
				order := Order{
					ID: string(strconv.AppendInt(append(id[:0], "A-"...), int64(n), 10)), Customer: name, Market: "DE", Date: date,
					Revenue: currency.FromMinor(3000+r.Int64N(6000), currency.EUR), Costs: Costs{Goods: cost},
				}
				if !yield(order) {
					return
				}
				if c%1000 == 0 {
					date = date.AddDays(7)
				} else {
					date = date.AddDays(1 + r.IntN(300))
				}
				if date.After(asOf) || c%1000 != 0 && c%2 == 0 {
					break
				}
			}
		}
	}
}

// BenchmarkSummarizeMillion takes a million customers from their orders to their
// histories. The heap that the cohort keeps, and the most that was in use on the
// way, are reported beside the time.
func BenchmarkSummarizeMillion(b *testing.B) {
	asOf := currency.NewDate(2026, time.March, 31)
	for b.Loop() {
		runtime.GC()
		cohorts, err := Summarize(shop(1_000_000, asOf), asOf)
		if err != nil {
			b.Fatal(err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys)/1e6, "MB-heap")
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-kept")
		b.ReportMetric(float64(cohorts[0].Orders()), "orders")
	}
}
