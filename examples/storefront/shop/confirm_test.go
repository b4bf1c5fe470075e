package shop

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

var ctx = context.Background()

// buyer of a market at its home address.
func customer(market string) store.Customer {
	home := homes[market]
	return store.Customer{Name: "Ada Example", Email: "ada@example.org", Street: "Quay 1", City: "Port",
		Country: home.Country, Region: home.Region, PostalCode: home.PostalCode}
}

// locked is a sealed quote.
func locked(t testing.TB, s *Shop, market string, b Basket) (pricing.Quote, string) {
	t.Helper()
	q := quote(t, s, market, b)
	sealed, err := s.Lock(&q)
	if err != nil {
		t.Fatal(err)
	}
	return q, sealed
}

// confirm places an order that must be placed.
func confirm(t testing.TB, s *Shop, market string, b Basket) store.Order {
	t.Helper()
	_, sealed := locked(t, s, market, b)
	o, err := s.Confirm(ctx, Confirmation{sealed, store.NewID(), customer(market)})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestConfirm(t *testing.T) {
	s := open(t, nil)
	for market := range homes {
		b := Basket{Items: []Item{{"TEE", 2}, {"MUG", 1}}, Code: "welcome10"}
		q, sealed := locked(t, s, market, b)
		o, err := s.Confirm(ctx, Confirmation{sealed, store.NewID(), customer(market)})
		if err != nil {
			t.Fatal(market, err)
		}
		if o.Due != q.Totals.DueNow || o.Market != market || o.Digest != q.Digest() || len(o.Lines) != 2 || o.Status != store.Placed {
			t.Errorf("%s: %+v", market, o)
		}
		again, stored, refunds, left, err := s.Order(ctx, o.ID)
		if err != nil || len(refunds) != 0 || again.Due != o.Due {
			t.Fatal(market, err, refunds)
		}
		if diff := pricing.Diff(q, stored); !diff.IsZero() {
			t.Errorf("%s: the stored quote differs:\n%v", market, diff)
		}
		if left.Lines[0].Quantity != 2 {
			t.Errorf("%s: %d shirts left of 2", market, left.Lines[0].Quantity)
		}
	}
}

// TestConfirmTwice: a form that is sent twice, at once or later, places one order.
func TestConfirmTwice(t *testing.T) {
	now := &clock{noon}
	s := open(t, func(c *Config) { c.Now = now.now })
	_, sealed := locked(t, s, "de", Basket{Items: shirt})
	c := Confirmation{sealed, store.NewID(), customer("de")}
	var wait sync.WaitGroup
	ids := make([]string, 10)
	for i := range ids {
		wait.Go(func() {
			o, err := s.Confirm(ctx, c)
			if err != nil {
				t.Error(err)
			}
			ids[i] = o.ID
		})
	}
	wait.Wait()
	now.Time = noon.Add(time.Hour) // the quote has lapsed, the order stands
	o, err := s.Confirm(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if id != o.ID {
			t.Errorf("orders %s and %s", id, o.ID)
		}
	}
	page, err := s.config.Store.Orders(ctx, store.OrderQuery{})
	if err != nil || len(page) != 1 {
		t.Errorf("%d orders, %v", len(page), err)
	}
}

func TestKeyOfAnotherOrder(t *testing.T) {
	now := &clock{noon}
	s := open(t, func(c *Config) { c.Now = now.now })
	_, one := locked(t, s, "de", Basket{Items: shirt})
	_, two := locked(t, s, "de", Basket{Items: []Item{{"MUG", 1}}})
	c := Confirmation{one, store.NewID(), customer("de")}
	if _, err := s.Confirm(ctx, c); err != nil {
		t.Fatal(err)
	}
	c.Customer.Street = "another one"
	if _, err := s.Confirm(ctx, c); !errors.Is(err, store.ErrKeyReused) {
		t.Errorf("to another address: %v, want ErrKeyReused", err)
	}
	now.Time = noon.Add(time.Hour)
	var lapsed *LapsedError
	if _, err := s.Confirm(ctx, c); !errors.As(err, &lapsed) {
		t.Errorf("to another address after the quote has lapsed: %v, want a LapsedError", err)
	}
	now.Time = noon
	c.Sealed = two
	if _, err := s.Confirm(ctx, c); !errors.Is(err, store.ErrKeyReused) {
		t.Errorf("%v, want ErrKeyReused", err)
	}
}

func TestTampered(t *testing.T) {
	s := open(t, nil)
	_, sealed := locked(t, s, "de", Basket{Items: shirt})
	for _, text := range []string{"", "x", strings.Repeat("A", 1<<20), sealed[:len(sealed)-1], sealed + "A", strings.ToLower(sealed), "\x00"} {
		if _, err := s.Confirm(ctx, Confirmation{text, "k", customer("de")}); !errors.Is(err, ErrTampered) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	for i := 0; i < len(sealed); i += 37 {
		b := []byte(sealed)
		if b[i]++; b[i] == sealed[i] {
			continue
		}
		want := ErrTampered
		if _, after, _ := strings.Cut(string(b), "."); strings.Contains(sealed, ".test.") && !strings.HasPrefix(after, "test.") && i < len(sealed)/2 {
			want = ErrForgotten // the name of the key
		}
		if _, err := s.Confirm(ctx, Confirmation{string(b), "k", customer("de")}); !errors.Is(err, want) && !errors.Is(err, ErrTampered) {
			t.Errorf("byte %d altered: %v", i, err)
		}
	}
	other := open(t, func(c *Config) {
		c.Keys = []pricing.Key{{ID: "test", Secret: bytes.Repeat([]byte{8}, 32)}}
	})
	if _, err := other.Confirm(ctx, Confirmation{sealed, "k", customer("de")}); !errors.Is(err, ErrTampered) {
		t.Errorf("sealed with another key: %v", err)
	}
}

// TestForgotten: who comes back after the shop has lost its key is asked again, and
// not told that something was altered.
func TestForgotten(t *testing.T) {
	_, sealed := locked(t, open(t, nil), "de", Basket{Items: shirt})
	other := open(t, func(c *Config) {
		c.Keys = []pricing.Key{{ID: "other", Secret: bytes.Repeat([]byte{8}, 32)}}
	})
	if _, err := other.Confirm(ctx, Confirmation{sealed, "k", customer("de")}); !errors.Is(err, ErrForgotten) || errors.Is(err, ErrTampered) {
		t.Errorf("sealed with a key that is gone: %v", err)
	}
}

// TestKeyRotation: a quote of yesterday's key stands, and new ones have today's.
func TestKeyRotation(t *testing.T) {
	old := open(t, nil)
	_, sealed := locked(t, old, "de", Basket{Items: shirt})
	next := pricing.Key{ID: "next", Secret: bytes.Repeat([]byte{9}, 32)}
	s := open(t, func(c *Config) { c.Keys = []pricing.Key{next, key} })
	if _, err := s.Confirm(ctx, Confirmation{sealed, "k", customer("de")}); err != nil {
		t.Errorf("a quote of the key before: %v", err)
	}
	_, sealed = locked(t, s, "de", Basket{Items: shirt})
	if _, err := pricing.Open(sealed, noon, next); err != nil {
		t.Errorf("not sealed with the new key: %v", err)
	}
}

// TestLapsed: who comes back late gets a fresh quote, and what moved.
func TestLapsed(t *testing.T) {
	now := &clock{noon}
	s := open(t, func(c *Config) { c.Now = now.now })
	b := Basket{Items: []Item{{"TEE", 2}}, Option: "courier", Code: "FREESHIP"}
	q, sealed := locked(t, s, "de", b)
	now.Time = noon.Add(31 * time.Minute)
	c := Confirmation{sealed, store.NewID(), customer("de")}
	_, err := s.Confirm(ctx, c)
	var lapsed *LapsedError
	if !errors.As(err, &lapsed) || !errors.Is(err, pricing.ErrExpired) {
		t.Fatalf("%v, want a LapsedError", err)
	}
	if lapsed.Fresh.Totals.DueNow != q.Totals.DueNow || !lapsed.Fresh.Expires.Equal(now.Add(30*time.Minute)) {
		t.Errorf("fresh: %v until %v", lapsed.Fresh.Totals.DueNow, lapsed.Fresh.Expires)
	}
	if lapsed.Fresh.Cart.Mode != q.Cart.Mode || len(lapsed.Fresh.Cart.Discounts) != 1 {
		t.Error("the fresh quote is of another basket")
	}
	for _, m := range lapsed.Difference.Moves {
		t.Errorf("moved, though prices stand: %v", m)
	}
	c.Sealed = lapsed.Sealed
	if _, err := s.Confirm(ctx, c); err != nil {
		t.Errorf("the fresh quote: %v", err)
	}
}

func TestCustomerIsRefusedByField(t *testing.T) {
	s := open(t, nil)
	_, sealed := locked(t, s, "ca", Basket{Items: shirt})
	for _, tt := range []struct {
		change func(*store.Customer)
		field  string
		class  error
	}{
		{func(c *store.Customer) { c.Name = "  " }, "name", ErrMissing},
		{func(c *store.Customer) { c.Name = strings.Repeat("n", 1<<20) }, "name", ErrLimit},
		{func(c *store.Customer) { c.Name = "Ada\r\nBcc: x" }, "name", ErrInvalid},
		{func(c *store.Customer) { c.Name = "Ada \xff" }, "name", ErrInvalid},
		{func(c *store.Customer) { c.Email = "" }, "email", ErrMissing},
		{func(c *store.Customer) { c.Email = "ada" }, "email", ErrInvalid},
		{func(c *store.Customer) { c.Email = "@example.org" }, "email", ErrInvalid},
		{func(c *store.Customer) { c.Email = "a b@example.org" }, "email", ErrInvalid},
		{func(c *store.Customer) { c.Street = "" }, "street", ErrMissing},
		{func(c *store.Customer) { c.City = "" }, "city", ErrMissing},
		{func(c *store.Customer) { c.Country = "US" }, "country", ErrChanged},
		{func(c *store.Customer) { c.Region = "QC" }, "region", ErrChanged},
		{func(c *store.Customer) { c.PostalCode = "H2X 1Y4" }, "postal_code", ErrChanged},
		{func(c *store.Customer) { c.VATID = "123" }, "vat_id", ErrInvalid},
	} {
		c := Confirmation{sealed, "k", customer("ca")}
		tt.change(&c.Customer)
		_, err := s.Confirm(ctx, c)
		wantField(t, err, tt.field, tt.class)
	}
	_, err := s.Confirm(ctx, Confirmation{Sealed: sealed, Customer: customer("ca")})
	wantField(t, err, "key", ErrMissing)
	for _, key := range []string{strings.Repeat("k", 1<<20), "\x00", "\xff"} {
		_, err := s.Confirm(ctx, Confirmation{sealed, key, customer("ca")})
		wantField(t, err, "key", ErrInvalid)
		_, err = s.Refund(ctx, "x", key, pricing.Return{Of: pricing.PartOrder})
		wantField(t, err, "key", ErrInvalid)
	}
	_, sealed = locked(t, s, "gb", Basket{Items: shirt, VATID: "GB123456782"})
	_, err = s.Confirm(ctx, Confirmation{sealed, "k", customer("gb")})
	wantField(t, err, "vat_id", ErrChanged)
	business := customer("gb")
	business.VATID = "gb 123 4567 82"
	if o, err := s.Confirm(ctx, Confirmation{sealed, "k", business}); err != nil || o.Customer.VATID != "GB123456782" {
		t.Errorf("stored as %q, %v", o.Customer.VATID, err)
	}
}

// TestWithdrawnCode: a lapsed quote is made anew without a code that is no more.
func TestWithdrawnCode(t *testing.T) {
	s := open(t, nil)
	q := quote(t, s, "us", Basket{Items: shirt, Code: "WELCOME10"})
	q.Cart.Discounts[0].Name = "GONE"
	fresh, err := s.requote(&q)
	if err != nil || !fresh.Totals.Discounts.IsZero() {
		t.Errorf("%v off, %v", fresh.Totals.Discounts, err)
	}
}
