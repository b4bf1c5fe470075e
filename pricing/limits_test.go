package pricing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

// TestLimits: a shop may take smaller carts than by default, or larger ones, up
// to ten times; a quote of these reads back.
func TestLimits(t *testing.T) {
	small := engine(t, func(c *pricing.Config) {
		c.Limits = pricing.Limits{CartBytes: 4000, Lines: 2, Discounts: 1, Vouchers: 1, Dispatches: 1, Quantity: 5}
	})
	large := engine(t, func(c *pricing.Config) {
		c.Limits = pricing.Limits{CartBytes: 2 * pricing.MaxCartBytes, Lines: 2 * pricing.MaxLines, Quantity: 2 * pricing.MaxQuantity}
	})
	with := func(lines int, change func(*pricing.Cart)) pricing.Cart {
		cart := only(destinations[0], tee, "200.00", currency.EUR)
		for i := 1; i < lines; i++ {
			cart.Lines = append(cart.Lines, cart.Lines[0])
		}
		if change != nil {
			change(&cart)
		}
		return cart
	}
	percent := pricing.Discount{Percent: decimal.New(1, 0)}
	for _, tt := range []struct {
		reason string
		e      *pricing.Engine
		cart   pricing.Cart
		field  string
	}{
		{"two lines of two", small, with(2, nil), ""},
		{"three lines of two", small, with(3, nil), "lines"},
		{"five units of five", small, with(1, func(c *pricing.Cart) { c.Lines[0].Quantity = 5 }), ""},
		{"six units of five", small, with(1, func(c *pricing.Cart) { c.Lines[0].Quantity = 6 }), "quantity"},
		{"one discount of one", small, with(1, func(c *pricing.Cart) { c.Discounts = []pricing.Discount{percent} }), ""},
		{"two discounts of one", small, with(1, func(c *pricing.Cart) { c.Discounts = []pricing.Discount{percent, percent} }), "discounts"},
		{"a discount of five units of five", small, with(1, func(c *pricing.Cart) { c.Discounts = []pricing.Discount{{Percent: decimal.New(1, 0), Units: 5}} }), ""},
		{"a discount of six units of five", small, with(1, func(c *pricing.Cart) { c.Discounts = []pricing.Discount{{Percent: decimal.New(1, 0), Units: 6}} }), "discounts[0].units"},
		{"a discount of two lines of two", small, with(2, func(c *pricing.Cart) {
			c.Discounts = []pricing.Discount{{Percent: decimal.New(1, 0), Lines: []string{"1", "2"}}}
		}), ""},
		{"a discount of three lines of two", small, with(2, func(c *pricing.Cart) {
			c.Discounts = []pricing.Discount{{Percent: decimal.New(1, 0), Lines: []string{"1", "2", "1"}}}
		}), "discounts[0].lines"},
		{"one voucher of one", small, with(1, func(c *pricing.Cart) { c.Vouchers = []pricing.Voucher{{Amount: euros("1.00")}} }), ""},
		{"two vouchers of one", small, with(1, func(c *pricing.Cart) { c.Vouchers = make([]pricing.Voucher, 2) }), "vouchers"},
		{"two dispatches of one", small, with(1, func(c *pricing.Cart) { c.Dispatches = make([]pricing.Dispatch, 2) }), "dispatches"},
		{"more lines than by default", large, with(1500, nil), ""},
		{"more units than by default", large, with(1, func(c *pricing.Cart) { c.Lines[0].Quantity = pricing.MaxQuantity + 1 }), ""},
		{"the default lines and one", engine(t), with(pricing.MaxLines+1, nil), "lines"},
	} {
		q, err := tt.e.Quote(tt.cart)
		if tt.field != "" {
			var fault *pricing.CartError
			if !errors.As(err, &fault) || fault.Field != tt.field || !errors.Is(err, pricing.ErrLimit) {
				t.Errorf("%s: %v", tt.reason, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
			continue
		}
		var back pricing.Quote
		if text, err := json.Marshal(q); err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(back.Totals, q.Totals) {
			t.Errorf("%s: the quote does not read back: %v", tt.reason, err)
		}
		if text, err := json.Marshal(tt.cart); err != nil {
			t.Error(err)
		} else if cart, err := tt.e.ReadCart(text); err != nil || len(cart.Lines) != len(tt.cart.Lines) {
			t.Errorf("%s: the cart does not read back: %v", tt.reason, err)
		}
	}
	if _, err := small.ReadCart([]byte(strings.Repeat(" ", 4001))); !errors.Is(err, pricing.ErrLimit) {
		t.Errorf("%v", err)
	}
}

// TestLimitsOutOfRange names each that no engine has.
func TestLimitsOutOfRange(t *testing.T) {
	c := pricing.Config{Seller: seller(), Markets: markets(), Rates: rates(t), Limits: pricing.Limits{Lines: -1, Quantity: 10*pricing.MaxQuantity + 1}}
	_, err := pricing.New(c)
	if text := fmt.Sprint(err); !errors.Is(err, pricing.ErrLimit) || !strings.Contains(text, "lines") || !strings.Contains(text, "quantity") {
		t.Errorf("%v", err)
	}
}
