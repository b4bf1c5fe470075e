package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/landedhq/landed/examples/storefront/office"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/pricing"
)

// settings are what the command line and the environment say.
type settings struct {
	addr, database, stale string
	refresh               time.Duration
	offline               bool
	keys                  []pricing.Key
	randomKey             bool
	password              string // of the office; empty: it is off
	origins               []string
	https                 bool // all origins are
}

// settingsOf reads the command line, and what the environment says beside it.
func settingsOf(args []string, env func(string) string, errs io.Writer) (settings, error) {
	var c settings
	flags := flag.NewFlagSet("storefront", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&c.addr, "addr", "localhost:8080", "`address` to listen on")
	flags.StringVar(&c.database, "db", "storefront.db", "SQLite `file`, or postgres:// URL")
	flags.StringVar(&c.stale, "stale", shop.StaleSell, "what to do at exchange rates of more than four days: sell, or refuse")
	flags.DurationVar(&c.refresh, "refresh", 6*time.Hour, "how often to ask for newer exchange rates")
	flags.BoolVar(&c.offline, "offline", false, "never ask for exchange rates")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	if flags.NArg() > 0 {
		return c, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if c.refresh < time.Minute {
		return c, fmt.Errorf("-refresh %v: the source is not asked more than once a minute", c.refresh)
	}
	if url := env("DATABASE_URL"); url != "" {
		c.database = url
	}
	c.password = env("OFFICE_PASSWORD")
	if n := utf8.RuneCountInString(c.password); n > 0 && n < office.MinPassword {
		return c, fmt.Errorf("OFFICE_PASSWORD: %d characters, want at least %d", n, office.MinPassword)
	}
	var err error
	if c.origins, c.https, err = originsOf(env("SHOP_ORIGINS")); err != nil {
		return c, err
	}
	c.keys, c.randomKey, err = keysOf(env("QUOTE_KEY"), env("QUOTE_KEY_BEFORE"))
	return c, err
}

// originsOf reads origins that are separated by commas, and tells whether there are
// any and all are https.
func originsOf(text string) (origins []string, https bool, err error) {
	https = true
	for origin := range strings.SplitSeq(text, ",") {
		if origin = strings.TrimSpace(origin); origin == "" {
			continue
		}
		if err := http.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil {
			return nil, false, fmt.Errorf("SHOP_ORIGINS: %w", err)
		}
		origins = append(origins, origin)
		https = https && strings.HasPrefix(origin, "https://")
	}
	return origins, https && origins != nil, nil
}

// keysOf are those that quotes are sealed with: that of today and, while its quotes
// stand, the one before. Without any it is a random one.
func keysOf(today, before string) (keys []pricing.Key, random bool, err error) {
	if today == "" && before != "" {
		return nil, false, errors.New("QUOTE_KEY_BEFORE is set, and QUOTE_KEY is not")
	}
	if today == "" {
		secret := make([]byte, 32)
		rand.Read(secret) // never fails
		return []pricing.Key{keyOf(secret)}, true, nil
	}
	for _, k := range []struct{ name, text string }{{"QUOTE_KEY", today}, {"QUOTE_KEY_BEFORE", before}} {
		if k.text == "" {
			continue
		}
		secret, err := hex.DecodeString(k.text)
		if err != nil || len(secret) < 32 {
			return nil, false, fmt.Errorf("%s: want 64 hexadecimal digits, as openssl rand -hex 32 writes them", k.name)
		}
		keys = append(keys, keyOf(secret))
	}
	return keys, false, nil
}

// keyOf names a key by a digest, so that the seal of each finds its own.
func keyOf(secret []byte) pricing.Key {
	sum := sha256.Sum256(secret)
	return pricing.Key{ID: hex.EncodeToString(sum[:4]), Secret: secret}
}

// announce says where the shop is, and what is off or will not last.
func (c *settings) announce(out io.Writer, at net.Addr, s *shop.Shop) {
	address := "http://" + at.String()
	if host, port, err := net.SplitHostPort(at.String()); err == nil {
		if ip := net.ParseIP(host); ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
			address = "http://localhost:" + port
		}
	}
	fmt.Fprintf(out, "The shop is open at %s\n", address)
	if c.password == "" {
		fmt.Fprintf(out, "  back office: off; set OFFICE_PASSWORD to open it at %s%s\n", address, office.Path)
	} else {
		fmt.Fprintf(out, "  back office: %s%s, user %q\n", address, office.Path, office.User)
	}
	if c.randomKey {
		fmt.Fprintln(out, "  quotes: sealed with a random key, so that they lapse when the shop stops; set QUOTE_KEY")
	}
	rates := s.RatesState()
	fmt.Fprintf(out, "  exchange rates: %s of %s%s\n", rates.Source, rates.AsOf.Format(time.DateOnly), c.about(rates))
}

// about says what becomes of the exchange rates that the shop starts with.
func (c *settings) about(rates shop.RatesState) string {
	text := ", asking for newer ones"
	if c.offline {
		text = ", and no newer ones are asked for (-offline)"
	}
	if rates.Stale && c.stale == shop.StaleRefuse {
		text += "; too old to sell in other currencies (-stale refuse)"
	}
	return text
}
