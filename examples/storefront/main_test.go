package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/landedhq/landed/examples/storefront/office"
)

const secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

// environment is one for tests.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestSettings(t *testing.T) {
	c, err := settingsOf([]string{"-db", "x.db", "-stale", "refuse"}, environment(
		"DATABASE_URL", "postgres://shop@localhost/shop", "QUOTE_KEY", secret, "QUOTE_KEY_BEFORE", secret+"00",
		"SHOP_ORIGINS", "https://shop.example, https://www.shop.example"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if c.database != "postgres://shop@localhost/shop" || len(c.keys) != 2 || c.keys[0].ID == c.keys[1].ID || c.randomKey {
		t.Errorf("%+v", c)
	}
	if len(c.origins) != 2 || !c.https {
		t.Errorf("origins %q, https %v", c.origins, c.https)
	}
	plain, err := settingsOf(nil, environment("SHOP_ORIGINS", "https://a.example,http://b.example"), io.Discard)
	if err != nil || plain.https || !plain.randomKey || len(plain.keys) != 1 || plain.addr != "localhost:8080" || plain.database != "storefront.db" {
		t.Errorf("%+v, %v", plain, err)
	}
	again, err := settingsOf(nil, environment("SHOP_ORIGINS", " , "), io.Discard)
	if err != nil || again.https || bytes.Equal(again.keys[0].Secret, plain.keys[0].Secret) {
		t.Errorf("%+v, %v: the same random key twice", again, err)
	}
}

func TestSettingsAreRefused(t *testing.T) {
	for reason, tt := range map[string]struct {
		args []string
		env  func(string) string
	}{
		"an argument":         {[]string{"x"}, environment()},
		"an unknown flag":     {[]string{"-x"}, environment()},
		"too often":           {[]string{"-refresh", "1s"}, environment()},
		"a key of other form": {nil, environment("QUOTE_KEY", "password")},
		"a short key":         {nil, environment("QUOTE_KEY", secret[:62])},
		"a key before alone":  {nil, environment("QUOTE_KEY_BEFORE", secret)},
		"a wrong key before":  {nil, environment("QUOTE_KEY", secret, "QUOTE_KEY_BEFORE", "x")},
		"a short password":    {nil, environment("OFFICE_PASSWORD", "12345678901")},
		"no origin":           {nil, environment("SHOP_ORIGINS", "shop.example")},
	} {
		_, err := settingsOf(tt.args, tt.env, io.Discard)
		if err == nil {
			t.Errorf("%s: taken", reason)
		} else if strings.Contains(err.Error(), secret[:20]) {
			t.Errorf("%s: the error tells the key: %v", reason, err)
		}
	}
	if _, err := settingsOf([]string{"-h"}, environment(), io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

// said is what the program has said so far.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// start runs the shop until the test ends, and returns its address and what it said.
func start(t *testing.T, args []string, env func(string) string) (string, *said) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, log, done := &said{}, &said{}, make(chan error, 1)
	go func() { done <- run(ctx, append([]string{"-addr", "127.0.0.1:0", "-offline"}, args...), env, out, log) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	for range 1000 {
		if _, rest, ok := strings.Cut(out.String(), "open at "); ok && strings.Contains(rest, "exchange rates") {
			address, _, _ := strings.Cut(rest, "\n")
			return address, out
		}
		select {
		case err := <-done:
			done <- nil
			t.Fatalf("%v\n%s", err, log)
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatalf("not open after ten seconds: %s%s", out, log)
	return "", nil
}

// get asks for a page.
func get(t *testing.T, address, user, password string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if user != "" {
		r.SetBasicAuth(user, password)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func TestTheShopOpens(t *testing.T) {
	db := filepath.Join(t.TempDir(), "shop.db")
	address, out := start(t, []string{"-db", db}, environment())
	for _, want := range []string{"http://localhost:", "back office: off", "random key", "2026-03-18", "-offline"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if status, body, _ := get(t, address+"/healthz", "", ""); status != http.StatusOK || body != "ok\n" {
		t.Errorf("health: %d %q", status, body)
	}
	status, body, header := get(t, address+"/de/", "", "")
	if status != http.StatusOK || !strings.Contains(body, "inkl. 19") || !strings.Contains(body, "Baumwoll-T-Shirt") {
		t.Errorf("the German list: %d\n%.2000s", status, body)
	}
	if header.Get("Content-Security-Policy") == "" {
		t.Error("the pages are not behind the security headers")
	}
	if status, _, _ := get(t, address+office.Path, office.User, ""); status != http.StatusServiceUnavailable {
		t.Errorf("the office without a password answers %d", status)
	}
}

func TestTheOfficeOpens(t *testing.T) {
	const password = "a long enough password"
	address, out := start(t, []string{"-db", ":memory:"}, environment("OFFICE_PASSWORD", password, "QUOTE_KEY", secret))
	if strings.Contains(out.String(), password) || strings.Contains(out.String(), "random key") {
		t.Errorf("said:\n%s", out)
	}
	if status, _, _ := get(t, address+office.Path, office.User, "guess"); status != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", status)
	}
	if status, _, _ := get(t, address+office.Path, office.User, password); status != http.StatusOK {
		t.Errorf("the password: %d", status)
	}
}

// TestTheShopDoesNotOpen: what cannot work is said at once.
func TestTheShopDoesNotOpen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for reason, tt := range map[string]struct {
		args []string
		env  func(string) string
	}{
		"an address in use":        {[]string{"-db", ":memory:", "-addr", taken.Addr().String()}, environment()},
		"a folder that is not":     {[]string{"-db", filepath.Join(t.TempDir(), "no", "shop.db")}, environment()},
		"a short password":         {[]string{"-db", ":memory:"}, environment("OFFICE_PASSWORD", "short")},
		"an origin that is none":   {[]string{"-db", ":memory:"}, environment("SHOP_ORIGINS", "shop")},
		"a word for stale":         {[]string{"-db", ":memory:", "-stale", "guess"}, environment()},
		"another kind of database": {nil, environment("DATABASE_URL", "mysql://x")},
	} {
		if err := run(context.Background(), append([]string{"-offline", "-addr", "127.0.0.1:0"}, tt.args...), tt.env, io.Discard, io.Discard); err == nil {
			t.Errorf("%s: opened", reason)
		}
	}
}

// A database server that does not answer is one line, which says what to do and has
// no password.
func TestUnreachableDatabase(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := taken.Addr().String()
	taken.Close() // nobody listens there
	env := environment("DATABASE_URL", "postgres://shop:hidden@"+at+"/shop?sslmode=disable")
	err = run(context.Background(), []string{"-offline", "-addr", "127.0.0.1:0"}, env, io.Discard, io.Discard)
	if err == nil || strings.ContainsAny(err.Error(), "\n\t") || !strings.Contains(err.Error(), "mend DATABASE_URL") || !strings.Contains(err.Error(), at) || strings.Contains(err.Error(), "hidden") {
		t.Errorf("%v", err)
	}
}
