package tax

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func TestCredit(t *testing.T) {
	shirts := Line{ID: "shirt", Price: eur("3.33"), Quantity: percent("3"), Inclusive: true, Rates: vat("19")}
	for _, c := range []struct {
		name    string
		order   Order
		policy  Policy
		returns [][]Return
		want    []string // net + tax = gross, refund
		reason  string
	}{
		{"one by one", Order{Lines: []Line{shirts}}, Policy{}, [][]Return{
			{{Quantity: one}}, {{Quantity: one}}, {{Quantity: one}},
		}, []string{"2.80+0.53=3.33 3.33", "2.79+0.54=3.33 3.33", "2.80+0.53=3.33 3.33"}, "8.39 + 1.60 = 9.99 in all: the cents that three times 0.53 lack come back too"},
		{"amounts", Order{Lines: []Line{shirts}}, Policy{}, [][]Return{
			{{Amount: eur("5")}}, {{Quantity: percent("1")}}, {{Quantity: percent("2")}},
		}, []string{"4.20+0.80=5.00 5.00", "1.39+0.27=1.66 1.66", "2.80+0.53=3.33 3.33"}, "after 5.00, a third of the rest is 1.663"},
		{"a fee and shipping", Order{Lines: []Line{shirts, {ID: "s", Kind: Shipping, Price: eur("4.90"), Quantity: one, Inclusive: true, Rates: vat("19")}}}, Policy{}, [][]Return{
			{{Line: 1, Quantity: one}, {Quantity: percent("3")}},
		}, []string{"12.51+2.38=14.89 14.89"}, "0.78 of shipping"},
		{"paid less after tax", Order{Lines: []Line{shirts}, Discounts: []Discount{{Amount: eur("1"), AfterTax: true}}}, Policy{}, [][]Return{
			{{Quantity: one}}, {{Quantity: percent("2")}},
		}, []string{"2.80+0.53=3.33 3.00", "5.59+1.07=6.66 5.99"}, "a third of the discount, and the rest of it"},
		{"in cash", Order{Lines: []Line{shirts}}, Policy{Cash: currency.Rounding{Increment: 5}}, [][]Return{
			{{Quantity: one}}, {{Quantity: percent("2")}},
		}, []string{"2.80+0.53=3.33 3.33", "5.59+1.07=6.66 6.67"}, "10.00 were paid for 9.99"},
		{"kilograms", Order{Lines: []Line{{Price: eur("10"), Quantity: percent("1.5"), Rates: vat("20")}}}, Policy{}, [][]Return{
			{{Quantity: percent("0.7")}}, {{Quantity: percent("0.8")}},
		}, []string{"7.00+1.40=8.40 8.40", "8.00+1.60=9.60 9.60"}, ""},
		{"a return of a return", Order{Lines: []Line{{Price: eur("10"), Quantity: percent("-3"), Rates: vat("20")}}}, Policy{}, [][]Return{
			{{Quantity: percent("-1")}}, {{Quantity: percent("-2")}},
		}, []string{"-10.00+-2.00=-12.00 -12.00", "-20.00+-4.00=-24.00 -24.00"}, ""},
		{"what came for nothing", Order{Lines: []Line{{Price: eur("0"), Quantity: percent("2"), Rates: vat("20")}}}, Policy{}, [][]Return{
			{{Quantity: one}}, {{Quantity: one}},
		}, []string{"0.00+0.00=0.00 0.00", "0.00+0.00=0.00 0.00"}, ""},
		{"paid less on one line", Order{Lines: []Line{shirts, {ID: "mug", Price: eur("5"), Quantity: percent("2"), Inclusive: true, Rates: vat("19"), Discounts: []Discount{{Amount: eur("2"), AfterTax: true}}}}}, Policy{}, [][]Return{
			{{Line: 1, Quantity: one}}, {{Quantity: percent("3")}, {Line: 1, Quantity: one}},
		}, []string{"4.20+0.80=5.00 4.00", "12.59+2.40=14.99 13.99"}, "half of what was paid less for the mugs, and nothing of it for the shirts"},
		{"withheld", Order{Lines: []Line{{Price: eur("100"), Quantity: percent("2"), Rates: stacks[9]}}}, Policy{}, [][]Return{
			{{Quantity: one}}, {{Quantity: one}},
		}, []string{"100.00+26.20=126.20 111.20", "100.00+26.20=126.20 111.20"}, "15.00 was never received"},
	} {
		r, err := c.order.Calculate(c.policy)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var done Credited
		for i, returns := range c.returns {
			var credit Credit
			if credit, done, err = r.Credit(done, returns...); err != nil {
				t.Errorf("%s: %v", c.name, err)
				break
			}
			refund, err := credit.Refund()
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%s+%s=%s %s", credit.Net.Text(), credit.Tax.Text(), credit.Gross.Text(), refund.Text()); got != c.want[i] {
				t.Errorf("%s: credit %d is %s, want %s: %s", c.name, i+1, got, c.want[i], c.reason)
			}
		}
		if !done.Closed {
			t.Errorf("%s: not closed", c.name)
		}
	}
}

