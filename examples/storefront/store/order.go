package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
)

// The states of an order.
const (
	Placed         = "placed"
	PartlyRefunded = "partly_refunded"
	Refunded       = "refunded"
)

// Order is an order as it was placed. An amount without a currency is stored, and
// comes back, as zero in the currency of Due.
type Order struct {
	// ID is what the customer sees and nobody guesses: 128 random bits. Place
	// makes it where it is empty.
	ID string
	// Key stands for the wish to place this order: the browser that sends it a
	// second time sends the same key.
	Key      string
	Placed   time.Time // in UTC, to the microsecond
	Market   string
	Status   string // Placed at first; [Store.Refund] changes it
	Customer Customer
	// Due is what is paid now, OnDelivery what the carrier collects; Tax and Duty
	// are contained in them; Margin is what is left for the merchant.
	Due, OnDelivery, Tax, Duty, Margin currency.Amount
	Quote                              []byte // JSON of the quote, kept byte for byte
	Digest                             string // what the quote calls itself
	Lines                              []Line
}

// Customer is who ordered, and where the goods go.
type Customer struct {
	Name, Email, Street, City, Region, PostalCode, Country, VATID string
}

// Line is so many of one product.
type Line struct {
	SKU, Name string
	Quantity  int64
	Gross     currency.Amount // of all of them
}

// NewID returns an identifier that nobody guesses, for an order or a key: 128
// random bits in 26 small letters and digits.
func NewID() string {
	var id [16]byte
	rand.Read(id[:]) // never fails
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(id[:]))
}

// Place stores an order with its lines, whole or not at all, and returns it as
// it is stored. If an order with the same key is there already, Place changes
// nothing and returns that one, and false. However many place an order with the
// same key at the same time, in whatever processes, one of them stores it and all
// get the same.
//
// Place returns an error if:
//   - the order with the same key has another digest or customer ([ErrKeyReused]);
//   - key, market, digest or lines are missing, a quantity is not positive, due
//     has no currency, or a value is too long ([*InvalidError]);
//   - the database fails; to call Place again with the same key is then safe.
func (s *Store) Place(ctx context.Context, o Order) (Order, bool, error) {
	if err := o.prepare(); err != nil {
		return Order{}, false, fmt.Errorf("store: placing an order: %w", err)
	}
	result, placed := o, true
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		if placed, err = o.insert(ctx, tx); err != nil || placed {
			return err
		}
		result, err = selectOrder(ctx, tx, `WHERE idempotency_key = $1`, o.Key)
		if err == nil && (result.Digest != o.Digest || result.Customer != o.Customer) {
			err = ErrKeyReused
		}
		return err
	})
	if err != nil {
		return Order{}, false, fmt.Errorf("store: placing the order with key %s: %w", Short(o.Key), err)
	}
	return result, placed, nil
}

// prepare makes o what it will be when it comes back from the database.
func (o *Order) prepare() error {
	if o.ID == "" {
		o.ID = NewID()
	}
	o.Status = Placed
	var c check
	c.required("id", o.ID)
	c.required("key", o.Key)
	c.time("placed", o.Placed)
	c.required("market", o.Market)
	c.required("digest", o.Digest)
	o.Customer.check(&c)
	c.amount("due", &o.Due, 0)
	c.amount("on_delivery", &o.OnDelivery, o.Due.Currency())
	c.amount("tax", &o.Tax, o.Due.Currency())
	c.amount("duty", &o.Duty, o.Due.Currency())
	c.amount("margin", &o.Margin, o.Due.Currency())
	c.json("quote", o.Quote)
	c.that(len(o.Lines) > 0, "lines", "empty")
	c.that(len(o.Lines) <= maxLines, "lines", fmt.Sprintf("more than %d", maxLines))
	o.Placed, o.Quote, o.Lines = stored(o.Placed), slices.Clone(o.Quote), slices.Clone(o.Lines)
	for i := range o.Lines {
		if c.err != nil {
			break
		}
		o.Lines[i].check(&c, fmt.Sprintf("line %d: ", i+1), o.Due.Currency())
	}
	return c.err
}

func (u *Customer) check(c *check) {
	c.text("customer.name", u.Name)
	c.text("customer.email", u.Email)
	c.text("customer.street", u.Street)
	c.text("customer.city", u.City)
	c.text("customer.region", u.Region)
	c.text("customer.postal_code", u.PostalCode)
	c.text("customer.country", u.Country)
	c.text("customer.vat_id", u.VATID)
}

func (l *Line) check(c *check, where string, in currency.Code) {
	c.required(where+"sku", l.SKU)
	c.text(where+"name", l.Name)
	c.that(l.Quantity > 0, where+"quantity", "not positive")
	c.amount(where+"gross", &l.Gross, in)
}

