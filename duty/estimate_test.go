package duty_test

import (
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
)

// One known line under a short code is not all of them, unless its own digits
// are zeros.
func TestAssessOneKnownLine(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,85183090,,mfn,2%,,one line,,,law,2026-11-01,",
		"GB,61091000,,mfn,12%,,all of the subheading,,,law,2026-11-01,",
		"GB,64039996,,mfn,8%,,men's,,,law,2026-11-01,",
		"GB,64039998,,mfn,8%,,women's,,,law,2026-11-01,",
		"GB,85183090,KR,preference,Free,FTA,preference,,,law,2026-11-01,",
	}, "\n"))
	_, regimes := tables(t)
	for _, test := range []struct {
		code   duty.Code
		claim  string
		warns  bool
		reason string
	}{
		{"851830", "", true, "8518.30 has other lines, of which nothing is known"},
		{"85183090", "", false, "the line itself"},
		{"8518309090", "", false, "a longer code finds its line"},
		{"610910", "", false, "zeros: not divided"},
		{"640399", "", false, "two that agree"},
	} {
		s := shirts("GB", currency.GBP, "1000")
		s.Items[0].Code, s.Items[0].Origin, s.Items[0].Claim = test.code, "KR", test.claim
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Errorf("%s: %v", test.code, err)
			continue
		}
		if got := strings.Contains(strings.Join(a.Warnings, ";"), "8518.30 is too short for the tariff of GB: charged by 8518.30.90"); got != test.warns || got != (a.Accuracy == duty.Estimated) {
			t.Errorf("%s: %s, %q: %s", test.code, a.Accuracy, a.Warnings, test.reason)
		}
	}
}

func TestAssessJapaneseRelief(t *testing.T) {
	starter, regimes := tables(t)
	for _, test := range []struct {
		code, on, regime, warns string
	}{
		{"610910", "2026-11-21", "jp-normal", ""},         // knitwear: Order No. 155 of 1954, Art. 16-3
		{"640399", "2026-11-21", "jp-normal", ""},         // leather shoes
		{"851830", "2026-11-21", "jp-10000-relief", "60"}, // the value is contested
		{"640411", "2026-11-21", "jp-10000-relief", ""},   // sports shoes are not listed
		{"420212", "2026-11-21", "jp-10000-relief", ""},   // nor bags of plastic or textile
		{"851830", "2028-03-31", "jp-10000-relief", ""},
		{"851830", "2028-04-01", "jp-10000-after", "not settled"},
	} {
		s := shirts("JP", currency.JPY, "9000")
		s.Items[0].Code, s.On, s.Ambiguous = duty.Code(test.code), day(test.on), duty.Highest
		s.Items[0].Quantities = []duty.Quantity{{Unit: "pair", Value: dec("1")}}
		a, err := duty.Assess(s, starter, regimes)
		if err != nil || a.Regime.ID != test.regime || !strings.Contains(strings.Join(a.Warnings, ";"), test.warns) {
			t.Errorf("%s on %s: %s, %q (%v), want %s", test.code, test.on, a.Regime.ID, a.Warnings, err, test.regime)
		}
	}
}
