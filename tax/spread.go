package tax

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/landedhq/landed/currency"
)

// SpreadDiscount takes a discount of the whole order off its lines, in
// proportion to what each still costs in the basis of its price: the share of
// each line, rounded down to the grid of r, is added to its Discounts, and the
// steps left over go to the largest remainders. Equal remainders go to the
// dearer line and then to the smaller ID, whatever the order of the lines.
// Lines that cost nothing, or less, get no share. A piece of the discount that is
// smaller than a step of the grid goes whole to one line.
//
// The lines given are not changed. SpreadDiscount returns an error if:
//   - the discount is negative, or more than the lines cost (ErrDiscount);
//   - a line is not valid, as in Calculate (a *LineError);
//   - currencies differ (currency.ErrMismatch);
//   - r is not valid (currency.ErrRounding).
func SpreadDiscount(lines []Line, discount currency.Amount, r currency.Rounding) ([]Line, error) {
	if discount.IsZero() {
		return slices.Clone(lines), nil
	}
	return spreadDiscount(lines, Discount{Amount: discount}, Policy{Rounding: r}, r)
}

// spreadDiscount is SpreadDiscount for any discount before tax. The shares are
// in its basis and on the grid of r, the weights in the basis that the policy
// names.
func spreadDiscount(lines []Line, d Discount, p Policy, r currency.Rounding) ([]Line, error) {
	out := slices.Clone(lines)
	weighing := p.DiscountWeights
	if weighing == AsPriced {
		weighing = d.Basis
	}
	var total currency.Total
	costs := make([]currency.Amount, 0, len(lines))
	order := make([]int, 0, len(lines))
	for i := range lines {
		a, err := lines[i].amountIn(d.Basis, p)
		weight := a
		if err == nil && weighing != d.Basis {
			weight, err = lines[i].amountIn(weighing, p)
		}
		if err != nil {
			return nil, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
		if a.Sign() > 0 {
			total.Add(a)
			costs = append(costs, weight)
			order = append(order, i)
		}
	}
	sum, err := total.Amount()
	if err != nil {
		return nil, fmt.Errorf("tax: discount %v: %w", d.Amount, err)
	}
	discount, err := d.percentOf(sum, r)
	if err != nil {
		return nil, fmt.Errorf("tax: discount: %w", err)
	}
	most := sum
	if d.Basis != AsPriced { // sum is of prices in the other basis, which need not be on the grid
		if most, err = sum.Round(currency.Rounding{Mode: currency.Ceiling, Digits: r.Digits}); err != nil {
			return nil, fmt.Errorf("tax: discount: %w", err)
		}
	}
	if over, err := discount.Cmp(most); err != nil {
		return nil, fmt.Errorf("tax: discount: %w", err)
	} else if over > 0 || discount.Sign() < 0 {
		return nil, fmt.Errorf("tax: discount %v on %v: %w", discount, sum, ErrDiscount)
	}
	if discount.IsZero() {
		return out, nil
	}
	shares, err := spread(discount, lines, costs, order, r)
	if err != nil {
		return nil, err
	}
	for k, i := range order {
		if !shares[k].IsZero() {
			out[i].Discounts = append(slices.Clone(out[i].Discounts), Discount{Name: d.Name, Amount: shares[k], Basis: d.Basis})
		}
	}
	return out, nil
}

// spread allocates by costs. The allocation breaks ties by position, so the
// costs are brought into an order that does not depend on that of the lines.
func spread(discount currency.Amount, lines []Line, costs []currency.Amount, order []int, r currency.Rounding) ([]currency.Amount, error) {
	rank := make([]int, len(costs))
	for k := range rank {
		rank[k] = k
	}
	slices.SortStableFunc(rank, func(a, b int) int {
		dearer, _ := costs[b].Cmp(costs[a]) // one currency: they were summed
		return cmp.Or(dearer, cmp.Compare(lines[order[a]].ID, lines[order[b]].ID))
	})
	weights := make([]currency.Amount, len(costs))
	for place, k := range rank {
		weights[place] = costs[k]
	}
	parts, err := discount.AllocateBy(weights, r)
	if err != nil {
		return nil, fmt.Errorf("tax: spread the discount: %w", err)
	}
	shares := make([]currency.Amount, len(costs))
	for place, k := range rank {
		shares[k] = parts[place]
	}
	return shares, nil
}
