package duty_test

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// staged is a tariff in which levies are charged on others of their kind, and
// the ones that they are charged on have shorter codes or other lines.
const staged = "id,base,min_collect," + header +
	`,,,JP,6109,,mfn,10%,,normal,,,law,2026-01-01,
,,,JP,6403,,mfn,20%,,normal,,,law,2026-01-01,
levy,duty,,JP,6109,,additional,10%,,on duties,,,law,2026-01-01,
all,,2000 JPY,JP,,CN,additional,5%,,on all from China,,,law,2026-01-01,
second,tax,,JP,,,tax,10%,,on taxes,,,law,2026-01-01,
first,goods+duty,,JP,,,tax,8%,,consumption,,,law,2026-01-01,
luxury,goods,,JP,6403,,tax,5%,,luxury,,,law,2026-01-01,
`

// What is charged on others of its kind comes after all of them, whichever
// has the longer code, stands first in the table, or is on the first line.
func TestAssessOnOthersOfAKind(t *testing.T) {
	tariff := load(t, staged)
	_, regimes := tables(t)
	shirts := duty.Item{ID: "shirts", Code: "610910", Origin: "CN", Quantity: 1, Value: money("100000", currency.JPY)}
	shoes := duty.Item{ID: "shoes", Code: "640399", Origin: "US", Quantity: 1, Value: money("50000", currency.JPY)}
	want := map[string]struct{ duty, tax, reason string }{
		"shirts": {"16500", "10252", "10,000 and 5,000 and 10% of both; 8% of 116,500 = 9,320 and 10% of it"},
		"shoes":  {"10000", "8030", "20%; 5% of 50,000 and 8% of 60,000 = 7,300 and 10% of it"},
	}
	for _, items := range [][]duty.Item{{shirts, shoes}, {shoes, shirts}} {
		s := duty.Shipment{From: in("CN"), To: in("JP"), On: day("2026-11-21"), Items: items, Regimes: []string{"jp-normal", "jp-normal"}}
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range a.Lines {
			w := want[line.ID]
			if line.Duty != money(w.duty, currency.JPY) || line.Tax() != money(w.tax, currency.JPY) {
				t.Errorf("%s, %s first: duty %v, tax %v; want %s and %s: %s", line.ID, items[0].ID, line.Duty, line.Tax(), w.duty, w.tax, w.reason)
			}
		}
		explained(t, s, tariff, regimes)
	}
}

// A levy of the tariff that is too small to be collected is explained with what
// it would be, and then with nothing.
func TestExplainMinCollect(t *testing.T) {
	tariff := load(t, staged)
	_, regimes := tables(t)
	s := duty.Shipment{From: in("CN"), To: in("JP"), On: day("2026-11-21"), Regimes: []string{"jp-normal"}, Items: []duty.Item{
		{Code: "640399", Origin: "CN", Quantity: 1}}}
	tests := []struct{ value, want string }{
		{"39980", "1999 JPY, 0 JPY"},
		{"40000", "2000 JPY"},
	}
	for _, test := range tests {
		s.Items[0].Value = money(test.value, currency.JPY)
		var said []string
		for _, step := range explained(t, s, tariff, regimes) {
			if strings.HasPrefix(step.Rule, "on all from China") {
				said = append(said, step.Outputs[0].Amount.String())
			}
		}
		if got := strings.Join(said, ", "); got != test.want {
			t.Errorf("steps of 5%% on %s JPY, at least 2,000: %s; want %s", test.value, got, test.want)
		}
	}
}
