package e2e

import (
	"bytes"
	"context"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/site"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// password opens the office.
const password = "correct horse battery staple"

// place is a shop on a port of its own, with a database of its own and a clock
// that stands still until it is moved.
type place struct {
	url   string
	store *store.Store
	mu    sync.Mutex
	at    time.Time
}

// old is beyond the age of the rates that come with the program.
const old = 2 * 365 * 24 * time.Hour

// noon is when the tests take place, under the law of that day.
var noon = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

func (p *place) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

func (p *place) later(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = p.at.Add(d)
}

// openPlace opens a shop; source may be nil.
func openPlace(t *testing.T, at time.Time, source feed.Source) *place {
	t.Helper()
	launched(t) // before anything is made for it
	files, err := example.Config(example.Files{})
	if err != nil {
		t.Fatal(err)
	}
	p := &place{at: at}
	if p.store, err = store.Open(context.Background(), filepath.Join(t.TempDir(), "shop.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.store.Close() })
	key := pricing.Key{ID: "test", Secret: bytes.Repeat([]byte{7}, 32)}
	s, err := shop.New(context.Background(), shop.Config{Store: p.store, Rates: files.Rates, Source: source, Keys: []pricing.Key{key}, Now: p.now, MaxAge: old})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.New(site.Config{Shop: s, Password: password, Now: p.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(handler.Close)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// orders are those that the database holds, the newest first.
func (p *place) orders(t *testing.T) []store.Order {
	t.Helper()
	all, err := p.store.Orders(context.Background(), store.OrderQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
