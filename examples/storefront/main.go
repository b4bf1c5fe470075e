// Command storefront is a small shop that sells from the United States to eleven
// markets: a complete program around the library, to run and to copy from.
//
//	go run .                     # http://localhost:8080, with an SQLite file beside it
//	go run . -offline            # without asking for newer exchange rates
//	DATABASE_URL=postgres://… OFFICE_PASSWORD=… QUOTE_KEY=… go run .
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/landedhq/landed/currency/feed"
	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "storefront:", err)
		os.Exit(1)
	}
}

// settings are what the command line and the environment say.
type settings struct {
	addr, db, stale string
	refresh         time.Duration
	offline         bool
	keys            []pricing.Key
	random          bool // the key is
	office          string
}

// parse reads the command line and the environment.
func parse(args []string, env func(string) string, out *os.File) (settings, error) {
	var c settings
	flags := flag.NewFlagSet("storefront", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&c.addr, "addr", "localhost:8080", "address to listen on")
	flags.StringVar(&c.db, "db", "storefront.db", "SQLite file or postgres:// URL; DATABASE_URL goes before it")
	flags.StringVar(&c.stale, "stale", shop.StaleSell, "what to do at old exchange rates: sell, or refuse")
	flags.DurationVar(&c.refresh, "refresh", 6*time.Hour, "how often to ask for newer exchange rates")
	flags.BoolVar(&c.offline, "offline", false, "never ask for exchange rates")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if flags.NArg() > 0 {
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if url := env("DATABASE_URL"); url != "" {
		c.db = url
	}
	c.office = env("OFFICE_PASSWORD")
	var err error
	c.keys, c.random, err = keys(env("QUOTE_KEY"), env("QUOTE_KEY_BEFORE"))
	return c, err
}

// keys are those that quotes are sealed with: the one of today and, while its
// quotes still stand, the one before. Without any, a random one.
func keys(today, before string) ([]pricing.Key, bool, error) {
	if today == "" {
		if before != "" {
			return nil, false, errors.New("QUOTE_KEY_BEFORE without QUOTE_KEY")
		}
		secret := make([]byte, 32)
		rand.Read(secret)
		return []pricing.Key{{ID: keyID(secret), Secret: secret}}, true, nil
	}
	var all []pricing.Key
	for _, k := range []struct{ name, text string }{{"QUOTE_KEY", today}, {"QUOTE_KEY_BEFORE", before}} {
		if k.text == "" {
			continue
		}
		secret, err := hex.DecodeString(k.text)
		if err != nil || len(secret) < 32 {
			return nil, false, fmt.Errorf("%s must be 64 hexadecimal digits or more, as openssl rand -hex 32 writes them", k.name)
		}
		all = append(all, pricing.Key{ID: keyID(secret), Secret: secret})
	}
	return all, false, nil
}

// run opens the shop and serves it until ctx is done.
func run(ctx context.Context, args []string, env func(string) string, out *os.File) error {
	c, err := parse(args, env, out)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(out, nil))
	db, err := store.Open(ctx, c.db)
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := open(ctx, c, db, log)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{market}/{$}", func(w http.ResponseWriter, r *http.Request) {
		v, err := s.Visit(shop.Request{Market: r.PathValue("market"), AcceptLanguage: r.Header.Get("Accept-Language")})
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		for _, p := range s.Prices(v) {
			fmt.Fprintln(w, p.Good.Name(v.Lang), v.Locale.Format(p.Price.Shown), p.Label, p.Err)
		}
	})
	server := &http.Server{Addr: c.addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go server.ListenAndServe()
	<-ctx.Done()
	return server.Shutdown(context.Background())
}

// open makes the shop of the settings.
func open(ctx context.Context, c settings, db *store.Store, log *slog.Logger) (*shop.Shop, error) {
	files, err := example.Config(example.Files{})
	if err != nil {
		return nil, err
	}
	config := shop.Config{Store: db, Rates: files.Rates, Keys: c.keys, Stale: c.stale, Every: c.refresh, Log: log}
	if !c.offline {
		config.Source = feed.ECBSource{HTTP: feed.HTTP{Client: &http.Client{Timeout: 20 * time.Second}, UserAgent: "landed-storefront"}}
	}
	return shop.New(ctx, config)
}

// keyID names a key by its digest, so that seals of different keys tell apart.
func keyID(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:4])
}
