package ltv

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// Group is a number of customers with the same history. Models are fitted to
// groups: a million customers have far fewer histories.
type Group struct {
	Summary
	Count int `json:"count"`
}

// Groups counts the customers of each history. The groups are sorted by repeats,
// then by the day of the last purchase, then by age, so that the order of the
// customers does not matter.
//
// Groups returns a *[RowError] of class [ErrHistory] if a history is impossible.
func Groups(customers iter.Seq[Summary]) ([]Group, error) {
	var all []Summary
	for s := range customers {
		if err := s.Check(); err != nil {
			return nil, &RowError{Row: len(all), Err: err}
		}
		all = append(all, s)
	}
	slices.SortFunc(all, Summary.compare)
	var groups []Group
	for i, s := range all {
		if i == 0 || s != all[i-1] {
			groups = append(groups, Group{Summary: s})
		}
		groups[len(groups)-1].Count++
	}
	return groups, nil
}

// compare orders histories by repeats, last purchase and age.
func (s Summary) compare(o Summary) int {
	if s.Repeat != o.Repeat {
		return cmp.Compare(s.Repeat, o.Repeat)
	}
	if s.Last != o.Last {
		return cmp.Compare(s.Last, o.Last)
	}
	return cmp.Compare(s.Age, o.Age)
}

// RowError says which row of the input of a fit is wrong, and why.
type RowError struct {
	Row int   // index of the row, from 0
	Err error // the reason; errors.Is finds its class
}

// Error returns the row and the reason.
func (e *RowError) Error() string { return fmt.Sprintf("ltv: row %d: %v", e.Row, e.Err) }

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }
