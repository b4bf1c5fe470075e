// Command storefront is a small shop that sells from the United States to eleven
// markets: a complete program around the library, to run and to copy from.
//
//	go run .                     # http://localhost:8080, with an SQLite file in this folder
//	go run . -offline            # without asking for newer exchange rates
//	DATABASE_URL=postgres://… OFFICE_PASSWORD=… QUOTE_KEY=… go run .
//
// The environment, beside the flags:
//
//	DATABASE_URL      a PostgreSQL database, or the path of an SQLite file; goes before -db
//	OFFICE_PASSWORD   of the back office, twelve characters at least; without it the office is off
//	QUOTE_KEY         what quotes are sealed with: 64 hexadecimal digits (openssl rand -hex 32);
//	                  without it a random one, so that open quotes lapse when the shop stops
//	QUOTE_KEY_BEFORE  the key before, for as long as its quotes stand: half an hour
//	SHOP_ORIGINS      addresses that visitors know the shop by behind a proxy, separated by commas:
//	                  https://shop.example; where all are https, cookies are for https alone
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/page"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/site"
	"github.com/landedhq/landed/examples/storefront/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "storefront:", err)
		os.Exit(1)
	}
}

// patience is how long requests that are under way may take once the shop closes.
const patience = 10 * time.Second

// run opens the shop, says on out where it is and what is off, and serves it until
// ctx is done.
func run(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) (err error) {
	c, err := settingsOf(args, env, errs)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errs, nil))
	listener, err := net.Listen("tcp", c.addr) // first: no database is made at a port that is taken
	if err != nil {
		return err
	}
	defer listener.Close() // the server has closed it, unless it never began
	db, err := store.Open(ctx, c.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s, err := openShop(ctx, c, db, log)
	if err != nil {
		return err
	}
	pages, err := site.New(site.Config{Shop: s, Password: c.password, HTTPS: c.https, Origins: c.origins, Log: log})
	if err != nil {
		return err
	}
	defer pages.Close()
	c.announce(out, listener.Addr(), s)
	return serve(ctx, page.Server(c.addr, pages, log), listener, s, c.offline)
}

// openShop makes the shop of the settings.
func openShop(ctx context.Context, c settings, db *store.Store, log *slog.Logger) (*shop.Shop, error) {
	bundled, err := example.Config(example.Files{})
	if err != nil {
		return nil, err
	}
	config := shop.Config{Store: db, Rates: bundled.Rates, Keys: c.keys, Stale: c.stale, Every: c.refresh, Log: log}
	if !c.offline {
		config.Source = feed.ECBSource{HTTP: feed.HTTP{Client: &http.Client{Timeout: 20 * time.Second}, UserAgent: "landed-storefront"}}
	}
	return shop.New(ctx, config)
}

// serve answers requests, and keeps the exchange rates fresh, until ctx is done;
// then it lets those that are under way come to their end.
func serve(ctx context.Context, server *http.Server, listener net.Listener, s *shop.Shop, offline bool) error {
	ctx, cancel := context.WithCancel(ctx)
	var rates sync.WaitGroup
	if !offline {
		rates.Go(func() { s.Run(ctx) })
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		last, done := context.WithTimeout(context.WithoutCancel(ctx), patience)
		err = server.Shutdown(last)
		done()
	}
	cancel()
	rates.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
