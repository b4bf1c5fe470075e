package pricing

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// Fee is what a carrier asks for clearing a consignment through customs or for
// paying its levies there: a service of the carrier, with its own tax in it.
type Fee struct {
	Name string `json:"name"`
	// Rate is charged once on the consignment: "15 EUR / consignment", or
	// "2.5% MIN 11 EUR / consignment".
	Rate duty.Rate `json:"rate"`
	// Base is what a percentage is of; zero is the customs value. Tax is that
	// at import.
	Base duty.Components `json:"base,omitzero"`
	// Source is where the fee was read; empty is the market.
	Source string `json:"source,omitempty"`
}

// chargesFees tells whether fees are part of the market's quotes.
func (m *Market) chargesFees() bool { return m.Fees != nil || len(m.Clearance) > 0 }

// perConsignment is the unit in which a consignment is one.
const perConsignment duty.Unit = "consignment"

func clearance(f *Fee) func(json.RawMessage) error {
	return object(fields{"name": text(&f.Name), "rate": word(&f.Rate), "base": word(&f.Base), "source": text(&f.Source)})
}

// placement reads where something is placed, if that is stated.
func placement(dst **Placement) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		*dst = new(Placement)
		return word(*dst)(raw)
	}
}

// fault is what keeps a fee from being charged.
func (f *Fee) fault() error {
	switch {
	case f.Name == "":
		return inField("name", ErrMissing)
	case f.Rate.IsZero():
		return inField("rate", ErrMissing)
	}
	for _, unit := range f.Rate.Needs() {
		if unit != perConsignment {
			return inField("rate", fmt.Errorf("%w: %s is charged by %s, want an amount by consignment or a percentage", ErrInvalid, f.Rate, unit))
		}
	}
	_, err := f.Base.MarshalText()
	return inField("base", err)
}

// cleared is a carrier's fee on a consignment.
type cleared struct {
	fee    *Fee
	base   currency.Amount
	amount currency.Amount
	shares []currency.Amount // by line
}

// clear charges the fees of the market's carrier, where something is due at
// import. It shares each over the goods by their declared value.
func (c *consignment) clear(s *settled) error {
	if len(c.m.Clearance) == 0 || !c.abroad {
		return nil
	}
	var due, taxes currency.Total
	due.Add(currency.FromMinor(0, c.m.Currency))
	taxes.Add(currency.FromMinor(0, c.m.Currency))
	if s.decision.Accountant == tax.Importer {
		for j := range s.parts {
			taxes.Add(s.taxes.Lines[j].Tax)
		}
	}
	atImport, err := taxes.Amount()
	if err != nil {
		return err
	}
	due.Add(atImport)
	due.Add(s.assessment.Total)
	if sum, err := due.Amount(); err != nil || sum.IsZero() {
		return err
	}
	weights := make([]currency.Amount, len(c.goods))
	for i, g := range c.goods {
		weights[i] = currency.FromMinor(0, c.m.Currency)
		if g.product.Kind == Goods {
			weights[i] = s.nets[i]
		}
	}
	one := []duty.Quantity{{Unit: perConsignment, Value: decimal.NewFromInt(1)}}
	for i := range c.m.Clearance {
		f := cleared{fee: &c.m.Clearance[i]}
		if f.base, err = c.clearanceBase(f.fee.Base, s, atImport); err != nil {
			return err
		}
		if f.amount, err = f.fee.Rate.On(c.on).Duty(f.base, one, c.e.rates, grid); err != nil {
			return fmt.Errorf("pricing: market %s: clearance[%d]: %w", c.m.ID, i, err)
		}
		if f.shares, err = shareBy(f.amount, weights); err != nil {
			return err
		}
		s.cleared = append(s.cleared, f)
	}
	return nil
}

