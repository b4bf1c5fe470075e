package duty_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/race"
	"github.com/landedhq/landed/locale"
)

// excerpted reads a part of an official file.
func excerpted(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var may2025 = duty.Vintage{AsOf: day("2025-05-25")}

func readHTS(t testing.TB) (*duty.Tariff, duty.Report) {
	t.Helper()
	tariff, report, err := duty.ReadHTS(strings.NewReader(excerpted(t, "hts-excerpt.json")), may2025)
	if err != nil {
		t.Fatal(err)
	}
	return tariff, report
}

// told writes levies as kind:rate@code, with the programmes of preferences.
func told(levies []duty.Levy) string {
	var words []string
	for _, l := range levies {
		rate := l.Rate.String()
		if l.Prose != "" {
			rate = fmt.Sprintf("%q", l.Prose)
		}
		word := fmt.Sprintf("%s:%s@%s", l.Kind, rate, l.Code)
		if l.Program != "" {
			word += "(" + l.Program + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestReadHTS(t *testing.T) {
	tariff, report := readHTS(t)
	if report.Rows != 102 || report.Codes == 0 || len(report.Prose) == 0 || !tariff.Complete("US") || tariff.AsOf() != may2025.AsOf {
		t.Errorf("%v, complete %v, as of %s", report, tariff.Complete("US"), tariff.AsOf())
	}
	const fta = "(AU BH CL CO IL JO KR MA OM P PA PE S SG)"
	tests := []struct {
		code   duty.Code
		origin locale.Country
		want   string
		reason string
	}{
		{"6109100004", "CN", "mfn:16.5%@61091000", "ten digits take the rate of the eight"},
		{"61091000", "CN", "mfn:16.5%@61091000", "the line itself"},
		{"610910", "CN", "mfn:16.5%@61091000", "one line under a short code"},
		{"6109100004", "AU", "mfn:16.5%@61091000 preference:Free@61091000" + fta, "the symbol is the country"},
		{"6109100004", "MX", "mfn:16.5%@61091000 preference:Free@61091000" + fta, "S is Canada and Mexico"},
		{"6109100004", "GT", "mfn:16.5%@61091000 preference:Free@61091000" + fta, "P is the Dominican Republic and Central America"},
		{"6109100004", "CU", "column2:90%@61091000", "Cuba is in column 2"},
		{"6109100004", "RU", "column2:90%@61091000", "Russia since 2022-04-09"},
		{"0101300000", "CN", "mfn:6.8%@0101300000", "ten digits with a rate of their own"},
		{"01013000", "CN", "mfn:6.8%@0101300000", "eight of the same"},
		{"0101210010", "CU", "column2:Free@01012100", "column 2 may be free too"},
		{"0406101800", "SG", "mfn:2.269 USD / kg@0406101800 preference:Free@0406101800(BH CL JO MA OM SG)", "several groups in a cell: that of the origin"},
		{"0406101800", "KR", `mfn:2.269 USD / kg@0406101800 preference:0.302 USD / kg@0406101800(KR)`, "another group"},
		{"0406101800", "AU", `mfn:2.269 USD / kg@0406101800 preference:"See 9822.04.40"@0406101800(AU)`, "prose is shown, not charged"},
		{"99038815", "CN", `mfn:"The duty provided in the applicable subheading + 7.5%"@99038815`, ""},
	}
	for _, test := range tests {
		levies, err := tariff.Lookup(test.code, test.origin, "US", day("2025-06-01"))
		if test.code == "99038815" {
			var prose *duty.ProseError
			if !errors.As(err, &prose) || !strings.Contains(err.Error(), "applicable subheading") {
				t.Errorf("prose: %v", err)
			}
			continue
		}
		if got := told(levies); err != nil || got != test.want {
			t.Errorf("%s from %s: %s, %v; want %s (%s)", test.code, test.origin, got, err, test.want, test.reason)
		}
	}
	if levies, err := tariff.Lookup("6109100004", "RU", "US", day("2022-04-08")); err != nil || levies[0].Kind != duty.MFN {
		t.Errorf("Russia before 2022-04-09: %v, %v", levies, err)
	}
}

func TestReadHTSKnowsItsCodes(t *testing.T) {
	tariff, _ := readHTS(t)
	for _, test := range []struct {
		code   duty.Code
		want   string
		reason string
	}{
		{"6109100099", "none such under 6109.10.00", "an unknown ten digits under a known eight is not the parent's rate"},
		{"6109100000", "none such under 6109.10.00", "nor are zeros, where the file tells lines apart"},
		{"0101300010", "none such under 0101.30.00", "the file has one line there, and it is another"},
		{"610990", "different levies", "too short"},
		{"851830", "this is none of them", "not in the file"},
	} {
		_, err := tariff.Lookup(test.code, "CN", "US", day("2025-06-01"))
		if !errors.Is(err, duty.ErrNoTariff) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q (%s)", test.code, err, test.want, test.reason)
		}
	}
	if _, err := tariff.Lookup("6109100004", "", "US", day("2025-06-01")); !errors.Is(err, duty.ErrNoTariff) {
		t.Errorf("without an origin column 2 cannot be ruled out: %v", err)
	}
}

func TestReadHTSRefuses(t *testing.T) {
	row := func(number, indent, general, special string) string {
		return fmt.Sprintf(`{"htsno":%q,"indent":%q,"description":"d","general":%q,"special":%q,"other":""}`, number, indent, general, special)
	}
	good := row("0101.21.00", "0", "Free", "")
	whole := excerpted(t, "hts-excerpt.json")
	tests := []struct {
		text   string
		row    int
		column string
		reason string
	}{
		{"", 0, "", "empty"},
		{"{}", 0, "", "no array"},
		{"[]", 0, "", "no rows"},
		{whole[:len(whole)/2], 56, "", "cut short in a row"},
		{"[" + good, 2, "", "cut short behind a row"},
		{"[" + good + "]]", 1, "", "more behind the array"},
		{"[" + good + ",7]", 2, "", "a row that is no object"},
		{`[{"htsno":"0101.21.00","indent":"0","description":"d","general":"Free","special":""}]`, 1, "other", "a field is missing"},
		{`[{"htsno":"0101.21.00","indent":"0","description":"d","general":5,"special":"","other":""}]`, 1, "", "a number where text belongs"},
		{"[" + row("0101.2", "0", "Free", "") + "]", 1, "htsno", "five digits"},
		{"[" + row("7701.21.00", "0", "Free", "") + "]", 1, "htsno", "there is no chapter 77"},
		{"[" + row("0101.21.00", "x", "Free", "") + "]", 1, "indent", "no number"},
		{"[" + row("0101.21.00", "-1", "Free", "") + "]", 1, "indent", "below zero"},
		{"[" + good + "," + good + "]", 2, "htsno", "twice"},
		{"[" + row("0102.21.00", "0", "Free", "") + "," + good + "]", 2, "htsno", "out of order"},
		{"[" + good + "," + row("", "1", "5%", "") + "]", 2, "htsno", "a rate without a number"},
		{"[" + row("0101.21.00", "0", "5%", "(AU)") + "]", 1, "special", "programmes without a rate"},
		{"[" + row("0101.21.00", "0", strings.Repeat("5", 30000), "") + "]", 1, "general", "absurd size"},
	}
	for _, test := range tests {
		tariff, _, err := duty.ReadHTS(strings.NewReader(test.text), may2025)
		var refused *duty.RowError
		if !errors.As(err, &refused) || refused.Row != test.row || refused.Column != test.column || tariff != nil {
			t.Errorf("%s: %v; want row %d, column %q", test.reason, err, test.row, test.column)
		}
	}
	if _, _, err := duty.ReadHTS(strings.NewReader("["+good), may2025); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut short: %v", err)
	}
	var zip bytes.Buffer
	w := gzip.NewWriter(&zip)
	fmt.Fprint(w, whole)
	w.Close()
	if _, _, err := duty.ReadHTS(bytes.NewReader(zip.Bytes()), may2025); err != nil {
		t.Errorf("packed: %v", err)
	}
	if _, _, err := duty.ReadHTS(bytes.NewReader(zip.Bytes()[:zip.Len()-20]), may2025); err == nil {
		t.Error("a packed file cut short was loaded")
	}
	odd := "[" + row("0101.21.00", "0", "5%", "") + "," + row("0102.21.00", "1", "", "") + "]"
	tariff, _, err := duty.ReadHTS(strings.NewReader(odd), may2025)
	if err != nil {
		t.Fatal(err)
	}
	var prose *duty.ProseError
	if _, err := tariff.Lookup("01022100", "CN", "US", day("2025-06-01")); !errors.As(err, &prose) {
		t.Errorf("indented under a line that its number does not begin with: %v", err)
	}
}

// TestReadHTSBrackets: brackets in the words before a rate belong to them, and
// those without a symbol are no programmes.
func TestReadHTSBrackets(t *testing.T) {
	const text = `[{"htsno":"0101.21.00","indent":"0","description":"d","general":"5%","special":"See note (b)) to this chapter (A,AU) Free (CZ) ()","other":""}]`
	tariff, report, err := duty.ReadHTS(strings.NewReader(text), may2025)
	if err != nil {
		t.Fatal(err)
	}
	levies, err := tariff.WithPrograms(nil).Lookup("01012100", "CN", "US", day("2025-06-01"))
	var got []string
	for _, l := range levies {
		got = append(got, string(l.Kind)+" "+l.Program+" "+l.Rate.String()+l.Prose)
	}
	want := []string{"mfn  5%", "preference A AU See note (b)) to this chapter", "preference CZ Free"}
	if err != nil || !slices.Equal(got, want) || len(report.Unclaimable) != 1 || report.Unclaimable[0].Text != "()" {
		t.Errorf("%q, not to be claimed %v (%v), want %q", got, report.Unclaimable, err, want)
	}
}

// Millions of rows of junk are given up on.
func TestReadHTSBounded(t *testing.T) {
	if testing.Short() || race.Enabled {
		t.Skip("reads a quarter of a million rows")
	}
	row := `{"htsno":"","indent":"0","description":"x","general":"","special":"","other":""},`
	_, _, err := duty.ReadHTS(io.MultiReader(strings.NewReader("["), strings.NewReader(strings.Repeat(row, 250_001))), may2025)
	if refused := (*duty.RowError)(nil); !errors.As(err, &refused) || refused.Row != 250_001 || !errors.Is(err, duty.ErrTable) {
		t.Error(err)
	}
}

func TestClaims(t *testing.T) {
	tariff, _ := readHTS(t)
	_, regimes := tables(t)
	for _, test := range []struct {
		origin locale.Country
		claim  string
		want   string // what is charged, or a part of the error
		reason string
	}{
		{"AU", "", "mfn", "a preference is never assumed"},
		{"AU", "AU", "preference", "it is claimed"},
		{"CN", "AU", "no preference", "the origin does not fit the symbol"},
		{"CA", "S", "preference", "a letter that stands for two countries"},
		{"CA", "MX", "no preference", "no such programme on the line"},
		{"CU", "S", "no preference", "column 2 has no preferences"},
	} {
		a, err := duty.Assess(duty.Shipment{From: in(test.origin), To: in("US"), On: day("2025-10-01"), Items: []duty.Item{
			{ID: "a", Code: "6109100004", Origin: test.origin, Value: money("1000", currency.USD), Quantity: 1, Claim: test.claim}}}, tariff, regimes)
		got := fmt.Sprint(err)
		if err == nil {
			got = string(a.Lines[0].Charges[0].Levy.Kind)
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s claims %q: %s, want %s (%s)", test.origin, test.claim, got, test.want, test.reason)
		}
	}
	a, err := duty.Assess(duty.Shipment{From: in("CN"), To: in("US"), On: day("2025-10-01"), Items: []duty.Item{
		{ID: "a", Code: "6109100004", Origin: "CN", Value: money("1000", currency.USD), Quantity: 1}}}, tariff, regimes)
	if err != nil || a.Accuracy != duty.Estimated || !strings.Contains(strings.Join(a.Warnings, " "), "9903.88.15") {
		t.Errorf("the footnote: %v, %v", a.Warnings, err)
	}
	layer := load(t, "id,"+header+"9903.88.15,US,6109,CN,additional,7.5%,,Section 301 list 4A,,,law,2025-05-25,")
	joined, err := tariff.With(layer)
	if err != nil {
		t.Fatal(err)
	}
	a, err = duty.Assess(duty.Shipment{From: in("CN"), To: in("US"), On: day("2025-10-01"), Items: []duty.Item{
		{ID: "a", Code: "6109100004", Origin: "CN", Value: money("1000", currency.USD), Quantity: 1}}}, joined, regimes)
	if err != nil || a.Duty != money("240", currency.USD) || strings.Contains(strings.Join(a.Warnings, " "), "9903.88.15") {
		t.Errorf("with the layer: %s, %v, %v", a.Duty, a.Warnings, err)
	}
}

// The whole file of the United States, within the limits that do not depend on
// the clock.
func TestWholeHTS(t *testing.T) {
	race.Alone(t)
	file := shared(t, "us-hts-2025-05.json.gz")
	before := heap()
	tariff, report, err := duty.ReadHTS(file, may2025)
	if err != nil {
		t.Fatal(err)
	}
	if grown := heap() - before; grown > 64<<20 {
		t.Errorf("%d bytes stay in memory, at most 64 MB", grown)
	} else {
		t.Logf("%s; %d kB stay in memory", report, grown>>10)
	}
	if report.Rows != 35810 || report.Codes != 29798 {
		t.Error(report)
	}
	on := day("2026-11-21")
	var room [32]*duty.Levy
	if allocs := testing.AllocsPerRun(100, func() {
		if _, err := tariff.AppendLookup(room[:0], "6109100004", "AU", "US", on); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("a lookup allocates %v times", allocs)
	}
	// Each line of ten digits answers by its own rate or that of its line, or
	// says that this is prose or that there is none.
	lines, prose, none := 0, 0, 0
	for e := range tariff.Entries("US") {
		if len(e.Code) < 10 {
			continue
		}
		lines++
		found, err := tariff.AppendLookup(room[:0], e.Code, "CN", "US", on)
		var inProse *duty.ProseError
		switch {
		case errors.As(err, &inProse):
			prose++
		case errors.Is(err, duty.ErrNoTariff):
			none++
		case err != nil:
			t.Fatal(err)
		case !strings.HasPrefix(string(e.Code), string(found[0].Code)) || len(found[0].Code) < 8 && e.Code.Heading() != "9503": // rated at its heading
			t.Fatalf("%s is charged by %s", e.Code, found[0].Code)
		}
	}
	t.Logf("%d lines of ten digits, %d in prose, %d without a rate", lines, prose, none)
	if lines != 19700 || prose > 300 || none > 10 {
		t.Errorf("%d lines, %d in prose, %d without a rate", lines, prose, none)
	}
	roundTrip(t, tariff, on)
	runtime.KeepAlive(tariff)
}

// heap returns what is alive.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
