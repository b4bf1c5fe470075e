package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/exact"
	"github.com/landedhq/landed/tax"
)

// Some customs drop fractions of a declaration as a whole (duty.Fractions,
// tax.Fractions). A price stands before anybody knows what it will be declared
// with: what it holds is computed with all fractions, and so are the declared
// values. What customs ask for is then that of the declaration, and what was
// dropped stays with the merchant, as Subsidy below zero, where the price held
// it.

// DeclarationStep is one figure of a declaration of which customs drop
// fractions. Amounts are in the currency of the law.
type DeclarationStep struct {
	// What it is: "customs value", "import duty", "all duties", "base of the
	// tax", "tax", "national tax", "local tax", "all taxes", "all national
	// taxes", "all local taxes".
	What string `json:"what"`
	// Lines are the IDs of the lines in that column of the declaration; a sum has
	// none.
	Lines []string `json:"lines,omitempty"`
	// Rate is the rate charged on the step before; empty for a value or a sum.
	Rate string `json:"rate,omitempty"`
	// Of is the figure with its fractions, Amount what is left of it.
	Of     currency.Amount `json:"of"`
	Amount currency.Amount `json:"amount"`
}

// String writes the step: "customs value of lines 1, 2: 13636 JPY, without
// fractions 13000 JPY".
func (s DeclarationStep) String() string {
	var b strings.Builder
	b.WriteString(s.What)
	if s.Rate != "" {
		b.WriteString(" " + s.Rate)
	}
	if len(s.Lines) > 0 {
		b.WriteString(" of " + linesNamed(s.Lines))
	}
	fmt.Fprintf(&b, ": %v", s.Of)
	if !s.Of.Equal(s.Amount) {
		fmt.Fprintf(&b, ", without fractions %v", s.Amount)
	}
	return b.String()
}

// The steps that are looked for by what they are.
const (
	stepValue   = "customs value"
	stepDuty    = "import duty"
	stepDuties  = "all duties"
	stepTaxBase = "base of the tax"
)

// ofDuty tells whether the step is of the duty, and not of the tax.
func (s *DeclarationStep) ofDuty() bool {
	return s.What == stepValue || s.What == stepDuty || s.What == stepDuties
}

// isBase tells whether the next step is what is charged on this one.
func (s *DeclarationStep) isBase() bool { return s.What == stepValue || s.What == stepTaxBase }

// dropsFractions tells whether customs drop fractions of duty or tax.
func (c *consignment) dropsFractions(l *levies) bool {
	return c.abroad && (!l.assessment.Regime.Fractions.IsZero() || dropsTax(&l.decision))
}

// dropsTax tells whether they drop fractions of the tax.
func dropsTax(d *tax.Decision) bool {
	return d.Accountant == tax.Importer && d.Treatment == tax.Standard && !d.Fractions.IsZero()
}

// declared is what customs ask for on the values of l: l itself, where they
// drop nothing.
func (c *consignment) declared(l levies) (levies, error) {
	if !c.dropsFractions(&l) {
		return l, nil
	}
	c.declaring = true
	defer func() { c.declaring = false }()
	inside := l.inside
	return c.levy(l.nets, l.shipping, l.insurance, func(d tax.Decision) bool { return inside && !dropsTax(&d) })
}

// declare replaces the tax by that of the declaration: it is charged on the
// columns, and its sum is shared out to what it is on by the tax that it would
// be with all fractions.
func (c *consignment) declare(l *levies) error {
	if err := c.dutySteps(l); err != nil {
		return err
	}
	if !dropsTax(&l.decision) || len(l.parts) == 0 {
		return nil
	}
	due, err := c.taxDeclared(l)
	if err != nil {
		return err
	}
	return l.shareTax(due)
}

