package tax

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/currency/explain"
)

func from(name, percent string, rule ThresholdRule, amount, below string) Rate {
	return Rate{Name: name, Percent: percentOf(percent), Source: name + " law", Threshold: Threshold{Rule: rule, Amount: dollars(amount), Below: percentOf(below)}}
}

// The rules that the embedded book has, and a county beside a state.
var (
	newYork       = from("NY", "4", Whole, "110", "0")
	commuters     = from("MCTD", "0.375", Whole, "110", "0")
	massachusetts = from("MA", "6.25", Excess, "175", "0")
	rhodeIsland   = from("RI", "7", Excess, "250", "0")
	manitoba      = from("RST", "7", WholeAbove, "150", "0")
	india         = from("GST", "18", WholeAbove, "2500", "5")
	county        = Rate{Name: "county", Percent: percentOf("4.5")}
	above110      = from("over", "2", WholeAbove, "110", "0")
)

// charges writes what was charged on a line: "NY 4 % on 220.00: 8.80".
func charges(l LineResult) string {
	var out []string
	for _, t := range l.Taxes {
		out = append(out, fmt.Sprintf("%v on %s: %s", t.Rate, t.Base.Text(), t.Amount.Text()))
	}
	return strings.Join(out, "; ")
}

func TestCalculateThresholds(t *testing.T) {
	for _, c := range []struct {
		name      string
		price     string
		quantity  string
		inclusive bool
		discounts []Discount
		rates     []Rate
		want      string
		gross     string
		reason    string
	}{
		{"NY under", "109.99", "2", false, nil, []Rate{newYork}, "NY 0 % exempt on 219.98: 0.00", "219.98", "an item under 110 is exempt, however many there are"},
		{"NY at", "110", "2", false, nil, []Rate{newYork}, "NY 4 % on 220.00: 8.80", "228.80", "at 110 the whole price is taxed"},
		{"NY discount", "110", "2", false, off(dollars("0.01")), []Rate{newYork}, "NY 0 % exempt on 219.99: 0.00", "219.99", "half a cent off each is under 110"},
		{"NY paid after", "110", "2", false, []Discount{{Amount: dollars("50"), AfterTax: true}}, []Rate{newYork}, "NY 4 % on 220.00: 8.80", "228.80", "a rebate does not lower the price"},
		{"NY return", "110", "-2", false, nil, []Rate{newYork}, "NY 4 % on -220.00: -8.80", "-228.80", "a return is what the sale was"},
		{"NY negative price", "-110", "2", false, nil, []Rate{newYork}, "NY 4 % on -220.00: -8.80", "-228.80", "so it is when the price bears the sign"},
		{"NY and county", "109.99", "1", false, nil, []Rate{newYork, county}, "NY 0 % exempt on 109.99: 0.00; county 4.5 % on 109.99: 4.95", "114.94", "the county did not opt in"},
		{"NY in a price with county", "114.94", "1", true, nil, []Rate{newYork, county}, "NY 0 % exempt on 109.99: 0.00; county 4.5 % on 109.99: 4.95", "114.94", "114.95 is an item of 110 with the tax of the county"},
		{"NY and county, at", "114.95", "1", true, nil, []Rate{newYork, county}, "NY 4 % on 105.94: 4.24; county 4.5 % on 105.94: 4.77", "114.95", "no net price comes to this: it is on the high side"},
		{"NY with commuters", "114.81", "1", true, nil, []Rate{newYork, commuters}, "NY 4 % on 110.00: 4.40; MCTD 0.375 % on 110.00: 0.41", "114.81", "two with one threshold go together"},
		{"NY with commuters, under", "109.99", "1", true, nil, []Rate{newYork, commuters}, "NY 0 % exempt on 109.99: 0.00; MCTD 0 % exempt on 109.99: 0.00", "109.99", "two with one threshold go together"},
		{"MA under", "174.99", "1", false, nil, []Rate{massachusetts}, "MA 0 % exempt on 174.99: 0.00", "174.99", ""},
		{"MA above", "200", "3", false, nil, []Rate{massachusetts}, "MA 6.25 % on 75.00: 4.69; MA 0 % exempt on 525.00: 0.00", "604.69", "only what exceeds 175 an item"},
		{"MA inside", "201.5625", "2", true, nil, []Rate{massachusetts}, "MA 6.25 % on 50.00: 3.13; MA 0 % exempt on 350.00: 0.00", "403.13", "25 and its tax in each; the sum is off the grid"},
		{"MA return", "200", "-3", false, nil, []Rate{massachusetts}, "MA 6.25 % on -75.00: -4.69; MA 0 % exempt on -525.00: 0.00", "-604.69", "a return is what the sale was"},
		{"MA negative price", "-200", "3", false, nil, []Rate{massachusetts}, "MA 6.25 % on -75.00: -4.69; MA 0 % exempt on -525.00: 0.00", "-604.69", ""},
		{"MA negative price inside", "-201.5625", "4", true, nil, []Rate{massachusetts}, "MA 6.25 % on -100.00: -6.25; MA 0 % exempt on -700.00: 0.00", "-806.25", ""},
		{"MA and county", "200", "1", false, nil, []Rate{massachusetts, county}, "MA 6.25 % on 25.00: 1.56; MA 0 % exempt on 175.00: 0.00; county 4.5 % on 200.00: 9.00", "210.56", "the county taxes all"},
		{"two excesses", "300", "1", false, nil, []Rate{massachusetts, rhodeIsland}, "MA 6.25 % on 125.00: 7.81; MA 0 % exempt on 175.00: 0.00; RI 7 % on 50.00: 3.50; RI 0 % exempt on 250.00: 0.00", "311.31", "each above its own"},
		{"two excesses, one reached", "254.69", "1", true, nil, []Rate{massachusetts, rhodeIsland}, "MA 6.25 % on 75.00: 4.69; MA 0 % exempt on 175.00: 0.00; RI 7 % on 0.00: 0.00; RI 0 % exempt on 250.00: 0.00", "254.69", "250 and 4.6875 of the other"},
		{"MB at", "150", "1", false, nil, []Rate{manitoba}, "RST 0 % exempt on 150.00: 0.00", "150.00", "up to 150, with 150"},
		{"MB above", "150.01", "1", false, nil, []Rate{manitoba}, "RST 7 % on 150.01: 10.50", "160.51", "above it the whole item"},
		{"IN", "2625", "1", true, nil, []Rate{india}, "GST 5 % on 2500.00: 125.00", "2625.00", "2500 and 5 % of it"},
		{"IN above", "2625.01", "1", true, nil, []Rate{india}, "GST 18 % on 2224.58: 400.43", "2625.01", "just above that"},
		{"export", "200", "1", false, nil, []Rate{{Name: "GST", Percent: percentOf("18"), Treatment: Export, Threshold: india.Threshold}}, "GST 18 % export on 200.00: 0.00", "200.00", "what is not taxed here is not taxed below a threshold either"},
		{"compound", "200", "1", false, nil, []Rate{county, {Name: "top", Percent: percentOf("10"), Compound: true, Threshold: massachusetts.Threshold}},
			"county 4.5 % on 200.00: 9.00; top 10 % on 34.00: 3.40; top 0 % exempt on 175.00: 0.00", "212.40", "the excess of the price with the tax before"},
		{"per unit", "109", "2", false, nil, []Rate{{Name: "levy", PerUnit: dollars("1.50"), Threshold: newYork.Threshold}}, "levy 1.50 USD per unit exempt on 0.00: 0.00", "218.00", "a fixed levy from a price on"},
		{"per unit, at", "110", "2", false, nil, []Rate{{Name: "levy", PerUnit: dollars("1.50"), Threshold: newYork.Threshold}}, "levy 1.50 USD per unit on 0.00: 3.00", "223.00", "a fixed levy from a price on"},
		{"discount with tax", "200", "1", false, []Discount{{Amount: dollars("50"), Basis: WithTax}}, []Rate{massachusetts}, "MA 0 % exempt on 151.56: 0.00", "151.56", "201.56 less 50: the last 25 of the price were taxed, what is below was not"},
		{"discount without tax", "201.56", "1", true, []Discount{{Amount: dollars("50"), Basis: WithoutTax}}, []Rate{massachusetts}, "MA 0 % exempt on 150.00: 0.00", "150.00", "200 less 50 is 150, of which nothing is taxed"},
		{"discount to below", "200", "1", false, []Discount{{Amount: dollars("30"), Basis: WithTax}}, []Rate{massachusetts}, "MA 0 % exempt on 171.56: 0.00", "171.56", "201.5625 less 30 is under 175, where no tax is in the price"},
		{"discount that stays above", "300", "1", false, []Discount{{Amount: dollars("50"), Basis: WithTax}}, []Rate{massachusetts}, "MA 6.25 % on 77.94: 4.87; MA 0 % exempt on 175.00: 0.00", "257.81", "257.8125 is 175 and 77.94 with its tax: 47.06 off"},
		{"discount inside that stays above", "307.81", "1", true, []Discount{{Amount: dollars("50"), Basis: WithoutTax}}, []Rate{massachusetts}, "MA 6.25 % on 74.99: 4.69; MA 0 % exempt on 175.00: 0.00", "254.68", "50 and its tax of 3.125 off"},
		{"from 110 and above 110, at", "110", "1", false, nil, []Rate{above110, newYork}, "over 0 % exempt on 110.00: 0.00; NY 4 % on 110.00: 4.40", "114.40", "110 is from 110 on, and not above it, whichever rate comes first"},
		{"above 110 and from 110, at", "110", "1", false, nil, []Rate{newYork, above110}, "NY 4 % on 110.00: 4.40; over 0 % exempt on 110.00: 0.00", "114.40", "110 is from 110 on, and not above it, whichever rate comes first"},
		{"from 110 and above 110", "110.01", "1", false, nil, []Rate{above110, newYork}, "over 2 % on 110.01: 2.20; NY 4 % on 110.01: 4.40", "116.61", "a cent more is both"},
		{"from 110 and above 110, inside", "114.40", "1", true, nil, []Rate{above110, newYork}, "over 0 % exempt on 110.00: 0.00; NY 4 % on 110.00: 4.40", "114.40", "110 with the tax that begins at 110 is not above 110"},
		{"from 110 and above 110, cent more inside", "114.41", "1", true, nil, []Rate{above110, newYork}, "over 2 % on 107.93: 2.16; NY 4 % on 107.93: 4.32", "114.41", "no price without tax comes to this: it is above"},
		{"threshold off the grid", "200.01", "1", false, nil, []Rate{from("MA", "6.25", Excess, "175.005", "0")}, "MA 6.25 % on 25.00: 1.56; MA 0 % exempt on 175.01: 0.00", "201.57", "the bases are on the grid and add up to the price, where the threshold was converted and is not on it"},
		{"free", "110", "1", false, []Discount{{Percent: hundred}}, []Rate{newYork, massachusetts}, "NY 0 % exempt on 0.00: 0.00; MA 0 % exempt on 0.00: 0.00", "0.00", "nothing is below any threshold"},
	} {
		r, err := Calculate([]Line{{ID: "shirt", Price: dollars(c.price), Quantity: percentOf(c.quantity), Inclusive: c.inclusive, Discounts: c.discounts, Rates: c.rates}}, Policy{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := charges(r.Lines[0]); got != c.want || r.Gross.Text() != c.gross {
			t.Errorf("%s:\n got %s, gross %s\nwant %s, gross %s: %s", c.name, got, r.Gross.Text(), c.want, c.gross, c.reason)
		}
		checkResult(t, c.name, r)
		checkTrace(t, c.name, r)
	}
}

// TestThresholdCases: the rows of thresholds, of the test data and of the
// reference where it is there.
func TestThresholdCases(t *testing.T) {
	for _, file := range []string{filepath.Join("testdata", "cases.jsonl"), filepath.Join("..", "..", "shared", "cases", "tax.jsonl")} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Logf("no reference cases: %v", err)
			continue
		}
		n := 0
		for row := range bytes.Lines(data) {
			var c workedCase
			var in struct {
				Kind   string
				Inputs struct {
					Lines []struct {
						Threshold *struct{ Per, Amount, Basis string }
					}
				}
			}
			if err := json.Unmarshal(row, &in); err != nil {
				t.Fatal(err)
			}
			if in.Kind != "threshold" {
				continue
			}
			n++
			if err := json.Unmarshal(row, &c); err != nil {
				t.Fatal(err)
			}
			c.raw = row
			_, want, cur := readCase(t, c)
			lines := c.lines(t, cur)
			for i := range lines {
				if th := in.Inputs.Lines[i].Threshold; th != nil {
					var rule ThresholdRule
					if err := rule.UnmarshalText([]byte(th.Basis)); err != nil || th.Per != "unit" {
						t.Fatalf("%s: per %q (%v)", c.ID, th.Per, err)
					}
					for k := range lines[i].Rates {
						lines[i].Rates[k].Threshold = Threshold{Rule: rule, Amount: currency.MustAmount(th.Amount, cur)}
					}
				}
			}
			r := calculate(t, Order{Lines: lines}, Policy{})
			same(t, c, "net", r.Net, want.Net)
			same(t, c, "tax", r.Tax, want.Tax)
			same(t, c, "gross", r.Gross, want.Gross)
		}
		if n == 0 {
			t.Errorf("%s has no cases", file)
		}
	}
}

