package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// appendDutyCharges makes charges of what customs levy.
func (c *consignment) appendDutyCharges(out []Charge, l levies) []Charge {
	for _, i := range c.inCartOrder() {
		for _, levied := range l.assessment.Lines[i].Charges {
			if levied.Levy.Kind == duty.Fee {
				continue
			}
			out = append(out, c.dutyCharge(i, levied, l.assessment))
		}
	}
	return out
}

func (c *consignment) dutyCharge(i int, levied duty.Charge, a duty.Assessment) Charge {
	levy := levied.Levy
	g := c.goods[i]
	var origin locale.Country
	if c.abroad {
		origin = g.product.Origin
	}
	var flat currency.Amount
	if _, shared := flatOf(a.Lines[i]); shared {
		flat = a.Regime.Flat
	}
	out := Charge{
		Kind: DutyCharge, Line: g.id, On: valuedBy(a.Regime.Valuation), Base: levied.Base,
		Quantities: measured(g, levy.Rate), Amount: levied.Amount,
		Shared:    len(a.Columns) > 0 && levied.Whole != nil,
		Placement: c.duty, Zero: ZeroReason(levied.Zero), Rule: c.dutyRule(levy, levied.Regime, origin, flat),
	}
	return out
}

// valuedBy names the customs value under a valuation.
func valuedBy(v duty.Valuation) string {
	switch v {
	case duty.FOB:
		return "customs value FOB"
	case duty.CIF:
		return "customs value CIF"
	}
	return "customs value"
}

// measured returns the quantities of goods for a rate that is charged by some
// of them, and nothing for one that is not.
func measured(g goods, r duty.Rate) []duty.Quantity {
	if len(r.Needs()) == 0 {
		return nil
	}
	return g.product.quantities(g.quantity)
}

// appendTaxCharges makes charges of the tax lines; where the sale is not
// taxed, one charge of zero that says why.
func (c *consignment) appendTaxCharges(out []Charge, l levies) []Charge {
	if len(l.parts) == 0 {
		return append(out, c.noTax(l))
	}
	ofLine := make([][]int, len(c.goods)) // parts by line
	var ofCarriage []int
	for j, p := range l.parts {
		if p.line == carriage {
			ofCarriage = append(ofCarriage, j)
		} else {
			ofLine[p.line] = append(ofLine[p.line], j)
		}
	}
	add := func(parts []int) {
		for _, j := range parts {
			for _, t := range l.taxes.Lines[j].Taxes {
				out = append(out, c.taxCharge(l, l.parts[j], l.taxes.Lines[j], t))
			}
		}
	}
	for _, i := range c.inCartOrder() {
		add(ofLine[i])
	}
	add(ofCarriage)
	return out
}

func (c *consignment) taxCharge(l levies, p part, line tax.LineResult, t tax.Charge) Charge {
	out := Charge{
		Kind: TaxCharge, On: p.on, Base: t.Base, Amount: t.Amount,
		Placement: c.taxPlacement(p, &l.decision), Zero: taxZero(t, p.shared), Rule: taxRule(t.Rate, &l.decision),
	}
	if p.line != carriage {
		out.Line = c.goods[p.line].id
	}
	out.Shared = p.shared
	if p.units > 1 {
		out.Units = p.units
	}
	if p.inclusive {
		out.Base, out.Inclusive = line.Gross, true
		if !t.Base.Equal(line.Net) && !t.Rate.Compound { // of what exceeds a threshold, or does not
			out.Base, _ = t.Base.Add(t.Amount) // a part of the gross
		}
	}
	return out
}

// taxPlacement is where a tax is placed. A price that contains tax cannot
// contain that on a duty or fee outside of it, which goes where that goes.
func (c *consignment) taxPlacement(p part, d *tax.Decision) Placement {
	switch {
	case c.tax != InPrice:
	case p.kind == tax.Duty:
		return c.duty
	case p.kind == tax.Fee:
		return c.feesAt(c.taxAt(d))
	}
	return c.taxAt(d)
}

func taxZero(t tax.Charge, shared bool) ZeroReason {
	switch {
	case !t.Amount.IsZero():
		return ""
	case t.Rate.Treatment == tax.Exempt:
		return ZeroExempt
	case t.Rate.Percent.IsZero():
		return ZeroRate
	case t.Base.IsZero():
		return ZeroBase
	case shared:
		return ZeroFractions
	}
	return ZeroRoundsAway
}

// noTax is the charge of a sale that bears no tax.
func (c *consignment) noTax(l levies) Charge {
	out := Charge{
		Kind: TaxCharge, On: "goods", Base: l.assessment.Intrinsic,
		Amount: currency.FromMinor(0, c.m.Currency), Placement: c.taxAt(&l.decision), Zero: ZeroMinCollect,
		Rule: noTaxRule(&l.decision, l.uncollected),
	}
	if !l.uncollected {
		out.Zero = untaxed(l.decision.Treatment)
	}
	return out
}

// untaxed is why a sale so treated bears no tax.
func untaxed(t tax.Treatment) ZeroReason {
	switch t {
	case tax.NotCollected:
		return ZeroNotCollected
	case tax.Exempt:
		return ZeroExempt
	case tax.OutOfScope:
		return ZeroOutOfScope
	case tax.ReverseCharge:
		return ZeroReverseCharge
	case tax.Export:
		return ZeroExport
	}
	return ZeroRate
}
