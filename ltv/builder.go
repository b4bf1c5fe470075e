package ltv

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/internal/excerpt"
)

// builder is a cohort in the making. Purchases are noted as they come, one behind
// the other, and go to their customers when all are known: millions of customers
// are then not looked up in memory order by order.
type builder struct {
	pot
	vault  *vault
	places *index   // of the customers
	ids    []string // of the customers, by place
	notes  [][]note // all but the last are full
}

// note is a purchase and the place of its customer.
type note struct {
	place  uint32
	record record
}

// pageOfNotes is how many notes are kept together at most: memory grows by so
// many.
const pageOfNotes = 1 << 14

func newBuilder(key pot) *builder {
	return &builder{pot: key, vault: &vault{code: key.code}, places: newIndex()}
}

// enter notes a purchase of a customer.
func (b *builder) enter(customer string, p Purchase) {
	place, isNew := b.places.number(customer)
	if isNew {
		b.ids = append(b.ids, customer)
	}
	last := len(b.notes) - 1
	if last < 0 || len(b.notes[last]) == cap(b.notes[last]) {
		b.notes = append(b.notes, make([]note, 0, min(pageOfNotes, 16<<min(len(b.notes), 16))))
		last++
	}
	b.notes[last] = append(b.notes[last], note{uint32(place), b.vault.pack(p)})
}

// customers returns all of them, by ID. The builder is used up.
func (b *builder) customers() ([]Customer, error) {
	b.places = nil
	purchases := b.byCustomer()
	customers := make([]Customer, len(b.ids))
	for i, id := range b.ids {
		merged, err := b.vault.merge(purchases[i])
		if err != nil {
			return nil, fmt.Errorf("ltv: market %s: customer %s: %w", excerpt.Quote(b.market), excerpt.Quote(id), err)
		}
		customers[i] = Customer{id: id, vault: b.vault, purchases: merged}
	}
	slices.SortFunc(customers, func(a, b Customer) int { return cmp.Compare(a.id, b.id) })
	return customers, nil
}

// byCustomer sorts the notes by the place of their customer, by counting: each
// gets a part of one array.
func (b *builder) byCustomer() [][]record {
	counts := make([]int, len(b.ids))
	all := 0
	for _, page := range b.notes {
		for i := range page {
			counts[page[i].place]++
		}
		all += len(page)
	}
	records, parts := make([]record, all), make([][]record, len(b.ids))
	for i, n := range counts {
		parts[i], records = records[:0:n], records[n:]
	}
	for k, page := range b.notes {
		for i := range page {
			parts[page[i].place] = append(parts[page[i].place], page[i].record)
		}
		b.notes[k] = nil
	}
	return parts
}
