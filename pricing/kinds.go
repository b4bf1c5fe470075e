package pricing

import "github.com/landedhq/landed/currency"

// kinds remembers by what the last products were priced on some shelves: most
// goods of a catalogue are of few kinds.
type kinds struct {
	list    currency.Code // of the shelves
	shelves []*shelf      // of each offer; nil where prices go the long way
	known   *[512]kind
	now     *kind // of the product that was looked at last; nil if it goes the long way
	price   int64 // its list price in minor units
}

type kind struct {
	key     classKey
	mark    kindMark
	classes []*shelfClass
}

// look finds shelves and classes of a product.
func (x *kinds) look(r *repricing, p *Product) {
	if list := p.Price.Currency(); x.shelves == nil || list != x.list {
		x.enter(r, list)
	}
	x.now = nil
	var ok bool
	if x.price, ok = p.quickList(); !ok || p.singular() {
		return
	}
	mark := markOf(p)
	at := x.at(p, mark)
	if at.classes == nil {
		x.learn(at, p, mark)
	}
	x.now = at
}

// learn finds the classes of a kind of products.
func (x *kinds) learn(at *kind, p *Product, mark kindMark) {
	*at = kind{classOf(p).own(), mark, make([]*shelfClass, len(x.shelves))}
	for k, s := range x.shelves {
		if s != nil {
			at.classes[k] = s.class(p)
		}
	}
}

// reckon finds the price, for offer k, of the product that was looked at last.
func (x *kinds) reckon(r *repricing, k int, p *Product, q *quickPrice) bool {
	s := x.shelves[k]
	return s != nil && x.now != nil && s.reckonList(x.now.classes[k], p, x.price, r.offers[k].At, q)
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
func (x *kinds) at(p *Product, mark kindMark) *kind {
	first := mark.place()
	for i := range uint64(4) {
		at := &x.known[(first+i)%uint64(len(x.known))]
		if at.classes == nil || at.mark == mark && at.key.category == p.Category && (mark.whole || at.key.is(p)) {
			return at
		}
	}
	x.known[first] = kind{}
	return &x.known[first]
}

// kindMark is the subheading and the origin of a kind, and whether these are all
// of its code and origin.
type kindMark struct {
	code  uint64
	whole bool
}

// place is a number below 512 that kinds are spread over: 2^64 over the golden
// ratio takes every bit to the upper nine.
func (m *kindMark) place() uint64 { return m.code * 0x9e3779b97f4a7c15 >> 55 }

func markOf(p *Product) (m kindMark) {
	c, o := p.HSCode, p.Origin
	if len(c) >= 6 && len(o) == 2 {
		m.code = uint64(o[0])<<56 | uint64(o[1])<<48 | uint64(c[0])<<40 | uint64(c[1])<<32 | uint64(c[2])<<24 | uint64(c[3])<<16 | uint64(c[4])<<8 | uint64(c[5])
		m.whole = len(c) == 6
	}
	return m
}
