package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/site"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// ownShop is a shop in this process, on a free port of the loopback interface, as
// the program serves it.
type ownShop struct {
	url, database string
	store         *store.Store
	before        int // orders that it had
	server        *http.Server
	site          *site.Site
	folder        string
}

// open starts a shop with a database of which nothing is left in the end, or
// with the one that is named.
func open(ctx context.Context, database string) (s *ownShop, err error) {
	s = &ownShop{database: kind(database)}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if database == "" {
		if s.folder, err = os.MkdirTemp("", "storefront-load-"); err != nil {
			return s, err
		}
		database = filepath.Join(s.folder, "shop.db")
	}
	if s.store, err = store.Open(ctx, database); err != nil {
		return s, err
	}
	if s.before, err = count(ctx, s.store); err != nil {
		return s, err
	}
	files, err := example.Config(example.Files{})
	if err != nil {
		return s, err
	}
	key := pricing.Key{ID: "load", Secret: []byte(rand.Text() + rand.Text())}
	business, err := shop.New(ctx, shop.Config{Store: s.store, Rates: files.Rates, Keys: []pricing.Key{key}})
	if err != nil {
		return s, err
	}
	if s.site, err = site.New(site.Config{Shop: business}); err != nil {
		return s, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	s.url = "http://" + listener.Addr().String()
	s.server = page.Server("", s.site, nil)
	go s.server.Serve(listener)
	return s, nil
}

// kind names a database without telling its password.
func kind(database string) string {
	switch {
	case database == "":
		return "SQLite in a temporary file"
	case strings.HasPrefix(database, "postgres"):
		return "PostgreSQL"
	}
	return "SQLite in " + database
}

// orders are how many were stored since it opened.
func (s *ownShop) orders(ctx context.Context) (int, error) {
	all, err := count(ctx, s.store)
	return all - s.before, err
}

func count(ctx context.Context, db *store.Store) (n int, err error) {
	err = db.AllOrders(ctx, func(store.Order, []store.Refund) error {
		n++
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("counting orders: %w", err)
	}
	return n, nil
}

func (s *ownShop) close() {
	if s.server != nil {
		s.server.Close()
	}
	if s.site != nil {
		s.site.Close()
	}
	if s.store != nil {
		s.store.Close()
	}
	if s.folder != "" {
		os.RemoveAll(s.folder)
	}
}
