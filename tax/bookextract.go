package tax

import (
	"maps"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// Extract returns a book with the rows of b for goods of the categories, and
// for freight, in the places on a day. For these it returns the same rates as
// b, and an error where b does. Only what the error says of other categories
// and days may differ: where b has no rate, the extract may say that one begins
// later. A passing rate keeps the row that it lies over.
//
// Extract returns an error if a category is not known (a *CategoryError), or a
// place is not valid.
func (b *Book) Extract(on currency.Date, places []locale.Place, categories ...Category) (*Book, error) {
	x := bookExtract{book: b, on: on, kept: map[int]bool{}}
	columns := []int{Freight.index()}
	for _, c := range categories {
		if !c.Valid() {
			return nil, &CategoryError{Category: string(c)}
		}
		columns = append(columns, c.index())
		if b.estimates && c.hasStandard() {
			columns = append(columns, General.index())
		}
	}
	slices.Sort(columns)
	columns = slices.Compact(columns)
	for _, p := range places {
		part, err := b.part(p)
		if err != nil {
			return nil, err
		}
		if part == nil {
			continue
		}
		for _, at := range columns {
			for i := range part.categories[at] {
				x.tax(&part.categories[at][i], p.PostalCode)
			}
		}
	}
	out, err := newBook(x.rows())
	if err != nil {
		return nil, err
	}
	out.estimates = b.estimates
	return out, nil
}

// bookExtract is the work on an extract of a book.
type bookExtract struct {
	book *Book
	on   currency.Date
	kept map[int]bool // entries
}

// tax keeps what holds of a tax in the postal areas that a code lies in.
func (x *bookExtract) tax(t *taxIndex, code string) {
	for i := range t.groups {
		if r, ok := t.groups[i].find(code); ok {
			x.run(r)
		}
	}
}

// run keeps the entries that hold on the day. Where all of them begin after it
// those stay that begin first: they hide what a wider area has.
func (x *bookExtract) run(r run) {
	entries := x.book.entries
	begins := entries[r.first].rate.From
	for i := r.first; i < r.last; i++ {
		if entries[i].rate.From.Before(begins) {
			begins = entries[i].rate.From
		}
	}
	on := x.on
	if on.Before(begins) {
		on = begins
	}
	for i := r.first; i < r.last; i++ {
		e := &entries[i]
		if !on.Within(e.rate.From, e.rate.Until) {
			continue
		}
		x.kept[int(i)] = true
		if e.passing {
			x.under(e, r)
		}
	}
	x.fill(r)
}

// under keeps what a passing rate lies over, from its first day to the day
// after it.
func (x *bookExtract) under(e *entry, r run) {
	after := e.rate.Until.AddDays(1)
	for i := r.first; i < r.last; i++ {
		u := &x.book.entries[i]
		below := u.slot == (slot{e.placeKey, e.category, e.name, e.postal, e.customer, u.variant, false}) && (u.variant == "" || u.variant == e.variant)
		if below && !after.Before(u.rate.From) && (u.rate.Until.IsZero() || !u.rate.Until.Before(e.rate.From)) {
			x.kept[int(i)] = true
		}
	}
}

// fill keeps what lies between two entries of a slot that were kept: those of
// one follow each other day by day.
func (x *bookExtract) fill(r run) {
	for i := r.first; i < r.last; i++ {
		for last := r.last - 1; x.kept[int(i)] && last > i; last-- {
			if !x.kept[int(last)] || x.book.entries[last].slot != x.book.entries[i].slot {
				continue
			}
			for k := i + 1; k < last; k++ {
				if x.book.entries[k].slot == x.book.entries[i].slot {
					x.kept[int(k)] = true
				}
			}
			break
		}
	}
}

// rows are the entries that were kept, in the order of the book.
func (x *bookExtract) rows() []entry {
	rows := make([]entry, 0, len(x.kept))
	for _, i := range slices.Sorted(maps.Keys(x.kept)) {
		rows = append(rows, x.book.entries[i])
	}
	return rows
}

// Currencies returns the currencies of the thresholds in the book, sorted.
func (b *Book) Currencies() []currency.Code {
	var codes []currency.Code
	for i := range b.entries {
		if c := b.entries[i].rate.Threshold.Amount.Currency(); c != 0 {
			codes = append(codes, c)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
