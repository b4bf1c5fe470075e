package pricing

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/tax"
)

// appendDutyCharges makes charges of what customs levy.
func (c *consignment) appendDutyCharges(out []Charge, l levies) []Charge {
	for _, i := range c.inCartOrder() {
		for _, levied := range l.assessment.Lines[i].Charges {
			out = append(out, c.dutyCharge(i, levied, l.assessment))
		}
	}
	return out
}

func (c *consignment) dutyCharge(i int, levied duty.Charge, a duty.Assessment) Charge {
	levy := levied.Levy
	out := Charge{
		Kind: DutyCharge, Name: dutyName(levy.Kind), Line: c.goods[i].id, On: "customs value",
		Base: levied.Base, Rate: levy.Rate.String(), Amount: levied.Amount,
		Placement: c.duty, Payer: c.duty.payer(), Collector: "customs",
		Jurisdiction: levy.Jurisdiction, Scheme: levied.Regime,
		Source: levy.Source, From: levy.From, Until: levy.Until, Zero: ZeroReason(levied.Zero),
	}
	if a.Regime.Valuation != "" {
		out.On += " " + strings.ToUpper(string(a.Regime.Valuation))
	}
	if percent, ok := levy.Rate.AdValorem(); ok {
		out.Percent = exact.DecimalText(percent)
	} else if _, flat := flatOf(a.Lines[i]); flat {
		out.Rate = fmt.Sprintf("%v for the subheading", a.Regime.Flat)
	}
	if out.Rate == "" { // relieved, or not abroad
		out.Rate = noRate
	}
	out.Quantities = measured(c.goods[i], levy.Rate)
	out.Rule = levy.Name
	if levy.Code != "" {
		out.Rule = fmt.Sprintf("%s %s", levy.Code.Dotted(), levy.Name)
	}
	if origin := c.goods[i].product.Origin; origin != "" && c.abroad {
		out.Rule = fmt.Sprintf("%s, %s→%s", out.Rule, origin, levy.Jurisdiction)
	}
	return out
}

// noRate stands for the rate of a charge that the law does not make.
const noRate = "none"

// measured returns the quantities of goods for a rate that is charged by some
// of them, and nothing for one that is not.
func measured(g goods, r duty.Rate) []duty.Quantity {
	if len(r.Needs()) == 0 {
		return nil
	}
	return g.product.quantities(g.quantity)
}

// dutyName is the field's name for a kind of duty.
func dutyName(k duty.Kind) string {
	switch k {
	case duty.Preference:
		return "preferential duty"
	case duty.Additional:
		return "additional duty"
	case duty.Remedy:
		return "trade remedy"
	case duty.Quota:
		return "duty inside the quota"
	case duty.Fee:
		return "customs fee"
	case duty.Tax:
		return "tax at import"
	}
	return "import duty"
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

func (c *consignment) taxCharge(l levies, p part, line tax.LineResult, t tax.TaxAmount) Charge {
	where := c.taxPlacement(p)
	percent := exact.DecimalText(t.Rate.Percent)
	out := Charge{
		Kind: TaxCharge, Name: t.Rate.Name, On: p.on, Base: t.Base,
		Percent: percent, Rate: percent + "%", Amount: t.Amount,
		Placement: where, Payer: where.payer(), Collector: collector(l.decision.Accountant),
		Jurisdiction: t.Rate.Jurisdiction, Scheme: string(l.decision.Scheme), Rule: fmt.Sprintf("%s, %s", t.Rate.Category, l.decision.Scheme),
		Source: t.Rate.Source, From: t.Rate.From, Until: t.Rate.Until, Zero: taxZero(t),
	}
	if p.line != carriage {
		out.Line = c.goods[p.line].id
	}
	if p.units > 1 {
		out.Units = p.units
	}
	if p.inclusive {
		out.Base, out.Inclusive = line.Gross, true
	}
	return out
}

// taxPlacement is where a tax is placed. A price that contains tax cannot
// contain that on a duty outside of it, which goes where the duty goes.
func (c *consignment) taxPlacement(p part) Placement {
	if p.kind == tax.Duty && c.tax == InPrice {
		return c.duty
	}
	return c.tax
}

func taxZero(t tax.TaxAmount) ZeroReason {
	switch {
	case !t.Amount.IsZero():
		return ""
	case t.Rate.Treatment == tax.Exempt:
		return ZeroExempt
	case t.Rate.Percent.IsZero():
		return ZeroRate
	case t.Base.IsZero():
		return ZeroBase
	}
	return ZeroRoundsAway
}

// noTax is the charge of a sale that bears no tax.
func (c *consignment) noTax(l levies) Charge {
	reasons := map[tax.Treatment]ZeroReason{
		tax.NotCollected: ZeroNotCollected, tax.Exempt: ZeroExempt, tax.OutOfScope: ZeroOutOfScope,
		tax.ReverseCharge: ZeroReverseCharge, tax.Export: ZeroExport,
	}
	d := l.decision
	out := Charge{
		Kind: TaxCharge, Name: "tax", On: "goods", Base: l.assessment.Intrinsic, Rate: noRate,
		Amount: currency.FromMinor(0, c.m.Currency), Placement: c.tax, Payer: c.tax.payer(),
		Collector: collector(d.Accountant), Jurisdiction: d.Jurisdiction.String(), Scheme: string(d.Scheme),
		Source: d.Source, From: d.From, Until: d.Until, Zero: reasons[d.Treatment],
	}
	out.Rule = strings.Join(d.Reasons, "; ")
	if out.Jurisdiction == "" {
		out.Jurisdiction = c.to.String()
	}
	if l.uncollected {
		out.Zero = ZeroMinCollect
		out.Rule = fmt.Sprintf("tax up to %v is not collected", d.MinCollect)
	}
	return out
}
