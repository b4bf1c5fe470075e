package duty

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

// trace collects the steps of an assessment. Where it is nil, nothing is
// collected.
type trace struct{ steps []explain.Step }

func (t *trace) add(s explain.Step) { t.steps = append(t.steps, s) }

// on names a line.
func (a *assessor) on(i int) string {
	if i < 0 {
		return "shipment"
	}
	if id := a.shipment.Items[i].ID; id != "" {
		return fmt.Sprintf("line %d (%s)", i+1, id)
	}
	return fmt.Sprintf("line %d", i+1)
}

// where names some lines.
func (a *assessor) where(members []int) string {
	switch {
	case a.trace == nil:
		return ""
	case len(members) == 1:
		return a.on(members[0])
	}
	names := make([]string, len(members))
	for k, i := range members {
		names[k] = strconv.Itoa(i + 1)
	}
	return "lines " + strings.Join(names, ", ")
}

// traceConversion notes an amount that was converted.
func (a *assessor) traceConversion(what string, i int, amount, own currency.Amount, rate currency.Rate) {
	if a.trace == nil {
		return
	}
	num, den := rate.Ratio()
	rd := a.shipment.Rounding
	a.trace.add(explain.Step{On: a.on(i), Rule: what + " from " + amount.Currency().String(), Formula: "amount * num / den",
		Inputs:   []explain.Operand{explain.Amount("amount", amount), explain.Decimal("num", num), explain.Decimal("den", den)},
		Rounding: &rd, Outputs: []explain.Figure{{Name: what, Amount: own}}, Source: rate.Source()})
}

// traceShares notes an amount that was shared out.
func (a *assessor) traceShares(name string, whole currency.Amount, members []int, weights, shares []currency.Amount, rd currency.Rounding, source string) {
	if a.trace == nil || len(members) == 1 {
		return
	}
	grid := rd // a copy of its own, so that rd need not be kept where nobody asks
	grid.Mode = currency.Floor
	s := explain.Step{On: a.where(members), Rule: "share out " + name, Formula: explain.LargestRemainder, Rounding: &grid, Source: source,
		Inputs: []explain.Operand{explain.Amount("total", whole)}}
	order := make([]int, len(members))
	for k := range order {
		order[k] = k
	}
	items := a.shipment.Items
	slices.SortStableFunc(order, func(j, k int) int { return items[members[j]].compare(&items[members[k]]) })
	for _, k := range order {
		label := "line_" + strconv.Itoa(members[k]+1)
		s.Inputs = append(s.Inputs, explain.Amount(label, weights[k]))
		s.Outputs = append(s.Outputs, explain.Figure{Name: label, Amount: shares[k]})
	}
	a.trace.add(s)
}

// traceRegime notes by which rule an item is treated, and the limit it is
// within. cif is the value of the line with freight and insurance.
func (a *assessor) traceRegime(i int, cif currency.Amount) {
	if a.trace == nil {
		return
	}
	r := a.rules[i]
	s := explain.Step{On: a.on(i), Rule: "regime " + r.ID + ": " + string(r.Treatment), Source: r.Source}
	if r.Threshold.Currency() != 0 && a.shipment.Regimes == nil {
		a.traceLimit(&s, i, cif)
	}
	a.trace.add(s)
}

// traceLimit writes the comparison that put an item within the limit of its
// regime.
func (a *assessor) traceLimit(s *explain.Step, i int, cif currency.Amount) {
	r, line := a.rules[i], &a.result.Lines[i]
	value, pieces := a.result.Intrinsic, int64(1)
	switch {
	case r.Scope == PerItem && r.Basis == CIFValue:
		value, pieces = cif, line.Quantity
	case r.Scope == PerItem:
		value, pieces = line.Goods, line.Quantity
	case r.Basis == CIFValue:
		value = a.result.CustomsValue
	}
	formula, inputs := "value", []explain.Operand{explain.Amount("value", value)}
	some := !value.IsZero() // which has to be converted
	if day := a.shipment.Earlier.Day; r.Scope == PerDay && !day.IsZero() {
		if day.Currency() != a.currency {
			own, _, err := a.customs.Convert(day, a.currency, a.shipment.Rounding)
			if err != nil {
				return // no charge hangs on the explanation
			}
			day = own
		}
		some = true
		formula, inputs = "(value + earlier)", append(inputs, explain.Amount("earlier", day))
	}
	if limit := r.Threshold.Currency(); limit != a.currency && some {
		rate, err := a.customs.Rate(a.currency, limit)
		if err != nil {
			return
		}
		num, den := rate.Ratio()
		formula += " * num / den"
		inputs = append(inputs, explain.Decimal("num", num), explain.Decimal("den", den))
	}
	sign := " <= "
	if r.Strict {
		sign = " < "
	}
	s.Formula = formula + sign + "limit * pieces"
	s.Inputs = append(inputs, explain.Amount("limit", r.Threshold), explain.Operand{Name: "pieces", Value: strconv.FormatInt(pieces, 10)})
}

