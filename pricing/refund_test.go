package pricing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/pricing"
	"github.com/landedhq/landed/tax"
)

// soldShirts is the quote of shirts at 24.00 USD from the US to Germany, under
// IOSS, with the exchange rate of the examples.
func soldShirts(t testing.TB, units int64, p pricing.Placement) pricing.Quote {
	t.Helper()
	e, err := exampleEngine()
	if err != nil {
		t.Fatal(err)
	}
	q, err := e.Quote(pricing.Cart{
		ID: "sold", At: time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC), ShipTo: locale.Place{Country: "DE"},
		Lines: []pricing.Line{{ID: "shirt", Product: shirt, Quantity: units}}, Duty: &p, Tax: &p,
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// One shirt costs 28.41 EUR, all in: 20.87 net, 3.00 of duty, 4.54 of tax.
func TestRefundByHand(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	percent := func(n int64) decimal.Decimal { return decimal.NewFromInt(n) }
	one := func(change func(*pricing.Return)) pricing.Return {
		x := pricing.Return{Line: 1, Quantity: 1}
		if change != nil {
			change(&x)
		}
		return x
	}
	tests := []struct {
		name   string
		at     pricing.Placement
		give   pricing.Return
		due    string
		note   [3]string // net, tax, gross
		kept   string    // levies
		result [4]string // tax credited, recovered, cost, lost
		reason string
	}{
		{"one unit", pricing.InPrice, one(nil), "28.41", [3]string{"23.87", "4.54", "28.41"}, "0.00",
			[4]string{"4.54", "0.00", "23.87", "3.00"}, "the customer gets all, customs keep their duty"},
		{"duty repaid in part", pricing.InPrice, one(func(x *pricing.Return) { x.Recovered.Duty = percent(99) }), "28.41",
			[3]string{"23.87", "4.54", "28.41"}, "0.00", [4]string{"4.54", "2.97", "20.90", "0.03"}, "99 % of 3.00"},
		{"duty kept", pricing.InPrice, one(func(x *pricing.Return) { x.Levies = pricing.LeviesKept }), "25.41",
			[3]string{"21.35", "4.06", "25.41"}, "3.00", [4]string{"4.06", "0.00", "21.35", "3.00"},
			"what is kept is paid for the shirt: 4.54 × 25.41 / 28.41 = 4.0606"},
		{"duty given back as repaid", pricing.InPrice,
			one(func(x *pricing.Return) { x.Levies, x.Recovered.Duty = pricing.LeviesRecovered, percent(50) }), "26.91",
			[3]string{"22.61", "4.30", "26.91"}, "1.50", [4]string{"4.30", "1.50", "21.11", "1.50"}, "4.54 × 26.91 / 28.41 = 4.3003"},
		{"restocking fee", pricing.InPrice, one(func(x *pricing.Return) { x.Restocking.Percent = percent(10) }), "25.57",
			[3]string{"21.48", "4.09", "25.57"}, "0.00", [4]string{"4.09", "0.00", "21.48", "3.00"},
			"2.84 stay in the price, and the tax in them: 4.54 × 25.57 / 28.41 = 4.0862"},
		{"restocking fee for damage", pricing.InPrice,
			one(func(x *pricing.Return) {
				x.Restocking = pricing.Restocking{Amount: eur("2.84"), Treatment: pricing.Compensation}
			}), "25.57",
			[3]string{"23.87", "4.54", "28.41"}, "0.00", [4]string{"4.54", "0.00", "21.03", "3.00"}, "all tax is credited, and 2.84 set off"},
		{"price adjusted", pricing.InPrice, pricing.Return{Line: 1, Amount: eur("5.00")}, "5.00",
			[3]string{"4.20", "0.80", "5.00"}, "0.00", [4]string{"0.80", "0.00", "4.20", "0.00"}, "4.54 × 5.00 / 28.41 = 0.7990; the duty stands"},
		{"cancelled before it was sent", pricing.InPrice, pricing.Return{Of: pricing.PartOrder, Recovered: pricing.NotImported()}, "28.41",
			[3]string{"23.87", "4.54", "28.41"}, "0.00", [4]string{"4.54", "3.00", "20.87", "0.00"}, "the net of the shirt, and nothing lost"},
		{"at checkout", pricing.AtCheckout, one(nil), "28.41", [3]string{"23.87", "4.54", "28.41"}, "0.00",
			[4]string{"4.54", "0.00", "23.87", "3.00"}, "20.87 + 3.00 + 4.54"},
		{"duty at checkout kept", pricing.AtCheckout, one(func(x *pricing.Return) { x.Levies = pricing.LeviesKept }), "24.84",
			[3]string{"20.87", "3.97", "24.84"}, "3.00", [4]string{"3.97", "0.00", "20.87", "3.00"},
			"4.54 × 20.87 / 23.87 = 3.9694 of tax: that on the duty stays due"},
		{"price adjusted, tax at checkout", pricing.AtCheckout, pricing.Return{Line: 1, Amount: eur("10.00")}, "11.90",
			[3]string{"10.00", "1.90", "11.90"}, "0.00", [4]string{"1.90", "0.00", "10.00", "0.00"}, "the tax of 10.00 comes on top: 4.54 × 10.00 / 23.87 = 1.9020"},
		{"on delivery", pricing.OnDelivery, one(nil), "20.87", [3]string{"20.87", "0.00", "20.87"}, "0.00",
			[4]string{"0.00", "0.00", "20.87", "0.00"}, "what the carrier was paid at the door is between it, customs and the customer"},
		{"absorbed", pricing.Absorbed, one(nil), "20.87", [3]string{"17.54", "3.33", "20.87"}, "0.00",
			[4]string{"3.33", "0.00", "17.54", "3.00"}, "20.87 × 19 / 119 = 3.332 in the price; the 3.00 were the merchant's, and are lost"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := soldShirts(t, 1, tt.at)
			f, err := q.Refund(tt.give)
			if err != nil {
				t.Fatal(err)
			}
			n, m := f.CreditNote, f.Merchant
			for _, e := range []equality{
				{"due", f.Totals.Due, eur(tt.due)}, {"kept", f.Totals.Kept, eur(tt.kept)},
				{"net", n.Net, eur(tt.note[0])}, {"tax", n.Tax, eur(tt.note[1])}, {"gross", n.Gross, eur(tt.note[2])},
				{"tax credited", m.TaxCredited, eur(tt.result[0])}, {"recovered", m.Recovered, eur(tt.result[1])},
				{"cost", m.Cost, eur(tt.result[2])}, {"lost", m.Lost, eur(tt.result[3])},
			} {
				equal(t, tt.reason+": "+e.name, e.got, e.want)
			}
			if err := refundHolds(q, f); err != nil {
				t.Error(err)
			}
		})
	}
}

// Ten shirts at 28.41 EUR: one that comes back is worth what it was shown at,
// and after the price was lowered by 20.00, a tenth less of that.
func TestRefundOfAdjustedPrice(t *testing.T) {
	q := soldShirts(t, 10, pricing.InPrice)
	steps := []struct {
		give pricing.Return
		want string
	}{
		{pricing.Return{Line: 1, Quantity: 1}, "28.41"},
		{pricing.Return{Line: 1, Amount: currency.MustAmount("18.00", currency.EUR)}, "18.00"}, // 2.00 of each of nine
		{pricing.Return{Line: 1, Quantity: 1}, "26.41"},
		{pricing.Return{Line: 1, Quantity: 2}, "52.82"},
		{pricing.Return{Of: pricing.PartOrder, Amount: currency.MustAmount("6.00", currency.EUR)}, "6.00"}, // 1.00 of each of six
		{pricing.Return{Line: 1, Quantity: 5}, "127.05"},
		{pricing.Return{Of: pricing.PartOrder}, "25.41"},
	}
	var done []pricing.Refund
	for i, s := range steps {
		f, err := q.RefundAfter(done, s.give)
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		equal(t, fmt.Sprintf("step %d", i), f.Totals.Due, currency.MustAmount(s.want, currency.EUR))
		done = append(done, f)
	}
	if err := sumsToQuote(q, done); err != nil {
		t.Error(err)
	}
}

// Money goes back first, then vouchers, whatever the size of the parts.
func TestRefundToVouchers(t *testing.T) {
	q := soldShirts(t, 10, pricing.InPrice)
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	q.Totals.Vouchers, q.Totals.DueNow = eur("250.00"), sum(q.Totals.DueNow, eur("-250.00"))
	var done []pricing.Refund
	for _, want := range [][2]string{{"28.41", "0.00"}, {"5.69", "22.72"}, {"0.00", "28.41"}} { // 34.10 of money
		f, err := q.RefundAfter(done, pricing.Return{Line: 1, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "money", f.Totals.ToPayment, eur(want[0]))
		equal(t, "voucher", f.Totals.ToVouchers, eur(want[1]))
		done = append(done, f)
	}
}

// Where an exemption hangs on the price of the item, an inclusive price bears
// two rates of one tax: Massachusetts taxes clothing above 175 USD.
func TestRefundOfTwoRatesInOnePrice(t *testing.T) {
	e := engine(t, func(c *pricing.Config) {
		c.Seller.Registrations = append(c.Seller.Registrations, tax.Registration{Country: "US", Region: "MA", Scheme: "sales_tax"})
		for i := range c.Markets {
			c.Markets[i].Tax = pricing.InPrice
		}
	})
	p := tee
	p.Category, p.Price = "clothing_footwear", currency.MustAmount("180.00", currency.USD)
	boston := locale.Place{Country: "US", Region: "MA"}
	q, err := e.Quote(pricing.Cart{At: noon, ShipFrom: boston, ShipTo: boston, Lines: []pricing.Line{{Product: p, Quantity: 3}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Taxes) != 2 {
		t.Fatalf("%d rates, want 2: %+v", len(q.Taxes), q.Taxes)
	}
	var done []pricing.Refund
	for range 3 {
		f, err := q.RefundAfter(done, pricing.Return{Line: 1, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "exempt", f.CreditNote.Rates[1].Base, currency.MustAmount("175.00", currency.USD))
		done = append(done, f)
	}
	if err := sumsToQuote(q, done); err != nil {
		t.Error(err)
	}
}

// A refund is a function of values: neither the quote nor the earlier refunds
// change, and the same question has the same answer.
func TestRefundIsPure(t *testing.T) {
	q := soldShirts(t, 10, pricing.AtCheckout)
	first, err := q.Refund(pricing.Return{Line: 1, Quantity: 3})
	if err != nil {
		t.Fatal(err)
	}
	done := []pricing.Refund{first}
	before := string(bytesOf(q, nil)) + string(bytesOf(done, nil))
	var answers [2]string
	for i := range answers {
		f, err := q.RefundAfter(done, pricing.Return{Line: 1, Quantity: 2}, pricing.Return{Line: 1, Amount: currency.FromMinor(777, currency.EUR)})
		answers[i] = string(bytesOf(f, err))
	}
	if answers[0] != answers[1] {
		t.Errorf("asked again: %s", firstDifference([]byte(answers[1]), []byte(answers[0])))
	}
	if after := string(bytesOf(q, nil)) + string(bytesOf(done, nil)); after != before {
		t.Errorf("changed: %s", firstDifference([]byte(after), []byte(before)))
	}
}
