package shop

import (
	"context"
	"errors"
	"fmt"

	"github.com/landedhq/landed/examples/storefront/store"
)

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