func TestThresholdItems(t *testing.T) {
	pack := Line{Price: dollars("240"), Quantity: one, Items: 2, Rates: []Rate{newYork}}
	for _, c := range []struct {
		items int
		want  string
	}{{0, "NY 4 % on 240.00: 9.60"}, {1, "NY 4 % on 240.00: 9.60"}, {2, "NY 4 % on 240.00: 9.60"}, {3, "NY 0 % exempt on 240.00: 0.00"}} {
		pack.Items = c.items
		r, err := Calculate([]Line{pack}, Policy{})
		if err != nil || charges(r.Lines[0]) != c.want {
			t.Errorf("%d items: %s (%v), want %s", c.items, charges(r.Lines[0]), err, c.want)
		}
		checkTrace(t, fmt.Sprint(c.items, " items"), r)
	}
	pack.Items, pack.Rates = 3, []Rate{massachusetts}
	pack.Price = dollars("600")
	r, err := Calculate([]Line{pack}, Policy{})
	if want := "MA 6.25 % on 75.00: 4.69; MA 0 % exempt on 525.00: 0.00"; err != nil || charges(r.Lines[0]) != want {
		t.Errorf("%s (%v), want %s", charges(r.Lines[0]), err, want)
	}
	data, err := json.Marshal(pack)
	if err != nil || !strings.Contains(string(data), `"items":3`) {
		t.Errorf("%s (%v)", data, err)
	}
	var back Line
	if err := json.Unmarshal(data, &back); err != nil || back.Items != 3 {
		t.Errorf("%+v (%v)", back, err)
	}
	pack.Rates = slices.Repeat([]Rate{newYork}, maxThresholds+1)
	if _, err := Calculate([]Line{pack}, Policy{}); !errors.Is(err, ErrLine) {
		t.Errorf("%d thresholds: %v", len(pack.Rates), err)
	}
	pack.Rates = pack.Rates[:maxThresholds]
	if _, err := Calculate([]Line{pack}, Policy{}); err != nil {
		t.Errorf("%d thresholds: %v", len(pack.Rates), err)
	}
	pack.Items, pack.Rates = maxItems, []Rate{newYork}
	if r, err := Calculate([]Line{pack}, Policy{}); err != nil || charges(r.Lines[0]) != "NY 0 % exempt on 600.00: 0.00" {
		t.Errorf("%d items: %v", maxItems, err)
	}
	pack.Items = -1
	if _, err := Calculate([]Line{pack}, Policy{}); !errors.Is(err, ErrLine) {
		t.Errorf("-1 items: %v", err)
	}
}

