package pricing_test

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// This file is how customs drop fractions of a declaration, as the oracle
// redoes it from the text of the law: values and bases by column, duties and
// taxes in their sum.

// parcelColumn is goods in one column of the declaration.
type parcelColumn struct {
	key   string
	lines []*parcelLine
	duty  *big.Rat // before the sum is cut, in the currency of the law
}

// full cuts to full steps.
func full(step currency.Amount) steps {
	return steps{ratOf(step), currency.Down, step.Currency()}
}

// drop takes the fractions that customs drop out of duty and tax.
func (c *parcel) drop() error {
	var f duty.Fractions
	for _, l := range c.sent() {
		if c.abroad && l.regime != nil && l.regime.Treatment == duty.Normal && !l.regime.Fractions.IsZero() {
			f = l.regime.Fractions
		}
	}
	importTax := c.decision.Accountant == tax.Importer && c.decision.Treatment == tax.Standard && !c.decision.Fractions.IsZero()
	if f.IsZero() && !(importTax && c.abroad) {
		return nil
	}
	var columns []*parcelColumn
	if !f.IsZero() {
		var err error
		if columns, err = c.dropDuty(f); err != nil {
			return err
		}
	}
	if err := c.askFees(); err != nil {
		return err
	}
	c.inside = c.inside && !importTax
	if c.decision.Treatment == tax.Standard {
		if err := c.chargeTax(c.inside); err != nil {
			return err
		}
		if importTax {
			if err := c.dropTax(columns); err != nil {
				return err
			}
		}
	}
	return c.askClearance()
}

