package tax

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

func TestTake(t *testing.T) {
	mwst := []Rate{{Name: "MwSt", Percent: percent("19")}}
	reduced := []Rate{{Name: "MwSt", Percent: percent("7")}}
	net, gross := func(price string, rates []Rate) Line {
		return Line{ID: price, Price: usd(price), Quantity: decimal.New(1, 0), Rates: rates}
	}, func(price string, rates []Rate) Line {
		return Line{ID: price, Price: usd(price), Quantity: decimal.New(1, 0), Rates: rates, Inclusive: true}
	}
	for _, tt := range []struct {
		reason   string
		discount Discount
		lines    []Line
		off      []string
		used     string
		capped   bool
	}{
		{"in the basis of the price", Discount{Amount: usd("11.90")}, []Line{net("100.00", mwst)}, []string{"11.90"}, "11.90", false},
		{"11.90 with tax is 10.00 without", Discount{Amount: usd("11.90"), Basis: WithTax}, []Line{net("100.00", mwst)}, []string{"10.00"}, "11.90", false},
		{"10.00 without tax is 11.90 with", Discount{Amount: usd("10.00"), Basis: WithoutTax}, []Line{gross("119.00", mwst)}, []string{"11.90"}, "10.00", false},
		{"shared by what they cost with tax, 119 to 107: each 10 % of its price", Discount{Amount: usd("22.60"), Basis: WithTax},
			[]Line{net("100.00", mwst), net("100.00", reduced)}, []string{"10.00", "10.00"}, "22.60", false},
		{"all that there is", Discount{Amount: usd("300.00")}, []Line{net("100.00", mwst), net("0.00", mwst)}, []string{"100.00", "0.00"}, "100.00", true},
		{"all of 1.00 and 1.00 with tax is 1.68 without, and not a cent is left",
			Discount{Amount: usd("1.69"), Basis: WithoutTax}, []Line{gross("1.00", mwst), gross("1.00", mwst)}, []string{"1.00", "1.00"}, "1.68", true},
		{"0.18 at 7 to 5 leaves a cent between 0.105 and 0.075: it is the dearer one's",
			Discount{Amount: usd("0.18"), Basis: WithoutTax}, []Line{gross("0.10", mwst), gross("0.14", mwst)}, []string{"0.08", "0.13"}, "0.18", false},
		{"exactly all", Discount{Amount: usd("119.00"), Basis: WithTax}, []Line{net("100.00", mwst)}, []string{"100.00"}, "119.00", false},
		{"a percentage", Discount{Percent: percent("25")}, []Line{net("10.00", mwst), gross("10.00", mwst)}, []string{"2.50", "2.50"}, "5.00", false},
		{"exactly all of 3 × 0.335, which is not on the grid", Discount{Amount: usd("1.005")}, []Line{net("0.335", mwst), net("0.335", mwst), net("0.335", mwst)},
			[]string{"0.335", "0.335", "0.335"}, "1.005", false},
		{"nothing", Discount{Amount: usd("0.00")}, []Line{net("0.00", mwst)}, []string{"0.00"}, "0.00", false},
		{"a percentage of nothing", Discount{Percent: percent("25")}, []Line{net("0.00", mwst)}, []string{"0.00"}, "0.00", false},
		{"of nothing", Discount{Amount: usd("5.00")}, []Line{net("0.00", mwst)}, []string{"0.00"}, "0.00", true},
		{"no rates, no difference", Discount{Amount: usd("5.00"), Basis: WithTax}, []Line{net("9.00", nil)}, []string{"5.00"}, "5.00", false},
	} {
		got, err := tt.discount.Take(tt.lines, Policy{})
		if err != nil || got.Capped != tt.capped || !got.Used.Equal(usd(tt.used)) {
			t.Errorf("%s: used %v, capped %v (%v), want %s, %v", tt.reason, got.Used, got.Capped, err, tt.used, tt.capped)
			continue
		}
		for i, want := range tt.off {
			if !got.Lines[i].Equal(usd(want)) {
				t.Errorf("%s: %v off line %d, want %s", tt.reason, got.Lines[i], i, want)
			}
		}
	}
	lines := []Line{net("10.00", mwst)}
	for _, tt := range []struct {
		discount Discount
		class    error
	}{
		{Discount{Amount: usd("-1.00")}, ErrDiscount},
		{Discount{Percent: percent("101")}, ErrDiscount},
		{Discount{Amount: usd("1.00"), Percent: percent("1")}, ErrDiscount},
		{Discount{Amount: usd("1.00"), Basis: 9}, ErrDiscount},
		{Discount{Amount: currency.MustAmount("1.00", currency.EUR)}, currency.ErrMismatch},
	} {
		if _, err := tt.discount.Take(lines, Policy{}); !errors.Is(err, tt.class) {
			t.Errorf("%+v: %v, want %v", tt.discount, err, tt.class)
		}
	}
	for _, price := range []string{"10.00", "0.00"} {
		if got, err := (Discount{Amount: eur("1.00")}).Take([]Line{net(price, mwst)}, Policy{}); !errors.Is(err, currency.ErrMismatch) {
			t.Errorf("euros off a price of %s dollars: %+v (%v)", price, got, err)
		}
	}
	if _, err := (Discount{Amount: usd("1.00")}).Take([]Line{{Price: usd("1.00")}}, Policy{}); !errors.Is(err, ErrLine) {
		t.Errorf("a line of no quantity: %v", err)
	}
}

