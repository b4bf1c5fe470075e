package shop

import (
	"errors"
	"testing"

	"github.com/landedhq/landed/currency"
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
