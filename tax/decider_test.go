package tax

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
)

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Supply)
		field  string
		reason string
	}{
		{"no seller", func(s *Supply) { s.Seller = "" }, "seller", "a term"},
		{"no day", func(s *Supply) { s.On = 0 }, "on", "a term"},
		{"IOSS of no member state", func(s *Supply) { s.Registrations = []Registration{reg("US ioss")} }, "registrations[0]", "a term"},
		{"negative sales", func(s *Supply) { s.Sales = []Sales{{Previous: Volume{Value: money("-1 EUR")}}} }, "sales[0].previous", "a term, though an amount"},
		{"negative value", func(s *Supply) { s.Intrinsic = money("-1 EUR") }, "", "contents, which are not looked at"},
		{"no code", func(s *Supply) { s.Codes = []string{"silk"} }, "", "contents, which are not looked at"},
	} {
		s := decideCases(t)["IOSS"]
		c.change(&s)
		_, err := Compile(s)
		var fault *SupplyError
		if errors.As(err, &fault) != (c.field != "") || fault != nil && fault.Field != c.field {
			t.Errorf("%s: %v, want a fault of %q: %s", c.name, err, c.field, c.reason)
		}
	}
}

// TestDeciderShares: one decision stands for all contents that the law treats
// alike, errors too.
func TestDeciderShares(t *testing.T) {
	s := decideCases(t)["IOSS"]
	d, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	low, high := decided(t, d, Contents{Intrinsic: money("0 EUR")}), decided(t, d, Contents{Intrinsic: money("150.01 EUR")})
	if low == high || low.Scheme != SchemeIOSS || high.Scheme != SchemeImport {
		t.Errorf("low %v, high %v", low, high)
	}
	for value, want := range map[string]*Decision{"150 EUR": low, "180 USD": low, "150.0001 EUR": high, "180.01 USD": high, "99999999999999999999 EUR": high} {
		if got := decided(t, d, Contents{Intrinsic: money(value)}); got != want {
			t.Errorf("%s: %v", value, got)
		}
	}
	wine := Contents{Intrinsic: money("20 EUR"), Codes: []string{"610910", "22042109"}}
	if got := decided(t, d, wine); got == low || got == high || got.Scheme != SchemeImport {
		t.Errorf("wine: %v", got)
	}
	s = decideCases(t)["GB"]
	s.Registrations = nil
	if d, err = Compile(s); err != nil {
		t.Fatal(err)
	}
	_, errA := d.Decide(Contents{Intrinsic: money("1 GBP")})
	_, errB := d.Decide(Contents{Intrinsic: money("135 GBP")})
	if errA != errB || !errors.Is(errA, ErrRegistration) {
		t.Errorf("%v, %v", errA, errB)
	}
}

// TestDeciderKeepsNothing: what becomes of the supply after Compile does not
// matter.
func TestDeciderKeepsNothing(t *testing.T) {
	s := decideCases(t)["small"]
	s.Registrations = []Registration{reg("FR vat")}
	s.Marketplace = &Marketplace{Country: "US"}
	d, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	before := *decided(t, d, s.contents())
	s.Registrations[0] = reg("IE oss")
	s.Sales[0].Current.Value = money("20000 EUR")
	s.Marketplace.Country = "DE"
	if after := *decided(t, d, s.contents()); !reflect.DeepEqual(before, after) {
		t.Errorf("%+v\n%+v", before, after)
	}
}

// TestDeciderAllocations: a decision costs no memory, on whichever side it falls.
func TestDeciderAllocations(t *testing.T) {
	cases := decideCases(t)
	lacks := cases["GB"]
	lacks.Registrations = nil
	cases["registration"] = lacks
	for name, s := range cases {
		d, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range []string{"1 USD", "162 USD", "20000 USD", "100 EUR", "99.12345 EUR", "20000.00001 JPY", "17 GBP"} {
			c := s.contents()
			c.Intrinsic = money(value)
			c.DearestItem = c.Intrinsic
			if c.Freight != (currency.Amount{}) {
				c.Freight = c.Intrinsic
				c.Insurance = c.Intrinsic
			}
			if n := testing.AllocsPerRun(10, func() { _, _ = d.Decide(c) }); n > 0 {
				t.Errorf("%s, %s: %v allocations", name, value, n)
			}
		}
	}
}