// traceValue notes what a customs value is made of.
func (a *assessor) traceValue(i int, cif currency.Amount) {
	if a.trace == nil {
		return
	}
	line, r := &a.result.Lines[i], a.rules[i]
	s := explain.Step{On: a.on(i), Rule: "customs value, " + string(r.Valuation), Formula: "goods",
		Inputs: []explain.Operand{explain.Amount("goods", line.Goods)}, Outputs: []explain.Figure{{Name: "customs_value", Amount: line.CustomsValue}}, Source: r.Source}
	if r.Valuation == CIF {
		freight, err := cif.Sub(line.Goods)
		if err == nil {
			freight, err = freight.Sub(line.Insurance)
		}
		if err != nil {
			return // no charge hangs on the explanation
		}
		s.Formula = "goods + freight_to_border + insurance"
		s.Inputs = append(s.Inputs, explain.Amount("freight_to_border", freight), explain.Amount("insurance", line.Insurance))
	}
	a.trace.add(s)
}

// traceBase notes a base that is not the customs value: value is what an
// uplift made of the values in it, a zero Amount where there is none.
func (a *assessor) traceBase(i int, levy *Levy, value, base currency.Amount) {
	if a.trace == nil {
		return
	}
	line := &a.result.Lines[i]
	s := explain.Step{On: a.on(i), Rule: "base of " + levy.Name, Outputs: []explain.Figure{{Name: "base", Amount: base}}, Source: levy.Source}
	add := func(name string, amount currency.Amount) {
		if s.Formula != "" {
			s.Formula += " + "
		}
		s.Formula += name
		s.Inputs = append(s.Inputs, explain.Amount(name, amount))
	}
	if value.Currency() != 0 {
		add("value", value)
	}
	for _, part := range [...]struct {
		of     Components
		name   string
		amount currency.Amount
	}{{OnGoods, "goods", line.Goods}, {OnFreight, "freight", line.Freight}, {OnInsurance, "insurance", line.Insurance},
		{OnDuty, "duty", line.Duty}, {OnFees, "fees", line.Fees()}, {OnTax, "tax", line.Tax()}} {
		if levy.Base.Has(part.of) && (value.Currency() == 0 || part.of >= OnDuty) {
			add(part.name, part.amount)
		}
	}
	a.trace.add(s)
}

// traceLess notes what an allowance leaves of a customs value.
func (a *assessor) traceLess(i int, base currency.Amount) {
	if a.trace == nil {
		return
	}
	a.trace.add(explain.Step{On: a.on(i), Rule: "what exceeds the allowance of " + a.rules[i].ID, Formula: "customs_value - allowance",
		Inputs:  []explain.Operand{explain.Amount("customs_value", a.result.Lines[i].CustomsValue), explain.Amount("allowance", a.allowances[i])},
		Outputs: []explain.Figure{{Name: "base", Amount: base}}, Source: a.rules[i].Source})
}

// traceUplift notes a value that was raised.
func (a *assessor) traceUplift(i int, levy *Levy, value, raised currency.Amount) {
	if a.trace == nil {
		return
	}
	rd := a.shipment.Rounding
	a.trace.add(explain.Step{On: a.on(i), Rule: "uplift of the value for " + levy.Name, Formula: "value * (100 + uplift) / 100",
		Inputs: []explain.Operand{explain.Amount("value", value), explain.Decimal("uplift", levy.Uplift)}, Rounding: &rd,
		Outputs: []explain.Figure{{Name: "value", Amount: raised}}, Source: levy.Source})
}

// traceSum notes the base of several lines.
func (a *assessor) traceSum(where string, levy *Levy, bases []currency.Amount, members []int, base currency.Amount) {
	if a.trace == nil || len(members) == 1 {
		return
	}
	s := explain.Step{On: where, Rule: "base of " + levy.Name, Outputs: []explain.Figure{{Name: "base", Amount: base}}}
	names := make([]string, len(members))
	for k, i := range members {
		names[k] = "line_" + strconv.Itoa(i+1)
		s.Inputs = append(s.Inputs, explain.Amount(names[k], bases[k]))
	}
	s.Formula = strings.Join(names, " + ")
	a.trace.add(s)
}

// traceDropped notes a figure whose fractions were dropped.
func (a *assessor) traceDropped(where, what, name string, r *rule, whole, left currency.Amount, rd currency.Rounding) {
	if a.trace == nil {
		return
	}
	a.trace.add(explain.Step{On: where, Rule: what + ", by " + r.ID, Formula: "whole", Inputs: []explain.Operand{explain.Amount("whole", whole)},
		Rounding: &rd, Outputs: []explain.Figure{{Name: name, Amount: left}}, Source: r.Source})
}

// traceDue notes the sum of the duties on a declaration, without its fractions.
func (a *assessor) traceDue(r *rule, lots []lot, due currency.Amount) {
	if a.trace == nil {
		return
	}
	rd := downTo(r.Fractions.Due)
	s := explain.Step{On: "shipment", Rule: "the sum of the duties without its fractions, by " + r.ID, Rounding: &rd, Outputs: []explain.Figure{{Name: "due", Amount: due}}, Source: r.Source}
	for k := range lots {
		s.Inputs = append(s.Inputs, explain.Amount("duty_"+strconv.Itoa(k+1), lots[k].amount))
	}
	s = summed(s)
	if len(lots) == 0 {
		s.Formula = "0"
	}
	a.trace.add(s)
}

