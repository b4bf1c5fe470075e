package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store/storetest"
)

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

var noon = time.Date(2026, 3, 18, 12, 0, 0, 123456000, time.UTC)

// order is an order of so many lines, the same each time for the same key.
func order(key string, lines int) Order {
	o := Order{
		Key: key, Placed: noon, Market: "de",
		Customer: Customer{Name: "Jörg Müller", Email: "j@example.org", Street: "Hauptstraße 1", City: "Berlin", PostalCode: "10115", Country: "DE"},
		Due:      currency.FromMinor(3569*int64(lines), currency.EUR), OnDelivery: currency.FromMinor(0, currency.EUR),
		Tax: currency.FromMinor(570, currency.EUR), Duty: currency.FromMinor(300, currency.EUR),
		Margin: currency.MustAmount("-1.005", currency.USD),
		Quote:  fmt.Appendf(nil, "{ \"key\": %q, \"note\": \"é\\u00e9 <&>\",\n\t\"n\": 1.0e2 }", key),
		Digest: "sha256:" + key,
	}
	for i := range lines {
		o.Lines = append(o.Lines, Line{SKU: fmt.Sprintf("TEE-%d", i), Name: "T-Shirt", Quantity: int64(i + 1), Gross: currency.FromMinor(3569, currency.EUR)})
	}
	return o
}

// place places an order that must not be there yet.
func place(t testing.TB, s *Store, o Order) Order {
	t.Helper()
	got, placed, err := s.Place(context.Background(), o)
	if err != nil || !placed {
		t.Fatalf("placing order %s: placed %v, %v", o.Key, placed, err)
	}
	return got
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, url, message, reason string }{
		{"nothing", "", "url is invalid", "no database by default: main says which"},
		{"another scheme", "mysql://localhost/shop", "unknown scheme", "it would else become a file of that name"},
		{"no such folder", filepath.Join(dir, "none", "shop.db"), "no such file", "a database is created, folders are not"},
		{"a folder", dir, "is a directory", ""},
		{"not a database", text, "not a database", "what is there is not overwritten"},
		{"no server", "postgres://shop:secret@127.0.0.1:1/shop", "127.0.0.1", "an error names the place"},
		{"not a URL", "postgres://shop:secret@[127.0.0.1/shop", "parse", ""},
		{"not a port", "postgres://shop:secret@127.0.0.1:port/shop", "parse", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := Open(t.Context(), row.url)
			if err == nil {
				s.Close()
				t.Fatalf("Open(%q) succeeds: %s", row.url, row.reason)
			}
			if !strings.Contains(err.Error(), row.message) || !strings.HasPrefix(err.Error(), "store: ") {
				t.Errorf("Open(%q): %q, want it to say %q: %s", row.url, err, row.message, row.reason)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("Open(%q): %q gives the password away", row.url, err)
			}
		})
	}
}

// A path is a path, whatever SQLite would see in it.
func TestOpenPath(t *testing.T) {
	for _, name := range []string{"shop.db", "my shop.db", "100%.db", "a?mode=memory", "a#b", "file:x", "ö.db"} {
		path := filepath.Join(t.TempDir(), name)
		place(t, opened(t, path), order("k", 1))
		info, err := os.Stat(path)
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if info.Size() == 0 || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %d bytes with mode %v, want the database, for its owner alone", name, info.Size(), info.Mode())
		}
		if beside, err := os.Stat(path + "-wal"); err != nil || beside.Mode().Perm() != 0o600 {
			t.Errorf("%q: the file beside it: %v, %v, want it for its owner alone", name, beside, err)
		}
	}
}

// What was stored is there when the shop starts again.
func TestReopen(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s, err := Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		o := place(t, s, order("k", 1))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Order(t.Context(), o.ID); err == nil {
			t.Error("a closed store still answers")
		}
		if _, _, err := opened(t, url).Order(t.Context(), o.ID); err != nil {
			t.Error(err)
		}
	})
}

// A store in memory is as good as one in a file.
func TestMemory(t *testing.T) {
	s := opened(t, ":memory:")
	o := place(t, s, order("k", 2))
	err := s.AllOrders(t.Context(), func(seen Order, _ []Refund) error {
		_, _, err := s.Order(t.Context(), seen.ID)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, _, err := opened(t, ":memory:").Order(t.Context(), o.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("another store in memory has the order: %v", err)
	}
}

// Many processes start at once on an empty database: one makes the schema.
func TestMigrateConcurrently(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				s, err := Open(t.Context(), url)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				var n int
				if err := s.db.read.QueryRow(`SELECT COUNT(*) FROM migrations`).Scan(&n); err != nil || n != len(migrations()) {
					t.Errorf("%d migrations are noted (%v), want %d", n, err, len(migrations()))
				}
			})
		}
		all.Wait()
	})
}

// A shop does not touch what a later version of it has made.
func TestSchemaOfLaterVersion(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		if _, err := s.db.write.Exec(`INSERT INTO migrations (number) VALUES (999)`); err != nil {
			t.Fatal(err)
		}
		if later, err := Open(t.Context(), url); !errors.Is(err, ErrSchema) {
			t.Errorf("opened: %v, %v, want ErrSchema", later, err)
		}
	})
}

