package duty

import (
	"cmp"
	"slices"
)

// columns gathers the lines whose fractions are dropped by such steps. They
// stand in an order of their own, and so do the lines of each, so that no
// figure depends on that of the shipment.
func (a *assessor) columns(f Fractions) []Column {
	items := a.shipment.Items
	var lines []int
	for i, r := range a.rules {
		if a.drops(r) && r.Fractions == f && !items[i].Returned {
			lines = append(lines, i)
		}
	}
	slices.SortStableFunc(lines, func(i, k int) int {
		return cmp.Or(cmp.Compare(items[i].Column, items[k].Column), items[i].compare(&items[k]))
	})
	var out []Column
	for _, i := range lines {
		if n := len(out); n > 0 && a.inColumn(out[n-1].Lines[0], i) {
			out[n-1].Lines = append(out[n-1].Lines, i)
		} else {
			out = append(out, Column{Lines: []int{i}})
		}
	}
	slices.SortStableFunc(out, func(x, y Column) int { return items[x.Lines[0]].compare(&items[y.Lines[0]]) })
	return out
}

// inColumn reports whether lines stand in one column: goods of one code, origin
// and claim, but for those whose quantities do not add up, such as strengths.
func (a *assessor) inColumn(i, k int) bool {
	x, y := &a.shipment.Items[i], &a.shipment.Items[k]
	if a.rules[i] != a.rules[k] || x.Column != y.Column || x.Code != y.Code || x.Origin != y.Origin || x.Claim != y.Claim ||
		!slices.Equal(a.leviesOf(i), a.leviesOf(k)) {
		return false
	}
	for _, levy := range a.leviesOf(i) {
		if slices.ContainsFunc(levy.Rate.Needs(), Unit.Intensive) {
			return false
		}
	}
	return true
}
