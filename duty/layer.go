package duty

import (
	"github.com/landedhq/landed/locale"
)

// mostLayers is how many levies may come on top of the duty on one item.
const mostLayers = 63

// settle decides which of the levies on goods are charged, given what stands
// for the normal duty: a levy that another one in force replaces or excludes is
// not, and then neither replaces nor excludes anything itself. It appends those
// that are charged on top to onTop. Where one replaces the base it takes its
// place.
func settle(onTop []*Levy, base *Levy, layers []*Levy) (*Levy, []*Levy, error) {
	if !related(base, layers) {
		return base, append(onTop, layers...), nil
	}
	if len(layers) > mostLayers {
		return nil, onTop, tableError("%d levies on %s, at most %d", len(layers), base.Code.Dotted(), mostLayers)
	}
	// Bit 0 is the base. Each round decides what no undecided levy affects;
	// there is always one, since tables with cycles are refused.
	at := func(i int) *Levy {
		if i == 0 {
			return base
		}
		return layers[i-1]
	}
	var charged, gone uint64
	for n, before := len(layers)+1, -1; before != int(charged|gone); {
		before = int(charged | gone)
		for i := range n {
			if (charged|gone)&(1<<i) != 0 {
				continue
			}
			waits := false
			for k := range n {
				if gone&(1<<k) != 0 || !at(k).displaces(at(i)) {
					continue
				}
				if charged&(1<<k) != 0 {
					gone |= 1 << i
				}
				waits = true
			}
			if !waits {
				charged |= 1 << i
			}
		}
	}
	if all := ^uint64(0) >> (64 - len(layers) - 1); charged|gone != all {
		return nil, onTop, tableError("the levies on %s replace or exclude each other in a circle", base.Code.Dotted())
	}
	if gone&1 != 0 {
		for i, l := range layers {
			if charged&(2<<i) != 0 && l.displaces(base) {
				base, charged = l, charged&^(2<<i)
				break
			}
		}
	}
	for i, l := range layers {
		if charged&(2<<i) != 0 {
			onTop = append(onTop, l)
		}
	}
	return base, onTop, nil
}

// related reports whether any of the levies displaces others.
func related(base *Levy, layers []*Levy) bool {
	if base.relates() {
		return true
	}
	for _, l := range layers {
		if l.relates() {
			return true
		}
	}
	return false
}

func (l *Levy) relates() bool { return l.Replaces != "" || l.Excludes != "" }

// displaces reports whether another levy is not charged beside l.
func (l *Levy) displaces(o *Levy) bool {
	return l != o && (names(l.Replaces, o.ID) || names(l.Replaces, string(o.Kind)) ||
		names(l.Excludes, o.ID) || names(l.Excludes, string(o.Kind)))
}

// mostPairs is how many pairs of levies that may meet a table is searched for.
const mostPairs = 20_000_000

// cycle finds rows of a schedule that displace each other in a circle on one
// day and the same goods, and returns them, nil if there are none. The rows are
// sorted by code.
func (s *schedule) cycle() ([]int, error) {
	var related []int
	byCode := map[Code][]int{}
	for i := range s.rows {
		if s.rows[i].relates() {
			related = append(related, i)
			byCode[s.rows[i].Code] = append(byCode[s.rows[i].Code], i)
		}
	}
	c := circles{next: map[int][]int{}, state: map[int]visit{}}
	pairs := 0
	for _, i := range related {
		row := &s.rows[i]
		for n := len(row.Code); n >= 0; n -= 2 {
			shorter := byCode[row.Code[:n]]
			if pairs += len(shorter); pairs > mostPairs {
				return nil, tableError("too many levies on %s replace or exclude others", row.Code.Dotted())
			}
			for _, k := range shorter {
				other := &s.rows[k]
				if !row.meets(other) {
					continue
				}
				if row.displaces(other) {
					c.next[i] = append(c.next[i], k)
				}
				if n < len(row.Code) && other.displaces(row) {
					c.next[k] = append(c.next[k], i)
				}
			}
		}
	}
	for _, i := range related {
		if circle := c.walk(i); circle != nil {
			return circle, nil
		}
	}
	return nil, nil
}

// circles is a search through which rows displace which.
type circles struct {
	next  map[int][]int
	state map[int]visit
	path  []int
}

type visit uint8

const (
	onPath visit = iota + 1
	done
)

// walk follows what rows displace until it comes back to one of its path.
func (c *circles) walk(i int) []int {
	switch c.state[i] {
	case onPath:
		for k := range c.path {
			if c.path[k] == i {
				return c.path[k:]
			}
		}
	case done:
		return nil
	}
	c.state[i] = onPath
	c.path = append(c.path, i)
	for _, k := range c.next[i] {
		if circle := c.walk(k); circle != nil {
			return circle
		}
	}
	c.state[i] = done
	c.path = c.path[:len(c.path)-1]
	return nil
}

// meets reports whether there may be goods and a day on which both rows are
// charged. Their codes begin alike. Of what stands for the normal duty only one
// row applies, and of one measure only the narrowest.
func (l *Levy) meets(o *Levy) bool {
	single := (l.base() || l.claimable()) && (o.base() || o.claimable())
	return !single && !l.sameLayer(o) && originsMeet(l.Origin, o.Origin) && daysMeet(l, o)
}

func originsMeet(a, b locale.Country) bool {
	return a == "" || b == "" || a == b || a == unionTariff || b == unionTariff
}

// daysMeet reports whether both rows are in force on some day.
func daysMeet(l, o *Levy) bool {
	return (l.Until.IsZero() || !l.Until.Before(o.From)) && (o.Until.IsZero() || !o.Until.Before(l.From))
}
