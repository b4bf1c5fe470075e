package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Rates are exchange rates as a source gave them.
type Rates struct {
	AsOf     time.Time // for when the source gives them
	Source   string
	Fetched  time.Time
	Snapshot []byte // JSON of the rates, kept byte for byte
}

// SaveRates stores exchange rates. The same rates of the same source, fetched
// again, take the place of the first.
//
// SaveRates returns an error if:
//   - the source or a time is missing, or the snapshot is no JSON object
//     ([*InvalidError]);
//   - the database fails.
func (s *Store) SaveRates(ctx context.Context, r Rates) error {
	var c check
	c.time("as_of", r.AsOf)
	c.required("source", r.Source)
	c.time("fetched", r.Fetched)
	c.json("snapshot", r.Snapshot)
	err := c.err
	if err == nil {
		err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO rates (as_of, source, fetched, snapshot) VALUES ($1, $2, $3, $4)
				ON CONFLICT (as_of, source) DO UPDATE SET fetched = excluded.fetched, snapshot = excluded.snapshot`,
				moment(r.AsOf), r.Source, moment(r.Fetched), string(r.Snapshot))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("store: saving rates: %w", err)
	}
	return nil
}

// LastRates returns the rates with the latest AsOf, those fetched last if there
// are several: rates of an earlier day that come in late do not displace later
// ones. It returns [ErrNotFound] if there are none.
func (s *Store) LastRates(ctx context.Context) (r Rates, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT as_of, source, fetched, snapshot FROM rates ORDER BY as_of DESC, fetched DESC, source LIMIT 1`).
			Scan((*moment)(&r.AsOf), &r.Source, (*moment)(&r.Fetched), &r.Snapshot)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Rates{}, fmt.Errorf("store: last rates: %w", err)
	}
	return r, nil
}