func TestThresholdErrors(t *testing.T) {
	for _, c := range []struct {
		name string
		rate Rate
		want error
		text string
	}{
		{"currency", Rate{Name: "x", Percent: one, Threshold: Threshold{Rule: Whole, Amount: eur("110")}}, currency.ErrMismatch, "Threshold.In"},
		{"rule", Rate{Percent: one, Threshold: Threshold{Rule: 9, Amount: dollars("1")}}, ErrSyntax, "rule 9"},
		{"no amount", Rate{Percent: one, Threshold: Threshold{Rule: Whole}}, ErrSyntax, "threshold of"},
		{"percent above", Rate{Percent: decimal.New(1, 9), Threshold: Threshold{Rule: Whole, Amount: dollars("1000")}}, ErrSyntax, "percent"},
		{"per unit on an excess", Rate{PerUnit: dollars("1"), Threshold: Threshold{Rule: Excess, Amount: dollars("1")}}, ErrLine, "per unit"},
		{"per unit and a percent below", Rate{PerUnit: dollars("1"), Threshold: Threshold{Rule: Whole, Amount: dollars("1"), Below: one}}, ErrLine, "per unit"},
	} {
		lines := []Line{{Price: dollars("10"), Quantity: one, Rates: []Rate{c.rate}}}
		_, err := Calculate(lines, Policy{})
		var at *LineError
		if !errors.Is(err, c.want) || !errors.As(err, &at) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", c.name, err)
		}
		if _, err := lines[0].RatesAtPrice(Policy{}); !errors.Is(err, c.want) {
			t.Errorf("%s: RatesAtPrice: %v", c.name, err)
		}
		if _, err := Rebase(dollars("10"), []Rate{c.rate}, nil, KeepNet, currency.Rounding{}); !errors.Is(err, c.want) {
			t.Errorf("%s: Rebase: %v", c.name, err)
		}
	}
}

