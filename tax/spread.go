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

// spreadDiscount is SpreadDiscount for any discount before tax. What is spread
// is on the grid of r and in the basis of the discount, the weights are in that
// which the policy names, and the shares in that of their lines.
func spreadDiscount(lines []Line, d Discount, p Policy, r currency.Rounding) ([]Line, error) {
	out := slices.Clone(lines)
	weighing := p.DiscountWeights
	if weighing == AsPriced {
		weighing = d.Basis
	}
	var total currency.Total
	costs := make([]currency.Amount, 0, len(lines)) // by which the shares are weighed
	caps := make([]currency.Amount, 0, len(lines))  // which they may not exceed
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
			caps = append(caps, a)
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
	if err == nil {
		shares, err = capped(shares, caps, lines, costs, order, r)
	}
	if err != nil {
		return nil, err
	}
	for k, i := range order {
		off, err := lines[i].priced(shares[k], d.Basis, p)
		if err != nil {
			return nil, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
		if !off.IsZero() {
			out[i].Discounts = append(slices.Clone(out[i].Discounts), Discount{Name: d.Name, Amount: off})
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

// priced is the share of a line, in its own basis: no more than it costs.
func (l *Line) priced(share currency.Amount, b Basis, p Policy) (currency.Amount, error) {
	if b.is(l.Inclusive) {
		return share, nil
	}
	off, err := convert(share, l.Rates, l.Inclusive, p.grid(share.Currency()))
	if err != nil {
		return off, err
	}
	cost, err := l.amount(p)
	if err != nil {
		return off, err
	}
	return currency.Min(off, cost)
}

// capped keeps shares within what their lines cost, and spreads what is above
// over the others: a line may cost less than the step by which a share was
// rounded, and shares may be weighed in another basis.
func capped(shares, caps []currency.Amount, lines []Line, costs []currency.Amount, order []int, r currency.Rounding) ([]currency.Amount, error) {
	for range shares { // each round but the last fills a line
		var over currency.Total
		var free []int
		for k := range shares {
			switch above, err := shares[k].Cmp(caps[k]); {
			case err != nil:
				return nil, err
			case above >= 0:
				over.Add(shares[k])
				over.Sub(caps[k])
				shares[k] = caps[k]
			default:
				free = append(free, k)
			}
		}
		rest, err := over.Amount()
		if err != nil || rest.IsZero() || len(free) == 0 {
			return shares, err
		}
		weights, at := make([]currency.Amount, len(free)), make([]int, len(free))
		for n, k := range free {
			weights[n], at[n] = costs[k], order[k]
		}
		more, err := spread(rest, lines, weights, at, r)
		if err != nil {
			return nil, err
		}
		for n, k := range free {
			if shares[k], err = shares[k].Add(more[n]); err != nil {
				return nil, err
			}
		}
	}
	return shares, nil
}
