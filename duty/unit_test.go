package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

func TestParseUnit(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"kg", "kg", "canonical"},
		{"KGM", "kg", "TARIC code"},
		{"DTN", "100 kg", "TARIC code with a number in it"},
		{"100kg", "100 kg", "UK file"},
		{"100 kg / net drained wt", "100 kg drained", "CET column"},
		{"100kg eda", "100 kg drained", "UK file, same thing"},
		{"DTNE", "100 kg drained", "TARIC code, same thing"},
		{"kg on drained weight", "kg drained", "HTS, same thing"},
		{"100 kg /net/ % sacchar.", "100 kg/% sucrose", "CET column"},
		{"ASVX", "% vol/hl", "compound TARIC code"},
		{"% vol / hl", "% vol/hl", "CET column"},
		{"%vol/hl", "% vol/hl", "UK file"},
		{"TNEI", "1000 kg biodiesel", "qualifier of TARIC"},
		{"1,000 items", "1000 item", "a comma in a number"},
		{"1000", "1000 item", "HTS: per thousand"},
		{"pr.", "pair", "HTS"},
		{"doz.", "dozen", "HTS"},
		{"line/ gross", "line/gross", "HTS, buttons"},
		{"10,000 pins", "10000 pin", "HTS"},
		{"jewel over 7", "jewel over 7", "counts from an edge on"},
		{"% of value: case", "% of value: case", "share of a part"},
		{"kg" + strings.Repeat(" ", 118), "kg", "120 bytes"},
		{"kg on tungsten content", "kg tungsten", "HTS"},
	}
	for _, test := range tests {
		got, err := duty.ParseUnit(test.in)
		if err != nil || string(got) != test.want {
			t.Errorf("ParseUnit(%q) = %q, %v; want %q (%s)", test.in, got, err, test.want, test.reason)
		}
		if again, err := duty.ParseUnit(string(got)); err != nil || again != got {
			t.Errorf("ParseUnit(%q) = %q, %v: a canonical unit should stay", got, again, err)
		}
	}
	for _, bad := range []string{"", "furlong", "0 kg", "1 kg kg", "-3 kg", "1e9 kg", "99999999 kg", "kg on pure content", "% of value: soul", "007 kg", "jewel over 07", "kg" + strings.Repeat(" ", 119)} {
		if got, err := duty.ParseUnit(bad); !errors.Is(err, duty.ErrUnit) {
			t.Errorf("ParseUnit(%q) = %q, %v", bad, got, err)
		}
	}
}

// Conversions are exact: each row charges 1 unit of money for what the rate
// counts, and states the quantity in another unit.
func TestUnitConversions(t *testing.T) {
	tests := []struct{ rate, unit, value, want string }{
		{"1 EUR / kg", "g", "1", "0.001"},
		{"1 EUR / kg", "t", "0.5", "500"},
		{"1 EUR / g", "kg", "2", "2000"},
		{"1 EUR / 100 kg", "kg", "33", "0.33"},
		{"1 EUR / DTN", "TNE", "1", "10"},
		{"1 EUR / hl", "l", "45", "0.45"},
		{"1 EUR / l", "hl", "45", "4500"},
		{"1 EUR / l", "m3", "1", "1000"},
		{"1 EUR / dozen", "item", "6", "0.5"},
		{"1 EUR / item", "gross", "2", "288"},
		{"1 EUR / gross", "dozen", "12", "1"},
		{"1 EUR / pair", "dozen pairs", "1", "12"},
		{"1 EUR / l", "bbl", "1", "158.987294928"},
		{"1 EUR / kg", "carat", "5", "0.001"},
		{"1 EUR / jewel over 7", "jewel over 7", "10", "10"},
		{"1 EUR / % vol / hl", "ASVX", "3", "3"},
		{"1 EUR / kg", "lb", "1", "0.45359237"},
		{"1 EUR / lb", "kg", "45.359237", "100"},
		{"1 EUR / lb", "oz", "16", "1"},
		{"1 EUR / oz", "lb", "2", "32"},
		{"1 EUR / troy oz", "g", "31.1034768", "1"},
		{"1 EUR / lb", "troy oz", "175", "12"}, // 175 troy ounces are 12 pounds: 84 000 grains
		{"1 EUR / short ton", "lb", "2000", "1"},
		{"1 EUR / long ton", "lb", "2240", "1"},
		{"1 EUR / l", "gal", "1", "3.785411784"},
		{"1 EUR / gal", "fl oz", "128", "1"},
		{"1 EUR / gal", "qt", "4", "1"},
		{"1 EUR / gal", "pt", "8", "1"},
		{"1 EUR / barrel", "gal", "42", "1"},
		{"1 EUR / imperial gal", "l", "4.54609", "1"},
		{"1 EUR / m3", "ft3", "1000000000", "28316846.592"},
		{"1 EUR / m", "yd", "1", "0.9144"},
		{"1 EUR / yd", "ft", "3", "1"},
		{"1 EUR / ft", "in", "12", "1"},
		{"1 EUR / yd2", "ft2", "9", "1"},
		{"1 EUR / ft2", "in2", "144", "1"},
		{"1 EUR / m2", "yd2", "1000", "836.12736"},
		{"1 EUR / kg", "mg", "1000000", "1"},
		{"1 EUR / l", "ml", "750", "0.75"},
		{"1 EUR / l", "cl", "70", "0.7"},
		{"1 EUR / m", "cm", "250", "2.5"},
		{"1 EUR / m", "mm", "25", "0.025"},
		{"1 EUR / km", "m", "500", "0.5"},
		{"1 EUR / m2", "cm2", "10000", "1"},
		{"1 EUR / kg fissile isotopes", "g fissile isotopes", "5", "0.005"},
		{"1 EUR / 2 kg", "kg", "3", "1.5"},
		{"1 EUR / 9 kg", "kg", "27", "3"},
		{"1 EUR / 1000000 kg", "kg", "5000000", "5"},
		{"1 EUR / jewel over 0", "jewel over 0", "3", "3"},
		{"1 EUR / kWh", "MWh", "1", "1000"},
		{"1 EUR / MWh", "MJ", "3600", "1"},
		{"1 EUR / MWh", "GJ", "9", "2.5"},
		{"1 EUR / TJ", "MWh", "2500", "9"},
		{"1 EUR / g fissile isotopes", "g fissile isotopes", "2", "2"},
	}
	for _, test := range tests {
		q := duty.Quantity{Unit: duty.Unit(test.unit), Value: dec(test.value)}
		got, err := mustRate(t, test.rate).Duty(money("0", currency.EUR), []duty.Quantity{q}, nil, currency.Rounding{Digits: currency.To(9)})
		if err != nil {
			t.Errorf("%s, %s %s: %v", test.rate, test.value, test.unit, err)
			continue
		}
		wantAmount(t, test.rate+" of "+test.value+" "+test.unit, got, test.want)
	}
}

