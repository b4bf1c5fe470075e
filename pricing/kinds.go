package pricing

import "github.com/landedhq/landed/currency"

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
	key, ok := classOf(p)
	if !ok {
		x.classes = nil
		return
	}
	at := x.at(&key)
	if at.classes == nil {
		*at = kind{key.own(), make([]*shelfClass, len(x.shelves))}
		for k, s := range x.shelves {
			if s != nil {
				at.classes[k] = s.class(p)
			}
		}
	}
	x.classes = at.classes
}

// enter finds the shelves for list prices in a currency.
func (x *kinds) enter(r *repricing, list currency.Code) {
	x.list, x.shelves, x.known = list, make([]*shelf, len(r.offers)), new([512]kind)
	for k := range r.offers {
		x.shelves[k] = r.e.shelf(r.e.byID[r.offers[k].Market], &r.offers[k], list)
	}
}

// at is where a kind is remembered. Where it and those that came before it
// crowd one place, the first of them is forgotten.
func (x *kinds) at(key *classKey) *kind {
	first := key.place()
	for i := range 4 {
		at := &x.known[(first+i)%len(x.known)]
		if at.classes == nil || at.key == *key {
			return at
		}
	}
	x.known[first] = kind{}
	return &x.known[first]
}

// place is where a kind is looked for, by its subheading and origin.
func (k *classKey) place() int {
	h := uint64(len(k.category))
	if c := k.hsCode; len(c) >= 6 {
		h += uint64(c[0])<<40 | uint64(c[1])<<32 | uint64(c[2])<<24 | uint64(c[3])<<16 | uint64(c[4])<<8 | uint64(c[5])
	}
	if o := k.origin; len(o) == 2 {
		h += uint64(o[0])<<56 | uint64(o[1])<<48
	}
	return int(h * 0x9e3779b97f4a7c15 >> 55) // 2^64 over the golden ratio: it spreads every bit to the upper nine
}
