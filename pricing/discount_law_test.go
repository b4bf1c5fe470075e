package pricing_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// What discounts and vouchers may and may not do, whatever the law. The oracle
// redoes what each takes off.

// discountsExact redoes the discounts on all goods from what the earlier ones
// left, and holds all to their target.
func discountsExact(s situation, q pricing.Quote) error {
	if len(q.Discounts) < len(s.cart.Discounts) {
		return fmt.Errorf("%d discounts of %d are told", len(q.Discounts), len(s.cart.Discounts))
	}
	goods, shipping := q.Totals.Goods, cartAmount(s.cart.Shipping, q)
	for _, d := range s.cart.Dispatches {
		shipping = sum(shipping, cartAmount(d.Shipping, q))
	}
	for i, a := range q.Discounts {
		var d pricing.Discount // a voucher's
		amount := a.Amount
		if i < len(s.cart.Discounts) {
			d = s.cart.Discounts[i]
			amount = cartAmount(d.Amount, q)
		}
		if !d.Percent.IsZero() {
			amount = halfUp(ratMul(ratOf(goods), fractionOf(d.Percent)), q.Currency)
		}
		all := d.On == pricing.OnGoods && len(d.Lines) == 0 && d.Units == 0
		if all && d.Basis == tax.AsPriced || all && !d.Percent.IsZero() {
			want, capped := amount, false
			if ratOf(amount).Cmp(ratOf(goods)) > 0 {
				want, capped = goods, true
			}
			if i < len(s.cart.Discounts) && (!want.Equal(a.Amount) || capped != a.Capped) {
				return fmt.Errorf("discount %d: %v (capped %v), want %v", i, a.Amount, a.Capped, want)
			}
		}
		goods, shipping = sum(goods, a.Amount.Neg()), sum(shipping, a.Shipping.Neg())
		switch {
		case a.Amount.Sign() < 0 || a.Shipping.Sign() < 0 || goods.Sign() < 0 || shipping.Sign() < 0:
			return fmt.Errorf("discount %d: %v and %v off, which leaves %v and %v", i, a.Amount, a.Shipping, goods, shipping)
		case d.On == pricing.OnGoods && !a.Shipping.IsZero() || d.On == pricing.OnShipping && !a.Amount.IsZero():
			return fmt.Errorf("discount %d on %q: %v off goods, %v off shipping", i, d.On, a.Amount, a.Shipping)
		case !d.Percent.Equal(decimal.NewFromInt(100)):
		case all && !goods.IsZero() || d.On != pricing.OnGoods && !shipping.IsZero():
			return fmt.Errorf("discount %d of 100 %% leaves %v and %v", i, goods, shipping)
		}
	}
	return firstBroken([]equality{{"off the goods", sum(q.Totals.Goods, goods.Neg()), q.Totals.Discounts}})
}

// discountedLines holds that no line costs less than nothing, and that nothing
// comes off a line that no discount is of.
func discountedLines(s situation, q pricing.Quote) error {
	of, all := map[string]bool{}, false
	for _, d := range s.cart.Discounts {
		all = all || d.On != pricing.OnShipping && len(d.Lines) == 0
		for _, id := range d.Lines {
			of[id] = true
		}
	}
	for _, v := range s.cart.Vouchers {
		all = all || v.Purpose == tax.SinglePurpose
	}
	for _, l := range q.Lines {
		if l.Discount.Sign() < 0 || sum(l.Shown, l.Discount.Neg()).Sign() < 0 {
			return fmt.Errorf("line %s: %v off %v", l.ID, l.Discount, l.Shown)
		}
		if !all && !of[l.ID] && !l.Discount.IsZero() {
			return fmt.Errorf("line %s: %v off, by no discount", l.ID, l.Discount)
		}
	}
	return nil
}

// vouchersAddUp: what was used of a voucher and what is left are what was on
// it, and they pay no more than is due.
func vouchersAddUp(s situation, q pricing.Quote) error {
	if len(q.Vouchers) != len(s.cart.Vouchers) {
		return fmt.Errorf("%d vouchers of %d are told", len(q.Vouchers), len(s.cart.Vouchers))
	}
	paid := currency.FromMinor(0, q.Currency)
	due := sum(q.Totals.DueNow, q.Totals.Rounding.Neg())
	for i, v := range q.Vouchers {
		if on := cartAmount(s.cart.Vouchers[i].Amount, q); !sum(v.Used, v.Left).Equal(on) || v.Used.Sign() < 0 || v.Left.Sign() < 0 {
			return fmt.Errorf("voucher %d of %v: %v used, %v left", i, on, v.Used, v.Left)
		}
		if v.Purpose != tax.MultiPurpose {
			continue
		}
		if paid = sum(paid, v.Used); !v.Left.IsZero() && !due.IsZero() {
			return fmt.Errorf("voucher %d: %v are left and %v due", i, v.Left, due)
		}
	}
	if due.Sign() < 0 {
		return fmt.Errorf("%v due", due)
	}
	return firstBroken([]equality{{"paid by vouchers", paid, q.Totals.Vouchers}})
}

// cartAmount is an amount of a cart in the currency of the quote.
func cartAmount(a currency.Amount, q pricing.Quote) currency.Amount {
	x := ratOf(a)
	if a.Currency() != q.Currency {
		num, den := q.Rate.Ratio()
		x = new(big.Rat).Mul(x, ratQuo(num.Rat(), den.Rat()))
	}
	return halfUp(x, q.Currency)
}

// What a price of 0.01 EUR with 21 % of tax is worth without is finer than a
// cent; what is left of an amount without tax for the shipping, which has none in
// it, is not.
func TestDiscountStaysOnGrid(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Markets = []pricing.Market{{ID: "RO", Countries: []locale.Country{"RO"}, Currency: currency.EUR, Duty: pricing.Absorbed, Tax: pricing.InPrice}}
	})
	watch := tee
	watch.Price = currency.MustAmount("0.01", currency.EUR)
	q, err := e.Quote(pricing.Cart{At: noon, ShipFrom: locale.Place{Country: "CN"}, ShipTo: locale.Place{Country: "RO"},
		Lines: []pricing.Line{{Product: watch, Quantity: 1}}, Shipping: currency.MustAmount("6.69", currency.EUR),
		Discounts: []pricing.Discount{{On: pricing.OnOrder, Amount: currency.MustAmount("4.44", currency.EUR), Basis: tax.WithoutTax}}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "off the goods", q.Totals.Discounts, currency.MustAmount("0.01", currency.EUR))
	equal(t, "off the shipping", q.Discounts[0].Shipping, currency.MustAmount("4.43", currency.EUR))
	if err := addsUp(situation{}, q); err != nil {
		t.Error(err)
	}
}
