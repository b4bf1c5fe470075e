package ltv

import (
	"bytes"
	"iter"
	"math"
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

// shop yields the orders of a number of customers who were won in one market over
// two years. They order at rates that are gamma distributed with mean 1/60 a day,
// and leave after a repeat order with probabilities that are Beta(1, 2).
func shop(customers int, asOf currency.Date) iter.Seq[Order] {
	return func(yield func(Order) bool) {
		r := rand.New(rand.NewPCG(1, 19))
		cost := currency.FromMinor(2150, currency.EUR)
		text := make([]byte, 0, 20)
		n := 0
		for c := range customers {
			name := string(strconv.AppendInt(append(text[:0], "c-"...), int64(c), 10))
			day, last := float64(r.IntN(730)), 730.0
			rate, leaves := r.ExpFloat64()/60, 1-math.Sqrt(r.Float64())
			for repeat := false; day < last; repeat = true {
				n++
				order := Order{
					ID: string(strconv.AppendInt(append(text[:0], "A-"...), int64(n), 10)), Customer: name, Market: "DE",
					Date: asOf.AddDays(int(day) - 729), Revenue: currency.FromMinor(3000+r.Int64N(6000), currency.EUR), Costs: Costs{Goods: cost},
				}
				if !yield(order) {
					return
				}
				if repeat && r.Float64() < leaves {
					break
				}
				day += r.ExpFloat64() / rate
			}
		}
	}
}

// BenchmarkSummarizeMillion takes a million customers from their orders to their
// histories and to a model. The heap that the cohort keeps, and the most that was in use on the
// way, are reported beside the time.
func BenchmarkSummarizeMillion(b *testing.B) {
	asOf := currency.NewDate(2026, time.March, 31)
	for b.Loop() {
		runtime.GC()
		cohorts, err := Summarize(shop(1_000_000, asOf), asOf)
		if err != nil {
			b.Fatal(err)
		}
		groups, err := Groups(slices.Values(cohorts[0].Summaries()))
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := FitBGNBD(groups, FitOptions{}); err != nil {
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
