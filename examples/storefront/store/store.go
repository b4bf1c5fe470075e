// Package store keeps the orders, refunds, exchange rates and published prices
// of the shop in a database: SQLite in a file, or PostgreSQL.
package store

import (
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	_ "github.com/landedhq/landed/currency" // amounts
)
