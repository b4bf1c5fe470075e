package race

import (
	"reflect"
	"sync"
	"testing"
)

// Together runs each of the works in many goroutines beside the others, and
// demands that it gives what it gives alone. What the works share is then seen by
// the race detector, too.
func Together(t *testing.T, works ...func() (any, error)) {
	t.Helper()
	type outcome struct {
		value any
		err   error
	}
	do := func(work func() (any, error)) outcome {
		value, err := work()
		return outcome{value, err}
	}
	alone := make([]outcome, len(works))
	for i, work := range works {
		alone[i] = do(work)
	}
	var all sync.WaitGroup
	for first := range 4 * len(works) {
		all.Go(func() {
			for i := range works {
				k := (first + i) % len(works)
				if got := do(works[k]); !reflect.DeepEqual(got, alone[k]) {
					t.Errorf("work %d gives %v, and alone %v", k, got, alone[k])
				}
			}
		})
	}
	all.Wait()
}