// dropDuty charges the duty by column.
func (c *parcel) dropDuty(f duty.Fractions) ([]*parcelColumn, error) {
	fx, err := c.o.exchange(c.o.market.Currency, f.Value.Currency())
	if err != nil {
		return nil, err
	}
	var lines []*parcelLine
	for _, l := range c.sent() {
		if l.regime.Treatment == duty.Normal && l.regime.Fractions == f {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, byNature)
	var columns []*parcelColumn
	for _, l := range lines {
		key := fmt.Sprint(l.code, "|", l.product.Origin, "|", l.product.Claim, "|", categoryAt(l.product, c.to))
		at := slices.IndexFunc(columns, func(p *parcelColumn) bool { return p.key == key })
		if at < 0 {
			at = len(columns)
			columns = append(columns, &parcelColumn{key: key, duty: new(big.Rat)})
		}
		columns[at].lines = append(columns[at].lines, l)
	}
	type lot struct {
		of     *parcelColumn
		amount *big.Rat
	}
	minor := full(currency.FromMinor(1, f.Value.Currency()))
	var lots []lot
	for _, p := range columns {
		value := new(big.Rat)
		for _, l := range p.lines {
			value.Add(value, l.value)
			l.duties = nil
		}
		value = full(f.Value).round(minor.round(ratMul(value, fx)))
		levies, err := c.leviesOn(p.lines[0])
		if err != nil {
			return nil, err
		}
		for _, levy := range levies {
			rate, err := c.o.levy(levy.Rate.On(c.on).String())
			if err != nil {
				return nil, err
			}
			yen := *c.o // amounts of the law are converted to its currency
			yen.market.Currency = f.Value.Currency()
			amount, err := rate.charge(&yen, value, measuresOf(p.lines))
			if err != nil {
				return nil, err
			}
			amount = minor.round(amount)
			p.duty.Add(p.duty, amount)
			lots = append(lots, lot{p, amount})
		}
	}
	due, weights := new(big.Rat), make([]*big.Rat, len(lots))
	for k, x := range lots {
		due.Add(due, x.amount)
		weights[k] = x.amount
	}
	back, err := c.o.exchange(f.Due.Currency(), c.o.market.Currency)
	if err != nil {
		return nil, err
	}
	due = c.o.minor.round(ratMul(full(f.Due).round(due), back))
	for k, part := range c.o.minor.share(due, weights) {
		var values []*big.Rat
		for _, l := range lots[k].of.lines {
			values = append(values, l.value)
		}
		for n, share := range c.o.minor.share(part, values) {
			l := lots[k].of.lines[n]
			l.duties = append(l.duties, parcelDuty{l.value, share, l.regime.ID})
		}
	}
	for _, l := range c.lines {
		l.duty = new(big.Rat)
		for _, d := range l.duties {
			l.duty.Add(l.duty, d.amount)
		}
	}
	return columns, nil
}

// dropTax charges the tax by column, and shares it by what it would be whole.
func (c *parcel) dropTax(columns []*parcelColumn) error {
	f := c.decision.Fractions
	fx, err := c.o.exchange(c.o.market.Currency, f.Base.Currency())
	if err != nil {
		return err
	}
	for _, l := range c.lines { // what bears no duty by the tariff
		if slices.ContainsFunc(columns, func(p *parcelColumn) bool { return slices.Contains(p.lines, l) }) {
			continue
		}
		key := fmt.Sprint("relieved|", l.product.Kind, "|", l.product.HSCode, "|", l.product.Origin, "|", percentsOf(l.rates).RatString())
		at := slices.IndexFunc(columns, func(p *parcelColumn) bool { return p.key == key })
		if at < 0 {
			at = len(columns)
			columns = append(columns, &parcelColumn{key: key, duty: new(big.Rat)})
		}
		columns[at].lines = append(columns[at].lines, l)
	}
	if c.decision.Base.Has(tax.BaseFees) {
		return fmt.Errorf("the oracle does not cover fees in a base without fractions")
	}
	minor, hundreds := full(currency.FromMinor(1, f.Base.Currency())), full(f.Due)
	national, local := new(big.Rat), new(big.Rat)
	for _, p := range columns {
		base := new(big.Rat)
		for _, l := range p.lines {
			base.Add(base, l.net)
			if c.decision.Base.Has(tax.BaseFreight) && l.freight != nil {
				base.Add(base, l.freight)
			}
			if c.decision.Base.Has(tax.BaseInsurance) && l.insurance != nil {
				base.Add(base, l.insurance)
			}
		}
		base = minor.round(ratMul(base, fx))
		if c.decision.Base.Has(tax.BaseDuty) {
			base = ratAdd(base, hundreds.round(p.duty))
		}
		base = full(f.Base).round(base)
		part := big.NewRat(f.National, f.National+f.Local)
		levied := minor.round(ratMul(base, ratMul(percentsOf(p.lines[0].rates), part)))
		national.Add(national, levied)
		local.Add(local, minor.round(ratMul(hundreds.round(levied), big.NewRat(f.Local, f.National))))
	}
	back, err := c.o.exchange(f.Due.Currency(), c.o.market.Currency)
	if err != nil {
		return err
	}
	due := c.o.minor.round(ratMul(ratAdd(hundreds.round(national), hundreds.round(local)), back))
	var cells []*taxRate
	var weights []*big.Rat
	for _, t := range c.taxed {
		for k := range t.rates {
			if r := &t.rates[k]; r.fraction.Sign() != 0 {
				cells, weights = append(cells, r), append(weights, r.amount)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	for k, share := range c.o.minor.share(due, weights) {
		cells[k].amount = share
	}
	for _, l := range c.lines {
		l.tax, l.goodsTax = new(big.Rat), new(big.Rat)
	}
	for _, t := range c.taxed {
		t.tax = new(big.Rat)
		for _, r := range t.rates {
			t.tax.Add(t.tax, r.amount)
		}
		if t.line == nil {
			continue
		}
		t.line.tax.Add(t.line.tax, t.tax)
		if t.part == "goods" {
			t.line.goodsTax.Add(t.line.goodsTax, t.tax)
		}
	}
	return nil
}

// percentsOf adds up rates, as a fraction of one.
func percentsOf(rates []tax.Rate) *big.Rat {
	total := new(big.Rat)
	for _, r := range rates {
		total.Add(total, charging(r))
	}
	return total
}

// declarations: shares add up to what the declaration comes to, whose sums are
// those of its columns.
func declarations(_ situation, q pricing.Quote) error {
	for i, c := range q.Consignments {
		sums, due := map[string]currency.Amount{}, map[string]currency.Amount{}
		for _, s := range c.Customs.Declaration {
			if len(s.Lines) > 0 {
				sums[s.What] = sum(sums[s.What], s.Of)
			} else {
				due[s.What] = s.Amount
			}
			if s.Amount.Sign() < 0 || order(s.Amount, s.Of) > 0 {
				return fmt.Errorf("consignment %d: %v", i+1, s)
			}
		}
		for _, s := range c.Customs.Declaration {
			of := map[string]string{"all duties": "import duty", "all taxes": "tax", "all national taxes": "national tax", "all local taxes": "local tax"}[s.What]
			if of != "" && s.Of != sums[of] {
				return fmt.Errorf("consignment %d: %v, the columns come to %v", i+1, s, sums[of])
			}
		}
		shared := map[pricing.ChargeKind]currency.Amount{}
		for _, x := range q.Charges {
			if x.Consignment == i && x.Shared {
				shared[x.Kind] = sum(shared[x.Kind], x.Amount)
			}
		}
		taxes := sum(due["all taxes"], due["all national taxes"], due["all local taxes"])
		for kind, want := range map[pricing.ChargeKind]currency.Amount{pricing.DutyCharge: due["all duties"], pricing.TaxCharge: taxes} {
			if want.Currency() == q.Currency && order(want, shared[kind]) != 0 {
				return fmt.Errorf("consignment %d: shares of %s come to %v, the declaration to %v", i+1, kind, shared[kind], want)
			}
		}
	}
	return nil
}
