package shop

import (
	"errors"
	"testing"

	"github.com/landedhq/landed/pricing"
)

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
