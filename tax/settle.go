package tax

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/shopspring/decimal"
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
// seen. A cell whose share is zero gets nothing.
//
// The steps left over number from zero to the count of the cells, but where
// total is the difference of two rounded figures there can be one more or one
// less; so steps are also taken back, from the smallest remainders.
func (c *calculation) allocate(total currency.Amount, cells []cell, name func(cell) string) error {
	places := int32(c.policy.places(c.zero.Currency()))
	scale := decimal.New(1, places).Rat()
	left := new(big.Rat).Mul(ratOf(total), scale)
	rest := new(big.Int).Quo(left.Num(), left.Denom())
	portions := make([]portion, 0, len(cells))
	for _, x := range cells {
		if x.exact.Sign() == 0 && len(cells) > 1 {
			*x.to = c.zero
			continue
		}
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
		rest.Sub(rest, p.units)
		portions = append(portions, p)
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

// give hands out the steps left over, or takes back those too many.
func give(portions []portion, rest *big.Int) {
	n := int64(len(portions))
	if n == 0 {
		return
	}
	each, odd := new(big.Int).QuoRem(rest, big.NewInt(n), new(big.Int))
	for i := range portions {
		portions[i].units.Add(portions[i].units, each)
	}
	for k := range odd.Int64() {
		portions[k].units.Add(portions[k].units, oneStep)
	}
	for k := range -odd.Int64() {
		i := n - 1 - k
		portions[i].units.Sub(portions[i].units, oneStep)
	}
}

var oneStep = big.NewInt(1)