// TestDeciderManyCurrencies: more currencies than a question remembers.
func TestDeciderManyCurrencies(t *testing.T) {
	var rates []currency.Rate
	codes := currency.Codes()
	for i, c := range codes {
		if c == currency.EUR {
			continue
		}
		r, err := currency.NewRate(currency.EUR, c, decimal.New(int64(1000+i), -2), awkwardRates(t).AsOf(), "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(currency.EUR, awkwardRates(t).AsOf(), "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	if len(codes) <= maxCuts {
		t.Fatalf("%d currencies", len(codes))
	}
	s := decideCases(t)["IOSS"]
	s.Rates = all
	d, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, c := range codes {
			limits, err := d.Limits(c)
			if err != nil || len(limits) != 1 {
				t.Fatalf("%s: %v (%v)", c, limits, err)
			}
			above, err := limits[0].Most.Add(currency.FromMinor(1, c))
			if err != nil {
				t.Fatal(err)
			}
			if a, b := decided(t, d, Contents{Intrinsic: limits[0].Most}), decided(t, d, Contents{Intrinsic: above}); a.Scheme != SchemeIOSS || b.Scheme != SchemeImport {
				t.Errorf("%v: %s, %v: %s", limits[0].Most, a.Scheme, above, b.Scheme)
			}
		}
	}
}

// TestDeciderConcurrently: goroutines that share a Decider, each with currencies
// that none has met, get the decisions that one alone gets.
func TestDeciderConcurrently(t *testing.T) {
	for name, s := range decideCases(t) {
		s.Rates = awkwardRates(t)
		alone, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		var contents []Contents
		for _, code := range s.Rates.Codes() {
			for _, minor := range []int64{0, 1, 9_999, 15_000, 17_305, 1_000_000, 123_456_789} {
				a := currency.FromMinor(minor, code)
				contents = append(contents, Contents{Intrinsic: a, DearestItem: a, Codes: s.Codes[:minor%3]})
			}
		}
		var wait sync.WaitGroup
		for g := range 16 {
			wait.Go(func() {
				for i := range contents {
					c := contents[(i*(2*g+1)+g)%len(contents)]
					got, err := d.Decide(c)
					want, errWant := alone.Decide(c)
					if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(err, errWant) {
						t.Errorf("%s: %+v: %v (%v), want %v (%v)", name, c, got, err, want, errWant)
						return
					}
				}
			})
		}
		wait.Wait()
	}
}

// TestUsesCode: a code decides where a rule leaves out goods of it, and only
// there: excise goods of IOSS.
func TestUsesCode(t *testing.T) {
	cases := decideCases(t)
	cases["AU"] = Supply{Seller: "US", ShipFrom: place("US"), ShipTo: place("AU"), On: day("2026-11-21"), Rates: manyRates(t), Registrations: []Registration{reg("AU au_lvg")}}
	for _, c := range []struct {
		sale, code string
		want       bool
		reason     string
	}{
		{"IOSS", "2203", true, "beer"},
		{"IOSS", "22030001", true, "beer of a national heading"},
		{"IOSS", "2402209000", true, "cigarettes: the whole chapter"},
		{"IOSS", "24", true, "a chapter by itself"},
		{"IOSS", "22", false, "of a chapter that is left out in part one heading does not tell"},
		{"IOSS", "2209", false, "vinegar"},
		{"IOSS", "610910", false, "shirts"},
		{"IOSS", "2203x", false, "no code"},
		{"IOSS", "220300000000000", false, "15 digits are no code"},
		{"AU", "2204", true, "wine is left out of the tax at the sale, whose line is that of the border"},
		{"AU", "610910", false, "shirts"},
		{"domestic", "2203", false, "no rule of a sale at home asks for codes"},
	} {
		d, err := Compile(cases[c.sale])
		if err != nil {
			t.Fatal(err)
		}
		if got := d.UsesCode(c.code); got != c.want {
			t.Errorf("%s, %s: %t: %s", c.sale, c.code, got, c.reason)
		}
	}
}
