package pricing

import (
	"sync"
	"sync/atomic"
)

// memo remembers what is costly to find and never differs, so that no answer
// depends on it. It is read without a lock: what is added goes into a copy. The
// zero memo is empty.
type memo[K comparable, V any] struct {
	table atomic.Pointer[map[K]V]
	mutex sync.Mutex // of those that add
}

func (m *memo[K, V]) find(k K) (v V, ok bool) {
	if table := m.table.Load(); table != nil {
		v, ok = (*table)[k]
	}
	return v, ok
}

// add remembers v, unless another was quicker, and returns what is remembered.
// When there are as many as there may be, it forgets the others.
func (m *memo[K, V]) add(k K, v V, most int) V {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	larger := map[K]V{k: v}
	if table := m.table.Load(); table != nil {
		if have, ok := (*table)[k]; ok {
			return have
		}
		if len(*table) < most {
			for k, v := range *table {
				larger[k] = v
			}
		}
	}
	m.table.Store(&larger)
	return v
}
