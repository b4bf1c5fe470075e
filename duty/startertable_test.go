package duty_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// starterDay is a day on which the starter table is asked.
const starterDay = "2026-11-21"

// Each row of the starter table answers for itself.
func TestStarterRows(t *testing.T) {
	tariff, _ := tables(t)
	if tariff.AsOf().IsZero() {
		t.Error("no date")
	}
	on := day("2026-11-21")
	products := []duty.Code{"610910", "640399", "910211", "490199", "330499", "851830"}
	for _, dest := range []locale.Country{"DE", "FR", "GB", "CH", "NO", "JP", "AU", "CA", "US"} {
		for _, code := range products {
			levies, err := tariff.Lookup(code, "CN", dest, on)
			var ambiguous *duty.AmbiguousCodeError
			switch {
			case dest == "AU" && code == "330499":
				if !errors.Is(err, duty.ErrNoTariff) {
					t.Errorf("%s to %s: %v, want none: no source was found", code, dest, err)
				}
			case errors.As(err, &ambiguous):
				t.Logf("%s to %s: %d lines", code, dest, len(ambiguous.Lines))
			case err != nil:
				t.Errorf("%s to %s: %v", code, dest, err)
			case levies[0].Kind != duty.MFN || levies[0].Source == "" || levies[0].SourceDate.IsZero():
				t.Errorf("%s to %s: %+v", code, dest, levies[0])
			}
		}
	}
	for _, test := range []struct {
		code duty.Code
		dest locale.Country
		want string
	}{
		{"610910", "DE", "12%"},
		{"610910", "GB", "12%"},
		{"610910", "US", "16.5%"},
		{"610910", "NO", "10.7%"},
		{"610910", "CH", "Free"},
		{"610910", "CA", "18%"},
		{"610910", "AU", "5%"},
		{"6109100200", "JP", "7.4%"},
		{"6403990150", "JP", "30% MIN 4300 JPY / pair"},
		{"64039996", "FR", "8%"},
		{"64039990", "US", "10%"},
		{"910211", "FR", "4.5% MIN 0.3 EUR / item MAX 0.8 EUR / item"},
		{"910211", "GB", "0.2 GBP / item"},
		{"91021110", "US", "0.44 USD / item + 6% of case + 14% of strap + 5.3% of battery"},
		{"851830", "JP", "Free"},
	} {
		levies, err := tariff.Lookup(test.code, "CN", test.dest, on)
		if err != nil || levies[0].Rate.String() != test.want {
			t.Errorf("%s to %s: %v, %v; want %s", test.code, test.dest, levies, err, test.want)
		}
	}
}

// sold is what the starter table has the tariffs of the United States, of Great
// Britain and of the European Union for: how many subheadings of what.
var sold = []struct {
	goods    string
	headings string // prefixes of their codes
	least    int
}{
	{"clothing, knitted", "61", 25},
	{"clothing, not knitted", "62", 25},
	{"home textiles", "57 63", 6},
	{"shoes, hats and umbrellas", "64 65 66", 12},
	{"bags", "4202", 6},
	{"watches", "91", 5},
	{"jewellery", "71", 4},
	{"cosmetics", "33 34", 15},
	{"toys and games", "9503 9504 9505", 5},
	{"books and paper", "48 49", 6},
	{"electronics", "8471 8473 8504 8507 8517 8518 8523 8525 8526 8527 8528 8544", 18},
	{"furniture", "9401 9403 9404", 10},
	{"sports", "9506 9507 8712 8711", 12},
	{"kitchen", "3924 4419 6911 6912 7013 7323 7615 82 8509 8516", 15},
	{"food supplements", "2106 2936", 3},
	{"coffee and tea", "0901 0902 2101", 9},
}

// starterHeadings returns the subheadings that the starter table has the tariff
// of the United States for: the other two follow them.
func starterHeadings(t *testing.T) map[duty.Code]bool {
	t.Helper()
	headings := map[duty.Code]bool{}
	for _, row := range starterRecords(t) {
		if row[0] == "US" && row[3] == "mfn" {
			headings[duty.Code(row[1][:6])] = true
		}
	}
	return headings
}

