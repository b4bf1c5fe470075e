package reprice

import (
	"context"
	"testing"

	"github.com/landedhq/landed/examples/beam/shard"
	"github.com/landedhq/landed/examples/internal/catalogue"
)

// BenchmarkPartition prices and writes a partition of 10,000 products in ten
// markets, without a runner: an operation is one price.
func BenchmarkPartition(b *testing.B) {
	ctx := context.Background()
	const n = 10_000
	var batch []byte
	line := 1
	for p := range catalogue.Generate(n, 1) {
		line++
		row := row8(&p)
		batch = addRow(batch, "products.csv", line, []byte(row[:len(row)-1]))
	}
	o := options("", "")
	tables, err := o.Files.read(ctx)
	if err != nil {
		b.Fatal(err)
	}
	f := pricingFn{Out: shard.Dir{Path: b.TempDir()}, Markets: []string{"DE", "FR", "PL", "CZ", "SE", "GB", "CH", "NO", "US", "JP"}, Parts: 1, Unix: o.At.Unix()}
	b.ReportAllocs()
	for done := 0; done < b.N; done += n * len(f.Markets) {
		given := false
		batches := func(to *[]byte) bool {
			*to = batch
			given = !given
			return given
		}
		if err := f.ProcessElement(ctx, 0, batches, tables, func(shard.Summary) {}); err != nil {
			b.Fatal(err)
		}
	}
}
