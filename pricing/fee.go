package pricing

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/wire"
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

var errFeesInPrice = fmt.Errorf("%w: no price of a unit holds the fees of a consignment: place them at checkout, on delivery or absorbed", ErrInvalid)

// perConsignment is the unit in which a consignment is one.
const perConsignment duty.Unit = "consignment"

// wire lists the fields of the wire form.
func (f *Fee) wire(c *wire.Codec) {
	c.Text("name", &f.Name, maxText)
	wordField(c, "rate", &f.Rate, f.Rate.IsZero())
	wordField(c, "base", &f.Base, f.Base == 0)
	c.Text("source", &f.Source, maxText)
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

// taxedFees are the fees in the base of the tax: at import those of customs,
// where the law says so; where the seller taxes what it charges on, those of
// the carrier too.
func (c *consignment) taxedFees(l *levies) (currency.Amount, error) {
	var sum currency.Total
	switch d := &l.decision; {
	case onConsideration(*d):
		if c.feesAt(c.taxAt(d)) != AtCheckout || !d.RechargedDuty && !d.Base.Has(tax.BaseFees) {
			return currency.Amount{}, nil
		}
		for i := range l.cleared {
			sum.Add(l.cleared[i].amount)
		}
	case !d.Base.Has(tax.BaseFees):
		return currency.Amount{}, nil
	}
	sum.Add(l.assessment.Fees)
	return sum.Amount()
}

// appendFeeCharges makes charges of the fees of customs, each once for all lines
// that share it, and of those of the carrier.
func (c *consignment) appendFeeCharges(out []Charge, s *settled) ([]Charge, error) {
	type shared struct {
		levy  *duty.Levy
		whole *currency.Amount
	}
	at := map[shared]int{}
	where := c.feesAt(c.taxAt(&s.decision))
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
					Placement: where, Zero: ZeroReason(levied.Zero), Rule: c.feeRule(levied),
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
		charge := Charge{Kind: FeeCharge, On: clearanceOn(f.fee.Base), Base: f.base, Amount: f.amount, Placement: where, Rule: clearanceRule(f.fee, c.m, c.to)}
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

// feeRule is the rule of a fee of customs. Where it is a flat amount, that is
// in the table of regimes.
func (c *consignment) feeRule(levied *duty.Charge) *Rule {
	var flat currency.Amount
	if levied.Levy.Rate.IsZero() {
		if r, ok := c.e.regimes.Lookup(levied.Levy.Jurisdiction, levied.Regime); ok && r.Treatment == duty.Flat {
			flat = r.Flat
		}
	}
	return customsFeeRule(levied.Levy, levied.Regime, flat)
}
