package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
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

// What is charged on top counts when a short code is estimated, and column 2 is
// no reason to refuse.
func TestAssessShortCodesWithLayers(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"US,42021221,,mfn,20%,,trunks,,,law,2026-11-01,",
		"US,42021221,,column2,45%,,trunks,,,law,2026-11-01,",
		"US,42021260,,mfn,5.7%,,other,,,law,2026-11-01,",
		"US,42021260,,column2,40%,,other,,,law,2026-11-01,",
		"US,42021281,,mfn,4 USD / kg MIN 10%,,of fibres,,,law,2026-11-01,",
		"US,42021281,,column2,65%,,of fibres,,,law,2026-11-01,",
		"US,4202,CN,additional,25%,,Section 301,,,law,2026-11-01,",
		"US,4202126010,CN,remedy,30%,,anti-dumping,,,law,2026-11-01,",
		"US,,,tax,1%,,a tax,,,law,2026-11-01,",
		"US,42021289,,gap,,,a gap below,,,law,2026-11-01,",
	}, "\n"))
	_, regimes := tables(t)
	for _, test := range []struct {
		origin locale.Country
		way    duty.Ambiguous
		kg     string
		want   string // duty
		line   string
		reason string
	}{
		{"VN", duty.Lowest, "1", "57.00", "4202.12.60", "nothing on top"},
		{"VN", duty.Highest, "1", "200.00", "4202.12.21", "nothing on top"},
		{"VN", duty.Highest, "60", "240.00", "4202.12.81", "by weight"},
		{"VN", duty.Average, "1", "119.00", "", "(200 + 57 + 100) / 3"},
		{"CN", duty.Lowest, "1", "307.00", "4202.12.60", "25 % on top of 5.7 %"},
		{"CN", duty.Highest, "1", "607.00", "4202.12.60.10", "5.7 + 25 + 30 %, more than 20 + 25 %"},
		{"CN", duty.Average, "1", "428.50", "", "(450 + 307 + 607 + 350) / 4"},
		{"CU", duty.Lowest, "1", "400.00", "4202.12.60", "column 2"},
		{"CU", duty.Highest, "1", "650.00", "4202.12.81", "column 2"},
		{"CU", duty.Average, "1", "500.00", "", "column 2"},
	} {
		s := shirts("US", currency.USD, "1000")
		s.From = in("CN")
		s.Items[0].Code, s.Items[0].Origin, s.Ambiguous = "420212", test.origin, test.way
		s.Items[0].Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: dec(test.kg)}}
		// The same code beside it, and another weight: other lines may be taken.
		light := s.Items[0]
		light.ID, light.Quantities = "light", []duty.Quantity{{Unit: duty.Kilogram, Value: dec("1")}}
		s.Items = append(s.Items, light)
		a, err := duty.Assess(s, tariff, regimes)
		if err != nil {
			t.Errorf("%s %d: %v", test.origin, test.way, err)
			continue
		}
		said := strings.Join(a.Warnings, ";")
		if got := a.Lines[0].Duty.Text(); got != test.want || a.Accuracy != duty.Estimated ||
			!strings.Contains(said, "charged by "+test.line) || a.Lines[0].Tax().Text() != "10.00" {
			t.Errorf("%s %d: duty %s, tax %s, %q; want %s by %s (%s)", test.origin, test.way, got, a.Lines[0].Tax().Text(), said, test.want, test.line, test.reason)
		}
		if test.kg == "60" && a.Lines[1].Duty.Text() != "200.00" {
			t.Errorf("the light item: %s", a.Lines[1].Duty)
		}
		explained(t, s, tariff, regimes)
	}
}

// What a file lacks on the lines under a short code may be lacking.
func TestAssessShortCodesLack(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,64039996,,mfn,8%,,men's,,,law,2026-11-01,",
		"GB,64039998,,mfn,8%,,women's,,,law,2026-11-01,",
		"GB,64039998,,gap,,,a remedy,,,law,2026-11-01,",
	}, "\n"))
	_, regimes := tables(t)
	for code, want := range map[duty.Code]bool{"640399": true, "64039998": true, "6403999800": true, "64039996": false} {
		s := shirts("GB", currency.GBP, "1000")
		s.Items[0].Code = code
		a, err := duty.Assess(s, tariff, regimes)
		if got := strings.Contains(strings.Join(a.Warnings, ";"), "a remedy"); err != nil || got != want {
			t.Errorf("%s: %q, %v", code, a.Warnings, err)
		}
	}
	hts, _ := readHTS(t)
	s := shirts("US", currency.USD, "1000")
	s.From, s.On = in("CN"), may2025.AsOf
	for _, code := range []duty.Code{"610910", "61091000", "6109100004"} { // the footnote is on eight digits
		s.Items[0].Code = code
		a, err := duty.Assess(s, hts, regimes)
		if err != nil || !strings.Contains(strings.Join(a.Warnings, ";"), "9903.88.15") || a.Accuracy != duty.Estimated {
			t.Errorf("%s: %q, %v", code, a.Warnings, err)
		}
	}
}

// TestShortCodesThatCostTheSame: of lines with one duty the first is taken, and
// the warning says which way.
func TestShortCodesThatCostTheSame(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,61091010,,mfn,10%,,one,,,law,2026-11-01,",
		"GB,61091090,,mfn,1 GBP / kg,,another,,,law,2026-11-01,",
	}, "\n"))
	for way, word := range map[duty.Ambiguous]string{duty.Lowest: "lowest", duty.Highest: "highest"} {
		s := shirts("GB", currency.GBP, "100")
		s.Items[0].Code, s.Ambiguous = "610910", way
		s.Items[0].Quantities = []duty.Quantity{{Unit: duty.Kilogram, Value: dec("10")}}
		a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		if said := strings.Join(a.Warnings, ";"); err != nil || a.Duty != money("10", currency.GBP) || !strings.Contains(said, "charged by 6109.10.10, the "+word+" of 2 lines") {
			t.Errorf("%s: %v, %q (%v)", word, a.Duty, said, err)
		}
	}
}

// TestShortCodesBelowALayer: a row between the short code and its lines that has
// no normal duty is none of the lines; what it adds is charged on those below it.
func TestShortCodesBelowALayer(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,42021221,,mfn,20%,,trunks,,,law,2026-11-01,",
		"GB,42021260,CN,additional,25%,,on China,,,law,2026-11-01,",
		"GB,4202126010,,mfn,5%,,small,,,law,2026-11-01,",
		"GB,4202126020,,mfn,6%,,large,,,law,2026-11-01,",
		"GB,,,tax,10%,,a tax,,,law,2026-11-01,",
	}, "\n"))
	for _, tt := range []struct {
		way  duty.Ambiguous
		duty string
		says string
	}{
		{duty.Lowest, "20.00", "4202.12.21, the lowest of 3 lines"},
		{duty.Highest, "31.00", "4202.12.60.20, the highest of 3 lines"},
		{duty.Average, "27.00", "the average of 3 lines"}, // (20 + 30 + 31) / 3
	} {
		s := shirts("GB", currency.GBP, "100")
		s.Items[0].Code, s.Ambiguous = "420212", tt.way
		a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		if said := strings.Join(a.Warnings, ";"); err != nil || a.Duty != money(tt.duty, currency.GBP) || !strings.Contains(said, tt.says) || a.Tax != money("10", currency.GBP) || !a.Fees.IsZero() {
			t.Errorf("%v: duty %v, fees %v, tax %v, %q (%v); want %s, %s", tt.way, a.Duty, a.Fees, a.Tax, said, err, tt.duty, tt.says)
			continue
		}
		// An average is explained by all of its lines, another choice by the line alone.
		has := false
		for _, step := range explained(t, s, tariff, normalTo(t, "GB", "CIF")) {
			for _, x := range step.Outputs {
				has = has || x.Amount == money("5", currency.GBP)
			}
		}
		if has != (tt.way == duty.Average) {
			t.Errorf("%v: explained by the small ones: %t", tt.way, has)
		}
	}
}

// TestShortCodesBesideALayer: where nothing but a layer is known of a line under a
// short code, no choice among the lines is made.
func TestShortCodesBesideALayer(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,42021221,,mfn,20%,,trunks,,,law,2026-11-01,",
		"GB,42021222,,mfn,10%,,bags,,,law,2026-11-01,",
		"GB,42021260,CN,additional,25%,,on China,,,law,2026-11-01,",
	}, "\n"))
	s := shirts("GB", currency.GBP, "100")
	s.Items[0].Code, s.Ambiguous = "420212", duty.Highest
	var ambiguous *duty.AmbiguousCodeError
	if a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF")); !errors.As(err, &ambiguous) {
		t.Errorf("%v (%v)", a.Duty, err)
	}
}

// TestOldSources: a source of more than 366 days makes an estimate.
func TestOldSources(t *testing.T) {
	for _, tt := range []struct{ row, as, warns string }{
		{"GB,610910,,mfn,12%,,shirts,,,law,", "2025-11-20", ""},
		{"GB,610910,,mfn,12%,,shirts,,,law,", "2025-11-19", "the rate of GB for 6109.10 is as of 2025-11-19"},
		{"GB,,,additional,1%,,a levy on all goods,,,law,", "2025-11-19", "the rate of GB for a levy on all goods is as of 2025-11-19"},
	} {
		table := header + "GB,6109,,mfn,10%,,heading,,,law,2026-01-01,\n" + tt.row + tt.as + ","
		a, err := duty.Assess(shirts("GB", currency.GBP, "100"), load(t, table), normalTo(t, "GB", "CIF"))
		if said := strings.Join(a.Warnings, ";"); err != nil || said != tt.warns || (a.Accuracy == duty.Estimated) != (tt.warns != "") {
			t.Errorf("%s as of %s: %q (%v), want %q", tt.row, tt.as, said, err, tt.warns)
		}
	}
}