// dutySteps notes how the duty of the declaration came about.
func (c *consignment) dutySteps(l *levies) error {
	var all currency.Total
	for k := range l.assessment.Columns {
		column := &l.assessment.Columns[k]
		left := column.Value
		if f := l.assessment.Regime.Fractions; !f.IsZero() {
			var err error
			if left, err = f.OfValue(left); err != nil {
				return err
			}
		}
		var rates []string
		for _, levied := range l.assessment.Lines[column.Lines[0]].Charges {
			if levied.Levy.Kind != duty.Fee {
				rates = append(rates, levied.Levy.Rate.String())
			}
		}
		ids := c.idsOf(column.Lines)
		l.declaration = append(l.declaration,
			DeclarationStep{What: stepValue, Lines: ids, Of: column.Value, Amount: left},
			DeclarationStep{What: stepDuty, Lines: ids, Rate: strings.Join(rates, " and "), Of: column.Duty, Amount: column.Duty})
		all.Add(column.Duty)
	}
	if len(l.assessment.Columns) == 0 {
		return nil
	}
	sum, err := all.Amount()
	if err != nil {
		return err
	}
	due := sum
	if f := l.assessment.Regime.Fractions; !f.IsZero() {
		if due, err = f.OfDuty(sum); err != nil {
			return err
		}
	}
	l.declaration = append(l.declaration, DeclarationStep{What: stepDuties, Of: sum, Amount: due})
	return nil
}

// idsOf names lines of the consignment, in the order of the cart.
func (c *consignment) idsOf(lines []int) []string {
	var ids []string
	for _, i := range c.inCartOrder() {
		if slices.Contains(lines, i) {
			ids = append(ids, c.goods[i].id)
		}
	}
	return ids
}

// taxColumn is goods of one column of the declaration and one rate.
type taxColumn struct {
	lines   []int // of the consignment
	duty    currency.Amount
	percent decimal.Decimal
}

// taxColumns are those of the duty, and after them what has none: goods that
// are relieved of it, and services that go with goods.
func (c *consignment) taxColumns(l *levies) []taxColumn {
	var out []taxColumn
	done := make([]bool, len(c.goods))
	for _, column := range l.assessment.Columns {
		for _, i := range column.Lines {
			done[i] = true
		}
		out = append(out, taxColumn{lines: column.Lines, duty: column.Duty, percent: l.percentOf(column.Lines[0])})
	}
	first := len(out)
	for i, g := range c.goods {
		if done[i] {
			continue
		}
		percent := l.percentOf(i)
		at := slices.IndexFunc(out[first:], func(t taxColumn) bool {
			p := c.goods[t.lines[0]].product
			return p.Kind == g.product.Kind && p.HSCode == g.product.HSCode && p.Origin == g.product.Origin && t.percent.Equal(percent)
		})
		if at < 0 {
			at = len(out) - first
			out = append(out, taxColumn{percent: percent})
		}
		out[first+at].lines = append(out[first+at].lines, i)
	}
	return out
}

// percentOf is that of all rates on the goods of line i.
func (l *levies) percentOf(i int) (sum decimal.Decimal) {
	for _, t := range l.taxes.Lines[l.goodsAt[i]].Taxes {
		if t.Rate.Treatment.Charges() {
			sum = sum.Add(t.Rate.Percent)
		}
	}
	return sum
}

// taxDeclared charges the tax on the columns, and returns its sum in the
// currency of the market.
func (c *consignment) taxDeclared(l *levies) (currency.Amount, error) {
	f := l.decision.Fractions
	columns := c.taxColumns(l)
	given := make([]tax.Column, len(columns))
	for k := range columns {
		base, err := c.taxBase(l, &columns[k])
		if err != nil {
			return currency.Amount{}, err
		}
		given[k] = tax.Column{Base: base, Percent: columns[k].percent}
	}
	d, err := f.Declare(given)
	if err != nil {
		return currency.Amount{}, err
	}
	if err := c.taxSteps(l, columns, given, &d); err != nil {
		return currency.Amount{}, err
	}
	due, err := d.National.Add(d.Local)
	if err == nil && due.Currency() != c.m.Currency {
		due, _, err = c.e.rates.Convert(due, c.m.Currency, grid)
	}
	return due, err
}

// taxBase adds up what the tax on a column is on, in the currency of the law.
func (c *consignment) taxBase(l *levies, column *taxColumn) (currency.Amount, error) {
	f, base := l.decision.Fractions, l.decision.Base
	var of duty.Components
	for _, part := range [...]struct {
		in tax.Base
		is duty.Components
	}{{tax.BaseGoods, duty.OnGoods}, {tax.BaseFreight, duty.OnFreight}, {tax.BaseInsurance, duty.OnInsurance}, {tax.BaseFees, duty.OnFees}} {
		if base.Has(part.in) {
			of |= part.is
		}
	}
	var sum currency.Total
	sum.Add(currency.FromMinor(0, c.m.Currency))
	for _, i := range column.lines {
		sum.AddResult(l.assessment.Lines[i].TaxBase(of))
	}
	value, err := sum.Amount()
	if err == nil && value.Currency() != f.Base.Currency() {
		value, _, err = c.e.rates.Convert(value, f.Base.Currency(), currency.Rounding{Mode: currency.Down})
	}
	if err != nil || !base.Has(tax.BaseDuty) || column.duty == (currency.Amount{}) {
		return value, err
	}
	levied, err := f.OfDuty(column.duty)
	if err != nil {
		return value, err
	}
	return value.Add(levied)
}

