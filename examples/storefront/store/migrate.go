package store

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed schema.sql
var schema string

// migrations are the parts of schema.sql, the first at index 0. What a shop has
// once run is never edited: a change of the schema is another part at the end.
func migrations() []string {
	parts := regexp.MustCompile(`(?m)^-- migration \d+:`).Split(schema, -1)
	for i, part := range parts {
		// The rest of the line says what the migration is for.
		_, parts[i], _ = strings.Cut(part, "\n")
	}
	return parts[1:]
}

// migrate runs the migrations that the database does not have, all or none. Several
// that start at once on a new SQLite file are in each other's way already as they
// turn on its log, where SQLite does not wait.
func (s *Store) migrate(ctx context.Context) error {
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if s.db.alone != "" {
			if _, err := tx.ExecContext(ctx, s.db.alone); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY)`); err != nil {
			return err
		}
		var done int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM migrations`).Scan(&done); err != nil {
			return err
		}
		all := migrations()
		if done > len(all) {
			return fmt.Errorf("%w: it has %d migrations, this version knows %d", ErrSchema, done, len(all))
		}
		if done == 0 && s.db.prelude != "" {
			if _, err := tx.ExecContext(ctx, s.db.prelude); err != nil {
				return err
			}
		}
		for i, statements := range all[done:] {
			number := done + i + 1
			if _, err := tx.ExecContext(ctx, statements); err != nil {
				return fmt.Errorf("migration %d: %w", number, err)
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO migrations (number) VALUES ($1)`, number); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: schema of the %s database: %w", s.db.name, err)
	}
	return nil
}
