package tax

import (
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/exact"
)

// Most orders are amounts of whole minor units, in whole pieces, at a few rates
// side by side, and rounded half up on each line or unit. For these, all
// figures fit 64 bits and their products 128, and what remains to be paid for
// is the memory of the result. Calculate tries this way first; anything else
// that an order can be is left to calculateExactly, errors included, and a test
// holds the two to the same results.

const (
	maxMinorStacks       = 4
	maxMinorRates        = 4
	maxMinorLines        = 1 << 10
	maxMinorPieces       = 1 << 20
	maxMinorPiecesDigits = 7
	maxMinorAmount       = 1 << 46 // of a line: the sum of all lines, with taxes of 4000 %, fits
	maxMinorWhole        = 1 << 40 // of a factor: times the pieces of a line it fits
)

// minorStack is a stack in integers: tax k of a net is net × factors[k] / den,
// and the gross net × whole / den. Its sums are those of its lines.
type minorStack struct {
	given   []Rate
	den     uint64
	whole   uint64
	factors [maxMinorRates]uint64
	sums    [maxMinorRates]int64
	net     int64
	taxes   int // rates that charge something
	only    int // the last of them
}

// minorCalculation is the state of one calculateMinor.
type minorCalculation struct {
	policy Policy
	cur    currency.Code
	digits int
	n      int // of stacks
	rates  int // of all of them
	stacks [maxMinorStacks]minorStack
}

// calculateMinor is Calculate for the orders described above. It reports false
// for all others, and then r is unchanged.
func (m *Calculator) calculateMinor(lines []Line, p Policy, r *Result) bool {
	if len(lines) == 0 || len(lines) > maxMinorLines || p.Level > PerUnit || p.Target > TargetPrice {
		return false
	}
	c := minorCalculation{policy: p, cur: lines[0].Price.Currency()}
	if c.cur == 0 {
		return false
	}
	c.digits = c.cur.Digits()
	var few [64]uint8
	at := few[:]
	if len(lines) > len(few) {
		at = make([]uint8, len(lines))
	}
	taxes, last := 0, 0
	for i := range lines {
		rates := lines[i].Rates
		if g := c.stacks[last].given; len(rates) == 0 || len(g) != len(rates) || &g[0] != &rates[0] {
			if last = c.stackOf(rates); last < 0 {
				return false
			}
		}
		at[i] = uint8(last)
		taxes += len(rates)
	}
	m.reserve(len(lines), taxes, c.rates)
	rest := m.taxes // of all lines; each has its own part
	for i := range lines {
		s := &c.stacks[at[i]]
		n := len(s.given)
		if !c.line(&lines[i], s, &m.lines[i], rest[:n:n]) {
			return false
		}
		rest = rest[n:]
	}
	r.Given.Lines, r.Policy, r.Lines, r.Totals = lines, p, m.lines, m.totals[:0:cap(m.totals)]
	c.sum(r)
	return true
}

// stackOf finds or makes the stack of these rates; it gives -1 if there is no
// room for it, or the rates are none for integers.
func (c *minorCalculation) stackOf(rates []Rate) int {
	for i := range c.n {
		if g := c.stacks[i].given; len(g) == len(rates) && (len(g) == 0 || &g[0] == &rates[0]) {
			return i
		}
	}
next:
	for i := range c.n {
		if g := c.stacks[i].given; len(g) == len(rates) {
			for k := range g {
				if !g[k].same(&rates[k]) {
					continue next
				}
			}
			return i
		}
	}
	if c.n == maxMinorStacks || !c.stacks[c.n].set(rates) {
		return -1
	}
	c.n++
	c.rates += len(rates)
	return c.n - 1
}

// set resolves rates, and reports whether they are simple enough.
func (s *minorStack) set(rates []Rate) bool {
	if len(rates) > maxMinorRates {
		return false
	}
	places := 0
	for i := range rates {
		r := &rates[i]
		if int(r.Treatment) >= len(treatmentWords) || r.Compound || r.Retained || !r.PerUnit.IsZero() || !r.Threshold.IsZero() {
			return false
		}
		places = max(places, -int(r.Percent.Exponent()))
	}
	den, ok := exact.Pow10(places + 2)
	if !ok {
		return false
	}
	s.given, s.den, s.whole = rates, den, den
	for k := range rates {
		percent, ok := smallPercent(rates[k].Percent)
		if !ok || percent != 0 && rates[k].Treatment == Zero {
			return false
		}
		if percent == 0 || !rates[k].Treatment.Charges() {
			continue
		}
		up, _ := exact.Pow10(places + int(rates[k].Percent.Exponent()))
		s.factors[k] = percent * up
		s.whole += s.factors[k]
		s.taxes++
		s.only = k
	}
	return s.whole <= maxMinorWhole
}

// smallPercent gives the coefficient of a percent that check accepts; ok is
// false for others, and for those with digits before the exponent.
func smallPercent(p decimal.Decimal) (coefficient uint64, ok bool) {
	e := int(p.Exponent())
	if e > 0 || e < -maxPercentDecimals || p.Sign() < 0 || p.Cmp(percentBounds[-e]) > 0 {
		return 0, false
	}
	return uint64(p.CoefficientInt64()), true
}

// percentBounds hold the largest percent with the exponent of a percent, for
// numbers of one exponent are compared without arithmetic.
var percentBounds = func() (bounds [maxPercentDecimals + 1]decimal.Decimal) {
	for places := range bounds {
		p, _ := exact.Pow10(places)
		bounds[places] = decimal.New(maxPercent*int64(p), -int32(places))
	}
	return bounds
}()

