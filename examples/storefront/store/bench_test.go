package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// BenchmarkPlace places orders of three lines, sixteen customers at a time, on
// the disk of the temporary folder.
func BenchmarkPlace(b *testing.B) {
	place := func(b *testing.B, url string) {
		s := opened(b, url)
		var n atomic.Int64
		b.SetParallelism(8)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, placed, err := s.Place(context.Background(), order(fmt.Sprint("k", n.Add(1)), 3)); err != nil || !placed {
					b.Error(placed, err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
	}
	b.Run("SQLite", func(b *testing.B) { place(b, storetest.SQLite(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { place(b, storetest.Postgres(b)) })
}

// BenchmarkOrder reads an order of three lines.
func BenchmarkOrder(b *testing.B) {
	read := func(b *testing.B, url string) {
		s := opened(b, url)
		o, _, err := s.Place(context.Background(), order("k", 3))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, _, err := s.Order(context.Background(), o.ID); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("SQLite", func(b *testing.B) { read(b, storetest.SQLite(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { read(b, storetest.Postgres(b)) })
}
