package ltv

import (
	"bytes"
	"math/rand/v2"
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
		if _, err := Summarize(orders, asOf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValue(b *testing.B) {
	orders, asOf := benchOrders()
	cohorts, err := Summarize(orders, asOf)
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
