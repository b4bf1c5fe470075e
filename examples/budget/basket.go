package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// basket is what an order of some goods brings in a market, and what it costs.
type basket struct {
	revenue currency.Amount
	costs   ltv.Costs
}

// basketOf quotes the basket of a sale under the law, prices and rates of a day,
// with duty and tax where the market places them or, if placed is not nil, there.
// Many orders have the same basket, which is quoted once.
func (s *store) basketOf(of sale, at time.Time, placed *pricing.Placement) (basket, error) {
	key := strings.Join([]string{of.market, of.items, of.discount}, "|")
	if placed != nil {
		key += "|" + placed.String()
	}
	if b, ok := s.baskets[key]; ok {
		return b, nil
	}
	cart, err := s.cart(of)
	if err != nil {
		return basket{}, err
	}
	cart.At, cart.Duty, cart.Tax = at, placed, placed
	q, err := s.engine.Quote(cart)
	if err != nil {
		return basket{}, err
	}
	b, err := s.costs[of.market].basket(&q)
	if err != nil {
		return basket{}, err
	}
	s.baskets[key] = b
	return b, nil
}

// maxUnits is how many of a product an order may have.
const maxUnits = 1000

// cart makes a cart of items such as "TEE:2 BOOK:1" and a discount in percent.
func (s *store) cart(of sale) (pricing.Cart, error) {
	c, ok := s.costs[of.market]
	if !ok {
		return pricing.Cart{}, fmt.Errorf("market %q has no line in costs.csv: add one, or correct the name", of.market)
	}
	cart := pricing.Cart{Market: of.market, ShipTo: c.to, Shipping: c.shipping}
	for item := range strings.FieldsSeq(of.items) {
		sku, count, _ := strings.Cut(item, ":")
		n, err := strconv.ParseInt(count, 10, 64)
		if err != nil || n < 1 || n > maxUnits {
			return cart, fmt.Errorf("items: %q is not a product and how many of it: write TEE:2", item)
		}
		product, ok := s.products[sku]
		if !ok {
			return cart, fmt.Errorf("items: product %q is not in products.json: add it there, or correct the name", sku)
		}
		cart.Lines = append(cart.Lines, pricing.Line{Product: product, Quantity: n})
	}
	if len(cart.Lines) == 0 {
		return cart, fmt.Errorf("items: there are none: write products as in %q", "TEE:2 BOOK:1")
	}
	percent, err := parseDecimal(of.discount)
	if err != nil || percent.IsNegative() || percent.GreaterThan(decimal.NewFromInt(100)) {
		return cart, fmt.Errorf("discount: %q is not a number of percent from 0 to 100", of.discount)
	}
	if !percent.IsZero() {
		cart.Discounts = []pricing.Discount{{Name: "WELCOME", Percent: percent}}
	}
	return cart, nil
}

// basket is the adapter between what pricing says of a cart and what ltv wants to
// know of an order. From the quote come the revenue without tax and duty that the
// customer pays, the goods, the levies that the merchant bears and what a return
// gives back; from the costs of the market the carrier, the payment, the exchange
// of the money and how often goods come back. All is in the market's currency.
func (c costs) basket(q *pricing.Quote) (basket, error) {
	m, err := q.Merchant()
	if err != nil {
		return basket{}, err
	}
	var b basket
	// A subsidy is what the displayed price does not bring: it lowers the revenue
	// or, where the merchant gains by it, raises it.
	if b.revenue, err = m.Revenue.Sub(m.Subsidy); err != nil {
		return basket{}, err
	}
	b.costs.Goods = m.Cost
	borne := map[pricing.ChargeKind]currency.Amount{}
	for _, charge := range q.Charges {
		if charge.Placement != pricing.Absorbed {
			continue
		}
		if borne[charge.Kind], err = borne[charge.Kind].Add(charge.Amount); err != nil {
			return basket{}, err
		}
	}
	b.costs.AbsorbedDuty, b.costs.AbsorbedTax = borne[pricing.DutyCharge], borne[pricing.TaxCharge]
	if b.costs.Freight, err = c.carriage(q); err != nil {
		return basket{}, err
	}
	if b.costs.Fees, err = c.fees(q, borne[pricing.FeeCharge]); err != nil {
		return basket{}, err
	}
	if b.costs.Exchange, err = b.revenue.Percent(c.exchange, currency.Rounding{}); err != nil {
		return basket{}, err
	}
	b.costs.Returns, err = c.returns(q)
	return b, err
}

// carriage is what the carrier is paid.
func (c costs) carriage(q *pricing.Quote) (currency.Amount, error) {
	weight := decimal.Zero
	for _, line := range q.Cart.Lines {
		weight = weight.Add(line.Product.WeightKG.Mul(decimal.NewFromInt(line.Quantity)))
	}
	kilograms, err := c.perKG.Mul(weight)
	if err != nil {
		return currency.Amount{}, err
	}
	freight, err := c.freight.Add(kilograms)
	if err != nil {
		return currency.Amount{}, err
	}
	return c.toMarket.Convert(freight, currency.Rounding{})
}

// fees is what the payment and the handling cost, and the fees of customs and
// carriers that the merchant bears.
func (c costs) fees(q *pricing.Quote, borne currency.Amount) (currency.Amount, error) {
	share, err := q.Totals.DueNow.Percent(c.payment, currency.Rounding{})
	if err != nil {
		return currency.Amount{}, err
	}
	flat, err := c.fixed.Add(c.handling)
	if err != nil {
		return currency.Amount{}, err
	}
	if flat, err = c.toMarket.Convert(flat, currency.Rounding{}); err != nil {
		return currency.Amount{}, err
	}
	return currency.Sum(share, flat, borne)
}

// returns is what returns cost an order on average. What an order that comes back
// costs is told by the refund of its quote: what the customer gets, less the tax
// that is not owed any more.
func (c costs) returns(q *pricing.Quote) (currency.Amount, error) {
	refund, err := q.Refund(pricing.Return{Of: pricing.PartOrder})
	if err != nil {
		return currency.Amount{}, err
	}
	r := ltv.Returns{Rate: c.returned, Refund: refund.Merchant.Cost}
	if r.Freight, err = c.toMarket.Convert(c.back, currency.Rounding{}); err != nil {
		return currency.Amount{}, err
	}
	m, err := q.Merchant()
	if err != nil {
		return currency.Amount{}, err
	}
	if r.Salvage, err = m.Cost.Percent(c.salvage, currency.Rounding{}); err != nil {
		return currency.Amount{}, err
	}
	return r.Cost(currency.Rounding{})
}