// TestThresholdBesideSameRate: two lines at rates that differ in the threshold
// alone are not one, whichever way the order is calculated.
func TestThresholdBesideSameRate(t *testing.T) {
	plain := newYork
	plain.Threshold = Threshold{}
	lines := []Line{{Price: dollars("50"), Quantity: one, Rates: []Rate{plain}}, {Price: dollars("50"), Quantity: one, Rates: []Rate{newYork}}}
	for range 2 {
		r, err := Calculate(lines, Policy{})
		if err != nil || r.Tax.Text() != "2.00" {
			t.Errorf("%v (%v)", r.Tax, err)
		}
		slices.Reverse(lines)
	}
}

func TestRatesAtPrice(t *testing.T) {
	l := Line{Price: dollars("300"), Quantity: one, Rates: []Rate{newYork, massachusetts, county}}
	rates, err := l.RatesAtPrice(Policy{})
	if got := fmt.Sprint(rates); err != nil || got != "[NY 4 % MA 6.25 % county 4.5 %]" {
		t.Errorf("%v (%v)", got, err)
	}
	l.Price = dollars("100")
	rates, err = l.RatesAtPrice(Policy{})
	if got := fmt.Sprint(rates); err != nil || got != "[NY 0 % exempt MA 0 % exempt county 4.5 %]" {
		t.Errorf("%v (%v)", got, err)
	}
	// On each line the price is rounded before it is held against the
	// threshold, on each unit it is not.
	l = Line{Price: dollars("109.995"), Quantity: one, Rates: []Rate{newYork}}
	for level, want := range map[Level]string{PerLine: "[NY 4 %]", PerUnit: "[NY 0 % exempt]"} {
		rates, err := l.RatesAtPrice(Policy{Level: level})
		if got := fmt.Sprint(rates); err != nil || got != want {
			t.Errorf("109.995 at the level %v: %v (%v), want %s", level, got, err, want)
		}
	}
}