// traceLots notes which part of the sum falls on each duty.
func (a *assessor) traceLots(r *rule, lots []lot, due currency.Amount, parts []currency.Amount) {
	if a.trace == nil || len(lots) < 2 {
		return
	}
	grid := a.shipment.Rounding
	grid.Mode = currency.Floor
	s := explain.Step{On: "shipment", Rule: "share out the sum of the duties", Formula: explain.LargestRemainder, Rounding: &grid,
		Inputs: []explain.Operand{explain.Amount("total", due)}, Source: r.Source}
	for k := range lots {
		label := "duty_" + strconv.Itoa(k+1)
		s.Inputs = append(s.Inputs, explain.Amount(label, lots[k].amount))
		s.Outputs = append(s.Outputs, explain.Figure{Name: label, Amount: parts[k]})
	}
	a.trace.add(s)
}

// traceFlat notes an amount of the law that stands for a rate.
func (a *assessor) traceFlat(where string, g *group, pieces int64, flat, amount currency.Amount) {
	if a.trace == nil {
		return
	}
	rd := a.shipment.Rounding
	s := explain.Step{On: where, Rule: g.levy.Name, Formula: "flat * pieces", Source: g.levy.Source,
		Inputs: []explain.Operand{explain.Amount("flat", g.flat), {Name: "pieces", Value: strconv.FormatInt(pieces, 10)}}}
	if flat.Currency() == amount.Currency() {
		s.Rounding, s.Outputs = &rd, []explain.Figure{{Name: "amount", Amount: amount}}
	} else {
		s.Outputs = []explain.Figure{{Name: "flat_of_all", Amount: flat}} // converted in a step of its own
	}
	a.trace.add(s)
}

// traceMinimum notes duties that are too small to be collected.
func (a *assessor) traceMinimum(r *rule, due currency.Amount) {
	if a.trace == nil {
		return
	}
	s := explain.Step{On: "shipment", Rule: "the least amount that is collected by " + r.ID, Source: r.Source,
		Inputs: []explain.Operand{explain.Amount("due", due), explain.Amount("least", r.MinCollect)}}
	if r.MinCollect.Currency() == a.currency {
		s.Formula = "due < least"
	}
	a.trace.add(s)
}

// traceMean notes the average of the lines under a short code.
func (a *assessor) traceMean(i int, levy *Levy, lines []possible, amount currency.Amount) {
	if a.trace == nil {
		return
	}
	rd := a.shipment.Rounding
	s := explain.Step{On: a.on(i), Rule: levy.Name, Rounding: &rd, Outputs: []explain.Figure{{Name: "amount", Amount: amount}}, Source: levy.Source}
	names := make([]string, len(lines))
	for k := range lines {
		names[k] = "amount_" + strconv.Itoa(k+1)
		s.Inputs = append(s.Inputs, explain.Amount(names[k], lines[k].duty))
	}
	s.Formula = fmt.Sprintf("(%s) / %d", strings.Join(names, " + "), len(lines))
	a.trace.add(s)
}

// traceZero notes a charge that a rule makes nothing of.
func (a *assessor) traceZero(i int, c *Charge) {
	if a.trace == nil {
		return
	}
	switch c.Zero {
	case BelowDeMinimis, SchemeRelief, Domestic, IntraCommunity, Reimport, BelowCollectible, DeliveredUnpaid:
		a.trace.add(explain.Step{On: a.on(i), Rule: c.Levy.Name + ": " + string(c.Zero), Formula: "0",
			Outputs: []explain.Figure{{Name: "amount", Amount: c.Amount}}, Source: c.Levy.Source})
	}
}

// traceTotals notes how charges add up to lines, and lines to the shipment.
func (a *assessor) traceTotals() {
	if a.trace == nil {
		return
	}
	total := explain.Step{On: "shipment", Rule: "total", Outputs: []explain.Figure{{Name: "total", Amount: a.result.Total}}}
	for i := range a.result.Lines {
		line := &a.result.Lines[i]
		s := explain.Step{On: a.on(i), Rule: "charges of the line", Outputs: []explain.Figure{{Name: "total", Amount: line.Total()}}}
		for k := range line.Charges {
			s.Inputs = append(s.Inputs, explain.Amount("charge_"+strconv.Itoa(k+1), line.Charges[k].Amount))
		}
		a.trace.add(summed(s))
		total.Inputs = append(total.Inputs, explain.Amount("line_"+strconv.Itoa(i+1), line.Total()))
	}
	a.trace.add(summed(total))
}

// summed makes the formula the sum of the inputs.
func summed(s explain.Step) explain.Step {
	names := make([]string, len(s.Inputs))
	for i := range s.Inputs {
		names[i] = s.Inputs[i].Name
	}
	s.Formula = strings.Join(names, " + ")
	return s
}
