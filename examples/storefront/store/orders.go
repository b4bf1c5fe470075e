package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
)

// OrderQuery names a page of orders.
type OrderQuery struct {
	Market string // empty: all
	Before string // ID of the last order of the page before; empty: the newest page
	Limit  int    // orders of the page, 200 at most; 0: 50
}

const (
	pageSize    = 50
	maxPageSize = 200
)

// Orders returns a page of orders, the newest first. An order that is placed
// meanwhile does not shift the pages after the first.
//
// Orders returns an error if:
//   - there is no order with the ID Before ([ErrNotFound]);
//   - the limit is negative or above 200 ([*InvalidError]);
//   - a quote is not the one that was stored ([ErrDamaged]);
//   - the database fails.
func (s *Store) Orders(ctx context.Context, q OrderQuery) (page []Order, err error) {
	if q.Limit == 0 {
		q.Limit = pageSize
	}
	if q.Limit < 0 || q.Limit > maxPageSize {
		return nil, fmt.Errorf("store: orders: %w", &InvalidError{Field: "limit", Reason: fmt.Sprintf("%d is not 1 to %d", q.Limit, maxPageSize)})
	}
	err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		from, err := q.start(ctx, tx)
		if err != nil {
			return err
		}
		if q.Market == "" {
			page, err = selectOrders(ctx, tx, `WHERE (placed, id) < ($1, $2) ORDER BY placed DESC, id DESC LIMIT $3`, "",
				moment(from.Placed), from.ID, q.Limit)
		} else {
			page, err = selectOrders(ctx, tx, `WHERE market = $4 AND (placed, id) < ($1, $2) ORDER BY placed DESC, id DESC LIMIT $3`, q.Market,
				moment(from.Placed), from.ID, q.Limit, q.Market)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: orders: %w", err)
	}
	return page, nil
}

// start is what the page comes after: an order, or the end of time.
func (q OrderQuery) start(ctx context.Context, tx *sql.Tx) (Order, error) {
	o := Order{ID: q.Before, Placed: time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)}
	if q.Before == "" {
		return o, nil
	}
	err := tx.QueryRowContext(ctx, `SELECT placed FROM orders WHERE id = $1`, q.Before).Scan((*moment)(&o.Placed))
	if errors.Is(err, sql.ErrNoRows) {
		return o, fmt.Errorf("order %s: %w", Short(q.Before), ErrNotFound)
	}
	return o, err
}

// AllOrders gives do every order with its refunds, the oldest first, until it
// returns an error, which AllOrders returns. Neither a transaction nor a
// connection is held while do runs; it may use s.
func (s *Store) AllOrders(ctx context.Context, do func(Order, []Refund) error) error {
	var last Order // the one before the first
	for {
		var page []Order
		var refunds map[string][]Refund
		err := s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
			page, err = selectOrders(ctx, tx, `WHERE (placed, id) > ($1, $2) ORDER BY placed, id LIMIT $3`, "",
				moment(last.Placed), last.ID, maxPageSize)
			if err != nil || len(page) == 0 {
				return err
			}
			refunds, err = refundsOf(ctx, tx, page)
			return err
		})
		if err != nil {
			return fmt.Errorf("store: orders: %w", err)
		}
		for _, o := range page {
			if err := do(o, refunds[o.ID]); err != nil {
				return err
			}
		}
		if len(page) < maxPageSize {
			return nil
		}
		last = page[len(page)-1]
	}
}

// selectOrders reads the orders of a page with their lines. The market is the
// one that the condition asks for, empty if it does not.
func selectOrders(ctx context.Context, tx *sql.Tx, where, market string, args ...any) ([]Order, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+orderColumns+` FROM orders `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []Order
	for rows.Next() {
		o, err := scanOrder(rows)
		if err != nil {
			return nil, err
		}
		page = append(page, o)
	}
	if err := rows.Err(); err != nil || len(page) == 0 {
		return page, err
	}
	return page, addLines(ctx, tx, page, market)
}

// between selects the orders from one to another, both included.
const between = `SELECT id FROM orders WHERE (placed, id) >= ($1, $2) AND (placed, id) <= ($3, $4)`

// span are the arguments of between for a page in either direction.
func span(page []Order) []any {
	first, last := page[0], page[len(page)-1]
	if first.Placed.After(last.Placed) || first.Placed.Equal(last.Placed) && first.ID > last.ID {
		first, last = last, first
	}
	return []any{moment(first.Placed), first.ID, moment(last.Placed), last.ID}
}

// addLines reads the lines of the orders of a page, which are all those of a
// market, if it is not empty, between its first and its last.
func addLines(ctx context.Context, tx *sql.Tx, page []Order, market string) error {
	rows, err := tx.QueryContext(ctx, `SELECT order_id, sku, name, quantity, gross, gross_currency
		FROM order_lines WHERE order_id IN (`+between+` AND ($5 = '' OR market = $5)) ORDER BY order_id, number`, append(span(page), market)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	lines := map[string][]Line{}
	for rows.Next() {
		var id string
		var l Line
		var gross currency.Columns
		if err := rows.Scan(&id, &l.SKU, &l.Name, &l.Quantity, &gross.Number, &gross.Currency); err != nil {
			return err
		}
		if l.Gross, err = gross.Amount(); err != nil {
			return err
		}
		lines[id] = append(lines[id], l)
	}
	for i := range page {
		page[i].Lines = lines[page[i].ID]
	}
	return rows.Err()
}