// clearanceBase adds up what a carrier's percentage is of.
func (c *consignment) clearanceBase(of duty.Components, s *settled, atImport currency.Amount) (currency.Amount, error) {
	if of == 0 {
		return s.assessment.CustomsValue, nil
	}
	var base currency.Total
	base.Add(currency.FromMinor(0, c.m.Currency))
	for _, part := range [...]struct {
		is     duty.Components
		amount currency.Amount
	}{
		{duty.OnGoods, s.assessment.Intrinsic}, {duty.OnFreight, s.shipping}, {duty.OnInsurance, s.insurance},
		{duty.OnDuty, s.assessment.Duty}, {duty.OnFees, s.assessment.Fees}, {duty.OnTax, s.assessment.Tax}, {duty.OnTax, atImport},
	} {
		if of.Has(part.is) {
			base.Add(part.amount)
		}
	}
	return base.Amount()
}

// customsFees are the fees of customs in the assessment.
func (l *levies) customsFees() (currency.Amount, error) {
	var sum currency.Total
	for i := range l.assessment.Lines {
		for j := range l.assessment.Lines[i].Charges {
			if c := &l.assessment.Lines[i].Charges[j]; c.Levy.Kind == duty.Fee {
				sum.Add(c.Amount)
			}
		}
	}
	return sum.Amount()
}

// taxesFees tells whether the fees of customs are in the base of the tax: where
// the law says so, and where the seller taxes what it charges on.
func (c *consignment) taxesFees(d tax.Decision) bool {
	return d.Base.Has(tax.BaseFees) && !onConsideration(d) || d.RechargedDuty && c.fees() == AtCheckout
}

// appendFeeCharges makes charges of the fees of customs, each once for all lines
// that share it, and of those of the carrier.
func (c *consignment) appendFeeCharges(out []Charge, s *settled) ([]Charge, error) {
	type shared struct {
		levy  *duty.Levy
		whole *currency.Amount
	}
	at := map[shared]int{}
	for _, i := range c.inCartOrder() {
		for j := range s.assessment.Lines[i].Charges {
			levied := &s.assessment.Lines[i].Charges[j]
			if levied.Levy.Kind != duty.Fee {
				continue
			}
			key := shared{levied.Levy, levied.Whole}
			k, known := at[key]
			if !known || levied.Whole == nil && (!levied.Amount.IsZero() || !out[k].Amount.IsZero()) { // reliefs are one
				at[key] = len(out)
				out = append(out, Charge{
					Kind: FeeCharge, On: "consignment", Base: levied.Base, Amount: levied.Amount,
					Placement: c.fees(), Zero: ZeroReason(levied.Zero), Rule: c.feeRule(levied),
				})
				continue
			}
			charge := &out[k]
			var err error
			if charge.Base, err = charge.Base.Add(levied.Base); err != nil {
				return nil, err
			}
			if charge.Amount, err = charge.Amount.Add(levied.Amount); err != nil {
				return nil, err
			}
			if !charge.Amount.IsZero() {
				charge.Zero = ""
			}
		}
	}
	for _, f := range s.cleared {
		charge := Charge{Kind: FeeCharge, On: clearanceOn(f.fee.Base), Base: f.base, Amount: f.amount, Placement: c.fees(), Rule: clearanceRule(f.fee, c.m, c.to)}
		if f.amount.IsZero() {
			charge.Zero = ZeroRoundsAway
			if f.base.IsZero() {
				charge.Zero = ZeroBase
			}
		}
		out = append(out, charge)
	}
	return out, nil
}

// clearanceOn names the base of a carrier's fee.
func clearanceOn(of duty.Components) string {
	if of == 0 {
		return "customs value"
	}
	return of.String()
}

// feeRule is the rule of a fee of customs. Where it is a flat amount, that is
// in the table of regimes.
func (c *consignment) feeRule(levied *duty.Charge) *Rule {
	var flat currency.Amount
	if levied.Levy.Rate.IsZero() {
		rows := c.e.regimes.All(levied.Levy.Jurisdiction)
		if k := slices.IndexFunc(rows, func(r duty.Regime) bool { return r.ID == levied.Regime }); k >= 0 && rows[k].Treatment == duty.Flat {
			flat = rows[k].Flat
		}
	}
	return customsFeeRule(levied.Levy, levied.Regime, flat)
}
