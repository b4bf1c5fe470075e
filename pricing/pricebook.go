package pricing

import (
	"fmt"
	"iter"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/excerpt"
)

// MaxBookEntries is how many entries a price book may have. With SKUs of 13
// bytes, each in five markets, that many take 1.3 GB, and 2.3 GB while they are
// read; an entry of a sale, with an SKU of its own, a former price and a time,
// takes 120 bytes.
const MaxBookEntries = 20_000_000

// BookEntry is the price that a merchant sets for one product in one market,
// or in all markets of a currency, for a time.
type BookEntry struct {
	SKU string `json:"sku"`
	// Market is the ID of a market; empty means every market in the currency of
	// Price for which no entry of its own holds.
	Market string `json:"market,omitempty"`
	// Price is that of one unit in the market's currency; zero is a gift.
	Price currency.Amount `json:"price"`
	// Was is the former price, shown crossed out beside Price, as [Product.Was];
	// zero Amount: there is none. It includes what Price includes.
	Was currency.Amount `json:"was,omitzero"`
	// Includes says what is in Price. Where that is not what the market shows
	// inside its prices, the levies are taken out and others put in.
	Includes Includes `json:"includes"`
	// Final prices are shown as they are, neither adjusted nor moved to a grid,
	// unless levies must be taken out or put in, or the market's least margin
	// ([Charm].MinMargin) asks for more.
	Final bool `json:"final,omitempty"`
	// From is the first instant at which the entry holds, Until the first at
	// which it no longer does; zero: without beginning, without end.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// PriceBook is fixed prices by product, market and time. It is immutable and
// may be shared by goroutines and engines. The zero PriceBook, and a nil one,
// fixes no price.
type PriceBook struct {
	bookRows // by key, then by From
	keys     bookIndex
}

// NewPriceBook returns a book of entries, in any order.
//
// NewPriceBook returns an error that names the entry, by its number from 1,
// if:
//   - it has no SKU or no currency, a negative price, an Includes that is none
//     of the constants, or Was is not above Price in the same currency
//     ([ErrMissing], [ErrInvalid], currency.ErrMismatch);
//   - a text is longer than 256 bytes, all SKUs than 4 GiB, or there are more
//     than MaxBookEntries ([ErrLimit]);
//   - From is not before Until, or two entries for the same product, market
//     and currency hold at the same time; it then names both ([ErrInvalid]).
func NewPriceBook(entries []BookEntry) (*PriceBook, error) {
	if n := len(entries); n > MaxBookEntries {
		return nil, fmt.Errorf("pricing: price book: %w: %d entries, at most %d", ErrLimit, n, MaxBookEntries)
	}
	rows := newBookRows()
	for i := range entries {
		err := entries[i].check()
		if err == nil && !rows.add(&entries[i]) {
			err = errTexts
		}
		if err != nil {
			return nil, refuseEntry(i, nil, err)
		}
	}
	return rows.book(nil)
}

// errTexts is what no book of 1 GiB comes to.
var errTexts = &CartError{Field: "sku", Err: fmt.Errorf("%w: more than 4 GiB of them", ErrLimit)}

// book makes a book of the rows; lines are those of the file that they were
// read from, nil where there is none.
func (b *bookRows) book(lines []int32) (*PriceBook, error) {
	at := b.order()
	for i := 1; i < len(at); i++ {
		before, r := b.row(int(at[i-1])), b.row(int(at[i]))
		if !b.sameKey(before, r) {
			continue
		}
		if until := b.moments[before.until]; until.IsZero() || until.After(b.moments[r.from]) {
			first, second := int(min(at[i-1], at[i])), int(max(at[i-1], at[i]))
			one, other := b.entry(first), b.entry(second)
			return nil, refuseEntry(second, lines, fmt.Errorf("%w: %v holds at the same time as %v of %s",
				ErrInvalid, &other, &one, entryPlace(first, lines)))
		}
	}
	b.arrange(at)
	return &PriceBook{*b, b.index()}, nil
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

// Entry returns the price as an entry of a price book that shows the same
// figure again. A shop that publishes its prices keeps such entries, so that
// new exchange rates move what is left for the merchant and not what customers
// see. The levies inside are then computed anew, by the law of the day, while
// the figure stays, unless the market's least margin asks for more.
func (p *Price) Entry() BookEntry {
	e := BookEntry{SKU: p.SKU, Market: p.Market, Price: p.Shown, Final: true}
	if p.DutyAt == InPrice {
		e.Includes |= IncludesDuty
	}
	if p.TaxAt == InPrice && !p.Untaxed {
		e.Includes |= IncludesTax
	}
	if p.Was != nil {
		e.Was = p.Was.Shown
	}
	return e
}

// Len returns the number of entries.
func (b *PriceBook) Len() int { return b.n }

// All returns the entries in the order of product, market, currency and time.
func (b *PriceBook) All() iter.Seq[BookEntry] {
	return func(yield func(BookEntry) bool) {
		for i := range b.n {
			if !yield(b.entry(i)) {
				return
			}
		}
	}
}

// Lookup returns the entry that holds for a product in a market and its
// currency at an instant: one of the market, or else one for all markets of
// the currency. It costs one or two look-ups by hash, allocates nothing, and
// finds nothing in a nil book.
func (b *PriceBook) Lookup(sku, market string, code currency.Code, at time.Time) (BookEntry, bool) {
	if i := b.find(sku, market, code, at); i >= 0 {
		return b.entry(i), true
	}
	return BookEntry{}, false
}

// find is where the entry stands that holds, -1 if none does.
func (b *PriceBook) find(sku, market string, code currency.Code, at time.Time) int {
	if b == nil {
		return -1
	}
	if first := b.first(sku, market, code); first >= 0 {
		if i := b.holds(first, at); i >= 0 {
			return i
		}
	}
	if market == "" {
		return -1
	}
	return b.find(sku, "", code, at)
}

// faults names what a book has for markets that there are not, or that sell in
// another currency: such entries would never be used. Each market is named
// once.
func (b *PriceBook) faults(byID map[string]*Market) (out []error) {
	if b == nil {
		return nil
	}
	type sold struct {
		market uint32
		code   currency.Code
	}
	seen := map[sold]bool{}
	for i := range b.n {
		r := b.row(i)
		key := sold{r.market, r.price.Currency()}
		if b.markets[r.market] == "" || seen[key] {
			continue
		}
		seen[key] = true
		e := b.entry(i)
		switch m := byID[e.Market]; {
		case m == nil:
			out = append(out, fmt.Errorf("pricing: price book: %v: %w", &e, ErrUnknownMarket))
		case m.Currency != e.Price.Currency():
			out = append(out, fmt.Errorf("pricing: price book: %v: %w", &e, &currency.MismatchError{A: e.Price.Currency(), B: m.Currency}))
		}
	}
	return out
}
