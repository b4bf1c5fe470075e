package duty

import (
	"math/bits"

	"github.com/landedhq/landed/currency"
)

// Most consignments are a few items of whole minor units of one currency,
// whose freight is shared out by value. Their figures fit 64 bits and the
// products of these 128. The assessor tries this way first, step by step;
// whatever else a figure can be is left to the exact way, errors included.
// Explain always goes the exact way, and a test holds the two to the same
// results.

const (
	maxMinorItems  = scanned
	maxMinorAmount = 1 << 46 // of an item or a part of the carriage: the sums of all fit
)

// minors are the values of a consignment in minor units.
type minors struct {
	on    bool                 // the consignment is such
	goods [maxMinorItems]int64 // of each item
	cif   [maxMinorItems]int64 // with freight to the border and insurance
	total int64                // of the goods
	all   int64                // the same of cif
}

// exceeds reports whether the goods are above the threshold of a rule for
// sure, before its other conditions are looked at.
func (a *assessor) exceeds(r *rule) bool {
	return a.minors.on && r.limit >= 0 && a.minors.total > r.limit && r.Threshold.Currency() == a.currency
}

// shareOutMinor is currency and shareOut for a consignment in minor units. It
// reports false for all others, and then nothing was done.
func (a *assessor) shareOutMinor() bool {
	s, m := a.shipment, &a.minors
	m.on = false
	n := len(s.Items)
	c := s.Items[0].Value.Currency()
	if a.trace != nil || n > maxMinorItems || s.FreightBy != ByValue || c == 0 || s.Currency != 0 && s.Currency != c {
		return false
	}
	digits := c.Digits()
	var total int64
	for i := range s.Items {
		goods, ok := minorOf(s.Items[i].Value, c, digits)
		if !ok {
			return false
		}
		m.goods[i], m.cif[i] = goods, goods
		total += goods
	}
	freight, ok1 := minorPart(s.Freight, c, digits)
	inland, ok2 := minorPart(s.Inland, c, digits)
	insured, ok3 := minorPart(s.Insurance, c, digits)
	if !ok1 || !ok2 || !ok3 || inland > freight {
		return false
	}
	var border, behind, insurances [maxMinorItems]int64
	a.shareMinor(freight-inland, total, border[:n])
	a.shareMinor(inland, total, behind[:n])
	a.shareMinor(insured, total, insurances[:n])
	a.currency, m.on, m.total, m.all = c, true, total, total+freight-inland+insured
	a.limited = a.via != nil && c == a.via.currency && a.customs == a.via.customs
	a.begun(n)
	zero := a.zero()
	for i := range a.result.Lines {
		item, line := &s.Items[i], &a.result.Lines[i]
		m.cif[i] += border[i] + insurances[i]
		// One by one: a whole struct would be made first and then copied.
		line.ID, line.Quantity, line.Charges = item.ID, item.Quantity, nil
		line.Goods = currency.FromMinor(m.goods[i], c)
		line.Freight = currency.FromMinor(border[i]+behind[i], c)
		line.Insurance = currency.FromMinor(insurances[i], c)
		line.CustomsValue = currency.FromMinor(m.cif[i], c)
		line.Duty = zero
	}
	a.result.Intrinsic = currency.FromMinor(total, c)
	a.result.CustomsValue = currency.FromMinor(m.all, c)
	return true
}

// minorOf returns an amount of c that is on its grid, not negative and not too
// large.
func minorOf(a currency.Amount, c currency.Code, digits int) (int64, bool) {
	units, scale, ok := a.Units()
	return units, ok && a.Currency() == c && scale == digits && uint64(units) <= maxMinorAmount
}

// minorPart is minorOf for an amount that may be the zero Amount.
func minorPart(a currency.Amount, c currency.Code, digits int) (int64, bool) {
	if a == (currency.Amount{}) {
		return 0, true
	}
	return minorOf(a, c, digits)
}

// shareMinor is apportion by the value of the goods.
func (a *assessor) shareMinor(whole, total int64, parts []int64) {
	if whole == 0 {
		return
	}
	if len(parts) == 1 {
		parts[0] = whole
		return
	}
	a.largest(uint64(whole), uint64(total), a.minors.goods[:len(parts)], nil, parts)
}

