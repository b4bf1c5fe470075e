package shop_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/examples/internal/shop"
	"github.com/landedhq/landed/ltv"
	"github.com/landedhq/landed/pricing"
)

// TestOrderContributes: whatever the placement, an order contributes what its quote
// leaves to the merchant less the merchant's own costs, and what is absorbed shows
// as a cost.
func TestOrderContributes(t *testing.T) {
	cart, err := shop.ReadCart("")
	if err != nil {
		t.Fatal(err)
	}
	for i := range cart.Lines {
		cost, err := cart.Lines[i].Product.Price.Percent(decimal.New(40, 0), currency.Rounding{})
		if err != nil {
			t.Fatal(err)
		}
		cart.Lines[i].Product.Cost = cost
	}
	config, err := shop.Config(shop.Files{})
	if err != nil {
		t.Fatal(err)
	}
	for _, placement := range pricing.Placements() {
		for i := range config.Markets {
			config.Markets[i].Duty, config.Markets[i].Tax = placement, placement
		}
		engine, err := pricing.New(config)
		if err != nil {
			t.Fatal(err)
		}
		q, err := engine.Quote(cart)
		if err != nil {
			t.Fatal(err)
		}
		own := ltv.Costs{Freight: currency.FromMinor(640, q.Currency), Returns: currency.FromMinor(120, q.Currency)}
		o, err := shop.Order("A-1", "ann", &q, own)
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.Contribution()
		if err != nil {
			t.Fatal(err)
		}
		m, err := q.Merchant()
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Contribution.Sub(currency.FromMinor(760, q.Currency))
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(want) {
			t.Errorf("%v: contributes %v, want %v", placement, got, want)
		}
		if absorbs := o.Costs.AbsorbedDuty.Sign() > 0 || o.Costs.AbsorbedTax.Sign() > 0; absorbs != (placement == pricing.Absorbed) {
			t.Errorf("%v: %v and %v absorbed", placement, o.Costs.AbsorbedDuty, o.Costs.AbsorbedTax)
		}
		if cohorts, err := ltv.Summarize(func(yield func(ltv.Order) bool) { yield(o) }, o.Date); err != nil || cohorts[0].Market() != "DE" {
			t.Errorf("%v: %v", placement, err)
		}
	}
	engine, err := shop.Engine(shop.Files{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range cart.Lines {
		cart.Lines[i].Product.Cost = currency.Amount{}
	}
	q, err := engine.Quote(cart)
	if err != nil {
		t.Fatal(err)
	}
	if o, err := shop.Order("A-1", "ann", &q, ltv.Costs{}); err == nil {
		t.Errorf("goods of unknown cost: %+v", o)
	}
}
