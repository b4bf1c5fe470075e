package pricing

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// MaxBookEntries is how many entries a price book may have.
const MaxBookEntries = 20_000_000

// BookEntry is the price that a merchant sets for one product in one market,
// or in all markets of a currency, for a time.
type BookEntry struct {
	SKU string `json:"sku"`
	// Market is the ID of a market; empty means all with the currency of
	// Price for which no entry of their own holds.
	Market string `json:"market,omitempty"`
	// Price is that of one unit in the market's currency; zero is a gift.
	Price currency.Amount `json:"price"`
	// Was is what it is crossed out against, as [Product.Was]; zero Amount:
	// nothing. It includes what Price includes.
	Was currency.Amount `json:"was,omitzero"`
	// Includes says what is in Price. Where that is not what the market shows
	// inside its prices, the levies are taken out and others put in.
	Includes Includes `json:"includes"`
	// Final prices are shown as they stand: not adjusted, and on no grid,
	// unless levies must be taken out or put in.
	Final bool `json:"final,omitempty"`
	// From is the first instant at which the entry holds, Until the first at
	// which it does not any more; zero: since ever, for ever.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// PriceBook is fixed prices by product, market and time. It is immutable and
// may be shared by goroutines and engines. The zero PriceBook, and a nil one,
// fixes no price.
type PriceBook struct {
	entries []BookEntry // by key, then by From
	spans   map[bookKey]bookSpan
}

// bookKey is what a price is looked up by beside the time.
type bookKey struct {
	sku, market string
	code        currency.Code
}

// bookSpan is where the entries of a key stand.
type bookSpan struct{ first, end int32 }

// NewPriceBook returns a book of entries, in any order.
//
// NewPriceBook returns an error that names the entry, by its number from 1,
// if:
//   - it has no SKU or no currency, a negative price, an Includes that is none
//     of the constants, or Was is not above Price in the same currency
//     ([ErrMissing], [ErrInvalid], currency.ErrMismatch);
//   - a text is longer than 256 bytes, or there are more than MaxBookEntries
//     ([ErrLimit]);
//   - From is not before Until, or two entries for the same product, market
//     and currency hold at the same time; it then names both ([ErrInvalid]).
func NewPriceBook(entries []BookEntry) (*PriceBook, error) {
	return newPriceBook(slices.Clone(entries), nil)
}

// newPriceBook takes entries over; lines are those of the file that they were
// read from, nil where there is none.
func newPriceBook(entries []BookEntry, lines []int32) (*PriceBook, error) {
	if n := len(entries); n > MaxBookEntries {
		return nil, fmt.Errorf("pricing: price book: %w: %d entries, at most %d", ErrLimit, n, MaxBookEntries)
	}
	at := make([]int32, len(entries)) // in the order of the book, where each entry stood
	for i := range entries {
		if err := entries[i].check(); err != nil {
			return nil, refuseEntry(i, lines, err)
		}
		at[i] = int32(i)
	}
	slices.SortStableFunc(at, func(i, j int32) int { return entries[i].compare(&entries[j]) })
	b := &PriceBook{entries: make([]BookEntry, len(entries)), spans: make(map[bookKey]bookSpan)}
	for i, from := range at {
		e := &entries[from]
		b.entries[i] = *e
		span, known := b.spans[e.key()]
		if !known {
			span.first = int32(i)
		} else if before := &b.entries[i-1]; before.Until.IsZero() || before.Until.After(e.From) {
			first, second := min(at[i-1], from), max(at[i-1], from)
			return nil, refuseEntry(int(second), lines, fmt.Errorf("%w: %v holds at the same time as %v of %s",
				ErrInvalid, &entries[second], &entries[first], entryPlace(int(first), lines)))
		}
		span.end = int32(i) + 1
		b.spans[e.key()] = span
	}
	return b, nil
}

// refuseEntry places what is wrong with an entry.
func refuseEntry(i int, lines []int32, err error) error {
	if at, ok := err.(*CartError); ok && lines != nil {
		return &TableError{Line: int(lines[i]), Column: at.Field, Err: at.Err}
	}
	if lines != nil {
		return &TableError{Line: int(lines[i]), Err: err}
	}
	return fmt.Errorf("pricing: price book: %s: %w", entryPlace(i, lines), err)
}

func entryPlace(i int, lines []int32) string {
	if lines != nil {
		return fmt.Sprintf("line %d", lines[i])
	}
	return fmt.Sprintf("entry %d", i+1)
}

func (e *BookEntry) key() bookKey { return bookKey{e.SKU, e.Market, e.Price.Currency()} }

// compare orders entries by key and time.
func (e *BookEntry) compare(o *BookEntry) int {
	return cmp.Or(cmp.Compare(e.SKU, o.SKU), cmp.Compare(e.Market, o.Market),
		cmp.Compare(e.Price.Currency(), o.Price.Currency()), e.From.Compare(o.From))
}

func (e *BookEntry) check() error {
	for _, text := range []struct{ field, value string }{{"sku", e.SKU}, {"market", e.Market}} {
		if len(text.value) > maxText {
			return &CartError{Field: text.field, Err: fmt.Errorf("%w: %d bytes, at most %d", ErrLimit, len(text.value), maxText)}
		}
	}
	if e.SKU == "" {
		return &CartError{Field: "sku", Err: ErrMissing}
	}
	if e.Price.Currency() == 0 {
		return &CartError{Field: "price", Err: ErrMissing}
	}
	if err := notNegative("price", e.Price); err != nil {
		return err
	}
	if err := checkWas(e.Was, e.Price); err != nil {
		return err
	}
	if int(e.Includes) >= len(includesNames) {
		return &CartError{Field: "includes", Err: fmt.Errorf("%w: no includes %d", ErrInvalid, e.Includes)}
	}
	if !e.Until.IsZero() && !e.From.Before(e.Until) {
		return &CartError{Field: "until", Err: fmt.Errorf("%w: %s is not after %s", ErrInvalid, e.Until.Format(time.RFC3339), e.From.Format(time.RFC3339))}
	}
	return nil
}

// checkWas refuses a former price that is none.
func checkWas(was, price currency.Amount) error {
	if was == (currency.Amount{}) {
		return nil
	}
	higher, err := was.Cmp(price)
	if err == nil && (higher <= 0 || was.Currency() != price.Currency()) {
		err = fmt.Errorf("%w: %v is not above the price of %v", ErrInvalid, was, price)
	}
	return inField("was", err)
}

// String names the entry by its product, market, price and time.
func (e *BookEntry) String() string {
	market := "all markets"
	if e.Market != "" {
		market = "market " + excerpt.Text(e.Market)
	}
	text := fmt.Sprintf("%v for %s in %s", e.Price, excerpt.Text(e.SKU), market)
	if !e.From.IsZero() {
		text += " from " + e.From.Format(time.RFC3339)
	}
	if !e.Until.IsZero() {
		text += " until " + e.Until.Format(time.RFC3339)
	}
	return text
}

// Entry returns the price as an entry of a book that shows it again, as it stands: what
// a shop keeps that publishes its prices, so that new exchange rates move what is
// left of them and not what customers see. The levies in it are then found anew, by
// the law of the day, inside the figure that stays.
func (p *Price) Entry() BookEntry {
	e := BookEntry{SKU: p.SKU, Market: p.Market, Price: p.Shown, Final: true}
	if p.DutyAt == InPrice {
		e.Includes |= IncludesDuty
	}
	if p.TaxAt == InPrice {
		e.Includes |= IncludesTax
	}
	if p.Was != nil {
		e.Was = p.Was.Shown
	}
	return e
}

// Len returns the number of entries.
func (b *PriceBook) Len() int { return len(b.entries) }

// All returns the entries in the order of product, market, currency and time.
func (b *PriceBook) All() iter.Seq[BookEntry] { return slices.Values(b.entries) }

// Lookup returns the entry that holds for a product in a market and its
// currency at an instant: one of the market, or else one for all markets of
// the currency. It costs one or two look-ups by hash, allocates nothing, and
// finds nothing in a nil book.
func (b *PriceBook) Lookup(sku, market string, code currency.Code, at time.Time) (BookEntry, bool) {
	if e := b.find(sku, market, code, at); e != nil {
		return *e, true
	}
	return BookEntry{}, false
}

func (b *PriceBook) find(sku, market string, code currency.Code, at time.Time) *BookEntry {
	if b == nil {
		return nil
	}
	if e := b.holds(bookKey{sku, market, code}, at); e != nil || market == "" {
		return e
	}
	return b.holds(bookKey{sku, "", code}, at)
}

// holds returns the entry of a key that holds at an instant.
func (b *PriceBook) holds(key bookKey, at time.Time) *BookEntry {
	span, ok := b.spans[key]
	if !ok {
		return nil
	}
	entries := b.entries[span.first:span.end]
	i := sort.Search(len(entries), func(i int) bool { return entries[i].From.After(at) }) - 1
	if i < 0 || !entries[i].Until.IsZero() && !at.Before(entries[i].Until) {
		return nil
	}
	return &entries[i]
}

// faults names what a book has for markets that there are not, or that sell in
// another currency: such entries would never be used. Each market is named
// once.
func (b *PriceBook) faults(byID map[string]*Market) (out []error) {
	if b == nil {
		return nil
	}
	seen := map[bookKey]bool{}
	for i := range b.entries {
		e := &b.entries[i]
		key := bookKey{market: e.Market, code: e.Price.Currency()}
		if e.Market == "" || seen[key] {
			continue
		}
		seen[key] = true
		switch m := byID[e.Market]; {
		case m == nil:
			out = append(out, fmt.Errorf("pricing: price book: %v: %w", e, ErrUnknownMarket))
		case m.Currency != e.Price.Currency():
			out = append(out, fmt.Errorf("pricing: price book: %v: %w", e, &currency.MismatchError{A: e.Price.Currency(), B: m.Currency}))
		}
	}
	return out
}