// TestCreditBases: a return has the bases of its taxes, as the line has.
func TestCreditBases(t *testing.T) {
	line := func(price, quantity string, inclusive bool, rates ...Rate) Line {
		return Line{Price: dollars(price), Quantity: percent(quantity), Inclusive: inclusive, Rates: rates}
	}
	vat19 := Rate{Name: "VAT", Percent: percent("19")}
	for _, c := range []struct {
		name    string
		line    Line
		returns []Return
		want    []string
		reason  string
	}{
		{"one by one", line("3.33", "3", true, vat19), []Return{{Quantity: one}, {Quantity: one}, {Quantity: one}},
			[]string{"VAT 19 % on 2.80: 0.53", "VAT 19 % on 2.79: 0.54", "VAT 19 % on 2.80: 0.53"}, "the base is the net of the return"},
		{"compound", line("33.33", "3", false, county, Rate{Name: "top", Percent: percent("10"), Compound: true}), []Return{{Quantity: one}, {Quantity: percent("2")}},
			[]string{"county 4.5 % on 33.33: 1.50; top 10 % on 34.83: 3.48", "county 4.5 % on 66.66: 3.00; top 10 % on 69.66: 6.97"},
			"a tax on a tax has the net of the return and the tax of the return under it"},
		{"excess", line("200", "3", false, massachusetts), []Return{{Quantity: one}, {Quantity: percent("2")}},
			[]string{"MA 6.25 % on 25.00: 1.56; MA 0 % exempt on 175.00: 0.00", "MA 6.25 % on 50.00: 3.13; MA 0 % exempt on 350.00: 0.00"},
			"a third of what is above the threshold, a third of what is not"},
		{"excess between others", line("200", "2", false, county, massachusetts, Rate{Name: "top", Percent: percent("10"), Compound: true}), []Return{{Quantity: one}, {Quantity: one}},
			[]string{"county 4.5 % on 200.00: 9.00; MA 6.25 % on 25.00: 1.57; MA 0 % exempt on 175.00: 0.00; top 10 % on 210.57: 21.05",
				"county 4.5 % on 200.00: 9.00; MA 6.25 % on 25.00: 1.56; MA 0 % exempt on 175.00: 0.00; top 10 % on 210.56: 21.06"},
			"the two halves of one base are followed by a tax on all of it"},
	} {
		r, err := Calculate([]Line{c.line}, Policy{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var done Credited
		for i, x := range c.returns {
			var credit Credit
			if credit, done, err = r.Credit(done, x); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if got := charges(credit.Lines[0].LineResult); got != c.want[i] {
				t.Errorf("%s: return %d:\n got %s\nwant %s: %s", c.name, i+1, got, c.want[i], c.reason)
			}
		}
	}
}

// TestCreditOfTaxesRoundedUp: four taxes of 100 %, each rounded up, are 0.04 of a
// price of 0.02 or 0.03 that contains them, and its net is below nothing. No
// return takes back more of the net, nor of a tax, than was charged, and all of
// them give back all.
func TestCreditOfTaxesRoundedUp(t *testing.T) {
	var rates []Rate
	for _, name := range []string{"a", "b", "c", "d"} {
		rates = append(rates, Rate{Name: name, Percent: hundred})
	}
	for _, c := range []struct {
		price, quantity string
		want            []string // net: taxes
	}{
		{"0.01", "2", []string{"-0.02: 0.00 0.01 0.01 0.01", "0.00: 0.01 0.00 0.00 0.00"}},
		{"0.01", "3", []string{"-0.01: 0.00 0.00 0.01 0.01", "0.00: 0.01 0.00 0.00 0.00", "0.00: 0.00 0.01 0.00 0.00"}},
		{"0.02", "3", []string{"-0.02: 0.01 0.01 0.01 0.01", "0.00: 0.01 0.01 0.00 0.00", "0.00: 0.00 0.00 0.01 0.01"}},
		{"-0.01", "3", []string{"0.01: 0.00 0.00 -0.01 -0.01", "0.00: -0.01 0.00 0.00 0.00", "0.00: 0.00 -0.01 0.00 0.00"}},
	} {
		r, err := Calculate([]Line{{Price: eur(c.price), Quantity: percent(c.quantity), Inclusive: true, Rates: rates}}, Policy{Rounding: currency.Rounding{Mode: currency.Up}})
		if err != nil {
			t.Fatal(err)
		}
		var done Credited
		for i, want := range c.want {
			var credit Credit
			if credit, done, err = r.Credit(done, Return{Quantity: one}); err != nil {
				t.Fatalf("%s × %s: %v", c.quantity, c.price, err)
			}
			got := credit.Net.Text() + ":"
			for _, x := range credit.Lines[0].Taxes {
				got += " " + x.Amount.Text()
			}
			if got != want || credit.Gross != eur(c.price) {
				t.Errorf("%s × %s, return %d: %s, in all %v, want %s", c.quantity, c.price, i+1, got, credit.Gross, want)
			}
		}
		if !done.Closed {
			t.Errorf("%s × %s: not closed", c.quantity, c.price)
		}
	}
}

// TestCreditBasesOfShipping: shipping that is split by goods which bear several
// taxes gives back of each base what it gives back of the price.
func TestCreditBasesOfShipping(t *testing.T) {
	gst, pst := Rate{Name: "GST", Percent: percent("5")}, Rate{Name: "PST", Percent: percent("7")}
	r, err := Calculate([]Line{
		{Kind: Shipping, Price: eur("5"), Quantity: percent("2")},
		{Price: eur("60"), Quantity: one, Rates: []Rate{gst, pst}},
		{Price: eur("40"), Quantity: one, Rates: []Rate{gst}},
	}, Policy{Shipping: SplitByGoods})
	if err != nil {
		t.Fatal(err)
	}
	var done Credited
	for i := range 2 {
		var credit Credit
		if credit, done, err = r.Credit(done, Return{Quantity: one}); err != nil {
			t.Fatal(err)
		}
		if got, want := charges(credit.Lines[0].LineResult), "GST 5 % on 3.00: 0.15; PST 7 % on 3.00: 0.21; GST 5 % on 2.00: 0.10"; got != want {
			t.Errorf("half of the shipping, return %d: got %s, want %s", i+1, got, want)
		}
	}
}

// TestRestOfMoney: what was given back as money leaves money to give back, also
// where no piece is left.
func TestRestOfMoney(t *testing.T) {
	r, err := Calculate([]Line{{Price: eur("10"), Quantity: percent("2"), Inclusive: true, Rates: vat("19")}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	all := Credited{Lines: []CreditedLine{{Quantity: percent("2"), Gross: eur("15"), Net: eur("12.60"), Tax: eur("2.40"), Taxes: []CreditedTax{{Base: eur("12.60"), Amount: eur("2.40")}}}}}
	for _, c := range []struct {
		name string
		done Credited
		want []Return
	}{
		{"nothing yet", Credited{}, []Return{{Quantity: percent("2")}}},
		{"all pieces for less", all, []Return{{Amount: eur("5")}}},
		{"all", Credited{Lines: []CreditedLine{{Quantity: percent("2"), Gross: eur("20"), Net: eur("16.81"), Tax: eur("3.19"), Taxes: []CreditedTax{{Base: eur("16.81"), Amount: eur("3.19")}}}}}, nil},
	} {
		rest, err := r.Rest(c.done)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, rest); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestCreditErrors(t *testing.T) {
	r, err := Order{Lines: []Line{
		{ID: "shirt", Price: eur("3.33"), Quantity: percent("3"), Inclusive: true, Rates: vat("19")},
		{ID: "back", Price: eur("1"), Quantity: percent("-2"), Inclusive: true, Rates: vat("19")},
	}}.Calculate(Policy{})
	if err != nil {
		t.Fatal(err)
	}
	_, half, err := r.Credit(Credited{}, Return{Quantity: percent("2")}, Return{Line: 1, Amount: eur("-1")})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		done Credited
		x    []Return
		want error
		says string
	}{
		{"nothing", Credited{}, nil, ErrCredit, "nothing"},
		{"no such line", Credited{}, []Return{{Line: 2, Quantity: one}}, ErrCredit, "line 2 of 2"},
		{"line before the first", Credited{}, []Return{{Line: -1, Quantity: one}}, ErrCredit, "line -1 of 2"},
		{"neither quantity nor amount", Credited{}, []Return{{}}, ErrCredit, ""},
		{"both", Credited{}, []Return{{Quantity: one, Amount: eur("1")}}, ErrCredit, ""},
		{"more pieces", Credited{}, []Return{{Quantity: percent("4")}}, ErrCredit, "quantity of 4 where 3 is left"},
		{"more pieces in two", Credited{}, []Return{{Quantity: percent("2")}, {Quantity: percent("2")}}, ErrCredit, "where 1 is left"},
		{"more than is left", half, []Return{{Quantity: percent("2")}}, ErrCredit, "where 1 is left"},
		{"the other way", Credited{}, []Return{{Quantity: percent("-1")}}, ErrCredit, ""},
		{"the other way of a return", Credited{}, []Return{{Line: 1, Quantity: one}}, ErrCredit, ""},
		{"more money", Credited{}, []Return{{Amount: eur("10")}}, ErrCredit, "10.00 EUR where 9.99 EUR is left"},
		{"more money than is left", half, []Return{{Line: 1, Amount: eur("-1.01")}}, ErrCredit, "-1.00 EUR is left"},
		{"negative money", Credited{}, []Return{{Amount: eur("-1")}}, ErrCredit, ""},
		{"half a cent", Credited{}, []Return{{Amount: eur("0.005")}}, ErrCredit, ""},
		{"another currency", Credited{}, []Return{{Amount: usd("1")}}, currency.ErrMismatch, ""},
		{"a flood", Credited{}, []Return{{Quantity: decimal.New(1, 1_000_000_000)}}, ErrCredit, ""},
		{"dust", Credited{}, []Return{{Quantity: decimal.New(1, -1_000_000_000)}}, ErrCredit, ""},
		{"of another order", Credited{Lines: make([]CreditedLine, 3)}, []Return{{Quantity: one}}, ErrCredit, ""},
		{"of more than was charged", Credited{Lines: []CreditedLine{{Gross: eur("10")}, {}}}, []Return{{Quantity: one}}, ErrCredit, "10.00 EUR credited of 9.99 EUR"},
		{"of more pieces", Credited{Lines: []CreditedLine{{Quantity: percent("4")}, {}}}, []Return{{Quantity: one}}, ErrCredit, ""},
		{"of more taxes", Credited{Lines: []CreditedLine{{Taxes: make([]CreditedTax, 2)}, {}}}, []Return{{Quantity: one}}, ErrCredit, "line 1 has 1 taxes, of which 2 are credited"},
	} {
		_, done, err := r.Credit(c.done, c.x...)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v saying %q", c.name, err, c.want, c.says)
		}
		if diff := cmp.Diff(c.done, done); diff != "" {
			t.Errorf("%s: the state changed: %s", c.name, diff)
		}
	}
}

// checkCredits gives an order back in parts, of any kind and in any order, and
// holds that each part adds up, that what has been given back survives JSON,
// and that all of it is the charge: net, taxes, bases, deductions and payment.
func checkCredits(t *testing.T, what string, rnd *rand.Rand, r Result) {
	t.Helper()
	var done Credited
	var refunds currency.Total
	for range 3 {
		var returns []Return
		for range 1 + rnd.IntN(2) {
			x := Return{Line: rnd.IntN(len(r.Lines))}
			if q := r.Given.Lines[x.Line].Quantity; rnd.IntN(2) == 0 {
				x.Quantity = q.Mul(decimal.New(1+rnd.Int64N(9), -1)).Truncate(3)
			} else if x.Amount = currency.FromMinor(rnd.Int64N(2000)*int64(q.Sign()), r.Gross.Currency()); x.Amount.IsZero() {
				continue
			}
			if !x.Quantity.IsZero() || !x.Amount.IsZero() {
				returns = append(returns, x)
			}
		}
		credit, next, err := r.Credit(done, returns...)
		if errors.Is(err, ErrCredit) {
			continue // more than is left
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		checkCredit(t, what, r, credit)
		checkPart(t, what, r, next)
		refunds.AddResult(credit.Refund())
		done = next
	}
	data, err := json.Marshal(done)
	if err != nil {
		t.Fatal(err)
	}
	var kept Credited
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	rest, err := r.Rest(kept)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	rnd.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	for _, x := range rest {
		credit, next, err := r.Credit(kept, x)
		if err != nil {
			t.Fatalf("%s: the rest: %v", what, err)
		}
		checkCredit(t, what, r, credit)
		refunds.AddResult(credit.Refund())
		kept = next
	}
	checkAllCredited(t, what, r, kept)
	payable, err := r.Payable()
	if err != nil {
		t.Fatal(err)
	}
	paid, err := currency.Sum(append([]currency.Amount{payable}, vouchersPaid(r)...)...)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := refunds.Amount(); err != nil || !got.Equal(paid) {
		t.Fatalf("%s: refunds of %v (%v), paid were %v", what, got, err, paid)
	}
}

// vouchersPaid are the payments by voucher.
func vouchersPaid(r Result) (paid []currency.Amount) {
	for _, v := range r.Vouchers {
		if v.Purpose == MultiPurpose {
			paid = append(paid, v.Used)
		}
	}
	return paid
}

func checkCredit(t *testing.T, what string, of Result, c Credit) {
	t.Helper()
	r := Result{Totals: c.Totals, Net: c.Net, Tax: c.Tax, Gross: c.Gross, Retained: c.Retained}
	for _, l := range c.Lines {
		r.Lines = append(r.Lines, l.LineResult)
	}
	checkResult(t, what+": credit", r)
	for i := range c.Lines {
		if of.Given.Lines[c.Lines[i].Line].Kind != Shipping { // which can be in parts
			checkSharedBases(t, fmt.Sprintf("%s: credit: part %d", what, i), c.Lines[i].LineResult)
		}
	}
	if len(c.Lines) == 1 && c.Lines[0].Line == 0 { // it takes long
		survives(t, what+": credit", c)
	}
}

// checkSharedBases holds that what of a price is above a threshold and what is
// not are together the base of that tax.
func checkSharedBases(t *testing.T, what string, l LineResult) {
	t.Helper()
	for k := 1; k < len(l.Taxes); k++ {
		above, below := l.Taxes[k-1], l.Taxes[k]
		if below.Rate.Treatment != Exempt || below.Rate.Name != above.Rate.Name {
			continue
		}
		base := []currency.Amount{l.Net}
		for _, x := range l.Taxes[:k-1] {
			if above.Rate.Compound && !x.Rate.Retained {
				base = append(base, x.Amount)
			}
		}
		want, err := currency.Sum(base...)
		if got, errBase := above.Base.Add(below.Base); errors.Join(err, errBase) != nil || !got.Equal(want) {
			t.Fatalf("%s: %v above the threshold and %v below it are not %v (%v)", what, above.Base, below.Base, want, err)
		}
	}
}

// checkPart holds that no figure of a line has been given back by more than
// there was of it.
func checkPart(t *testing.T, what string, r Result, done Credited) {
	t.Helper()
	for i, l := range r.Lines {
		d := done.Lines[i]
		figures := [][2]currency.Amount{{d.Net, l.Net}, {d.Tax, l.Tax}, {d.Gross, l.Gross}}
		for k := range l.Taxes {
			figures = append(figures, [2]currency.Amount{d.Taxes[k].Amount, l.Taxes[k].Amount})
		}
		for _, f := range figures {
			part, whole := f[0], f[1]
			if over, err := part.Abs().Cmp(whole.Abs()); err != nil || over > 0 || part.Sign()*whole.Sign() < 0 {
				t.Fatalf("%s: line %d: %v of %v is credited (%v)", what, i+1, part, whole, err)
			}
		}
	}
}

func checkAllCredited(t *testing.T, what string, r Result, done Credited) {
	t.Helper()
	if !done.Closed {
		t.Fatalf("%s: not closed: %+v", what, done)
	}
	for i, l := range r.Lines {
		d := done.Lines[i]
		if !d.Net.Equal(l.Net) || !d.Tax.Equal(l.Tax) || !d.Gross.Equal(l.Gross) {
			t.Fatalf("%s: line %d: credited %v + %v = %v, charged %v + %v = %v", what, i, d.Net, d.Tax, d.Gross, l.Net, l.Tax, l.Gross)
		}
		if left := r.Given.Lines[i].Quantity.Sub(d.Quantity); !left.IsZero() {
			t.Fatalf("%s: line %d: %v pieces are not credited", what, i, left)
		}
		for k, x := range l.Taxes {
			if !d.Taxes[k].Amount.Equal(x.Amount) || !d.Taxes[k].Base.Equal(x.Base) {
				t.Fatalf("%s: line %d: tax %d: credited %v of %v, charged %v of %v", what, i, k, d.Taxes[k].Amount, d.Taxes[k].Base, x.Amount, x.Base)
			}
		}
	}
}
