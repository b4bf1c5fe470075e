package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// Record is a quote with everything that it was computed from: the seller, the
// market, and the rows of the tables that decided, each with its source and its
// dates. It is for the archive of a shop. Years later, when rates, law and shop
// have changed, it shows by itself that the figures follow from the cart:
// [Record.Replay] takes no engine, no embedded table and no network.
//
// Rules that are in no table are part of this library and not of a record: the
// rules of rounding, which countries are in the European Union, which postal
// codes lie outside a customs or tax territory. Whoever holds a record can
// change both quote and tables: where that matters, sign its text, or keep the
// quote sealed beside it ([Seal]).
type Record struct {
	Quote  Quote
	Seller Seller
	Market Market
	Rates  *currency.Rates // between the currencies of cart, market, seller and rows
	Prices []BookEntry     // of the price book that hold for the products; empty: none
	Tax    tax.Extract     // who taxes such sales, and at which rates
	Duty   duty.Extract    // what customs charge on such goods on their ways
}

// Record returns the record of a quote that e made, or that an engine with the
// same tables did. The record is written as JSON, read back and replayed before
// it is returned, in a millisecond or two for ten lines: once stored, it is
// known to give the same bytes.
//
// Record returns:
//   - a *ReplayError that names the first figure that differs, if e does not
//     give the quote;
//   - the *CartError of Quote, if e refuses the cart;
//   - a *QuoteError or *RecordError if the quote, or something that it was
//     computed from, cannot be written and read.
func (e *Engine) Record(q *Quote) (Record, error) {
	r := Record{Quote: *q, Seller: e.seller}
	cart := &r.Quote.Cart
	if err := cart.check(&e.limits); err != nil {
		return Record{}, asCartError(err)
	}
	o, err := e.open(cart, false)
	if err != nil {
		return Record{}, ofCart(asCartError(err))
	}
	r.Market = *o.m
	if err := r.extract(o); err != nil {
		return Record{}, ofCart(asCartError(err))
	}
	return r.proven()
}

// proven returns the record as it is read, once it has replayed.
func (r *Record) proven() (stored Record, err error) {
	text, err := r.MarshalJSON()
	if err == nil {
		err = stored.UnmarshalJSON(text)
	}
	if err == nil {
		_, err = stored.Replay()
	}
	if err != nil {
		return Record{}, err
	}
	return stored, nil
}

// Replay quotes the cart of the record again by the tables of the record alone,
// and returns the quote if each byte of its JSON is the stored one.
//
// Replay returns:
//   - a *ReplayError that names the first figure that differs, if the quote or
//     one of the tables was altered;
//   - the errors of [Record.Engine];
//   - the *CartError of Quote, if the tables lack what the cart needs;
//   - a *QuoteError if the quote cannot be written.
func (r *Record) Replay() (Quote, error) {
	e, err := r.Engine()
	if err != nil {
		return Quote{}, err
	}
	return e.replay(&r.Quote)
}

// Engine returns an engine of the record's market and tables. Besides the cart
// of the record it can quote other carts of the same goods, on the same routes
// and the same day: say, what a customer would have paid for one unit less. For
// anything else it has no rows, and says so.
//
// Engine returns a *RecordError that names the part that is missing, or cannot
// be read.
func (r *Record) Engine() (*Engine, error) {
	c := Config{Seller: r.Seller, Markets: []Market{r.Market}, Rates: r.Rates, Limits: widest}
	var err error
	if c.PriceBook, err = NewPriceBook(r.Prices); err != nil {
		return nil, &RecordError{Field: "prices", Err: err}
	}
	if c.Book, c.Schemes, err = r.Tax.Tables(); err != nil {
		return nil, &RecordError{Field: "tax", Err: err}
	}
	if c.Tariff, c.Regimes, err = r.Duty.Tables(); err != nil {
		return nil, &RecordError{Field: "duty", Err: err}
	}
	e, err := New(c)
	if err != nil {
		return nil, &RecordError{Err: err}
	}
	return e, nil
}
