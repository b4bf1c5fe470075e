package shop

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/feed"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// TestCheckoutsWhileEverythingMoves has two hundred visitors buy at once while
// exchange rates are swapped and prices published anew, and some orders are given
// back. Whatever state an order was quoted in, it adds up: its sums are redone from
// the stored text of the quote.
func TestCheckoutsWhileEverythingMoves(t *testing.T) {
	const visitors = 200
	var asked atomic.Int64
	answers := []*currency.Rates{newer(t, "1.05", noon), newer(t, "1.40", noon), newer(t, "1.15", noon)}
	s := open(t, func(c *Config) {
		c.Source = feed.SourceFunc(func(context.Context, feed.Query) (feed.Snapshot, error) {
			return feed.Snapshot{Rates: answers[asked.Add(1)%int64(len(answers))], Source: "test"}, nil
		})
	})
	markets := s.Markets()
	published := make([]chan struct{}, 6) // closed when so many publications are out
	for i := range published {
		published[i] = make(chan struct{})
	}
	var all sync.WaitGroup
	all.Go(func() {
		for i := range published {
			close(published[i])
			if err := s.Refresh(ctx); err != nil {
				t.Error(err)
			}
			p, err := s.Reprice(ctx, nil)
			if err == nil {
				_, err = s.Publish(ctx, p, "race")
			}
			if err != nil {
				t.Error(err)
			}
		}
	})
	for i := range visitors {
		all.Go(func() {
			<-published[i%len(published)]
			buyAndReturn(t, s, markets[i%len(markets)].ID, i)
		})
	}
	all.Wait()

	orders, prices := 0, map[string]bool{}
	err := s.config.Store.AllOrders(ctx, func(o store.Order, rows []store.Refund) error {
		orders++
		q, refunds, err := decode(&o, rows)
		if err != nil {
			return err
		}
		addsUp(t, &o, &q, refunds)
		prices[fmt.Sprint(q.Lines[0].Unit)] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if orders != visitors {
		t.Errorf("%d orders of %d visitors", orders, visitors)
	}
	if len(prices) <= len(markets) {
		t.Errorf("%d different prices in %d markets: nothing moved", len(prices), len(markets))
	}
}

// buyAndReturn is one visitor: quote, lock, confirm twice, and every fifth gives
// something back.
func buyAndReturn(t *testing.T, s *Shop, market string, n int) {
	v, err := s.Visit(Request{Market: market})
	if err != nil {
		t.Error(err)
		return
	}
	b := Basket{Items: []Item{{"TEE", int64(1 + n%4)}, {"HEADPH", 1}, {"SHOE", int64(1 + n%2)}}, To: homes[market],
		Option: []string{"post", "courier"}[n%2], Code: []string{"", "WELCOME10", "FREESHIP", "5OFF"}[n%4]}
	if choices := PayChoices(&v.Market); choices != nil {
		b.Pay = choices[n%2]
	}
	q, err := s.Quote(v, b)
	if err != nil {
		t.Errorf("%s: %v", market, err)
		return
	}
	sealed, err := s.Lock(&q)
	if err != nil {
		t.Error(err)
		return
	}
	c := Confirmation{sealed, store.NewID(), customer(market)}
	var o store.Order
	for range 2 {
		if o, err = s.Confirm(ctx, c); err != nil {
			t.Errorf("%s: %v", market, err)
			return
		}
	}
	if o.Due != q.Totals.DueNow {
		t.Errorf("%s: %v due, quoted %v", market, o.Due, q.Totals.DueNow)
	}
	if n%5 == 0 {
		if _, err := s.Refund(ctx, o.ID, "back", pricing.Return{Line: 1, Quantity: 1}); err != nil {
			t.Errorf("%s: %v", market, err)
		}
	}
}

// addsUp redoes the sums of an order from its quote, in amounts.
func addsUp(t *testing.T, o *store.Order, q *pricing.Quote, refunds []pricing.Refund) {
	t.Helper()
	sum := func(parts ...currency.Amount) currency.Amount {
		total, err := currency.Sum(parts...)
		if err != nil {
			t.Fatalf("order %s: %v", o.ID, err)
		}
		return total
	}
	same := func(what string, got, want currency.Amount) {
		if !got.Equal(want) {
			t.Errorf("order %s (%s): %s is %v, its parts make %v", o.ID, o.Market, what, want, got)
		}
	}
	zero := currency.FromMinor(0, q.Currency)
	goods, discounts, gross, checkout, inside, door, absorbed, tax, duty := zero, zero, zero, zero, zero, zero, zero, zero, zero
	for i, l := range q.Lines {
		unit, err := l.Unit.MulInt(l.Quantity)
		if err != nil {
			t.Fatal(err)
		}
		same("line", unit, l.Shown)
		same("what the line holds", sum(l.Base, l.DutyInPrice, l.TaxInPrice, l.Rounding, l.Subsidy.Neg()), sum(l.Shown, l.Discount.Neg()))
		same("stored line", sum(l.Shown, l.Discount.Neg()), o.Lines[i].Gross)
		goods, discounts, gross = sum(goods, l.Shown), sum(discounts, l.Discount), sum(gross, o.Lines[i].Gross)
	}
	for i := range q.Charges {
		c := &q.Charges[i]
		switch c.Placement {
		case pricing.AtCheckout:
			checkout = sum(checkout, c.Amount)
		case pricing.InPrice:
			inside = sum(inside, c.Amount)
		case pricing.OnDelivery:
			door = sum(door, c.Amount)
		case pricing.Absorbed:
			absorbed = sum(absorbed, c.Amount)
		}
		switch c.Kind {
		case pricing.TaxCharge:
			tax = sum(tax, c.Amount)
		case pricing.DutyCharge:
			duty = sum(duty, c.Amount)
		}
	}
	total := &q.Totals
	same("goods", goods, total.Goods)
	same("discounts", discounts, total.Discounts)
	same("at checkout", checkout, total.AtCheckout)
	same("in the price", inside, total.InPrice)
	same("at the door", door, o.OnDelivery)
	same("absorbed", absorbed, total.Absorbed)
	same("tax", tax, o.Tax)
	same("duty", duty, o.Duty)
	same("due", sum(gross, total.Shipping, total.Insurance, checkout, total.Vouchers.Neg(), total.Rounding), o.Due)
	same("margin", sum(o.Due, total.Vouchers, checkout.Neg(), inside.Neg(), absorbed.Neg()), o.Margin)
	if q.Digest() != o.Digest {
		t.Errorf("order %s: digest %s of a quote with %s", o.ID, o.Digest, q.Digest())
	}
	if _, err := q.Left(refunds...); err != nil {
		t.Errorf("order %s: %v", o.ID, err)
	}
}