func TestThresholdExplained(t *testing.T) {
	r, err := Calculate([]Line{{ID: "coat", Price: dollars("201.5625"), Quantity: percentOf("2"), Inclusive: true, Rates: []Rate{massachusetts}}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	steps, err := r.Explain()
	if err != nil {
		t.Fatal(err)
	}
	want := "line 1 (coat): price of an item at which MA 6.25 % sets in (excess from 175.00 USD): reached, on what is above: " +
		"amount - (threshold * whole + flat) * quantity, amount = 403.13, threshold = 175.00, quantity = 2, whole = 1, flat = 0: above = 53.13 USD (MA law)"
	if !slices.ContainsFunc(steps, func(s explain.Step) bool { return s.String() == want }) {
		t.Errorf("no step %q in %v", want, steps)
	}
	r.Given.Lines[0].Rates = []Rate{from("MA", "6.25", Excess, "176", "0")}
	if _, err := r.Explain(); !errors.Is(err, ErrChanged) {
		t.Errorf("threshold changed: %v", err)
	}
}

func TestThresholdShipping(t *testing.T) {
	coat := Line{ID: "coat", Price: dollars("200"), Quantity: one, Rates: []Rate{massachusetts, county}}
	hat := Line{ID: "hat", Price: dollars("50"), Quantity: one, Rates: []Rate{massachusetts, county}}
	shipping := Line{ID: "post", Kind: Shipping, Price: dollars("10"), Quantity: one}
	for _, c := range []struct {
		rule    ShippingRule
		weights Basis
		want    string
		reason  string
	}{
		{SplitByGoods, WithoutTax, "MA 0 % exempt on 9.00: 0.00; county 4.5 % on 9.00: 0.40; MA 6.25 % on 1.00: 0.06; county 4.5 % on 1.00: 0.04", "25 of 250 bear the tax"},
		{HighestRate, WithoutTax, "MA 6.25 % on 10.00: 0.62; county 4.5 % on 10.00: 0.45", "the part of the coat above the line"},
		{MajorityRate, WithoutTax, "MA 0 % exempt on 10.00: 0.00; county 4.5 % on 10.00: 0.45", "most of the goods are below it"},
		{WeightedRate, WithoutTax, "weighted 5.125 % on 10.00: 0.51", "4.5 % and a tenth of 6.25 %"},
		{WeightedRate, WithTax, "weighted 5.1584 % on 10.00: 0.52", "27.6875 of 262.8125"},
	} {
		r, err := Calculate([]Line{coat, hat, shipping}, Policy{Shipping: c.rule, ShippingWeights: c.weights, Rounding: currency.Rounding{Mode: currency.HalfDown}})
		if err != nil {
			t.Errorf("%v: %v", c.rule, err)
			continue
		}
		if got := charges(r.Lines[2]); got != c.want {
			t.Errorf("%v: got %s, want %s: %s", c.rule, got, c.want, c.reason)
		}
		checkResult(t, c.rule.String(), r)
		checkTrace(t, c.rule.String(), r)
	}
}

func TestThresholdInvoice(t *testing.T) {
	r, err := Calculate([]Line{{Price: dollars("200"), Quantity: one, Rates: []Rate{massachusetts}}, {Price: dollars("100"), Quantity: one, Rates: []Rate{massachusetts}}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := r.EN16931()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range e.Categories {
		got = append(got, fmt.Sprint(c.Code, " ", c.Percent, " % of ", c.Base.Text(), ": ", c.Tax.Text()))
	}
	if want := "[S 6.25 % of 25.00: 1.56 E 0 % of 275.00: 0.00]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestThresholdRebase(t *testing.T) {
	vat := []Rate{{Name: "VAT", Percent: percentOf("20")}}
	for _, c := range []struct {
		name     string
		shown    Basis
		price    string
		from, to []Rate
		how      Rebasing
		want     string
	}{
		{"under", WithTax, "120", vat, []Rate{newYork}, KeepNet, "100.00"},
		{"at", WithTax, "132", vat, []Rate{newYork}, KeepNet, "114.40"},
		{"excess", WithTax, "240", vat, []Rate{massachusetts}, KeepNet, "201.56"},
		{"from an excess", WithTax, "201.5625", []Rate{massachusetts}, vat, KeepNet, "240.00"},
		{"shown without", WithoutTax, "201.5625", vat, []Rate{massachusetts}, KeepGross, "200.00"},
		{"taken out", WithoutTax, "114.40", []Rate{newYork}, nil, KeepNet, "110.00"},
		{"the same in the band", WithTax, "112", []Rate{newYork}, []Rate{newYork}, KeepNet, "112.00"},
		{"to a higher threshold", WithTax, "114.40", []Rate{newYork}, []Rate{from("NY", "4", Whole, "112", "0")}, KeepNet, "110.00"},
		{"to a lower threshold", WithTax, "110.00", []Rate{from("NY", "4", Whole, "112", "0")}, []Rate{newYork}, KeepNet, "114.40"},
		{"kept", WithTax, "120", []Rate{newYork}, []Rate{massachusetts}, KeepGross, "120.00"},
	} {
		got, err := RebaseTo(c.shown, dollars(c.price), c.from, c.to, c.how, currency.Rounding{})
		if err != nil || got.Text() != c.want {
			t.Errorf("%s: %v (%v), want %s", c.name, got, err, c.want)
		}
	}
	if got, err := Rebase(eur("5"), nil, []Rate{newYork}, KeepGross, currency.Rounding{}); err != nil || got.Text() != "5.00" {
		t.Errorf("a price that stays is compared with nothing: %v (%v)", got, err)
	}
}
