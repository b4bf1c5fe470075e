package pricing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/pricing"
)

func TestRefusedRefunds(t *testing.T) {
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	q := soldShirts(t, 2, pricing.InPrice)
	tests := []struct {
		name        string
		give        []pricing.Return
		line        int
		field       string
		asked, left string
		class       error
	}{
		{"nothing", nil, 0, "", "", "", pricing.ErrInvalid},
		{"zero units", []pricing.Return{{Line: 1}}, 0, "quantity", "", "", pricing.ErrInvalid},
		{"negative units", []pricing.Return{{Line: 1, Quantity: -1}}, 0, "quantity", "", "", pricing.ErrInvalid},
		{"negative amount", []pricing.Return{{Line: 1, Amount: eur("-1.00")}}, 0, "quantity", "", "", pricing.ErrInvalid},
		{"units and amount", []pricing.Return{{Line: 1, Quantity: 1, Amount: eur("1.00")}}, 0, "quantity", "", "", pricing.ErrInvalid},
		{"too many units", []pricing.Return{{Line: 1, Quantity: 3}}, 1, "quantity", "3 units", "2 units", pricing.ErrRefund},
		{"too many units in two returns", []pricing.Return{{Line: 1, Quantity: 1}, {Line: 1, Quantity: 2}}, 1, "quantity", "2 units", "1 unit", pricing.ErrRefund},
		{"very many units", []pricing.Return{{Line: 1, Quantity: 1<<63 - 1}}, 1, "quantity", "9223372036854775807 units", "2 units", pricing.ErrRefund},
		{"too much", []pricing.Return{{Line: 1, Amount: eur("56.83")}}, 1, "amount", "56.83 EUR", "56.82 EUR", pricing.ErrRefund},
		{"too much of the order", []pricing.Return{{Of: pricing.PartOrder, Amount: eur("56.83")}}, 0, "amount", "56.83 EUR", "56.82 EUR", pricing.ErrRefund},
		{"another currency", []pricing.Return{{Line: 1, Amount: currency.MustAmount("1.00", currency.USD)}}, 0, "amount", "", "", currency.ErrMismatch},
		{"half a cent", []pricing.Return{{Line: 1, Amount: eur("1.005")}}, 0, "amount", "", "", pricing.ErrInvalid},
		{"no line", []pricing.Return{{Quantity: 1}}, 0, "line", "", "", pricing.ErrInvalid},
		{"no such line", []pricing.Return{{Line: 2, Quantity: 1}}, 0, "line", "", "", pricing.ErrInvalid},
		{"a line before the first", []pricing.Return{{Line: -1, Quantity: 1}}, 0, "line", "", "", pricing.ErrInvalid},
		{"a line of shipping", []pricing.Return{{Of: pricing.PartShipping, Line: 1}}, 0, "line", "", "", pricing.ErrInvalid},
		{"units of shipping", []pricing.Return{{Of: pricing.PartShipping, Quantity: 1}}, 0, "quantity", "", "", pricing.ErrInvalid},
		{"no such part", []pricing.Return{{Of: "tips"}}, 0, "of", "", "", pricing.ErrInvalid},
		{"no shipping", []pricing.Return{{Of: pricing.PartShipping}}, 0, "shipping", "0.00 EUR", "0.00 EUR", pricing.ErrRefund},
		{"no insurance", []pricing.Return{{Of: pricing.PartInsurance, Amount: eur("1.00")}}, 0, "insurance", "1.00 EUR", "0.00 EUR", pricing.ErrRefund},
		{"no fees", []pricing.Return{{Of: pricing.PartFees}}, 0, "fees", "fees", "0.00 EUR", pricing.ErrRefund},
		{"too many fees", []pricing.Return{{Of: pricing.PartFees, Amount: eur("1.00")}}, 0, "fees", "1.00 EUR", "0.00 EUR", pricing.ErrRefund},
		{"twice the order", []pricing.Return{{Of: pricing.PartOrder}, {Of: pricing.PartOrder}}, 0, "order", "the order", "nothing", pricing.ErrRefund},
		{"no such choice", []pricing.Return{{Line: 1, Quantity: 1, Levies: 9}}, 0, "levies", "", "", pricing.ErrInvalid},
		{"the first choice that there is not", []pricing.Return{{Line: 1, Quantity: 1, Levies: 3}}, 0, "levies", "", "", pricing.ErrInvalid},
		{"fees kept", []pricing.Return{{Of: pricing.PartFees, Levies: pricing.LeviesKept}}, 0, "levies", "", "", pricing.ErrInvalid},
		{"101 % recovered", []pricing.Return{{Line: 1, Quantity: 1, Recovered: pricing.Recovery{Duty: decimal.New(101, 0)}}}, 0, "recovered.duty", "", "", pricing.ErrInvalid},
		{"an exponent bomb", []pricing.Return{{Line: 1, Quantity: 1, Recovered: pricing.Recovery{Fees: bombs[0]}}}, 0, "recovered.fees", "", "", pricing.ErrLimit},
		{"a fee of 101 %", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Percent: decimal.New(101, 0)}}}, 0, "restocking.percent", "", "", pricing.ErrInvalid},
		{"a negative fee", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: eur("-1.00")}}}, 0, "restocking.amount", "", "", pricing.ErrInvalid},
		{"a fee above the price", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: eur("28.42")}}}, 1, "restocking", "28.42 EUR", "28.41 EUR", pricing.ErrRefund},
		{"a fee above the price without duty", []pricing.Return{{Line: 1, Quantity: 1, Levies: pricing.LeviesKept, Restocking: pricing.Restocking{Amount: eur("26.92")}}},
			1, "restocking", "26.92 EUR", "26.91 EUR", pricing.ErrRefund}, // half of the 3.00 for both is kept
		{"two fees", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: eur("1.00"), Percent: decimal.New(1, 0)}}}, 0, "restocking", "", "", pricing.ErrInvalid},
		{"no such fee", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: eur("1.00"), Treatment: 7}}}, 0, "restocking.treatment", "", "", pricing.ErrInvalid},
		{"the first fee that there is not", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: eur("1.00"), Treatment: 2}}}, 0, "restocking.treatment", "", "", pricing.ErrInvalid},
		{"a fee in another currency", []pricing.Return{{Line: 1, Quantity: 1, Restocking: pricing.Restocking{Amount: currency.MustAmount("1.00", currency.USD)}}},
			0, "restocking.amount", "", "", currency.ErrMismatch},
		{"a fee on an adjustment", []pricing.Return{{Line: 1, Amount: eur("1.00"), Restocking: pricing.Restocking{Amount: eur("1.00")}}}, 0, "restocking", "", "", pricing.ErrInvalid},
		{"an amount of fee on the order", []pricing.Return{{Of: pricing.PartOrder, Restocking: pricing.Restocking{Amount: eur("1.00")}}}, 0, "restocking.amount", "", "", pricing.ErrInvalid},
		{"too many returns", make([]pricing.Return, pricing.MaxReturns+1), 0, "", "", "", pricing.ErrLimit},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := q.Refund(tt.give...)
			var re *pricing.RefundError
			if !errors.As(err, &re) || !errors.Is(err, tt.class) {
				t.Fatalf("got %v, want %v", err, tt.class)
			}
			got := []any{re.Line, re.Field, re.Asked, re.Left}
			if diff := cmp.Diff([]any{tt.line, tt.field, tt.asked, tt.left}, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if tt.line > 0 && re.ID != "shirt" {
				t.Errorf("%v: id %q", err, re.ID)
			}
			if len(err.Error()) > maxMessage {
				t.Errorf("a message of %d bytes", len(err.Error()))
			}
		})
	}
}

