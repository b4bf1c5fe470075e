package pricing

import (
	"fmt"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// ChargeKind is what sort of levy a charge is.
type ChargeKind string

// The kinds of charges.
const (
	DutyCharge ChargeKind = "duty"
	TaxCharge  ChargeKind = "tax"
	// FeeCharge is what customs or the carrier ask for their service.
	FeeCharge ChargeKind = "fee"
)

// Charge is one levy on one part of a quote, with all that is needed to redo it
// by hand: base times percent, or quantities times rate, rounded half up to the
// currency's minor unit unless the policy says otherwise, is the amount. Some
// amounts are shares instead: a flat amount for a subheading is shared over its
// lines by value; duties and taxes of which customs drop fractions are shares
// of what the declaration comes to (Shared).
//
// A charge holds figures. Its Rule says by which law they are computed, and is
// shared by the charges under that law; the fields of the rule are fields of
// the charge too (charge.Name, charge.Percent).
type Charge struct {
	Kind ChargeKind `json:"kind"`
	// Line is the line that bears the charge; empty for one on shipping or
	// on the whole consignment.
	Line string `json:"line,omitempty"`
	// Consignment is the index, among the quote's consignments, of the one that
	// bears the charge.
	Consignment int `json:"consignment,omitempty"`
	// On names what is in the base: for tax "goods", "goods and duty", "duty",
	// "service", "shipping", "insurance" or "fees", and behind it
	// " above the allowance" where only that is taxed; for duty "customs value",
	// with " FOB" or " CIF" where the law says which; for a fee "consignment",
	// "customs value" or the parts that the market names (duty.Components).
	On string `json:"on"`
	// Base is what the rate is applied to. Where Inclusive, the base contains
	// this charge and the other taxes on the same base, which are listed one
	// after the other: amount = base × rate / (100 + the sum of their rates).
	Base      currency.Amount `json:"base"`
	Inclusive bool            `json:"inclusive,omitempty"`
	// Units is above one where the policy taxes by unit: the amount is that of
	// base / units, rounded, times units.
	Units int64 `json:"units,omitempty"`
	// Quantities are those of the line, where the rate is charged by quantity.
	Quantities []duty.Quantity `json:"quantities,omitempty"`
	Amount     currency.Amount `json:"amount"`
	// Shared: customs drop fractions of the declaration as a whole, and the
	// amount is the part of its duties or taxes that falls on this base. How they
	// are computed is in the Customs of the consignment.
	Shared bool `json:"shared,omitempty"`
	// Placement says who pays and where it is shown.
	Placement Placement `json:"placement"`
	// Zero says why the amount is zero; empty when it is not.
	Zero ZeroReason `json:"zero,omitempty"`
	// Rule says by which law. It is shared and must not be changed; every charge
	// of a quote has one.
	*Rule
}

// Payer returns who pays the charge: "customer", "customer on delivery" or
// "merchant".
func (c Charge) Payer() string { return c.Placement.payer() }

// ZeroReason says why a charge is zero.
type ZeroReason string

// The reasons for a charge of zero; those for duty come from package duty.
const (
	ZeroRate          ZeroReason = "zero_rate_on_goods"
	ZeroExempt        ZeroReason = "exempt"
	ZeroBase          ZeroReason = "zero_basis"
	ZeroRoundsAway    ZeroReason = "value_rounds_to_zero"
	ZeroNotCollected  ZeroReason = "not_collected"
	ZeroMinCollect    ZeroReason = "amount_below_minimum_collected"
	ZeroReverseCharge ZeroReason = "reverse_charge"
	ZeroOutOfScope    ZeroReason = "out_of_scope"
	ZeroExport        ZeroReason = "export"
	ZeroFractions     ZeroReason = "fractions_dropped"
)

// String writes the charge as one sentence.
func (c Charge) String() string {
	r := c.Rule
	if r == nil { // not of a quote
		r = &Rule{Name: string(c.Kind)}
	}
	var b strings.Builder
	b.WriteString(r.Name)
	if r.Rate != "" {
		b.WriteString(" " + r.Rate)
	}
	of := "of"
	if c.Inclusive {
		of = "in"
	}
	fmt.Fprintf(&b, " %s %v (%s)", of, c.Base, c.On)
	for _, part := range []string{r.Text, r.Jurisdiction, r.Source} {
		if part != "" {
			b.WriteString(", " + part)
		}
	}
	fmt.Fprintf(&b, ": %v", c.Amount)
	if c.Shared {
		b.WriteString(", its share of the declaration")
	}
	if c.Zero != "" {
		fmt.Fprintf(&b, " (%s)", strings.ReplaceAll(string(c.Zero), "_", " "))
	}
	fmt.Fprintf(&b, ", %s", strings.ReplaceAll(c.Placement.String(), "_", " "))
	return b.String()
}

// payer names who pays a charge so placed.
func (p Placement) payer() string {
	switch p {
	case OnDelivery:
		return "customer on delivery"
	case Absorbed:
		return "merchant"
	default:
		return "customer"
	}
}
