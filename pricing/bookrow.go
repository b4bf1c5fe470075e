package pricing

import (
	"cmp"
	"hash/maphash"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/landedhq/landed/currency"
)

// bookRow is an entry of a price book as it is kept: a book has millions of
// them, few of their markets, instants and former prices are different, and most
// have neither of the last two. It takes 48 bytes, and its SKU stands in the
// texts of the book.
type bookRow struct {
	price    currency.Amount
	sku      uint32 // where it begins
	market   uint32 // in the markets of the book
	was      uint32 // in its former prices; 0: none
	from     uint32 // in its instants; 0: none
	until    uint32
	size     uint16 // of the SKU, in bytes
	includes Includes
	final    bool
}

// bookRows are the rows of a book and what they refer to. Rows and texts stand
// in chunks, so that none is copied as the book grows.
type bookRows struct {
	rows    [][]bookRow // chunkRows each, but for the last
	n       int
	texts   []string // chunkText bytes at most
	open    []byte   // the text that is written to
	markets []string
	was     []currency.Amount
	moments []time.Time
	// While rows are added, where markets and instants stand, and the last SKU.
	marketAt map[string]uint32
	momentAt map[time.Time]uint32
	last     bookRow
}

const (
	chunkRows = 1 << 14
	chunkText = 1 << 20 // 2³² bytes are 4,096 of them
	maxTexts  = 1 << 12
)

func newBookRows() *bookRows {
	return &bookRows{was: make([]currency.Amount, 1), moments: make([]time.Time, 1),
		marketAt: map[string]uint32{}, momentAt: map[time.Time]uint32{{}: 0}}
}

// add keeps an entry, of whose texts it takes copies. It tells whether there was
// room for them.
func (b *bookRows) add(e *BookEntry) bool {
	r := bookRow{price: e.Price, market: numbered(b.marketAt, &b.markets, e.Market, strings.Clone), includes: e.Includes, final: e.Final,
		from: numbered(b.momentAt, &b.moments, e.From, nil), until: numbered(b.momentAt, &b.moments, e.Until, nil)}
	if e.Was != (currency.Amount{}) {
		r.was, b.was = uint32(len(b.was)), append(b.was, e.Was)
	}
	if !b.write(e.SKU, &r) {
		return false
	}
	if b.n%chunkRows == 0 {
		b.rows = append(b.rows, make([]bookRow, 0, min(chunkRows, max(8, b.n))))
	}
	chunk := &b.rows[len(b.rows)-1]
	*chunk = append(*chunk, r)
	b.n++
	b.last = r
	return true
}

// numbered is the number of a value among others, to which it is added if it is
// new.
func numbered[T comparable](at map[T]uint32, all *[]T, v T, own func(T) T) uint32 {
	n, known := at[v]
	if !known {
		if own != nil {
			v = own(v)
		}
		n = uint32(len(*all))
		*all, at[v] = append(*all, v), n
	}
	return n
}

// write notes the SKU of a row: often it is that of the row before, in another
// market.
func (b *bookRows) write(sku string, r *bookRow) bool {
	r.size = uint16(len(sku)) // at most maxText
	if start := int(b.last.sku % chunkText); b.n > 0 && int(b.last.sku/chunkText) == len(b.texts) && string(b.open[start:start+int(b.last.size)]) == sku {
		r.sku = b.last.sku
		return true
	}
	if len(b.open)+len(sku) > chunkText {
		b.seal()
	}
	if len(b.texts) == maxTexts {
		return false
	}
	r.sku = uint32(len(b.texts))*chunkText + uint32(len(b.open))
	b.open = append(b.open, sku...)
	return true
}

func (b *bookRows) seal() {
	b.texts, b.open = append(b.texts, string(b.open)), b.open[:0]
}

func (b *bookRows) row(i int) *bookRow { return &b.rows[i/chunkRows][i%chunkRows] }

func (b *bookRows) sku(r *bookRow) string {
	start := int(r.sku % chunkText)
	return b.texts[r.sku/chunkText][start : start+int(r.size)]
}

// entry is the i-th row as it was given.
func (b *bookRows) entry(i int) BookEntry {
	r := b.row(i)
	return BookEntry{SKU: b.sku(r), Market: b.markets[r.market], Price: r.price, Was: b.was[r.was], Includes: r.includes,
		Final: r.final, From: b.moments[r.from], Until: b.moments[r.until]}
}

