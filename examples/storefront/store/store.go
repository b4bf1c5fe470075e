// Package store keeps what the shop must not lose in a database: orders with the
// quotes they were placed at, refunds, exchange rates and published prices.
//
// [Open] takes the path of an SQLite file or the URL of a PostgreSQL database;
// both have the same schema and answer the same queries. Amounts are kept
// exactly, each as a number beside its currency, and JSON is kept byte for byte.
//
// Whatever is written is written in one transaction. What a customer or a clerk
// may send twice, an order or a refund, carries a key: the second time gives
// back what the first has stored.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Store is an open database. It may be shared between goroutines, and its
// database between processes.
type Store struct {
	db      database
	timeout time.Duration // of one operation
}

// database is what differs between SQLite and PostgreSQL.
type database struct {
	name string
	// write has the connections that change something, read the others. They are
	// one pool where readers and writers do not hinder each other.
	write, read *sql.DB
	// snapshot are the options of a transaction in which all reads see the same.
	snapshot sql.TxOptions
	// forUpdate follows a SELECT that locks the rows it reads until the end of
	// its transaction.
	forUpdate string
	// alone is a statement that holds up whoever else runs it in a transaction
	// until the end of this one; empty where every transaction that writes does.
	alone string
	// prelude comes before the first migration: it defines what schema.sql takes
	// for granted.
	prelude string
	// passing reports whether a transaction failed for what other transactions
	// did, so that it may succeed when it runs again.
	passing func(error) bool
}

// operation is how long one operation may take, waiting for others included.
const operation = 15 * time.Second

// Open opens a database, which it creates if it is a file that is not there, and
// brings its schema up to date. The database is the one in PostgreSQL that url
// names if it begins with postgres:// or postgresql://, a temporary one in memory
// if it is ":memory:", else the SQLite file whose path it is.
//
// Open returns an error if:
//   - url is empty, or has another scheme ([ErrInvalid]);
//   - the database cannot be reached, or the file not be opened;
//   - a later version of the shop has changed the schema ([ErrSchema]).
func Open(ctx context.Context, url string) (*Store, error) {
	ctx, cancel := context.WithTimeout(ctx, operation)
	defer cancel()
	db, err := open(url)
	if err != nil {
		return nil, fmt.Errorf("store: opening the database: %w", err)
	}
	s := &Store{db: db, timeout: operation}
	if err := s.reach(ctx, url); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// reach asks a database server whether it answers. Where it does not, the error is
// one line that says what to do, without the password that the URL may have.
func (s *Store) reach(ctx context.Context, at string) error {
	if _, _, server := strings.Cut(at, "://"); !server {
		return nil // a file
	}
	err := s.db.write.PingContext(ctx)
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: the database %s does not answer: start it, or mend DATABASE_URL (an SQLite file needs no server): %w", addressOf(at), &oneLine{err})
}

// addressOf is what of the URL of a database may be shown.
func addressOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "of that URL"
	}
	return u.Redacted()
}

// oneLine is an error whose text is in one line, whatever a driver makes of it.
type oneLine struct{ error }

func (e *oneLine) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }

func (e *oneLine) Unwrap() error { return e.error }

func open(url string) (database, error) {
	scheme, _, ok := strings.Cut(url, "://")
	switch {
	case url == "":
		return database{}, &InvalidError{Field: "url", Reason: "empty: want a path, or postgres://…"}
	case scheme == "postgres" || scheme == "postgresql":
		return openPostgres(url)
	case ok:
		return database{}, &InvalidError{Field: "url", Reason: "unknown scheme: want a path, or postgres://…"}
	}
	return openSQLite(url)
}

// Close closes the database after the operations that are under way.
func (s *Store) Close() error {
	err := s.db.write.Close()
	if s.db.read != s.db.write {
		err = errors.Join(err, s.db.read.Close())
	}
	return err
}

// rowsAtOnce is how many rows one statement inserts: fewer round trips than one a
// row, and fewer parameters than a statement may have.
const rowsAtOnce = 100

// insertRows inserts rows into a table, which into names with its columns.
func insertRows(ctx context.Context, tx *sql.Tx, into string, rows [][]any) error {
	for some := range slices.Chunk(rows, rowsAtOnce) {
		statement := `INSERT INTO ` + into + ` VALUES ` + placeholders(len(some), len(some[0]))
		if _, err := tx.ExecContext(ctx, statement, slices.Concat(some...)...); err != nil {
			return err
		}
	}
	return nil
}

// placeholders are those of some rows: ($1, $2), ($3, $4).
func placeholders(rows, columns int) string {
	var b strings.Builder
	for n := range rows * columns {
		switch {
		case n == 0:
			b.WriteString("(")
		case n%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", n+1)
	}
	return b.String() + ")"
}

// attempts is how often a transaction runs that others get in the way of.
const attempts = 8

// write runs do in a transaction of its own, which changes something.
func (s *Store) write(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	return s.run(ctx, s.db.write, nil, do)
}

// read runs do in a transaction that sees the database as it is at one moment.
func (s *Store) read(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	return s.run(ctx, s.db.read, &s.db.snapshot, do)
}

// run runs do in a transaction, again from the beginning if it failed for what
// others did at the same time.
func (s *Store) run(ctx context.Context, db *sql.DB, options *sql.TxOptions, do func(context.Context, *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	for n := 1; ; n++ {
		err := transact(ctx, db, options, do)
		if err == nil || !s.db.passing(err) {
			return err
		}
		if n == attempts {
			return fmt.Errorf("%w, %d times: %w", ErrBusy, n, err)
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

func transact(ctx context.Context, db *sql.DB, options *sql.TxOptions, do func(context.Context, *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing to do after Commit, and after an error its own matters
	if err := do(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// pause waits before attempt n+1, longer each time and not as long as the others
// who wait for the same.
func pause(ctx context.Context, n int) error {
	longest := time.Millisecond << n
	timer := time.NewTimer(longest/2 + rand.N(longest))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
