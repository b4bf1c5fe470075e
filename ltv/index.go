package ltv

import "hash/maphash"

// index numbers names in the order in which they come first. It does what a map
// does, in half the time for millions of names: a slot has the hash of its name,
// so that one look at it is enough to pass it over, and growing reads no name. The
// names stand in one text, in which the garbage collector has nothing to look for.
type index struct {
	seed  maphash.Seed
	slots []slot // at most half of them are taken
	text  []byte // the names, one after the other
	ends  []int  // where each ends, by number
}

// slot is where a name is: its number plus one, 0 for none, and half of its hash.
type slot struct{ number, hash uint32 }

func newIndex() *index {
	return &index{seed: maphash.MakeSeed(), slots: make([]slot, 16)}
}

// number returns the number of a name, and whether it is a new one.
func (x *index) number(name string) (n int, isNew bool) {
	hash := uint32(maphash.String(x.seed, name))
	mask := x.mask()
	at := hash & mask
	for ; x.slots[at].number != 0; at = (at + 1) & mask {
		if s := x.slots[at]; s.hash == hash && x.is(int(s.number-1), name) {
			return int(s.number - 1), false
		}
	}
	x.text = append(x.text, name...)
	x.ends = append(x.ends, len(x.text))
	x.slots[at] = slot{uint32(len(x.ends)), hash}
	if 2*len(x.ends) > len(x.slots) {
		x.grow()
	}
	return len(x.ends) - 1, true
}

// is reports whether the n-th name is this one.
func (x *index) is(n int, name string) bool {
	start := 0
	if n > 0 {
		start = x.ends[n-1]
	}
	return string(x.text[start:x.ends[n]]) == name
}

// mask turns a hash into the slot at which the search for a name begins.
func (x *index) mask() uint32 { return uint32(len(x.slots) - 1) }

func (x *index) grow() {
	old := x.slots
	x.slots = make([]slot, 2*len(old))
	mask := x.mask()
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		at := s.hash & mask
		for x.slots[at].number != 0 {
			at = (at + 1) & mask
		}
		x.slots[at] = s
	}
}
