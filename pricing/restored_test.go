package pricing_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// soldWithVouchers is the quote of three shirts and another at 100.00 EUR, tax of
// 19 % at checkout, of which a voucher for a single purpose took off 50.00 and
// another is money.
func soldWithVouchers(t testing.TB) pricing.Quote {
	t.Helper()
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	e := engine(t, func(c *pricing.Config) { c.Seller = pricing.Seller{Country: "DE"} })
	shirt, other := tee, tee
	shirt.Price, other.Price, other.SKU = eur("100.00"), eur("100.00"), "OTHER"
	q, err := e.Quote(pricing.Cart{
		At: noon, ShipFrom: locale.Place{Country: "DE"}, ShipTo: destinations[0],
		Lines: []pricing.Line{{Product: shirt, Quantity: 3}, {Product: other, Quantity: 1}},
		Vouchers: []pricing.Voucher{
			{Code: "MONEY", Amount: eur("1.00")},
			{Code: "S", Purpose: tax.SinglePurpose, Amount: eur("50.00")},
			{Code: "MORE", Amount: eur("1.00")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestRestored: a voucher for a single purpose of 50.00 took 37.50 off three
// shirts of 300.00 and 12.50 off a cream of 100.00. A shirt gives 12.50 of it
// back, whatever was paid back in money.
func TestRestored(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	q := soldWithVouchers(t)
	if diff := cmp.Diff([]pricing.LineShare{{Line: 0, Amount: eur("37.50")}, {Line: 1, Amount: eur("12.50")}}, q.Discounts[0].Lines); diff != "" {
		t.Errorf("off the lines:\n%s", diff)
	}
	var done []pricing.Refund
	for _, tt := range []struct {
		reason   string
		back     pricing.Return
		restored []pricing.Restored
	}{
		{"one of three shirts", pricing.Return{Line: 1, Quantity: 1}, []pricing.Restored{{Voucher: 1, Code: "S", Amount: eur("12.50")}}},
		{"an amount off the price", pricing.Return{Line: 2, Amount: eur("10.00")}, nil},
		{"shipping of nothing, and the rest", pricing.Return{Of: pricing.PartOrder}, []pricing.Restored{{Voucher: 1, Code: "S", Amount: eur("37.50")}}},
	} {
		f, err := q.RefundAfter(done, tt.back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.restored, f.Restored); diff != "" {
			t.Errorf("%s:\n%s", tt.reason, diff)
		}
		var stored pricing.Refund
		if text, err := json.Marshal(f); err != nil || json.Unmarshal(text, &stored) != nil {
			t.Fatal(err)
		}
		done = append(done, stored)
	}
	done[2].Restored[0].Amount = eur("37.51")
	if _, err := q.RefundAfter(done, pricing.Return{Line: 1, Quantity: 1}); !errors.Is(err, pricing.ErrOtherQuote) {
		t.Errorf("more restored than was taken off: %v", err)
	}
}
