package pricing

import (
	"errors"
	"testing"
)

// A law has four bands for each line that a cart may hold, and no more: a thing
// passes a threshold of customs, one of the tax, one of a rate, and the least that
// is collected.
func TestBandsAreBounded(t *testing.T) {
	s := &solver{}
	next := band{low: &probe{law: conditions{regimes: "next"}}}
	bands := make([]band, 4*MaxLines)
	for i := range bands {
		bands[i] = band{low: &probe{law: conditions{regimes: "before"}}}
	}
	if out, err := s.join(bands[1:], next); err != nil || len(out) != 4*MaxLines {
		t.Errorf("the last band: %v", err)
	}
	if _, err := s.join(bands, next); !errors.Is(err, ErrLimit) {
		t.Errorf("one band more: %v, want %v", err, ErrLimit)
	}
}
