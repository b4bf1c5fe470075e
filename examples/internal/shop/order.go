package shop

import (
	"fmt"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// Order returns an accepted quote as an order of package ltv: what the merchant
// keeps of the price as revenue, and as costs the levies that it bears, the cost
// of goods that the products state, and its own costs on top (in the currency of
// the quote): freight, payment and fulfilment, exchange, returns. So the placement
// of a quote moves what its customer is worth.
//
// Its contribution is that of [pricing.Quote.Merchant] less the own costs.
func Order(id, customer string, q *pricing.Quote, own ltv.Costs) (ltv.Order, error) {
	m, err := q.Merchant()
	if err != nil {
		return ltv.Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	o := ltv.Order{ID: id, Customer: customer, Market: q.Market, Date: currency.DateOf(q.At), Costs: own}
	// A subsidy lets a price stand at the merchant's expense: that much less is kept.
	if o.Revenue, err = m.Revenue.Sub(m.Subsidy); err != nil {
		return ltv.Order{}, fmt.Errorf("order %s: %w", id, err)
	}
	if o.Costs.Goods, err = own.Goods.Add(m.Cost); err != nil {
		return ltv.Order{}, fmt.Errorf("order %s: cost of goods: %w", id, err)
	}
	if o.Costs.Goods.Sign() <= 0 {
		return ltv.Order{}, fmt.Errorf("order %s: no product states its cost", id)
	}
	for _, borne := range [...]struct {
		to   *currency.Amount
		kind pricing.ChargeKind
	}{{&o.Costs.AbsorbedDuty, pricing.DutyCharge}, {&o.Costs.AbsorbedTax, pricing.TaxCharge}, {&o.Costs.Fees, pricing.FeeCharge}} {
		for _, c := range q.Levies(pricing.Absorbed, borne.kind) {
			if *borne.to, err = borne.to.Add(c.Amount); err != nil {
				return ltv.Order{}, fmt.Errorf("order %s: absorbed %s: %w", id, borne.kind, err)
			}
		}
	}
	return o, nil
}
