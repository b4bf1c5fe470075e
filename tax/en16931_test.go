package tax

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
)

func TestEN16931(t *testing.T) {
	item := func(price string, inclusive bool, percent string) Line {
		return Line{Price: eur(price), Quantity: one, Inclusive: inclusive, Rates: vat(percent)}
	}
	for _, c := range []struct {
		name   string
		order  Order
		policy Policy
		want   string // categories; gross - paid + rounding = due
		reason string
	}{
		{"the standard's own way", Order{Lines: []Line{item("10.01", false, "19"), item("10.01", false, "19")}}, Policy{Level: PerRate},
			"S 19 20.02 3.80; 23.82 - 0.00 + 0.00 = 23.82", "rounded by category: nothing is left"},
		{"by line", Order{Lines: []Line{item("10.03", false, "5"), item("10.03", false, "5"), item("10.03", false, "5")}}, Policy{},
			"S 5 30.09 1.50; 31.59 - 0.00 + 0.00 = 31.59", "0.50 each"},
		{"prices with tax", Order{Lines: []Line{item("0.99", true, "19"), item("0.99", true, "19"), item("0.99", true, "19")}}, Policy{},
			"S 19 2.49 0.47; 2.96 - 0.00 + 0.01 = 2.97", "0.83 + 0.16 thrice; 2.49 × 19 % is 0.4731"},
		{"treatments", Order{Lines: []Line{item("10", false, "19"), item("5", false, "0"),
			{Price: eur("1"), Quantity: one, Rates: []Rate{{Percent: percent("19"), Treatment: ReverseCharge}}},
			{Price: eur("2"), Quantity: one, Rates: []Rate{{Treatment: Export}}},
			{Price: eur("3"), Quantity: one, Rates: []Rate{{Treatment: Exempt}}},
			{Price: eur("4"), Quantity: one}}}, Policy{},
			"S 19 10.00 1.90, Z 0 5.00 0.00, AE 0 1.00 0.00, G 0 2.00 0.00, E 0 3.00 0.00, O 0 4.00 0.00; 26.90 - 0.00 + 0.00 = 26.90", ""},
		{"paid in part, in cash", Order{Lines: []Line{item("9.98", true, "19")}, Vouchers: []Voucher{{Amount: eur("5")}}}, Policy{Cash: currency.Rounding{Increment: 5}},
			"S 19 8.39 1.59; 9.98 - 5.00 + 0.02 = 5.00", "the till's rounding stands there too"},
		{"shipping in parts", Order{Lines: []Line{item("60", false, "7"), item("40", false, "19"), {Kind: Shipping, Price: eur("10"), Quantity: one}}}, Policy{Shipping: SplitByGoods},
			"S 7 66.00 4.62, S 19 44.00 8.36; 122.98 - 0.00 + 0.00 = 122.98", ""},
		{"a currency without minor units", Order{Lines: []Line{{Price: currency.FromMinor(209, currency.JPY), Quantity: one, Rates: vat("5.5")}}}, Policy{},
			"S 5.5 209 11; 220 - 0 + 0 = 220", "11.495 is rounded once; by way of 11.50 it would be 12"},
	} {
		r, err := c.order.Calculate(c.policy)
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.EN16931()
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var cats []string
		for _, x := range e.Categories {
			cats = append(cats, fmt.Sprintf("%s %s %s %s", x.Code, x.Percent, x.Base.Text(), x.Tax.Text()))
		}
		got := fmt.Sprintf("%s; %s - %s + %s = %s", strings.Join(cats, ", "), e.Gross.Text(), e.Paid.Text(), e.Rounding.Text(), e.Due.Text())
		if got != c.want {
			t.Errorf("%s: got %s, want %s: %s", c.name, got, c.want, c.reason)
		}
	}
	for _, c := range []struct {
		name string
		line Line
	}{
		{"two taxes", Line{Price: eur("1"), Quantity: one, Rates: stacks[6]}},
		{"a tax on a tax", Line{Price: eur("1"), Quantity: one, Rates: stacks[7]}},
		{"withheld", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{Percent: percent("19")}, {Percent: percent("15"), Retained: true}}}},
		{"per unit", Line{Price: eur("1"), Quantity: one, Rates: []Rate{{PerUnit: eur("0.25")}}}},
		{"three decimals", Line{Price: currency.MustAmount("1.005", currency.KWD), Quantity: one, Rates: vat("5")}},
	} {
		r, err := Calculate([]Line{c.line}, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		if e, err := r.EN16931(); !errors.Is(err, ErrEN16931) {
			t.Errorf("%s: %+v (%v), want ErrEN16931", c.name, e, err)
		}
	}
}

// checkEN16931 holds the totals of an electronic invoice to the rules of the
// standard, wherever it can be one.
func checkEN16931(t *testing.T, what string, r Result) {
	t.Helper()
	e, err := r.EN16931()
	if errors.Is(err, ErrEN16931) {
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	var bases, taxes currency.Total
	grid := big.NewRat(1, 1)
	for range min(2, r.Gross.Currency().Digits()) {
		grid.Quo(grid, big.NewRat(10, 1))
	}
	for _, c := range e.Categories {
		bases.Add(c.Base)
		taxes.Add(c.Tax)
		exact := new(big.Rat).Mul(ratOf(c.Base), c.Percent.Rat())
		exact.Quo(exact, big.NewRat(100, 1)).Quo(exact, grid)
		if want := exact.Mul(roundAny(exact, currency.HalfUp), grid); want.Cmp(ratOf(c.Tax)) != 0 {
			t.Fatalf("%s: BR-CO-17: %s %s %% of %v is %v, want %s", what, c.Code, c.Percent, c.Base, c.Tax, want.RatString())
		}
	}
	for _, rule := range []struct {
		name string
		sum  currency.Total
		want currency.Amount
	}{{"BR-CO-13", bases, e.Net}, {"BR-CO-14", taxes, e.Tax}} {
		if a, err := rule.sum.Amount(); err != nil || !a.Equal(rule.want) && !(a.IsZero() && rule.want.IsZero()) {
			t.Fatalf("%s: %s: %v (%v), want %v", what, rule.name, a, err, rule.want)
		}
	}
	payable, err := r.Payable()
	if err != nil {
		t.Fatal(err)
	}
	gross, err := currency.Sum(e.Net, e.Tax)
	due, err2 := currency.Sum(e.Gross, e.Paid.Neg(), e.Rounding)
	if err != nil || err2 != nil || !gross.Equal(e.Gross) || !due.Equal(e.Due) || !payable.Equal(e.Due) {
		t.Fatalf("%s: BR-CO-15 or 16: %+v", what, e)
	}
}
