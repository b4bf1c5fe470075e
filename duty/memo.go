package duty

import (
	"sync"
	"sync/atomic"

	"github.com/landedhq/landed/locale"
)

// memo remembers goods by code, origin and claim. It is read without a lock: a
// place of its table is written once, and a fuller table is replaced by a larger
// one. When it has as many as it may have, it forgets them all.
type memo struct {
	table  atomic.Pointer[[]atomic.Pointer[Goods]] // its length is a power of two, and half of it is empty
	mutex  sync.Mutex                              // of those that add
	number int
}

const (
	fewGoods  = 32   // to begin with
	mostGoods = 8192 // at a time
)

// find returns goods, nil if they are not remembered.
func (m *memo) find(code Code, origin locale.Country, claim string) *Goods {
	table := m.table.Load()
	if table == nil {
		return nil
	}
	places := *table
	for at := hashOf(code, origin); ; at++ {
		g := places[at&uint64(len(places)-1)].Load()
		if g == nil || g.code == code && g.origin == origin && g.claim == claim {
			return g
		}
	}
}

// add remembers goods.
func (m *memo) add(g *Goods) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	table := m.table.Load()
	if table == nil || m.number >= mostGoods {
		fresh := make([]atomic.Pointer[Goods], 2*fewGoods)
		table, m.number = &fresh, 0
	} else if m.number >= len(*table)/2 {
		larger := make([]atomic.Pointer[Goods], 2*len(*table))
		for i := range *table {
			if g := (*table)[i].Load(); g != nil {
				put(larger, g)
			}
		}
		table = &larger
	}
	if put(*table, g) {
		m.number++
	}
	m.table.Store(table)
}

// put writes goods to their place, unless it has them already.
func put(places []atomic.Pointer[Goods], g *Goods) bool {
	for at := hashOf(g.code, g.origin); ; at++ {
		place := &places[at&uint64(len(places)-1)]
		have := place.Load()
		if have == nil {
			place.Store(g)
			return true
		}
		if have.code == g.code && have.origin == g.origin && have.claim == g.claim {
			return false
		}
	}
}

// hashOf mixes the bytes of a code of six to ten digits, and of an origin.
func hashOf(c Code, origin locale.Country) uint64 {
	var h uint64
	if len(c) >= 8 {
		h = uint64(c[0]) | uint64(c[1])<<8 | uint64(c[2])<<16 | uint64(c[3])<<24 |
			uint64(c[4])<<32 | uint64(c[5])<<40 | uint64(c[6])<<48 | uint64(c[7])<<56
		c = c[8:]
	}
	for i := range len(c) {
		h = h*31 + uint64(c[i])
	}
	for i := range len(origin) {
		h = h*31 + uint64(origin[i])<<3
	}
	h *= 0x9e3779b97f4a7c15 // 2^64 over the golden ratio: it spreads every bit to the upper ones
	return h >> 32
}
