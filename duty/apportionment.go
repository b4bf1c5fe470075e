package duty

import (
	"fmt"
	"math"
	"slices"

	"github.com/landedhq/landed/currency"
)

// scanned is up to how many parts the largest remainder is looked for by going
// through all of them; more are sorted.
const scanned = 32

// apportion divides whole among items by weights, all of them at or above
// zero, and without losing anything: each part is the exact share cut down to
// the grid of rd, and the steps left over go to the largest remainders. Among
// equal remainders the order of [Item.compare] decides, so that no part of a
// total depends on the order in which the items came. Weights that are all
// zero count as equal. The result is reused by the next call.
func (a *assessor) apportion(whole currency.Amount, members []int, weights []currency.Amount, rd currency.Rounding) ([]currency.Amount, error) {
	if len(members) == 1 {
		a.parts = append(a.parts[:0], whole)
		return a.parts, nil
	}
	if a.trace == nil && a.quickly(whole, members, weights, rd) {
		return a.parts, nil
	}
	order := make([]int, len(members)) // of places in members
	for k := range order {
		order[k] = k
	}
	items := a.shipment.Items
	slices.SortStableFunc(order, func(j, k int) int { return items[members[j]].compare(&items[members[k]]) })
	sorted := make([]currency.Amount, len(order))
	nothing := true
	for k, at := range order {
		sorted[k] = weights[at]
		nothing = nothing && weights[at].IsZero()
	}
	if nothing {
		for k := range sorted {
			sorted[k] = currency.FromMinor(1, a.currency)
		}
	}
	shares, err := whole.AllocateBy(sorted, rd)
	if err != nil {
		return nil, fmt.Errorf("duty: sharing %s out: %w", whole, err)
	}
	a.parts = slices.Grow(a.parts[:0], len(order))[:len(order)]
	for k, at := range order {
		a.parts[at] = shares[k]
	}
	return a.parts, nil
}

// quickly is apportion for a few amounts in minor units, as nearly all are. It
// reports whether it could.
func (a *assessor) quickly(whole currency.Amount, members []int, weights []currency.Amount, rd currency.Rounding) bool {
	n := len(members)
	units, err := whole.Minor()
	if err != nil || n > scanned || units < 0 || rd.Increment > 1 || rd.Digits.In(a.currency) != a.currency.Digits() {
		return false
	}
	var ws, parts [scanned]int64
	var total uint64
	for k := range n {
		w, err := weights[k].Minor()
		if err != nil || uint64(w) > math.MaxInt64/scanned {
			return false
		}
		ws[k] = w
		total += uint64(w)
	}
	a.largest(uint64(units), total, ws[:n], members, parts[:n])
	a.parts = slices.Grow(a.parts[:0], n)[:n]
	for k := range n {
		a.parts[k] = currency.FromMinor(parts[k], a.currency)
	}
	return true
}

// before reports whether item i comes before item k by what they are.
func (a *assessor) before(i, k int) bool {
	return a.shipment.Items[i].compare(&a.shipment.Items[k]) < 0
}
