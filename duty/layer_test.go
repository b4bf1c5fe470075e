package duty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// related is the header of tables whose levies have to do with each other.
const related = "id,replaces,excludes," + header

func TestLayers(t *testing.T) {
	tariff := load(t, related+strings.Join([]string{
		",,,US,610910,,mfn,10%,,normal,,,law,2026-01-01,",
		"s122,,,US,,,additional,10%,,of all goods,2026-02-24,2026-07-23,law,2026-01-01,",
		"s301,,s122,US,6109,CN,additional,25%,,on China,2026-06-01,,law,2026-01-01,",
		"s232,mfn,additional,US,61,BR,additional,50%,,in place of all,,,law,2026-01-01,",
		"quota,,remedy,US,610910,,quota,5%,Q,within the quota,,,law,2026-01-01,",
		"safe,,,US,610910,,remedy,20%,,safeguard,2026-10-01,,law,2026-01-01,",
		"fee,,,US,,,fee,1%,,a fee,2026-10-01,,law,2026-01-01,",
		"vat,,,US,,,tax,2%,,a tax,2026-10-01,,law,2026-01-01,",
		"own,,,US,61,,additional,3%,,beside,2026-10-01,,law,2026-01-01,",
		",mfn,,US,62,,mfn,7%,,a ruling for the chapter,,,law,2026-01-01,",
		",,,US,620520,,mfn,19%,,official,,,law,2026-01-01,",
	}, "\n"))
	tests := []struct {
		code         duty.Code
		origin       locale.Country
		on, want     string
		claim, total string // charged on 1000 USD
		reason       string
	}{
		{"610910", "CN", "2026-01-15", "mfn:10%@610910", "", "100", "before all layers"},
		{"610910", "CN", "2026-03-01", "mfn:10%@610910 additional:10%@", "", "200", "a layer of all goods stacks"},
		{"610910", "CN", "2026-06-15", "mfn:10%@610910 additional:25%@6109", "", "350", "one excludes the other on the days of both"},
		{"610910", "CN", "2026-08-01", "mfn:10%@610910 additional:25%@6109", "", "350", "the other has ended"},
		{"610910", "IN", "2026-06-15", "mfn:10%@610910 additional:10%@", "", "200", "an origin that nothing excludes"},
		{"610910", "BR", "2026-06-15", "additional:50%@61", "", "500", "it replaces the normal duty and excludes the rest"},
		{"610910", "IN", "2026-11-01", "mfn:10%@610910 remedy:20%@610910 additional:3%@61 fee:1%@ tax:2%@", "", "", "fees behind duties, taxes last"},
		{"620520", "IN", "2026-03-15", "mfn:7%@62 additional:10%@", "", "170", "a row that replaces mfn stands in, whatever the length of codes"},
	}
	_, regimes := tables(t)
	for _, test := range tests {
		levies, err := tariff.Lookup(test.code, test.origin, "US", day(test.on))
		got := strings.ReplaceAll(told(levies), " quota:5%@610910(Q)", "")
		if err != nil || got != test.want {
			t.Errorf("%s from %s on %s: %s, %v; want %s (%s)", test.code, test.origin, test.on, got, err, test.want, test.reason)
		}
		if test.total == "" {
			continue
		}
		a, err := duty.Assess(duty.Shipment{From: in(test.origin), To: in("US"), On: day(test.on), Regimes: []string{"us-normal"}, Items: []duty.Item{
			{ID: "a", Code: test.code, Origin: test.origin, Value: money("1000", currency.USD), Quantity: 1, Claim: test.claim}}}, tariff, regimes)
		if err != nil || a.Duty != money(test.total, currency.USD) {
			t.Errorf("%s from %s on %s: %s, %v; want %s (%s)", test.code, test.origin, test.on, a.Duty, err, test.total, test.reason)
		}
	}
	// A quota is claimed, and then excludes the safeguard: the duty calculator of
	// the United Kingdom counts so (case uk-full-quota).
	for claim, kinds := range map[string]string{"": "mfn remedy additional", "Q": "quota additional"} {
		a, err := duty.Assess(duty.Shipment{From: in("IN"), To: in("US"), On: day("2026-11-01"), Regimes: []string{"us-normal"}, Items: []duty.Item{
			{ID: "a", Code: "610910", Origin: "IN", Value: money("1000", currency.USD), Quantity: 1, Claim: claim}}}, tariff, regimes)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range a.Lines[0].Charges {
			if c.Levy.Kind != duty.Fee && c.Levy.Kind != duty.Tax {
				got = append(got, string(c.Levy.Kind))
			}
		}
		if strings.Join(got, " ") != kinds {
			t.Errorf("claiming %q: %q, want %s", claim, got, kinds)
		}
	}
}

