package store

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// numbered places orders k0, k1, … of two markets; three at a time have the
// same moment.
func numbered(t *testing.T, s *Store, n int) {
	t.Helper()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			o := order(fmt.Sprint("k", i), 1+i%3)
			o.Placed = noon.Add(time.Duration(i/3) * time.Millisecond)
			if i%5 == 0 {
				o.Market = "jp"
			}
			if _, placed, err := s.Place(t.Context(), o); err != nil || !placed {
				t.Error(placed, err)
			}
		})
	}
	all.Wait()
}

func TestOrders(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		numbered(t, s, 31)
		for _, row := range []struct {
			market string
			limit  int
			pages  []int
		}{
			{"", 0, []int{31, 0}},
			{"", 10, []int{10, 10, 10, 1, 0}},
			{"", 31, []int{31, 0}},
			{"jp", 3, []int{3, 3, 1, 0}},
			{"de", 20, []int{20, 4, 0}},
			{"none", 20, []int{0}},
		} {
			var seen []Order
			var pages []int
			for before := ""; ; before = seen[len(seen)-1].ID {
				page, err := s.Orders(t.Context(), OrderQuery{Market: row.market, Before: before, Limit: row.limit})
				if err != nil {
					t.Fatal(err)
				}
				pages = append(pages, len(page))
				seen = append(seen, page...)
				if len(page) == 0 || len(pages) > 40 {
					break
				}
			}
			if !slices.Equal(pages, row.pages) {
				t.Errorf("market %q, %d a page: pages of %v, want %v", row.market, row.limit, pages, row.pages)
			}
			keys := map[string]bool{}
			for i, o := range seen {
				if keys[o.Key] {
					t.Errorf("market %q: order %s comes twice", row.market, o.Key)
				}
				keys[o.Key] = true
				if row.market != "" && o.Market != row.market {
					t.Errorf("market %q: order %s is of market %q", row.market, o.Key, o.Market)
				}
				if i > 0 && o.Placed.After(seen[i-1].Placed) {
					t.Errorf("market %q: order %s of %v comes after one of %v", row.market, o.Key, o.Placed, seen[i-1].Placed)
				}
				one, _, err := s.Order(t.Context(), o.ID)
				if err != nil || len(one.Lines) != len(o.Lines) || len(o.Lines) == 0 || !slices.Equal(one.Lines, o.Lines) {
					t.Errorf("order %s has the lines %v alone, %v in a page (%v)", o.Key, one.Lines, o.Lines, err)
				}
			}
		}
	})
}

// Who turns pages while others buy sees each order once.
func TestOrdersWhilePlacing(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		numbered(t, s, 9)
		first, err := s.Orders(t.Context(), OrderQuery{Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		o := order("new", 1)
		o.Placed = noon.Add(time.Hour)
		place(t, s, o)
		second, err := s.Orders(t.Context(), OrderQuery{Limit: 5, Before: first[4].ID})
		if err != nil || len(second) != 4 {
			t.Fatalf("%d orders, %v, want the other 4", len(second), err)
		}
		for _, o := range second {
			if o.Key == "new" || slices.ContainsFunc(first, func(f Order) bool { return f.ID == o.ID }) {
				t.Errorf("order %s is in the second page", o.Key)
			}
		}
	})
}

func TestOrdersRefuses(t *testing.T) {
	s := opened(t, ":memory:")
	place(t, s, order("k", 1))
	if _, err := s.Orders(t.Context(), OrderQuery{Before: "none"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("orders before none: %v, want ErrNotFound", err)
	}
	for _, limit := range []int{-1, maxPageSize + 1} {
		if _, err := s.Orders(t.Context(), OrderQuery{Limit: limit}); !errors.Is(err, ErrInvalid) {
			t.Errorf("a page of %d: %v, want ErrInvalid", limit, err)
		}
	}
}

// Figures see every order once, in the order of time, with its refunds.
func TestAllOrders(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		const n = maxPageSize + 7
		numbered(t, s, n)
		newest, err := s.Orders(t.Context(), OrderQuery{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if _, _, err := s.Refund(t.Context(), newest[0].ID, fmt.Sprint(i), func(Order, []Refund) (Refund, error) { return refund(10), nil }); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]int{}
		last := time.Time{}
		err = s.AllOrders(t.Context(), func(o Order, refunds []Refund) error {
			if seen[o.Key] = len(o.Lines); o.Placed.Before(last) {
				t.Errorf("order %s of %v comes after one of %v", o.Key, o.Placed, last)
			}
			last = o.Placed
			want := 0
			if o.ID == newest[0].ID {
				want = 2
			}
			if len(refunds) != want {
				t.Errorf("order %s has %d refunds, want %d", o.Key, len(refunds), want)
			}
			return nil
		})
		if err != nil || len(seen) != n {
			t.Errorf("%d orders (%v), want %d", len(seen), err, n)
		}
		for i := range n {
			if key := fmt.Sprint("k", i); seen[key] != 1+i%3 {
				t.Errorf("order %s has %d lines, want %d", key, seen[key], 1+i%3)
			}
		}

		stop, calls := errors.New("enough"), 0
		err = s.AllOrders(t.Context(), func(Order, []Refund) error { calls++; return stop })
		if !errors.Is(err, stop) || calls != 1 {
			t.Errorf("%v after %d orders, want to be stopped after the first", err, calls)
		}
	})
}