// TestTakeWeighedOtherwise: where the shares are weighed in another basis than
// the discount has, a line may be given more than it costs. That goes to the
// lines that have room, by their weights.
func TestTakeWeighedOtherwise(t *testing.T) {
	line := func(id, price, p string, inclusive bool) Line {
		return Line{ID: id, Price: usd(price), Quantity: decimal.New(1, 0), Inclusive: inclusive, Rates: []Rate{{Name: "VAT", Percent: percent(p)}}}
	}
	for _, c := range []struct {
		discount Discount
		weights  Basis
		lines    []Line
		off      []string
		reason   string
	}{
		{Discount{Amount: usd("440.00"), Basis: WithTax}, WithoutTax,
			[]Line{line("a", "100.00", "8", false), line("b", "100.00", "10", false), line("c", "100.00", "20", false), line("d", "100.00", "20", false)},
			[]string{"100.00", "100.00", "92.50", "92.50"},
			"110 each: 2 more than a costs and all that b does, so c and d bear 111 of their 120"},
		{Discount{Amount: usd("390.00"), Basis: WithoutTax}, WithTax,
			[]Line{line("a", "108.00", "8", true), line("b", "110.00", "10", true), line("c", "120.00", "20", true), line("d", "120.00", "20", true)},
			[]string{"101.66", "105.46", "120.00", "120.00"},
			"102.18 of 100 each for c and d: 4.36 too much, for a and b as 108 to 110, which makes 94.13 and 95.87 without tax"},
	} {
		got, err := c.discount.Take(c.lines, Policy{DiscountWeights: c.weights})
		if err != nil || got.Capped || got.Used != c.discount.Amount {
			t.Errorf("%v: used %v, capped %v (%v)", c.discount.Amount, got.Used, got.Capped, err)
			continue
		}
		for i, want := range c.off {
			if got.Lines[i] != usd(want) {
				t.Errorf("%v: %v off line %s, want %s: %s", c.discount.Amount, got.Lines[i], c.lines[i].ID, want, c.reason)
			}
		}
	}
}

// TestTakenLaws: what is taken is what an Order spreads, no more than there is,
// the same in any order of the lines; and where the discount is worth all that
// the lines cost, nothing is left of them.
func TestTakenLaws(t *testing.T) {
	rnd := seeded(t)
	all := 0
	for range race.Cases(4000) {
		lines := order(rnd, rnd.IntN(3) == 0)
		var total currency.Total
		for i := range lines {
			lines[i].Quantity, lines[i].Discounts = decimal.New(1+rnd.Int64N(5), 0), nil
			a, err := lines[i].amount(Policy{})
			if err != nil {
				t.Fatal(err)
			}
			total.Add(a)
		}
		sum, err := total.Amount()
		if err != nil {
			t.Fatal(err)
		}
		d := Discount{Basis: Basis(rnd.IntN(3))}
		if rnd.IntN(4) == 0 {
			d.Percent = decimal.New(1+rnd.Int64N(100), 0)
		} else if d.Amount, err = sum.MulDiv(decimal.New(rnd.Int64N(1300), 0), decimal.New(1000, 0), currency.Rounding{}); err != nil {
			t.Fatal(err)
		}
		got, err := d.Take(lines, Policy{})
		if err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		left := new(big.Rat)
		for i := range lines {
			price, err := lines[i].amount(Policy{})
			if err != nil {
				t.Fatal(err)
			}
			rest, err := price.Sub(got.Lines[i])
			if err != nil || rest.Sign() < 0 || got.Lines[i].Sign() < 0 {
				t.Fatalf("%v off %v (%v)", got.Lines[i], price, err)
			}
			left.Add(left, ratOf(rest))
		}
		if d.Percent.IsZero() && ratOf(got.Used).Cmp(ratOf(d.Amount)) > 0 {
			t.Fatalf("%v used of %v", got.Used, d.Amount)
		}
		if got.Capped && left.Sign() != 0 {
			t.Fatalf("%+v: capped, and %s left", d, left.FloatString(4))
		}
		if left.Sign() == 0 {
			all++
		} else if spread, err := spreadDiscount(lines, d, Policy{}, Policy{}.grid(sum.Currency())); err != nil {
			t.Fatalf("%+v: as an order: %v", d, err)
		} else {
			for i := range spread {
				if want := discountOf(spread[i]); !got.Lines[i].Equal(want) && !(want.IsZero() && got.Lines[i].IsZero()) {
					t.Fatalf("%+v: %v off line %d, an order takes %v", d, got.Lines[i], i, want)
				}
			}
		}
		turned := slices.Clone(lines)
		slices.Reverse(turned)
		again, err := d.Take(turned, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(again.Lines)
		if !slices.EqualFunc(got.Lines, again.Lines, currency.Amount.Equal) {
			t.Fatalf("%+v: %v, in another order %v", d, got.Lines, again.Lines)
		}
	}
	if all < race.Cases(200) {
		t.Errorf("only %d took all", all)
	}
}
