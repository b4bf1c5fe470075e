package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

// TestConsignments: each consignment has its part of freight, inland freight and
// insurance, and counts what came before it, in any currency, and the others.
func TestConsignments(t *testing.T) {
	s := shirts("GB", currency.GBP, "100")
	s.Items = append(s.Items, s.Items[0])
	s.Items[1].From, s.Items[1].Value = in("CN"), money("50", currency.GBP)
	s.Freight, s.Inland, s.Insurance = money("9", currency.GBP), money("3", currency.GBP), money("1.50", currency.GBP)
	s.Earlier = duty.Earlier{Count: 1, Day: money("10", currency.EUR), Period: money("20", currency.EUR)}
	s.CustomsRates = fx(t, map[currency.Code]string{currency.GBP: "0.8542"})
	split, err := s.Consignments()
	if err != nil || len(split) != 2 {
		t.Fatalf("%+v (%v)", split, err)
	}
	for i, want := range []struct{ freight, inland, insurance, day, period string }{
		{"6.00", "2.00", "1.00", "58.54", "67.08"}, // 8.54 and 17.08 from before, and the other 50.00
		{"3.00", "1.00", "0.50", "108.54", "117.08"},
	} {
		own := &split[i].Shipment
		if got := []string{own.Freight.Text(), own.Inland.Text(), own.Insurance.Text(), own.Earlier.Day.Text(), own.Earlier.Period.Text()}; strings.Join(got, " ") !=
			strings.Join([]string{want.freight, want.inland, want.insurance, want.day, want.period}, " ") || own.Earlier.Count != 2 {
			t.Errorf("consignment %d: %v, %d before it; want %v and 2", i+1, got, own.Earlier.Count, want)
		}
	}
	s.Regimes = []string{"gb-normal"}
	if _, err := s.Consignments(); !errors.Is(err, duty.ErrShipment) {
		t.Errorf("one regime for two items: %v", err)
	}
}

// TestDeliveryAccuracy: a delivery is an estimate if one of its consignments is.
func TestDeliveryAccuracy(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,610910,,mfn,12%,,shirts,,,law,2026-01-01,",
		"GB,950300,,mfn,2%,,toys,,,law,2020-01-01,", // as of years ago
	}, "\n"))
	for code, want := range map[duty.Code]duty.Accuracy{"61091000": duty.Calculated, "950300": duty.Estimated} {
		s := shirts("GB", currency.GBP, "1000")
		s.Items = append(s.Items, s.Items[0])
		s.Items[1].From, s.Items[1].Code = in("CN"), code
		d, err := duty.AssessAll(s, tariff, normalTo(t, "GB", "CIF"))
		if err != nil || d.Accuracy != want || d.Assessments[0].Accuracy != duty.Calculated {
			t.Errorf("with %s: %s (%v), want %s", code, d.Accuracy, err, want)
		}
	}
}

// TestInsideTheUnion: why no duty is charged names the union only where the
// goods stay in it.
func TestInsideTheUnion(t *testing.T) {
	_, regimes := tables(t)
	for _, tt := range []struct {
		from, to locale.Country
		union    bool
	}{{"DE", "FR", true}, {"US", "US", false}} {
		s := shirts("FR", currency.EUR, "10")
		s.From, s.To = in(tt.from), in(tt.to)
		a, err := duty.Assess(s, nil, regimes)
		if err != nil {
			t.Fatal(err)
		}
		if source := a.Lines[0].Charges[0].Levy.Source; strings.Contains(source, "European Union") != tt.union || !strings.Contains(source, "no customs border") {
			t.Errorf("%s to %s: %s", tt.from, tt.to, source)
		}
	}
}

// TestExciseGoods: alcohol of headings 2203 to 2208 and tobacco of chapter 24 bear
// excise, which is not covered; vinegar and soft drinks beside them do not.
func TestExciseGoods(t *testing.T) {
	table := header
	for _, chapter := range []string{"12", "21", "22", "23", "24", "34"} {
		table += "GB," + chapter + ",,mfn,5%,,chapter,,,law,2026-01-01,\n"
	}
	tariff := load(t, table)
	for code, want := range map[duty.Code]bool{
		"220300": true, "220421": true, "220890": true, "240220": true, "240412": true,
		"220210": false, "220900": false, "230110": false, "210690": false, "120740": false, "340111": false,
	} {
		s := shirts("GB", currency.GBP, "1000")
		s.Items[0].Code = code
		a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		if got := strings.Contains(strings.Join(a.Warnings, ";"), "excise"); err != nil || got != want || (a.Accuracy == duty.Estimated) != want {
			t.Errorf("%s: %q (%v), want excise %t", s.Items[0].Code, a.Warnings, err, want)
		}
	}
}

func TestModeWords(t *testing.T) {
	for m := range duty.Sea + 2 {
		text, err := m.MarshalText()
		var back duty.Mode
		if known := m <= duty.Sea; (err == nil) != known || known && (back.UnmarshalText(text) != nil || back != m || m.String() != string(text)) || !known && m.String() != "mode(3)" {
			t.Errorf("%d: %q, %q (%v)", m, m, text, err)
		}
	}
}
