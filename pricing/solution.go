package pricing

import (
	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/tax"
)

// Solutions are all net prices that lead to a target, and the one that was
// chosen. All amounts are in the market's currency.
type Solutions struct {
	// Target is what was asked for, in the market's currency.
	Target currency.Amount `json:"target"`
	// All are the solutions, by ascending net: at most one for each band of the
	// law, or for a margin at most one for each part of a band in which it grows
	// or falls, not counting the full steps of customs that drop fractions. Of
	// several nets that give the same price the highest is taken, as the merchant
	// keeps it; of those that leave the same margin the lowest, as the customer
	// pays it.
	All []Solution `json:"all"`
	// Gaps are the prices (or margins) that no net leads to, ascending. The first
	// may be what carriage, and levies on goods of no value, already come to.
	// Customs that drop fractions, as Japan's do, make a gap of some hundred yen
	// at each of their full steps: of those, only the one that Target lies in is
	// listed.
	Gaps []Gap `json:"gaps,omitempty"`
	// Unknown are the nets whose levies could not be computed, ascending: a
	// solution among them would not be found.
	Unknown []UnknownNets `json:"unknown,omitempty"`
	// Chosen is the one of All, or what the policy makes of a gap.
	Chosen Solution `json:"chosen"`
}

// Solution is a net price with the levies that it entails. For a price as the
// target,
//
//	Net + Shipping + Insurance + levies that the customer bears = Total
//	Total + Rounding − Subsidy = Price
//
// and Price is the target unless a policy went to the end of a gap. For a
// margin as the target, Price is Total and Margin + Rounding + Subsidy is the
// target.
type Solution struct {
	// Units are the net unit prices, one for each line of the goal.
	Units []currency.Amount `json:"units"`
	// Net is the value of all goods without duty and tax: what is declared.
	Net       currency.Amount `json:"net"`
	Shipping  currency.Amount `json:"shipping"`
	Insurance currency.Amount `json:"insurance"`
	// Duty, Tax and Fees are all levies on it, whoever bears them; Absorbed is
	// the part of them that the merchant bears.
	Duty     currency.Amount `json:"duty"`
	Tax      currency.Amount `json:"tax"`
	Fees     currency.Amount `json:"fees"`
	Absorbed currency.Amount `json:"absorbed"`
	// Total is what the customer would pay if nothing were rounded or
	// subsidised.
	Total currency.Amount `json:"total"`
	// Rounding is what the grid leaves over of the target, where the next step of
	// the net, with the levies on it, leaps over it.
	Rounding currency.Amount `json:"rounding"`
	// Subsidy is what the merchant pays in a gap: the levies on Net less those
	// that the law below the threshold would ask, or, where customs drop
	// fractions, those before their next step. Zero for an exact solution.
	Subsidy currency.Amount `json:"subsidy"`
	// Price is what the customer pays in all.
	Price currency.Amount `json:"price"`
	// Margin is what is left for the merchant of it, before the cost of goods
	// and of carriage.
	Margin currency.Amount `json:"margin"`
	// Regime is the customs regime that Net falls under, Scheme and Treatment are
	// those of the tax.
	Regime    string        `json:"regime,omitempty"`
	Scheme    tax.Scheme    `json:"scheme,omitempty"`
	Treatment tax.Treatment `json:"treatment"`
	// Accuracy is "estimated" where a table is known to be incomplete.
	Accuracy duty.Accuracy `json:"accuracy"`
}

// UnknownNets are net values of goods whose levies cannot be computed.
type UnknownNets struct {
	From currency.Amount `json:"from"`
	To   currency.Amount `json:"to"` // zero Amount: without end
	// Reason is Err in words.
	Reason string `json:"reason"`
	Err    error  `json:"-"`
}