// A transaction that fails for others runs again, but not for ever.
func TestWriteAgain(t *testing.T) {
	passing := errors.New("others were in the way")
	for _, row := range []struct {
		name     string
		failures int
		err      error
		want     error
		runs     int
		reason   string
	}{
		{"at once", 0, nil, nil, 1, ""},
		{"at the third time", 2, passing, nil, 3, "what others did is over"},
		{"never", 1000, passing, ErrBusy, attempts, "it is bounded"},
		{"for another reason", 1000, ErrNotFound, ErrNotFound, 1, "it would fail again"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := opened(t, ":memory:")
			s.db.passing = func(err error) bool { return errors.Is(err, passing) }
			runs := 0
			err := s.write(t.Context(), func(context.Context, *sql.Tx) error {
				if runs++; runs <= row.failures {
					return row.err
				}
				return nil
			})
			if !errors.Is(err, row.want) || runs != row.runs {
				t.Errorf("%v after %d runs, want %v after %d: %s", err, runs, row.want, row.runs, row.reason)
			}
			if row.want == ErrBusy && !errors.Is(err, passing) {
				t.Errorf("%v does not say what was in the way", err)
			}
		})
	}
}

// Another program that keeps the file to itself makes the shop say so.
func TestSQLiteBusy(t *testing.T) {
	url := storetest.SQLite(t)
	s := opened(t, url)
	if _, err := s.db.write.Exec(`PRAGMA busy_timeout(1)`); err != nil {
		t.Fatal(err)
	}
	other := opened(t, url)
	err := other.write(t.Context(), func(ctx context.Context, _ *sql.Tx) error {
		_, _, err := s.Place(ctx, order("k", 1))
		return err
	})
	if !errors.Is(err, ErrBusy) {
		t.Errorf("placing while another process writes: %v, want ErrBusy", err)
	}
	place(t, s, order("k", 1))
}

func TestPassingPostgres(t *testing.T) {
	for _, row := range []struct {
		code   string
		want   bool
		reason string
	}{
		{"40001", true, "serialization failure"},
		{"40P01", true, "deadlock"},
		{"57P01", true, "restart"},
		{"23505", false, "a second order with the same ID stays one"},
		{"53100", false, "a full disk is not emptied by waiting"},
	} {
		err := fmt.Errorf("placing: %w", &pgconn.PgError{Code: row.code})
		if got := passingPostgres(err); got != row.want {
			t.Errorf("%s: passing %v, want %v: %s", row.code, got, row.want, row.reason)
		}
	}
	if passingPostgres(errors.New("unknown")) {
		t.Error("an unknown error counts as passing")
	}
}

// When PostgreSQL restarts, connections that were open are of no use: who reads or
// writes next takes a new one.
func TestPostgresRestarts(t *testing.T) {
	url := storetest.Postgres(t)
	s, other := opened(t, url), opened(t, url)
	restart := func() {
		var ended int
		err := other.db.write.QueryRow(`SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE application_name = current_schema() AND pid <> pg_backend_pid()`).Scan(&ended)
		if err != nil || ended == 0 {
			t.Fatalf("%d sessions were ended (%v)", ended, err)
		}
	}
	for n := range 3 {
		o := place(t, s, order(fmt.Sprint("k", n), 1))
		restart()
		if _, _, err := s.Order(t.Context(), o.ID); err != nil {
			t.Error(err)
		}
		restart()
	}
	place(t, s, order("last", 1))
}

// A customer who goes away in the middle leaves nothing half done, and nothing
// that hinders others.
func TestCancelled(t *testing.T) {
	test := func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1))
		ctx, cancel := context.WithCancel(t.Context())
		_, _, err := s.Refund(ctx, o.ID, "r", func(Order, []Refund) (Refund, error) {
			cancel()
			return refund(100), nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("refund: %v, want that it was cancelled", err)
		}
		if _, placed, err := s.Place(ctx, order("k2", 1)); placed || !errors.Is(err, context.Canceled) {
			t.Errorf("order: %v, %v, want that it was cancelled", placed, err)
		}
		place(t, s, order("k2", 1))
		if _, refunds, err := s.Order(t.Context(), o.ID); err != nil || len(refunds) != 0 {
			t.Errorf("%d refunds (%v), want none", len(refunds), err)
		}
	}
	storetest.Databases(t, test)
	t.Run("memory", func(t *testing.T) { test(t, ":memory:") })
}

// Who waits for longer than an operation may take is told so.
func TestTimeout(t *testing.T) {
	storetest.Databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		o := place(t, s, order("k", 1))
		held, release := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			_, _, err := s.Refund(t.Context(), o.ID, "r1", func(Order, []Refund) (Refund, error) {
				held <- true
				<-release
				return refund(100), nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-held
		hurried := *s
		hurried.timeout = 50 * time.Millisecond
		_, _, err := hurried.Refund(t.Context(), o.ID, "r2", func(Order, []Refund) (Refund, error) {
			t.Error("two refunds are decided at the same time")
			return refund(100), nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("refund during another: %v, want that the time is over", err)
		}
		close(release)
		all.Wait()
		if _, refunds, err := s.Order(t.Context(), o.ID); err != nil || len(refunds) != 1 {
			t.Errorf("%d refunds (%v), want that of who came first", len(refunds), err)
		}
	})
}
