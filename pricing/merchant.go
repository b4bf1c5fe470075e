package pricing

import (
	"github.com/landedhq/landed/currency"
)

// Merchant is what a quote leaves to the merchant, before the cost of carriage
// and payment:
//
//	Contribution = Revenue − Absorbed − Subsidy − Cost.
type Merchant struct {
	// Revenue is what the customer pays for goods, shipping and insurance, also
	// with vouchers, without the levies beside or inside it.
	Revenue currency.Amount `json:"revenue"`
	// Remitted are the levies in what the customer pays now, which the merchant
	// passes on. Withheld are those that a marketplace accounts for instead.
	Remitted currency.Amount `json:"remitted"`
	Withheld currency.Amount `json:"withheld"`
	// Absorbed are the levies that the merchant pays, Subsidy what it adds so
	// that displayed prices stand.
	Absorbed currency.Amount `json:"absorbed"`
	Subsidy  currency.Amount `json:"subsidy"`
	// FXMargin is the part of Revenue that comes from the margin on the exchange
	// rate, in the prices of goods only.
	FXMargin currency.Amount `json:"fx_margin"`
	// Cost is that of the goods whose products state it.
	Cost         currency.Amount `json:"cost"`
	Contribution currency.Amount `json:"contribution"`
}

// Merchant returns what the quote leaves to the merchant, in the currency of
// the quote and exactly. It returns an error if the amounts of q are in several
// currencies, which those of a quote of an engine never are.
func (q *Quote) Merchant() (Merchant, error) {
	var remitted, withheld, fx, cost currency.Total
	nothing := currency.FromMinor(0, q.Currency)
	for _, t := range [...]*currency.Total{&remitted, &withheld, &fx, &cost} {
		t.Add(nothing)
	}
	for i := range q.Charges {
		c := &q.Charges[i]
		switch {
		case c.Placement != AtCheckout && c.Placement != InPrice:
		case c.Rule != nil && c.Collector == byMarketplace:
			withheld.Add(c.Amount)
		default:
			remitted.Add(c.Amount)
		}
	}
	for i := range q.Lines {
		fx.Add(q.Lines[i].FXMargin)
		cost.Add(q.Lines[i].Cost)
	}
	m := Merchant{Absorbed: q.Totals.Absorbed, Subsidy: q.Totals.Subsidy}
	for _, sum := range [...]struct {
		dst *currency.Amount
		src *currency.Total
	}{{&m.Remitted, &remitted}, {&m.Withheld, &withheld}, {&m.FXMargin, &fx}, {&m.Cost, &cost}} {
		var err error
		if *sum.dst, err = sum.src.Amount(); err != nil {
			return Merchant{}, err
		}
	}
	var err error
	if m.Revenue, err = currency.Sum(q.Totals.Margin, m.Absorbed, m.Subsidy); err != nil {
		return Merchant{}, err
	}
	m.Contribution, err = rest(q.Totals.Margin, m.Cost)
	return m, err
}

// Report is the same view in another currency: each figure is converted by
// itself and rounded half up to the minor unit once, but for the contribution,
// which is what the others then come to.
func (m Merchant) Report(rate currency.Rate) (out Merchant, err error) {
	for _, figure := range [...]struct{ dst, src *currency.Amount }{
		{&out.Revenue, &m.Revenue}, {&out.Remitted, &m.Remitted}, {&out.Withheld, &m.Withheld}, {&out.Absorbed, &m.Absorbed},
		{&out.Subsidy, &m.Subsidy}, {&out.FXMargin, &m.FXMargin}, {&out.Cost, &m.Cost},
	} {
		if *figure.dst, err = rate.Convert(*figure.src, grid); err != nil {
			return Merchant{}, err
		}
	}
	out.Contribution, err = rest(out.Revenue, out.Absorbed, out.Subsidy, out.Cost)
	return out, err
}