func TestLayersInCircles(t *testing.T) {
	row := func(id, replaces, excludes, code, origin, kind, from, until string) string {
		return strings.Join([]string{id, replaces, excludes, "US", code, origin, kind, "1%", "", "n" + id, from, until, "law", "2026-01-01", ""}, ",")
	}
	tests := []struct {
		rows   []string
		line   int // 0 = accepted
		reason string
	}{
		{[]string{row("a", "b", "", "6109", "", "additional", "", ""), row("b", "a", "", "6109", "", "additional", "", "")}, 3, "two replace each other"},
		{[]string{row("a", "b", "", "61", "", "additional", "", ""), row("b", "", "c", "610910", "", "additional", "", ""), row("c", "a", "", "6109", "", "remedy", "", "")}, 4, "three, of different breadth"},
		{[]string{row("a", "b", "", "", "", "additional", "", ""), row("b", "a", "", "610910", "", "additional", "", "")}, 3, "one of them on all goods"},
		{[]string{row("a", "b", "", "6109", "", "additional", "", ""), row("b", "c", "", "6109", "", "additional", "", ""), row("c", "b", "", "6109", "", "remedy", "", "")}, 4, "a way into a circle is none of it"},
		{[]string{row("a", "", "remedy", "6109", "", "remedy", "", ""), row("b", "", "remedy", "6109", "", "remedy", "", "")}, 3, "each excludes the other's kind"},
		{[]string{row("a", "", "remedy", "6109", "", "remedy", "", ""), row("b", "", "", "6109", "", "remedy", "", "")}, 0, "one excludes the others of its own kind"},
		{[]string{row("a", "b", "", "6109", "", "additional", "", "2026-06-30"), row("b", "a", "", "6109", "", "additional", "2026-07-01", "")}, 0, "never on one day"},
		{[]string{row("a", "b", "", "6109", "CN", "additional", "", ""), row("b", "a", "", "6109", "IN", "additional", "", "")}, 0, "never of one origin"},
		{[]string{row("a", "b", "", "6109", "", "additional", "", ""), row("b", "a", "", "6110", "", "additional", "", "")}, 0, "never on one line"},
		{[]string{row("a", "b", "", "6109", "", "additional", "", ""), row("b", "c", "", "6109", "", "additional", "", ""), row("c", "", "", "6109", "", "additional", "", "")}, 0, "a chain"},
	}
	for _, test := range tests {
		_, err := duty.LoadTariff(strings.NewReader(related + strings.Join(test.rows, "\n")))
		var refused *duty.TableError
		if test.line == 0 && err != nil || test.line != 0 && (!errors.As(err, &refused) || refused.Line != test.line || !strings.Contains(err.Error(), "circle")) {
			t.Errorf("%s: %v, want line %d", test.reason, err, test.line)
		}
		if test.reason == "a way into a circle is none of it" && strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", test.reason, err)
		}
	}
	// In a chain the last stands: what is replaced replaces nothing.
	tariff := load(t, related+strings.Join(append(tests[len(tests)-1].rows, ",,,US,6109,,mfn,5%,,n,,,law,2026-01-01,"), "\n"))
	levies, err := tariff.Lookup("610910", "CN", "US", day("2026-11-21"))
	if err != nil || len(levies) != 3 || levies[1].ID != "a" || levies[2].ID != "c" {
		t.Errorf("a chain: %v, %v", levies, err)
	}
}

