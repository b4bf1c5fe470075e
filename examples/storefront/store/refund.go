package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
)

// Refund is what was given back of an order at once.
type Refund struct {
	Number int // 1 for the first of the order
	// Key stands for the wish to give this back: the browser that sends it a
	// second time sends the same key.
	Key    string
	At     time.Time // in UTC, to the microsecond
	Due    currency.Amount
	Refund []byte // JSON of the refund, kept byte for byte
}

// Refund stores the refund that decide makes of an order and the refunds before,
// and the state that the order then has; number and key need not be filled in. No
// other refund of the order is decided or stored meanwhile, in whatever process.
// If the order has a refund with the same key, Refund changes nothing and returns
// that one, and false.
//
// Decide may run more than once if others get in the way, and must not use s.
//
// Refund returns an error if:
//   - there is no order with that ID ([ErrNotFound]);
//   - decide returns one;
//   - the refunds together would be more than was paid ([ErrExceeds]);
//   - the key is missing, the amount negative or in another currency than the
//     order, or the JSON none ([*InvalidError]);
//   - the database fails; to call Refund again with the same key is then safe.
func (s *Store) Refund(ctx context.Context, orderID, key string, decide func(Order, []Refund) (Refund, error)) (result Refund, done bool, err error) {
	var c check
	c.required("key", key)
	if c.err != nil {
		return Refund{}, false, fmt.Errorf("store: refund of order %s: %w", Short(orderID), c.err)
	}
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		o, err := selectOrder(ctx, tx, `WHERE id = $1`+s.db.forUpdate, orderID)
		if err != nil {
			return err
		}
		before, err := selectRefunds(ctx, tx, orderID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(before, func(r Refund) bool { return r.Key == key }); i >= 0 {
			result, done = before[i], false
			return nil
		}
		if result, err = decide(o, before); err != nil {
			return err
		}
		result.Key, result.Number, done = key, len(before)+1, true
		status, err := result.prepare(o, before)
		if err != nil {
			return err
		}
		return result.insert(ctx, tx, orderID, status)
	})
	if err != nil {
		return Refund{}, false, fmt.Errorf("store: refund of order %s: %w", Short(orderID), err)
	}
	return result, done, nil
}

// prepare makes r what it will be when it comes back from the database, and
// returns the state in which it leaves the order.
func (r *Refund) prepare(o Order, before []Refund) (status string, err error) {
	var c check
	c.time("at", r.At)
	c.amount("due", &r.Due, o.Due.Currency())
	c.that(r.Due.Currency() == o.Due.Currency(), "due", fmt.Sprintf("in %v, the order is in %v", r.Due.Currency(), o.Due.Currency()))
	c.that(r.Due.Sign() >= 0, "due", "negative")
	c.json("refund", r.Refund)
	if c.err != nil {
		return "", c.err
	}
	r.At, r.Refund = stored(r.At), slices.Clone(r.Refund)
	total := r.Due
	for _, b := range before {
		if total, err = total.Add(b.Due); err != nil {
			return "", err
		}
	}
	order, err := total.Cmp(o.Due)
	switch {
	case err != nil:
		return "", err
	case order > 0:
		return "", fmt.Errorf("%w: %v of %v", ErrExceeds, total, o.Due)
	case order == 0:
		return Refunded, nil
	}
	return PartlyRefunded, nil
}

func (r *Refund) insert(ctx context.Context, tx *sql.Tx, orderID, status string) error {
	due := r.Due.Columns()
	_, err := tx.ExecContext(ctx, `INSERT INTO refunds (order_id, number, idempotency_key, refunded, due, due_currency, refund)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		orderID, r.Number, r.Key, moment(r.At), due.Number, due.Currency, string(r.Refund))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE orders SET status = $1 WHERE id = $2`, status, orderID)
	return err
}

const refundColumns = `order_id, number, idempotency_key, refunded, due, due_currency, refund`

// selectRefunds reads the refunds of an order.
func selectRefunds(ctx context.Context, tx *sql.Tx, orderID string) ([]Refund, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+refundColumns+` FROM refunds WHERE order_id = $1 ORDER BY number`, orderID)
	if err != nil {
		return nil, err
	}
	all, err := scanRefunds(rows)
	return all[orderID], err
}

// refundsOf reads the refunds of all orders of a page.
func refundsOf(ctx context.Context, tx *sql.Tx, page []Order) (map[string][]Refund, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+refundColumns+` FROM refunds WHERE order_id IN (`+between+`) ORDER BY order_id, number`, span(page)...)
	if err != nil {
		return nil, err
	}
	return scanRefunds(rows)
}

// scanRefunds reads rows of refundColumns, by order.
func scanRefunds(rows *sql.Rows) (map[string][]Refund, error) {
	all := map[string][]Refund{}
	for rows.Next() {
		var id string
		var r Refund
		var due currency.Columns
		err := rows.Scan(&id, &r.Number, &r.Key, (*moment)(&r.At), &due.Number, &due.Currency, &r.Refund)
		if err == nil {
			r.Due, err = due.Amount()
		}
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all[id] = append(all[id], r)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}
