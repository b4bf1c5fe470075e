package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Charge is one levy on one line, with everything needed to redo it by hand.
type Charge struct {
	Levy   Levy            `json:"levy"`           // what is charged, at which rate, from which source
	Base   currency.Amount `json:"base"`           // the customs value it is charged on
	Amount currency.Amount `json:"amount"`         // rounded once
	Zero   ZeroReason      `json:"zero,omitempty"` // why the amount is zero; "" if it is not
	Regime string          `json:"regime"`         // ID of the regime, or Zero where no border is crossed
}

// ZeroReason says why a charge of zero is right.
type ZeroReason string

// Reasons for charging nothing.
const (
	ZeroRate        ZeroReason = "zero_rate_on_goods"      // the tariff says free
	BelowDeMinimis  ZeroReason = "below_de_minimis"        // relief for the value of the consignment or item
	SchemeRelief    ZeroReason = "relief_by_scheme"        // relief that the seller's scheme gives
	Domestic        ZeroReason = "domestic"                // no border is crossed
	IntraCommunity  ZeroReason = "intra_community"         // both places are in the EU's customs territory
	FreeByAgreement ZeroReason = "preference"              // the claimed preference is free
	ValueIsZero     ZeroReason = "zero_value"              // nothing to charge on
	RoundsToZero    ZeroReason = "value_rounds_to_zero"    // less than half a unit
	SharedFlat      ZeroReason = "flat_amount_shared_zero" // the share of a flat amount for the subheading is below a minor unit
)

// zeroReason explains an amount of zero by the tariff.
func zeroReason(levy *Levy, base, amount currency.Amount) ZeroReason {
	switch {
	case !amount.IsZero():
		return ""
	case levy.Rate.IsFree() && levy.Kind == Preference:
		return FreeByAgreement
	case levy.Rate.IsFree():
		return ZeroRate
	case base.IsZero():
		return ValueIsZero
	}
	return RoundsToZero
}

// String returns the charge in a line: "import duty 12% on 58.36 EUR
// (6109.10.00, EU): 7.00 EUR".
func (c Charge) String() string {
	rate := ""
	if !c.Levy.Rate.IsZero() {
		rate = " " + c.Levy.Rate.String()
	}
	line := c.Levy.Jurisdiction
	if c.Levy.Code != "" {
		line = c.Levy.Code.Dotted() + ", " + line
	}
	s := fmt.Sprintf("%s%s on %s (%s): %s", c.Levy.Name, rate, c.Base, line, c.Amount)
	if c.Zero != "" {
		s += ", " + string(c.Zero)
	}
	return s
}
