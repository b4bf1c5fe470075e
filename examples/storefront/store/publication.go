package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/landedhq/landed/currency"
)

// Publication is all prices that the shop shows from some moment on.
type Publication struct {
	// Number is 1 for the first. Publish gives it, unless it says which one the
	// publication has to be.
	Number      int
	At          time.Time
	By          string
	RatesAsOf   time.Time // of the exchange rates that the prices were made at
	RatesSource string
	Prices      []Price // in the order of markets and SKUs
}

// Price is the price of a product in a market.
type Price struct {
	Market, SKU string
	Shown       currency.Amount
	Price       []byte // JSON of the price, kept byte for byte
}

// Publish stores prices under the next number, which it returns. Whoever reads
// sees the publication before until all of them are there. Earlier publications
// stay. Where p.Number is not zero the publication is meant to follow the one before
// that: it is refused if that is not the last one any more.
//
// Publish returns an error if:
//   - another was published in between ([ErrOutdated]);
//   - by, the source of the rates, a time, or the market or SKU of a price are
//     missing, a price is there twice, or there are no prices or more than 100,000
//     ([*InvalidError]);
//   - the database fails.
func (s *Store) Publish(ctx context.Context, p Publication) (number int, err error) {
	err = p.check()
	if err == nil {
		err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			// Two at the same time would take the same number.
			if s.db.alone != "" {
				if _, err := tx.ExecContext(ctx, s.db.alone); err != nil {
					return err
				}
			}
			number, err = p.insert(ctx, tx)
			if err == nil && p.Number != 0 && number != p.Number {
				err = fmt.Errorf("%w: it would be number %d, not %d", ErrOutdated, number, p.Number)
			}
			return err
		})
	}
	if err != nil {
		return 0, fmt.Errorf("store: publishing prices: %w", err)
	}
	return number, nil
}

func (p *Publication) check() error {
	var c check
	c.time("at", p.At)
	c.required("by", p.By)
	c.time("rates_as_of", p.RatesAsOf)
	c.required("rates_source", p.RatesSource)
	c.that(len(p.Prices) > 0, "prices", "empty")
	c.that(len(p.Prices) <= maxPrices, "prices", fmt.Sprintf("more than %d", maxPrices))
	type product struct{ market, sku string }
	seen := make(map[product]bool, len(p.Prices))
	for i, price := range p.Prices {
		if c.err != nil {
			break
		}
		where := fmt.Sprintf("price %d: ", i+1)
		c.required(where+"market", price.Market)
		c.required(where+"sku", price.SKU)
		c.amount(where+"shown", &price.Shown, 0)
		c.json(where+"price", price.Price)
		of := product{price.Market, price.SKU}
		c.that(!seen[of], where+"sku", "there twice in its market")
		seen[of] = true
	}
	return c.err
}

func (p *Publication) insert(ctx context.Context, tx *sql.Tx) (number int, err error) {
	err = tx.QueryRowContext(ctx, `INSERT INTO publications (number, published, published_by, rates_as_of, rates_source)
		SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4 FROM publications RETURNING number`,
		moment(p.At), p.By, moment(p.RatesAsOf), p.RatesSource).Scan(&number)
	if err != nil {
		return 0, err
	}
	prices := make([][]any, len(p.Prices))
	for i, price := range p.Prices {
		shown := price.Shown.Columns()
		prices[i] = []any{number, price.Market, price.SKU, shown.Number, shown.Currency, string(price.Price)}
	}
	return number, insertRows(ctx, tx, `published_prices (publication, market, sku, shown, shown_currency, price)`, prices)
}

// Published returns the prices that were published last, all of one publication.
// It returns [ErrNotFound] if there are none.
func (s *Store) Published(ctx context.Context) (Publication, error) {
	return s.publication(ctx, "published prices", `ORDER BY number DESC LIMIT 1`)
}

// Publication returns the prices that were published under a number. It returns
// [ErrNotFound] if there are none.
func (s *Store) Publication(ctx context.Context, number int) (Publication, error) {
	return s.publication(ctx, fmt.Sprintf("publication %d", number), `WHERE number = $1`, number)
}

const publicationColumns = `number, published, published_by, rates_as_of, rates_source`

func (p *Publication) scan(row interface{ Scan(...any) error }) error {
	return row.Scan(&p.Number, (*moment)(&p.At), &p.By, (*moment)(&p.RatesAsOf), &p.RatesSource)
}

func (s *Store) publication(ctx context.Context, what, where string, args ...any) (p Publication, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := p.scan(tx.QueryRowContext(ctx, `SELECT `+publicationColumns+` FROM publications `+where, args...))
		if err != nil {
			return err
		}
		p.Prices, err = selectPrices(ctx, tx, p.Number)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Publication{}, fmt.Errorf("store: %s: %w", what, err)
	}
	return p, nil
}

// maxPublications is how many publications a page may have.
const maxPublications = 200

// Publications returns the publications before a number, the newest first, without
// their prices; 0 begins with the last one. It returns an error if the limit is not
// 1 to 200 ([*InvalidError]), or the database fails.
func (s *Store) Publications(ctx context.Context, before, limit int) (page []Publication, err error) {
	var c check
	c.that(limit > 0 && limit <= maxPublications, "limit", fmt.Sprintf("%d is not 1 to %d", limit, maxPublications))
	if err = c.err; err == nil {
		err = s.read(ctx, func(ctx context.Context, tx *sql.Tx) error {
			page = nil
			rows, err := tx.QueryContext(ctx, `SELECT `+publicationColumns+` FROM publications WHERE number < $1 OR $1 = 0 ORDER BY number DESC LIMIT $2`, before, limit)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var p Publication
				if err := p.scan(rows); err != nil {
					return err
				}
				page = append(page, p)
			}
			return rows.Err()
		})
	}
	if err != nil {
		return nil, fmt.Errorf("store: publications: %w", err)
	}
	return page, nil
}

func selectPrices(ctx context.Context, tx *sql.Tx, number int) (prices []Price, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT market, sku, shown, shown_currency, price FROM published_prices WHERE publication = $1 ORDER BY market, sku`, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Price
		var shown currency.Columns
		if err := rows.Scan(&p.Market, &p.SKU, &shown.Number, &shown.Currency, &p.Price); err != nil {
			return nil, err
		}
		if p.Shown, err = shown.Amount(); err != nil {
			return nil, err
		}
		prices = append(prices, p)
	}
	return prices, rows.Err()
}
