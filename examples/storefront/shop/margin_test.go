package shop

import (
	"context"
	"errors"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/storefront/store"
	"github.com/landedhq/landed/pricing"
)

// TestTable: each price adds up, is what visitors see, and leaves what the library
// says when it is asked directly.
func TestTable(t *testing.T) {
	s := open(t, nil)
	rows := s.Table("", "")
	if len(rows) != 220 {
		t.Fatalf("%d rows", len(rows))
	}
	state := s.state.Load()
	known := 0
	for _, r := range rows {
		where := r.Good.SKU + " in " + r.Market.ID
		if r.Err != nil {
			if !errors.Is(r.Err, ErrNotSold) {
				t.Errorf("%s: %v", where, r.Err)
			}
			continue
		}
		p := r.Price
		sum, err := currency.Sum(p.Base, p.FXMargin, p.Adjustment, p.Concession, p.Duty, p.Tax, p.Rounding)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err = sum.Sub(p.Subsidy); err != nil || !sum.Equal(p.Shown) {
			t.Errorf("%s: adds up to %v, shown is %v", where, sum, p.Shown)
		}
		v, err := s.Visit(Request{Market: r.Market.ID})
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := s.Price(v, r.Good.SKU); err != nil || !seen.Price.Shown.Equal(p.Shown) {
			t.Errorf("%s: visitors see %v, %v", where, seen.Price.Shown, err)
		}
		q, err := state.shelf.Quote(pricing.Cart{Market: r.Market.ID, At: noon, ShipFrom: s.from(), ShipTo: Typical(r.Market),
			Lines: []pricing.Line{{Product: r.Good.Product, Quantity: 1}}})
		if (err != nil) != (r.LeftErr != nil) {
			t.Errorf("%s: %v, the library says %v", where, r.LeftErr, err)
		}
		if err != nil {
			continue // a price without duty is shown where the tariff of the checkout lacks a row
		}
		known++
		// What is left before costs, less what the goods cost: both at the middle rate.
		cost, _, err := state.used.Convert(r.Good.Cost, currency.USD, currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		want := q.Totals.Merchant.Decimal().Sub(cost.Decimal())
		if d := want.Sub(r.Left.Contribution.Decimal()).Abs().Shift(2).IntPart(); d > 4 { // figures are rounded one by one
			t.Errorf("%s: leaves %v, by hand %v", where, r.Left.Contribution, want)
		}
	}
	if known < 150 {
		t.Errorf("what is left is known of %d prices", known)
	}
	if got := s.Table("de", ""); len(got) != 20 || got[0].Market.ID != "de" {
		t.Errorf("%d rows of one market", len(got))
	}
	if got := s.Table("de", "TEE"); len(got) != 1 || got[0].Good.SKU != "TEE" {
		t.Errorf("%d rows of one good in one market", len(got))
	}
	if got := s.Table("xx", ""); len(got) != 0 {
		t.Errorf("%d rows of no market", len(got))
	}
}

// TestPlacements: four of each market, as the library compares them; what one
// placement takes from the customer at the door another takes now.
func TestPlacements(t *testing.T) {
	s := open(t, nil)
	forbidden, quoted := 0, 0
	for _, m := range s.Markets() {
		placed, err := s.Placements(m.ID, Basket{Items: []Item{{"TEE", 2}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(placed) != 4 {
			t.Fatalf("%s: %d placements", m.ID, len(placed))
		}
		for i, p := range placed {
			if p.ID != pricing.Placements()[i].String() {
				t.Errorf("%s: placement %d is %s", m.ID, i, p.ID)
			}
			if errors.Is(p.Err, pricing.ErrPlacement) {
				forbidden++
			}
			if p.Err != nil {
				continue
			}
			quoted++
			if p.Merchant.Cost.Sign() <= 0 {
				t.Errorf("%s, %s: the goods cost %v", m.ID, p.ID, p.Merchant.Cost)
			}
			absorbed := p.Quote.Totals.Absorbed.Sign() > 0
			if absorbed && pricing.Placements()[i] != pricing.Absorbed {
				t.Errorf("%s, %s: the merchant absorbs %v", m.ID, p.ID, p.Quote.Totals.Absorbed)
			}
		}
	}
	if forbidden == 0 || quoted < 20 {
		t.Errorf("%d placements are forbidden, though a registered seller must collect its tax, and %d are not", forbidden, quoted)
	}
	for _, c := range []struct {
		field  string
		market string
		basket Basket
	}{
		{"market", "xx", Basket{Items: []Item{{"TEE", 1}}}},
		{"sku", "de", Basket{}},
		{"sku", "de", Basket{Items: []Item{{"NONE", 1}}}},
		{"quantity", "de", Basket{Items: []Item{{"TEE", 0}}}},
		{"quantity", "de", Basket{Items: []Item{{"TEE", MaxQuantity + 1}}}},
		{"option", "de", Basket{Items: []Item{{"TEE", 1}}, Option: "by balloon"}},
		{"code", "de", Basket{Items: []Item{{"TEE", 1}}, Code: "NONE"}},
	} {
		_, err := s.Placements(c.market, c.basket)
		var field *FieldError
		if !errors.As(err, &field) || field.Field != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
}

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
		de := values.Markets[0]
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
