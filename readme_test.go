package landed_test

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/duty"
	"github.com/landedhq/landed/internal/cldr"
	"github.com/landedhq/landed/locale"
	"github.com/landedhq/landed/tax"
)

// TestReadmeDates: the README says of each embedded table how current it is,
// and the table agrees.
func TestReadmeDates(t *testing.T) {
	claims := readmeTables(t)
	files, err := filepath.Glob("*/data/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	for _, file := range files {
		claim, ok := claims[filepath.ToSlash(file)]
		if !ok {
			t.Errorf("README.md does not list %s", file)
			continue
		}
		if want := span(sourceDates(t, file)); claim.asOf != want {
			t.Errorf("README.md: %s is as of %q, the table says %q", file, claim.asOf, want)
		}
	}
	tables := claims["internal/cldr"]
	if !strings.HasPrefix(cldr.Release, strings.TrimPrefix(tables.asOf, "CLDR ")+".") {
		t.Errorf("README.md: internal/cldr is as of %q, the tables are of %s", tables.asOf, cldr.Release)
	}
	if want := fmt.Sprintf("%d locales", cldr.Locales); !strings.Contains(tables.what, want) {
		t.Errorf("README.md: %q, the tables have %s", tables.what, want)
	}
}

// TestReadmeAsOf: what the library says of its tables is what the README says.
func TestReadmeAsOf(t *testing.T) {
	claims := readmeTables(t)
	tariff, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	programs, err := duty.DefaultPrograms()
	if err != nil {
		t.Fatal(err)
	}
	schemes, err := tax.DefaultSchemes()
	if err != nil {
		t.Fatal(err)
	}
	book, err := tax.DefaultBook()
	if err != nil {
		t.Fatal(err)
	}
	oldest := func(file string) string { from, _, _ := strings.Cut(claims[file].asOf, " to "); return from }
	newest := func(file string) string { _, to, _ := strings.Cut(claims[file].asOf, " to "); return to }
	for _, tt := range []struct{ file, claim, want string }{
		{"duty/data/tariff.csv", oldest("duty/data/tariff.csv"), tariff.AsOf().String()},
		{"duty/data/regimes.csv", newest("duty/data/regimes.csv"), regimes.AsOf().String()},
		{"duty/data/programs.csv", newest("duty/data/programs.csv"), programs.AsOf().String()},
		{"tax/data/schemes.csv", newest("tax/data/schemes.csv"), schemes.AsOf().String()},
		{"tax/data/rates.csv", newest("tax/data/rates.csv"), book.AsOf().String()},
	} {
		if tt.claim != tt.want {
			t.Errorf("README.md: %s: %q, AsOf says %q", tt.file, tt.claim, tt.want)
		}
	}
}

// TestReadmeTariffs: the README names the tariffs that the starter table has,
// with the months of their sources.
func TestReadmeTariffs(t *testing.T) {
	readme := readmeText(t)
	dates := map[string][]string{}
	for _, row := range records(t, "duty/data/tariff.csv") {
		if row["kind"] == "gap" {
			dates[row["destination"]] = append(dates[row["destination"]], "")
			continue
		}
		dates[row["destination"]] = append(dates[row["destination"]], row["source_date"][:len("2026-11")])
	}
	tariffs := slices.Sorted(maps.Keys(dates))
	if list := "(" + strings.Join(tariffs, ", ") + ")"; !strings.Contains(readme, "in eight tariffs "+list) || len(tariffs) != 8 {
		t.Errorf("README.md does not say that there are %d tariffs %s", len(tariffs), list)
	}
	for _, tariff := range tariffs {
		rates := slices.DeleteFunc(dates[tariff], func(s string) bool { return s == "" })
		if want := tariff + " " + span(rates); !strings.Contains(readme, want) {
			t.Errorf("README.md does not say %q of the tariffs", want)
		}
	}
}

