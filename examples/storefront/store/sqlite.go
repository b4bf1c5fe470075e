package store

import (
	"database/sql"
	"errors"
	"net/url"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// readers is how many may read from an SQLite file at a time.
const readers = 8

// openSQLite opens a file. SQLite lets one write at a time: one connection writes,
// so that writers queue here instead of trying again and again, and others read
// meanwhile what was there before.
func openSQLite(path string) (database, error) {
	db := database{name: "SQLite", snapshot: sql.TxOptions{ReadOnly: true}, passing: passingSQLite}
	var err error
	if path == ":memory:" {
		// A database in memory is that of its connection: there is just one.
		db.write, err = poolSQLite("file::memory:", 1, url.Values{})
		db.read = db.write
		return db, err
	}
	// Orders have addresses in them: the file is for its owner alone, and what
	// SQLite puts beside it has the same permissions.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return db, err
	}
	if err := file.Close(); err != nil {
		return db, err
	}
	name := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
	if db.write, err = poolSQLite(name, 1, url.Values{}); err != nil {
		return db, err
	}
	if db.read, err = poolSQLite(name, readers, url.Values{"_pragma": {"query_only(1)"}}); err != nil {
		return db, errors.Join(err, db.write.Close())
	}
	return db, nil
}

// poolSQLite is a pool of connections that lose nothing: what a transaction wrote
// is on the disk (synchronous FULL) before its Commit returns.
func poolSQLite(name string, connections int, options url.Values) (*sql.DB, error) {
	options.Set("_txlock", "immediate") // a transaction that writes waits at its beginning, not in its middle
	for _, pragma := range []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"} {
		options.Add("_pragma", pragma)
	}
	db, err := sql.Open("sqlite", name+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// passingSQLite reports whether another process held the lock for longer than
// one waits for it.
func passingSQLite(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff // the rest says which kind of it
	return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
}
