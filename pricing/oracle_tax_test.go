package pricing_test

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/tax"
)

// This file is how the oracle rounds tax: by line, by unit, in the sum of a
// rate or of the whole.

// taxed is what one line of a tax calculation is charged on, and what comes of
// it. Its rates hold at its price already.
type taxed struct {
	name      string // ties go by it
	line      *parcelLine
	part      string // goods, duty, shipping or insurance
	amount    *big.Rat
	inclusive bool
	units     int64 // that the policy taxes one by one
	rates     []taxRate
	tax, net  *big.Rat
}

// taxRate is a rate that charges something, or nothing, on the amount above a
// limit.
type taxRate struct {
	tax.Rate
	fraction     *big.Rat // of one
	limit        *big.Rat // for all items; nil = none
	spared       bool     // the exemption of what is below a limit
	base, amount *big.Rat
}

// ratesAt are the rates of so many items at an amount.
func (o *oracle) ratesAt(rates []tax.Rate, amount *big.Rat, items int64, inclusive bool) ([]taxRate, error) {
	low := ratInt(1) // what an item costs with the taxes below its threshold
	for _, r := range rates {
		if !r.PerUnit.IsZero() || r.Retained {
			return nil, fmt.Errorf("the oracle does not cover the rate %s", r.Name)
		}
		low.Add(low, fractionOf(belowOf(r)))
	}
	var out []taxRate
	for _, r := range rates {
		t := r.Threshold
		r.Threshold = tax.Threshold{}
		if t.IsZero() {
			out = append(out, taxRate{Rate: r, fraction: charging(r)})
			continue
		}
		limit, err := o.limit(t.Amount)
		if err != nil {
			return nil, err
		}
		limit = ratMul(limit, ratInt(items))
		at := limit
		if inclusive {
			at = ratMul(limit, low)
		}
		order := amount.Cmp(at)
		below := r
		below.Percent, below.Treatment = t.Below, tax.Reduced
		if t.Below.IsZero() {
			below.Treatment = tax.Exempt
		}
		switch {
		case order < 0 || order == 0 && t.Rule == tax.WholeAbove:
			out = append(out, taxRate{Rate: below, fraction: charging(below)})
		case t.Rule == tax.Excess:
			out = append(out, taxRate{Rate: r, fraction: charging(r), limit: limit},
				taxRate{Rate: below, fraction: charging(below), limit: limit, spared: true})
		default:
			out = append(out, taxRate{Rate: r, fraction: charging(r)})
		}
	}
	return out, nil
}

// limit is a threshold in the market's currency, to six decimals.
func (o *oracle) limit(a currency.Amount) (*big.Rat, error) {
	x, err := o.converted(a)
	if err != nil || a.Currency() == o.market.Currency {
		return x, err
	}
	return stepsOf(o.market.Currency, currency.Rounding{Digits: currency.To(6)}).round(x), nil
}

func belowOf(r tax.Rate) decimal.Decimal {
	if r.Threshold.IsZero() {
		return r.Percent
	}
	return r.Threshold.Below
}

func charging(r tax.Rate) *big.Rat {
	if !r.Treatment.Charges() {
		return new(big.Rat)
	}
	return fractionOf(r.Percent)
}

// exact works out the taxes of a line before they are rounded: each rate is on
// the net, or with those before it if compound, less its limit.
func (t *taxed) exact() []*big.Rat {
	// net × whole + flat = gross
	factors, flats := make([]*big.Rat, len(t.rates)), make([]*big.Rat, len(t.rates))
	whole, flat := ratInt(1), new(big.Rat)
	for k, r := range t.rates {
		factors[k], flats[k] = r.fraction, new(big.Rat)
		if r.Compound {
			factors[k], flats[k] = ratMul(r.fraction, whole), ratMul(r.fraction, flat)
		}
		if r.limit != nil {
			flats[k] = ratSub(flats[k], ratMul(r.fraction, r.limit))
		}
	}
	for k := range t.rates { // compound rates see those before them
		whole.Add(whole, factors[k])
		flat.Add(flat, flats[k])
	}
	net := t.amount
	if t.inclusive {
		net = ratQuo(ratSub(t.amount, flat), whole)
	}
	out := make([]*big.Rat, len(t.rates))
	for k := range out {
		out[k] = ratAdd(ratMul(net, factors[k]), flats[k])
	}
	return out
}

// settleTaxes rounds the taxes of lines as the policy says.
func (o *oracle) settleTaxes(lines []*taxed) error {
	if o.market.Policy.Target != tax.TargetTax {
		return fmt.Errorf("the oracle does not cover the target %v", o.market.Policy.Target)
	}
	cells := cellsOf(lines)
	switch o.market.Policy.Level {
	case tax.PerLine, tax.PerUnit:
		for _, x := range cells {
			units := ratInt(1)
			if o.market.Policy.Level == tax.PerUnit && x.of.units > 0 {
				units = ratInt(x.of.units)
			}
			*x.to = ratMul(o.taxGrid.round(ratQuo(x.exact, units)), units)
		}
	case tax.PerRate:
		for _, pool := range byTax(cells) {
			o.settlePool(pool)
		}
	case tax.PerInvoice:
		o.settlePool(cells)
	}
	for _, t := range lines {
		o.finishTaxed(t)
	}
	return nil
}

