package shop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// Refund gives back parts of an order, and stores that with the figures of the
// credit note. The same key gives back once, however often it is sent. Two refunds
// of one order never overlap: each is computed from what the earlier ones left,
// under the order's lock.
//
// Refund returns an error if:
//   - there is no such order (ErrUnknown);
//   - more is asked for than is left, or the returns contradict themselves: a
//     *pricing.RefundError;
//   - the key stands for other returns (store.ErrKeyReused);
//   - the store fails.
func (s *Shop) Refund(ctx context.Context, orderID, key string, returns ...pricing.Return) (pricing.Refund, error) {
	if err := checkKey(key); err != nil {
		return pricing.Refund{}, err
	}
	row, done, err := s.config.Store.Refund(ctx, orderID, key, func(o store.Order, rows []store.Refund) (store.Refund, error) {
		q, earlier, err := decode(&o, rows)
		if err != nil {
			return store.Refund{}, err
		}
		back, err := q.RefundAfter(earlier, returns...)
		if err != nil {
			return store.Refund{}, err
		}
		text, err := json.Marshal(back)
		return store.Refund{Key: key, At: s.now(), Due: back.Totals.Due, Refund: text}, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return pricing.Refund{}, fmt.Errorf("shop: order %s: %w", store.Short(orderID), ErrUnknown)
	}
	if err != nil {
		return pricing.Refund{}, fmt.Errorf("shop: refund of order %s: %w", store.Short(orderID), err)
	}
	var back pricing.Refund
	if err := back.UnmarshalJSON(row.Refund); err != nil {
		return back, fmt.Errorf("shop: refund of order %s: %w", store.Short(orderID), err)
	}
	if !done && !same(back.Returns, returns) {
		return pricing.Refund{}, fmt.Errorf("shop: refund %d of order %s: %w", back.Number, store.Short(orderID), store.ErrKeyReused)
	}
	return back, nil
}

// same tells whether the same is asked, as it is stored.
func same(a, b []pricing.Return) bool {
	one, err := json.Marshal(a)
	if err != nil {
		return false
	}
	two, err := json.Marshal(b)
	return err == nil && bytes.Equal(one, two)
}
