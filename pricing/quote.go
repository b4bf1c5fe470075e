package pricing

import (
	"slices"
	"time"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// Quote is the answer to a cart: plain data that survives JSON, with the cart
// in it, so that it can be computed again. All amounts are in Currency, on its
// minor unit, unless a field says otherwise.
type Quote struct {
	// Cart is what was asked. It shares the memory of the cart that was given.
	Cart     Cart          `json:"cart"`
	Market   string        `json:"market"` // the ID of the one that answered
	At       time.Time     `json:"at"`
	Expires  time.Time     `json:"expires,omitzero"`
	ShipTo   locale.Place  `json:"ship_to"`
	Currency currency.Code `json:"currency"`
	Language string        `json:"language,omitempty"`
	// Duty, Tax and Fees are the placements that were applied.
	Duty Placement `json:"duty"`
	Tax  Placement `json:"tax"`
	Fees Placement `json:"fees"`
	// Consignments are what is sent together, each with the law it is under.
	Consignments []Consignment `json:"consignments"`
	Lines        []QuoteLine   `json:"lines"`
	// Discounts are those of the cart, and after them the single-purpose
	// vouchers, with what each took off; Vouchers are what became of all
	// vouchers, in the market's currency.
	Discounts []AppliedDiscount `json:"discounts,omitempty"`
	Vouchers  []tax.VoucherUse  `json:"vouchers,omitempty"`
	Charges   []Charge          `json:"charges"`
	// Taxes sums the tax charges by rate. Where the policy rounds the tax of
	// a rate or of the whole once, it is here that base times rate is rounded.
	Taxes  []TaxTotal `json:"taxes,omitempty"`
	Totals Totals     `json:"totals"`
	// Rate is the exchange rate by which list prices became prices of the
	// market, its margin included.
	Rate   currency.Rate `json:"rate"`
	Policy tax.Policy    `json:"policy,omitzero"`
	// Accuracy is "calculated", or "estimated" where a table is known to be
	// incomplete; Warnings then say in what.
	Accuracy duty.Accuracy `json:"accuracy"`
	Warnings []string      `json:"warnings,omitempty"`
}

// Consignment is the part of a cart that is sent together from one place, or
// all its digital services: thresholds apply to each consignment by itself.
type Consignment struct {
	// ShipFrom is zero for digital services.
	ShipFrom locale.Place `json:"ship_from,omitzero"`
	Digital  bool         `json:"digital,omitempty"`
	// Lines are the indexes of its lines among those of the quote.
	Lines []int `json:"lines"`
	// Shipping and Insurance are its part of them, without tax.
	Shipping  currency.Amount `json:"shipping"`
	Insurance currency.Amount `json:"insurance"`
	// Customs and Supply are what customs and the tax authority were found to
	// do with it.
	Customs Customs `json:"customs"`
	Supply  Supply  `json:"supply"`
}

// TaxTotal is the tax of one rate on all that bears it.
type TaxTotal struct {
	Name         string          `json:"name"`
	Jurisdiction string          `json:"jurisdiction"`
	Percent      string          `json:"percent"`
	Base         currency.Amount `json:"base"` // without the tax
	Amount       currency.Amount `json:"amount"`
	// Consignment is the index, among those of the quote, of the one that bears
	// it.
	Consignment int `json:"consignment,omitempty"`
}

// Customs says what customs were found to do with the consignment.
type Customs struct {
	Regime string `json:"regime"`
	// Intrinsic is the value that thresholds look at: goods alone.
	Intrinsic currency.Amount `json:"intrinsic"`
	Value     currency.Amount `json:"value"` // the customs value
	Source    string          `json:"source,omitempty"`
	From      currency.Date   `json:"from,omitzero"`
	Until     currency.Date   `json:"until,omitzero"`
	// Declaration is how duties and taxes come about where customs drop
	// fractions of values and sums (duty.Fractions, tax.Fractions), step by
	// step; empty where they drop none.
	Declaration []DeclarationStep `json:"declaration,omitempty"`
}

// Supply says who taxes the sale, under which scheme, and who accounts for
// it, with the reasons in the order in which they decided.
type Supply struct {
	Jurisdiction string     `json:"jurisdiction"`
	Scheme       tax.Scheme `json:"scheme"`
	// Treatment says why there is no tax where there is none.
	Treatment tax.Treatment `json:"treatment"`
	Collector string        `json:"collector"`
	// Reasons are the steps of the decision in words. Quotes share them, and
	// nobody may change them.
	Reasons []string `json:"reasons,omitempty"`
	Source  string   `json:"source,omitempty"`
	// Origin is how the tax area that the sale leaves treats it, and what
	// evidence must be kept for it to stay untaxed there.
	Origin tax.Origin `json:"origin,omitzero"`
}

// Levies returns the charges of one kind, or of all kinds when none is named,
// that are placed at p.
func (q *Quote) Levies(p Placement, kinds ...ChargeKind) []Charge {
	var out []Charge
	for _, c := range q.Charges {
		if c.Placement == p && (len(kinds) == 0 || slices.Contains(kinds, c.Kind)) {
			out = append(out, c)
		}
	}
	return out
}