// taxSteps notes how the tax of the declaration came about.
func (c *consignment) taxSteps(l *levies, columns []taxColumn, given []tax.Column, d *tax.Declared) error {
	f := l.decision.Fractions
	name, all := "tax", "all taxes"
	if f.Local != 0 {
		name, all = "national tax", "all national taxes"
	}
	var national, local currency.Total
	for k := range columns {
		ids := c.idsOf(columns[k].lines)
		of := &d.Columns[k]
		percent := given[k].Percent
		if f.Local != 0 {
			percent = percent.Mul(decimal.NewFromInt(f.National)).DivRound(decimal.NewFromInt(f.National+f.Local), rateDigits)
		}
		l.declaration = append(l.declaration,
			DeclarationStep{What: stepTaxBase, Lines: ids, Of: given[k].Base, Amount: of.Base},
			DeclarationStep{What: name, Lines: ids, Rate: exact.DecimalText(percent) + "%", Of: of.National, Amount: of.National})
		if f.Local != 0 {
			l.declaration = append(l.declaration,
				DeclarationStep{What: "local tax", Lines: ids, Rate: fmt.Sprintf("%d/%d", f.Local, f.National), Of: of.Local, Amount: of.Local})
		}
		national.Add(of.National)
		local.Add(of.Local)
	}
	sum, err := national.Amount()
	if err != nil {
		return err
	}
	l.declaration = append(l.declaration, DeclarationStep{What: all, Of: sum, Amount: d.National})
	if f.Local == 0 {
		return nil
	}
	sum, err = local.Amount()
	l.declaration = append(l.declaration, DeclarationStep{What: "all local taxes", Of: sum, Amount: d.Local})
	return err
}

// rateDigits are the decimals of a part of a rate, as it is shown.
const rateDigits = 6

// shareTax puts a sum in place of the taxes.
func (l *levies) shareTax(due currency.Amount) error {
	var cells []*tax.Charge
	var weights []currency.Amount
	for j := range l.taxes.Lines {
		for k := range l.taxes.Lines[j].Taxes {
			if t := &l.taxes.Lines[j].Taxes[k]; t.Rate.Treatment.Charges() && !t.Rate.Percent.IsZero() {
				cells, weights = append(cells, t), append(weights, t.Amount)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	shares, err := shareBy(due, weights)
	if err != nil {
		return err
	}
	for k, t := range cells {
		t.Amount = shares[k]
	}
	return l.sumTaxes()
}

// sumTaxes adds the taxes up again.
func (l *levies) sumTaxes() error {
	zero := currency.FromMinor(0, l.taxes.Tax.Currency())
	var all currency.Total
	all.Add(zero)
	for k := range l.taxes.Totals {
		l.taxes.Totals[k].Amount = zero
	}
	for j := range l.taxes.Lines {
		line := &l.taxes.Lines[j]
		l.parts[j].shared, l.parts[j].units = true, 0
		line.Tax = zero
		for k := range line.Taxes {
			t := &line.Taxes[k]
			at := slices.IndexFunc(l.taxes.Totals, func(total tax.RateTotal) bool { return sameRate(total.Rate, t.Rate) })
			if at < 0 {
				return fmt.Errorf("tax %s of a declaration is in no total", t.Rate.Name)
			}
			total := &l.taxes.Totals[at]
			var err error
			if total.Amount, err = total.Amount.Add(t.Amount); err == nil {
				line.Tax, err = line.Tax.Add(t.Amount)
			}
			if err != nil {
				return err
			}
		}
		var err error
		if line.Gross, err = line.Net.Add(line.Tax); err != nil {
			return err
		}
		all.Add(line.Tax)
	}
	var err error
	l.taxes.Tax, err = all.Amount()
	return err
}

// linesNamed is "line 1" or "lines 1, 2".
func linesNamed(ids []string) string {
	if len(ids) == 1 {
		return "line " + ids[0]
	}
	return "lines " + strings.Join(ids, ", ")
}