// finishTaxed fills in what follows from the taxes of a line.
func (o *oracle) finishTaxed(t *taxed) {
	t.tax = new(big.Rat)
	for k := range t.rates {
		if t.rates[k].amount == nil {
			t.rates[k].amount = new(big.Rat)
		}
		t.tax.Add(t.tax, t.rates[k].amount)
	}
	t.net = t.amount
	if t.inclusive {
		t.net = ratSub(t.amount, t.tax)
	}
	before := t.net
	for k := range t.rates {
		r := &t.rates[k]
		if r.base = t.net; r.Compound {
			r.base = before
		}
		if r.limit != nil {
			limit := o.minor.round(r.limit)
			if r.base = ratSub(r.base, limit); r.spared {
				r.base = limit
			}
		}
		before = ratAdd(before, r.amount)
	}
}

// taxCell is one tax of one line.
type taxCell struct {
	of    *taxed
	rate  *taxRate
	exact *big.Rat
	to    **big.Rat
	name  string
}

func cellsOf(lines []*taxed) []taxCell {
	var out []taxCell
	for _, t := range lines {
		for k, x := range t.exact() {
			r := &t.rates[k]
			if r.fraction.Sign() != 0 {
				out = append(out, taxCell{t, r, x, &r.amount, t.name})
			}
		}
	}
	return out
}

// byTax groups cells by their tax, in the order in which these appear.
func byTax(cells []taxCell) [][]taxCell {
	var out [][]taxCell
	for _, x := range cells {
		at := slices.IndexFunc(out, func(pool []taxCell) bool { return sameTax(pool[0].rate, x.rate) })
		if at < 0 {
			at = len(out)
			out = append(out, nil)
		}
		out[at] = append(out[at], x)
	}
	return out
}

func sameTax(a, b *taxRate) bool {
	return a.Name == b.Name && a.Jurisdiction == b.Jurisdiction && a.Treatment == b.Treatment &&
		a.Compound == b.Compound && a.Percent.Equal(b.Percent)
}

func exactSum(cells []taxCell) *big.Rat {
	total := new(big.Rat)
	for _, x := range cells {
		total.Add(total, x.exact)
	}
	return total
}

// settlePool rounds the sum of a pool: of what bears the tax on top by itself,
// then of all of it, so that prices that contain the tax take the rest.
func (o *oracle) settlePool(pool []taxCell) {
	var in, out []taxCell
	for _, x := range pool {
		if x.of.inclusive {
			in = append(in, x)
		} else {
			out = append(out, x)
		}
	}
	rest := new(big.Rat)
	if len(out) > 0 {
		rest = o.taxGrid.round(exactSum(out))
		o.giveBack(rest, out)
	}
	if len(in) > 0 {
		o.giveBack(ratSub(o.taxGrid.round(exactSum(pool)), rest), in)
	}
}

// giveBack gives a rounded sum to the taxes that it is of, and of each tax to
// its lines.
func (o *oracle) giveBack(total *big.Rat, cells []taxCell) {
	pools := byTax(cells)
	if len(pools) == 1 {
		o.hand(total, cells)
		return
	}
	tops, sums := make([]taxCell, len(pools)), make([]*big.Rat, len(pools))
	for g, pool := range pools {
		tops[g] = taxCell{exact: exactSum(pool), to: &sums[g], name: pool[0].rate.Rate.String()}
	}
	o.hand(total, tops)
	for g, pool := range pools {
		o.hand(sums[g], pool)
	}
}

// hand cuts each exact tax down to the grid and hands the steps that are left
// to the largest remainders; of equal ones to the larger tax, then by name. A
// sum that lies a step or more from the exact one is first spread over all.
func (o *oracle) hand(total *big.Rat, cells []taxCell) {
	exact := make([]*big.Rat, len(cells))
	sum := new(big.Rat)
	for i, x := range cells {
		exact[i] = x.exact
		sum.Add(sum, x.exact)
	}
	if above := ratSub(total, sum); new(big.Rat).Abs(above).Cmp(o.taxGrid.size) >= 0 && sum.Sign() != 0 {
		for i := range exact {
			exact[i] = ratAdd(exact[i], ratQuo(ratMul(exact[i], above), sum))
		}
	}
	down := steps{o.taxGrid.size, currency.Down, o.market.Currency}
	left, rests := new(big.Rat).Set(total), make([]*big.Rat, len(cells))
	var order []int
	for i, x := range cells {
		*x.to = new(big.Rat)
		if exact[i].Sign() == 0 && len(cells) > 1 {
			continue
		}
		*x.to = down.round(exact[i])
		rests[i] = ratSub(exact[i], *x.to)
		left.Sub(left, *x.to)
		order = append(order, i)
	}
	if len(order) == 1 {
		x := cells[order[0]]
		*x.to = ratAdd(*x.to, left)
		return
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(rests[j].Cmp(rests[i]), exact[j].Cmp(exact[i]), cmp.Compare(cells[i].name, cells[j].name))
	})
	for _, i := range order {
		if left.Sign() <= 0 {
			break
		}
		x := cells[i]
		*x.to = ratAdd(*x.to, o.taxGrid.size)
		left.Sub(left, o.taxGrid.size)
	}
}