// largest divides whole among weights, which add up to total, by the largest
// remainder. Weights that are all zero count as equal. The items are members,
// nil for all of them.
func (a *assessor) largest(whole, total uint64, weights []int64, members []int, parts []int64) {
	var rests [scanned]uint64
	n := len(parts)
	left := whole
	equal := total == 0
	if equal {
		total = uint64(n)
	}
	for k := range n {
		w := uint64(1)
		if !equal {
			w = uint64(weights[k])
		}
		hi, lo := bits.Mul64(whole, w)
		q, rest := bits.Div64(hi, lo, total) // hi is below total, as no weight is above it
		parts[k], rests[k] = int64(q), rest
		left -= q
	}
	for ; left > 0; left-- {
		best, most := 0, rests[0]
		for k := 1; k < n; k++ {
			if rests[k] > most || rests[k] == most && most != 0 && a.before(memberOf(members, k), memberOf(members, best)) {
				best, most = k, rests[k]
			}
		}
		parts[best]++
		rests[best] = 0
	}
}

func memberOf(members []int, k int) int {
	if members == nil {
		return k
	}
	return members[k]
}

// valueMinor is value for a consignment in minor units without an allowance.
func (a *assessor) valueMinor() bool {
	m := &a.minors
	if !m.on {
		return false
	}
	var total int64
	for i, r := range a.rules {
		if !r.Allowance.IsZero() {
			return false
		}
		if r.Valuation != CIF {
			m.cif[i] = m.goods[i]
			a.result.Lines[i].CustomsValue = a.result.Lines[i].Goods
		}
		total += m.cif[i]
	}
	a.result.CustomsValue = currency.FromMinor(total, a.currency)
	return true
}

// leviedMinor is levied for a duty of one percentage of the customs value, and
// count for its charge, but that the caller adds the amount to the duty of the line.
func (a *assessor) leviedMinor(i int, levy *Levy, c *Charge) (duty int64, ok bool) {
	if !a.minors.on || a.allowances != nil || levy.Base != 0 || !levy.Uplift.IsZero() || !levy.MinCollect.IsZero() {
		return 0, false
	}
	duty, ok = a.percentMinor(a.minors.cif[i], levy)
	if !ok || duty > maxMinorAmount {
		return 0, false
	}
	c.Levy, c.Regime = levy, a.rules[i].ID
	c.Base = a.result.Lines[i].CustomsValue
	c.Amount = currency.FromMinor(duty, a.currency)
	if duty == 0 {
		c.Zero = zeroReason(levy, c.Base, c.Amount)
	}
	return duty, true
}

// levyMinor is levy for goods that the lane knows, and that the tariff charges
// percentages of the customs value and nothing else: lookUp has refused those
// without a code, which it does not know. It reports false for all others, and then
// nothing was done.
func (a *assessor) levyMinor() bool {
	s, m := a.shipment, &a.minors
	if a.via == nil || !m.on || m.all > maxPercentValue || len(a.fees)+len(s.Fees) > 0 || s.Unpaid || s.Rounding != (currency.Rounding{}) {
		return false
	}
	n := 0
	for i, r := range a.rules {
		g := a.wares[i]
		if g.percents == nil || len(g.later) > 0 || !r.plain || a.drops(r) || s.Items[i].Returned {
			return false
		}
		n += len(g.percents)
	}
	a.room(n)
	for i, r := range a.rules {
		g, line := a.wares[i], &a.result.Lines[i]
		line.Charges = a.charges[:len(g.percents):len(g.percents)]
		a.charges = a.charges[len(g.percents):]
		var sum int64
		for k := range g.percents {
			amount := g.percents[k].of(m.cif[i])
			c := &line.Charges[k]
			c.Levy, c.Regime = g.duties[k], r.ID
			c.Base = line.CustomsValue
			c.Amount = currency.FromMinor(amount, a.currency)
			if amount == 0 {
				c.Zero = zeroReason(c.Levy, c.Base, c.Amount)
			}
			sum += amount
		}
		line.Duty = currency.FromMinor(sum, a.currency)
	}
	return true
}

// totalMinor is total for a consignment in minor units without fees and taxes.
func (a *assessor) totalMinor() bool {
	if !a.minors.on || len(a.fees)+len(a.later)+len(a.shipment.Fees) > 0 {
		return false
	}
	digits := a.currency.Digits()
	var total int64
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		units, scale, ok := line.Duty.Units()
		if !ok || scale != digits || uint64(units) > 1<<57 { // the sum of all fits
			return false
		}
		total += units
	}
	r, zero := &a.result, a.zero()
	r.Duty = currency.FromMinor(total, a.currency)
	r.Fees, r.Tax, r.Total = zero, zero, r.Duty
	return true
}
