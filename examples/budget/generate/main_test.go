package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
)

// The files of the example are what the generator writes.
func TestFilesAreGenerated(t *testing.T) {
	for name, got := range files(8) {
		want, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is generated: run go generate ./... in examples/budget", name)
		}
		if len(got) > 1<<20 {
			t.Errorf("%s has %d bytes", name, len(got))
		}
	}
	if bytes.Equal(files(8)["orders.csv"], files(9)["orders.csv"]) {
		t.Error("another seed gives the same orders")
	}
}

// What the made-up customers do is what a model finds in their orders: the truth
// lies within three standard errors in every market that is large enough.
func TestTruthIsFound(t *testing.T) {
	var orders []ltv.Order
	for i, s := range simulate(8).sales {
		orders = append(orders, ltv.Order{
			ID: fmt.Sprint(i), Customer: s.customer, Market: s.market, Date: s.date,
			Revenue: currency.FromMinor(100, currency.USD),
		})
	}
	cohorts, err := ltv.Summarize(slices.Values(orders), lastDay)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range cohorts {
		if c.Size() < 400 {
			continue
		}
		found++
		groups, err := ltv.Groups(slices.Values(c.Summaries()))
		if err != nil {
			t.Fatal(err)
		}
		_, fit, err := ltv.FitBGNBD(groups, ltv.FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(markets, func(m market) bool { return m.name == c.Market() })
		truth := markets[i].buying
		for k, want := range []float64{truth.R, truth.Alpha, truth.A, truth.B} {
			if p := fit.Parameters[k]; !(math.Abs(p.Value-want) <= 3*p.StdErr) {
				t.Errorf("%s: %s is %.3f ± %.3f, in truth %.3f", c.Market(), p.Name, p.Value, p.StdErr, want)
			}
		}
	}
	if found != 5 {
		t.Errorf("%d markets are large enough, want 5", found)
	}
}
