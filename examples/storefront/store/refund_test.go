package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

// refund gives back so many cents.
func refund(cents int64) Refund {
	return Refund{At: noon.Add(time.Hour), Due: currency.FromMinor(cents, currency.EUR), Refund: fmt.Appendf(nil, `{ "cents": %d }`, cents)}
}

func TestRefund(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1)) // 35.69 EUR
		var kept []Refund
		for i, row := range []struct {
			key    string
			give   Refund
			status string
			reason string
		}{
			{"a", refund(1000), PartlyRefunded, "a part"},
			{"b", refund(0), PartlyRefunded, "a return that gives nothing back, a gift for example"},
			{"c", Refund{At: noon, Refund: []byte(`{}`)}, PartlyRefunded, "no amount is zero of the order's currency"},
			{"d", refund(2569), Refunded, "the rest"},
			{"e", refund(0), Refunded, "nothing more"},
		} {
			var before []Refund
			got, done, err := s.Refund(t.Context(), o.ID, row.key, func(seen Order, refunds []Refund) (Refund, error) {
				if seen.ID != o.ID || len(seen.Lines) != len(o.Lines) || string(seen.Quote) != string(o.Quote) {
					t.Errorf("%s: decided on %+v", row.key, seen)
				}
				before = refunds
				return row.give, nil
			})
			if err != nil || !done || got.Number != i+1 || got.Key != row.key {
				t.Fatalf("%s: %+v, %v, %v: %s", row.key, got, done, err, row.reason)
			}
			if diff := cmp.Diff(kept, before); diff != "" {
				t.Errorf("%s: the refunds before are others:\n%s", row.key, diff)
			}
			kept = append(kept, got)
			seen, refunds, err := s.Order(t.Context(), o.ID)
			if err != nil || seen.Status != row.status {
				t.Errorf("%s: the order is %s (%v), want %s: %s", row.key, seen.Status, err, row.status, row.reason)
			}
			if diff := cmp.Diff(kept, refunds); diff != "" {
				t.Errorf("%s: given back, and in the database:\n%s", row.key, diff)
			}
		}
		if _, _, err := s.Refund(t.Context(), o.ID, "f", func(Order, []Refund) (Refund, error) { return refund(1), nil }); !errors.Is(err, ErrExceeds) {
			t.Errorf("a cent more than was paid: %v, want ErrExceeds", err)
		}
	})
}

// The same key gives back once.
func TestRefundAgain(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1))
		first, _, err := s.Refund(t.Context(), o.ID, "r", func(Order, []Refund) (Refund, error) { return refund(1000), nil })
		if err != nil {
			t.Fatal(err)
		}
		again, done, err := s.Refund(t.Context(), o.ID, "r", func(Order, []Refund) (Refund, error) {
			t.Error("decided a second time")
			return refund(1000), nil
		})
		if err != nil || done {
			t.Errorf("refunded again: %v, %v", done, err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("the second time gives another refund:\n%s", diff)
		}
		// A key is of its order alone.
		o2 := place(t, s, order("k2", 1))
		if _, done, err := s.Refund(t.Context(), o2.ID, "r", func(Order, []Refund) (Refund, error) { return refund(5), nil }); err != nil || !done {
			t.Errorf("the key on another order: %v, %v", done, err)
		}
	})
}

func TestRefundRefuses(t *testing.T) {
	refused := errors.New("not ours")
	with := func(change func(*Refund)) func(Order, []Refund) (Refund, error) {
		return func(Order, []Refund) (Refund, error) {
			r := refund(10)
			change(&r)
			return r, nil
		}
	}
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1))
		for _, row := range []struct {
			name, id, key string
			decide        func(Order, []Refund) (Refund, error)
			want          error
		}{
			{"no such order", "none", "r", with(func(*Refund) {}), ErrNotFound},
			{"no key", o.ID, "", with(func(*Refund) {}), ErrInvalid},
			{"a long key", o.ID, strings.Repeat("r", maxText+1), with(func(*Refund) {}), ErrInvalid},
			{"refused", o.ID, "r", func(Order, []Refund) (Refund, error) { return refund(10), refused }, refused},
			{"more than was paid", o.ID, "r", with(func(r *Refund) { *r = refund(3570) }), ErrExceeds},
			{"a charge", o.ID, "r", with(func(r *Refund) { *r = refund(-1) }), ErrInvalid},
			{"another currency", o.ID, "r", with(func(r *Refund) { r.Due = currency.FromMinor(1, currency.USD) }), ErrInvalid},
			{"no time", o.ID, "r", with(func(r *Refund) { r.At = time.Time{} }), ErrInvalid},
			{"no JSON", o.ID, "r", with(func(r *Refund) { r.Refund = []byte(`{`) }), ErrInvalid},
		} {
			got, done, err := s.Refund(t.Context(), row.id, row.key, row.decide)
			if !errors.Is(err, row.want) || done || got.Number != 0 {
				t.Errorf("%s: %+v, %v, %v, want %v", row.name, got, done, err, row.want)
			}
		}
		got, refunds, err := s.Order(t.Context(), o.ID)
		if err != nil || len(refunds) != 0 || got.Status != Placed {
			t.Errorf("refused, yet there are %d refunds and the order is %s (%v)", len(refunds), got.Status, err)
		}
	})
}

// Twenty give back a seventh of an order at once, in two processes: seven may.
func TestRefundConcurrently(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		processes := []*Store{opened(t, url), opened(t, url)}
		o := order("k", 1)
		o.Due = currency.FromMinor(700, currency.EUR)
		o = place(t, processes[0], o)
		var deciding, given, refused atomic.Int64
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				_, _, err := processes[i%2].Refund(t.Context(), o.ID, fmt.Sprint("r", i), func(_ Order, before []Refund) (Refund, error) {
					if n := deciding.Add(1); n != 1 {
						t.Errorf("%d refunds are decided at the same time", n)
					}
					defer deciding.Add(-1)
					return refund(100), nil
				})
				switch {
				case err == nil:
					given.Add(1)
				case errors.Is(err, ErrExceeds):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if given.Load() != 7 || refused.Load() != 13 {
			t.Errorf("%d given, %d refused, want 7 and 13", given.Load(), refused.Load())
		}
		got, refunds, err := processes[1].Order(t.Context(), o.ID)
		if err != nil || got.Status != Refunded || len(refunds) != 7 || refunds[6].Number != 7 {
			t.Errorf("the order is %s with %+v (%v)", got.Status, refunds, err)
		}
	})
}