// Earlier refunds are those of the quote, all of them, and once each.
func TestRefusedEarlierRefunds(t *testing.T) {
	q := soldShirts(t, 3, pricing.AtCheckout)
	other := soldShirts(t, 4, pricing.AtCheckout)
	first, err := q.Refund(pricing.Return{Line: 1, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	second, err := q.RefundAfter([]pricing.Refund{first}, pricing.Return{Line: 1, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Refund(pricing.Return{Line: 1, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	altered := func(change func(*pricing.Refund)) []pricing.Refund {
		f, err := reread(first) // with slices of its own
		if err != nil {
			t.Fatal(err)
		}
		change(&f)
		return []pricing.Refund{f}
	}
	eur := func(s string) currency.Amount { return currency.MustAmount(s, currency.EUR) }
	for name, earlier := range map[string][]pricing.Refund{
		"of another quote":      {foreign},
		"the first is missing":  {second},
		"twice":                 {first, first},
		"two that came at once": {first, {Quote: first.Quote, Number: 1}},
		"number zero":           {{Quote: first.Quote}},
		"no such line":          altered(func(f *pricing.Refund) { f.Lines[0].Line = 2 }),
		"another line":          altered(func(f *pricing.Refund) { f.Lines[0].ID = "x" }),
		"negative units":        altered(func(f *pricing.Refund) { f.Lines[0].Quantity = -1 }),
		"more than is left":     append(altered(func(*pricing.Refund) {}), pricing.Refund{Quote: first.Quote, Number: 2, Lines: []pricing.RefundLine{{Line: 1, ID: "shirt", Quantity: 3}}}),
		"more units":            altered(func(f *pricing.Refund) { f.Lines[0].Quantity = 4 }),
		"a higher price":        altered(func(f *pricing.Refund) { f.Lines[0].Price = eur("1000.00") }),
		"a negative price":      altered(func(f *pricing.Refund) { f.Lines[0].Price = eur("-1.00") }),
		"retained beyond price": altered(func(f *pricing.Refund) { f.Lines[0].Restocking = eur("999.00") }),
		"another currency":      altered(func(f *pricing.Refund) { f.Lines[0].Price = currency.MustAmount("1.00", currency.USD) }),
		"no such charge":        altered(func(f *pricing.Refund) { f.Charges[0].Charge = 99 }),
		"the charge after":      altered(func(f *pricing.Refund) { f.Charges[0].Charge = len(q.Charges) }),
		"a charge before 0":     altered(func(f *pricing.Refund) { f.Charges[0].Charge = -1 }),
		"another charge":        altered(func(f *pricing.Refund) { f.Charges[0].Kind = pricing.FeeCharge }),
		"another placement":     altered(func(f *pricing.Refund) { f.Charges[0].Placement = pricing.Absorbed }),
		"more of a charge":      altered(func(f *pricing.Refund) { f.Charges[0].Amount = eur("3.01") }),
		"more of a base":        altered(func(f *pricing.Refund) { f.Charges[0].Base = eur("1000.00") }),
		"a negative charge":     altered(func(f *pricing.Refund) { f.Charges[0].Amount = eur("-0.01") }),
		"more paid back":        altered(func(f *pricing.Refund) { f.Charges[0].PaidBack = eur("2.00") }),
		"shipping":              altered(func(f *pricing.Refund) { f.Totals.Shipping = eur("0.01") }),
		"insurance":             altered(func(f *pricing.Refund) { f.Totals.Insurance = eur("0.01") }),
		"more money":            altered(func(f *pricing.Refund) { f.Totals.ToPayment = eur("1000.00") }),
	} {
		_, err := q.RefundAfter(earlier, pricing.Return{Line: 1, Quantity: 1})
		var re *pricing.RefundError
		if !errors.As(err, &re) || !errors.Is(err, pricing.ErrOtherQuote) {
			t.Errorf("%s: got %v, want ErrOtherQuote", name, err)
		}
		if _, err := q.Left(earlier...); !errors.Is(err, pricing.ErrOtherQuote) {
			t.Errorf("%s: left: got %v, want ErrOtherQuote", name, err)
		}
	}
	if _, err := q.RefundAfter([]pricing.Refund{second, first}, pricing.Return{Line: 1, Quantity: 1}); err != nil {
		t.Errorf("in another order: %v", err)
	}
	if _, err := q.RefundAfter(make([]pricing.Refund, pricing.MaxRefunds+1), pricing.Return{Line: 1, Quantity: 1}); !errors.Is(err, pricing.ErrLimit) {
		t.Errorf("too many: %v", err)
	}
}

// TestRefusedBase: a gift has no value that its duty is on, and a refund of that
// duty that names one is of another quote.
func TestRefusedBase(t *testing.T) {
	checkout := pricing.AtCheckout
	cart := only(destinations[1], tee, "0.00", currency.EUR)
	cart.Lines[0].Quantity, cart.Duty, cart.Tax = 2, &checkout, &checkout
	q := mustQuote(t, engine(t), cart)
	first, err := q.Refund(pricing.Return{Line: 1, Quantity: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.Left(first); err != nil {
		t.Fatal(err)
	}
	if c := &first.Charges[0]; c.Kind != pricing.DutyCharge || !c.Base.IsZero() {
		t.Fatalf("not the duty on nothing: %+v", c)
	}
	first.Charges[0].Base = currency.FromMinor(1, currency.EUR)
	if _, err := q.Left(first); !errors.Is(err, pricing.ErrOtherQuote) {
		t.Errorf("got %v, want ErrOtherQuote", err)
	}
}

// A quote that no engine made is refused, not computed with.
func TestRefundOfBadQuotes(t *testing.T) {
	for name, change := range map[string]func(*pricing.Quote){
		"empty":               func(q *pricing.Quote) { *q = pricing.Quote{} },
		"no lines":            func(q *pricing.Quote) { q.Lines = nil },
		"no units":            func(q *pricing.Quote) { q.Lines[0].Quantity = 0 },
		"a discount above":    func(q *pricing.Quote) { q.Lines[0].Discount = currency.FromMinor(1e6, currency.EUR) },
		"another currency":    func(q *pricing.Quote) { q.Currency = currency.USD },
		"a charge elsewhere":  func(q *pricing.Quote) { q.Charges[0].Line = "x" },
		"a charge unruled":    func(q *pricing.Quote) { q.Charges[0].Rule = nil },
		"a negative charge":   func(q *pricing.Quote) { q.Charges[0].Amount = currency.FromMinor(-1, currency.EUR) },
		"the placement after": func(q *pricing.Quote) { q.Charges[0].Placement = pricing.Absorbed + 1 },
		"mixed currencies":    func(q *pricing.Quote) { q.Charges[0].Amount = currency.MustAmount("3.00", currency.USD) },
		"no such placement":   func(q *pricing.Quote) { q.Charges[0].Placement = 9 },
		"nothing paid":        func(q *pricing.Quote) { q.Totals.DueNow = currency.Amount{} },
	} {
		q := soldShirts(t, 2, pricing.InPrice)
		change(&q)
		_, err := q.Refund(pricing.Return{Line: 1, Quantity: 1})
		var re *pricing.RefundError
		if !errors.As(err, &re) || !errors.Is(err, pricing.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

// What is wrong is named by where it stands, counted from one.
func TestRefusedRefundsSayWhere(t *testing.T) {
	for _, tt := range []struct {
		says   string
		change func(*pricing.Quote, *pricing.Refund)
	}{
		{"line 1: 0 units for", func(q *pricing.Quote, _ *pricing.Refund) { q.Lines[0].Quantity = 0 }},
		{"charge 2 is of no line", func(q *pricing.Quote, _ *pricing.Refund) { q.Charges[1].Rule = nil }},
		{"voucher 2 took off nothing that is known", func(q *pricing.Quote, _ *pricing.Refund) { q.Discounts = nil }},
		{"voucher 2: line 3 has no such share", func(q *pricing.Quote, _ *pricing.Refund) { q.Discounts[0].Lines[0].Line = len(q.Lines) }},
		{"refund 1 should stand here", func(_ *pricing.Quote, f *pricing.Refund) { f.Number = 2 }},
		{"voucher 1 is none of a single purpose", func(_ *pricing.Quote, f *pricing.Refund) { f.Restored[0].Voucher = 0 }},
	} {
		q := soldWithVouchers(t)
		f, err := q.Refund(pricing.Return{Line: 1, Quantity: 1})
		if err != nil {
			t.Fatal(err)
		}
		tt.change(&q, &f)
		if _, err = q.RefundAfter([]pricing.Refund{f}, pricing.Return{Line: 1, Quantity: 1}); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("got %v, want it to say %q", err, tt.says)
		}
	}
}

// As many returns and earlier refunds as may be are not too many.
func TestRefundsUpToTheLimits(t *testing.T) {
	q := soldShirts(t, 10, pricing.InPrice)
	cent := pricing.Return{Line: 1, Amount: currency.MustAmount("0.01", currency.EUR)}
	f, err := q.Refund(slices.Repeat([]pricing.Return{cent}, pricing.MaxReturns)...)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "10,000 cents", f.Totals.Due, currency.MustAmount("100.00", currency.EUR))
	earlier := make([]pricing.Refund, pricing.MaxRefunds)
	for i := range earlier {
		earlier[i].Quote, earlier[i].Number = q.Digest(), i+1
	}
	if f, err = q.RefundAfter(earlier, cent); err != nil || f.Number != pricing.MaxRefunds+1 {
		t.Errorf("refund %d: %v", f.Number, err)
	}
}