const orderColumns = `id, idempotency_key, placed, market, status,
	name, email, street, city, region, postal_code, country, vat_id,
	due, due_currency, on_delivery, on_delivery_currency, tax, tax_currency,
	duty, duty_currency, margin, margin_currency, quote, quote_sum, digest`

// insert stores o unless its key is there. It waits for a transaction that is
// about to store the same key, and reports what came of it.
func (o *Order) insert(ctx context.Context, tx *sql.Tx) (bool, error) {
	u, due, delivery, tax, duty, margin := &o.Customer, o.Due.Columns(), o.OnDelivery.Columns(), o.Tax.Columns(), o.Duty.Columns(), o.Margin.Columns()
	done, err := tx.ExecContext(ctx, `INSERT INTO orders (`+orderColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
		ON CONFLICT (idempotency_key) DO NOTHING`,
		o.ID, o.Key, moment(o.Placed), o.Market, o.Status,
		u.Name, u.Email, u.Street, u.City, u.Region, u.PostalCode, u.Country, u.VATID,
		due.Number, due.Currency, delivery.Number, delivery.Currency, tax.Number, tax.Currency,
		duty.Number, duty.Currency, margin.Number, margin.Currency, string(o.Quote), sum(o.Quote), o.Digest)
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	lines := make([][]any, len(o.Lines))
	for i, l := range o.Lines {
		gross := l.Gross.Columns()
		lines[i] = []any{o.ID, i + 1, l.SKU, l.Name, l.Quantity, gross.Number, gross.Currency}
	}
	return true, insertRows(ctx, tx, `order_lines (order_id, number, sku, name, quantity, gross, gross_currency)`, lines)
}

// sum is a checksum of JSON that is kept as it is.
func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}

// Order returns an order and its refunds, the first one first, as they are at
// one moment.
//
// Order returns an error if:
//   - there is no order with that ID ([ErrNotFound]);
//   - the quote is not the one that was stored ([ErrDamaged]);
//   - the database fails.
func (s *Store) Order(ctx context.Context, id string) (o Order, refunds []Refund, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		if o, err = selectOrder(ctx, tx, `WHERE id = $1`, id); err != nil {
			return err
		}
		refunds, err = selectRefunds(ctx, tx, id)
		return err
	})
	if err != nil {
		return Order{}, nil, fmt.Errorf("store: order %s: %w", Short(id), err)
	}
	return o, refunds, nil
}

// OrderByKey returns the order that a key stands for. It fails as [Store.Order]
// does, with [ErrNotFound] where the key stands for none.
func (s *Store) OrderByKey(ctx context.Context, key string) (o Order, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		o, err = selectOrder(ctx, tx, `WHERE idempotency_key = $1`, key)
		return err
	})
	if err != nil {
		return Order{}, fmt.Errorf("store: order of key %s: %w", Short(key), err)
	}
	return o, nil
}

// selectOrder reads the one order that a condition names, with its lines.
func selectOrder(ctx context.Context, tx *sql.Tx, where, arg string) (Order, error) {
	o, err := scanOrder(tx.QueryRowContext(ctx, `SELECT `+orderColumns+` FROM orders `+where, arg))
	if errors.Is(err, sql.ErrNoRows) {
		return o, ErrNotFound
	}
	if err != nil {
		return o, err
	}
	one := []Order{o}
	err = addLines(ctx, tx, one, "")
	return one[0], err
}

// scanOrder reads a row of orderColumns.
func scanOrder(row interface{ Scan(...any) error }) (o Order, err error) {
	u := &o.Customer
	var due, delivery, tax, duty, margin currency.Columns
	var quoteSum string
	if err := row.Scan(&o.ID, &o.Key, (*moment)(&o.Placed), &o.Market, &o.Status,
		&u.Name, &u.Email, &u.Street, &u.City, &u.Region, &u.PostalCode, &u.Country, &u.VATID,
		&due.Number, &due.Currency, &delivery.Number, &delivery.Currency, &tax.Number, &tax.Currency,
		&duty.Number, &duty.Currency, &margin.Number, &margin.Currency, &o.Quote, &quoteSum, &o.Digest); err != nil {
		return o, err
	}
	if sum(o.Quote) != quoteSum {
		return o, fmt.Errorf("%w: the quote of order %s", ErrDamaged, Short(o.ID))
	}
	for _, a := range []struct {
		to   *currency.Amount
		from currency.Columns
	}{{&o.Due, due}, {&o.OnDelivery, delivery}, {&o.Tax, tax}, {&o.Duty, duty}, {&o.Margin, margin}} {
		if *a.to, err = a.from.Amount(); err != nil {
			return o, err
		}
	}
	return o, nil
}

// Short is the beginning of an ID or a key, of whatever origin, for a message: messages
// are logged, and the whole ID of an order opens its page. It is enough to find the
// order in the database.
func Short(id string) string {
	const most = 8
	if len(id) > most {
		id = id[:most] + "…"
	}
	return fmt.Sprintf("%q", id)
}
