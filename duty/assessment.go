package duty

import (
	"encoding/json"
	"fmt"

	"github.com/landedhq/landed/currency"
)

// Assessment is what customs charge on a shipment, and why. All amounts are in
// one currency.
type Assessment struct {
	// Regime is the one that the consignment falls in; if its lines fall in
	// different ones, the one of them that comes last in the table. It is the
	// row of the table, which everybody shares and nobody may change; where no
	// border is crossed it has no ID.
	Regime       *Regime         `json:"regime"`
	Intrinsic    currency.Amount `json:"intrinsic"`     // value of the goods alone
	CustomsValue currency.Amount `json:"customs_value"` // as the destination values them
	Lines        []Line          `json:"lines"`         // one for each item, in the same order
	Duty         currency.Amount `json:"duty"`          // sum of the duties
	Fees         currency.Amount `json:"fees"`          // sum of the fees, of customs and of the shipment
	Tax          currency.Amount `json:"tax"`           // sum of the taxes that tariff or shipment state
	Total        currency.Amount `json:"total"`         // of all charges
	Accuracy     Accuracy        `json:"accuracy"`      //
	// Columns are those of the declaration, where the regime drops fractions.
	Columns  []Column `json:"columns,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// noRegime stands for the regime where no border is crossed.
var noRegime Regime

// Line is what is charged on one item.
type Line struct {
	ID           string          `json:"id"`
	Quantity     int64           `json:"quantity"`      // pieces
	Goods        currency.Amount `json:"goods"`         // value of the item alone
	Freight      currency.Amount `json:"freight"`       // share of the item, whatever the valuation
	Insurance    currency.Amount `json:"insurance"`     // the same
	CustomsValue currency.Amount `json:"customs_value"` // with freight to the border and insurance if the valuation is CIF
	Charges      []Charge        `json:"charges"`       // duties, fees, taxes; at least one, of zero if need be
	Duty         currency.Amount `json:"duty"`          // sum of the duties
}

// Fees returns the sum of the fees on the line. Like Tax and Total it returns
// the zero Amount for charges that cannot be added up, which [Assess] never
// returns.
func (l *Line) Fees() currency.Amount {
	sum, _ := l.charged(OnFees)
	return sum
}

// Tax returns the sum of the taxes on the line.
func (l *Line) Tax() currency.Amount {
	sum, _ := l.charged(OnTax)
	return sum
}

// Total returns the sum of the charges on the line.
func (l *Line) Total() currency.Amount {
	sum, _ := l.charged(OnDuty | OnFees | OnTax)
	return sum
}

// charged adds up the charges that count under components of a base.
func (l *Line) charged(under Components) (currency.Amount, error) {
	sum := currency.FromMinor(0, l.Duty.Currency())
	for i := range l.Charges {
		c := &l.Charges[i]
		if c.Levy == nil || !under.Has(component(c.Levy.Kind)) {
			continue
		}
		var err error
		if sum, err = sum.Add(c.Amount); err != nil {
			return currency.Amount{}, err
		}
	}
	return sum, nil
}

// MarshalJSON writes the sums of fees and taxes and the total too.
func (l Line) MarshalJSON() ([]byte, error) {
	type plain Line
	return json.Marshal(struct {
		plain
		Fees  currency.Amount `json:"fees"`
		Tax   currency.Amount `json:"tax"`
		Total currency.Amount `json:"total"`
	}{plain(l), l.Fees(), l.Tax(), l.Total()})
}

// Accuracy says how far an assessment can be relied on.
type Accuracy string

// Accuracies.
const (
	Calculated Accuracy = "calculated" // by the rows of the tables as they stand
	Estimated  Accuracy = "estimated"  // on facts that are old, contested or known to lack something: see the warnings
)

// TaxBase adds up what a tax at import is charged on, by its components: goods,
// insurance and freight as they are (freight beyond the border included), the
// duties, and the fees and taxes that customs take (a carrier's fee counts if
// its levy names a Jurisdiction). The zero set gives the customs value, for
// destinations that tax that. The sum is exact.
func (l *Line) TaxBase(of Components) (currency.Amount, error) {
	if of == 0 {
		return l.CustomsValue, nil
	}
	base, err := l.valueOf(of)
	if err != nil {
		return base, err
	}
	var sum currency.Total
	sum.Add(base)
	for i := range l.Charges {
		c := &l.Charges[i]
		if c.Levy.Jurisdiction != "" && of.Has(component(c.Levy.Kind)) {
			sum.Add(c.due())
		}
	}
	return sum.Amount()
}

// TaxBase adds up what a tax at import is charged on, see [Line.TaxBase].
func (a *Assessment) TaxBase(of Components) (currency.Amount, error) {
	var sum currency.Total
	for i := range a.Lines {
		sum.AddResult(a.Lines[i].TaxBase(of))
	}
	return sum.Amount()
}

// valueOf adds up the parts of a set that are values and not charges.
func (l *Line) valueOf(of Components) (currency.Amount, error) {
	var sum currency.Total
	sum.Add(currency.FromMinor(0, l.Goods.Currency()))
	if of.Has(OnGoods) {
		sum.Add(l.Goods)
	}
	if of.Has(OnFreight) {
		sum.Add(l.Freight)
	}
	if of.Has(OnInsurance) {
		sum.Add(l.Insurance)
	}
	return sum.Amount()
}

// component returns under which component of a base charges of a kind count.
func component(k Kind) Components {
	switch k {
	case Fee:
		return OnFees
	case Tax:
		return OnTax
	}
	return OnDuty
}

// UnitCharges is what is charged on one piece of a line.
type UnitCharges struct {
	CustomsValue currency.Amount `json:"customs_value"`
	Duty         currency.Amount `json:"duty"`
	Fees         currency.Amount `json:"fees"`
	Tax          currency.Amount `json:"tax"`
	Total        currency.Amount `json:"total"` // duty, fees and tax
}

// Units shares the customs value and the charges of a line among its pieces, in
// whole minor units that add up to those of the line: the first pieces get what
// is left over. It fails as [currency.Amount.Split] does, for a line of more
// than 100,000 pieces.
func (l *Line) Units() ([]UnitCharges, error) {
	units := make([]UnitCharges, 0, min(max(l.Quantity, 0), 1024))
	n := int(l.Quantity)
	var parts [4][]currency.Amount
	for k, whole := range [...]currency.Amount{l.CustomsValue, l.Duty, l.Fees(), l.Tax()} {
		var err error
		if parts[k], err = whole.Split(n, currency.Rounding{}); err != nil {
			return nil, fmt.Errorf("duty: line %s: %w", l.ID, err)
		}
	}
	for k := range n {
		u := UnitCharges{CustomsValue: parts[0][k], Duty: parts[1][k], Fees: parts[2][k], Tax: parts[3][k]}
		var err error
		if u.Total, err = currency.Sum(u.Duty, u.Fees, u.Tax); err != nil {
			return nil, fmt.Errorf("duty: line %s: %w", l.ID, err)
		}
		units = append(units, u)
	}
	return units, nil
}
