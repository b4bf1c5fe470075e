package shop

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// clock is the time of the tests, which some of them move.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

var noon = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

var key = pricing.Key{ID: "test", Secret: bytes.Repeat([]byte{7}, 32)}

// open opens a shop with a database in memory, under the law of November 2026 and
// at the rates of the March before.
func open(t testing.TB, change func(*Config)) *Shop {
	t.Helper()
	db, err := store.Open(context.Background(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	rates, err := feed.ECB(bytes.NewReader(shop.Rates))
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Store: db, Rates: rates, Keys: []pricing.Key{key}, Now: func() time.Time { return noon }}
	if change != nil {
		change(&c)
	}
	s, err := New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPrices: every market shows most goods, with words beside the price where the
// law asks for them.
func TestPrices(t *testing.T) {
	s := open(t, nil)
	for _, m := range s.Markets() {
		v, err := s.Visit(Request{Market: m.ID})
		if err != nil {
			t.Fatal(err)
		}
		sold := 0
		for _, p := range s.Prices(v) {
			if p.Err != nil {
				t.Log(m.ID, p.Good.SKU, p.Err)
				continue
			}
			sold++
			if p.Price.Shown.Sign() <= 0 || p.Price.Shown.Currency() != m.Currency || !p.Price.Fixed {
				t.Errorf("%s: %s costs %v, fixed %v", m.ID, p.Good.SKU, p.Price.Shown, p.Price.Fixed)
			}
		}
		if sold < 14 {
			t.Errorf("%s sells %d goods", m.ID, sold)
		}
	}
}

// TestDisplayIsOfTheDay: what a market shows is computed anew on another day, and
// when prices or rates change.
func TestDisplayIsOfTheDay(t *testing.T) {
	now := &clock{noon}
	s := open(t, func(c *Config) {
		c.Now, c.Source = now.now, feed.Fixed(newer(t, "1.40", noon))
	})
	m := &s.markets[2]
	first := s.display(s.state.Load(), m)
	if s.display(s.state.Load(), m) != first {
		t.Error("computed twice on one day")
	}
	now.Time = noon.Add(24 * time.Hour)
	if d := s.display(s.state.Load(), m); d == first || d.day != first.day.AddDays(1) {
		t.Errorf("the next day shows that of %v", d.day)
	}
	now.Time = noon
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if s.display(s.state.Load(), m) == first {
		t.Error("not computed anew at other rates")
	}
	for _, p := range s.Prices(Visit{}) {
		if !errors.Is(p.Err, ErrNotSold) {
			t.Errorf("%s is sold nowhere: %v", p.Good.SKU, p.Err)
		}
	}
}

// TestCrossedOutPrice: a good on sale shows what it was, also once it is published.
func TestCrossedOutPrice(t *testing.T) {
	s := open(t, nil)
	for _, market := range []string{"us", "de", "jp"} {
		p := price(t, s, market, "SHADES")
		if p.Was == nil || p.Was.Shown.Decimal().LessThanOrEqual(p.Shown.Decimal()) {
			t.Errorf("%s: %v, was %v", market, p.Shown, p.Was)
		}
	}
}
