package shop

import (
	"context"
	"errors"
	"fmt"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// Order reads an order: as it is stored, its quote, what was given back of it and
// what is left. It returns ErrUnknown for an ID of none.
func (s *Shop) Order(ctx context.Context, id string) (store.Order, pricing.Quote, []pricing.Refund, pricing.Left, error) {
	o, rows, err := s.config.Store.Order(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return o, pricing.Quote{}, nil, pricing.Left{}, fmt.Errorf("shop: order %s: %w", store.Short(id), ErrUnknown)
	}
	if err != nil {
		return o, pricing.Quote{}, nil, pricing.Left{}, fmt.Errorf("shop: %w", err)
	}
	q, refunds, err := decode(&o, rows)
	if err != nil {
		return o, q, refunds, pricing.Left{}, err
	}
	left, err := q.Left(refunds...)
	if err != nil {
		err = fmt.Errorf("shop: order %s: %w", store.Short(id), err)
	}
	return o, q, refunds, left, err
}

// decode reads the quote and the refunds of an order.
func decode(o *store.Order, rows []store.Refund) (q pricing.Quote, refunds []pricing.Refund, err error) {
	if err := q.UnmarshalJSON(o.Quote); err != nil {
		return q, nil, fmt.Errorf("shop: order %s: %w", store.Short(o.ID), err)
	}
	refunds = make([]pricing.Refund, len(rows))
	for i, row := range rows {
		if err := refunds[i].UnmarshalJSON(row.Refund); err != nil {
			return q, nil, fmt.Errorf("shop: order %s: refund %d: %w", store.Short(o.ID), row.Number, err)
		}
	}
	return q, refunds, nil
}

// Orders returns a page of orders, the newest first; see [store.Store.Orders].
func (s *Shop) Orders(ctx context.Context, q store.OrderQuery) ([]store.Order, error) {
	orders, err := s.config.Store.Orders(ctx, q)
	if errors.Is(err, store.ErrNotFound) {
		return nil, field("before", ErrUnknown, "%.40q", q.Before)
	}
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	return orders, nil
}
