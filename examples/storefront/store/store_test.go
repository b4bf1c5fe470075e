package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/landedhq/landed/currency"
)

// databases runs a test on an empty database of each kind: url is what Open takes.
// PostgreSQL is the one that TEST_DATABASE_URL names, in a schema of the test's own.
func databases(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, filepath.Join(t.TempDir(), "shop.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, postgres(t))
	})
}

// postgres is the URL of an empty schema, which the end of the test drops.
func postgres(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		const missing = "TEST_DATABASE_URL is not set: nothing is tested on PostgreSQL"
		if os.Getenv("STOREFRONT_REQUIRE") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + NewID()
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("TEST_DATABASE_URL is not a URL")
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// opened is a store that the end of the test closes.
func opened(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// order is an order of a T-shirt and so many other products.
func order(key string, more int) Order {
	o := Order{
		Key: key, Placed: time.Date(2026, 3, 18, 12, 30, 0, 123456000, time.UTC), Market: "de",
		Customer:   Customer{Name: "Jörg Müller", Email: "j@example.org", Street: "Hauptstraße 1", City: "Berlin", PostalCode: "10115", Country: "DE"},
		Due:        currency.FromMinor(3569*int64(1+more), currency.EUR),
		OnDelivery: currency.FromMinor(0, currency.EUR), Tax: currency.FromMinor(570, currency.EUR),
		Duty: currency.FromMinor(300, currency.EUR), Margin: currency.MustAmount("-1.005", currency.USD),
		Quote:  []byte(`{ "id": "` + rand.Text() + `", "note": "é\u00e9 <&>", "n": 1.0e2 }`),
		Digest: "sha256:" + key,
	}
	for i := range 1 + more {
		o.Lines = append(o.Lines, Line{SKU: fmt.Sprintf("TEE-%d", i), Name: "T-shirt", Quantity: 1, Gross: currency.FromMinor(3569, currency.EUR)})
	}
	return o
}
