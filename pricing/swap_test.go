package pricing_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
)

// A shop swaps its engine while it quotes: each quote, price and repricing is
// that of one engine or the other, whole.
func TestSwapUnderLoad(t *testing.T) {
	g := newGenerator(t)
	first, err := pricing.New(g.shop)
	if err != nil {
		t.Fatal(err)
	}
	dollar, err := currency.NewRate(currency.EUR, currency.USD, decimal.RequireFromString("1.25"), g.shop.Rates.AsOf(), "test")
	if err != nil {
		t.Fatal(err)
	}
	rates, err := currency.NewRates(currency.EUR, g.shop.Rates.AsOf(), "test", []currency.Rate{dollar})
	if err != nil {
		t.Fatal(err)
	}
	second, err := first.WithRates(rates)
	if err != nil {
		t.Fatal(err)
	}
	starter, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	if second, err = second.WithTariff(starter); err != nil {
		t.Fatal(err)
	}
	cart := viewsCart(g)
	offer := pricing.Offer{Market: "DE", At: cart.At}
	want := map[currency.Amount]currency.Amount{} // of the quote, by that of the price
	for _, e := range []*pricing.Engine{first, second} {
		p, err := e.Price(g.products[0], offer)
		if err != nil {
			t.Fatal(err)
		}
		want[p.Shown] = mustQuote(t, e, cart).Totals.DueNow
	}
	var now atomic.Pointer[pricing.Engine]
	now.Store(first)
	var load, swaps sync.WaitGroup
	done := make(chan struct{})
	swaps.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
			}
			e := []*pricing.Engine{first, second}[i%2]
			if i%3 == 0 { // with an empty memory
				if e, err = e.WithTariff(starter); err != nil {
					t.Error(err)
					return
				}
			}
			now.Store(e)
		}
	})
	for range 4 {
		load.Go(func() {
			for range 100 {
				e := now.Load()
				p, err := e.Price(g.products[0], offer)
				if err != nil {
					t.Error(err)
					return
				}
				q, err := e.Quote(cart)
				if due, ok := want[p.Shown]; err != nil || !ok || q.Totals.DueNow != due {
					t.Errorf("a price of %v, a quote of %v, %v", p.Shown, q.Totals.DueNow, err)
					return
				}
				for again, err := range e.Reprice(context.Background(), slices.Values(g.products[:1]), pricing.Repricing{Markets: []string{"DE"}, At: cart.At, Workers: 2}) {
					if err != nil || again.Shown != p.Shown {
						t.Errorf("repriced %v, %v; want %v", again.Shown, err, p.Shown)
					}
				}
			}
		})
	}
	load.Wait()
	close(done)
	swaps.Wait()
}

// An engine has all its tables.
func TestWithNothing(t *testing.T) {
	e := engine(t)
	_, errRates := e.WithRates(nil)
	_, errTariff := e.WithTariff(nil)
	_, errBook := e.WithBook(nil)
	for _, err := range []error{errRates, errTariff, errBook} {
		if !errors.Is(err, pricing.ErrMissing) {
			t.Errorf("%v", err)
		}
	}
}
