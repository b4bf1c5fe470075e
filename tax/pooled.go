package tax

import (
	"fmt"
	"math/big"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// settleRates rounds each tax once over all its lines.
func (c *calculation) settleRates() error {
	// Off-grid prices are rounded in the sum of the lines they share rates with.
	for s := range c.stacks {
		for _, inclusive := range []bool{true, false} {
			if err := c.settleBases(func(i int) bool { return c.work[i].stack == s && c.lines[i].Inclusive == inclusive }, c.sumOf); err != nil {
				return fmt.Errorf("tax: bases: %w", err)
			}
		}
	}
	all, err := c.allCells(false)
	if err != nil {
		return err
	}
	for _, cells := range c.byRate(all) {
		if err := c.settleCells(cells, nil); err != nil {
			return fmt.Errorf("tax: rate total: %w", err)
		}
	}
	if c.policy.Target != TargetTax {
		for s := range c.stacks {
			if err := c.settleNets(func(i int) bool { return c.work[i].stack == s }); err != nil {
				return fmt.Errorf("tax: net total: %w", err)
			}
		}
	}
	return c.finishPooled()
}

// settleInvoice rounds the grand figures once.
func (c *calculation) settleInvoice() error {
	if err := c.settleBases(func(i int) bool { return c.lines[i].Inclusive }, c.sumOf); err != nil {
		return fmt.Errorf("tax: bases: %w", err)
	}
	if err := c.settleBases(func(i int) bool { return !c.lines[i].Inclusive }, c.netOfInvoice); err != nil {
		return fmt.Errorf("tax: bases: %w", err)
	}
	all, err := c.allCells(false)
	if err != nil {
		return err
	}
	if err := c.settleCells(all, c.exclusiveTax); err != nil {
		return fmt.Errorf("tax: invoice: %w", err)
	}
	if c.policy.Target != TargetTax {
		if err := c.settleNets(func(int) bool { return true }); err != nil {
			return fmt.Errorf("tax: net total: %w", err)
		}
	}
	return c.finishPooled()
}

func (c *calculation) finishPooled() error {
	all, err := c.allCells(true)
	if err != nil {
		return err
	}
	for _, cells := range c.byRate(all) {
		total, err := c.round(exactSum(cells))
		if err == nil {
			err = c.allocate(total, cells, nil)
		}
		if err != nil {
			return fmt.Errorf("tax: retained: %w", err)
		}
	}
	for i := range c.lines {
		if err := c.finish(i); err != nil {
			return &LineError{Index: i, ID: c.lines[i].ID, Err: err}
		}
	}
	return nil
}

// settleBases rounds the sum of the amounts of a pool of lines, as total does,
// and gives it back to them. Nothing happens where all are on the grid, as
// prices are.
func (c *calculation) settleBases(in func(i int) bool, total func(pool []cell) (currency.Amount, error)) error {
	var pool []cell
	off := false
	for i := range c.work {
		if in(i) {
			w := &c.work[i]
			off = off || !w.base.Equal(w.amount)
			pool = append(pool, cell{line: i, exact: ratOf(w.amount), to: &w.base})
		}
	}
	if !off {
		return nil
	}
	sum, err := total(pool)
	if err != nil {
		return err
	}
	return c.allocate(sum, pool, nil)
}

func (c *calculation) sumOf(pool []cell) (currency.Amount, error) {
	return c.roundTo(exactSum(pool), c.grid)
}

// netOfInvoice is the net of exclusive lines whose amounts are off the grid,
// for the level invoice. What the buyer pays is rounded from the exact sum, and
// so is the tax; the net, which cannot stand as it is, takes the difference.
func (c *calculation) netOfInvoice(pool []cell) (currency.Amount, error) {
	if c.policy.Target != TargetTax {
		return c.sumOf(pool)
	}
	var taxes []cell
	for _, x := range pool {
		cells, err := c.cells(x.line, false)
		if err != nil {
			return currency.Amount{}, err
		}
		taxes = append(taxes, cells...)
	}
	exact := exactSum(taxes)
	tax, err := c.round(exact)
	if err != nil {
		return tax, err
	}
	gross, err := c.roundTo(exact.Add(exact, exactSum(pool)), c.grid)
	if err != nil {
		return gross, err
	}
	net, err := gross.Sub(tax)
	c.trace.difference("order", "price without tax", "net", net, explain.Amount("gross", gross), explain.Amount("tax", tax))
	return net, err
}

// settleCells rounds the taxes of the cells: those of exclusive lines by
// themselves, and those of inclusive lines as what is left of the rounded sum
// of both; with other targets the latter are left to settleNets. exclusive gives
// the tax of exclusive lines where it is not simply the rounded sum.
func (c *calculation) settleCells(cells []cell, exclusive func(out []cell) (currency.Amount, error)) error {
	var in, out []cell
	for _, x := range cells {
		if c.lines[x.line].Inclusive {
			in = append(in, x)
		} else {
			out = append(out, x)
		}
	}
	rest := c.zero
	if len(out) > 0 {
		var err error
		if exclusive != nil {
			rest, err = exclusive(out)
		} else {
			rest, err = c.round(exactSum(out))
		}
		if err != nil {
			return err
		}
		if err := c.distribute(rest, out); err != nil {
			return err
		}
	}
	if len(in) == 0 || c.policy.Target != TargetTax {
		return nil
	}
	total, err := c.round(exactSum(cells))
	if err != nil {
		return err
	}
	left, err := total.Sub(rest)
	if err != nil {
		return err
	}
	if len(out) > 0 {
		c.trace.difference("order", "tax in the prices that contain it", "tax", left, explain.Amount("total", total), explain.Amount("rest", rest))
	}
	return c.distribute(left, in)
}

// exclusiveTax is the tax of the exclusive lines of an invoice: the rounded
// sum, or with other targets the rounded gross without the net.
func (c *calculation) exclusiveTax(out []cell) (currency.Amount, error) {
	if c.policy.Target == TargetTax {
		return c.round(exactSum(out))
	}
	gross, net := new(big.Rat), currency.Total{}
	for i := range c.work {
		if s := &c.stacks[c.work[i].stack]; !c.lines[i].Inclusive && s.taxed() {
			g := ratOf(c.work[i].amount)
			gross.Add(gross, g.Mul(g, s.whole.Rat()))
			gross.Add(gross, c.flatOf(i, s.flat))
			net.Add(c.work[i].base)
		}
	}
	rounded, err := c.round(gross)
	if err != nil {
		return rounded, err
	}
	known, err := net.Amount()
	if err != nil {
		return known, err
	}
	tax, err := rounded.Sub(known)
	c.trace.difference("order", "tax on the prices without it", "tax", tax, explain.Amount("gross", rounded), explain.Amount("net", known))
	return tax, err
}

// settleNets rounds the net of a pool of inclusive lines once, gives it back
// to them, and takes the tax of each as the difference to its gross.
func (c *calculation) settleNets(in func(i int) bool) error {
	nets := make([]currency.Amount, len(c.lines))
	var pool []cell
	for i := range c.work {
		w := &c.work[i]
		if s := &c.stacks[w.stack]; c.lines[i].Inclusive && s.taxed() && in(i) {
			net := ratOf(w.amount)
			net.Sub(net, c.flatOf(i, s.flat))
			pool = append(pool, cell{line: i, exact: net.Quo(net, s.whole.Rat()), to: &nets[i]})
		}
	}
	if len(pool) == 0 {
		return nil
	}
	total, err := c.round(exactSum(pool))
	if err != nil {
		return err
	}
	if err := c.allocate(total, pool, nil); err != nil {
		return err
	}
	for _, x := range pool {
		base := c.work[x.line].base
		tax, err := base.Sub(nets[x.line])
		if err != nil {
			return err
		}
		if c.trace != nil {
			c.trace.difference(c.trace.on(x.line), "tax", "tax", tax, explain.Amount("gross", base), explain.Amount("net", nets[x.line]))
		}
		if err := c.divide(x.line, tax); err != nil {
			return err
		}
	}
	return nil
}

// distribute gives a total to rates first and then to the lines of each, so
// that neither a rate nor a line strays more than a step from its exact share.
func (c *calculation) distribute(total currency.Amount, cells []cell) error {
	groups := c.byRate(cells)
	if len(groups) == 1 {
		return c.allocate(total, cells, nil)
	}
	sums := make([]currency.Amount, len(groups))
	tops := make([]cell, len(groups))
	for g, group := range groups {
		tops[g] = cell{line: group[0].line, exact: exactSum(group), to: &sums[g]}
	}
	name := func(x cell) string {
		for g := range tops {
			if tops[g].to == x.to {
				return groups[g][0].rate.String()
			}
		}
		return ""
	}
	if err := c.allocate(total, tops, name); err != nil {
		return err
	}
	for g, group := range groups {
		if err := c.allocate(sums[g], group, nil); err != nil {
			return err
		}
	}
	return nil
}

// allCells are the taxes of all lines, or what they retain.
func (c *calculation) allCells(retained bool) ([]cell, error) {
	var all []cell
	for i := range c.lines {
		cells, err := c.cells(i, retained)
		if err != nil {
			return nil, &LineError{Index: i, ID: c.lines[i].ID, Err: err}
		}
		all = append(all, cells...)
	}
	return all, nil
}

// cells are the taxes of line i that charge something, with their exact
// amounts.
func (c *calculation) cells(i int, retained bool) ([]cell, error) {
	s, taxes := c.stackAt(i), c.result.Lines[i].Taxes
	a, err := c.withoutFlat(i, c.work[i].amount)
	if err != nil {
		return nil, err
	}
	var cells []cell
	for k := range taxes {
		if !s.charges(k) || s.rates[k].Retained != retained {
			continue
		}
		tax := ratOf(a)
		tax.Mul(tax, s.factors[k].Rat())
		if c.lines[i].Inclusive {
			tax.Quo(tax, s.whole.Rat())
		}
		if s.flats != nil {
			tax.Add(tax, c.flatOf(i, s.flats[k]))
		}
		cells = append(cells, cell{line: i, exact: tax, to: &taxes[k].Amount, rate: &s.rates[k]})
	}
	return cells, nil
}

// flatOf is a tax per unit times the quantity of line i.
func (c *calculation) flatOf(i int, perUnit currency.Amount) *big.Rat {
	flat := ratOf(perUnit)
	if flat.Sign() != 0 {
		flat.Mul(flat, c.lines[i].Quantity.Rat())
	}
	return flat
}

// byRate groups cells by their tax, in the order of first appearance.
func (c *calculation) byRate(cells []cell) [][]cell {
	var groups [][]cell
next:
	for _, x := range cells {
		for g := range groups {
			if groups[g][0].rate.sameTax(x.rate) {
				groups[g] = append(groups[g], x)
				continue next
			}
		}
		groups = append(groups, []cell{x})
	}
	return groups
}

func ratOf(a currency.Amount) *big.Rat { return a.Decimal().Rat() }

func exactSum(cells []cell) *big.Rat {
	sum := new(big.Rat)
	for _, x := range cells {
		sum.Add(sum, x.exact)
	}
	return sum
}

// round rounds an exact sum by the policy.
func (c *calculation) round(x *big.Rat) (currency.Amount, error) {
	return c.roundTo(x, c.policy.Rounding)
}

// roundTo rounds an exact sum.
func (c *calculation) roundTo(x *big.Rat, r currency.Rounding) (currency.Amount, error) {
	a, err := roundExactly(x, c.zero.Currency(), r)
	if err == nil {
		c.trace.pooled(x, r, a)
	}
	return a, err
}
