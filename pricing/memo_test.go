package pricing

import (
	"sync"
	"testing"
)

// A memo gives what was added first, from any goroutine, and forgets all but
// the last when it is full.
func TestMemo(t *testing.T) {
	const most = 1000
	var m memo[int, int]
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range most {
				if v, ok := m.find(i); ok && v != i {
					t.Errorf("worker %d found %d for %d", worker, v, i)
				}
				if v := m.add(i, i, most); v != i {
					t.Errorf("worker %d added %d, and %d is remembered", worker, i, v)
				}
			}
		})
	}
	wg.Wait()
	for range 2 * most { // asked for often enough, all are in the table
		for i := range most {
			if v, ok := m.find(i); !ok || v != i {
				t.Fatalf("%d: found %d, %t", i, v, ok)
			}
		}
		if m.fresh == nil {
			break
		}
	}
	if len(m.fresh) > 0 || len(*m.table.Load()) != most {
		t.Errorf("%d are in the table, %d beside it", len(*m.table.Load()), len(m.fresh))
	}
	m.add(most, most, most)
	if _, ok := m.find(0); ok {
		t.Error("a full memo forgets nothing")
	}
	if v, ok := m.find(most); !ok || v != most {
		t.Error("a full memo forgets the last too")
	}
}

// Who asks for ever new codes does not make an engine copy all that it has seen
// each time: a table is made anew a few times for each doubling.
func TestMemoCopies(t *testing.T) {
	var m memo[int, int]
	var last *map[int]int
	tables := 0
	for i := range maxClasses {
		m.find(i)
		m.add(i, i, maxClasses)
		if now := m.table.Load(); now != last {
			last = now
			tables++
		}
	}
	if tables > 100 {
		t.Errorf("%d tables for %d", tables, maxClasses)
	}
}
