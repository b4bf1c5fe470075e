package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// shirt is a publication of one price, meant to get a number.
func shirt(number int, minor int64) Publication {
	return Publication{
		Number: number, At: time.Date(2026, 3, 18, 12, 0, number, 0, time.UTC), By: "office",
		RatesAsOf: time.Date(2026, 3, 18, 0, 0, 0, 0, time.UTC), RatesSource: "ECB",
		Prices: []Price{{Market: "de", SKU: "TEE", Shown: currency.FromMinor(minor, currency.EUR), Price: []byte(fmt.Sprintf(`{"minor":%d}`, minor))}},
	}
}

// A publication that is meant to follow another is refused if there is a later one,
// whoever is first; the list has all of them, and each keeps its prices.
func TestPublicationsFollowEachOther(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s, ctx := opened(t, url), context.Background()
		for n := 1; n <= 3; n++ {
			if got, err := s.Publish(ctx, shirt(n, int64(n))); err != nil || got != n {
				t.Fatalf("number %d: %d, %v", n, got, err)
			}
		}
		for _, n := range []int{1, 3, 5} {
			if _, err := s.Publish(ctx, shirt(n, 99)); !errors.Is(err, ErrOutdated) {
				t.Errorf("number %d after 3: %v", n, err)
			}
		}
		var won atomic.Int32
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := s.Publish(ctx, shirt(4, int64(100+i)))
				if err == nil {
					won.Add(1)
				} else if !errors.Is(err, ErrOutdated) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of eight were published as number 4", won.Load())
		}
		page, err := s.Publications(ctx, 0, 3)
		if err != nil || len(page) != 3 || page[0].Number != 4 || page[2].Number != 2 || page[2].By != "office" || !page[2].At.Equal(shirt(2, 0).At) {
			t.Errorf("%+v, %v", page, err)
		}
		rest, err := s.Publications(ctx, 2, 3)
		if err != nil || len(rest) != 1 || rest[0].Number != 1 {
			t.Errorf("%+v, %v", rest, err)
		}
		second, err := s.Publication(ctx, 2)
		if err != nil || len(second.Prices) != 1 || second.Prices[0].Shown.String() != "0.02 EUR" || string(second.Prices[0].Price) != `{"minor":2}` {
			t.Errorf("%+v, %v", second, err)
		}
		if _, err := s.Publication(ctx, 9); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		for _, limit := range []int{0, -1, maxPublications + 1} {
			if _, err := s.Publications(ctx, 0, limit); !errors.Is(err, ErrInvalid) {
				t.Errorf("limit %d: %v", limit, err)
			}
		}
	})
}
