package tax

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

// cell is a share in a rounded total: its exact size, and where it goes.
type cell struct {
	line  int
	exact *big.Rat
	to    *currency.Amount
	rate  *Rate
}

// portion is a cell on its way: whole steps of the grid, and what is above.
type portion struct {
	cell
	units     *big.Int
	remainder *big.Rat
	name      string
	label     string // for the trace
}

// allocate gives total to the cells by largest remainder: each gets its exact
// share rounded down to the grid, and the steps left over go to the largest
// remainders. Equal remainders go to the larger share and then by name, the ID
// of the line, so that the order of the lines decides nothing that can be
// seen. A cell whose share is zero gets nothing, unless all are, as on the very
// value that an excess begins at: then what a coarse grid makes of it goes to the
// first by name.
//
// The steps left over number from zero to the count of the cells. Where total
// differs from the sum of the shares by a whole step and more (it was rounded
// to whole euros, or as that of one unit), the shares are first brought to it
// by levelled.
func (c *calculation) allocate(total currency.Amount, cells []cell, name func(cell) string) error {
	places := int32(c.policy.places(c.zero.Currency()))
	scale := decimal.New(1, places).Rat()
	left := new(big.Rat).Mul(ratOf(total), scale)
	rest := new(big.Int).Quo(left.Num(), left.Denom())
	portions := make([]portion, 0, len(cells))
	var empty []portion
	for _, x := range levelled(ratOf(total), cells, scale) {
		*x.to = c.zero
		p := c.portion(x, scale, name)
		if x.exact.Sign() == 0 {
			empty = append(empty, p)
			continue
		}
		rest.Sub(rest, p.units)
		portions = append(portions, p)
	}
	if len(portions) == 0 && len(empty) > 0 && rest.Sign() != 0 {
		first := slices.MinFunc(empty, func(a, b portion) int { return cmp.Compare(a.name, b.name) })
		portions = append(portions, first)
	}
	slices.SortStableFunc(portions, func(a, b portion) int {
		return cmp.Or(b.remainder.Cmp(a.remainder), new(big.Rat).Abs(b.exact).Cmp(new(big.Rat).Abs(a.exact)), cmp.Compare(a.name, b.name))
	})
	give(portions, rest)
	for _, p := range portions {
		a, err := currency.FromDecimal(decimal.NewFromBigInt(p.units, -places), c.zero.Currency())
		if err != nil {
			return err
		}
		*p.to = a
	}
	c.trace.allocated(total, portions, int(places))
	return nil
}

// portion is a cell in whole steps of the grid, and what is above them.
func (c *calculation) portion(x cell, scale *big.Rat, name func(cell) string) portion {
	p := portion{cell: x, units: new(big.Int), name: c.lines[x.line].ID}
	if c.trace != nil {
		p.label = c.trace.on(x.line)
	}
	if name != nil {
		p.name = name(x)
		p.label = p.name
	}
	steps := new(big.Rat).Mul(x.exact, scale)
	p.units.Div(steps.Num(), steps.Denom())
	p.remainder = steps.Sub(steps, new(big.Rat).SetInt(p.units))
	return p
}

// levelled brings the shares of cells to a total that they miss by a step of
// the grid or more: each by what it counts for, so that shares of one sign
// keep their proportions, and no small one turns negative for a large one.
func levelled(total *big.Rat, cells []cell, scale *big.Rat) []cell {
	above, size := new(big.Rat).Sub(total, exactSum(cells)), new(big.Rat)
	if steps := new(big.Rat).Mul(above, scale); steps.Abs(steps).Cmp(wholeStep) < 0 {
		return cells
	}
	for _, x := range cells {
		size.Add(size, new(big.Rat).Abs(x.exact))
	}
	if size.Sign() == 0 {
		return cells
	}
	above.Quo(above, size)
	out := slices.Clone(cells)
	for i := range out {
		part := new(big.Rat).Abs(out[i].exact)
		out[i].exact = part.Add(part.Mul(part, above), out[i].exact)
	}
	return out
}

// give hands out the steps left over, at most one to each but where there is
// only one.
func give(portions []portion, rest *big.Int) {
	if len(portions) == 1 {
		portions[0].units.Add(portions[0].units, rest)
		return
	}
	for k := range rest.Int64() {
		portions[k].units.Add(portions[k].units, oneStep)
	}
}

var (
	oneStep   = big.NewInt(1)
	wholeStep = big.NewRat(1, 1)
)

// roundExactly rounds an exact figure once. The denominator of a sum over
// several rates may have more digits than an amount can carry, so x is replaced
// by the amount that stands in the same quarter of the same step, which rounds
// alike.
func roundExactly(x *big.Rat, cur currency.Code, r currency.Rounding) (currency.Amount, error) {
	places := int32(r.Digits.In(cur))
	increment := big.NewInt(max(r.Increment, 1))
	steps := new(big.Rat).Mul(x, decimal.New(1, places).Rat())
	steps.Quo(steps, new(big.Rat).SetInt(increment))
	whole, rest := new(big.Int).DivMod(steps.Num(), steps.Denom(), new(big.Int))
	quarters := int64(0)
	if rest.Sign() != 0 {
		quarters = int64(2 + rest.Lsh(rest, 1).Cmp(steps.Denom()))
	}
	whole.Mul(whole, big.NewInt(4)).Add(whole, big.NewInt(quarters)).Mul(whole, increment)
	whole.Mul(whole, big.NewInt(25)) // hundredths of a step
	a, err := currency.FromDecimal(decimal.NewFromBigInt(whole, -places-2), cur)
	if err != nil {
		return a, err
	}
	return a.Round(r)
}
