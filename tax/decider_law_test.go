package tax

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// awkwardRates convert at figures that cut no minor unit evenly. There is none
// for BRL.
func awkwardRates(t testing.TB) *currency.Rates {
	t.Helper()
	at := time.Date(2026, 11, 20, 15, 0, 0, 0, time.UTC)
	var rates []currency.Rate
	for text, value := range map[string]string{
		"USD": "1.15373", "GBP": "0.88", "NOK": "11.7135", "JPY": "178.31", "AUD": "1.7731", "CAD": "1.6159", "CHF": "0.9307",
		"NZD": "2.0377", "SGD": "1.5013", "KRW": "1689.7", "TWD": "36.11", "THB": "37.37", "VND": "30317", "PHP": "67.9", "MYR": "4.777",
		"ISK": "147", "KWD": "0.3541", "ILS": "3.7871", "MXN": "21.3", "CLP": "1081.3", "CNY": "8.1931", "INR": "102.7", "UAH": "48.9",
		"SAR": "4.3262", "AED": "4.2367", "TRY": "48.7",
	} {
		code, err := currency.ParseCode(text)
		if err != nil {
			t.Fatal(err)
		}
		r, err := currency.NewRate(currency.EUR, code, decimal.RequireFromString(value), at, "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(currency.EUR, at, "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// lawCurrencies have two, no or three digits.
var lawCurrencies = []currency.Code{currency.EUR, currency.USD, currency.GBP, currency.JPY, currency.CHF,
	currency.NOK, currency.AUD, currency.KWD, currency.BRL}

// lawContents are contents that stand close to a threshold of d, if it has any:
// a minor unit, or part of one, to either side of it.
func lawContents(r *rand.Rand, d *Decider) Contents {
	code := lawCurrencies[r.IntN(len(lawCurrencies))]
	var c Contents
	if r.IntN(10) > 0 {
		c.Codes = []string{}
		for range r.IntN(3) {
			c.Codes = append(c.Codes, []string{"220421", "610910", "180632", "2402", "950300", "01", "64039900", "1701991000"}[r.IntN(8)])
		}
	}
	near := int64(r.IntN(20_000_000))
	item := false
	if limits, err := d.Limits(code); err == nil && len(limits) > 0 {
		l := limits[r.IntN(len(limits))]
		near, _ = l.Most.Minor()
		item = l.Item && r.IntN(4) > 0
	}
	total := finely(r, max(0, near+int64(r.IntN(5))-2), code)
	c.Intrinsic = total
	switch {
	case item:
		c.DearestItem = total
		c.Intrinsic, _ = total.MulInt(int64(1 + r.IntN(3)))
	case r.IntN(3) == 0: // the sum is what stands close
		part, _ := total.MulRound(decimal.New(int64(r.IntN(100)), -2), currency.Rounding{})
		c.Intrinsic, _ = total.Sub(part)
		c.Freight = part
		if half, err := part.MulRound(decimal.New(5, -1), currency.Rounding{}); err == nil {
			c.Insurance = half
			c.Freight, _ = part.Sub(half)
		}
	}
	for _, a := range []*currency.Amount{&c.Intrinsic, &c.DearestItem, &c.Freight, &c.Insurance} {
		switch r.IntN(60) {
		case 0:
			*a = currency.Amount{}
		case 1:
			*a = finely(r, near, lawCurrencies[r.IntN(len(lawCurrencies))])
		case 2:
			*a = currency.FromMinor(-1, code)
		}
	}
	return c
}

// finely is so many minor units, or a little more.
func finely(r *rand.Rand, minor int64, code currency.Code) currency.Amount {
	a := currency.FromMinor(minor, code)
	if r.IntN(3) > 0 {
		return a
	}
	more, err := currency.FromDecimal(decimal.New(int64(1+r.IntN(999)), -int32(code.Digits())-3), code)
	if err != nil {
		return a
	}
	a, _ = a.Add(more)
	return a
}

func (s Supply) with(c Contents) Supply {
	s.Intrinsic, s.DearestItem, s.Freight, s.Insurance, s.Codes = c.Intrinsic, c.DearestItem, c.Freight, c.Insurance, c.Codes
	return s
}

// TestDeciderLaw: what is compiled decides as the law does from the start, for
// any supply and contents, errors included.
func TestDeciderLaw(t *testing.T) {
	n := race.Cases(60_000)
	r := rand.New(rand.NewPCG(*decideSeed, 7))
	rates := awkwardRates(t)
	seen := map[string]int{}
	for range n {
		s := lawSupply(r)
		if r.IntN(8) > 0 {
			s.Rates = rates
		}
		d, err := Compile(s.with(Contents{Intrinsic: money("-1 EUR"), Codes: []string{"x"}})) // not looked at
		if err != nil {
			if _, want := Decide(s); !reflect.DeepEqual(err, want) {
				t.Fatalf("seed %d: %+v\ncompile: %v\ndecide: %v", *decideSeed, s, err, want)
			}
			seen["refused terms"]++
			continue
		}
		outcomes := map[*Decision]bool{}
		for range 6 {
			c := lawContents(r, d)
			got, errGot := d.Decide(c)
			want, errWant := Decide(s.with(c))
			if !reflect.DeepEqual(errGot, errWant) || errWant == nil && !reflect.DeepEqual(*got, want) || errWant != nil && got != nil {
				t.Fatalf("seed %d: %+v\n%v, want %v\n%s", *decideSeed, s.with(c), errGot, errWant, cmp.Diff(got, &want))
			}
			var lacks *RegistrationError
			var supply *SupplyError
			switch {
			case errGot == nil:
				outcomes[got] = true
				seen["decided"]++
			case errors.As(errGot, &lacks):
				outcomes[&lacks.Decision] = true
				seen["registration"]++
			case errors.As(errGot, &supply):
				seen[supply.Field]++
			default:
				seen["rule"]++
			}
		}
		if all := d.Decisions(); len(outcomes) > 0 {
			for o := range outcomes {
				if !slices.Contains(all, o) {
					t.Fatalf("seed %d: %+v: a decision that is not listed: %+v", *decideSeed, s, o)
				}
			}
		}
		if len(outcomes) > 1 {
			seen["both sides"]++
		}
		seen["most forks"] = max(seen["most forks"], len(d.forks))
	}
	t.Logf("%v", seen)
	for _, what := range []string{"decided", "registration", "rule", "both sides", "rates", "intrinsic", "dearest_item", "freight", "insurance"} {
		if seen[what] < n/1000 {
			t.Errorf("%s: %d times", what, seen[what])
		}
	}
	if seen["most forks"] > 300 {
		t.Errorf("a decider with %d forks", seen["most forks"])
	}
}

// TestDeciderLimits: the law changes nowhere but at the limits, which stand
// exactly where it does.
func TestDeciderLimits(t *testing.T) {
	rates := awkwardRates(t)
	r := rand.New(rand.NewPCG(*decideSeed, 8))
	for name, s := range decideCases(t) {
		s.Rates = rates
		d, err := Compile(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []currency.Code{currency.EUR, currency.USD, currency.JPY, currency.KWD} {
			limits, err := d.Limits(code)
			if err != nil {
				t.Fatal(err)
			}
			if (len(limits) == 0) != (name == "domestic") {
				t.Errorf("%s: limits %v", name, limits)
			}
			items := slices.ContainsFunc(limits, func(l Limit) bool { return l.Item })
			wholes := slices.ContainsFunc(limits, func(l Limit) bool { return !l.Item })
			if items != (name == "NO") || wholes != (name != "domestic") {
				t.Errorf("%s: limits of items %t, of consignments %t: Norway alone looks at each item, and at the whole where no item is stated", name, items, wholes)
			}
			for _, l := range limits {
				minor, _ := l.Most.Minor()
				low := Contents{Intrinsic: l.Most, DearestItem: l.Most}
				high := Contents{Intrinsic: currency.FromMinor(minor+1, code), DearestItem: currency.FromMinor(minor+1, code)}
				a, errA := d.Decide(low)
				b, errB := d.Decide(high)
				if a == b && errA == errB {
					t.Errorf("%s: %v is no limit: %v (%v)", name, l, a, errA)
				}
				for range 20 {
					x := currency.FromMinor(r.Int64N(minor+1), code)
					if below := decided(t, d, Contents{Intrinsic: x, DearestItem: x}); len(limits) == 1 && below != decided(t, d, low) {
						t.Errorf("%s: at %v, below the only limit %v: %v", name, x, l, below)
					}
				}
			}
		}
		if _, err := d.Limits(currency.BRL); (err == nil) != (name == "domestic") || err != nil && !errors.Is(err, currency.ErrNoRate) {
			t.Errorf("%s in BRL: %v", name, err)
		}
	}
}

func decided(t *testing.T, d *Decider, c Contents) *Decision {
	t.Helper()
	got, err := d.Decide(c)
	var lacks *RegistrationError
	if errors.As(err, &lacks) {
		return &lacks.Decision
	}
	if err != nil {
		t.Fatal(err)
	}
	return got
}
