package duty

import (
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Charge is one levy on one line, with everything needed to redo it by hand.
type Charge struct {
	// Levy is what is charged, at which rate, from which source: a row of the
	// table, which everybody shares and nobody may change.
	Levy   *Levy           `json:"levy"`
	Base   currency.Amount `json:"base"`   // what it is charged on; of an amount for several lines, the part of this one
	Amount currency.Amount `json:"amount"` // rounded once
	// Whole is the amount for all lines that are charged together, of which
	// this line bears its share; nil for a line charged by itself. Where the
	// regime drops fractions, it is what falls on the column of the line.
	Whole *currency.Amount `json:"whole,omitempty"`
	// Waived is what would be charged if it were not too little to be
	// collected, or left to the addressee to pay; Zero says which. Nil = it is
	// charged.
	Waived *currency.Amount `json:"waived,omitempty"`
	Zero   ZeroReason       `json:"zero,omitempty"` // why the amount is zero; "" if it is not
	Regime string           `json:"regime"`         // ID of the regime, or Zero where no border is crossed; "" of what the shipment states
}

// ZeroReason says why a charge of zero is right.
type ZeroReason string

// Reasons for charging nothing.
const (
	ZeroRate         ZeroReason = "zero_rate_on_goods"      // the tariff says free
	BelowDeMinimis   ZeroReason = "below_de_minimis"        // relief for the value of the consignment or item
	BelowCollectible ZeroReason = "below_minimum_collected" // the amount is too small to be collected
	SchemeRelief     ZeroReason = "relief_by_scheme"        // relief that the seller's scheme gives
	Domestic         ZeroReason = "domestic"                // no border is crossed
	IntraCommunity   ZeroReason = "intra_community"         // both places are in the EU's customs territory
	Reimport         ZeroReason = "reimport"                // goods that come back unaltered
	FreeByAgreement  ZeroReason = "preference"              // the claimed preference is free
	DeliveredUnpaid  ZeroReason = "delivered_unpaid"        // the addressee pays customs
	ValueIsZero      ZeroReason = "zero_value"              // nothing to charge on
	WithinAllowance  ZeroReason = "within_allowance"        // only what exceeds an allowance is charged, and nothing does
	RoundsToZero     ZeroReason = "value_rounds_to_zero"    // less than half a unit
	SharedFlat       ZeroReason = "flat_amount_shared_zero" // the share of an amount for several lines is below a minor unit
	FractionsDropped ZeroReason = "fractions_dropped"       // customs drop fractions of values and sums, and nothing else is left
)

// zeroReason explains an amount of zero by the levy.
func zeroReason(levy *Levy, base, amount currency.Amount) ZeroReason {
	switch {
	case !amount.IsZero():
		return ""
	case levy.Rate.IsFree() && levy.claimable():
		return FreeByAgreement
	case levy.Rate.IsFree():
		return ZeroRate
	case base.IsZero():
		return ValueIsZero
	}
	return RoundsToZero
}

// waive takes a charge off and remembers what it was.
func (c *Charge) waive(why ZeroReason) {
	if c.Amount.IsZero() {
		return // for a reason of its own
	}
	waived := c.Amount
	c.Waived, c.Zero = &waived, why
	c.Amount = currency.FromMinor(0, c.Amount.Currency())
}

// due returns what customs charge, whoever pays: the amount, or what was left
// to the addressee.
func (c *Charge) due() currency.Amount {
	if c.Zero == DeliveredUnpaid && c.Waived != nil {
		return *c.Waived
	}
	return c.Amount
}

// String returns the charge in a line: "import duty 12% on 58.36 EUR
// (6109.10.00, EU): 7.00 EUR".
func (c Charge) String() string {
	if c.Levy == nil {
		return c.Amount.String()
	}
	rate := ""
	if !c.Levy.Rate.IsZero() {
		rate = " " + c.Levy.Rate.String()
	}
	line := c.Levy.Jurisdiction
	if c.Levy.Code != "" {
		line = c.Levy.Code.Dotted() + ", " + line
	}
	if line != "" {
		line = " (" + line + ")"
	}
	s := fmt.Sprintf("%s%s on %s%s: %s", c.Levy.Name, rate, c.Base, line, c.Amount)
	if c.Zero != "" {
		s += ", " + string(c.Zero)
	}
	return s
}
