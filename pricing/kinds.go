package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
)

// kinds remembers by what the last products were priced on some shelves: most
// goods of a catalogue are of few kinds.
type kinds struct {
	list    currency.Code // of the shelves
	shelves []*shelf      // of each offer; nil where prices go the long way
	known   *[512]kind
	classes []*shelfClass // of the product that was looked at last; nil if it is one of its own
}

type kind struct {
	key     classKey
	classes []*shelfClass
}

// look finds shelves and classes of a product.
func (x *kinds) look(r *repricing, p *Product) {
	if list := p.Price.Currency(); x.shelves == nil || list != x.list {
		x.enter(r, list)
	}
	x.classes = nil
	if p.singular() {
		return
	}
	at := x.at(p)
	if at.classes == nil {
		x.learn(at, p)
	}
	x.classes = at.classes
}

// learn finds the classes of a kind of products.
func (x *kinds) learn(at *kind, p *Product) {
	*at = kind{classOf(p).own(), make([]*shelfClass, len(x.shelves))}
	for k, s := range x.shelves {
		if s != nil {
			at.classes[k] = s.class(p)
		}
	}
}

// reckon finds the price, for offer k, of the product that was looked at last.
func (x *kinds) reckon(r *repricing, k int, p *Product, q *quickPrice) bool {
	s := x.shelves[k]
	return s != nil && x.classes != nil && s.reckon(x.classes[k], p, r.offers[k].At, q)
}

// enter finds the shelves for list prices in a currency.
func (x *kinds) enter(r *repricing, list currency.Code) {
	x.list, x.shelves, x.known = list, make([]*shelf, len(r.offers)), new([512]kind)
	for k := range r.offers {
		x.shelves[k] = r.e.shelf(r.e.byID[r.offers[k].Market], &r.offers[k], list)
	}
}

// at is where the kind of a product is remembered. Where it and those that came
// before it crowd one place, the first of them is forgotten.
func (x *kinds) at(p *Product) *kind {
	first := kindPlace(p.HSCode, p.Origin)
	for i := range uint64(4) {
		at := &x.known[(first+i)%uint64(len(x.known))]
		if at.classes == nil || at.key.is(p) {
			return at
		}
	}
	x.known[first] = kind{}
	return &x.known[first]
}

// kindPlace is where a kind is looked for, by its subheading and origin.
func kindPlace(hsCode string, origin locale.Country) (h uint64) {
	if c := hsCode; len(c) >= 6 {
		h = uint64(c[0])<<40 | uint64(c[1])<<32 | uint64(c[2])<<24 | uint64(c[3])<<16 | uint64(c[4])<<8 | uint64(c[5])
	}
	if o := origin; len(o) == 2 {
		h += uint64(o[0])<<56 | uint64(o[1])<<48
	}
	return h * 0x9e3779b97f4a7c15 >> 55 // 2^64 over the golden ratio: it spreads every bit to the upper nine
}
