package tax

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/internal/race"
)

// TestMinorAgainstExact holds the way in minor units to the way for all orders:
// where it answers, it answers the same, and it answers for what it is meant
// for.
func TestMinorAgainstExact(t *testing.T) {
	rnd := seeded(t)
	answered, asked := 0, 0
	var c Calculator
	for round := range race.Cases(6000) {
		lines := order(rnd, round%2 == 0)
		for _, p := range []Policy{
			{}, {Target: TargetNet}, {Level: PerUnit}, {Level: PerUnit, Target: TargetNet},
			{Target: TargetPrice}, {Level: PerUnit, Target: TargetPrice},
			{Level: Level(rnd.IntN(len(levelWords)))},
		} {
			var fresh Calculator
			var got Result
			asked++
			if !fresh.calculateMinor(lines, p, &got) {
				if got.Lines != nil || got.Totals != nil || !got.Net.Equal(currency.Amount{}) {
					t.Fatalf("%+v: refused, but left %+v", lines, got)
				}
				continue
			}
			answered++
			want, err := calculateExactly(lines, p)
			if err != nil {
				t.Fatalf("%v %v %+v: %v", p.Level, p.Target, lines, err)
			}
			again, err := c.Calculate(lines, p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%v %v %+v: %s", p.Level, p.Target, lines, diff)
			}
			if diff := cmp.Diff(want, again); diff != "" {
				t.Fatalf("in used memory: %v %v %+v: %s", p.Level, p.Target, lines, diff)
			}
		}
	}
	if answered*10 < asked {
		t.Errorf("answered %d of %d", answered, asked)
	}
	t.Logf("answered %d of %d", answered, asked)
}

// TestMinorBounds asks for what lies at the bounds of the way in minor units.
func TestMinorBounds(t *testing.T) {
	race.Alone(t)
	vat := []Rate{{Name: "VAT", Percent: percent("19")}}
	line := func(price int64, quantity string) Line {
		return Line{Price: currency.FromMinor(price, currency.EUR), Quantity: percent(quantity), Inclusive: true, Rates: vat}
	}
	many := make([]Line, maxMinorLines+1)
	for i := range many {
		many[i] = line(1999, "3")
	}
	for _, c := range []struct {
		name   string
		lines  []Line
		simple bool
		reason string
	}{
		{"large", []Line{line(maxMinorAmount, "1")}, true, ""},
		{"too large", []Line{line(maxMinorAmount, "2")}, false, "the sum of a thousand such lines does not fit"},
		{"large and taxed ten times over", slices.Repeat([]Line{{Price: currency.FromMinor(maxMinorAmount, currency.EUR), Quantity: one,
			Rates: []Rate{{Name: "a", Percent: percent("1000")}, {Name: "b", Percent: percent("1000")}, {Name: "c", Percent: percent("1000")}, {Name: "d", Percent: percent("1000")}}}},
			maxMinorLines), true, "the sums fit"},
		{"negative", []Line{line(-maxMinorAmount, "1"), line(1999, "-3")}, true, ""},
		{"many pieces", []Line{line(1, "1048576")}, true, ""},
		{"too many pieces", []Line{line(1, "1048577")}, false, ""},
		{"too many pieces back", []Line{line(1, "-1048577")}, false, ""},
		{"pieces of 2^64+1", []Line{line(1, "18446744073709551617")}, false, "the low 64 bits are 1"},
		{"pieces of -2^64+1", []Line{line(1, "-18446744073709551615")}, false, "the low 64 bits are 1"},
		{"kilograms", []Line{line(1999, "0.5")}, false, ""},
		{"a quantity with an exponent", []Line{{Price: currency.FromMinor(1, currency.EUR), Quantity: decimal.New(1, 1), Rates: vat}}, false, ""},
		{"all lines", many[1:], true, ""},
		{"a line more", many, false, ""},
		{"tenths of a cent", []Line{{Price: currency.MustAmount("0.001", currency.EUR), Quantity: one, Rates: vat}}, false, ""},
		{"a fine percent", []Line{{Price: currency.FromMinor(1999, currency.EUR), Quantity: one, Rates: []Rate{{Percent: percent("9.12345678")}}}}, true, ""},
		{"a percent with an exponent", []Line{{Price: currency.FromMinor(1999, currency.EUR), Quantity: one, Rates: []Rate{{Percent: decimal.New(2, 1)}}}}, false, ""},
	} {
		for _, p := range []Policy{{}, {Level: PerUnit}} {
			var m Calculator
			var got Result
			if ok := m.calculateMinor(c.lines, p, &got); ok != c.simple {
				t.Errorf("%s: answered %v: %s", c.name, ok, c.reason)
				continue
			}
			want, err := calculateExactly(c.lines, p)
			if c.simple && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if diff := cmp.Diff(want, got); c.simple && diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
}

// TestResultSharesRates: a rate that holds as it is given is not copied, with
// which most of the memory of a result would be spent.
func TestResultSharesRates(t *testing.T) {
	for _, quantity := range []string{"1", "0.5"} { // in minor units, and not
		rates := []Rate{{Name: "VAT", Percent: percent("19")}}
		r, err := Calculate([]Line{{Price: usd("10"), Quantity: percent(quantity), Rates: rates}}, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Lines[0].Taxes[0].Rate != &rates[0] || r.Totals[0].Rate != &rates[0] {
			t.Errorf("quantity %s: the result has its own", quantity)
		}
	}
}

func TestCalculateAllocs(t *testing.T) {
	lines := readT10(t).lines()
	var c Calculator
	for _, a := range []struct {
		name string
		most float64
		f    func() (Result, error)
	}{
		{"T10", 1, func() (Result, error) { return Calculate(lines, Policy{}) }},
		{"T10 in the same memory", 0, func() (Result, error) { return c.Calculate(lines, Policy{}) }},
		{"T10 by unit", 1, func() (Result, error) { return Calculate(lines, Policy{Level: PerUnit}) }},
		{"one line", 1, func() (Result, error) { return Calculate(lines[:1], Policy{Target: TargetNet}) }},
		{"forty lines", 3, func() (Result, error) { return Calculate(forty(lines), Policy{}) }},
	} {
		if got := testing.AllocsPerRun(100, func() {
			if _, err := a.f(); err != nil {
				t.Fatal(err)
			}
		}); got > a.most {
			t.Errorf("%s: %v allocations, want at most %v", a.name, got, a.most)
		}
	}
}

var fortyLines []Line

// forty is the lines four times over.
func forty(lines []Line) []Line {
	if fortyLines == nil {
		for i := range 40 {
			l := lines[i%len(lines)]
			l.ID = fmt.Sprint(i)
			fortyLines = append(fortyLines, l)
		}
	}
	return fortyLines
}