// Edges are those of one piece, quantities those of the line.
func TestEdges(t *testing.T) {
	tests := []struct {
		rate, want string
		have       []duty.Quantity
		reason     string
	}{
		{"0.4 USD / item + 0.02 USD / jewel over 7", "1.20", []duty.Quantity{{Unit: "item", Value: dec("2")}, {Unit: "jewel", Value: dec("34")}},
			"two watches of 17 jewels: 10 above the edge in each"},
		{"0.4 USD / item + 0.02 USD / jewel over 7", "1.20", []duty.Quantity{{Unit: "item", Value: dec("2")}, {Unit: "jewel over 7", Value: dec("20")}},
			"counted by the caller"},
		{"0.4 USD / item + 0.02 USD / jewel over 7", "0.80", []duty.Quantity{{Unit: "item", Value: dec("2")}, {Unit: "jewel", Value: dec("10")}},
			"five jewels each are below the edge, whatever they add up to"},
		{"1 USD / degree under 100", "4.00", []duty.Quantity{{Unit: "item", Value: dec("2")}, {Unit: "degree", Value: dec("96")}},
			"a strength does not add up"},
		{"1 USD / kg/degree under 100", "40.00", []duty.Quantity{{Unit: "kg", Value: dec("10")}, {Unit: "degree", Value: dec("96")}},
			"the weight does"},
		{"1 USD / kg/degree under 100", "7.00", []duty.Quantity{{Unit: "kg/degree under 100", Value: dec("7")}}, "counted by the caller"},
	}
	for _, test := range tests {
		got, err := mustRate(t, test.rate).Duty(money("0", currency.USD), test.have, nil, currency.Rounding{})
		if err != nil {
			t.Errorf("%s: %v (%s)", test.rate, err, test.reason)
			continue
		}
		wantAmount(t, test.reason, got, test.want)
	}
	var need *duty.NeedQuantityError
	_, err := mustRate(t, "1 USD / jewel over 7").Duty(money("0", currency.USD), []duty.Quantity{{Unit: "jewel", Value: dec("17")}}, nil, currency.Rounding{})
	if !errors.As(err, &need) || need.Unit != duty.Piece {
		t.Errorf("of how many pieces? %v", err)
	}
}