// TestWithNamesLines: what a table laid over another contradicts is told by its
// own line, wherever the other has it.
func TestWithNamesLines(t *testing.T) {
	below := load(t, header+"US,6110,,mfn,1%,,n,,,law,2026-01-01,\nUS,6111,,mfn,1%,,n,,,law,2026-01-01,\nUS,6109,,mfn,16%,,n,,,law,2026-01-01,")
	_, err := below.With(load(t, header+"US,6109,,mfn,5%,,mine,,,me,2026-01-01,"))
	var refused *duty.TableError
	if want := `line 2: mfn 6109 to US is in force on the same days as line 4 of the table below: one with an id that replaces "mfn" takes its place: invalid table`; !errors.As(err, &refused) ||
		refused.Line != 2 || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	instead := load(t, "id,replaces,"+header+"mine,mfn,US,6109,,mfn,5%,,mine,,,me,2026-01-01,")
	joined, err := below.With(instead)
	if err != nil {
		t.Fatal(err)
	}
	levies, err := joined.Lookup("610910", "CN", "US", day("2026-11-21"))
	if err != nil || len(levies) == 0 || levies[0].Rate.String() != "5%" {
		t.Errorf("%s, %v", told(levies), err)
	}
	// Of three tables, both below are below.
	_, err = joined.With(load(t, header+"US,6111,,mfn,5%,,mine,,,me,2026-01-01,"))
	if !errors.As(err, &refused) || refused.Line != 2 || !strings.Contains(err.Error(), "line 3 of the table below") {
		t.Errorf("%v", err)
	}
}

func TestWith(t *testing.T) {
	official, _ := readHTS(t)
	gb := load(t, header+"GB,610910,,mfn,12%,,British,,,law,2026-01-01,")
	layer := load(t, "id,"+header+"x,US,6109,CN,additional,7.5%,,layer,,,law,2024-01-01,")
	joined, err := official.With(gb, layer, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(joined.Jurisdictions(), " "); got != "GB US" || !joined.Complete("US") || joined.Complete("GB") {
		t.Errorf("jurisdictions %s", got)
	}
	if joined.AsOf() != day("2024-01-01") {
		t.Errorf("as of %s", joined.AsOf())
	}
	levies, err := joined.Lookup("6109100004", "CN", "US", day("2025-06-01"))
	if err != nil || told(levies) != "mfn:16.5%@61091000 additional:7.5%@6109" {
		t.Errorf("%s, %v", told(levies), err)
	}
	if levies, err := official.Lookup("6109100004", "CN", "US", day("2025-06-01")); err != nil || len(levies) != 1 {
		t.Errorf("With changed what it was called on: %v, %v", levies, err)
	}
	for _, test := range []struct {
		table, want, reason string
	}{
		{header + "US,61091000,,mfn,12%,,other,,,law,2026-01-01,", "line 27", "the official file has the line: its row is named"},
		{header + "US,61091000,,preference,1%,AU,other,,,law,2026-01-01,", "in force on the same days", "a programme of a list"},
		{"id,excludes," + header + "y,x,US,6109,CN,additional,1%,,y,,,law,2026-01-01,\nx,y,US,6109,CN,remedy,1%,,x,,,law,2026-01-01,", "", "a circle"},
	} {
		other, err := duty.LoadTariff(strings.NewReader(test.table))
		if err == nil {
			_, err = official.With(other)
		}
		var refused *duty.TableError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.reason, err, test.want)
		}
	}
	if _, err := official.With(official); !errors.Is(err, duty.ErrTable) {
		t.Errorf("two complete tariffs: %v", err)
	}
}

func TestStale(t *testing.T) {
	tariff, _ := readHTS(t)
	if err := tariff.Stale("US", day("2025-08-23"), 90); err != nil {
		t.Errorf("just 90 days: %v", err)
	}
	var stale *duty.StaleError
	if err := tariff.Stale("US", day("2025-08-24"), 90); !errors.As(err, &stale) || !errors.Is(err, duty.ErrStale) {
		t.Errorf("91 days: %v", err)
	}
	if err := load(t, header+"US,61,,mfn,1%,,n,,,s,,").Stale("US", day("2025-08-24"), 90); !errors.Is(err, duty.ErrStale) {
		t.Errorf("no date: %v", err)
	}
	if err := tariff.Stale("DE", day("2025-08-24"), 90); !errors.Is(err, duty.ErrNoTariff) {
		t.Errorf("no rows: %v", err)
	}
}

