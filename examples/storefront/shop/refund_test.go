package shop

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// TestRefundInParts gives an order back piece by piece, and never more than it was.
func TestRefundInParts(t *testing.T) {
	s := open(t, nil)
	o := confirm(t, s, "de", Basket{Items: []Item{{"TEE", 3}, {"WATCH", 1}}, Code: "WELCOME10"})
	parts := []pricing.Return{
		{Line: 1, Quantity: 1}, {Line: 2, Quantity: 1}, {Line: 1, Quantity: 2}, {Of: pricing.PartShipping},
	}
	sum := none
	for i, part := range parts {
		back, err := s.Refund(ctx, o.ID, fmt.Sprint("r", i), part)
		if err != nil {
			t.Fatalf("part %d: %v", i, err)
		}
		again, err := s.Refund(ctx, o.ID, fmt.Sprint("r", i), part)
		if err != nil || again.Number != back.Number || again.Totals.Due != back.Totals.Due {
			t.Errorf("part %d sent again: number %d of %v, %v", i, again.Number, again.Totals.Due, err)
		}
		if _, err := s.Refund(ctx, o.ID, fmt.Sprint("r", i), pricing.Return{Of: pricing.PartOrder}); !errors.Is(err, store.ErrKeyReused) {
			t.Errorf("the key of part %d for more: %v, want ErrKeyReused", i, err)
		}
		note := back.CreditNote
		if total, err := note.Net.Add(note.Tax); err != nil || !total.Equal(note.Gross) {
			t.Errorf("part %d: credit note of %v and %v is not %v", i, note.Net, note.Tax, note.Gross)
		}
		if sum, err = sum.Add(back.Totals.Due); err != nil {
			t.Fatal(err)
		}
	}
	if sum != o.Due {
		t.Errorf("%v given back of %v", sum, o.Due)
	}
	_, err := s.Refund(ctx, o.ID, "more", pricing.Return{Line: 1, Quantity: 1})
	var wrong *pricing.RefundError
	if !errors.As(err, &wrong) || !errors.Is(err, pricing.ErrRefund) {
		t.Errorf("%v, want a RefundError", err)
	}
	now, _, refunds, left, err := s.Order(ctx, o.ID)
	if err != nil || now.Status != store.Refunded || len(refunds) != len(parts) || left.Lines[0].Quantity != 0 {
		t.Errorf("%s with %d refunds, %v left, %v", now.Status, len(refunds), left, err)
	}
}

func TestRefundsAreRefused(t *testing.T) {
	s := open(t, nil)
	o := confirm(t, s, "us", Basket{Items: shirt})
	if _, err := s.Refund(ctx, o.ID, "", pricing.Return{Of: pricing.PartOrder}); err == nil {
		t.Error("without a key")
	}
	if _, err := s.Refund(ctx, "nobody", "k", pricing.Return{Of: pricing.PartOrder}); !errors.Is(err, ErrUnknown) {
		t.Errorf("of no order: %v", err)
	}
	if _, _, _, _, err := s.Order(ctx, strings.Repeat("x", 1<<16)); !errors.Is(err, ErrUnknown) {
		t.Errorf("no order: %v", err)
	}
	for _, back := range [][]pricing.Return{nil, {{}}, {{Line: -1, Quantity: 1}}, {{Line: 99, Quantity: 1}}, {{Line: 1, Quantity: 1 << 62}}, {{Of: "moon"}}} {
		if _, err := s.Refund(ctx, o.ID, "k", back...); err == nil {
			t.Errorf("%v given back", back)
		}
	}
}

// TestRefundsDoNotOverlap: of twenty who give back the same unit, one does.
func TestRefundsDoNotOverlap(t *testing.T) {
	s := open(t, nil)
	o := confirm(t, s, "jp", Basket{Items: shirt})
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range 20 {
		wait.Go(func() {
			if _, err := s.Refund(ctx, o.ID, fmt.Sprint("r", i), pricing.Return{Line: 1, Quantity: 1}); err == nil {
				mu.Lock()
				done++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if done != 1 {
		t.Errorf("%d refunds of one unit", done)
	}
}
