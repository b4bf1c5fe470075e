package duty_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/locale"
)

func TestPrograms(t *testing.T) {
	programs, err := duty.DefaultPrograms()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		program     string
		origin      locale.Country
		on          string
		fits, known bool
		reason      string
	}{
		{"AU", "AU", "2026-11-21", true, true, "the symbol is the country"},
		{"AU", "NZ", "2026-11-21", false, true, "another"},
		{"S", "MX", "2026-11-21", true, true, "USMCA"},
		{"P+", "GT", "2026-11-21", true, true, "CAFTA-DR"},
		{"D", "KE", "2026-11-21", true, true, "AGOA until 2026-12-31"},
		{"D", "KE", "2027-01-01", false, true, "and no longer"},
		{"D", "UG", "2026-11-21", false, true, "Uganda lost it on 2024-01-01"},
		{"A", "BR", "2026-11-21", false, true, "GSP lapsed in 2020"},
		{"C", "FR", "2026-11-21", true, true, "civil aircraft, by use"},
		{"column2", "BY", "2022-04-09", true, true, "its first day"},
		{"column2", "BY", "2022-04-08", false, true, "the day before"},
		{"column2", "KP", "2001-01-01", true, true, "as far back as is known"},
		{"NP", "NP", "2026-11-21", false, false, "not confirmed by a source: not in the table"},
	}
	for _, test := range tests {
		if fits, known := programs.Fits("US", test.program, test.origin, day(test.on)); fits != test.fits || known != test.known {
			t.Errorf("%s from %s on %s: %v, %v (%s)", test.program, test.origin, test.on, fits, known, test.reason)
		}
	}
	own, err := duty.LoadPrograms(strings.NewReader("destination,program,name,origins,from,until,source,source_date,note\nUS,S,n,CA,,,law,2026-01-01,\nUS,NP,n,NP,,,law,2026-01-01,"))
	if err != nil {
		t.Fatal(err)
	}
	tariff, _ := readHTS(t)
	changed := tariff.WithPrograms(own)
	for origin, want := range map[locale.Country]int{"CA": 2, "MX": 1, "RU": 1} {
		levies, err := changed.Lookup("6109100004", origin, "US", day("2026-11-21"))
		if err != nil || len(levies) != want || levies[0].Kind != duty.MFN {
			t.Errorf("%s with other programmes: %s, %v", origin, told(levies), err)
		}
	}
	for reason, row := range map[string]string{
		"no such country": "US,S,n,XX,,,law,2026-01-01,", "no programme": "US,,n,CA,,,law,2026-01-01,", "two words": "US,S T,n,CA,,,law,2026-01-01,",
		"no source": "US,S,n,CA,,,,2026-01-01,", "ends first": "US,S,n,CA,2026-01-02,2026-01-01,law,2026-01-01,",
	} {
		_, err := duty.LoadPrograms(strings.NewReader("destination,program,name,origins,from,until,source,source_date,note\n" + row))
		var refused *duty.TableError
		if !errors.As(err, &refused) || refused.Line != 2 {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

// Without any programmes each row speaks for itself, and nobody is in column 2.
func TestNoPrograms(t *testing.T) {
	tariff, _ := readHTS(t)
	_, regimes := tables(t)
	for _, bare := range []*duty.Tariff{tariff.WithPrograms(nil), tariff.WithPrograms(&duty.Programs{})} {
		a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("US"), On: day("2025-10-01"), Items: []duty.Item{
			{ID: "a", Code: "6109100004", Origin: "RU", Value: money("1000", currency.USD), Quantity: 1, Claim: "AU"}}}, bare, regimes)
		if err != nil || !a.Duty.IsZero() {
			t.Errorf("%s, %v", a.Duty, err)
		}
	}
	joined, err := (&duty.Tariff{}).With(tariff)
	if err != nil {
		t.Fatal(err)
	}
	if levies, err := joined.Lookup("6109100004", "CN", "US", day("2025-10-01")); err != nil || len(levies) != 1 {
		t.Errorf("the zero tariff with another: %s, %v", told(levies), err)
	}
}
