package store

import (
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// sessions is how many connections to PostgreSQL a process has at most.
const sessions = 16

// openPostgres opens the database that a URL names. The driver prepares each
// query once for a connection and keeps it.
func openPostgres(url string) (database, error) {
	config, err := pgx.ParseConfig(url) // its errors leave the password out
	if err != nil {
		return database{}, err
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(sessions)
	db.SetMaxIdleConns(sessions)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return database{
		name: "PostgreSQL", write: db, read: db,
		snapshot:  sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		forUpdate: " FOR UPDATE",
		alone:     "SELECT pg_advisory_xact_lock(7236833)",
		prelude:   "CREATE DOMAIN decimal_text AS NUMERIC",
		passing:   passingPostgres,
	}, nil
}

// passingPostgres reports whether PostgreSQL gave a transaction up for others or
// for a restart, or whether the connection was lost before anything was sent.
func passingPostgres(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return pgconn.SafeToRetry(err)
	}
	switch e.Code {
	case "40001", // serialization_failure
		"40P01", // deadlock_detected
		"55P03", // lock_not_available
		"53300", // too_many_connections
		"57P01", // admin_shutdown: a restart, the connection was an idle one
		"57P02", // crash_shutdown
		"57P03": // cannot_connect_now
		return true
	}
	return false
}
