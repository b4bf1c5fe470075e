package site

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	example "github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/examples/storefront/office"
	"github.com/landedhq/landed/examples/storefront/shop"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

func open(t *testing.T) *shop.Shop {
	t.Helper()
	files, err := example.Config(example.Files{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := shop.New(context.Background(), shop.Config{
		Store: db, Rates: files.Rates, Keys: []pricing.Key{{ID: "test", Secret: bytes.Repeat([]byte{7}, 32)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each part answers at its place, behind the same headers, and forms of other
// sites are refused everywhere.
func TestSite(t *testing.T) {
	s, err := New(Config{Shop: open(t), Password: "correct horse battery"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		method, path, password, from string
		status                       int
		text                         string
	}{
		{"GET", "/", "", "", http.StatusSeeOther, ""},
		{"GET", "/de/", "", "", http.StatusOK, "Baumwoll-T-Shirt"},
		{"GET", "/healthz", "", "", http.StatusOK, "ok"},
		{"GET", "/static/office.css", "", "", http.StatusOK, "{"},
		{"GET", "/nowhere", "", "", http.StatusNotFound, "<h1>"},
		{"GET", "/office/", "", "", http.StatusUnauthorized, "<h1>"},
		{"GET", "/office/", "wrong horse battery", "", http.StatusUnauthorized, "<h1>"},
		{"GET", "/office/", "correct horse battery", "", http.StatusOK, "Exchange rates"},
		{"GET", "/office/nowhere", "correct horse battery", "", http.StatusNotFound, "<h1>"},
		{"POST", "/de/cart", "", "cross-site", http.StatusForbidden, "anderen Website"},
		{"POST", "/office/repricing/run", "correct horse battery", "cross-site", http.StatusForbidden, "<h1>"},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Header.Set("Accept-Language", "de")
		if c.password != "" {
			r.SetBasicAuth(office.User, c.password)
		}
		if c.from != "" {
			r.Header.Set("Sec-Fetch-Site", c.from)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.text) {
			t.Errorf("%s %s: %d, want %d with %q: %.300s", c.method, c.path, w.Code, c.status, c.text, w.Body.String())
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s %s: no policy", c.method, c.path)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	s := open(t)
	if _, err := New(Config{Shop: s, Password: "short"}); !errors.Is(err, office.ErrPassword) {
		t.Errorf("a short password: %v", err)
	}
	if _, err := New(Config{Shop: s, Origins: []string{"shop.example/path"}}); err == nil {
		t.Error("an origin that is none was taken")
	}
}
