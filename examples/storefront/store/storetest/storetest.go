// Package storetest gives tests an empty database of each kind that the shop runs
// on.
package storetest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Databases runs a test on an empty database of each kind. The URL is what
// [github.com/landedhq/landed/examples/storefront/store.Open] takes.
func Databases(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is the path of a file that is not there yet.
func SQLite(t testing.TB) string {
	return filepath.Join(t.TempDir(), "shop.db")
}

// Postgres is the URL of an empty schema in the database that TEST_DATABASE_URL
// names, so that tests which run at the same time do not meet. The test drops it
// at its end. Without a database the test is skipped or, where
// STOREFRONT_REQUIRE is set, fails.
func Postgres(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		const missing = "TEST_DATABASE_URL is not set: nothing is tested on PostgreSQL"
		if os.Getenv("STOREFRONT_REQUIRE") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal("TEST_DATABASE_URL is not a URL")
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	q := u.Query()
	q.Set("search_path", schema)
	q.Set("application_name", schema) // to find its sessions
	u.RawQuery = q.Encode()
	return u.String()
}