// line settles one line, and adds it to the sums of its stack.
func (c *minorCalculation) line(l *Line, s *minorStack, out *LineResult, taxes []Charge) bool {
	amount, quantity, ok := c.amount(l)
	if !ok {
		return false
	}
	within := s.den
	if l.Inclusive {
		within = s.whole
	}
	pieces := uint64(1) // over which the figures are rounded
	if c.policy.Level == PerUnit {
		pieces = exact.Abs(quantity)
	}
	var tax int64
	if s.taxes > 0 && c.policy.byPrice(l.Inclusive) {
		tax, ok = c.byPrice(l, s, amount, within, pieces, taxes)
	} else {
		for k := range taxes {
			t, fits := share(amount, s.factors[k], within, pieces)
			ok = ok && fits
			tax += t
			s.sums[k] += t
			taxes[k].Amount = currency.FromMinor(t, c.cur)
		}
	}
	net := amount
	if l.Inclusive {
		net -= tax
	}
	s.net += net
	// One by one: a whole struct is copied, which is dear while the garbage
	// collector is at work.
	out.Taxes = taxes
	out.Net = currency.FromMinor(net, c.cur)
	out.Tax = currency.FromMinor(tax, c.cur)
	out.Gross = currency.FromMinor(net+tax, c.cur)
	for k := range taxes {
		taxes[k].Rate, taxes[k].Base = &s.given[k], out.Net
	}
	return ok
}

// byPrice is line where its price in the other basis is rounded, and its one
// tax is the difference.
func (c *minorCalculation) byPrice(l *Line, s *minorStack, amount int64, within, pieces uint64, taxes []Charge) (tax int64, ok bool) {
	over := s.den
	if !l.Inclusive {
		over = s.whole
	}
	other, ok := share(amount, over, within, pieces)
	if tax = amount - other; !l.Inclusive {
		tax = -tax
	}
	for k := range taxes {
		taxes[k].Amount = currency.FromMinor(0, c.cur)
	}
	s.sums[s.only] += tax
	taxes[s.only].Amount = currency.FromMinor(tax, c.cur)
	return tax, ok && s.taxes == 1
}

// amount is price × quantity − discounts in minor units, and the quantity.
func (c *minorCalculation) amount(l *Line) (amount, quantity int64, ok bool) {
	price, ok := c.minor(l.Price)
	if !ok || l.Quantity.Exponent() != 0 {
		return 0, 0, false
	}
	quantity = l.Quantity.CoefficientInt64() // its low 64 bits, if it has more
	if quantity == 0 || exact.Abs(quantity) > maxMinorPieces || l.Quantity.NumDigits() > maxMinorPiecesDigits || uint(l.Items) > maxItems {
		return 0, 0, false
	}
	hi, lo := bits.Mul64(exact.Abs(price), exact.Abs(quantity))
	if hi != 0 || lo > maxMinorAmount {
		return 0, 0, false
	}
	amount = price * quantity
	for i := range l.Discounts {
		d := &l.Discounts[i]
		off, ok := c.minor(d.Amount)
		rest := amount - off
		if !ok || d.AfterTax || d.Basis > WithoutTax || !d.Basis.is(l.Inclusive) || !d.Percent.IsZero() || off^amount < 0 || rest^amount < 0 {
			return 0, 0, false
		}
		amount = rest
	}
	return amount, quantity, true
}

// minor is an amount of the currency of the order that is on its grid and not
// too large.
func (c *minorCalculation) minor(a currency.Amount) (int64, bool) {
	units, scale, ok := a.Units()
	return units, ok && a.Currency() == c.cur && scale == c.digits && exact.Abs(units) <= maxMinorAmount
}

// share is amount × num / den, rounded half up; over several pieces it is the
// rounded figure of one, times their number.
func share(amount int64, num, den, pieces uint64) (int64, bool) {
	den *= pieces
	hi, lo := bits.Mul64(exact.Abs(amount), num)
	q, rest, ok := exact.QuoRem(hi, lo, den)
	_, below := bits.Sub64(rest, den-rest, 0) // no branch: it could not be predicted
	q = (q + 1 - below) * pieces
	sign := amount >> 63 // 0 or -1
	return (int64(q) ^ sign) - sign, ok
}

// sum fills the totals of the result.
func (c *minorCalculation) sum(r *Result) {
	var net, tax int64
	for i := range c.n {
		s := &c.stacks[i]
		net += s.net
		for k := range s.given {
			tax += s.sums[k]
			c.addTotal(r, &s.given[k], s.net, s.sums[k])
		}
	}
	r.Net = currency.FromMinor(net, c.cur)
	r.Tax = currency.FromMinor(tax, c.cur)
	r.Gross = currency.FromMinor(net+tax, c.cur)
}

// addTotal adds a tax to the total of its rate. Sums of bounded lines fit.
func (c *minorCalculation) addTotal(r *Result, rate *Rate, base, amount int64) {
	for i := range r.Totals {
		t := &r.Totals[i]
		if t.Rate.sameTax(rate) {
			b, _, _ := t.Base.Units()
			a, _, _ := t.Amount.Units()
			t.Rate = t.Rate.joined(rate)
			t.Base, t.Amount = currency.FromMinor(b+base, c.cur), currency.FromMinor(a+amount, c.cur)
			return
		}
	}
	n := len(r.Totals) // there is room for all rates
	r.Totals = r.Totals[:n+1]
	t := &r.Totals[n]
	t.Rate = rate
	t.Base = currency.FromMinor(base, c.cur)
	t.Amount = currency.FromMinor(amount, c.cur)
}