// starterRecords returns the rows of the table as they stand in the file.
func starterRecords(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile("data/tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// What shops sell most is in the table for the three largest tariffs: each
// subheading has a rate or is told apart by its national lines, and none is
// taken for the only line that is known.
func TestStarterCovers(t *testing.T) {
	tariff, _ := tables(t)
	headings := starterHeadings(t)
	if len(headings) < 200 {
		t.Errorf("%d subheadings", len(headings))
	}
	for _, s := range sold {
		n := 0
		for code := range headings {
			for prefix := range strings.FieldsSeq(s.headings) {
				if strings.HasPrefix(string(code), prefix) {
					n++
				}
			}
		}
		if n < s.least {
			t.Errorf("%s: %d subheadings, want %d", s.goods, n, s.least)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(headings)) {
		for _, dest := range []locale.Country{"US", "GB", "DE"} {
			levies, err := tariff.Lookup(code, "CN", dest, day(starterDay))
			var ambiguous *duty.AmbiguousCodeError
			switch {
			case errors.As(err, &ambiguous):
				if len(ambiguous.Lines) < 2 {
					t.Errorf("%s to %s: %v", code, dest, err)
				}
			case err != nil:
				t.Errorf("%s to %s: %v", code, dest, err)
			case len(levies[0].Code) > 6 && strings.Trim(string(levies[0].Code[6:]), "0") != "" && oneLine(t, code, dest) && !(dest == "DE" && meursing[code]):
				t.Errorf("%s to %s: %s is taken for all lines", code, dest, levies[0].Code)
			}
		}
	}
}

// oneLine reports whether a table has one row only under a subheading.
func oneLine(t *testing.T, code duty.Code, dest locale.Country) bool {
	n := 0
	for _, row := range starterRecords(t) {
		if row[0] == starterJurisdiction(dest) && row[3] == "mfn" && strings.HasPrefix(row[1], string(code)) {
			n++
		}
	}
	return n == 1
}

// meursing are the subheadings of which the table has one line to the Union:
// the other bears an agricultural component, which no rate can say.
var meursing = map[duty.Code]bool{"210610": true}

// What the table is known to lack for goods to the United States goes by the day
// and by the origin.
func TestStarterGaps(t *testing.T) {
	tests := []struct {
		origin    locale.Country
		on        string
		has, lack string
		reason    string
	}{
		{"CN", "2026-11-21", "9903.05.20; lists of Section 301", "Section 122; Brazil; Emergency", "Section 301 twice"},
		{"BR", "2026-11-21", "25% on goods of Brazil", "China; Canada", "the duty on one origin"},
		{"BR", "2026-07-21", "Section 122", "25% on goods of Brazil; 9903.05.20", "the day before it began"},
		{"CA", "2026-11-21", "Section 338", "China", "another origin"},
		{"VN", "2026-07-23", "Section 122", "9903.05.20", "its last day"},
		{"VN", "2026-07-24", "9903.05.20", "Section 122", "the first day of what followed"},
		{"VN", "2025-11-21", "Emergency Economic Powers", "Section 122; 9903.05.20", "what came before both"},
	}
	for _, test := range tests {
		s := shirts("US", currency.USD, "1000")
		s.From, s.On = in(test.origin), day(test.on)
		for i := range s.Items {
			s.Items[i].Origin = test.origin
		}
		a := assess(t, s, nil)
		text := strings.Join(a.Warnings, "; ")
		for part := range strings.SplitSeq(test.has, "; ") {
			if !strings.Contains(text, part) {
				t.Errorf("%s on %s: %q lacks %q (%s)", test.origin, test.on, text, part, test.reason)
			}
		}
		for part := range strings.SplitSeq(test.lack, "; ") {
			if strings.Contains(text, part) {
				t.Errorf("%s on %s: %q has %q (%s)", test.origin, test.on, text, part, test.reason)
			}
		}
		if a.Accuracy != duty.Estimated {
			t.Errorf("%s on %s: %s", test.origin, test.on, a.Accuracy)
		}
	}
}

// What is not in the table is an error that says how to load the official file.
func TestStarterLacks(t *testing.T) {
	tariff, _ := tables(t)
	for _, test := range []struct {
		dest   locale.Country
		want   string
		reason string
	}{
		{"US", "ReadHTS", "its export has a reader"},
		{"GB", "ReadUKTariff", "its file has a reader"},
		{"FR", "ReadUKTariff", "the same file has the Common External Tariff"},
		{"JP", "LoadTariff", "a table of the shop's own"},
	} {
		_, err := tariff.Lookup("010121", "CN", test.dest, day(starterDay))
		if !errors.Is(err, duty.ErrNoTariff) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("horses to %s: %v, want a word of %s (%s)", test.dest, err, test.want, test.reason)
		}
	}
}

// Each line of the official files under the table's subheadings has in the
// table the rate that it has there, and the table has no line that they lack.
func TestStarterAgainstFiles(t *testing.T) {
	race.Alone(t)
	headings := starterHeadings(t)
	hts, _, err := duty.ReadHTS(shared(t, "us-hts-2025-05.json.gz"), duty.Vintage{AsOf: day("2025-05-25")})
	if err != nil {
		t.Fatal(err)
	}
	official := map[duty.Code]string{}
	for _, code := range htsNumbers(t) {
		if len(code) < 8 || !headings[code[:6]] {
			continue
		}
		official[code] = "none" // what is prose has no rate, here and there
		if levies, err := hts.Lookup(code, "CN", "US", day(starterDay)); err == nil {
			official[code] = levies[0].Rate.String()
		}
	}
	checkStarter(t, "US", official)
	rows := readAll(t, "uk-global-tariff-2021-01.csv.gz")[1:]
	for i, dest := range []locale.Country{"DE", "GB"} {
		official := map[duty.Code]string{}
		for _, row := range rows {
			code := duty.Code(row[0])
			if !headings[code[:6]] {
				continue
			}
			official[code] = "none"
			if r, err := duty.ParseRate(row[2+i], currency.GBP); err == nil {
				official[code] = r.String()
			}
		}
		checkStarter(t, dest, official)
	}
}

// checkStarter compares the table with the lines of an official file.
func checkStarter(t *testing.T, dest locale.Country, official map[duty.Code]string) {
	t.Helper()
	tariff, _ := tables(t)
	if len(official) < 250 {
		t.Errorf("%d lines of %s", len(official), dest)
	}
	lines := map[string]bool{}
	for _, code := range slices.Sorted(maps.Keys(official)) {
		lines[string(code[:8])] = true
		if why, ok := starterDiffers[string(dest)+" "+string(code)]; ok {
			t.Logf("%s to %s: %s", code, dest, why)
			continue
		}
		got := "none"
		if levies, err := tariff.Lookup(code, "CN", dest, day(starterDay)); err == nil {
			got = levies[0].Rate.String()
		}
		if got != official[code] {
			t.Errorf("%s to %s: the table has %s, the file %s", code, dest, got, official[code])
		}
	}
	for _, row := range starterRecords(t) {
		if row[0] == starterJurisdiction(dest) && row[3] == "mfn" && len(row[1]) >= 8 && !lines[row[1][:8]] {
			t.Errorf("%s to %s: no such line in the file", row[1], dest)
		}
	}
}

// starterJurisdiction is the tariff of a destination.
func starterJurisdiction(dest locale.Country) string {
	if dest == "DE" {
		return "EU"
	}
	return string(dest)
}

// starterDiffers are lines of the official files that the table has otherwise,
// and why.
var starterDiffers = map[string]string{
	"GB 8507600010": "a line of ten digits for civil aircraft: the table has eight, and says so",
	"DE 8507600010": "the same",
}

// htsNumbers returns the numbers of the lines of the HTS.
func htsNumbers(t *testing.T) []duty.Code {
	t.Helper()
	var rows []struct {
		Number string `json:"htsno"`
	}
	if err := json.NewDecoder(shared(t, "us-hts-2025-05.json.gz")).Decode(&rows); err != nil {
		t.Fatal(err)
	}
	var codes []duty.Code
	for _, row := range rows {
		codes = append(codes, duty.Code(strings.ReplaceAll(row.Number, ".", "")))
	}
	return codes
}

// Each row of the embedded table is dated, sane and in its place.
func TestStarterTable(t *testing.T) {
	text, err := os.ReadFile("data/tariff.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for i, row := range rows[1:] {
		key := strings.Join(row[:2], ",")
		if key < last {
			t.Errorf("line %d: %s stands behind %s", i+2, key, last)
		}
		last = key
		if row[9] == "" || row[10] == "" || row[3] != "gap" && row[7] == "" {
			t.Errorf("line %d: no source, day of the source, or first day: %q", i+2, row)
		}
		if row[3] == "gap" {
			continue
		}
		if row[3] == "mfn" && row[8] != "" {
			t.Errorf("line %d: a normal rate that ends on %s, and nothing follows", i+2, row[8])
		}
		rate, err := duty.ParseRate(row[4], 0)
		if err != nil {
			t.Fatal(err)
		}
		if row[3] == "mfn" && strings.Contains(row[4], "¢") {
			t.Errorf("line %d: %q is not in canonical form", i+2, row[4])
		}
		if percent, ok := rate.AdValorem(); ok && percent.GreaterThan(dec("50")) {
			t.Errorf("line %d: %s", i+2, rate)
		}
	}
}
