package shop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// History is what the customers of this shop have done until today: its orders, less
// what was given back. The shop does not know what it spent to win them.
func (s *Shop) History(ctx context.Context) (h History, err error) {
	h.AsOf = day(s.now())
	at := s.state.Load()
	var orders []ltv.Order
	err = s.config.Store.AllOrders(ctx, func(o store.Order, rows []store.Refund) error {
		order, err := s.worth(at, &o, rows)
		if err != nil {
			return fmt.Errorf("order %s: %w", store.Short(o.ID), err)
		}
		orders = append(orders, order)
		return nil
	})
	if err == nil {
		h.Cohorts, err = ltv.Summarize(slices.Values(orders), h.AsOf)
	}
	if err != nil {
		return h, fmt.Errorf("shop: history: %w", err)
	}
	return h, nil
}

// Values returns what a customer of a history is worth in each market, in the books'
// currency at the rates of now. The markets come in the order of the shop.
func (s *Shop) Values(h History) (Values, error) {
	values, err := h.Values(books, s.state.Load().used)
	place := func(v MarketValue) int {
		return slices.IndexFunc(s.markets, func(m pricing.Market) bool { return m.ID == v.Market })
	}
	slices.SortStableFunc(values.Markets, func(a, b MarketValue) int { return place(a) - place(b) })
	return values, err
}

// worth is what an order brought and cost. The carrier is taken to get what the
// customer was asked for the carriage, and goods that came back to be worth what
// they cost.
func (s *Shop) worth(at *state, o *store.Order, rows []store.Refund) (order ltv.Order, err error) {
	q, refunds, err := decode(o, rows)
	if err != nil {
		return order, err
	}
	view, err := q.Merchant()
	if err != nil {
		return order, err
	}
	order = ltv.Order{ID: o.ID, Customer: person(o.Customer.Email), Market: o.Market, Date: day(o.Placed)}
	// A subsidy is what the displayed price does not bring; below zero it is what it
	// brings more.
	if order.Revenue, err = view.Revenue.Sub(view.Subsidy); err != nil {
		return order, err
	}
	if order.Costs.Goods, err = s.goodsOf(at, &q, refunds); err != nil {
		return order, err
	}
	if err := absorbed(&q, &order.Costs); err != nil {
		return order, err
	}
	for i := range q.Consignments {
		if order.Costs.Freight, err = order.Costs.Freight.Add(q.Consignments[i].Shipping); err != nil {
			return order, err
		}
	}
	for i := range refunds {
		if order.Costs.Returns, err = order.Costs.Returns.Add(refunds[i].Merchant.Cost); err != nil {
			return order, err
		}
	}
	if order.Costs.Returns.Sign() < 0 { // the merchant gained by them
		order.Revenue, err = order.Revenue.Sub(order.Costs.Returns)
		order.Costs.Returns = none
	}
	return order, err
}

// goodsOf is what the goods cost that have not come back, in the currency of the
// quote. The quote does not know: costs never leave the shop.
func (s *Shop) goodsOf(at *state, q *pricing.Quote, refunds []pricing.Refund) (currency.Amount, error) {
	kept := map[string]int64{}
	for i := range q.Lines {
		kept[q.Lines[i].SKU] += q.Lines[i].Quantity
	}
	for i := range refunds {
		for _, l := range refunds[i].Lines {
			kept[l.SKU] -= l.Quantity
		}
	}
	sum := currency.FromMinor(0, q.Currency)
	for i := range s.catalogue.goods { // in a fixed order
		good := &s.catalogue.goods[i]
		n := kept[good.SKU]
		delete(kept, good.SKU)
		if n <= 0 {
			continue
		}
		all, err := good.Cost.MulInt(n)
		if err != nil {
			return sum, err
		}
		local, _, err := at.used.Convert(all, q.Currency, currency.Rounding{})
		if err != nil {
			return sum, err
		}
		if sum, err = sum.Add(local); err != nil {
			return sum, err
		}
	}
	for sku := range kept {
		return sum, fmt.Errorf("%w: cost of %s, which the shop does not sell any more", ErrMissing, sku)
	}
	return sum, nil
}

// absorbed adds the levies that the merchant bore.
func absorbed(q *pricing.Quote, to *ltv.Costs) (err error) {
	for i := range q.Charges {
		c := &q.Charges[i]
		if c.Placement != pricing.Absorbed {
			continue
		}
		sum := &to.Fees
		switch c.Kind {
		case pricing.DutyCharge:
			sum = &to.AbsorbedDuty
		case pricing.TaxCharge:
			sum = &to.AbsorbedTax
		}
		if *sum, err = sum.Add(c.Amount); err != nil {
			return err
		}
	}
	return nil
}

// person names a customer without saying who it is.
func person(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	return hex.EncodeToString(sum[:12])
}
