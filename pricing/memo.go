package pricing

import (
	"maps"
	"sync"
	"sync/atomic"
)

// memo remembers what is costly to find and never differs, so that no answer
// depends on it. Its table is read without a lock and never written: what is
// added goes into a copy, or, where copies are long, waits until there is enough
// of it. So adding costs the same however much there is. The zero memo is empty.
type memo[K comparable, V any] struct {
	table atomic.Pointer[map[K]V]
	mutex sync.Mutex // of all below
	fresh map[K]V    // what is not in the table yet
	asked int        // how often that was found there
}

// shortTable is how long a table is copied for each that is added.
const shortTable = 64

func (m *memo[K, V]) find(k K) (v V, ok bool) {
	table := m.table.Load()
	if table == nil {
		return v, false
	}
	if v, ok = (*table)[k]; ok || len(*table) < shortTable {
		return v, ok
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if v, ok = m.fresh[k]; ok {
		if m.asked++; m.asked >= len(*table) {
			m.renew()
		}
	}
	return v, ok
}

// add remembers v, unless another was quicker, and returns what is remembered.
// When there are as many as there may be, it forgets the others.
func (m *memo[K, V]) add(k K, v V, most int) V {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	known := 0
	if table := m.table.Load(); table != nil {
		if have, ok := (*table)[k]; ok {
			return have
		}
		known = len(*table)
	}
	if have, ok := m.fresh[k]; ok {
		return have
	}
	if known+len(m.fresh) >= most {
		m.table.Store(nil)
		m.fresh, known = nil, 0
	}
	if m.fresh == nil {
		m.fresh = make(map[K]V)
	}
	m.fresh[k] = v
	if known < shortTable || 4*len(m.fresh) >= known {
		m.renew()
	}
	return v
}

// renew makes a table of all that is remembered.
func (m *memo[K, V]) renew() {
	all := m.fresh
	if table := m.table.Load(); table != nil {
		all = make(map[K]V, len(*table)+len(m.fresh))
		maps.Copy(all, *table)
		maps.Copy(all, m.fresh)
	}
	m.table.Store(&all)
	m.fresh, m.asked = nil, 0
}
