package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// publication has n prices of so many cents.
func publication(n int, cents int64) Publication {
	p := Publication{At: noon, By: "office", RatesAsOf: noon.Add(-time.Hour), RatesSource: "ECB"}
	for i := range n {
		p.Prices = append(p.Prices, Price{
			Market: []string{"de", "jp"}[i%2], SKU: fmt.Sprintf("S-%04d", i),
			Shown: currency.FromMinor(cents, currency.EUR), Price: fmt.Appendf(nil, `{ "cents": %d }`, cents),
		})
	}
	return p
}

func TestPublish(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if p, err := s.Published(t.Context()); !errors.Is(err, ErrNotFound) {
			t.Fatalf("prices of an empty database: %+v, %v, want ErrNotFound", p, err)
		}
		first := publication(2, 100)
		first.Prices[1].Shown = currency.MustAmount("0.0125", code(t, "PTS", 0))
		second := publication(1, 200)
		for i, p := range []Publication{first, second} {
			n, err := s.Publish(t.Context(), p)
			if err != nil || n != i+1 {
				t.Fatalf("publication %d: %d, %v", i+1, n, err)
			}
			got, err := s.Published(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p.Number = n
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("published, and in the database:\n%s", diff)
			}
		}
		// Those before stay for whoever asks what was shown then.
		var kept int
		if err := s.db.read.QueryRow(`SELECT COUNT(*) FROM published_prices`).Scan(&kept); err != nil || kept != 3 {
			t.Errorf("%d prices are kept (%v), want 3", kept, err)
		}
	})
}

func TestPublishRefuses(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if _, err := s.Publish(t.Context(), publication(2, 100)); err != nil {
			t.Fatal(err)
		}
		for field, change := range map[string]func(*Publication){
			"at":              func(p *Publication) { p.At = time.Time{} },
			"by":              func(p *Publication) { p.By = "" },
			"rates_as_of":     func(p *Publication) { p.RatesAsOf = time.Time{} },
			"rates_source":    func(p *Publication) { p.RatesSource = strings.Repeat("x", maxText+1) },
			"prices":          func(p *Publication) { p.Prices = nil },
			"price 1: market": func(p *Publication) { p.Prices[0].Market = "" },
			"price 2: sku":    func(p *Publication) { p.Prices[1].SKU = "" },
			"price 2: shown":  func(p *Publication) { p.Prices[1].Shown = currency.Amount{} },
			"price 1: price":  func(p *Publication) { p.Prices[0].Price = []byte(`"1"`) },
			"price 5: sku":    func(p *Publication) { *p = publication(6, 300); p.Prices[4] = p.Prices[2] },
		} {
			p := publication(2, 300)
			change(&p)
			_, err := s.Publish(t.Context(), p)
			var invalid *InvalidError
			if !errors.As(err, &invalid) || invalid.Field != field {
				t.Errorf("%v, want that %s is invalid", err, field)
			}
		}
		got, err := s.Published(t.Context())
		if err != nil || got.Number != 1 || len(got.Prices) != 2 {
			t.Errorf("after those: publication %d with %d prices (%v), want the one before", got.Number, len(got.Prices), err)
		}
	})
}

// While prices are published, by two processes at once, a reader sees those of
// one publication, all of them.
func TestPublishConcurrently(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		const prices, each = 120, 6
		processes := []*Store{opened(t, url), opened(t, url)}
		if _, err := processes[0].Publish(t.Context(), publication(prices, 1)); err != nil {
			t.Fatal(err)
		}
		var writers, readers sync.WaitGroup
		for i, s := range processes {
			writers.Go(func() {
				for n := range each {
					if _, err := s.Publish(t.Context(), publication(prices, int64(100*i+n+2))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan bool)
		for _, s := range processes {
			readers.Go(func() {
				for last := 0; ; {
					select {
					case <-done:
						return
					default:
					}
					p, err := s.Published(t.Context())
					if err != nil || len(p.Prices) != prices || p.Number < last {
						t.Errorf("publication %d after %d has %d prices (%v), want %d", p.Number, last, len(p.Prices), err, prices)
						return
					}
					last = p.Number
					for _, price := range p.Prices {
						if price.Shown != p.Prices[0].Shown {
							t.Errorf("publication %d has prices of two", p.Number)
							return
						}
					}
				}
			})
		}
		writers.Wait()
		close(done)
		readers.Wait()
		if p, err := processes[0].Published(t.Context()); err != nil || p.Number != 1+2*each {
			t.Errorf("the last publication is %d (%v), want %d", p.Number, err, 1+2*each)
		}
	})
}
