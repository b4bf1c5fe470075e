package shop

import (
	"context"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// buy places an order of some T-shirts in a market.
func buy(t testing.TB, s *Shop, market, email, key string, quantity int64) store.Order {
	t.Helper()
	v, err := s.Visit(Request{Market: market})
	if err != nil {
		t.Fatal(err)
	}
	to := Typical(&v.Market)
	if to.Country == "DE" {
		to.PostalCode = "10115"
	}
	b := Basket{Items: []Item{{"TEE", quantity}}, To: Address{string(to.Country), to.Region, to.PostalCode}}
	q, err := s.Quote(v, b)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Lock(&q)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Confirm(context.Background(), Confirmation{Sealed: sealed, Key: key, Customer: store.Customer{
		Name: "Jo", Email: email, Street: "Street 1", City: "City", Region: to.Region, PostalCode: to.PostalCode, Country: string(to.Country)}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestHistoryOfTheShop: orders become what the customer is worth: the margin of the
// quote less goods and carriage, and after a full refund nothing but the carriage.
func TestHistoryOfTheShop(t *testing.T) {
	ctx := context.Background()
	s := open(t, nil)
	first := buy(t, s, "de", "a@example.org", "k1", 2)
	buy(t, s, "de", "A@example.org ", "k2", 1)
	buy(t, s, "us", "b@example.org", "k3", 3)
	contribution := func() currency.Amount {
		h, err := s.History(ctx)
		if err != nil {
			t.Fatal(err)
		}
		values, err := s.Values(h)
		if err != nil {
			t.Fatal(err)
		}
		de := values.Markets[1] // after the United States
		if len(values.Markets) != 2 || de.Market != "de" || de.Orders != 2 || de.Customers != 1 || de.Known() || de.Why == nil {
			t.Fatalf("%+v", values.Markets)
		}
		all, err := h.Cohorts[0].All()
		if err != nil {
			t.Fatal(err)
		}
		return all.Contribution.Total
	}
	before := contribution()
	state := s.state.Load()
	want := currency.FromMinor(0, currency.EUR)
	for _, n := range []int64{2, 1} {
		good, _ := s.Catalogue().Good("TEE")
		cost, err := good.Cost.MulInt(n)
		if err != nil {
			t.Fatal(err)
		}
		local, _, err := state.used.Convert(cost, currency.EUR, currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		if want, err = want.Sub(local); err != nil {
			t.Fatal(err)
		}
	}
	orders, err := s.config.Store.Orders(ctx, store.OrderQuery{Market: "de"})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		_, q, _, _, err := s.Order(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want, err = currency.Sum(want, o.Margin); err != nil {
			t.Fatal(err)
		}
		for _, c := range q.Consignments {
			if want, err = want.Sub(c.Shipping); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !before.Equal(want) {
		t.Errorf("contribution %v, by hand %v", before, want)
	}
	if _, err := s.Refund(ctx, first.ID, "r1", pricing.Return{Line: 1, Quantity: 2}); err != nil {
		t.Fatal(err)
	}
	if after := contribution(); after.Decimal().GreaterThanOrEqual(before.Decimal()) {
		t.Errorf("contribution %v, after a refund %v", before, after)
	}
}