// sameKey tells whether rows are of one product, market and currency.
func (b *bookRows) sameKey(r, o *bookRow) bool {
	return r.market == o.market && r.price.Currency() == o.price.Currency() && b.sku(r) == b.sku(o)
}

// compare orders rows by key and time.
func (b *bookRows) compare(r, o *bookRow) int {
	return cmp.Or(cmp.Compare(b.sku(r), b.sku(o)), cmp.Compare(b.markets[r.market], b.markets[o.market]),
		cmp.Compare(r.price.Currency(), o.price.Currency()), b.moments[r.from].Compare(b.moments[o.from]))
}

// order gives where each row of the book, in its order, stands among those that
// were added. Nothing can be added after it.
func (b *bookRows) order() []int32 {
	b.seal()
	b.open, b.marketAt, b.momentAt = nil, nil, nil
	at := make([]int32, b.n)
	for i := range at {
		at[i] = int32(i)
	}
	slices.SortFunc(at, func(i, j int32) int {
		return cmp.Or(b.compare(b.row(int(i)), b.row(int(j))), cmp.Compare(i, j))
	})
	return at
}

// arrange moves the rows to their order, which is used up.
func (b *bookRows) arrange(at []int32) {
	for i := range at {
		first := *b.row(i)
		for to := i; int(at[to]) != to; {
			from := int(at[to])
			at[to] = int32(to)
			if from == i {
				*b.row(to) = first
				break
			}
			*b.row(to) = *b.row(from)
			to = from
		}
	}
}

// bookIndex finds the first row of a key. A slot has half of the hash of its
// key, so that few others are looked at.
type bookIndex struct {
	seed  maphash.Seed
	slots []bookSlot // at most two thirds of them are taken
}

// bookSlot is a row plus one, 0 for none, and half of the hash of its key.
type bookSlot struct{ row, hash uint32 }

func (x *bookIndex) hash(sku, market string, code currency.Code) uint64 {
	return maphash.String(x.seed, sku) ^ maphash.String(x.seed, market)*0x9e3779b97f4a7c15 ^ uint64(code)*0xff51afd7ed558ccd
}

// index finds the rows in their order.
func (b *bookRows) index() bookIndex {
	firsts := 0
	for i := range b.n {
		if i == 0 || !b.sameKey(b.row(i), b.row(i-1)) {
			firsts++
		}
	}
	size := 2
	for size < firsts+firsts/2 {
		size *= 2
	}
	x := bookIndex{seed: maphash.MakeSeed(), slots: make([]bookSlot, size)}
	for i := range b.n {
		r := b.row(i)
		if i > 0 && b.sameKey(r, b.row(i-1)) {
			continue
		}
		hash := x.hash(b.sku(r), b.markets[r.market], r.price.Currency())
		at := int(hash) & (size - 1)
		for x.slots[at].row != 0 {
			at = (at + 1) & (size - 1)
		}
		x.slots[at] = bookSlot{uint32(i) + 1, uint32(hash >> 32)}
	}
	return x
}

// first is the first row of a key, -1 if there is none.
func (b *PriceBook) first(sku, market string, code currency.Code) int {
	if b.n == 0 {
		return -1
	}
	hash := b.keys.hash(sku, market, code)
	mask := len(b.keys.slots) - 1
	for at := int(hash) & mask; b.keys.slots[at].row != 0; at = (at + 1) & mask {
		slot := b.keys.slots[at]
		if slot.hash != uint32(hash>>32) {
			continue
		}
		if r := b.row(int(slot.row - 1)); b.sku(r) == sku && b.markets[r.market] == market && r.price.Currency() == code {
			return int(slot.row - 1)
		}
	}
	return -1
}

// holds is the row that holds at an instant among those of the key of row
// first, -1 if there is none.
func (b *PriceBook) holds(first int, at time.Time) int {
	key := b.row(first)
	began := func(i int) bool {
		return i < b.n && b.sameKey(b.row(i), key) && !b.moments[b.row(i).from].After(at)
	}
	ahead := 1 // most keys have one row
	for began(first + ahead) {
		ahead *= 2
	}
	i := first - 1 + sort.Search(ahead+1, func(k int) bool { return !began(first + k) })
	if i < first {
		return -1
	}
	if until := b.moments[b.row(i).until]; !until.IsZero() && !at.Before(until) {
		return -1
	}
	return i
}