// TestReadmeEstimates: the README names the destinations whose duties are
// estimates on the day of its tables.
func TestReadmeEstimates(t *testing.T) {
	tariff, err := duty.Starter()
	if err != nil {
		t.Fatal(err)
	}
	regimes, err := duty.DefaultRegimes()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string][]duty.Code{"CH": {"610910", "640399", "851830"}} // its rows are of chapters
	for _, row := range records(t, "duty/data/tariff.csv") {
		if len(row["code"]) >= 6 && row["kind"] == "mfn" {
			codes[row["destination"]] = append(codes[row["destination"]], duty.Code(row["code"]))
		}
	}
	rates := allRates(t, regimes.AsOf())
	var every, some []string
	for _, dest := range tariff.Jurisdictions() {
		to := locale.Place{Country: locale.Country(dest)}
		if dest == "EU" {
			to.Country = "DE"
		}
		assessed, estimated := 0, 0
		for _, code := range codes[dest] {
			for _, from := range []locale.Country{"BD", "US"} {
				a, err := duty.Assess(duty.Shipment{
					From: locale.Place{Country: from}, To: to, On: regimes.AsOf(), Rates: rates,
					Items: []duty.Item{{Code: code, Origin: from, Value: currency.FromMinor(5_000_00, currency.EUR), Quantity: 1}},
				}, tariff, regimes)
				if err != nil || from == to.Country {
					continue // a quantity is needed, and how much says nothing of the source
				}
				assessed++
				if a.Accuracy == duty.Estimated {
					estimated++
				}
			}
		}
		switch {
		case assessed == 0:
			t.Errorf("nothing is assessed in %s", dest)
		case estimated == assessed:
			every = append(every, dest)
		case estimated > 0:
			some = append(some, dest)
		}
	}
	and := func(list []string) string {
		return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
	}
	if len(every) < 2 || len(some) < 2 || !strings.Contains(readmeText(t), "every duty of "+and(every)+", and some of "+and(some)+".") {
		t.Errorf("README.md does not say that every duty of %q is an estimate, and some of %q", every, some)
	}
}

// allRates has a rate of the euro to each currency that a table of thresholds
// asks for.
func allRates(t *testing.T, on currency.Date) *currency.Rates {
	t.Helper()
	var rates []currency.Rate
	for _, c := range currency.Codes() {
		if c == currency.EUR {
			continue
		}
		r, err := currency.NewRate(currency.EUR, c, decimal.NewFromInt(2), on.Time(), "test")
		if err != nil {
			t.Fatal(err)
		}
		rates = append(rates, r)
	}
	all, err := currency.NewRates(currency.EUR, on.Time(), "test", rates)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tableClaim is what the README says of a table.
type tableClaim struct{ what, asOf string }

// readmeTables returns the rows of the README's table of data, by file.
func readmeTables(t *testing.T) map[string]tableClaim {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]tableClaim{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) == 7 {
			claims[strings.Trim(cells[1], " `")] = tableClaim{strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])}
		}
	}
	return claims
}

// readmeText returns the README with its lines joined.
func readmeText(t *testing.T) string {
	t.Helper()
	return strings.Join(strings.Fields(readmeLines(t)), " ")
}

// readmeLines returns the README as it stands.
func readmeLines(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// span writes the oldest and the newest of some dates.
func span(dates []string) string {
	if len(dates) == 0 {
		return ""
	}
	from, to := slices.Min(dates), slices.Max(dates)
	if from == to {
		return to
	}
	return from + " to " + to
}

var (
	readOn = regexp.MustCompile(`read (\d{4}-\d{2}-\d{2})`)
	aDay   = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)
)

// sourceDates returns the days of the sources of a table: those of its rows,
// those on which the sources of its rows were read, or that of its head.
func sourceDates(t *testing.T, file string) []string {
	t.Helper()
	rows := records(t, file)
	var dates []string
	for _, row := range rows {
		if date, ok := row["source_date"]; ok && date != "" {
			dates = append(dates, date)
		} else if read := readOn.FindStringSubmatch(row["source"]); !ok && read != nil {
			dates = append(dates, read[1])
		}
	}
	if _, ok := rows[0]["source"]; ok {
		return dates
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan() && strings.HasPrefix(lines.Text(), "#"); {
		dates = append(dates, aDay.FindAllString(lines.Text(), -1)...)
	}
	return dates
}

// records returns the rows of a table by the names of its columns.
func records(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comment = '#'
	lines, err := in.ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%s: %d lines, %v", file, len(lines), err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}
