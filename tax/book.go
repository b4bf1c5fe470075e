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
// and safe to share. The zero Book has no rates.
type Book struct {
	entries   []entry // in the order of the index
	index     *index
	asOf      currency.Date
	estimates bool // every query asks for estimates
}

//go:embed data/rates.csv
var ratesCSV string

var defaultBook = sync.OnceValues(func() (*Book, error) { return LoadBook(strings.NewReader(ratesCSV)) })

// DefaultBook returns the embedded book, tax/data/rates.csv, read on first use.
// It has the standard rates of 115 countries; all reduced rates of the member
// states of the EU and of GB, CH and NO; the rates of sixteen product
// categories in 42 countries, as far as a source confirms them; the base rates
// of the states of the United States, without local taxes, and how these treat
// groceries, clothing, medicines and freight, with the tax holidays of 2025 and
// 2026 on clothing or on goods in general that a source confirms (15 states; no
// holidays on school supplies, computers, tools or storm supplies, for which
// there is no category); the taxes of the provinces of Canada, less the
// point-of-sale rebate where there is one (it is taken to hold on import too);
// and special territories.
//
// The standard rates of the EU, GB, CH, NO, CA, AU, SG and JP go back to 2023
// at least; those of most of the EU, GB and CH, with their reduced rates, to
// 2004 or earlier; the rates of categories as far as their source vouches for
// them. What the book lacks is an error, never a guess, and countries whose one
// standard rate would mislead (BR, CN, ID, MY) are left out.
func DefaultBook() (*Book, error) { return defaultBook() }

// Rates returns the rates for goods of a category delivered to a consumer in p
// on a day: Lookup with nothing else asked.
func (b *Book) Rates(p locale.Place, c Category, on currency.Date) ([]Rate, error) {
	return b.AppendRates(nil, p, c, on)
}

// AppendRates appends to dst what Rates returns; it allocates nothing if dst
// has room, and on an error returns dst as it was. The rates of several
// categories can share one slice, reused for the next order: append the rates
// of each category, and note where they begin.
func (b *Book) AppendRates(dst []Rate, p locale.Place, c Category, on currency.Date) ([]Rate, error) {
	return b.appendLookup(dst, &Query{Place: p, Category: c, On: on})
}

// Shipping returns the rates of freight that is stated separately from the
// goods, where the place has rates of its own for it (California: exempt).
// Where freight is taxed as the goods are, ok is false and there are no rates:
// rows of the variant "as_goods" say so outright; elsewhere it follows from the
// rule that the ancillary supply shares the treatment of the principal one.
//
// Shipping returns an error if the place is not valid, if it has several rates
// of freight (a *ConditionError), or if the day lies before the first rate of
// its postal area (a *NoRateError).
func (b *Book) Shipping(p locale.Place, on currency.Date) (rates []Rate, ok bool, err error) {
	part, err := b.part(p)
	if err != nil || part == nil {
		return nil, false, err
	}
	x := finder{q: &Query{Place: p, On: on, Variant: asGoods}, book: b}
	rates = x.append(nil, part.categories[Freight.index()])
	if x.undecided {
		return nil, false, x.conditionError(part.categories[Freight.index()], Freight)
	}
	if !x.begins.IsZero() {
		return nil, false, &NoRateError{Place: p, Category: Freight, On: on, Begins: x.begins}
	}
	rates = slices.DeleteFunc(rates, func(r Rate) bool { return r.Variant == asGoods })
	return rates, len(rates) > 0, nil
}

// asGoods is the variant of freight that is taxed as the goods are.
const asGoods = "as_goods"

// WithEstimates returns the same book, but every query of it asks for estimates:
// see Query.Estimate.
func (b *Book) WithEstimates() *Book {
	c := *b
	c.estimates = true
	return &c
}

// All returns every rate that the book has for p on a day, estimates marked, in
// the order of the categories and of the taxes in each, whatever its variant
// and customer.
//
// All returns an error if the place is not valid.
func (b *Book) All(p locale.Place, on currency.Date) ([]Rate, error) {
	part, err := b.part(p)
	if err != nil || part == nil {
		return nil, err
	}
	var rates []Rate
	for _, taxes := range part.categories {
		for i := range taxes {
			for j := range taxes[i].groups {
				r, ok := taxes[i].groups[j].find(p.PostalCode)
				if !ok {
					continue
				}
				for k := r.first; k < r.last; k++ {
					if e := &b.entries[k].rate; on.Within(e.From, e.Until) {
						rates = append(rates, *e)
						rates[len(rates)-1].Estimate = e.Confidence == Derived
					}
				}
				break
			}
		}
	}
	return rates, nil
}

// AsOf returns the newest date on which a source in the book was published or
// checked: a change in law after that date cannot be in the book. The oldest
// date would say little: a rate of 2004 holds until a row ends it. AsOf means
// the same for all tables of law except a duty.Tariff, which is read as a
// whole: there it is the date of the oldest source.
func (b *Book) AsOf() currency.Date { return b.asOf }

// Len returns the number of rows.
func (b *Book) Len() int { return len(b.entries) }

// part finds where the rates of p stand: its territory, its region, or the
// whole country; nil if the book has none of these.
func (b *Book) part(p locale.Place) (*placeIndex, error) {
	c := b.index.country(p.Country)
	var region *placeIndex
	if p.Region != "" {
		region = c.part(p.Region, "")
	}
	// A country or region that has rows is valid.
	if c == nil || p.Region != "" && region == nil || !plainPostalCode(p.PostalCode) {
		if err := p.Validate(); err != nil {
			return nil, err
		}
	}
	if t, ok := p.Territory(); ok {
		return b.index.country(t.Country).part("", t.Key), nil
	}
	if region != nil {
		return region, nil
	}
	return c.part("", ""), nil
}
