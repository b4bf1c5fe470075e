package tax

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/landedhq/landed/currency"
	"github.com/landedhq/landed/locale"
	"github.com/shopspring/decimal"
)

// reference reads a table of the reference data beside the repository, and
// skips the test where there is none.
func reference(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "reference", name))
	if err != nil {
		t.Skipf("no reference data: %v", err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// TestAgainstReferenceRates compares every general rate of the book with the
// compiled standard rates of many sources.
func TestAgainstReferenceRates(t *testing.T) {
	standard := map[string]string{}
	for _, row := range reference(t, "tax_rates.csv") {
		if row["category"] == "standard" {
			region := row["region"]
			if region == "" {
				region = row["country"]
			}
			standard[region] = row["rate_percent"]
		}
	}
	b, on, n := mustBook(t), day(bookDay), 0
	for i := range b.entries {
		e := &b.entries[i]
		if e.category != General || e.territory != "" || e.variant != "" || e.passing || !on.Within(e.rate.From, e.rate.Until) {
			continue
		}
		p := e.place()
		if federal := e.name == "GST" && e.country == "CA"; federal && standard[p.String()] != "5" {
			continue // the reference has the province's own part
		}
		want, ok := standard[p.String()]
		if !ok {
			t.Errorf("%s is not in the reference", p)
			continue
		}
		if why, left := differs[p.String()]; left {
			t.Logf("%s: %s", p, why)
			continue
		}
		if !e.rate.Percent.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%v: the reference has %s", e.rate, want)
		}
		n++
	}
	t.Logf("%d places", n)
}

// TestAgainstReferenceHistory compares the general rates of the EU, GB, CH and
// AU day by day, at each date of change, with a dated history.
func TestAgainstReferenceHistory(t *testing.T) {
	b, n := mustBook(t), 0
	for _, row := range reference(t, "tax_rate_history.csv") {
		c := locale.Country(row["country"])
		national := strings.ToLower(row["country"]) + "_"
		if c == "ID" || row["category"] != "Standard" || !strings.HasPrefix(row["tax_type"], national) || strings.Count(row["tax_type"], "_") != 1 {
			continue
		}
		first, last := max(row["start_date"], "2023-01-01"), row["end_date"]
		if last == "" {
			last = "2026-05-01" // the date of that table
		}
		for _, text := range []string{first, last} {
			if last < first {
				continue
			}
			on, err := currency.ParseDate(text)
			if err != nil {
				t.Fatal(err)
			}
			rates, err := b.Rates(locale.Place{Country: c}, General, on)
			if err != nil || len(rates) != 1 || !rates[0].Percent.Equal(decimal.RequireFromString(row["rate_percent"])) {
				t.Errorf("%s on %s: %v (%v), the reference has %s", c, on, rates, err, row["rate_percent"])
			}
			n++
		}
	}
	t.Logf("%d days", n)
}

// TestAgainstReferenceCategories looks up each row of the compiled table that
// is in force: the book has its percent, as the one rate or as one of the
// variants of the heading, and what rests on no source only as an estimate.
func TestAgainstReferenceCategories(t *testing.T) {
	b, on, n := mustBook(t), day("2026-11-21"), 0
	for _, row := range reference(t, "category_rates.csv") {
		if row["from"] > on.String() || row["until"] != "" && row["until"] < on.String() || row["country"] == "CA" {
			continue // Canada: by province
		}
		name := row["country"] + " " + row["category"]
		category := Category(row["category"])
		if category == "general_goods" {
			category = General
		}
		if why, left := differs[name]; left {
			t.Logf("%s %s: %s", name, row["rate_percent"], why)
			continue
		}
		all, err := b.All(locale.Place{Country: locale.Country(row["country"])}, on)
		if err != nil {
			t.Fatal(err)
		}
		want := decimal.RequireFromString(row["rate_percent"])
		if !slices.ContainsFunc(all, func(r Rate) bool {
			return r.Category == category && (r.Percent.Equal(want) || !r.Threshold.IsZero() && r.Threshold.Below.Equal(want)) &&
				(category == General || (r.Confidence == Derived) == strings.HasPrefix(row["note"], "derived"))
		}) {
			t.Errorf("%s: the reference has %s %s (%s), the book none such", name, row["rate_percent"], row["treatment"], row["note"])
		}
		n++
	}
	t.Logf("%d categories", n)
}

// differs lists where the book departs from the compiled table, with reasons.
var differs = map[string]string{
	"US-VA":            "4.3 is the state's part, 5.3 with the local part that is levied everywhere",
	"DK books_printed": "whether the tax on books was abolished in 2026 is not confirmed",
	"DK ebooks":        "as printed books",
	"FI art":           "that the cut of 2026 holds for art is assumed: an estimate in the book",
	"TR baby_diapers":  "not confirmed",
}
