package pricing_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

var repriceDay = time.Date(2026, time.March, 20, 12, 0, 0, 0, time.UTC)

// catalogue is n products, of which every seventh lacks what a border asks for.
func catalogue(n int) iter.Seq[pricing.Product] {
	return func(yield func(pricing.Product) bool) {
		for i := range n {
			p := pricing.Product{SKU: fmt.Sprint("SKU", i), Price: currency.FromMinor(int64(100+37*i%90_000), currency.USD),
				Category: tax.General, HSCode: "610910", Origin: "CN"}
			if i%7 == 6 {
				p.Origin = ""
			}
			if !yield(p) {
				return
			}
		}
	}
}

type repriced struct {
	Price pricing.Price
	Err   string
}

func collect(seq iter.Seq2[pricing.Price, error]) []repriced {
	var out []repriced
	for p, err := range seq {
		r := repriced{Price: p}
		if err != nil {
			r.Err = err.Error()
		}
		out = append(out, r)
	}
	return out
}

func inPrice(c *pricing.Config) {
	for i := range c.Markets {
		c.Markets[i].Duty, c.Markets[i].Tax = pricing.InPrice, pricing.InPrice
	}
}

var unexported = cmp.AllowUnexported(pricing.Price{}, currency.Amount{}, currency.Rate{})

// Any number of workers gives the prices of Engine.Price, in the order of the
// catalogue.
func TestRepriceInOrder(t *testing.T) {
	e := engine(t, inPrice)
	ids := []string{"GB", "DE", "JP"}
	const n = 1000 // several batches
	var want []repriced
	for p := range catalogue(n) {
		for _, id := range ids {
			price, err := e.Price(p, pricing.Offer{Market: id, At: repriceDay})
			r := repriced{Price: price}
			if err != nil {
				r = repriced{pricing.Price{SKU: p.SKU, Market: id}, err.Error()}
			}
			want = append(want, r)
		}
	}
	for _, workers := range []int{0, 1, 2, 7} {
		var told []int64
		got := collect(e.Reprice(context.Background(), catalogue(n), pricing.Repricing{Markets: ids, At: repriceDay, Workers: workers,
			Progress: func(products int64) { told = append(told, products) }}))
		if diff := cmp.Diff(want, got, unexported); diff != "" {
			t.Errorf("%d workers (-want +got):\n%.2000s", workers, diff)
		}
		if !slices.IsSorted(told) || len(told) < 2 || len(told) > n/100 || told[len(told)-1] != n {
			t.Errorf("%d workers: progress %v, want to end at %d", workers, told, n)
		}
	}
}

// One worker is the caller: no goroutine is started.
func TestRepriceAlone(t *testing.T) {
	e := engine(t)
	before := runtime.NumGoroutine()
	products := func(yield func(pricing.Product) bool) {
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("%d goroutines, %d before", n, before)
		}
		catalogue(3)(yield)
	}
	if got := collect(e.Reprice(context.Background(), products, pricing.Repricing{Markets: []string{"DE"}, At: repriceDay, Workers: 1})); len(got) != 3 {
		t.Errorf("%d prices of three products", len(got))
	}
	var told []int64 // once, at the end: a batch of one market has as many
	r := pricing.Repricing{Markets: []string{"DE"}, At: repriceDay, Workers: 1, Progress: func(products int64) { told = append(told, products) }}
	if collect(e.Reprice(context.Background(), catalogue(512), r)); !slices.Equal(told, []int64{512}) {
		t.Errorf("progress %v, want 512 once", told)
	}
}

// All markets, in the order of the configuration, are the default.
func TestRepriceAllMarkets(t *testing.T) {
	var ids []string
	for p := range engine(t).Reprice(context.Background(), catalogue(1), pricing.Repricing{At: repriceDay}) {
		ids = append(ids, p.Market)
	}
	var want []string
	for _, m := range markets() {
		want = append(want, m.ID)
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRepriceRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		r    pricing.Repricing
		want error
	}{
		{"an unknown market", pricing.Repricing{Markets: []string{"DE", "XX"}, At: repriceDay}, pricing.ErrUnknownMarket},
		{"a market twice", pricing.Repricing{Markets: []string{"DE", "DE"}, At: repriceDay}, pricing.ErrInvalid},
		{"no moment", pricing.Repricing{Markets: []string{"DE"}}, pricing.ErrMissing},
	} {
		n := 0
		for _, err := range engine(t).Reprice(context.Background(), catalogue(10), test.r) {
			if n++; !errors.Is(err, test.want) {
				t.Errorf("%s: %v, want %v", test.name, err, test.want)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d prices, want the error alone", test.name, n)
		}
	}
}

// However a loop ends, its goroutines end with it.
func TestRepriceEnds(t *testing.T) {
	e := engine(t)
	before := runtime.NumGoroutine()
	for _, workers := range []int{1, 3} {
		r := pricing.Repricing{Markets: []string{"DE"}, At: repriceDay, Workers: workers}
		t.Run(fmt.Sprint("break, workers ", workers), func(t *testing.T) {
			n := 0
			for range e.Reprice(context.Background(), catalogue(100_000), r) {
				if n++; n == 5000 {
					break
				}
			}
		})
		t.Run(fmt.Sprint("cancel, workers ", workers), func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			why := errors.New("enough")
			n, last := 0, error(nil)
			for _, err := range e.Reprice(ctx, catalogue(1_000_000), r) {
				if n++; n == 5000 {
					cancel(why)
				}
				last = err
			}
			if !errors.Is(last, why) || n > 100_000 {
				t.Errorf("%d prices, the last error %v", n, last)
			}
		})
		t.Run(fmt.Sprint("panic, workers ", workers), func(t *testing.T) {
			defer func() {
				if fault := recover(); fault != "no more" {
					t.Errorf("recovered %v", fault)
				}
			}()
			for range e.Reprice(context.Background(), func(yield func(pricing.Product) bool) { panic("no more") }, r) {
				t.Error("a price of nothing")
			}
		})
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}