// Alcohol is worked out of volume and strength where it was not stated.
func TestAlcohol(t *testing.T) {
	vodka := []duty.Quantity{{Unit: "l", Value: dec("0.75")}, {Unit: "% vol", Value: dec("40")}}
	for rate, want := range map[string]string{
		"1 USD / l pure alcohol":        "0.30",
		"1 USD / pf.liter":              "0.60", // of 50 %
		"10 USD / % vol/hl":             "3.00",
		"1 USD / l + 2 USD / pf. liter": "1.95",
	} {
		got, err := mustRate(t, rate).Duty(money("0", currency.USD), vodka, nil, currency.Rounding{})
		if err != nil {
			t.Errorf("%s: %v", rate, err)
			continue
		}
		wantAmount(t, rate, got, want)
	}
	stated := append([]duty.Quantity{{Unit: "pf.liter", Value: dec("0.61")}}, vodka...)
	got, err := mustRate(t, "1 USD / pf.liter").Duty(money("0", currency.USD), stated, nil, currency.Rounding{})
	if err != nil || got != money("0.61", currency.USD) {
		t.Errorf("what was measured goes before: %s, %v", got, err)
	}
	whole := []duty.Quantity{{Unit: "% vol/hl", Value: dec("3")}}
	if got, err = mustRate(t, "1 USD / proof l").Duty(money("0", currency.USD), whole, nil, currency.Rounding{}); err != nil || got != money("6", currency.USD) {
		t.Errorf("%s, %v", got, err)
	}
	_, err = mustRate(t, "1 USD / proof l").Duty(money("0", currency.USD), vodka[:1], nil, currency.Rounding{})
	wantNeed(t, err, "proof l")
	_, err = mustRate(t, "1 USD / TJ").Duty(money("0", currency.USD), vodka, nil, currency.Rounding{})
	wantNeed(t, err, "kWh")
}

func TestUnitIntensive(t *testing.T) {
	for _, u := range []duty.Unit{duty.PercentVol, "ASV", "% sucrose", "degree", "degree under 100", duty.Share("case")} {
		if !u.Intensive() {
			t.Errorf("%q is a strength or a share", u)
		}
	}
	for _, u := range []duty.Unit{"kg", "item", "pair", "l", "% vol/hl", "kg/% sucrose", "kg/degree under 100", "jewel", "jewel over 7", "l pure alcohol", "furlong", "% of value: soul", ""} {
		if u.Intensive() {
			t.Errorf("%q adds up, or is not known", u)
		}
	}
}

func TestQuantityErrors(t *testing.T) {
	charge := func(rate string, qs ...duty.Quantity) error {
		_, err := mustRate(t, rate).Duty(money("10", currency.EUR), qs, nil, currency.Rounding{})
		return err
	}
	tests := []struct {
		rate   string
		have   []duty.Quantity
		need   duty.Unit
		reason string
	}{
		{"1 EUR / 100 kg", nil, "kg", "names the base unit, in which people weigh"},
		{"1 EUR / pair", []duty.Quantity{{Unit: "item", Value: dec("2")}}, "pair", "two items are not a pair"},
		{"1 EUR / kg drained", []duty.Quantity{{Unit: "kg", Value: dec("2")}}, "kg drained", "net weight is not drained weight"},
		{"1 EUR / % vol / hl", []duty.Quantity{{Unit: "l", Value: dec("2")}}, "% vol", "half of a compound unit"},
		{"6% of case", nil, "% of value: case", "a part's share"},
		{"1% MIN 1 EUR / kg", nil, "kg", "needed even if the floor might not bind"},
	}
	for _, test := range tests {
		var need *duty.NeedQuantityError
		if err := charge(test.rate, test.have...); !errors.As(err, &need) || need.Unit != test.need {
			t.Errorf("%s: %v, want to need %q (%s)", test.rate, err, test.need, test.reason)
		}
	}
	for _, bad := range []duty.Quantity{
		{Unit: "kg", Value: dec("-1")},
		{Unit: "kg", Value: decimal.New(1, 1_000_000_000)},
		{Unit: "kg", Value: decimal.New(1, -1_000_000_000)},
	} {
		if err := charge("1 EUR / kg", bad); !errors.Is(err, duty.ErrQuantity) {
			t.Errorf("%v", err)
		}
	}
	if err := charge("6% of case", duty.Quantity{Unit: duty.Share("case"), Value: dec("101")}); !errors.Is(err, duty.ErrQuantity) {
		t.Errorf("a share above all: %v", err)
	}
	for _, rate := range []string{"1 EUR / % vol", "1 EUR / % vol / hl", "1 EUR / l pure alcohol"} {
		strong := []duty.Quantity{{Unit: "% vol", Value: dec("100.1")}, {Unit: "l", Value: dec("1")}}
		if err := charge(rate, strong...); !errors.Is(err, duty.ErrQuantity) {
			t.Errorf("%s of more than pure alcohol: %v", rate, err)
		}
		strong[0].Value = dec("100")
		if err := charge(rate, strong...); err != nil {
			t.Errorf("%s of pure alcohol: %v", rate, err)
		}
	}
	if err := charge("1 EUR / kg", duty.Quantity{Unit: "stone", Value: dec("1")}); !errors.Is(err, duty.ErrUnit) {
		t.Errorf("%v", err)
	}
}
