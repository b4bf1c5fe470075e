package tax

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Book holds the rates of many places by category and date. It is immutable
// and safe to share.
type Book struct {
	rates  map[bookKey][]Rate
	places map[placeKey][]Category // known categories by place, sorted
	asOf   currency.Date
	size   int
}

type placeKey struct {
	country           locale.Country
	region, territory string
}

type bookKey struct {
	placeKey
	category Category
}

//go:embed data/rates.csv
var ratesCSV string

var defaultBook = sync.OnceValues(func() (*Book, error) { return Load(strings.NewReader(ratesCSV)) })

// Default is the embedded book, tax/data/rates.csv, read on first use. It has
// the general rate of the member states of the EU, and of GB, CH, NO, JP, AU,
// Ontario (CA-ON) and California (US-CA) also printed books and basic food;
// DE and FR too. What it lacks is an error, never a guess. The rate of books
// and children's goods in Ontario is less the rebate that a seller there gives
// at the counter; it is taken to hold on import too.
func Default() (*Book, error) { return defaultBook() }

// Rates gives the rates for goods of a category delivered to p on a day, in
// the order in which they are levied. The result is the caller's own.
//
// A special territory (see locale.Place.Territory) has the rates of its own
// rows only, never those of the mainland. A region (state, province) without
// rows of its own has those of the country, if the country has any.
//
// Rates returns a *NoRateError that wraps
//   - ErrNoRate, if the place or the category there is not in the book, or
//     the rate ended before the day;
//   - ErrBeforeBook, if the day lies before the first row of the category
//     there.
//
// It also returns an error if the place is not valid or the category unknown.
func (b *Book) Rates(p locale.Place, c Category, on currency.Date) ([]Rate, error) {
	return b.AppendRates(nil, p, c, on)
}

// AppendRates appends to dst what Rates gives; it allocates nothing if dst has
// room.
func (b *Book) AppendRates(dst []Rate, p locale.Place, c Category, on currency.Date) ([]Rate, error) {
	if !c.Valid() {
		return dst, &CategoryError{Category: string(c)}
	}
	if err := p.Validate(); err != nil {
		return dst, err
	}
	key := b.placeKey(p)
	rows := b.rates[bookKey{key, c}]
	had := len(dst)
	for i := range rows {
		if on.Within(rows[i].From, rows[i].Until) {
			dst = append(dst, rows[i])
		}
	}
	if len(dst) > had {
		return dst, nil
	}
	return dst, b.noRate(p, key, c, on, rows)
}

// Shipping gives the rates of freight that is stated apart from the goods,
// where the place has rates of its own for it (California: exempt). ok is
// false where freight follows the goods, and then there are no rates.
//
// Shipping returns an error if the place is not valid.
func (b *Book) Shipping(p locale.Place, on currency.Date) (rates []Rate, ok bool, err error) {
	if err := p.Validate(); err != nil {
		return nil, false, err
	}
	for _, r := range b.rates[bookKey{b.placeKey(p), Freight}] {
		if on.Within(r.From, r.Until) {
			rates = append(rates, r)
		}
	}
	return rates, len(rates) > 0, nil
}

// AsOf is the newest date of a source in the book: what changed in law after
// it cannot be in the book.
func (b *Book) AsOf() currency.Date { return b.asOf }

// Len is the number of rows.
func (b *Book) Len() int { return b.size }

// placeKey is where the rates of p stand: its territory, its region, or the
// whole country.
func (b *Book) placeKey(p locale.Place) placeKey {
	if t, ok := p.Territory(); ok {
		return placeKey{country: t.Country, territory: t.Key}
	}
	if p.Region != "" {
		key := placeKey{country: p.Country, region: p.Region}
		if _, ok := b.places[key]; ok {
			return key
		}
	}
	return placeKey{country: p.Country}
}

func (b *Book) noRate(p locale.Place, key placeKey, c Category, on currency.Date, rows []Rate) error {
	e := &NoRateError{Place: p, Territory: key.territory, Category: c, On: on}
	if len(rows) > 0 && on.Before(rows[0].From) {
		e.Begins = rows[0].From
		for _, r := range rows[1:] {
			if r.From.Before(e.Begins) {
				e.Begins = r.From
			}
		}
	}
	e.Known = slices.Clone(b.places[key])
	return e
}
