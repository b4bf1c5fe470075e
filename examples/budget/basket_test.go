package main

import (
	"testing"

	"github.com/landedhq/landed/currency"
)

// A pair of shoes to Japan, whose duty and tax the shop bears, redone by hand at
// 159.57 JPY a dollar (the rates of 18 March 2026) and 2 % on top for prices.
func TestBasket(t *testing.T) {
	s, err := openStore("")
	if err != nil {
		t.Fatal(err)
	}
	cart, err := s.cart(sale{market: "JP", items: "SHOE:1", discount: "0"})
	if err != nil {
		t.Fatal(err)
	}
	cart.At = currency.NewDate(2026, 10, 31).Time()
	q, err := s.engine.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.costs["JP"].basket(&q)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		got    currency.Amount
		want   int64
		reason string
	}{
		{"revenue", b.revenue, 25063, "145.00 USD at 162.76 = 23,600 and 9.00 USD of shipping = 1,463: nothing of it is collected for an authority"},
		{"goods", b.costs.Goods, 9541, "52.00 EUR"},
		{"duty", b.costs.AbsorbedDuty, 7500, "30 % of 25,000: of 25,063, freight included, customs count the thousands"},
		{"tax", b.costs.AbsorbedTax, 3000, "on 32,000, the thousands of 25,063 + 7,500: the hundreds of 7.8 %, 2,400, and of 22/78 of them, 600"},
		{"freight", b.costs.Freight, 3030, "12.50 + 1.1 kg · 5.90 = 18.99 USD"},
		{"fees", b.costs.Fees, 1185, "3.2 % of 25,063 = 802, and 0.30 + 2.10 USD = 383"},
		{"exchange", b.costs.Exchange, 226, "0.9 % of 25,063"},
		{"returns", b.costs.Returns, 657, "3 % of: 25,063 given back, 16.00 USD = 2,553 of freight, less 60 % of 9,541 that the shoes are worth"},
	} {
		if want := currency.FromMinor(row.want, currency.JPY); !row.got.Equal(want) {
			t.Errorf("%s: %v, want %v: %s", row.name, row.got, want, row.reason)
		}
	}
	// What the quote leaves the merchant is what the order leaves before the costs
	// that no quote knows.
	m, err := q.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	left, err := currency.Sum(b.revenue, b.costs.Goods.Neg(), b.costs.AbsorbedDuty.Neg(), b.costs.AbsorbedTax.Neg())
	if err != nil || !left.Equal(m.Contribution) {
		t.Errorf("the order leaves %v before its other costs, the quote %v (%v)", left, m.Contribution, err)
	}
}

// In every market and placement the adapter loses nothing of what a quote leaves.
func TestBasketOfAllMarkets(t *testing.T) {
	s, err := openStore("")
	if err != nil {
		t.Fatal(err)
	}
	for market, costs := range s.costs {
		cart, err := s.cart(sale{market: market, items: "TEE:2 MAKEUP:1 BOOK:1", discount: "10"})
		if err != nil {
			t.Fatal(err)
		}
		cart.At = currency.NewDate(2026, 10, 31).Time()
		quoted := 0
		for _, a := range s.engine.Compare(cart) {
			if a.Err != nil {
				continue
			}
			quoted++
			b, err := costs.basket(&a.Quote)
			if err != nil {
				t.Fatalf("%s, %s: %v", market, a.ID, err)
			}
			m, err := a.Quote.Merchant()
			if err != nil {
				t.Fatal(err)
			}
			left, err := currency.Sum(b.revenue, b.costs.Goods.Neg(), b.costs.AbsorbedDuty.Neg(), b.costs.AbsorbedTax.Neg())
			if err != nil || !left.Equal(m.Contribution) {
				t.Errorf("%s, %s: the order leaves %v, the quote %v (%v)", market, a.ID, left, m.Contribution, err)
			}
		}
		if quoted < 3 {
			t.Errorf("%s: %d placements can be quoted", market, quoted)
		}
	}
}