func TestLoadTariffComplete(t *testing.T) {
	tariff := load(t, header+"NO,,,complete,,,all lines,,,tolltariffen,2026-01-01,\nNO,61091000,,mfn,10.7%,,n,,,law,2026-01-01,\nNO,610990,,mfn,5%,,n,,,law,2026-01-01,")
	for code, ok := range map[duty.Code]bool{"61091000": true, "610910": true, "6109100010": true, "61099010": false, "61099000": true, "851830": false} {
		if _, err := tariff.Lookup(code, "CN", "NO", day("2026-11-21")); (err == nil) != ok {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, test := range []struct{ table, column, reason string }{
		{"base," + header + "vat,US,61,,tax,1%,,n,,,s,,", "base", "no such component"},
		{"uplift," + header + "-1,US,61,,tax,1%,,n,,,s,,", "uplift", "below zero"},
		{"inside," + header + "x,US,61,,tax,1%,,n,,,s,,", "inside", "neither yes nor empty"},
		{"min_collect," + header + "5,US,61,,tax,1%,,n,,,s,,", "min_collect", "no currency"},
		{"min_collect," + header + "0 USD,US,61,,tax,1%,,n,,,s,,", "min_collect", "zero"},
		{"id," + header + "a b,US,61,,tax,1%,,n,,,s,,", "id", "a space"},
		{header + "US,,,mfn,1%,,n,,,s,,", "code", "a normal duty of all goods"},
		{header + "US,61,,complete,,,n,,,s,,", "code", "complete is of all"},
		{header + "US,61,,quota,1%,,n,,,s,,", "program", "a quota is claimed"},
	} {
		_, err := duty.LoadTariff(strings.NewReader(test.table))
		var refused *duty.TableError
		if !errors.As(err, &refused) || refused.Column != test.column || refused.Line != 2 {
			t.Errorf("%s: %v", test.reason, err)
		}
	}
}

// TestMostLayers: 63 levies on top of the duty on goods are settled, one more is
// refused.
func TestMostLayers(t *testing.T) {
	for n, want := range map[int]error{63: nil, 64: duty.ErrTable} {
		rows := []string{",,,US,6109,,mfn,5%,,normal,,,law,2026-01-01,"}
		for i := range n {
			replaces := ""
			if i == 0 {
				replaces = "l1"
			}
			rows = append(rows, fmt.Sprintf("l%d,%s,,US,6109,,additional,1%%,,n%d,,,law,2026-01-01,", i, replaces, i))
		}
		levies, err := load(t, related+strings.Join(rows, "\n")).Lookup("610910", "CN", "US", day("2026-11-21"))
		if !errors.Is(err, want) || err == nil && len(levies) != n {
			t.Errorf("%d levies: %d are charged (%v)", n, len(levies), err)
		}
	}
}

// TestLayersOfOneOrigin: of two rows of one levy on the same goods that for their
// origin applies, whichever comes first.
func TestLayersOfOneOrigin(t *testing.T) {
	rows := []string{"ad,,,US,6109,,remedy,5%,,any,,,law,2026-01-01,", "ad,,,US,6109,CN,remedy,10%,,China,,,law,2026-01-01,", ",,,US,6109,,mfn,1%,,normal,,,law,2026-01-01,"}
	for range 2 {
		rows[0], rows[1] = rows[1], rows[0]
		tariff := load(t, related+strings.Join(rows, "\n"))
		for origin, want := range map[locale.Country]string{"CN": "mfn:1%@6109 remedy:10%@6109", "IN": "mfn:1%@6109 remedy:5%@6109"} {
			if levies, err := tariff.Lookup("610910", origin, "US", day("2026-11-21")); err != nil || told(levies) != want {
				t.Errorf("from %s: %s (%v), want %s", origin, told(levies), err, want)
			}
		}
	}
}

// TestPreferencesSideBySide: preferences of several programmes stand beside each
// other, and a claim finds its own; what no row grants is refused.
func TestPreferencesSideBySide(t *testing.T) {
	tariff := load(t, header+strings.Join([]string{
		"GB,610910,,mfn,12%,,normal,,,law,2026-01-01,",
		"GB,610910,KR,preference,2%,FTA,by agreement,,,law,2026-01-01,",
		"GB,610910,KR,preference,3%,GSP,general,,,law,2026-01-01,",
		"GB,61,KR,preference,7%,FTA GSP,both for the chapter,,,law,2026-01-01,",
		"GB,61,KR,preference,8%,OTHER,another for the chapter,,,law,2026-01-01,",
	}, "\n"))
	for claim, want := range map[string]string{"": "12.00", "FTA": "2.00", "GSP": "3.00", "OTHER": "8.00", "NONE": ""} {
		s := shirts("GB", currency.GBP, "100")
		s.Items[0].Origin, s.Items[0].Claim = "KR", claim
		a, err := duty.Assess(s, tariff, normalTo(t, "GB", "CIF"))
		var none *duty.NoPreferenceError
		if want == "" && !errors.As(err, &none) || want != "" && (err != nil || a.Duty.Text() != want) {
			t.Errorf("claiming %q: %v (%v), want %s", claim, a.Duty, err, want)
		}
	}
}

// TestProgrammesInPeriods: a country that had a programme, lost it and has it again
// may claim it on the days of both.
func TestProgrammesInPeriods(t *testing.T) {
	programs, err := duty.LoadPrograms(strings.NewReader("destination,program,name,origins,from,until,source,source_date,note\n" +
		"US,P,n,KE,2020-01-01,2020-12-31,law,2026-01-01,\nUS,P,n,KE,2026-01-01,,law,2026-01-01,\nUS,ANY,n,*,2026-01-01,,law,2026-01-01,"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		program string
		origin  locale.Country
		on      string
		want    bool
	}{
		{"P", "KE", "2019-12-31", false}, {"P", "KE", "2020-12-31", true}, {"P", "KE", "2021-01-01", false}, {"P", "KE", "2026-01-01", true}, {"P", "IN", "2026-01-01", false},
		{"ANY", "IN", "2026-01-01", true}, {"ANY", "IN", "2025-12-31", false},
	} {
		if fits, known := programs.Fits("US", tt.program, tt.origin, day(tt.on)); fits != tt.want || !known {
			t.Errorf("%s of %s on %s: %t, known %t", tt.program, tt.origin, tt.on, fits, known)
		}
		tariff := load(t, header+"US,610910,,mfn,12%,,normal,,,law,2026-01-01,\nUS,610910,,preference,2%,"+tt.program+",less,,,law,2026-01-01,").WithPrograms(programs)
		want := map[bool]int{false: 1, true: 2}[tt.want]
		if levies, err := tariff.Lookup("610910", tt.origin, "US", day(tt.on)); err != nil || len(levies) != want {
			t.Errorf("%s of %s on %s: %s (%v), want %d", tt.program, tt.origin, tt.on, told(levies), err, want)
		}
	}
	if none := (*duty.Programs)(nil); programs.AsOf() != day("2026-01-01") || none.AsOf() != 0 {
		t.Errorf("as of %v, and none of %v", programs.AsOf(), none.AsOf())
	}
}

// TestUnknownCodes: a code that is not in the Harmonized System is refused, but
// where an official file, which knows all of its codes, has it.
func TestUnknownCodes(t *testing.T) {
	tariff := load(t, header+"GB,610910,,mfn,12%,,normal,,,law,2026-01-01,")
	if _, err := tariff.Lookup("990301", "CN", "GB", day("2026-11-21")); !errors.Is(err, duty.ErrUnknownCode) {
		t.Errorf("chapter 99: %v", err)
	}
	official, _ := readHTS(t)
	if _, err := official.Lookup("61171020", "CN", "US", day("2026-11-21")); !errors.Is(err, duty.ErrNoTariff) || !strings.Contains(err.Error(), "has none such under 61") {
		t.Errorf("a line that the file has not: %v", err)
	}
}

// TestAmbiguousCodesAreListed: the first eight lines, and that there are more.
func TestAmbiguousCodesAreListed(t *testing.T) {
	e := &duty.AmbiguousCodeError{Code: "610910", Origin: "CN", Dest: "GB", On: day("2026-11-21")}
	for i := range 9 {
		e.Lines = append(e.Lines, duty.Levy{Code: duty.Code(fmt.Sprintf("6109101%d", i)), Name: "line", Rate: mustRate(t, "5%")})
	}
	e.Lines[1].Rate, e.Lines[1].Prose = duty.Rate{}, "see the note"
	text := e.Error()
	if !strings.Contains(text, "6109.10.17 (line: 5%); …") || strings.Contains(text, "6109.10.18") || !strings.Contains(text, "6109.10.11 (line: see the note)") {
		t.Error(text)
	}
	e.Lines = e.Lines[:8]
	if text := e.Error(); strings.Contains(text, "…") {
		t.Error(text)
	}
}

// TestMostProgrammes: a table of programmes has up to 500,000 rows.
func TestMostProgrammes(t *testing.T) {
	race.Alone(t)
	rows := strings.Repeat("US,P,n,,,,s,,\n", 500_001)
	var refused *duty.TableError
	_, err := duty.LoadPrograms(strings.NewReader("destination,program,name,origins,from,until,source,source_date,note\n" + rows))
	if !errors.As(err, &refused) || refused.Line != 500_002 { // the header is line 1
		t.Errorf("one more: %v", err)
	}
}

// TestTooManyPairs: levies that replace others are compared with all that may be
// charged on the same goods, up to 20 million pairs: 4,472 such rows of one code
// are few enough, 4,473 are not.
func TestTooManyPairs(t *testing.T) {
	race.Alone(t)
	rows := make([]duty.Levy, 4473)
	for i := range rows {
		rows[i] = duty.Levy{ID: fmt.Sprintf("levy-%d", i), Jurisdiction: "US", Code: "6109", Kind: duty.Additional, Name: fmt.Sprintf("levy %d", i),
			Rate: parsed("1%"), Replaces: "another", Source: "law", From: day("2026-01-01")}
	}
	_, err := duty.NewTariff(rows)
	var refused *duty.TableError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "too many levies on 6109 replace or exclude others") {
		t.Errorf("%d rows: %v", len(rows), err)
	}
	if _, err := duty.NewTariff(rows[1:]); err != nil {
		t.Errorf("one row less: %v", err)
	}
}

// TestLayerInProse: what the official file words in prose is not charged as if it
// were not there, whether it comes on top of the duty first or second.
func TestLayerInProse(t *testing.T) {
	normal := duty.Levy{Jurisdiction: "US", Code: "610910", Kind: duty.MFN, Name: "shirts", Rate: parsed("12%"), Source: "law", From: day("2026-01-01")}
	plain := duty.Levy{ID: "plain", Jurisdiction: "US", Code: "610910", Kind: duty.Additional, Name: "plain", Rate: parsed("7%"), Source: "law", From: day("2026-01-01")}
	prose := duty.Levy{ID: "prose", Jurisdiction: "US", Code: "610910", Kind: duty.Additional, Name: "prose", Prose: "See 9903.01.25", Source: "law", From: day("2026-01-01")}
	for reason, rows := range map[string][]duty.Levy{"alone": {normal, prose}, "after another": {normal, plain, prose}, "before another": {normal, prose, plain}} {
		tariff, err := duty.NewTariff(rows)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tariff.Lookup("610910", "CN", "US", day("2026-11-21"))
		var refused *duty.ProseError
		if !errors.As(err, &refused) || refused.Prose != prose.Prose || refused.Kind != duty.Additional {
			t.Errorf("%s: %v", reason, err)
		}
	}
}
