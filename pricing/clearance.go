package pricing

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// cleared is a carrier's fee on a consignment.
type cleared struct {
	fee    *Fee
	base   currency.Amount
	amount currency.Amount
	shares []currency.Amount // by line
}

// clear charges the fees of the market's carrier, where something is due at
// import. It shares each over the goods by their declared value.
func (c *consignment) clear(l *levies) error {
	if len(c.m.Clearance) == 0 || !c.abroad {
		return nil
	}
	atImport, err := l.taxAtImport(c.m.Currency)
	if err != nil {
		return err
	}
	if due, err := atImport.Add(l.assessment.Total); err != nil || due.IsZero() {
		return err
	}
	weights := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		weights[i] = currency.FromMinor(0, c.m.Currency)
		if g.product.Kind == Goods {
			weights[i] = l.nets[i]
		}
	}
	one := []duty.Quantity{{Unit: perConsignment, Value: decimal.NewFromInt(1)}}
	for i := range c.m.Clearance {
		f := cleared{fee: &c.m.Clearance[i]}
		if f.base, err = c.clearanceBase(f.fee.Base, l, atImport); err != nil {
			return err
		}
		if f.amount, err = f.fee.Rate.On(c.on).Duty(f.base, one, c.e.rates, grid); err != nil {
			return fmt.Errorf("pricing: market %s: clearance[%d]: %w", c.m.ID, i, err)
		}
		if f.shares, err = shareBy(f.amount, weights); err != nil {
			return err
		}
		l.cleared = append(l.cleared, f)
	}
	return nil
}

// taxAtImport is the tax that customs ask for.
func (l *levies) taxAtImport(code currency.Code) (currency.Amount, error) {
	var sum currency.Total
	sum.Add(currency.FromMinor(0, code))
	if l.decision.Accountant == tax.Importer {
		for j := range l.parts {
			sum.Add(l.taxes.Lines[j].Tax)
		}
	}
	return sum.Amount()
}

// clearanceBase adds up what a carrier's percentage is of.
func (c *consignment) clearanceBase(of duty.Components, l *levies, atImport currency.Amount) (currency.Amount, error) {
	if of == 0 {
		return l.assessment.CustomsValue, nil
	}
	var base currency.Total
	base.Add(currency.FromMinor(0, c.m.Currency))
	for _, part := range [...]struct {
		is     duty.Components
		amount currency.Amount
	}{
		{duty.OnGoods, l.assessment.Intrinsic}, {duty.OnFreight, l.shipping}, {duty.OnInsurance, l.insurance},
		{duty.OnDuty, l.assessment.Duty}, {duty.OnFees, l.assessment.Fees}, {duty.OnTax, l.assessment.Tax}, {duty.OnTax, atImport},
	} {
		if of.Has(part.is) {
			base.Add(part.amount)
		}
	}
	return base.Amount()
}

// clearanceOn names the base of a carrier's fee.
func clearanceOn(of duty.Components) string {
	if of == 0 {
		return "customs value"
	}
	return of.String()
}
