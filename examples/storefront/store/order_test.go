package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlace(t *testing.T) {
	databases(t, func(t *testing.T, url string) {
		s := opened(t, url)
		placed, first, err := s.Place(t.Context(), order("k1", 2))
		if err != nil || !first {
			t.Fatal(first, err)
		}
		got, refunds, err := s.Order(t.Context(), placed.ID)
		if err != nil || len(refunds) != 0 {
			t.Fatal(refunds, err)
		}
		if diff := cmp.Diff(placed, got); diff != "" {
			t.Errorf("placed, and in the database:\n%s", diff)
		}
	})
}
