-- The schema of the shop, the same text for SQLite and PostgreSQL. Each migration
-- runs once; one that has run anywhere is never edited.
--
--   DECIMAL_TEXT  a number of any length, exactly. SQLite takes a type whose name
--                 contains TEXT for text (its NUMERIC would keep a float), and in
--                 PostgreSQL it is a domain over NUMERIC.
--   JSON          text that is kept byte for byte.
--   TIMESTAMP     in UTC, to the microsecond.

-- migration 1: orders, refunds, exchange rates, published prices
CREATE TABLE orders (
	id                   TEXT PRIMARY KEY,
	idempotency_key      TEXT NOT NULL UNIQUE,
	placed               TIMESTAMP NOT NULL,
	market               TEXT NOT NULL,
	status               TEXT NOT NULL,
	name                 TEXT NOT NULL,
	email                TEXT NOT NULL,
	street               TEXT NOT NULL,
	city                 TEXT NOT NULL,
	region               TEXT NOT NULL,
	postal_code          TEXT NOT NULL,
	country              TEXT NOT NULL,
	vat_id               TEXT NOT NULL,
	due                  DECIMAL_TEXT NOT NULL,
	due_currency         TEXT NOT NULL,
	on_delivery          DECIMAL_TEXT NOT NULL,
	on_delivery_currency TEXT NOT NULL,
	tax                  DECIMAL_TEXT NOT NULL,
	tax_currency         TEXT NOT NULL,
	duty                 DECIMAL_TEXT NOT NULL,
	duty_currency        TEXT NOT NULL,
	margin               DECIMAL_TEXT NOT NULL,
	margin_currency      TEXT NOT NULL,
	quote                JSON NOT NULL,
	quote_sum            TEXT NOT NULL, -- SHA-256 of the quote as it is here
	digest               TEXT NOT NULL  -- what the quote calls itself
);

-- Pages of orders go from the newest to the oldest.
CREATE INDEX orders_by_time ON orders (placed, id);
CREATE INDEX orders_by_market ON orders (market, placed, id);

CREATE TABLE order_lines (
	order_id       TEXT NOT NULL REFERENCES orders (id),
	number         INTEGER NOT NULL,
	sku            TEXT NOT NULL,
	name           TEXT NOT NULL,
	quantity       BIGINT NOT NULL CHECK (quantity > 0),
	gross          DECIMAL_TEXT NOT NULL,
	gross_currency TEXT NOT NULL,
	PRIMARY KEY (order_id, number)
);

CREATE TABLE refunds (
	order_id        TEXT NOT NULL REFERENCES orders (id),
	number          INTEGER NOT NULL,
	idempotency_key TEXT NOT NULL,
	refunded        TIMESTAMP NOT NULL,
	due             DECIMAL_TEXT NOT NULL,
	due_currency    TEXT NOT NULL,
	refund          JSON NOT NULL,
	PRIMARY KEY (order_id, number),
	UNIQUE (order_id, idempotency_key)
);

CREATE TABLE rates (
	as_of    TIMESTAMP NOT NULL,
	source   TEXT NOT NULL,
	fetched  TIMESTAMP NOT NULL,
	snapshot JSON NOT NULL,
	PRIMARY KEY (as_of, source)
);

CREATE TABLE publications (
	number       INTEGER PRIMARY KEY,
	published    TIMESTAMP NOT NULL,
	published_by TEXT NOT NULL,
	rates_as_of  TIMESTAMP NOT NULL,
	rates_source TEXT NOT NULL
);

CREATE TABLE published_prices (
	publication    INTEGER NOT NULL REFERENCES publications (number),
	market         TEXT NOT NULL,
	sku            TEXT NOT NULL,
	shown          DECIMAL_TEXT NOT NULL,
	shown_currency TEXT NOT NULL,
	price          JSON NOT NULL,
	PRIMARY KEY (publication, market, sku)
);
