package tax

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// SpreadDiscount takes a discount of the whole order off its lines, in
// proportion to what each still costs in the basis of its price, without the
// taxes per unit that stay due (see Discount): the share of each line, rounded down to the grid of r, is added to its Discounts, and the
// steps left over go to the largest remainders. Equal remainders go to the
// dearer line and then to the smaller ID, whatever the order of the lines.
// Lines that cost nothing, or less, get no share. A piece of the discount that is
// smaller than a step of the grid goes whole to one line.
//
// The lines given are not changed. SpreadDiscount returns an error if:
//   - the discount is negative, or more than the lines cost without the taxes
//     per unit in their prices (ErrDiscount);
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
	goods, err := weighFor(d, lines, p)
	if err != nil {
		return nil, err
	}
	discount, err := goods.amountOf(d, p, r)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(lines)
	if discount.IsZero() {
		return out, nil
	}
	shares, err := goods.spread(discount, goods.all(), r)
	if err == nil {
		err = goods.cap(shares, r)
	}
	if err != nil {
		return nil, err
	}
	for k, i := range goods.at {
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

// discounted are the lines that a discount is spread over: those that cost
// something.
type discounted struct {
	lines []Line
	at    []int             // their places in lines
	costs []currency.Amount // by which the shares are weighed: these, or a multiple of them
	caps  []currency.Amount // what of the lines is discountable in the basis of the discount, which no share may exceed
}

// weighFor gathers them.
func weighFor(d Discount, lines []Line, p Policy) (*discounted, error) {
	g := &discounted{lines: lines, at: make([]int, 0, len(lines)),
		costs: make([]currency.Amount, 0, len(lines)), caps: make([]currency.Amount, 0, len(lines))}
	weighing := p.DiscountWeights
	if weighing == AsPriced {
		weighing = d.Basis
	}
	for i := range lines {
		a, err := lines[i].discountable(d.Basis, p)
		weight := a
		if err == nil && weighing != d.Basis {
			weight, err = lines[i].discountable(weighing, p)
		}
		if err != nil {
			return nil, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
		if a.Sign() > 0 {
			g.at, g.costs, g.caps = append(g.at, i), append(g.costs, weight), append(g.caps, a)
		}
	}
	return g, g.undivided(weighing, p)
}

// undivided replaces costs that a division cut off by what they are to each
// other exactly, as far as amounts can hold that: or where remainders are equal,
// digits that were cut would decide.
func (g *discounted) undivided(b Basis, p Policy) error {
	if !slices.ContainsFunc(g.at, func(i int) bool { return g.lines[i].Inclusive && !b.is(true) }) {
		return nil
	}
	exact, common := make([]*big.Rat, len(g.at)), big.NewInt(1)
	for k, i := range g.at {
		var err error
		if exact[k], err = g.lines[i].worth(b, p); err != nil {
			return &LineError{Index: i, ID: g.lines[i].ID, Err: err}
		}
		den := exact[k].Denom()
		common.Mul(common, new(big.Int).Quo(den, new(big.Int).GCD(nil, nil, common, den)))
	}
	whole := make([]currency.Amount, len(exact))
	for k, x := range exact {
		n := new(big.Int).Quo(common, x.Denom())
		var err error
		if whole[k], err = currency.FromDecimal(decimal.NewFromBigInt(n.Mul(n, x.Num()), 0), g.caps[k].Currency()); err != nil {
			return nil
		}
	}
	g.costs = whole
	return nil
}

func (g *discounted) all() []int {
	all := make([]int, len(g.at))
	for k := range all {
		all[k] = k
	}
	return all
}

// amountOf is the amount of a discount on these lines.
func (g *discounted) amountOf(d Discount, p Policy, r currency.Rounding) (currency.Amount, error) {
	var total currency.Total
	for _, a := range g.caps {
		total.Add(a)
	}
	sum, err := total.Amount()
	if err != nil {
		return sum, fmt.Errorf("tax: discount %v: %w", d.Amount, err)
	}
	most := sum
	discount, err := d.percentOf(sum, r)
	if err == nil && d.Basis != AsPriced {
		// What prices come to in the other basis need not be on the grid, nor
		// end at all: it is rounded from what it is exactly.
		var exact *big.Rat
		if exact, err = costOf(g.lines, g.at, d.Basis, p); err == nil {
			most, err = roundExactly(exact, sum.Currency(), currency.Rounding{Mode: currency.Ceiling, Digits: r.Digits})
		}
		if err == nil && !d.Percent.IsZero() {
			exact.Mul(exact, d.Percent.Shift(-2).Rat())
			discount, err = roundExactly(exact, sum.Currency(), r)
		}
	}
	if err != nil {
		return discount, fmt.Errorf("tax: discount: %w", err)
	}
	over, err := discount.Cmp(most)
	if err != nil {
		return discount, fmt.Errorf("tax: discount: %w", err)
	}
	if over > 0 || discount.Sign() < 0 {
		return discount, fmt.Errorf("tax: discount %v on %v, taxes per unit left out: %w", discount, sum, ErrDiscount)
	}
	return discount, nil
}

// costOf sums what of some of the lines is discountable in a basis, exactly.
func costOf(lines []Line, at []int, b Basis, p Policy) (*big.Rat, error) {
	sum := new(big.Rat)
	for _, i := range at {
		cost, err := lines[i].worth(b, p)
		if err != nil {
			return nil, &LineError{Index: i, ID: lines[i].ID, Err: err}
		}
		sum.Add(sum, cost)
	}
	return sum, nil
}

// worth is what of the line is discountable in a basis, exactly.
func (l *Line) worth(b Basis, p Policy) (*big.Rat, error) {
	a, whole, flat, err := l.discountableParts(b, p)
	if err != nil {
		return nil, err
	}
	cost := ratOf(a)
	if l.Inclusive {
		return cost.Quo(cost.Sub(cost, ratOf(flat)), whole.Rat()), nil
	}
	return cost.Add(cost.Mul(cost, whole.Rat()), ratOf(flat)), nil
}

// spread allocates an amount by costs over the lines ks of g. The allocation
// breaks ties by position, so the costs are brought into an order that does not
// depend on that of the lines.
func (g *discounted) spread(amount currency.Amount, ks []int, r currency.Rounding) ([]currency.Amount, error) {
	rank := make([]int, len(ks))
	for n := range rank {
		rank[n] = n
	}
	slices.SortStableFunc(rank, func(a, b int) int {
		dearer, _ := g.costs[ks[b]].Cmp(g.costs[ks[a]]) // one currency: they were summed
		return cmp.Or(dearer, cmp.Compare(g.lines[g.at[ks[a]]].ID, g.lines[g.at[ks[b]]].ID))
	})
	weights := make([]currency.Amount, len(ks))
	for place, n := range rank {
		weights[place] = g.costs[ks[n]]
	}
	parts, err := amount.AllocateBy(weights, r)
	if err != nil {
		return nil, fmt.Errorf("tax: spread the discount: %w", err)
	}
	shares := make([]currency.Amount, len(ks))
	for place, n := range rank {
		shares[n] = parts[place]
	}
	return shares, nil
}

// cap keeps shares within what their lines cost, and spreads what is above
// over the others: a line may cost less than the step by which a share was
// rounded, and shares may be weighed in another basis.
func (g *discounted) cap(shares []currency.Amount, r currency.Rounding) error {
	for range shares { // each round but the last fills a line
		var over currency.Total
		var free []int
		for k := range shares {
			switch above, err := shares[k].Cmp(g.caps[k]); {
			case err != nil:
				return err
			case above >= 0:
				over.Add(shares[k])
				over.Sub(g.caps[k])
				shares[k] = g.caps[k]
			default:
				free = append(free, k)
			}
		}
		rest, err := over.Amount()
		if err != nil || rest.IsZero() || len(free) == 0 {
			return err
		}
		more, err := g.spread(rest, free, r)
		if err != nil {
			return err
		}
		for n, k := range free {
			if shares[k], err = shares[k].Add(more[n]); err != nil {
				return err
			}
		}
	}
	return nil
}

// priced is the share of a line, in its own basis: no more than it costs.
func (l *Line) priced(share currency.Amount, b Basis, p Policy) (currency.Amount, error) {
	if b.is(l.Inclusive) {
		return share, nil
	}
	cost, err := l.amount(p)
	if err != nil {
		return cost, err
	}
	off, err := l.convertDiscount(share, cost, p.grid(share.Currency()))
	if err != nil {
		return off, err
	}
	most, err := l.discountable(AsPriced, p)
	if err != nil {
		return most, err
	}
	return currency.Min(off, most)
}
